import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {contains, mockService, mountWithCleanup} from "@web/../tests/web_test_helpers";
import {OkrFirstSteps} from "@okr_module/home/first_steps/okr_first_steps";

import {defineOkrModels} from "./okr_test_models";

defineOkrModels();

const steps = (...done) =>
    ["year", "people", "vision", "objective", "start"].map((key) => ({
        key,
        is_done: done.includes(key),
        ...(key === "people" ? {offers: ["directory"]} : {}),
    }));

async function mountSteps(props) {
    await mountWithCleanup(OkrFirstSteps, {
        props: {
            steps: [],
            ask: [],
            draftId: false,
            onDone: () => expect.step("loaded"),
            ...props,
        },
    });
}

describe("first steps", () => {
    test("the next one is marked, what is done is ticked", async () => {
        await mountSteps({steps: steps("year", "people")});
        expect(".o_okr_first_step").toHaveCount(5);
        expect(".o_okr_first_step_done").toHaveCount(2);
        expect(".o_okr_first_step_next").toHaveAttribute("data-step", "vision");
        expect(".o_okr_first_step .btn-primary").toHaveText("Write the vision");
        expect(".o_okr_first_steps_head span").toHaveText("2 of 5 steps are done");
    });

    test("only what one may use is offered", async () => {
        await mountSteps({steps: steps()});
        expect(queryAllTexts("[data-step=people] button")).toEqual(["Who is here"]);
        expect("[data-step=start] button").toHaveCount(0);
    });

    test("the draft is opened, and Home is asked anew when a dialog closes", async () => {
        mockService("action", {
            async doAction(action, {onClose} = {}) {
                expect.step(action.res_id || action);
                onClose?.();
            },
        });
        await mountSteps({steps: steps("year"), draftId: 7});
        await contains("[data-step=start] button").click();
        await contains("[data-step=year] button").click();
        expect.verifySteps([
            7,
            "loaded",
            "okr_module.okr_cycle_setup_action",
            "loaded",
        ]);
    });

    test("who waits reads whom to ask", async () => {
        await mountSteps({ask: ["Ann", "Bob"]});
        expect(".o_okr_first_steps_ask").toHaveCount(1);
        expect(queryAllTexts(".o_okr_first_steps_ask p")[0]).toMatch("Ask Ann, Bob");
    });
});

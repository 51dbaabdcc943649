import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {OkrCycleSummary} from "@okr_module/summary/okr_cycle_summary";
import {getDefaultConfig} from "@web/views/view";

import {defineOkrModels} from "./okr_test_models";

defineOkrModels();

const PROPS = {
    action: {context: {active_id: 5}},
    actionId: 1,
    updateActionState: () => undefined,
};
const ROW = {model: "okr.objective", id: 1, name: "Light", owner: "Ann"};
const DATA = {
    cycle: {id: 5, name: "Q3", state: "closed"},
    mean_score: 0.65,
    measured: 2,
    passed: 1,
    objectives: [
        {
            ...ROW,
            is_measured: true,
            score: 0.7,
            original_score: 0.4,
            passed: true,
            changes: 1,
        },
        {...ROW, id: 2, name: "Bells", is_measured: false, score: 0, changes: 0},
    ],
    changes: [
        {
            ...ROW,
            model: "okr.key.result",
            change_id: 9,
            what: "Target",
            old: "100",
            new: "50",
            reason: "Half of them sailed away",
        },
    ],
    learned: [{...ROW, text: "Ask the captains first."}],
    unreviewed: [{...ROW, id: 2, name: "Bells"}],
    dropped: [],
    counts: {objectives: 2, changes: 1, learned: 1, unreviewed: 1, dropped: 0},
    drafts: 1,
    notes: [],
    can_rollover: true,
};

async function mountSummary(data) {
    onRpc("okr.cycle", "get_summary", ({args}) => {
        expect.step(`asked of ${args[0]}`);
        return data;
    });
    const env = await makeMockEnv({config: getDefaultConfig()});
    await mountWithCleanup(OkrCycleSummary, {env, props: PROPS});
}

describe("summary of a cycle", () => {
    test("says what it came to", async () => {
        await mountSummary(DATA);
        expect.verifySteps(["asked of 5"]);
        expect(queryAllTexts(".o_okr_summary_number")).toEqual([
            "0.7",
            "1 / 2",
            "1",
            "1",
        ]);
        expect(".o_okr_summary_text").toHaveText("Ask the captains first.");
        expect(queryAllTexts(".o_okr_summary_row strong")).toEqual(["0.7", "No data"]);
        expect(queryAllTexts(".o_okr_summary_row .small span")).toEqual([
            "Ann",
            "0.4 against the original plan",
            "Ann",
        ]);
        expect(".o_okr_summary_change .fst-italic").toHaveText(
            "Half of them sailed away"
        );
        expect(".o_okr_summary_dropped p").toHaveText("One draft was never started.");
    });

    test("what is counted and not named is said", async () => {
        await mountSummary({...DATA, counts: {...DATA.counts, objectives: 50000}});
        expect.verifySteps(["asked of 5"]);
        expect(".o_okr_summary_scores p").toHaveText("and 49998 more");
        expect(".o_okr_summary_changes p").toHaveCount(0);
    });

    test("rolling over is one click away", async () => {
        mockService("action", {
            async doAction(action) {
                expect.step(action.res_model);
            },
        });
        onRpc("okr.cycle", "action_rollover", () => ({res_model: "okr.rollover"}));
        await mountSummary(DATA);
        await contains(".o_okr_summary_rollover").click();
        expect.verifySteps(["asked of 5", "okr.rollover"]);
    });

    test("who may not roll over is not offered it, and no data is no 0", async () => {
        await mountSummary({...DATA, can_rollover: false, mean_score: null});
        expect.verifySteps(["asked of 5"]);
        expect(".o_okr_summary_rollover").toHaveCount(0);
        expect(queryAllTexts(".o_okr_summary_number")[0]).toBe("–");
    });

    test("says where there is nothing to sum up", async () => {
        await mountSummary(false);
        expect.verifySteps(["asked of 5"]);
        expect(".o_okr_summary h4").toHaveText("No cycle has come to its review yet.");
    });
});

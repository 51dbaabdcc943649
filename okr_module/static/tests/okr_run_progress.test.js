import {describe, expect, test} from "@odoo/hoot";
import {queryOne, queryText, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class Run extends models.Model {
    _name = "okr.template.run";

    state = fields.Selection({
        selection: [
            ["draft", "To confirm"],
            ["running", "Being made"],
            ["done", "Done"],
        ],
    });
    ready_count = fields.Integer();
    made_count = fields.Integer();
    left_out_count = fields.Integer();
    is_mine = fields.Boolean();

    _records = [
        {
            id: 1,
            state: "running",
            ready_count: 300,
            made_count: 0,
            left_out_count: 2,
            is_mine: true,
        },
        {
            id: 2,
            state: "draft",
            ready_count: 300,
            made_count: 0,
            left_out_count: 0,
            is_mine: true,
        },
        {
            id: 3,
            state: "running",
            ready_count: 30,
            made_count: 10,
            left_out_count: 0,
            is_mine: false,
        },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Run]);

const ARCH = `<form><widget name="okr_run_progress"/></form>`;

async function mountRun(resId) {
    await mountView({type: "form", resModel: "okr.template.run", resId, arch: ARCH});
}

test("has batch after batch made and shows how far it is", async () => {
    const answers = [
        {state: "running", ready: 200, made: 100, left_out: 2},
        {state: "running", ready: 100, made: 200, left_out: 2},
        {state: "done", ready: 0, made: 300, left_out: 2},
    ];
    const gates = [];
    onRpc("okr.template.run", "make_next", async function ({args}) {
        expect.step(`make ${args[0]}`);
        await new Promise((resolve) => gates.push(resolve));
        const counts = answers.shift();
        this.env["okr.template.run"].write(args[0], {
            state: counts.state,
            ready_count: counts.ready,
            made_count: counts.made,
        });
        return counts;
    });
    await mountRun(1);
    expect.verifySteps(["make 1"]);
    expect(".o_okr_run_words").toHaveText("0 of 300 made");
    expect(".o_okr_run_left_out").toHaveText("2 left out: see below who, and why.");
    gates.shift()();
    await expect.waitForSteps(["make 1"]);
    await animationFrame();
    expect(".o_okr_run_words").toHaveText("100 of 300 made");
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "33");
    expect(queryOne(".progress-bar").style.width).toBe("33%");
    gates.shift()();
    await expect.waitForSteps(["make 1"]);
    gates.shift()();
    await waitFor(".o_okr_run_words:contains(were made)");
    await runAllTimers();
    expect.verifySteps([]);
    expect(".o_okr_run_words").toHaveText("300 objectives were made.");
    expect(queryText(".progress-bar")).toBe("100%");
});

test("makes nothing before it is confirmed", async () => {
    onRpc("okr.template.run", "make_next", () => expect.step("make"));
    await mountRun(2);
    await runAllTimers();
    expect.verifySteps([]);
    expect(".o_okr_run_words").toHaveText("300 objectives will be made, as drafts.");
    expect(".progress").toHaveCount(0);
});

test("only looks on at somebody else's", async () => {
    onRpc("okr.template.run", "make_next", () => expect.step("make"));
    await mountRun(3);
    await runAllTimers();
    expect.verifySteps([]);
    expect(".o_okr_run_words").toHaveText("10 of 40 made");
});

test("waits while another worker is at it", async () => {
    let count = 0;
    onRpc("okr.template.run", "make_next", () => {
        expect.step("make");
        count++;
        return count < 2
            ? {state: "running", ready: 300, made: 0, left_out: 2}
            : {state: "done", ready: 0, made: 300, left_out: 2};
    });
    await mountRun(1);
    await animationFrame();
    expect.verifySteps(["make"]);
    await advanceTime(1000);
    expect.verifySteps(["make"]);
});

test("says what went wrong and goes on when asked", async () => {
    let fails = true;
    onRpc("okr.template.run", "make_next", () => {
        expect.step("make");
        if (fails) {
            throw makeServerError({message: "The server is tired."});
        }
        return {state: "done", ready: 0, made: 300, left_out: 2};
    });
    await mountRun(1);
    await animationFrame();
    expect.verifySteps(["make"]);
    expect(".alert p").toHaveText("The server is tired.");
    fails = false;
    await contains(".alert button").click();
    expect.verifySteps(["make"]);
    expect(".alert").toHaveCount(0);
});

import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, unload} from "@odoo/hoot-dom";
import {animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {drafts} from "@okr_module/widgets/okr_feedback/okr_feedback";

class Objective extends models.Model {
    _name = "okr.objective";

    name = fields.Char();
    takes_feedback = fields.Boolean();

    _records = [
        {id: 1, name: "Be first", takes_feedback: true},
        {id: 2, name: "Was first", takes_feedback: false},
    ];
}

class Feedback extends models.Model {
    _name = "okr.feedback";

    objective_id = fields.Many2one({relation: "okr.objective"});
    body = fields.Text();
    date = fields.Date();
    reply = fields.Text();
    reply_user_id = fields.Many2one({relation: "res.partner"});
    can_reply = fields.Boolean();

    _records = [
        {
            id: 7,
            objective_id: 1,
            body: "<b>Too</b> little",
            date: "2026-02-10",
            can_reply: true,
        },
        {
            id: 8,
            objective_id: 2,
            body: "Well done",
            date: "2026-02-11",
            reply: "Thanks",
            can_reply: false,
        },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Objective, Feedback]);

function mountObjective(resId) {
    return mountView({
        type: "form",
        resModel: "okr.objective",
        resId,
        arch: `<form><field name="name"/><widget name="okr_feedback"/></form>`,
    });
}

test("what is left is sent without its method in the address", async () => {
    onRpc("okr.objective", "leave_feedback", function ({args}) {
        expect.step(args[1]);
        this.env["okr.feedback"].create({
            objective_id: args[0][0],
            body: args[1],
            date: "2026-02-12",
        });
        return true;
    });
    await mountObjective(1);
    expect(queryAllTexts(".o_okr_feedback_text")).toEqual(["<b>Too</b> little"]);
    expect(".o_okr_feedback_leave").not.toBeEnabled();
    await contains(".o_okr_feedback_body").edit("Too late", {confirm: false});
    await contains(".o_okr_feedback_leave").click();
    await animationFrame();
    expect.verifySteps(["Too late"]);
    expect(".o_okr_feedback_text").toHaveCount(2);
    expect(".o_okr_feedback_body").toHaveValue("");
    expect(".o_okr_feedback_note").toHaveText(/stored nowhere/);
});

test("whoever works on it answers", async () => {
    onRpc("okr.feedback", "write", ({args}) => {
        expect.step(args[1].reply);
    });
    await mountObjective(1);
    await contains(".o_okr_feedback_start").click();
    await contains(".o_okr_feedback_answer").edit("We will see", {confirm: false});
    await contains(".o_okr_feedback_send").click();
    await animationFrame();
    expect.verifySteps(["We will see"]);
    expect(queryAllTexts(".o_okr_feedback_reply")).toEqual(["We will see"]);
    expect(".o_okr_feedback_start").toHaveText("Change the answer");
});

test("what was typed is there again, and a closing tab asks", async () => {
    await mountObjective(1);
    await contains(".o_okr_feedback_body").edit("Too far", {confirm: false});
    const [event] = await unload();
    expect(event.defaultPrevented).toBe(true);
    await contains(".o_okr_feedback_start").click();
    expect(".o_okr_feedback_answer").toBeFocused();
    expect(".o_okr_feedback_send").not.toBeEnabled();
    await contains(".o_okr_feedback_answer").edit("We will see", {confirm: false});
    // Another page, and back
    await mountObjective(2);
    expect(".o_okr_feedback_answer").toHaveCount(1);
    await mountObjective(1);
    expect(".o_okr_feedback_body:last").toHaveValue("Too far");
    expect(".o_okr_feedback_answer:last").toHaveValue("We will see");
    await contains(".o_okr_feedback_stop:last").click();
    expect(".o_okr_feedback_body:last").toBeFocused();
    expect(".o_okr_feedback_body:last").toHaveValue("Too far");
    drafts.clear();
});

test("days are said as people say them", async () => {
    mockDate("2026-12-01 12:00:00");
    await mountObjective(1);
    expect(".o_okr_feedback_item small").toHaveText("Tue, Feb 10");
});

test("where none is taken it is read only", async () => {
    await mountObjective(2);
    expect(".o_okr_feedback_body").toHaveCount(0);
    expect(".o_okr_feedback_start").toHaveCount(0);
    expect(queryAllTexts(".o_okr_feedback_reply")).toEqual(["Thanks"]);
});

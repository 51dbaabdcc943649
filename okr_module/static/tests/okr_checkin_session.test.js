import {beforeEach, Deferred, expect, test} from "@odoo/hoot";
import {press, unload} from "@odoo/hoot-dom";
import {animationFrame, mockSendBeacon} from "@odoo/hoot-mock";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    getMockEnv,
    getService,
    hideTab,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {clearUncommittedChanges} from "@web/webclient/actions/action_service";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

class OkrCheckinSession extends models.Model {
    _name = "okr.checkin.session";

    line_ids = fields.One2many({
        relation: "okr.checkin.session.line",
        relation_field: "session_id",
    });

    _records = [{id: 1, line_ids: [1, 2]}];
    _views = {
        form: `
            <form js_class="okr_checkin_session">
                <header>
                    <button name="action_save" type="object" string="Save all" data-hotkey="s"/>
                </header>
                <field name="line_ids" widget="okr_checkin_lines" mode="list,kanban">
                    <list editable="bottom" create="0" delete="0">
                        <field name="key_result_id" readonly="1" force_save="1"/>
                        <field name="value"/>
                    </list>
                    <kanban create="0" delete="0">
                        <templates>
                            <t t-name="card">
                                <field name="key_result_id" force_save="1"/>
                                <field name="value"/>
                            </t>
                        </templates>
                    </kanban>
                    <form>
                        <field name="value"/>
                        <field name="note"/>
                    </form>
                </field>
                <footer>
                    <button special="cancel" string="Close"/>
                </footer>
            </form>`,
    };
}

class OkrCheckinSessionLine extends models.Model {
    _name = "okr.checkin.session.line";

    session_id = fields.Many2one({relation: "okr.checkin.session"});
    key_result_id = fields.Many2one({relation: "okr.key.result"});
    value = fields.Float();
    note = fields.Text();

    _records = [
        {id: 1, session_id: 1, key_result_id: 1, value: 3},
        {id: 2, session_id: 1, key_result_id: 2, value: 4},
    ];
}

defineOkrModels();
defineModels([OkrCheckinSession, OkrCheckinSessionLine]);

const RECORDED = {
    type: "ir.actions.client",
    tag: "display_notification",
    params: {type: "success", message: "Check-in recorded"},
};

beforeEach(() => {
    OkrKeyResult._records = [
        {id: 1, name: "One"},
        {id: 2, name: "Two"},
    ];
    mockSendBeacon(() => expect.step("saved blindly"));
    onRpc("okr.checkin.session", "web_save", () => expect.step("saved"));
    onRpc("okr.checkin.session", "action_save", ({args}) => {
        expect.step(["recorded", ...args[0]]);
        return RECORDED;
    });
});

async function mountSession(target = "current") {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "okr.checkin.session",
        res_id: 1,
        target,
        views: [[false, "form"]],
    });
}

async function typeInTable(value, confirm = "blur") {
    await contains(".o_data_row:first [name=value]").click();
    await contains(".o_data_row:first [name=value] input").edit(value, {confirm});
}

async function openCard() {
    await contains(".o_kanban_record:first").click();
}

const saveAll = () => contains("button[name=action_save]").click();

async function asksOnUnload() {
    const [event] = await unload();
    return event.defaultPrevented;
}

/** What a menu does before it leads elsewhere. */
const leave = () => clearUncommittedChanges(getMockEnv());

test.tags("desktop");
test("there is one button to save with, and the key for saving presses it", async () => {
    await mountSession();
    expect(".o_form_button_save").toHaveCount(0);
    await typeInTable("5", false);
    await contains(".o_data_row:first [name=value] input").press("alt+s");
    await animationFrame();
    expect.verifySteps(["saved", ["recorded", 1]]);
    expect(".o_notification:contains(Check-in recorded)").toHaveCount(1);
});

test.tags("desktop");
test("two presses record once", async () => {
    const answered = new Deferred();
    onRpc("okr.checkin.session", "action_save", async () => {
        expect.step("recording");
        await answered;
        return RECORDED;
    });
    await mountSession();
    await typeInTable("5");
    await press("alt+s");
    await press("alt+s");
    await animationFrame();
    answered.resolve();
    await animationFrame();
    expect.verifySteps(["saved", "recording"]);
});

test.tags("desktop");
test("closing the tab asks, and saves nothing behind one's back", async () => {
    await mountSession();
    expect(await asksOnUnload()).toBe(false);
    await typeInTable("5");
    expect(await asksOnUnload()).toBe(true);
    expect.verifySteps([]);
    await saveAll();
    expect.verifySteps(["saved", ["recorded", 1]]);
    expect(await asksOnUnload()).toBe(false);
});

test.tags("desktop");
test("closing the tab asks for what stands in a field that was not left", async () => {
    await mountSession();
    await typeInTable("5", false);
    expect(await asksOnUnload()).toBe(true);
});

test.tags("desktop");
test("a tab in the background saves nothing", async () => {
    await mountSession();
    await typeInTable("5");
    await hideTab();
    expect.verifySteps([]);
});

test.tags("desktop");
test("what the server refuses is not recorded yet", async () => {
    expect.errors(1);
    onRpc("okr.checkin.session", "action_save", () => {
        throw makeServerError({message: "The cycle is closed"});
    });
    await mountSession();
    await typeInTable("5");
    await saveAll();
    expect.verifyErrors([/The cycle is closed/u]);
    expect.verifySteps(["saved"]);
    expect(await asksOnUnload()).toBe(true);
});

test.tags("desktop");
test("a number that is none stays on the screen", async () => {
    await mountSession();
    await typeInTable("abc");
    await saveAll();
    expect.verifySteps([]);
    expect(await asksOnUnload()).toBe(true);
    leave();
    await contains(".o_okr_unrecorded button:contains(Save all)").click();
    expect(".o_okr_unrecorded").toHaveCount(0);
    expect.verifySteps([]);
});

test.tags("desktop");
test("leaving asks once, and not where nothing was typed", async () => {
    await mountSession();
    expect(await leave()).toBe(true);
    await typeInTable("5", false);
    const answers = Promise.all([leave(), leave()]);
    await contains(".o_okr_unrecorded button:contains(Stay)").click();
    expect(await answers).toEqual([false, false]);
    expect(".o_data_row:first [name=value] input").toHaveValue("5.00");

    const left = leave();
    await contains(".o_okr_unrecorded button:contains(Leave)").click();
    expect(await left).toBe(true);
    expect.verifySteps([]);
});

test.tags("desktop");
test("whoever records before leaving leaves", async () => {
    await mountSession();
    await typeInTable("5");
    const left = leave();
    await contains(".o_okr_unrecorded button:contains(Save all)").click();
    expect(await left).toBe(true);
    expect.verifySteps(["saved", ["recorded", 1]]);
    expect(".o_notification:contains(Check-in recorded)").toHaveCount(1);
    // And is not asked again.
    expect(await leave()).toBe(true);
});

test.tags("desktop");
test("whoever is refused before leaving stays", async () => {
    expect.errors(1);
    onRpc("okr.checkin.session", "action_save", () => {
        throw makeServerError({message: "The cycle is closed"});
    });
    await mountSession();
    await typeInTable("5");
    const left = leave();
    await contains(".o_okr_unrecorded button:contains(Save all)").click();
    expect(await left).toBe(false);
    await animationFrame();
    expect.verifyErrors([/The cycle is closed/u]);
    expect.verifySteps(["saved"]);
});

test.tags("desktop");
test("the dialog asks before it closes", async () => {
    await mountSession("new");
    await typeInTable("5");
    const ways = [".modal-header .btn-close", ".modal-footer button:contains(Close)"];
    for (const way of ways) {
        await contains(`.o_dialog:not(.o_inactive_modal) ${way}`).click();
        await contains(".o_okr_unrecorded button:contains(Stay)").click();
        expect(".modal").toHaveCount(1);
    }
    const left = leave();
    await contains(".o_okr_unrecorded button:contains(Stay)").click();
    expect(await left).toBe(false);
    await contains(".modal-header .btn-close").click();
    await contains(".o_okr_unrecorded button:contains(Leave)").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});

test.tags("desktop");
test("the dialog closes without a question where nothing was typed", async () => {
    await mountSession("new");
    await contains(".modal-header .btn-close").click();
    expect(".modal").toHaveCount(0);
});

test.tags("mobile");
test("a card that is open is asked about, too", async () => {
    await mountSession();
    await openCard();
    expect(".modal-title").toHaveText("One");
    await contains(".modal [name=value] input").edit("5");
    expect(await asksOnUnload()).toBe(true);
    const left = leave();
    // It is closed, so that nobody types on in what is saved already.
    await contains(".o_okr_unrecorded button:contains(Save all)").click();
    expect(".o_dialog").toHaveCount(0);
    expect(await left).toBe(true);
    expect.verifySteps(["saved", ["recorded", 1]]);
    const [line] = MockServer.env["okr.checkin.session.line"].browse(1);
    expect(line.value).toBe(5);
});

test.tags("mobile");
test("going back from a card keeps what was typed", async () => {
    await mountSession();
    await openCard();
    expect(".o_form_button_save_new").toHaveCount(0);
    await contains(".modal [name=value] input").edit("5", {confirm: false});
    await contains(".modal-header .oi-arrow-left").click();
    expect(".modal").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText(/5\.00/u);
    expect(await asksOnUnload()).toBe(true);
});

test.tags("mobile");
test("a card with a number that is none does not close", async () => {
    await mountSession();
    await openCard();
    await contains(".modal [name=value] input").edit("abc");
    await contains(".modal-header .oi-arrow-left").click();
    expect(".modal [name=value] input").toHaveValue("abc");
    // It still closes, once the number is one.
    await contains(".modal [name=value] input").edit("6");
    await contains(".modal-header .oi-arrow-left").click();
    expect(".modal").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText(/6\.00/u);
});

test.tags("mobile");
test("discarding a card takes it back", async () => {
    await mountSession();
    await openCard();
    await contains(".modal [name=value] input").edit("5");
    await contains(".modal .o_form_button_cancel").click();
    expect(".modal").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText(/3\.00/u);
    expect(await asksOnUnload()).toBe(false);
});

import {beforeEach, destroy, expect, test} from "@odoo/hoot";
import {queryAllTexts, unload} from "@odoo/hoot-dom";
import {mockSendBeacon} from "@odoo/hoot-mock";
import {
    clickSave,
    contains,
    makeServerError,
    mockService,
    mountView,
    onRpc,
    serverState,
    toggleActionMenu,
} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, OkrObjective, defineOkrModels} from "./okr_test_models";

defineOkrModels();

beforeEach(() => {
    OkrObjective._records = [
        {id: 1, name: "First", revision: 4, key_result_ids: [1, 2]},
        {id: 2, name: "Second", revision: 0, key_result_ids: []},
    ];
    OkrKeyResult._records = [
        {id: 1, name: "One", objective_id: 1, revision: 7},
        {id: 2, name: "Two", objective_id: 1, revision: 8},
    ];
    onRpc("web_save", ({args}) => expect.step(args[1]));
});

function mountForm(resId, fields = "", jsClass = `js_class="okr_form"`) {
    return mountView({
        type: "form",
        resModel: "okr.objective",
        resId,
        arch: `
            <form ${jsClass}>
                <field name="revision" invisible="1"/>
                <field name="name"/>
                ${fields}
            </form>`,
    });
}

function type(text) {
    return contains("[name=name] input").edit(text);
}

test("changes go with the revision that was read", async () => {
    await mountForm(1);
    await type("Changed");
    await clickSave();
    expect.verifySteps([{name: "Changed", revision: 4}]);
});

test("the first revision is 0 and goes along, too", async () => {
    await mountForm(2);
    await type("Changed");
    await clickSave();
    expect.verifySteps([{name: "Changed", revision: 0}]);
});

test("the next save goes with the revision that the last one made", async () => {
    await mountForm(1);
    await type("Changed");
    await clickSave();
    await type("Changed again");
    await clickSave();
    expect.verifySteps([
        {name: "Changed", revision: 4},
        {name: "Changed again", revision: 5},
    ]);
});

test("only the owner of a draft is offered to delete it", async () => {
    const mine = {name: "Mine", user_id: serverState.userId};
    OkrObjective._records = [
        {...mine, id: 1, state: "draft"},
        {...mine, id: 2, state: "active"},
        {id: 3, name: "Nobody's", user_id: false, state: "draft"},
    ];
    for (const [resId, offered] of [
        [1, true],
        [2, false],
        [3, false],
    ]) {
        const form = await mountView({
            type: "form",
            resModel: "okr.objective",
            resId,
            arch: `
                <form js_class="okr_form">
                    <field name="name"/>
                    <field name="state"/>
                    <field name="user_id"/>
                </form>`,
            actionMenus: {},
        });
        await toggleActionMenu();
        expect(queryAllTexts(".o_menu_item").includes("Delete")).toBe(offered);
        destroy(form);
    }
});

test("a gear menu offers what works, and nothing of others' to carry on", async () => {
    const [rollOver, plan] = ["Roll over to another cycle", "Plan into a cycle"];
    OkrObjective._records = [
        {id: 1, state: "draft", can_edit: true, can_create: true},
        {id: 2, state: "active", can_edit: true, can_create: true},
        {id: 3, state: "draft", can_edit: true, can_create: false},
        {id: 4, state: "active", can_edit: false, can_create: false},
        {id: 5, state: "draft", can_edit: true, can_create: true},
    ];
    OkrObjective._records[4].cycle_state = "closed";
    for (const [resId, offered] of [
        [1, [rollOver, plan]],
        [2, [rollOver]],
        [3, [plan]],
        [4, []],
        [5, [rollOver]],
    ]) {
        const form = await mountView({
            type: "form",
            resModel: "okr.objective",
            resId,
            arch: `
                <form js_class="okr_form">
                    <field name="state"/>
                    <field name="can_edit" invisible="1"/>
                    <field name="can_create" invisible="1"/>
                    <field name="cycle_state" invisible="1"/>
                </form>`,
            actionMenus: {},
        });
        await toggleActionMenu();
        const items = queryAllTexts(".o_menu_item");
        expect(items.filter((item) => [rollOver, plan].includes(item))).toEqual(
            offered
        );
        destroy(form);
    }
});

test("a gear menu rolls over the objective that is shown", async () => {
    OkrObjective._records[0].can_create = true;
    await mountView({
        type: "form",
        resModel: "okr.objective",
        resId: 1,
        arch: `
            <form js_class="okr_form">
                <field name="name"/>
                <field name="can_create" invisible="1"/>
            </form>`,
        actionMenus: {},
    });
    mockService("action", {
        doAction(action, {additionalContext}) {
            expect.step([action, additionalContext.active_ids]);
        },
    });
    await toggleActionMenu();
    await contains(".o_menu_item:contains(Roll over)").click();
    expect.verifySteps([["okr_module.okr_objective_action_rollover", [1]]]);
});

test("a new record has no revision", async () => {
    await mountForm(false);
    await type("New");
    await clickSave();
    expect.verifySteps([{name: "New"}]);
});

test("without a change nothing is saved", async () => {
    await mountForm(1);
    await type("Changed");
    await type("First");
    await contains(".o_form_view").press("alt+s");
    expect.verifySteps([{name: "First", revision: 4}]);
    await contains(".o_form_view").press("alt+s");
    expect.verifySteps([]);
});

test("lines go with the revision of their own", async () => {
    await mountForm(
        1,
        `<field name="key_result_ids">
            <list editable="bottom">
                <field name="name"/>
                <field name="revision" column_invisible="1"/>
            </list>
            <form><field name="name"/></form>
        </field>`
    );
    await contains(".o_data_row:last .o_data_cell[name=name]").click();
    await contains(".o_data_row:last [name=name] input").edit("Two, changed", {
        confirm: "blur",
    });
    await clickSave();
    expect.verifySteps([
        {
            key_result_ids: [[1, 2, {name: "Two, changed", revision: 8}]],
            revision: 4,
        },
    ]);
});

test("who is refused keeps what was typed", async () => {
    expect.errors(1);
    onRpc("web_save", () => {
        throw makeServerError({message: "Saved by somebody else"});
    });
    await mountForm(1);
    await type("My own text");
    await clickSave();
    expect.verifyErrors([/Saved by somebody else/u]);
    expect("[name=name] input").toHaveValue("My own text");
});

test("closing the tab asks instead of saving without an answer", async () => {
    mockSendBeacon(() => expect.step("saved blindly"));
    await mountForm(1);
    await type("Not saved yet");
    const [event] = await unload();
    expect(event.defaultPrevented).toBe(true);
    expect.verifySteps([]);
    // Whoever stays can still save.
    await clickSave();
    expect.verifySteps([{name: "Not saved yet", revision: 4}]);
});

test("closing the tab asks nothing where nothing was typed", async () => {
    mockSendBeacon(() => expect.step("saved blindly"));
    await mountForm(1);
    const [event] = await unload();
    expect(event.defaultPrevented).toBe(false);
    expect.verifySteps([]);
});

test("other forms of the same model are as they were", async () => {
    await mountForm(1, "", "");
    await type("Changed");
    await clickSave();
    expect.verifySteps([{name: "Changed"}]);
});

test("what lies in a closed cycle looks closed", async () => {
    OkrObjective._records[0].cycle_state = "closed";
    OkrObjective._records[1].cycle_state = "active";
    const fields = `<field name="cycle_state" invisible="1"/>`;
    await mountForm(1, fields);
    expect("[name=name] input").toHaveCount(0);
    expect("[name=name] span").toHaveText("First");
    await mountForm(2, fields);
    expect("[name=name] input").toHaveCount(1);
});

test("what is others' to change looks so", async () => {
    OkrObjective._records[0].can_edit = false;
    OkrObjective._records[1].can_edit = true;
    const fields = `<field name="can_edit" invisible="1"/>`;
    await mountForm(1, fields);
    expect("[name=name] input").toHaveCount(0);
    await mountForm(2, fields);
    expect("[name=name] input").toHaveCount(1);
});

test("a name and a day within a sentence stay in its line", async () => {
    Object.assign(OkrObjective._records[0], {
        parent_id: 2,
        date_cancelled: "2026-02-10",
    });
    await mountForm(
        1,
        `<div>Asked of <field name="parent_id" nolabel="1" class="d-inline"
            readonly="1" options="{'no_open': True}"/> (<field name="date_cancelled"
            nolabel="1" class="d-inline" readonly="1"/>).</div>`
    );
    expect(".o_many2one").toHaveStyle({display: "inline"});
    expect(".o_many2one span").toHaveStyle({display: "inline"});
    expect("[name=date_cancelled] > div").toHaveStyle({display: "inline"});
});

test("what is no number is named, and not called missing", async () => {
    mockService("notification", {add: (words) => expect.step(words.toString())});
    const button = `<button name="action_start" type="object" string="Start"/>`;
    await mountForm(1, `${button}<field name="progress"/>`);
    await contains("[name=progress] input").edit("abc");
    await contains("button[name=action_start]").click();
    expect.verifySteps(["Progress: this is not a number."]);
});

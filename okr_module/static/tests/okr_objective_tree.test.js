import {expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {contains, mountView, onRpc} from "@web/../tests/web_test_helpers";

import {treeRows} from "@okr_module/views/okr_objective_tree/okr_objective_tree_view";

import {OkrKeyResult, OkrObjective, defineOkrModels} from "./okr_test_models";

defineOkrModels();

const running = {state: "active", is_measured: true, status: "on_track"};

function makeRecords() {
    OkrObjective._records = [
        {id: 3, name: "Ours", parent_id: 1, key_result_count: 0, ...running},
        {id: 1, name: "The company's", key_result_count: 1, ...running},
        {id: 2, name: "Nobody's", key_result_count: 0, ...running},
    ];
    OkrKeyResult._records = [
        {
            id: 7,
            name: "Customers",
            objective_id: 1,
            value_label: "0 → 5 → 10",
            kpi_mark: "KPI does not answer",
            progress: 0.5,
            status: "on_track",
            state: "active",
            objective_state: "active",
            can_edit: true,
            sparkline: {points: [[0, 0.5]], today: 0.5, expected: 0.5},
        },
    ];
}

function mountTree(options = {}) {
    makeRecords();
    return mountView({
        ...options,
        type: "list",
        resModel: "okr.objective",
        arch: `
            <list js_class="okr_objective_tree">
                <field name="key_result_count" column_invisible="1"/>
                <field name="parent_id" column_invisible="1"/>
                <field name="name"/>
                <field name="status" widget="okr_status"/>
            </list>`,
    });
}

test("children stand below their parent, key results in between", async () => {
    await mountTree();
    await animationFrame();
    expect(queryAllTexts("tbody td[name=name], .o_okr_tree_name")).toEqual([
        "The company's",
        "Customers",
        "Ours",
        "Nobody's",
    ]);
    expect(".o_okr_tree_key_result").toHaveText(/0 → 5 → 10/u);
    expect(".o_okr_tree_key_result .o_okr_kpi_mark").toHaveText("KPI does not answer");
    expect(".o_okr_tree_key_result .o_okr_on_track").toHaveCount(2);
    expect(".o_okr_tree_caret").toHaveCount(1);
});

test("a caret folds what is below, by keys as well", async () => {
    await mountTree();
    await contains(".o_okr_tree_caret").click();
    expect(".o_okr_tree_key_result").toHaveCount(0);
    expect(queryAllTexts("tbody td[name=name]")).toEqual(["The company's", "Nobody's"]);
    queryOne(".o_okr_tree_caret").focus();
    await press("ArrowRight");
    await animationFrame();
    expect(".o_okr_tree_caret").toHaveAttribute("aria-expanded", "true");
    expect(".o_okr_tree_key_result").toHaveCount(1);
});

test("one checks in from the row of a key result", async () => {
    onRpc("okr.key.result", "action_check_in", ({args}) => {
        expect.step(args[0]);
        return {type: "ir.actions.act_window_close"};
    });
    await mountTree();
    await animationFrame();
    await contains(".o_okr_tree_key_result button:contains(Check in)").click();
    expect.verifySteps([[7]]);
});

test("whose parent is not in the list stands at the top", () => {
    const record = (resId, parentId) => ({
        resId,
        data: {parent_id: parentId && {id: parentId}},
    });
    const rows = treeRows(
        [record(2, 1), record(1, 9), record(3, 2), record(4, 4)],
        ({resId}) => resId !== 2
    );
    expect(rows.map((row) => [row.record.resId, row.depth, row.count])).toEqual([
        [1, 0, 1],
        [2, 1, 1],
        [4, 0, 0],
    ]);
});

test("it stands among others on My Dashboard, without a head of its own", async () => {
    await mountTree({
        display: {controlPanel: false},
        allowSelectors: false,
        selectRecord: (resId) => expect.step(resId),
    });
    await animationFrame();
    expect(".o_control_panel").toHaveCount(0);
    expect(".o_list_record_selector").toHaveCount(0);
    expect(".o_okr_tree_key_result td").toHaveCount(1);
    await contains("tbody td[name=name]:contains(The company's)").click();
    expect.verifySteps([1]);
});

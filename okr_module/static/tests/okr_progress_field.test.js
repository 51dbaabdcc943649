import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne, queryRect} from "@odoo/hoot-dom";
import {mountView, onRpc, serverState} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, OkrObjective, defineOkrModels} from "./okr_test_models";

defineOkrModels();

beforeEach(() => {
    OkrKeyResult._records = [
        {id: 1, progress: 0.63, expected_progress: 0.7, status: "at_risk"},
    ];
});

function mountKeyResult(id = 1) {
    return mountView({
        type: "form",
        resModel: "okr.key.result",
        resId: id,
        arch: `<form><field name="progress" widget="okr_progress"/></form>`,
    });
}

test("progress is a bar, a tick and words", async () => {
    await mountKeyResult();
    expect(".o_okr_progress_words").toHaveText("63%");
    expect(".o_okr_progress").toHaveClass("o_okr_at_risk");
    expect(queryOne(".o_okr_progress_fill").style.width).toBe("63%");
    expect(queryOne(".o_okr_progress_tick").style.insetInlineStart).toBe("70%");
    expect(queryRect(".o_okr_progress_fill").height).toBeGreaterThan(3);
});

test("progress is told to a screen reader", async () => {
    await mountKeyResult();
    expect("[role=progressbar]").toHaveAttribute("aria-label", "Progress");
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "63");
    expect("[role=progressbar]").toHaveAttribute("aria-valuemin", "0");
    expect("[role=progressbar]").toHaveAttribute("aria-valuemax", "100");
    const words = "63% done, 70% expected by now";
    expect("[role=progressbar]").toHaveAttribute("aria-valuetext", words);
    expect("[role=progressbar]").toHaveAttribute("title", words);
});

test("progress is written as the user's language writes it", async () => {
    serverState.lang = "fr_FR";
    await mountKeyResult();
    // A no-break space of whichever width the browser's locale data has
    expect(queryOne(".o_okr_progress_words").textContent).toMatch(/^63\s%$/u);
});

test("nothing is expected before the first day and of what was dropped", async () => {
    OkrKeyResult._records = [
        {id: 1, progress: 0.1, expected_progress: 0, status: "too_early"},
        {id: 2, progress: 0.2, expected_progress: 0.5, status: "cancelled"},
    ];
    await mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `<list><field name="progress" widget="okr_progress"/></list>`,
    });
    expect(queryAllTexts(".o_okr_progress_words")).toEqual(["10%", "20%"]);
    expect(".o_okr_progress_tick").toHaveCount(0);
    expect(".o_okr_progress:first").toHaveAttribute("title", "10% done");
});

test("bars have their height in a list, too", async () => {
    await mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `<list><field name="progress" widget="okr_progress"/></list>`,
    });
    expect(queryRect(".o_okr_progress_fill").height).toBeGreaterThan(3);
    expect(queryRect(".o_okr_progress_fill").width).toBeGreaterThan(10);
});

test("only what is reached is written as 100%", async () => {
    OkrKeyResult._records = [
        {id: 1, progress: 0.998, expected_progress: 1, status: "on_track"},
        {id: 2, progress: 1, expected_progress: 1, status: "achieved"},
        {id: 3, progress: 0, expected_progress: 1, status: "off_track"},
    ];
    await mountView({
        type: "kanban",
        resModel: "okr.key.result",
        arch: `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="progress" widget="okr_progress"/>
                    </t>
                </templates>
            </kanban>`,
    });
    expect(queryAllTexts(".o_okr_progress_words")).toEqual(["99%", "100%", "0%"]);
});

test("an objective that nothing measures has no progress", async () => {
    OkrObjective._records = [
        {id: 1, progress: 0, is_measured: false, status: "no_data"},
        {id: 2, progress: 0, is_measured: true, status: "no_data"},
        {id: 3, progress: 0, is_measured: true, status: "off_track"},
    ];
    await mountView({
        type: "list",
        resModel: "okr.objective",
        arch: `
            <list>
                <field name="is_measured" column_invisible="1"/>
                <field name="progress" widget="okr_progress"/>
            </list>`,
    });
    expect(queryAllTexts("[name=progress].o_data_cell")).toEqual([
        "No data",
        "No data",
        "0%",
    ]);
    expect("[role=progressbar]").toHaveCount(1);
});

test("option measured_field reads the field that the view leaves out", async () => {
    OkrObjective._records = [{id: 1, progress: 0, is_measured: false}];
    onRpc("web_read", ({kwargs}) => {
        expect.step(Object.keys(kwargs.specification).sort().join(" "));
    });
    await mountView({
        type: "form",
        resModel: "okr.objective",
        resId: 1,
        arch: `
            <form>
                <field name="progress" widget="okr_progress"
                    options="{'measured_field': 'is_measured'}"/>
            </form>`,
    });
    expect.verifySteps(["display_name expected_progress is_measured progress status"]);
    expect("[name=progress]").toHaveText("No data");
});

test.tags("desktop");
test("figures of groups are written as shares, too", async () => {
    OkrKeyResult._records = [{id: 1, name: "a", progress: 0.3, status: "at_risk"}];
    await mountView({
        type: "list",
        resModel: "okr.key.result",
        groupBy: ["name"],
        arch: `<list><field name="name"/><field name="progress" widget="okr_progress"/></list>`,
    });
    expect(".o_group_header .o_list_number").toHaveText("30%");
});

test("what nobody told and what is not started is no data, not 0%", async () => {
    OkrKeyResult._records = [
        {id: 1, progress: 0, expected_progress: 0.5, status: "no_data"},
        {id: 2, progress: 0, expected_progress: 0.5, status: "overdue"},
    ];
    await mountKeyResult();
    expect(".o_okr_progress").toHaveCount(0);
    expect(".o_okr_progress_none").toHaveText("No data");
});

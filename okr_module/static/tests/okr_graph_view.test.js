import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {mountView, onRpc, preloadBundle} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

preloadBundle("web.chartjs_lib");
defineOkrModels();

const RECORDS = [
    {id: 1, name: "One", status: "off_track", stated_status: "on_track"},
    {id: 2, name: "Two", status: "on_track", stated_status: "off_track"},
    {id: 3, name: "Three", status: "on_track", stated_status: "on_track"},
];

function colorOf(status) {
    const probe = document.createElement("span");
    probe.className = `o_okr_${status}`;
    document.body.append(probe);
    const color = getComputedStyle(probe).getPropertyValue("--okr-status-color").trim();
    probe.remove();
    return color;
}

/** @returns {object[]} the sets of data that are drawn */
function drawn() {
    return window.Chart.getChart(queryFirst("canvas")).data.datasets;
}

test("statuses in their colours, and no line that joins them", async () => {
    OkrKeyResult._records = RECORDS;
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="bar" stacked="1" js_class="okr_graph">
                <field name="name"/>
                <field name="status"/>
            </graph>`,
    });
    const colors = Object.fromEntries(
        drawn().map((dataset) => [dataset.label, dataset.backgroundColor])
    );
    expect(colors).toEqual({
        "Off track": colorOf("off_track"),
        "On track": colorOf("on_track"),
    });
    expect(colorOf("off_track")).not.toBe(colorOf("on_track"));
});

test("a bar for each status has its colour, too", async () => {
    OkrKeyResult._records = RECORDS;
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="bar" js_class="okr_graph">
                <field name="status"/>
            </graph>`,
    });
    const [{backgroundColor}] = drawn();
    expect([...backgroundColor].sort()).toEqual(
        [colorOf("off_track"), colorOf("on_track")].sort()
    );
});

test("an axis of shares says percents, as all else does", async () => {
    OkrKeyResult._records = [
        {id: 1, name: "One", status: "on_track", progress: 0.8529},
        {id: 2, name: "Two", status: "on_track", progress: 0.4},
    ];
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="bar" js_class="okr_graph">
                <field name="name"/>
                <field name="progress" type="measure" widget="okr_progress"/>
            </graph>`,
    });
    const {ticks} = window.Chart.getChart(queryFirst("canvas")).scales.y;
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.filter(({label}) => !/^\d+%$/.test(label))).toEqual([]);
});

test("slices of a pie, too", async () => {
    OkrKeyResult._records = RECORDS;
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="pie" js_class="okr_graph">
                <field name="status"/>
            </graph>`,
    });
    const {labels, datasets} = window.Chart.getChart(queryFirst("canvas")).data;
    expect(datasets[0].backgroundColor[labels.indexOf("Off track")]).toBe(
        colorOf("off_track")
    );
});

test("headers of a pivot show the colour of a status", async () => {
    OkrKeyResult._records = RECORDS;
    await mountView({
        type: "pivot",
        resModel: "okr.key.result",
        arch: `
            <pivot js_class="okr_pivot">
                <field name="status" type="col"/>
                <field name="name" type="row"/>
            </pivot>`,
    });
    expect("thead .o_okr_pivot_status.o_okr_off_track").toHaveText("Off track");
    expect("thead .o_okr_pivot_status.o_okr_on_track").toHaveText("On track");
    expect("tbody .o_okr_pivot_status").toHaveCount(0);
});

test("a mean of nothing is no 0% in a pivot", async () => {
    OkrKeyResult._records = RECORDS;
    onRpc("formatted_read_grouping_sets", async ({parent}) => {
        const sets = await parent();
        for (const group of sets.flat()) {
            for (const name of Object.keys(group)) {
                group[name] = !name.startsWith("progress:") && group[name];
            }
        }
        return sets;
    });
    await mountView({
        type: "pivot",
        resModel: "okr.key.result",
        arch: `
            <pivot js_class="okr_pivot">
                <field name="status" type="row"/>
                <field name="progress" type="measure" widget="percentage"/>
            </pivot>`,
    });
    expect(queryAllTexts("td.o_pivot_cell_value")).toEqual(["", "", ""]);
});

test("a mean of nothing is drawn nowhere, and joins no line of its own", async () => {
    OkrKeyResult._records = [
        {id: 1, name: "One", status: "on_track", progress: 0.4},
        {id: 2, name: "Two", status: "off_track", progress: 0.2},
    ];
    onRpc("formatted_read_group", async ({parent}) => {
        const groups = await parent();
        // A week in which nobody said anything, as the server fills it in
        const empty = {name: "Three", status: false, __count: 0, __extra_domain: []};
        return [...groups, {...empty, "progress:avg": false}];
    });
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="line" stacked="0" js_class="okr_graph">
                <field name="name"/>
                <field name="status"/>
                <field name="progress" type="measure" widget="okr_progress"/>
            </graph>`,
    });
    const {labels} = window.Chart.getChart(queryFirst("canvas")).data;
    expect(labels).toHaveLength(3);
    const data = Object.fromEntries(drawn().map((each) => [each.label, each.data]));
    expect(Object.keys(data).sort()).toEqual(["Off track", "On track"]);
    expect(data["On track"][labels.indexOf("One")]).toBe(0.4);
    expect(data["On track"][labels.indexOf("Two")]).toBe(null);
    expect(data["On track"][labels.indexOf("Three")]).toBe(null);
    expect(drawn().every((each) => each.spanGaps)).toBe(true);
});

test("an axis of how many there are counts no halves", async () => {
    OkrKeyResult._records = RECORDS.slice(0, 1);
    await mountView({
        type: "graph",
        resModel: "okr.key.result",
        arch: `
            <graph type="bar" js_class="okr_graph">
                <field name="status"/>
            </graph>`,
    });
    const {ticks} = window.Chart.getChart(queryFirst("canvas")).scales.y;
    expect(ticks.map(({label}) => label)).toEqual(["0", "1"]);
});

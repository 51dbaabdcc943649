import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    MockServer,
    allowTranslations,
    clickSave,
    contains,
    findComponent,
    makeMockEnv,
    makeServerError,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {FormController} from "@web/views/form/form_controller";
import {OkrCurve} from "@okr_module/widgets/okr_curve/okr_curve";
import {
    chartConfig,
    formatValue,
    linesOf,
    tableOf,
} from "@okr_module/widgets/okr_curve/okr_curve_chart";
import {setupChartJsForTests} from "@web/../tests/views/graph/graph_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();
setupChartJsForTests();

const CURVE = {
    actual: [
        {date: "2026-01-05", value: 0},
        {date: "2026-01-20", value: 25.5},
    ],
    plan: [
        {date: "2026-01-05", value: 0},
        {date: "2026-04-05", value: 100},
    ],
    plan_kind: "linear",
    plan_note: "",
    target: [100],
    target_lines: [
        [
            {date: "2026-01-05", value: 100},
            {date: "2026-04-05", value: 100},
        ],
    ],
    confidence: [],
    forecast: [
        {date: "2026-01-20", value: 25.5},
        {date: "2026-04-05", value: 90},
    ],
    stepped: false,
    date_start: "2026-01-05",
    date_end: "2026-04-05",
    today: "2026-02-01",
    metric_type: "number",
    direction: "increase",
    unit: "customers",
    currency_id: false,
};

const CONFIDENCE = [
    {date: "2026-01-12", value: 0.8},
    {date: "2026-01-20", value: 0.45},
];
const EMPTY = {...CURVE, actual: [], forecast: []};
const COLORS = {
    actual: "red",
    plan: "grey",
    forecast: "red",
    target: "green",
    confidence: "grey",
};

function mountCurve(resId = 1) {
    OkrKeyResult._records = [
        {id: 1, name: "Customers", checkin_count: 2, target_value: 100},
    ];
    return mountView({
        type: "form",
        resModel: "okr.key.result",
        resId,
        arch: `
            <form>
                <field name="name"/>
                <field name="target_value"/>
                <widget name="okr_curve"/>
            </form>`,
    });
}

function serveCurve(curve) {
    onRpc("okr.key.result", "get_curve", ({args}) => {
        expect.step(`get_curve ${args[0]}`);
        return curve;
    });
}

describe("lines", () => {
    beforeEach(async () => {
        await makeMockEnv();
        allowTranslations();
    });

    test("each line has a name and is left out where it has no points", () => {
        expect(linesOf(CURVE).map((line) => line.name.toString())).toEqual([
            "Actual",
            "Plan: straight line",
            "Forecast",
            "Target",
        ]);
        const lines = linesOf({...CURVE, plan: [], forecast: []});
        expect(lines.map((line) => line.role)).toEqual(["actual", "target"]);
    });

    test("a range has two bounds", () => {
        const target_lines = [2, 4].map((value) => [
            {date: "2026-01-05", value},
            {date: "2026-04-05", value},
        ]);
        const lines = linesOf({...CURVE, target: [2, 4], target_lines}).slice(-2);
        expect(lines.map((line) => line.name.toString())).toEqual(["From", "To"]);
        expect(lines[0].points).toEqual(target_lines[0]);
    });

    test("each kind of plan is named in words", () => {
        const names = ["linear", "points", "seasonal"].map((plan_kind) =>
            linesOf({...CURVE, plan_kind})[1].name.toString()
        );
        expect(names).toEqual([
            "Plan: straight line",
            "Plan: your points",
            "Plan: like last year",
        ]);
    });

    test("a changed target is a step", () => {
        const target_lines = [
            [
                {date: "2026-01-05", value: 100},
                {date: "2026-01-20", value: 80},
                {date: "2026-04-05", value: 80},
            ],
        ];
        const curve = {...CURVE, unit: "", target: [80], target_lines};
        expect(chartConfig(curve, COLORS).data.datasets.at(-1).stepped).toBe(true);
        const targets = tableOf(curve).rows.map(({cells}) => cells.at(-1));
        expect(targets).toEqual(["100", "80", "80"]);
    });

    test("its days are said as everywhere else", () => {
        const {ticks} = chartConfig(CURVE, COLORS).options.scales.x;
        expect(ticks.callback(luxon.DateTime.fromISO("2026-01-20").valueOf())).toBe(
            "Jan 20"
        );
    });

    test("confidence is a strip of bars beneath, on a scale of its own", () => {
        const {data, options} = chartConfig({...CURVE, confidence: CONFIDENCE}, COLORS);
        const bars = data.datasets.at(-1);
        expect(bars.label.toString()).toBe("Confidence");
        expect([bars.type, bars.yAxisID]).toEqual(["bar", "confidence"]);
        const axes = data.datasets.slice(0, -1).map(({yAxisID}) => yAxisID);
        expect(axes).toEqual(["y", "y", "y", "y"]);
        const {confidence, y} = options.scales;
        expect(confidence.stack).toBe(y.stack);
        expect([confidence.min, confidence.max]).toEqual([0, 1.5]);
        const ticks = [0, 0.5, 1, 1.5].map(confidence.ticks.callback);
        expect(ticks).toEqual(["0/10", "", "10/10", ""]);
        const write = options.plugins.tooltip.callbacks.label;
        expect(write({dataset: bars, parsed: {y: 0.45}})).toBe("Confidence: 4.5/10");
        expect(write({dataset: data.datasets[0], parsed: {y: 5}})).toBe(
            "Actual: 5\u00A0customers"
        );
    });

    test("a scale begins with zero where nothing is far from it or below", () => {
        const low = (values) => {
            const plan = values.map((value) => ({date: "2026-01-05", value}));
            const curve = {...EMPTY, target_lines: [plan], plan};
            return chartConfig(curve, COLORS).options.scales.y.min;
        };
        expect(low([0, 100])).toBe(0);
        expect(low([10, 100])).toBe(0);
        expect(low([82, 95])).toBe(undefined);
        expect(low([-1, 100])).toBe(undefined);
    });

    test("money on the scale is short", () => {
        const curve = {...CURVE, metric_type: "currency", currency_id: 1};
        const {callback} = chartConfig(curve, COLORS).options.scales.y.ticks;
        const ticks = [0, 600000, 12500, 0.5].map(callback);
        expect(ticks).toEqual(
            ["0", "600k", "12,500", "0.50"].map((t) => `$\u00A0${t}`)
        );
    });

    test("without a word on confidence there is no strip", () => {
        const {scales} = chartConfig(CURVE, COLORS).options;
        expect(Object.keys(scales)).toEqual(["x", "y"]);
        expect(scales.y.stack).toBe(undefined);
    });

    test("lines differ by more than colour", () => {
        const {datasets} = chartConfig(CURVE, COLORS).data;
        const strokes = datasets.map(({borderDash, borderWidth, pointRadius}) =>
            JSON.stringify([borderDash, borderWidth, pointRadius])
        );
        expect(new Set(strokes).size).toBe(4);
        expect(datasets[2].label.toString()).toBe("Forecast");
        expect(datasets[2].borderDash.length).toBe(2);
    });

    test("only values that hold until the next one make steps", () => {
        const steps = (curve) =>
            chartConfig(curve, COLORS).data.datasets.map((dataset) => dataset.stepped);
        // A target holds, too, until it is changed.
        expect(steps(CURVE)).toEqual([false, false, false, true]);
        expect(steps({...CURVE, stepped: true})).toEqual([true, false, false, true]);
    });

    test("values are written in the metric's unit", () => {
        const write = (value, values) => formatValue(value, {...CURVE, ...values});
        expect(write(1250, {})).toBe("1,250\u00A0customers");
        expect(write(0.5, {unit: ""})).toBe("0.5");
        expect(write(85, {metric_type: "percent"})).toBe("85%");
        expect(write(0.5, {metric_type: "milestone"})).toBe("50%");
        expect(write(1, {metric_type: "boolean"}).toString()).toBe("Yes");
        expect(write(0, {metric_type: "boolean"}).toString()).toBe("No");
        expect(write(12, {metric_type: "currency", currency_id: 1})).toBe("$12");
    });

    test("the table has a row for each day and a cell for each line", () => {
        const table = tableOf({...CURVE, unit: ""});
        expect(table.rows).toEqual([
            {day: "Mon, Jan 5, 2026", cells: ["0", "0", "", "100"]},
            {day: "Tue, Jan 20, 2026", cells: ["25.5", "16.67", "25.5", "100"]},
            {day: "Sun, Apr 5, 2026", cells: ["", "100", "90", "100"]},
        ]);
    });

    test("the table tells confidence as people say it", () => {
        const table = tableOf({...CURVE, unit: "", confidence: CONFIDENCE});
        expect(table.names.at(-1).toString()).toBe("Confidence");
        expect(table.rows.map(({day, cells}) => [day, cells.at(-1)])).toEqual([
            ["Mon, Jan 5, 2026", ""],
            ["Mon, Jan 12, 2026", "8/10"],
            ["Tue, Jan 20, 2026", "4.5/10"],
            ["Sun, Apr 5, 2026", ""],
        ]);
    });

    test("of a plan with a point each day the table has no row for each", () => {
        const plan = Array.from({length: 20}, (_point, index) => ({
            date: `2026-01-${String(index + 5).padStart(2, "0")}`,
            value: index,
        }));
        const table = tableOf({...CURVE, unit: "", plan, plan_kind: "seasonal"});
        expect(table.rows.map(({day, cells}) => [day, cells[1]])).toEqual([
            ["Mon, Jan 5, 2026", "0"],
            ["Tue, Jan 20, 2026", "15"],
            ["Sat, Jan 24, 2026", "19"],
            ["Sun, Apr 5, 2026", ""],
        ]);
    });
});

test("chart, and the same as a table for screen readers", async () => {
    serveCurve(CURVE);
    let chart = null;
    patchWithCleanup(OkrCurve.prototype, {
        draw() {
            super.draw(...arguments);
            chart = this.chart || chart;
        },
    });
    await mountCurve();
    await animationFrame();
    expect.verifySteps(["get_curve 1"]);
    expect("canvas[role=img]").toHaveCount(1);
    expect(queryOne("canvas").getAttribute("aria-label")).toMatch(
        /^25.5.customers on Tue, Jan 20, 2026, target 100.customers, heading for 90.customers/u
    );
    expect(chart.data.datasets).toHaveLength(4);
    // As the style sheet has it, which knows the colour scheme
    const style = getComputedStyle(queryOne("canvas"));
    const color = style.getPropertyValue("--okr-curve-actual").trim();
    expect(color.length).toBeGreaterThan(0);
    expect(chart.data.datasets[0].borderColor).toBe(color);
    expect(queryAllTexts("thead th")).toEqual([
        "Day",
        "Actual",
        "Plan: straight line",
        "Forecast",
        "Target",
    ]);
    expect("tbody tr").toHaveCount(3);
    expect(".o_okr_curve_empty").toHaveCount(0);
});

test("before the first check-in there is a sentence instead", async () => {
    serveCurve(EMPTY);
    await mountCurve();
    await animationFrame();
    expect.verifySteps(["get_curve 1"]);
    expect(".o_okr_curve_empty").toHaveText(
        "No check-in yet: the curve begins with the first one."
    );
    expect("canvas").toHaveCount(0);
});

test("what is not saved yet has no curve and asks for none", async () => {
    serveCurve(CURVE);
    await mountCurve(false);
    await animationFrame();
    expect.verifySteps([]);
    expect(".o_okr_curve_empty").toHaveCount(1);
});

test("a chart that fails leaves the form usable", async () => {
    onRpc("okr.key.result", "get_curve", () => {
        throw makeServerError({message: "No chart today"});
    });
    await mountCurve();
    await animationFrame();
    expect(".o_okr_curve_failed").toHaveCount(1);
    expect("canvas").toHaveCount(0);
    expect("[name=name] input").toHaveValue("Customers");
});

test("the curve is asked for again once a change is saved, not before", async () => {
    serveCurve(CURVE);
    await mountCurve();
    expect.verifySteps(["get_curve 1"]);
    await contains("[name=target_value] input").edit("120");
    await animationFrame();
    expect.verifySteps([]);
    await clickSave();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["get_curve 1"]);
});

test("the curve is asked for again when there is one more check-in", async () => {
    serveCurve(CURVE);
    const view = await mountCurve();
    expect.verifySteps(["get_curve 1"]);
    MockServer.env["okr.key.result"].write([1], {checkin_count: 3});
    const {model} = findComponent(view, (child) => child instanceof FormController);
    await model.load();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["get_curve 1"]);
    await model.load();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([]);
});

test("why the plan is not the one that was chosen is said beneath", async () => {
    const plan_note = "Plan: straight line, since nothing was counted";
    serveCurve({...CURVE, plan_note});
    await mountCurve();
    await animationFrame();
    expect.verifySteps(["get_curve 1"]);
    expect(".o_okr_curve_note").toHaveText(plan_note);
});

test("the plan is drawn before anybody has checked in, as it is typed", async () => {
    OkrKeyResult._onChanges.target_value = (record) => {
        record.plan_preview = {
            ...EMPTY,
            plan_kind: "points",
            plan: [
                {date: "2026-01-05", value: 0},
                {date: "2026-04-05", value: record.target_value},
            ],
        };
    };
    OkrKeyResult._records = [{id: 1, name: "Customers", plan_preview: false}];
    onRpc("okr.key.result", "get_curve", () => expect.step("get_curve"));
    await mountView({
        type: "form",
        resModel: "okr.key.result",
        resId: 1,
        arch: `
            <form>
                <field name="target_value"/>
                <widget name="okr_plan_preview"/>
            </form>`,
    });
    await animationFrame();
    expect("canvas").toHaveCount(0);
    await contains("[name=target_value] input").edit("120");
    await animationFrame();
    await animationFrame();
    expect("canvas").toHaveCount(1);
    expect(queryOne("canvas").getAttribute("aria-label")).toMatch(
        /^Plan: your points, 120.customers on Sun, Apr 5, 2026/u
    );
    expect(queryAllTexts("tbody tr:last-child td")).toEqual([
        "120 customers",
        "100 customers",
    ]);
    expect.verifySteps([]);
});

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
    target: [100],
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

const EMPTY = {...CURVE, actual: [], forecast: []};
const COLORS = {actual: "red", plan: "grey", forecast: "red", target: "green"};

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
            "Plan",
            "Forecast",
            "Target",
        ]);
        const lines = linesOf({...CURVE, plan: [], forecast: []});
        expect(lines.map((line) => line.role)).toEqual(["actual", "target"]);
    });

    test("a range has two bounds, over the whole cycle", () => {
        const lines = linesOf({...CURVE, target: [2, 4]}).slice(-2);
        expect(lines.map((line) => line.name.toString())).toEqual(["From", "To"]);
        expect(lines[0].points).toEqual([
            {date: "2026-01-05", value: 2},
            {date: "2026-04-05", value: 2},
        ]);
    });

    test("without a cycle the target reaches from the first value to today", () => {
        const lines = linesOf({...CURVE, date_start: false, date_end: false});
        expect(lines.at(-1).points.map((point) => point.date)).toEqual([
            "2026-01-05",
            "2026-02-01",
        ]);
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
        expect(steps(CURVE)).toEqual([false, false, false, false]);
        expect(steps({...CURVE, stepped: true})).toEqual([true, false, false, false]);
    });

    test("values are written in the metric's unit", () => {
        const write = (value, values) => formatValue(value, {...CURVE, ...values});
        expect(write(1250, {})).toBe("1,250\u00A0customers");
        expect(write(0.5, {unit: ""})).toBe("0.50");
        expect(write(85, {metric_type: "percent"})).toBe("85\u00A0%");
        expect(write(0.5, {metric_type: "milestone"})).toBe("50%");
        expect(write(1, {metric_type: "boolean"}).toString()).toBe("Yes");
        expect(write(0, {metric_type: "boolean"}).toString()).toBe("No");
        expect(write(12, {metric_type: "currency", currency_id: 1})).toBe(
            "$\u00A012.00"
        );
    });

    test("the table has a row for each day and a cell for each line", () => {
        const table = tableOf({...CURVE, unit: ""});
        expect(table.rows).toEqual([
            {day: "01/05/2026", cells: ["0", "0", "", "100"]},
            {day: "01/20/2026", cells: ["25.50", "", "25.50", ""]},
            {day: "04/05/2026", cells: ["", "100", "90", "100"]},
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
        /^25.50.customers on 01\/20\/2026, target 100.customers/u
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
        "Plan",
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

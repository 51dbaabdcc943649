import {expect, test} from "@odoo/hoot";
import {defineParams, mountView, preloadBundle} from "@web/../tests/web_test_helpers";
import {queryOne} from "@odoo/hoot-dom";

import {OkrKpi, defineOkrModels} from "./okr_test_models";

defineOkrModels();
preloadBundle("web.chartjs_lib");

const VALUES = [
    {x: "Jan 5", y: 1},
    {x: "Jan 12", y: 4},
];

async function mountCurve() {
    OkrKpi._records = [
        {id: 1, graph: JSON.stringify([{values: VALUES, key: "Customers"}])},
    ];
    await mountView({
        type: "form",
        resModel: "okr.kpi",
        resId: 1,
        arch: `<form><field name="graph" widget="okr_kpi_curve" graph_type="line"/></form>`,
    });
    return window.Chart.getChart(queryOne("canvas"));
}

test("time runs where one reads on", async () => {
    const {options} = await mountCurve();
    expect(Boolean(options.scales.x.reverse)).toBe(false);
});

test("from right to left, so does time", async () => {
    defineParams({lang_parameters: {direction: "rtl"}});
    const {options} = await mountCurve();
    expect(options.scales.x.reverse).toBe(true);
    expect(options.plugins.tooltip.rtl).toBe(true);
});

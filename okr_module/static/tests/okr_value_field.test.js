import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot-mock";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrCheckin, defineOkrModels} from "./okr_test_models";

defineOkrModels();

function mountList(field) {
    return mountView({
        type: "list",
        resModel: "okr.checkin",
        arch: `<list>${field}</list>`,
    });
}

test("a value is written as its key result is measured", async () => {
    OkrCheckin._records = [
        {id: 1, value: 1200, metric_type: "number", unit: "days"},
        {id: 2, value: 85.5, metric_type: "percent"},
        {id: 3, value: 1, metric_type: "boolean"},
        {id: 4, value: 0.6, metric_type: "milestone"},
    ];
    await mountList(`<field name="value" widget="okr_value"/>`);
    expect(queryAllTexts(".o_okr_value_words")).toEqual([
        "1,200 days",
        "85.5%",
        "Yes",
        "60%",
    ]);
});

test("a share has one format", async () => {
    OkrCheckin._records = [
        {id: 1, progress: 0.8529},
        {id: 2, progress: 0.999},
    ];
    await mountList(`<field name="progress" widget="okr_share"/>`);
    expect(queryAllTexts(".o_okr_value_words")).toEqual(["85%", "99%"]);
});

test("a day is said as people say it", async () => {
    mockDate("2026-11-26 12:00:00");
    OkrCheckin._records = [
        {id: 1, date: "2026-12-04"},
        {id: 2, date: "2026-11-26"},
        {id: 3, date: "2026-11-20"},
        {id: 4, date: "2027-01-04"},
        {id: 5, date: false},
    ];
    await mountList(`<field name="date" widget="okr_day"/>`);
    expect(queryAllTexts("td[name=date]")).toEqual([
        "Fri, Dec 4",
        "Today",
        "Fri, Nov 20",
        "Mon, Jan 4, 2027",
        "",
    ]);
    expect(".o_okr_day_past").toHaveCount(1);
});

test("a day of the past on which nobody acts is not red", async () => {
    mockDate("2026-11-26 12:00:00");
    OkrCheckin._records = [{id: 1, date: "2026-11-20"}];
    await mountList(
        `<field name="date" widget="okr_day" options="{'is_history': True}"/>`
    );
    expect(queryAllTexts("td[name=date]")).toEqual(["Fri, Nov 20"]);
    expect(".o_okr_day_past").toHaveCount(0);
});

test("a day that may be chosen is typed in", async () => {
    OkrCheckin._records = [{id: 1, date: "2026-12-04"}];
    await mountView({
        type: "form",
        resModel: "okr.checkin",
        resId: 1,
        arch: `<form><field name="date" widget="okr_day"/></form>`,
    });
    expect("[name=date] .o_input").toHaveCount(1);
    expect("[name=date] span[title]").toHaveCount(0);
});

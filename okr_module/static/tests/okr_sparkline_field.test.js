import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();

function mountList() {
    return mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `
            <list>
                <field name="name"/>
                <field name="sparkline" widget="okr_sparkline"/>
                <field name="week_change" widget="okr_week_change"/>
            </list>`,
    });
}

test("a line of progress, in the colour of the status", async () => {
    OkrKeyResult._records = [
        {
            id: 1,
            status: "off_track",
            week_change: 0.1,
            sparkline: {
                points: [
                    [0, 0],
                    [0.5, 0.5],
                ],
                today: 1,
                expected: 1,
            },
        },
    ];
    await mountList();
    expect("svg.o_okr_sparkline").toHaveClass("o_okr_off_track");
    expect("polyline").toHaveAttribute("points", "2.0,26.0 50.0,14.0 98.0,14.0");
    expect("svg").toHaveAttribute("aria-label", "Progress so far: 0%, 50%");
    expect(queryOne("line").getAttribute("y2")).toBe("2.0");
    expect(".o_okr_week_change").toHaveAttribute("title", "10% up since last week");
});

test("before the first check-in there is no line, and no change", async () => {
    OkrKeyResult._records = [
        {id: 1, sparkline: {points: [], today: 0.2, expected: 0.2}},
        {id: 2, sparkline: false},
    ];
    await mountList();
    expect("svg").toHaveCount(0);
    expect(queryAllTexts("td[name=sparkline]")).toEqual(["No check-in yet", ""]);
    expect(".o_okr_week_change").toHaveCount(0);
});

test("down and as before have arrows of their own", async () => {
    const sparkline = {points: [[0, 0.5]], today: 0.2, expected: 0.2};
    OkrKeyResult._records = [
        {id: 1, sparkline, week_change: -0.25},
        {id: 2, sparkline, week_change: 0},
    ];
    await mountList();
    expect(".o_okr_week_change:first .fa-arrow-down").toHaveCount(1);
    expect(".o_okr_week_change:last .fa-arrow-right").toHaveCount(1);
    expect(".o_okr_week_change:last").toHaveAttribute("title", "as last week");
});

import {expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();

function mountList(attributes = "", otherFields = "") {
    return mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `
            <list>
                <field name="status" widget="okr_status" ${attributes}/>
                ${otherFields}
            </list>`,
    });
}

test("each status has a word and an icon of its own", async () => {
    const statuses = OkrKeyResult._fields.status.selection;
    OkrKeyResult._records = statuses.map(([status], id) => ({id: id + 1, status}));
    await mountList();
    expect(queryAllTexts(".o_okr_status")).toEqual(statuses.map(([, word]) => word));
    const icons = queryAll(".o_okr_status .fa").map((icon) => icon.className);
    expect(new Set(icons).size).toBe(statuses.length);
    expect(".o_okr_status.o_okr_overdue .fa-clock-o").toHaveCount(1);
    expect(".o_okr_status.o_okr_at_risk .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_okr_status .fa:not([aria-hidden=true])").toHaveCount(0);
});

/** Contrast of two opaque colours as WCAG 2 defines it, 1 to 21. */
function contrast(...colors) {
    const [light, dark] = colors
        .map((color) => {
            const parts = color.match(/[\d.]+/gu).slice(0, 3);
            const [red, green, blue] = parts.map((part) => {
                const share = part / 255;
                return share <= 0.03928
                    ? share / 12.92
                    : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        })
        .sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
}

test("each word is legible on its colour, and its icon is to be seen", async () => {
    const statuses = OkrKeyResult._fields.status.selection;
    OkrKeyResult._records = statuses.map(([status], id) => ({id: id + 1, status}));
    await mountList();
    for (const pill of queryAll(".o_okr_status")) {
        const {color, backgroundColor} = getComputedStyle(pill);
        const icon = getComputedStyle(pill.querySelector(".fa")).color;
        expect(contrast(color, backgroundColor)).toBeGreaterThan(4.5);
        expect(contrast(icon, backgroundColor)).toBeGreaterThan(3);
    }
});

test("no status, no pill", async () => {
    OkrKeyResult._records = [{id: 1, status: false}];
    await mountList();
    expect(".o_data_row").toHaveCount(1);
    expect(".o_okr_status").toHaveCount(0);
});

test("the self-reported status stands after a status that differs", async () => {
    OkrKeyResult._records = [
        {
            id: 1,
            status: "on_track",
            stated_status: "at_risk",
            stated_status_differs: true,
        },
        {
            id: 2,
            status: "at_risk",
            stated_status: "at_risk",
            stated_status_differs: false,
        },
    ];
    await mountList(`options="{'stated_status_label': True}"`);
    expect(queryAllTexts("[name=status].o_data_cell")).toEqual([
        "On track\nOwner: At risk",
        "At risk",
    ]);
});

test("the self-reported status needs no option where the view has the fields", async () => {
    OkrKeyResult._records = [
        {
            id: 1,
            status: "on_track",
            stated_status: "off_track",
            stated_status_differs: true,
        },
    ];
    await mountList(
        "",
        `<field name="stated_status" column_invisible="1"/>
         <field name="stated_status_differs" column_invisible="1"/>`
    );
    expect(".o_okr_stated_status_label").toHaveText("Owner: Off track");
});

test("the self-reported status itself is a pill and is not said twice", async () => {
    OkrKeyResult._records = [
        {
            id: 1,
            stated_status: "at_risk",
            status: "on_track",
            stated_status_differs: true,
        },
    ];
    await mountView({
        type: "form",
        resModel: "okr.key.result",
        resId: 1,
        arch: `
            <form>
                <field name="stated_status_differs" invisible="1"/>
                <field name="stated_status" widget="okr_status"/>
            </form>`,
    });
    expect("[name=stated_status]").toHaveText("At risk");
});

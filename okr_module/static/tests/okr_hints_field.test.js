import {click, press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {contains, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {OkrObjective, defineOkrModels} from "./okr_test_models";

defineOkrModels();

const WISH = {
    code: "wish",
    field: "name",
    label: "A wish",
    sentence: "“improve” is a wish.",
    reason: "Whether somebody tried cannot be seen.",
    key_result: false,
};
const NO_OWNER = {
    code: "no_owner",
    field: "user_id",
    label: "No owner",
    sentence: "Nobody answers for it yet.",
    reason: "It waits for somebody.",
    key_result: false,
};
const OF_LINE = {...WISH, field: "key_result_ids", key_result: "Improve it"};

function mountForm(hints, options = "{'fields': ['name']}") {
    OkrObjective._records = [{id: 1, name: "Improve", hints}];
    return mountView({
        type: "form",
        resModel: "okr.objective",
        resId: 1,
        arch: `
            <form>
                <field name="name"/>
                <field name="hints" widget="okr_hints" nolabel="1" options="${options}"/>
            </form>`,
    });
}

test("a hint stands beside the field it speaks of", async () => {
    await mountForm([WISH, NO_OWNER]);
    expect(queryAllTexts(".o_okr_hint summary > span:last-child")).toEqual([
        WISH.sentence,
    ]);
    expect(".o_okr_hint summary > .visually-hidden").toHaveText("Hint:");
});

test("without named fields all are shown, those of a line with its name", async () => {
    await mountForm([WISH, NO_OWNER, OF_LINE], "{}");
    expect(".o_okr_hint").toHaveCount(3);
    expect(".o_okr_hint:eq(2) q").toHaveText("Improve it");
});

test("the reason unfolds by mouse and is in the tooltip", async () => {
    await mountForm([WISH]);
    expect(".o_okr_hint summary").toHaveAttribute("title", WISH.reason);
    expect(queryOne(".o_okr_hint").open).toBe(false);
    await click(".o_okr_hint summary");
    await animationFrame();
    expect(queryOne(".o_okr_hint").open).toBe(true);
    expect(".o_okr_hint_reason").toHaveText(WISH.reason);
});

test("a keyboard and a screen reader find it", async () => {
    await mountForm([WISH]);
    const summary = queryOne(".o_okr_hint summary");
    summary.focus();
    expect(document.activeElement).toBe(summary);
    expect(".o_okr_hints").toHaveAttribute("role", "status");
    expect(".o_okr_hint .fa").toHaveAttribute("aria-hidden", "true");
    await press("Tab");
});

test("it is calm: no red, no alarm", async () => {
    await mountForm([WISH]);
    expect(".o_okr_hints .text-danger, .o_okr_hints .alert").toHaveCount(0);
    expect(".o_field_invalid").toHaveCount(0);
});

test("nothing to say, nothing to see", async () => {
    await mountForm(false);
    expect(".o_okr_hint").toHaveCount(0);
    expect(".o_field_okr_hints").not.toBeVisible();
});

test("it vanishes when it is mended, before saving", async () => {
    onRpc("okr.objective", "onchange", ({args}) => ({
        value: {hints: args[1].name === "Improve" ? [WISH] : false},
    }));
    OkrObjective._onChanges = {name: (record) => record};
    await mountForm([WISH]);
    expect(".o_okr_hint").toHaveCount(1);
    await contains("[name=name] input").edit("20 to 40");
    await animationFrame();
    expect(".o_okr_hint").toHaveCount(0);
});

test("a list names each kind once, with what it says", async () => {
    OkrObjective._records = [
        {id: 1, hints: [WISH, OF_LINE, NO_OWNER]},
        {id: 2, hints: false},
    ];
    await mountView({
        type: "list",
        resModel: "okr.objective",
        arch: `<list><field name="hints" widget="okr_hint_tags"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_okr_hint_tag").toHaveCount(2);
    expect(".o_okr_hint_tag[data-code=wish] > span:not(.visually-hidden)").toHaveText(
        "A wish × 2"
    );
    expect(".o_okr_hint_tag[data-code=wish]").toHaveAttribute(
        "title",
        `${WISH.sentence}\nImprove it: ${WISH.sentence}`
    );
    expect(".o_data_row:eq(1) .o_okr_hint_tag").toHaveCount(0);
});

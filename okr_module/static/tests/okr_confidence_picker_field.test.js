import {expect, test} from "@odoo/hoot";
import {click, press, queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {clickSave, mountView, onRpc} from "@web/../tests/web_test_helpers";

import {defineOkrModels} from "./okr_test_models";

defineOkrModels();

const CHECKED = "[role=radio][aria-checked=true]";

function mountPicker(resId, attributes = "") {
    return mountView({
        type: "form",
        resModel: "okr.checkin",
        resId,
        arch: `
            <form>
                <field name="note"/>
                <field name="confidence_level" widget="okr_confidence_picker" ${attributes}/>
            </form>`,
    });
}

async function pressKey(key) {
    await press(key);
    await animationFrame();
}

test("eleven levels between two ends, one of them chosen", async () => {
    await mountPicker(1);
    expect("[role=radiogroup]").toHaveAttribute("aria-label", "Confidence out of 10");
    expect(queryAllTexts("[role=radio]")).toEqual(
        Array.from({length: 11}, (_level, index) => `${index}`)
    );
    expect(CHECKED).toHaveCount(1);
    expect(CHECKED).toHaveText("7");
    expect(queryAllTexts(".o_okr_level_ends > span")).toEqual([
        "not at all",
        "certain",
    ]);
    expect("[role=radio][tabindex='0']").toHaveCount(1);
    expect("[role=radio][tabindex='0']").toHaveText("7");
});

test("a touch chooses, and the choice is saved", async () => {
    onRpc("web_save", ({args}) => expect.step(args[1]));
    await mountPicker(2);
    expect(CHECKED).toHaveCount(0);
    await click("[role=radio]:contains(9)");
    await animationFrame();
    expect(CHECKED).toHaveText("9");
    await clickSave();
    expect.verifySteps([{confidence_level: "9"}]);
});

test("the lowest level is a choice", async () => {
    onRpc("web_save", ({args}) => expect.step(args[1]));
    await mountPicker(2);
    await click("[role=radio]:first");
    await animationFrame();
    expect(CHECKED).toHaveText("0");
    await clickSave();
    expect.verifySteps([{confidence_level: "0"}]);
});

test("arrow keys move the choice and stop at the ends", async () => {
    await mountPicker(1);
    queryOne(CHECKED).focus();
    for (const [key, level] of [
        ["ArrowRight", "8"],
        ["ArrowUp", "9"],
        ["ArrowLeft", "8"],
        ["ArrowDown", "7"],
        ["Home", "0"],
        ["ArrowLeft", "0"],
        ["End", "10"],
        ["ArrowRight", "10"],
        ["4", "4"],
    ]) {
        await pressKey(key);
        expect(CHECKED).toHaveText(level, {message: `${key} goes to ${level}`});
        expect(CHECKED).toBeFocused();
    }
});

test("the first arrow key chooses the lowest level", async () => {
    await mountPicker(2);
    queryOne("[role=radio][tabindex='0']").focus();
    await pressKey("ArrowRight");
    expect(CHECKED).toHaveText("0");
});

test("other keys are left to the page", async () => {
    await mountPicker(1);
    queryOne(CHECKED).focus();
    await pressKey("a");
    expect(CHECKED).toHaveText("7");
    await pressKey(["ctrl", "ArrowRight"]);
    expect(CHECKED).toHaveText("7");
});

async function takeBackBy(key) {
    onRpc("web_save", ({args}) => expect.step(args[1]));
    await mountPicker(1);
    queryOne(CHECKED).focus();
    await pressKey(key);
    expect(CHECKED).toHaveCount(0);
    await clickSave();
    expect.verifySteps([{confidence_level: false}]);
}

test("Delete takes the choice back", async () => {
    await takeBackBy("Delete");
});

test("Backspace takes the choice back", async () => {
    await takeBackBy("Backspace");
});

test("a touch takes the choice back", async () => {
    await mountPicker(1);
    await click(".o_okr_clear");
    await animationFrame();
    expect(CHECKED).toHaveCount(0);
    expect(".o_okr_clear").not.toBeVisible();
});

test("what is required cannot be taken back", async () => {
    await mountPicker(1, `required="1"`);
    expect("[role=radiogroup]").toHaveAttribute("aria-required", "true");
    expect(".o_okr_clear").not.toBeVisible();
    queryOne(CHECKED).focus();
    await pressKey("Delete");
    expect(CHECKED).toHaveText("7");
});

test("read only: words", async () => {
    await mountPicker(1, `readonly="1"`);
    expect("[role=radiogroup]").toHaveCount(0);
    expect("[name=confidence_level]").toHaveText("7/10");
});

test("read only without a choice", async () => {
    await mountPicker(2, `readonly="1"`);
    expect("[name=confidence_level]").toHaveText("–");
});

test.tags("mobile");
test("all levels fit on a phone and are big enough for a thumb", async () => {
    await mountPicker(1);
    const group = queryOne("[role=radiogroup]").getBoundingClientRect();
    expect(group.right).toBeLessThan(window.innerWidth + 1);
    for (const level of queryAll("[role=radio]")) {
        const {left, right, height, top} = level.getBoundingClientRect();
        expect(left).toBeGreaterThan(group.left - 1);
        expect(right).toBeLessThan(group.right + 1);
        expect(top).toBe(group.top);
        expect(height).toBeGreaterThan(43);
    }
});

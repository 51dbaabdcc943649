import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryRect} from "@odoo/hoot-dom";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();

function mountConfidence(records) {
    OkrKeyResult._records = records;
    return mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `<list><field name="confidence" widget="okr_confidence"/></list>`,
    });
}

test("confidence is dots and words out of ten", async () => {
    await mountConfidence([{id: 1, confidence: 0.7, has_confidence: true}]);
    expect(".o_okr_confidence").toHaveText("7/10");
    expect(".o_okr_confidence").toHaveAttribute("aria-label", "Confidence: 7/10");
    expect(".o_okr_confidence_dots i").toHaveCount(10);
    expect(".o_okr_confidence_dots i.o_okr_filled").toHaveCount(7);
    expect(queryRect(".o_okr_confidence_dots i:first").width).toBe(5);
});

test("none at all is not the same as none given", async () => {
    await mountConfidence([
        {id: 1, confidence: 0, has_confidence: true},
        {id: 2, confidence: 0, has_confidence: false},
    ]);
    expect(queryAllTexts(".o_okr_confidence")).toEqual(["0/10", "–"]);
    expect(".o_okr_confidence:last").toHaveAttribute(
        "aria-label",
        "No confidence given"
    );
    expect(".o_okr_confidence_dots").toHaveCount(1);
});

test("a mean of several keeps one decimal", async () => {
    await mountConfidence([{id: 1, confidence: 0.6543, has_confidence: true}]);
    expect(".o_okr_confidence").toHaveText("6.5/10");
});

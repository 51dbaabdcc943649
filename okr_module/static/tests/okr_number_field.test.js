import {describe, expect, test} from "@odoo/hoot";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import {localization} from "@web/core/l10n/localization";

import {
    okrNumberField,
    parseNumber,
} from "@okr_module/fields/okr_number/okr_number_field";

describe.current.tags("headless");

test("a number with a unit, a percent sign or k is a number", () => {
    patchWithCleanup(localization, {decimalPoint: ".", thousandsSep: ","});
    expect(parseNumber("45 %")).toBe(45);
    expect(parseNumber("12k")).toBe(12000);
    expect(parseNumber("1.5 M")).toBe(1500000);
    expect(parseNumber("12 customers", "customers")).toBe(12);
    expect(parseNumber("-3")).toBe(-3);
    expect(parseNumber("$ -3")).toBe(-3);
    expect(parseNumber("-$3.5k")).toBe(-3500);
    expect(parseNumber("120 ₫")).toBe(120);
    expect(parseNumber("12 zł", "", "zł")).toBe(12);
    expect(() => parseNumber("many")).toThrow();
    expect(() => parseNumber("12 apples", "customers")).toThrow();
});

test("a number is read in the language of whoever types it", () => {
    patchWithCleanup(localization, {decimalPoint: ",", thousandsSep: "."});
    expect(parseNumber("1.234,5 %")).toBe(1234.5);
});

test("it is shown as people write it", () => {
    const props = okrNumberField.extractProps({attrs: {}, options: {}});
    expect(props.trailingZeros).toBe(false);
});

import {FloatField, floatField} from "@web/views/fields/float/float_field";
import {_t} from "@web/core/l10n/translation";
import {parseFloat} from "@web/views/fields/parsers";
import {registry} from "@web/core/registry";

const SIZES = {k: 1e3, K: 1e3, M: 1e6};

/**
 * Read a number as people type it: "45 %", "12k", "3 customers".
 *
 * @param {string} text in the language of whoever typed it
 * @param {string} [unit] that may stand behind it
 * @returns {number}
 * @throws where it is none, as Odoo's own fields do
 */
export function parseNumber(text, unit) {
    let digits = String(text).trim();
    const units = [unit, "%", "$", "€", "£"].filter(Boolean);
    const written = units.find((each) =>
        digits.toLowerCase().endsWith(each.toLowerCase())
    );
    if (written) {
        digits = digits.slice(0, -written.length).trim();
    }
    const size = SIZES[digits.slice(-1)] || 1;
    if (size !== 1) {
        digits = digits.slice(0, -1).trim();
    }
    return parseFloat(digits) * size;
}

/** A number that may be typed with its unit, or with k and M instead of zeros. */
export class OkrNumberField extends FloatField {
    /** @override */
    parse(value) {
        if (this.props.inputType === "number") {
            return super.parse(value);
        }
        return parseNumber(value, this.props.record.data.unit);
    }
}

export const okrNumberField = {
    ...floatField,
    component: OkrNumberField,
    displayName: _t("Number as people type it"),
};

registry.category("fields").add("okr_number", okrNumberField);

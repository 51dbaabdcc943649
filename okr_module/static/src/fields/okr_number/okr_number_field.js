import {FloatField, floatField} from "@web/views/fields/float/float_field";
import {_t} from "@web/core/l10n/translation";
import {getCurrency} from "@web/core/currency";
import {parseFloat} from "@web/views/fields/parsers";
import {registry} from "@web/core/registry";

// As ``models/base/numbers.py`` has them
const SIZES = {k: 1e3, K: 1e3, M: 1e6};
const UNITS = ["%", "$", "€", "£", "¥", "₫", "₹"];

/**
 * Read a number as people type it: "45 %", "12k", "$ 3.50", "3 customers".
 *
 * @param {string} text in the language of whoever typed it
 * @param {...string} units that may stand behind or before it
 * @returns {number}
 * @throws where it is none, as Odoo's own fields do
 */
export function parseNumber(text, ...units) {
    let digits = String(text).trim().replace("\u2212", "-");
    const sign = digits.startsWith("-") ? -1 : 1;
    if (sign < 0) {
        digits = digits.slice(1).trim();
    }
    for (const each of [...units, ...UNITS].filter(Boolean)) {
        const [folded, written] = [digits.toLowerCase(), each.toLowerCase()];
        if (folded.endsWith(written)) {
            digits = digits.slice(0, -each.length).trim();
            break;
        }
        if (folded.startsWith(written)) {
            digits = digits.slice(each.length).trim();
            break;
        }
    }
    const size = SIZES[digits.slice(-1)] || 1;
    if (size !== 1) {
        digits = digits.slice(0, -1).trim();
    }
    return sign * parseFloat(digits) * size;
}

/**
 * @param {number|false} currencyId
 * @returns {string} what the currency is written with
 */
export function symbolOf(currencyId) {
    return (currencyId && getCurrency(currencyId)?.symbol) || "";
}

/** A number that may be typed with its unit, or with k and M instead of zeros. */
export class OkrNumberField extends FloatField {
    /** @override */
    parse(value) {
        if (this.props.inputType === "number") {
            return super.parse(value);
        }
        const {unit, currency_id: currency} = this.props.record.data;
        return parseNumber(value, unit, currency && symbolOf(currency.id));
    }
}

export const okrNumberField = {
    ...floatField,
    component: OkrNumberField,
    displayName: _t("Number as people type it"),
    // "12", as everywhere else: nobody types "12.00"
    extractProps: (...args) => ({
        ...floatField.extractProps(...args),
        trailingZeros: false,
    }),
};

registry.category("fields").add("okr_number", okrNumberField);

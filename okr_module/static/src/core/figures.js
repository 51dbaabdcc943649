import {user} from "@web/core/user";

function format(number, options) {
    return new Intl.NumberFormat(user.lang, options).format(number);
}

/**
 * Write a share as people read it: 0.63 is "63 %" in French and "63%" in English.
 *
 * What is not reached is never written as 100 %, however little is missing.
 *
 * @param {number} share 0.0 to 1.0
 * @returns {string}
 */
export function formatShare(share) {
    const hundredths = Math.round(share * 100);
    const isShort = hundredths === 100 && share < 1 - 1e-9;
    return format((isShort ? 99 : hundredths) / 100, {style: "percent"});
}

/**
 * Write a percentage as people read it: 85 is "85%" in English, "85 %" in French.
 *
 * @param {string} number already written in the reader's language
 * @returns {string}
 */
export function withPercent(number) {
    const parts = new Intl.NumberFormat(user.lang, {style: "percent"}).formatToParts(0);
    return parts.map(({type, value}) => (type === "integer" ? number : value)).join("");
}

/**
 * Write a confidence as people say it: 0.7 is "7/10".
 *
 * @param {number} confidence 0.0 to 1.0
 * @returns {string}
 */
export function formatConfidence(confidence) {
    return `${format(confidence * 10, {maximumFractionDigits: 1})}/10`;
}

import {localization} from "@web/core/l10n/localization";

/** Whether one reads from right to left. */
export function isRtl() {
    return localization.direction === "rtl";
}

/** The arrow from what was to what is: it points where one reads on. */
export function arrow() {
    return isRtl() ? "←" : "→";
}

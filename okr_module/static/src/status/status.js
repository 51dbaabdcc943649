import {_t} from "@web/core/l10n/translation";

/**
 * How each status looks: an icon of its own shape beside the word, since colour
 * alone says nothing to many eyes. The colours are in status.scss.
 */
const LOOKS = {
    achieved: {icon: "fa-check", word: _t("Achieved")},
    on_track: {icon: "fa-arrow-up", word: _t("On track")},
    at_risk: {icon: "fa-exclamation-triangle", word: _t("At risk")},
    off_track: {icon: "fa-times", word: _t("Off track")},
    overdue: {icon: "fa-clock-o", word: _t("Overdue")},
    too_early: {icon: "fa-hourglass-start", word: _t("Too early")},
    no_data: {icon: "fa-circle-o", word: _t("No data")},
    cancelled: {icon: "fa-ban", word: _t("Dropped")},
};

/**
 * @param {string|false} status
 * @param {object} [field] description of the selection field that holds it
 * @returns {{icon: string, word: string, className: string}|null} null where there
 *  is no status
 */
export function statusLook(status, field) {
    if (!status) {
        return null;
    }
    const {icon, word} = LOOKS[status] || {icon: "fa-circle-o", word: status};
    // A field that a view does not name itself comes without its words.
    const named = field?.selection?.find(([value]) => value === status);
    return {icon, word: named ? named[1] : word, className: `o_okr_${status}`};
}

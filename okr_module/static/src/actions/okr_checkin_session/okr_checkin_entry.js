import {parseNumber, symbolOf} from "../../fields/okr_number/okr_number_field";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";

/**
 * @param {number} number
 * @returns {string} the number as it is typed in, with no more decimals than it has
 */
export function writeNumber(number) {
    const digits = [0, 1, 2, 3, 4, 5].find(
        (count) => Math.abs(number - Number(number.toFixed(count))) < 1e-9
    );
    return formatFloat(number, {digits: [16, digits ?? 6]});
}

/**
 * Return what is typed into a row before anything is.
 *
 * The value is what stands; confidence and word are nobody's but the owner's.
 *
 * @param {object} row as ``get_data`` of okr.checkin.session returns it
 * @returns {object}
 */
export function newEntry(row) {
    return {
        value: writeNumber(row.value),
        isReached: Boolean(row.value),
        milestones: Object.fromEntries(
            row.milestones.map(({id, is_reached: isReached}) => [id, isReached])
        ),
        confidence: false,
        word: false,
        note: "",
        blocker: "",
        isHelp: false,
        // "Nothing moved" was said
        isSame: false,
    };
}

/**
 * @param {object} row
 * @returns {boolean} whether its value is typed in
 */
export function takesNumber(row) {
    return !row.kpi && !["boolean", "milestone"].includes(row.metric_type);
}

function tickedMilestones(row, entry) {
    return row.milestones
        .filter(({id, is_reached: isReached}) => entry.milestones[id] !== isReached)
        .map(({id}) => ({id, is_reached: entry.milestones[id]}));
}

/**
 * @param {object} row
 * @param {object} entry
 * @returns {boolean} whether anything was said, so that it is to be recorded
 */
export function isSaid(row, entry) {
    const {confidence, word, note, blocker, isHelp, isSame} = entry;
    return Boolean(
        isSame ||
            confidence ||
            word ||
            note.trim() ||
            blocker.trim() ||
            isHelp ||
            (takesNumber(row) && entry.value.trim() !== writeNumber(row.value)) ||
            (row.metric_type === "boolean" && entry.isReached !== Boolean(row.value)) ||
            tickedMilestones(row, entry).length
    );
}

function readNumber(text, row) {
    try {
        return parseNumber(text, row.unit, symbolOf(row.currency_id));
    } catch {
        return NaN;
    }
}

/**
 * @param {object} row
 * @param {object} entry
 * @returns {string} what has to be mended before it can be recorded; empty if nothing
 */
export function problemOf(row, entry) {
    if (takesNumber(row)) {
        if (!entry.value.trim()) {
            return _t("Say where it stands.");
        }
        if (!Number.isFinite(readNumber(entry.value, row))) {
            return _t("“%s” is not a number.", entry.value.trim());
        }
    }
    if (entry.isHelp && !entry.blocker.trim() && !entry.note.trim()) {
        return _t("Say in a word what you need, so that somebody can help.");
    }
    return "";
}

/**
 * @param {object} row
 * @param {object} entry
 * @returns {object} what ``save`` of okr.checkin.session takes
 */
export function valuesOf(row, entry) {
    const values = {
        key_result_id: row.id,
        last_checkin_id: row.last_checkin_id,
        stated_status: entry.word,
        note: entry.note.trim() || false,
        blocker: (entry.isHelp && entry.blocker.trim()) || false,
        help_needed: entry.isHelp,
    };
    if (takesNumber(row)) {
        values.value = readNumber(entry.value, row);
    } else if (row.metric_type === "boolean") {
        values.value = entry.isReached ? 1 : 0;
    }
    if (row.milestones.length) {
        values.milestones = tickedMilestones(row, entry);
    }
    if (entry.confidence) {
        values.confidence = Number(entry.confidence) / 10;
    }
    return values;
}

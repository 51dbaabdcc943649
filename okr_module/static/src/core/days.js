import {deserializeDate, today} from "@web/core/l10n/dates";

/**
 * Say a day as people do, in their language: "Fri, Dec 4"; with the year, where it is
 * another one.
 *
 * @param {string|false} isoDate
 * @returns {string}
 */
export function sayDay(isoDate) {
    if (!isoDate) {
        return "";
    }
    const day = deserializeDate(isoDate);
    return day.toLocaleString({
        weekday: "short",
        month: "short",
        day: "numeric",
        ...(day.year === today().year ? {} : {year: "numeric"}),
    });
}

/**
 * Whether a day is today.
 *
 * @param {string|false} isoDate
 * @returns {boolean}
 */
export function isToday(isoDate) {
    return isoDate === today().toISODate();
}

/**
 * How many days a day is ahead of today.
 *
 * @param {string} isoDate
 * @returns {number} less than 0 for a past day
 */
export function daysAhead(isoDate) {
    return Math.round(deserializeDate(isoDate).diff(today(), "days").days);
}

/**
 * Say a day with its whole name: "Friday, Dec 4".
 *
 * @param {string|false} isoDate
 * @returns {string}
 */
export function sayWeekday(isoDate) {
    return isoDate
        ? deserializeDate(isoDate).toLocaleString({
              weekday: "long",
              month: "short",
              day: "numeric",
          })
        : "";
}

/**
 * Say a day in few letters, for the head of a column: "Dec 4".
 *
 * @param {string|false} isoDate
 * @returns {string}
 */
export function sayShortDay(isoDate) {
    return isoDate
        ? deserializeDate(isoDate).toLocaleString({month: "short", day: "numeric"})
        : "";
}

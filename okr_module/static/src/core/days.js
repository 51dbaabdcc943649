const {DateTime} = luxon;

/**
 * Write a day as people say it: "Fri, Dec 4", in their language.
 *
 * @param {string} isoDate
 * @returns {string}
 */
export function sayDay(isoDate) {
    const day = DateTime.fromISO(isoDate);
    const isThisYear = day.year === DateTime.local().year;
    return day.toLocaleString({
        weekday: "short",
        month: "short",
        day: "numeric",
        ...(isThisYear ? {} : {year: "numeric"}),
    });
}

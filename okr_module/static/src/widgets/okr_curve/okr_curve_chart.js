import {_t} from "@web/core/l10n/translation";
import {formatDate} from "@web/core/l10n/dates";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";

import {formatShare} from "../../core/figures";

const {DateTime} = luxon;

/**
 * Write a value of the metric as people read it.
 *
 * @param {number} value in the metric's own unit
 * @param {object} curve what ``get_curve`` returned
 * @returns {string}
 */
export function formatValue(value, curve) {
    if (curve.metric_type === "boolean") {
        return value ? _t("Yes") : _t("No");
    }
    if (curve.metric_type === "milestone") {
        return formatShare(value);
    }
    if (curve.metric_type === "currency" && curve.currency_id) {
        return formatMonetary(value, {currencyId: curve.currency_id});
    }
    const number = formatFloat(value, {digits: [16, Number.isInteger(value) ? 0 : 2]});
    const unit = curve.metric_type === "percent" ? "%" : curve.unit;
    return unit ? `${number}\u00A0${unit}` : number;
}

/**
 * @param {string} isoDate
 * @returns {string} the day as the user's language writes it
 */
export function formatDay(isoDate) {
    return formatDate(DateTime.fromISO(isoDate));
}

/**
 * Return the lines to draw, each with a name and its points.
 *
 * @param {object} curve what ``get_curve`` returned
 * @returns {object[]}
 */
export function linesOf(curve) {
    const first = curve.date_start || curve.actual[0].date;
    const last = curve.date_end || curve.today;
    const names = curve.target.length > 1 ? [_t("From"), _t("To")] : [_t("Target")];
    return [
        {role: "actual", name: _t("Actual"), points: curve.actual},
        {role: "plan", name: _t("Plan"), points: curve.plan},
        {role: "forecast", name: _t("Forecast"), points: curve.forecast},
        ...curve.target.map((value, index) => ({
            role: "target",
            name: names[index],
            points: [
                {date: first, value},
                {date: last, value},
            ],
        })),
    ].filter((line) => line.points.length);
}

/**
 * Return the same lines as rows of a table: a day, and a cell for each line.
 *
 * @param {object} curve what ``get_curve`` returned
 * @returns {{names: string[], rows: {day: string, cells: string[]}[]}}
 */
export function tableOf(curve) {
    const lines = linesOf(curve);
    const dates = lines.flatMap((line) => line.points.map((point) => point.date));
    const cell = (line, date) => {
        const point = line.points.find((candidate) => candidate.date === date);
        return point ? formatValue(point.value, curve) : "";
    };
    return {
        names: lines.map((line) => line.name),
        rows: [...new Set(dates)].sort().map((date) => ({
            day: formatDay(date),
            cells: lines.map((line) => cell(line, date)),
        })),
    };
}

// What tells the lines apart beside their colour
const STROKES = {
    actual: {borderWidth: 3, pointRadius: 3},
    plan: {borderWidth: 1.5, pointRadius: 0},
    forecast: {borderWidth: 2, pointRadius: 0, borderDash: [8, 5]},
    target: {borderWidth: 2, pointRadius: 0, borderDash: [2, 3]},
};

function todayLine(curve, color) {
    return {
        id: "okrToday",
        afterDatasetsDraw({ctx, chartArea, scales}) {
            const x = scales.x.getPixelForValue(
                DateTime.fromISO(curve.today).valueOf()
            );
            if (x < chartArea.left || x > chartArea.right) {
                return;
            }
            ctx.save();
            ctx.strokeStyle = color;
            ctx.lineWidth = 1;
            ctx.beginPath();
            ctx.moveTo(x, chartArea.top);
            ctx.lineTo(x, chartArea.bottom);
            ctx.stroke();
            ctx.restore();
        },
    };
}

/**
 * Return the configuration of Chart.js.
 *
 * @param {object} curve what ``get_curve`` returned
 * @param {object} colors of ``actual``, ``plan``, ``forecast``, ``target``, ``text``
 *  and ``grid``
 * @returns {object}
 */
export function chartConfig(curve, colors) {
    const datasets = linesOf(curve).map(({role, name, points}) => ({
        label: name,
        data: points.map(({date, value}) => ({
            x: DateTime.fromISO(date).valueOf(),
            y: value,
        })),
        borderColor: colors[role],
        backgroundColor: colors[role],
        stepped: role === "actual" && curve.stepped,
        ...STROKES[role],
    }));
    const isYesOrNo = curve.metric_type === "boolean";
    const write = (value) => formatValue(value, curve);
    // The unit, which may be a word, stands in the tooltip; a phone has no room.
    const writeTick = (value) => formatValue(value, {...curve, unit: ""});
    return {
        type: "line",
        data: {datasets},
        plugins: [todayLine(curve, colors.grid)],
        options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: {mode: "nearest", axis: "x", intersect: false},
            plugins: {
                legend: {
                    position: "bottom",
                    labels: {
                        color: colors.text,
                        // A box without height shows the dashes of its line.
                        boxWidth: 32,
                        boxHeight: 0,
                    },
                },
                tooltip: {
                    callbacks: {
                        title: ([item]) =>
                            item ? formatDate(DateTime.fromMillis(item.parsed.x)) : "",
                        label: (item) =>
                            `${item.dataset.label}: ${write(item.parsed.y)}`,
                    },
                },
            },
            scales: {
                x: {
                    type: "time",
                    time: {
                        minUnit: "day",
                        displayFormats: {day: "d MMM", week: "d MMM"},
                    },
                    ticks: {color: colors.text, maxRotation: 0, autoSkipPadding: 16},
                    grid: {display: false},
                    border: {color: colors.grid},
                },
                y: {
                    ticks: {
                        color: colors.text,
                        callback: writeTick,
                        maxTicksLimit: 6,
                        ...(isYesOrNo ? {stepSize: 1} : {}),
                    },
                    grid: {color: colors.grid},
                    border: {display: false},
                    grace: isYesOrNo ? 0 : "5%",
                },
            },
        },
    };
}

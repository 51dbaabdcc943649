import {_t} from "@web/core/l10n/translation";
import {formatCurrency} from "@web/core/currency";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";

import {formatConfidence, formatShare, withPercent} from "../../core/figures";
import {legendLabels, mirrored} from "../../core/charts";
import {sayDay, sayShortDay} from "../../core/days";

const {DateTime} = luxon;

/**
 * As many decimals as a value needs to be read, as the server writes it, too: none
 * where it is large.
 *
 * @param {number} value
 * @returns {number}
 */
function decimals(value) {
    if (Math.abs(value) >= 1000) {
        return 0;
    }
    const isEnough = (count) => Math.abs(Number(value.toFixed(count)) - value) < 1e-9;
    return [0, 1].find(isEnough) ?? 2;
}

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
    const digits = [16, decimals(value)];
    if (curve.metric_type === "currency" && curve.currency_id) {
        // As the server says it: "$252,000"
        return formatMonetary(value, {currencyId: curve.currency_id, digits}).replace(
            /^(\D+)\u00A0/u,
            "$1"
        );
    }
    const number = formatFloat(value, {digits});
    if (curve.metric_type === "percent") {
        return withPercent(number);
    }
    return curve.unit ? `${number}\u00A0${curve.unit}` : number;
}

/**
 * @param {string} isoDate
 * @returns {string} the day as the user's language writes it
 */
export function formatDay(isoDate) {
    return sayDay(isoDate);
}

/**
 * @param {object} curve what ``get_curve`` returned
 * @returns {string} which plan the line of the plan is, in words
 */
export function planName(curve) {
    return {
        linear: _t("Plan: straight line"),
        points: _t("Plan: your points"),
        seasonal: _t("Plan: like last year"),
    }[curve.plan_kind];
}

/**
 * Return the lines to draw, each with a name and its points.
 *
 * @param {object} curve what ``get_curve`` returned
 * @returns {object[]}
 */
export function linesOf(curve) {
    const names = curve.target.length > 1 ? [_t("From"), _t("To")] : [_t("Target")];
    return [
        {role: "actual", name: _t("Actual"), points: curve.actual},
        {role: "plan", name: planName(curve), points: curve.plan},
        {role: "forecast", name: _t("Forecast"), points: curve.forecast},
        ...curve.target_lines.map((points, index) => ({
            role: "target",
            name: names[index],
            points,
        })),
        {role: "confidence", name: _t("Confidence"), points: curve.confidence},
    ].filter((line) => line.points.length);
}

function daysApart(fromDate, toDate) {
    return DateTime.fromISO(toDate).diff(DateTime.fromISO(fromDate), "days").days;
}

/**
 * Return what a line of points says of a day.
 *
 * @param {object} line as ``linesOf`` returns it
 * @param {string} date ISO
 * @returns {number|undefined}
 */
function valueOn(line, date) {
    const {role, points} = line;
    const next = points.findIndex((point) => point.date >= date);
    if (next >= 0 && points[next].date === date) {
        return points[next].value;
    }
    if (next <= 0) {
        return undefined;
    }
    const [before, after] = [points[next - 1], points[next]];
    if (role === "target") {
        return before.value;
    }
    if (role === "plan") {
        const passed = daysApart(before.date, date);
        const share = passed / daysApart(before.date, after.date);
        return before.value + (after.value - before.value) * share;
    }
    return undefined;
}

/**
 * Return the same lines as rows of a table: a day, and a cell for each line.
 *
 * Plan and target are told for each day on which anything else happened. Of a plan
 * with a point each day, only those days and its ends are read out.
 *
 * @param {object} curve what ``get_curve`` returned
 * @returns {{names: string[], rows: {day: string, cells: string[]}[]}}
 */
export function tableOf(curve) {
    const lines = linesOf(curve);
    const dates = lines.flatMap(({role, points}) => {
        const told = points.map((point) => point.date);
        return role === "plan" && curve.plan_kind === "seasonal"
            ? [told.at(0), told.at(-1)]
            : told;
    });
    const cell = (line, date) => {
        const value = valueOn(line, date);
        if (value === undefined) {
            return "";
        }
        return line.role === "confidence"
            ? formatConfidence(value)
            : formatValue(value, curve);
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
// Bars in a strip of their own, beneath the lines
const BARS = {type: "bar", yAxisID: "confidence", barThickness: 6};

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

// Numbers that begin near zero and never fall below it need no room below it.
function staysAboveZero(curve) {
    const values = linesOf(curve)
        .filter(({role}) => role !== "confidence")
        .flatMap(({points}) => points.map(({value}) => value));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low >= 0 && low < (high - low) / 4;
}

function confidenceScale(colors) {
    return {
        axis: "y",
        stack: "okr",
        stackWeight: 1,
        min: 0,
        // Room above, so that its label does not run into that of the other scale
        max: 1.5,
        ticks: {
            color: colors.text,
            stepSize: 0.5,
            callback: (value) =>
                [0, 1].includes(value) ? formatConfidence(value) : "",
        },
        grid: {color: colors.grid},
        border: {display: false},
    };
}

/**
 * Return the configuration of Chart.js.
 *
 * @param {object} curve what ``get_curve`` returned
 * @param {object} colors of ``actual``, ``plan``, ``forecast``, ``target``, ``text``
 *  ``confidence`` and ``grid``
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
        yAxisID: "y",
        // A point on the edge is drawn whole.
        clip: 8,
        stepped: role === "target" || (role === "actual" && curve.stepped),
        ...(role === "confidence" ? BARS : STROKES[role]),
    }));
    const isYesOrNo = curve.metric_type === "boolean";
    const write = (value) => formatValue(value, curve);
    // The unit, which may be a word, stands in the tooltip; a phone has no room.
    const writeTick = (value) => {
        if (curve.metric_type !== "currency" || !curve.currency_id) {
            return formatValue(value, {...curve, unit: ""});
        }
        return formatCurrency(value, curve.currency_id, {
            digits: [16, Number.isInteger(value) ? 0 : 2],
            humanReadable: value !== 0 && value % 1000 === 0,
        });
    };
    const hasStrip = curve.confidence.length > 0;
    return mirrored({
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
                        usePointStyle: true,
                        pointStyleWidth: 32,
                        boxHeight: 8,
                        generateLabels: legendLabels,
                    },
                },
                tooltip: {
                    callbacks: {
                        title: ([item]) =>
                            item
                                ? sayDay(DateTime.fromMillis(item.parsed.x).toISODate())
                                : "",
                        label: ({dataset, parsed}) => {
                            const value =
                                dataset.yAxisID === "confidence"
                                    ? formatConfidence(parsed.y)
                                    : write(parsed.y);
                            return `${dataset.label}: ${value}`;
                        },
                    },
                },
            },
            scales: {
                x: {
                    type: "time",
                    time: {minUnit: "day"},
                    ticks: {
                        color: colors.text,
                        maxRotation: 0,
                        autoSkipPadding: 16,
                        callback: (millis) =>
                            sayShortDay(DateTime.fromMillis(millis).toISODate()),
                    },
                    // Bars would make room for themselves at both ends.
                    offset: false,
                    grid: {display: false, offset: false},
                    border: {color: colors.grid},
                },
                ...(hasStrip ? {confidence: confidenceScale(colors)} : {}),
                y: {
                    ...(hasStrip ? {stack: "okr", stackWeight: 3} : {}),
                    ticks: {
                        color: colors.text,
                        callback: writeTick,
                        maxTicksLimit: 6,
                        ...(isYesOrNo ? {stepSize: 1} : {}),
                    },
                    grid: {color: colors.grid},
                    border: {display: false},
                    grace: isYesOrNo ? 0 : "5%",
                    ...(staysAboveZero(curve) ? {min: 0} : {}),
                },
            },
        },
    });
}

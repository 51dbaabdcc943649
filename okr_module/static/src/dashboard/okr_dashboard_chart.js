import {_t} from "@web/core/l10n/translation";

import {legendLabels, mirrored} from "../core/charts";
import {sayDay, sayShortDay} from "../core/days";
import {formatShare} from "../core/figures";

/** A share as it is written, or a word where there is none. */
export function writeShare(share) {
    return typeof share === "number" ? formatShare(share) : _t("No data");
}

/**
 * Return the lines of the curve: progress, and what was expected.
 *
 * @param {object[]} curve of ``get_data``
 * @returns {object[]}
 */
export function linesOf(curve) {
    return [
        {
            role: "actual",
            name: _t("Progress"),
            shares: curve.map(({progress}) => progress),
        },
        {
            role: "plan",
            name: _t("Expected"),
            shares: curve.map(({expected_progress: expected}) => expected),
        },
    ];
}

/**
 * Return the configuration of Chart.js. What has no data is a gap, never 0.
 *
 * @param {object[]} curve of ``get_data``
 * @param {object} colors of ``actual``, ``plan``, ``text`` and ``grid``
 * @returns {object}
 */
export function chartConfig(curve, colors) {
    return mirrored({
        type: "line",
        data: {
            labels: curve.map(({date}) => sayShortDay(date)),
            datasets: linesOf(curve).map(({role, name, shares}) => ({
                label: name,
                data: shares,
                borderColor: colors[role],
                backgroundColor: colors[role],
                borderWidth: role === "actual" ? 3 : 2,
                borderDash: role === "actual" ? [] : [6, 4],
                pointRadius: role === "actual" ? 3 : 0,
                spanGaps: false,
                clip: 8,
            })),
        },
        options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: {mode: "index", intersect: false},
            plugins: {
                legend: {
                    position: "bottom",
                    labels: {
                        color: colors.text,
                        usePointStyle: true,
                        pointStyle: "line",
                        // Wide enough to show that the plan is dashed
                        pointStyleWidth: 40,
                        generateLabels: legendLabels,
                    },
                },
                tooltip: {
                    callbacks: {
                        title: ([item]) =>
                            item ? sayDay(curve[item.dataIndex].date) : "",
                        label: ({dataset, parsed}) =>
                            `${dataset.label}: ${writeShare(parsed.y)}`,
                    },
                },
            },
            scales: {
                x: {
                    ticks: {color: colors.text, maxRotation: 0, autoSkipPadding: 16},
                    grid: {display: false},
                    border: {color: colors.grid},
                },
                y: {
                    min: 0,
                    max: 1,
                    ticks: {
                        color: colors.text,
                        stepSize: 0.25,
                        callback: (share) => formatShare(share),
                    },
                    grid: {color: colors.grid},
                    border: {display: false},
                },
            },
        },
    });
}

import {isRtl} from "./direction";

/**
 * Labels of a legend that show a line as it is drawn, with its dashes, and bars as a
 * bar.
 *
 * @param {object} chart of Chart.js
 * @returns {object[]}
 */
export function legendLabels(chart) {
    const {generateLabels} = window.Chart.defaults.plugins.legend.labels;
    return generateLabels(chart).map((label) => {
        const {type, borderDash, borderWidth} = chart.data.datasets[label.datasetIndex];
        return type === "bar"
            ? {...label, pointStyle: "rect"}
            : {
                  ...label,
                  pointStyle: "line",
                  lineDash: borderDash || [],
                  lineWidth: borderWidth,
              };
    });
}

/**
 * Let time run where one reads on. Bars and tables beside a chart do so, too.
 *
 * @param {object} config of Chart.js, with the scale ``x`` of time
 * @returns {object} the same
 */
export function mirrored(config) {
    if (isRtl()) {
        const {plugins, scales} = config.options;
        for (const [name, scale] of Object.entries(scales)) {
            if (name === "x") {
                scale.reverse = true;
            } else {
                scale.position = "right";
            }
        }
        // On the right, Chart.js stacks from below what it stacks from above on the left
        config.options.scales = Object.fromEntries(Object.entries(scales).reverse());
        for (const plugin of [plugins.legend, plugins.tooltip]) {
            plugin.rtl = true;
            plugin.textDirection = "rtl";
        }
    }
    return config;
}

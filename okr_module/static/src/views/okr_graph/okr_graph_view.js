import {GraphModel} from "@web/views/graph/graph_model";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** Departments have no common sum: no line joins what stands side by side. */
export class OkrGraphModel extends GraphModel {
    /** @override */
    _getLineOverlayDataset() {
        return null;
    }

    /**
     * Where there is no data, a mean is no 0: nothing is drawn.
     *
     * @override
     */
    _getData(dataPoints, ...args) {
        const data = super._getData(dataPoints, ...args);
        const {fields, measure} = this.metaData;
        if (fields[measure]?.aggregator !== "avg") {
            return data;
        }
        for (const dataset of data.datasets) {
            const said = new Set(
                dataPoints
                    .filter((point) => this._getDatasetLabel(point) === dataset.label)
                    .filter(({value}) => value !== false && value !== null)
                    .map(({labelIndex}) => labelIndex)
            );
            dataset.data = dataset.data.map((value, at) =>
                said.has(at) ? value : null
            );
        }
        // What stands only for weeks in which nobody said anything is no line
        const told = data.datasets.filter((dataset) =>
            dataset.data.some((value) => value !== null)
        );
        return told.length ? {...data, datasets: told} : data;
    }
}

// Nobody knows how an overdue one stands: it looks unlike any plain colour.
const STRIPED = "overdue";

/** @returns {CanvasPattern} stripes of a colour, as bars and pills have them */
function stripes(color) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const context = tile.getContext("2d");
    context.fillStyle = color;
    context.globalAlpha = 0.45;
    context.fillRect(0, 0, 8, 8);
    context.globalAlpha = 1;
    context.beginPath();
    context.moveTo(-2, 2);
    context.lineTo(2, -2);
    context.moveTo(-2, 10);
    context.lineTo(10, -2);
    context.moveTo(6, 10);
    context.lineTo(10, 6);
    context.lineWidth = 3;
    context.strokeStyle = color;
    context.stroke();
    return context.createPattern(tile, "repeat");
}

/** A graph in which each status has its own colour, as on the cards. */
export class OkrGraphRenderer extends GraphRenderer {
    /**
     * Colours by the word of a status. They come from the style sheet, which knows the
     * colour scheme; what no style sheet says stays as Odoo draws it.
     *
     * @returns {object}
     */
    get statusColors() {
        const colors = {};
        for (const name of ["status", "stated_status"]) {
            for (const [status, word] of this.model.metaData.fields[name]?.selection ||
                []) {
                const probe = document.createElement("span");
                probe.className = `o_okr_${status}`;
                document.body.append(probe);
                const color = getComputedStyle(probe)
                    .getPropertyValue("--okr-status-color")
                    .trim();
                probe.remove();
                colors[word] = status === STRIPED && color ? stripes(color) : color;
            }
        }
        return colors;
    }

    /**
     * Nor does an axis count halves.
     *
     * @override
     */
    getScaleOptions() {
        const scales = super.getScaleOptions();
        if (scales.y && this.model.metaData.measure === "__count") {
            scales.y.ticks.precision = 0;
        }
        return scales;
    }

    /**
     * How many there are has no decimals.
     *
     * @override
     */
    formatValue(value, allIntegers, formatType) {
        const isCount = !formatType && Number.isInteger(value);
        return super.formatValue(value, allIntegers || isCount, formatType);
    }

    /** @override */
    getBarChartData() {
        const data = super.getBarChartData();
        const colors = this.statusColors;
        for (const dataset of data.datasets) {
            const own = data.labels.map((label) => colors[label]);
            if (own.some(Boolean) && !this.isStatusInStack) {
                const {backgroundColor} = dataset;
                dataset.backgroundColor = own.map((color) => color || backgroundColor);
            } else if (colors[dataset.label]) {
                dataset.backgroundColor = colors[dataset.label];
            }
        }
        return data;
    }

    /** Whether a bar is made of statuses, rather than standing for one. */
    get isStatusInStack() {
        const {groupBy} = this.model.metaData;
        return groupBy.length > 1;
    }

    /** @override */
    getPieChartData() {
        const data = super.getPieChartData();
        const colors = this.statusColors;
        for (const dataset of data.datasets) {
            dataset.backgroundColor = dataset.backgroundColor.map(
                (color, index) => colors[data.labels[index]] || color
            );
            dataset.hoverBackgroundColor = dataset.backgroundColor;
        }
        return data;
    }

    /** @override */
    getLineChartData() {
        const data = super.getLineChartData();
        const colors = this.statusColors;
        for (const dataset of data.datasets) {
            // Where nobody said anything the line goes on to where somebody did
            dataset.spanGaps = true;
            if (colors[dataset.label]) {
                dataset.borderColor = colors[dataset.label];
                dataset.backgroundColor = colors[dataset.label];
            }
        }
        return data;
    }
}

export const okrGraphView = {
    ...graphView,
    Model: OkrGraphModel,
    Renderer: OkrGraphRenderer,
};

registry.category("views").add("okr_graph", okrGraphView);

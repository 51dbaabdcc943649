import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";

/** A pivot whose headers of statuses have their colours, and where no data is no 0%. */
export class OkrPivotRenderer extends PivotRenderer {
    static template = "okr_module.OkrPivotRenderer";

    /**
     * A mean of nothing is no 0%: its cell stays empty.
     *
     * @param {object} cell of a measure
     * @returns {object} its ``value`` as it is written
     */
    getFormattedValue(cell) {
        return cell.value === false || cell.value === null
            ? {value: ""}
            : super.getFormattedValue(cell);
    }

    /**
     * @param {object} cell header of a row or a column
     * @returns {string} class of the status that it stands for, if it does
     */
    statusClass(cell) {
        for (const name of ["status", "stated_status"]) {
            const {selection = []} = this.model.metaData.fields[name] || {};
            const found = selection.find(([, word]) => word === cell.title);
            if (found) {
                return `o_okr_pivot_status o_okr_${found[0]}`;
            }
        }
        return "";
    }
}

export const okrPivotView = {
    ...pivotView,
    Renderer: OkrPivotRenderer,
};

registry.category("views").add("okr_pivot", okrPivotView);

import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";

/** A pivot in whose headers each status has its colour and its icon. */
export class OkrPivotRenderer extends PivotRenderer {
    static template = "okr_module.OkrPivotRenderer";

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

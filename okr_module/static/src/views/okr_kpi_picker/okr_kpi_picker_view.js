import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

/** The KPIs that one may link, and above them why there are no more. */
export class OkrKpiPickerRenderer extends KanbanRenderer {
    static template = "okr_module.OkrKpiPickerRenderer";

    get leftOutWords() {
        return this.props.list.context.okr_left_out;
    }
}

registry.category("views").add("okr_kpi_picker", {
    ...kanbanView,
    Renderer: OkrKpiPickerRenderer,
});

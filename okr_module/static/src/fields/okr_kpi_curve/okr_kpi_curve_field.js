import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";
import {registry} from "@web/core/registry";

import {mirrored} from "../../core/charts";

/** Odoo's small curve; time runs where one reads on, as on the card it comes from. */
export class OkrKpiCurveField extends JournalDashboardGraphField {
    /** @override */
    getLineChartConfig() {
        return mirrored(super.getLineChartConfig());
    }
}

registry.category("fields").add("okr_kpi_curve", {
    ...journalDashboardGraphField,
    component: OkrKpiCurveField,
});

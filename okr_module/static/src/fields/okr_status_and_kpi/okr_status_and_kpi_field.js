import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

import {OkrStatusField, okrStatusField} from "../okr_status/okr_status_field";

/**
 * A status in a row, and beside it a sign that says, when asked, that the KPI does not
 * answer (`kpi_mark`, which the view names): few rows have one, so no column is for it.
 */
export class OkrStatusAndKpiField extends OkrStatusField {
    static template = "okr_module.OkrStatusAndKpiField";

    get mark() {
        return this.props.record.data.kpi_mark;
    }
}

export const okrStatusAndKpiField = {
    ...okrStatusField,
    component: OkrStatusAndKpiField,
    displayName: _t("OKR status, with a mark of a KPI that does not answer"),
};

registry.category("fields").add("okr_status_and_kpi", okrStatusAndKpiField);

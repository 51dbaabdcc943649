import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** In a row there is no room for words: a sign that says them when asked. */
export class OkrKpiMarkField extends Component {
    static template = "okr_module.OkrKpiMarkField";
    static props = {...standardFieldProps};

    get mark() {
        return this.props.record.data[this.props.name];
    }
}

export const okrKpiMarkField = {
    component: OkrKpiMarkField,
    displayName: _t("OKR mark of a KPI that does not answer"),
    supportedTypes: ["char"],
    listViewWidth: 50,
};

registry.category("fields").add("okr_kpi_mark", okrKpiMarkField);

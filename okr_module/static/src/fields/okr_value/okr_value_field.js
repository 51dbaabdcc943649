import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatShare} from "../../core/figures";
import {formatValue} from "../../widgets/okr_curve/okr_curve_chart";

/** A value of a key result as people read it: 85 %, Yes, $ 1,200. It is not typed in. */
export class OkrValueField extends Component {
    static template = "okr_module.OkrValueField";
    static props = {...standardFieldProps};

    get words() {
        const {data} = this.props.record;
        return formatValue(data[this.props.name] || 0, {
            metric_type: data.metric_type,
            unit: data.unit || "",
            currency_id: data.currency_id && data.currency_id.id,
        });
    }
}

export const okrValueField = {
    component: OkrValueField,
    displayName: _t("OKR value"),
    supportedTypes: ["float"],
    listViewWidth: [80, 140],
    fieldDependencies: [
        {name: "metric_type", type: "selection"},
        {name: "unit", type: "char"},
        {name: "currency_id", type: "many2one", relation: "res.currency"},
    ],
};

registry.category("fields").add("okr_value", okrValueField);

/** A share, the same way everywhere: 63%. */
export class OkrShareField extends Component {
    static template = "okr_module.OkrValueField";
    static props = {...standardFieldProps};

    get words() {
        return formatShare(this.props.record.data[this.props.name] || 0);
    }
}

export const okrShareField = {
    component: OkrShareField,
    displayName: _t("OKR share"),
    supportedTypes: ["float"],
    listViewWidth: [70, 110],
};

registry.category("fields").add("okr_share", okrShareField);
// For the means of grouped lists
registry.category("formatters").add("okr_share", (share) => formatShare(share || 0));

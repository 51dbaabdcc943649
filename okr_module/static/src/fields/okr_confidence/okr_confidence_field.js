import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatConfidence} from "../../core/figures";

/** How sure somebody is, from 0 to 10, as dots and in figures. */
export class OkrConfidenceField extends Component {
    static template = "okr_module.OkrConfidenceField";
    static props = {...standardFieldProps};

    get isGiven() {
        return this.props.record.data.has_confidence !== false;
    }

    get confidence() {
        return this.props.record.data[this.props.name] || 0;
    }

    get words() {
        return formatConfidence(this.confidence);
    }

    get label() {
        return this.isGiven
            ? _t("Confidence: %s", this.words)
            : _t("No confidence given");
    }

    get dots() {
        const filled = Math.round(this.confidence * 10);
        return Array.from({length: 10}, (_dot, index) => index < filled);
    }
}

export const okrConfidenceField = {
    component: OkrConfidenceField,
    displayName: _t("OKR confidence"),
    supportedTypes: ["float"],
    listViewWidth: [130, 170],
    fieldDependencies: [{name: "has_confidence", type: "boolean"}],
};

registry.category("fields").add("okr_confidence", okrConfidenceField);
// For the means of grouped lists
registry
    .category("formatters")
    .add("okr_confidence", (confidence) => formatConfidence(confidence || 0));

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {OkrConfidencePicker} from "./okr_confidence_picker";

/** A choice from 0 to 10 by one touch or one key; no choice is one, too. */
export class OkrConfidencePickerField extends Component {
    static template = "okr_module.OkrConfidencePickerField";
    static components = {OkrConfidencePicker};
    static props = {
        ...standardFieldProps,
        required: {type: Boolean, optional: true},
    };

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get levels() {
        return this.field.selection;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return this.field.string || _t("Confidence");
    }

    get words() {
        return this.value ? `${this.value}/${this.levels.at(-1)[0]}` : "–";
    }

    choose(level) {
        return this.props.record.update({[this.props.name]: level});
    }
}

export const okrConfidencePickerField = {
    component: OkrConfidencePickerField,
    displayName: _t("OKR confidence, to choose"),
    supportedTypes: ["selection"],
    listViewWidth: [300, 420],
    extractProps: (_fieldInfo, dynamicInfo) => ({required: dynamicInfo.required}),
};

registry.category("fields").add("okr_confidence_picker", okrConfidencePickerField);

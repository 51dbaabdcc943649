import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {statusLook} from "../../status/status";

/**
 * A status as an icon, a word and a colour; the self-reported status after it where the two
 * do not say the same.
 */
export class OkrStatusField extends Component {
    static template = "okr_module.OkrStatusField";
    static props = {...standardFieldProps};

    get look() {
        const {record, name} = this.props;
        return statusLook(record.data[name], record.fields[name]);
    }

    get ownerLook() {
        const {record, name} = this.props;
        if (name === "stated_status" || !record.data.stated_status_differs) {
            return null;
        }
        return statusLook(record.data.stated_status, record.fields.stated_status);
    }

    get ownerWord() {
        return _t("Owner: %s", this.ownerLook.word);
    }
}

export const okrStatusField = {
    component: OkrStatusField,
    displayName: _t("OKR status"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Self-reported status"),
            name: "stated_status_label",
            type: "boolean",
            help: _t("Show what the owner says where it differs from the status."),
        },
    ],
    listViewWidth: [132, 220],
    fieldDependencies: ({options}) =>
        options?.stated_status_label
            ? [
                  {name: "stated_status_differs", type: "boolean"},
                  {name: "stated_status", type: "selection"},
              ]
            : [],
};

registry.category("fields").add("okr_status", okrStatusField);

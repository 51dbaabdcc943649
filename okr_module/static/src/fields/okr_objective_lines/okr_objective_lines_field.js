import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

import {formatShare} from "../../core/figures";
import {statusLook} from "../../status/status";

/**
 * Objectives as a few lines on a card: name, how it stands, how far it is. A click
 * opens the objective, not the card. Pillars, which have no state, are shown alike.
 */
export class OkrObjectiveLinesField extends Component {
    static template = "okr_module.OkrObjectiveLinesField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get lines() {
        return this.props.record.data[this.props.name].records.map((record) => {
            const {name, state, status, progress, is_measured} = record.data;
            const isRunning = state !== "draft";
            return {
                id: record.resId,
                name,
                isRunning,
                look: isRunning && is_measured && statusLook(status),
                words: this.getWords(isRunning, is_measured, progress),
                style: `width: ${Math.min(Math.max(progress || 0, 0), 1) * 100}%`,
            };
        });
    }

    getWords(isRunning, isMeasured, progress) {
        if (!isRunning) {
            return _t("Planned");
        }
        return isMeasured ? formatShare(progress) : _t("No data");
    }

    onClick(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.props.record.data[this.props.name].resModel,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const okrObjectiveLinesField = {
    component: OkrObjectiveLinesField,
    displayName: _t("OKR objectives as lines"),
    supportedTypes: ["one2many", "many2many"],
    supportedOptions: [
        {
            label: _t("Without state"),
            name: "without_state",
            type: "boolean",
            help: _t("The records have no state: none of them is only planned."),
        },
    ],
    relatedFields: ({options}) => [
        {name: "name", type: "char"},
        ...(options.without_state ? [] : [{name: "state", type: "char"}]),
        {name: "status", type: "char"},
        {name: "progress", type: "float"},
        {name: "is_measured", type: "boolean"},
    ],
};

registry.category("fields").add("okr_objective_lines", okrObjectiveLinesField);

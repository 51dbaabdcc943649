import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {clamp} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatShare} from "../../core/figures";

/**
 * Progress as a bar in the colour of the status, with a tick where it should be by
 * now, and in words.
 */
export class OkrProgressField extends Component {
    static template = "okr_module.OkrProgressField";
    static props = {
        ...standardFieldProps,
        measuredField: {type: String, optional: true},
    };
    static defaultProps = {measuredField: "is_measured"};

    get data() {
        return this.props.record.data;
    }

    /** Whether there is progress to speak of: "no data" is not 0 %. */
    get isMeasured() {
        const {state, status} = this.data;
        const isUntold = status === "no_data" && !this.progress;
        return (
            this.data[this.props.measuredField] !== false &&
            state !== "draft" &&
            !isUntold
        );
    }

    get progress() {
        return clamp(this.data[this.props.name] || 0, 0, 1);
    }

    get percent() {
        return Math.round(this.progress * 100);
    }

    get words() {
        return formatShare(this.progress);
    }

    /** Where progress should be by now, 0 to 1; null where nothing is asked. */
    get expected() {
        const expected = this.data.expected_progress;
        const isAsked = expected > 0 && this.data.status !== "cancelled";
        return isAsked ? clamp(expected, 0, 1) : null;
    }

    get explanation() {
        if (this.expected === null) {
            return _t("%(progress)s done", {progress: this.words});
        }
        return _t("%(progress)s done, %(expected)s expected by now", {
            progress: this.words,
            expected: formatShare(this.expected),
        });
    }

    get label() {
        return this.props.record.fields[this.props.name].string || _t("Progress");
    }

    get statusClass() {
        return `o_okr_${this.data.status || "no_data"}`;
    }

    get fillStyle() {
        return `width: ${this.progress * 100}%`;
    }

    get tickStyle() {
        return `inset-inline-start: ${this.expected * 100}%`;
    }
}

export const okrProgressField = {
    component: OkrProgressField,
    displayName: _t("OKR progress"),
    supportedTypes: ["float"],
    supportedOptions: [
        {
            label: _t("Measured field"),
            name: "measured_field",
            type: "field",
            availableTypes: ["boolean"],
            help: _t(
                "A boolean field that is false where there is no progress to show."
            ),
        },
    ],
    listViewWidth: [140, 240],
    fieldDependencies: ({options}) => {
        const fields = [
            {name: "expected_progress", type: "float"},
            {name: "status", type: "selection"},
        ];
        if (options?.measured_field) {
            fields.push({name: options.measured_field, type: "boolean"});
        }
        return fields;
    },
    extractProps: ({options}) =>
        options.measured_field ? {measuredField: options.measured_field} : {},
};

registry.category("fields").add("okr_progress", okrProgressField);
// For the means of grouped lists
registry.category("formatters").add("okr_progress", (share) => formatShare(share || 0));

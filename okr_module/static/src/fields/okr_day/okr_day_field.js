import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {DateTimeField} from "@web/views/fields/datetime/datetime_field";
import {formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {sayDay} from "../../core/days";

const {DateTime} = luxon;

/** A day that somebody has to act on, as people say it: "Fri, Dec 4". */
export class OkrDayField extends Component {
    static template = "okr_module.OkrDayField";
    static components = {DateTimeField};
    static props = {...standardFieldProps, isHistory: {type: Boolean, optional: true}};

    /** What Odoo's own field is told. */
    get typedProps() {
        const props = {...this.props};
        delete props.isHistory;
        return props;
    }

    get day() {
        return this.props.record.data[this.props.name];
    }

    get daysAhead() {
        return Math.round(
            this.day.startOf("day").diff(DateTime.local().startOf("day"), "days").days
        );
    }

    get words() {
        const days = this.daysAhead;
        if (days >= -1 && days <= 1) {
            return {"-1": _t("Yesterday"), 0: _t("Today"), 1: _t("Tomorrow")}[days];
        }
        return sayDay(this.day.toISODate());
    }

    get title() {
        return formatDate(this.day);
    }

    get className() {
        if (this.props.isHistory) {
            return "";
        }
        if (this.daysAhead > 0) {
            return "";
        }
        return this.daysAhead < 0 ? "o_okr_day_past" : "o_okr_day_today";
    }
}

export const okrDayField = {
    component: OkrDayField,
    displayName: _t("OKR day"),
    supportedTypes: ["date"],
    supportedOptions: [
        {
            label: _t("A day of the past, on which nobody acts any more"),
            name: "is_history",
            type: "boolean",
        },
    ],
    extractProps: ({options}) => ({isHistory: Boolean(options.is_history)}),
    listViewWidth: [90, 120],
};

registry.category("fields").add("okr_day", okrDayField);

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatShare} from "../../core/figures";

const WIDTH = 100;
const HEIGHT = 28;
// So that a line along an edge is drawn whole
const EDGE = 2;

/**
 * The course of a key result as a small line: progress over the days of the cycle, and
 * a mark where it should be today.
 */
export class OkrSparkline extends Component {
    static template = "okr_module.OkrSparkline";
    static props = {
        // As ``sparkline`` of okr.key.result has it; false without a cycle
        line: {type: [Object, Boolean]},
        status: {type: [String, Boolean], optional: true},
    };

    viewBox = `0 0 ${WIDTH} ${HEIGHT}`;

    get points() {
        return this.props.line?.points || [];
    }

    get statusClass() {
        return `o_okr_${this.props.status || "no_data"}`;
    }

    place([share, progress]) {
        const x = EDGE + share * (WIDTH - 2 * EDGE);
        const y = HEIGHT - EDGE - progress * (HEIGHT - 2 * EDGE);
        return [x, y].map((number) => number.toFixed(1));
    }

    /** Each value holds until the next one, and the last one until today. */
    get path() {
        const {today} = this.props.line;
        const last = this.points.at(-1);
        const told = [...this.points, [Math.max(today, last[0]), last[1]]];
        return told.map((point) => this.place(point).join(",")).join(" ");
    }

    get end() {
        const {today} = this.props.line;
        const [share, progress] = this.points.at(-1);
        const [x, y] = this.place([Math.max(today, share), progress]);
        return {x, y};
    }

    get expected() {
        const {today, expected} = this.props.line;
        const [x, y] = this.place([today, expected]);
        return {x, y};
    }

    get words() {
        if (!this.points.length) {
            return _t("No check-in yet");
        }
        const shares = this.points.map(([, progress]) => formatShare(progress));
        return _t("Progress so far: %s", shares.slice(-6).join(", "));
    }
}

export class OkrSparklineField extends Component {
    static template = "okr_module.OkrSparklineField";
    static components = {OkrSparkline};
    static props = {...standardFieldProps};

    get line() {
        return this.props.record.data[this.props.name] || false;
    }

    get status() {
        return this.props.record.data.status;
    }
}

export const okrSparklineField = {
    component: OkrSparklineField,
    displayName: _t("OKR curve in small"),
    supportedTypes: ["json"],
    listViewWidth: [90, 120],
    fieldDependencies: [{name: "status", type: "selection"}],
};

registry.category("fields").add("okr_sparkline", okrSparklineField);

/** How progress has moved in a week, with an arrow: colour alone says nothing. */
export class OkrWeekChangeField extends Component {
    static template = "okr_module.OkrWeekChangeField";
    static props = {...standardFieldProps};

    get change() {
        return Math.round((this.props.record.data[this.props.name] || 0) * 100);
    }

    get hasData() {
        return this.props.record.data.sparkline?.points?.length > 0;
    }

    get icon() {
        if (!this.change) {
            return "fa-arrow-right";
        }
        return this.change > 0 ? "fa-arrow-up" : "fa-arrow-down";
    }

    get words() {
        const share = formatShare(Math.abs(this.change) / 100);
        if (!this.change) {
            return _t("as last week");
        }
        return this.change > 0
            ? _t("%s up since last week", share)
            : _t("%s down since last week", share);
    }

    get short() {
        return formatShare(Math.abs(this.change) / 100);
    }
}

export const okrWeekChangeField = {
    component: OkrWeekChangeField,
    displayName: _t("OKR change since last week"),
    supportedTypes: ["float"],
    listViewWidth: [70, 90],
    fieldDependencies: [{name: "sparkline", type: "json"}],
};

registry.category("fields").add("okr_week_change", okrWeekChangeField);

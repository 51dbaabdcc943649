import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {clamp} from "@web/core/utils/numbers";

import {formatShare} from "../../core/figures";

const SHARE = {type: [Number, {value: null}, {value: false}], optional: true};

/**
 * Progress as a bar in the colour of its status, with a tick where it should be by now,
 * the bar of last week behind it, and in words.
 */
export class OkrBar extends Component {
    static template = "okr_module.OkrBar";
    static props = {
        // 0.0 to 1.0; null where there is no data
        progress: SHARE,
        expected: SHARE,
        previous: SHARE,
        status: {type: [String, {value: false}], optional: true},
        label: {type: String, optional: true},
    };
    static defaultProps = {label: _t("Progress")};

    isNumber(share) {
        return typeof share === "number";
    }

    get hasData() {
        return this.isNumber(this.props.progress);
    }

    get statusClass() {
        return `o_okr_${this.props.status || "no_data"}`;
    }

    get words() {
        return formatShare(clamp(this.props.progress, 0, 1));
    }

    get percent() {
        return Math.round(clamp(this.props.progress, 0, 1) * 100);
    }

    get hasTick() {
        return this.isNumber(this.props.expected) && this.props.expected > 0;
    }

    get hasGhost() {
        return this.isNumber(this.props.previous);
    }

    get explanation() {
        const parts = [_t("%(progress)s done", {progress: this.words})];
        if (this.hasTick) {
            const expected = formatShare(this.props.expected);
            parts.push(_t("%(expected)s expected by now", {expected}));
        }
        if (this.hasGhost) {
            const previous = formatShare(this.props.previous);
            parts.push(_t("%(previous)s a week ago", {previous}));
        }
        return parts.join(", ");
    }

    width(share) {
        return `width: ${clamp(share, 0, 1) * 100}%`;
    }

    get tickStyle() {
        return `inset-inline-start: ${clamp(this.props.expected, 0, 1) * 100}%`;
    }
}

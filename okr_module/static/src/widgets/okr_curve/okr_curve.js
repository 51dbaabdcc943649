import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {loadBundle} from "@web/core/assets";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

import {chartConfig, formatDay, formatValue, tableOf} from "./okr_curve_chart";

// A change of any of them, once saved, moves a line.
const WATCHED = [
    {name: "current_value", type: "float"},
    {name: "start_value", type: "float"},
    {name: "target_value", type: "float"},
    {name: "forecast_value", type: "float"},
    {name: "checkin_count", type: "integer"},
    {name: "last_checkin_date", type: "date"},
];

/** The course of a key result: what was, what was planned, where it will end. */
export class OkrCurve extends Component {
    static template = "okr_module.OkrCurve";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.state = useState({curve: null, hasFailed: false});
        this.latest = new KeepLast();
        this.known = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useRecordObserver((record) => {
            const values = WATCHED.map(({name}) => String(record.data[name]));
            const known = [record.resId, ...values].join();
            // What is not saved yet is not in the server's answer either. The form
            // does not wait for the chart: nothing is returned here.
            if (!this.known || (known !== this.known && !record.dirty)) {
                this.known = known;
                this.load(record.resModel, record.resId);
            }
        });
        useEffect(
            (canvas, curve) => {
                this.draw(canvas, curve);
                return () => this.erase();
            },
            () => [this.canvas.el, this.state.curve]
        );
        onWillUnmount(() => this.erase());
    }

    get hasCheckins() {
        return Boolean(this.state.curve?.actual.length);
    }

    get isEmpty() {
        const {curve, hasFailed} = this.state;
        return !hasFailed && (!this.props.record.resId || (curve && !this.hasCheckins));
    }

    get table() {
        return tableOf(this.state.curve);
    }

    get summary() {
        const {curve} = this.state;
        const {date, value} = curve.actual.at(-1);
        const words = {
            value: formatValue(value, curve),
            day: formatDay(date),
            target: curve.target
                .map((target) => formatValue(target, curve))
                .join(" – "),
        };
        return _t(
            "%(value)s on %(day)s, target %(target)s. The table has all points.",
            words
        );
    }

    async load(resModel, resId) {
        if (!resId) {
            this.state.curve = null;
            return;
        }
        try {
            const request = this.orm.call(resModel, "get_curve", [[resId]]);
            this.state.curve = await this.latest.add(request);
            this.state.hasFailed = false;
        } catch (error) {
            // A chart that fails leaves the rest of the form as it is.
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.state.curve = null;
            this.state.hasFailed = true;
        }
    }

    erase() {
        this.chart?.destroy();
        this.chart = null;
    }

    draw(canvas, curve) {
        if (canvas && curve) {
            this.chart = new window.Chart(
                canvas,
                chartConfig(curve, this.colors(canvas))
            );
        }
    }

    /**
     * Colours come from the style sheet, which knows the colour scheme.
     *
     * @param {Element} element
     * @returns {object}
     */
    colors(element) {
        const style = getComputedStyle(element);
        return Object.fromEntries(
            ["actual", "plan", "forecast", "target", "text", "grid"].map((role) => [
                role,
                style.getPropertyValue(`--okr-curve-${role}`).trim(),
            ])
        );
    }
}

export const okrCurve = {
    component: OkrCurve,
    fieldDependencies: WATCHED,
};

registry.category("view_widgets").add("okr_curve", okrCurve);

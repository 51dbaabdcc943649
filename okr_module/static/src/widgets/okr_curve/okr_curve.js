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

import {
    chartConfig,
    formatDay,
    formatValue,
    planName,
    tableOf,
} from "./okr_curve_chart";

// A change of any of them, once saved, moves a line.
const WATCHED = [
    {name: "current_value", type: "float"},
    {name: "start_value", type: "float"},
    {name: "target_value", type: "float"},
    {name: "forecast_value", type: "float"},
    {name: "confidence", type: "float"},
    {name: "plan_kind", type: "selection"},
    {name: "checkin_count", type: "integer"},
    {name: "last_checkin_date", type: "date"},
];

const COLOURED = ["actual", "plan", "forecast", "target", "confidence", "text", "grid"];

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
        // The form does not wait for the chart: nothing is returned here.
        useRecordObserver((record) => {
            this.follow(record);
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

    get hasLines() {
        return Boolean(this.state.curve?.actual.length);
    }

    get isEmpty() {
        const {curve, hasFailed} = this.state;
        return !hasFailed && (!this.props.record.resId || (curve && !this.hasLines));
    }

    get emptyText() {
        return _t("No check-in yet: the curve begins with the first one.");
    }

    get caption() {
        return _t("Course of the key result");
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
        if (curve.forecast.length) {
            return _t(
                "%(value)s on %(day)s, target %(target)s, heading for %(forecast)s on %(end)s. The table has all points.",
                {
                    ...words,
                    forecast: formatValue(curve.forecast.at(-1).value, curve),
                    end: formatDay(curve.forecast.at(-1).date),
                }
            );
        }
        return _t(
            "%(value)s on %(day)s, target %(target)s. The table has all points.",
            words
        );
    }

    /**
     * Ask for the curve again where something that is saved moves a line.
     *
     * @param {object} record
     */
    follow(record) {
        const values = WATCHED.map(({name}) => String(record.data[name]));
        const known = [record.resId, ...values].join();
        // What is not saved yet is not in the server's answer either.
        if (!this.known || (known !== this.known && !record.dirty)) {
            this.known = known;
            this.load(record.resModel, record.resId);
        }
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
            COLOURED.map((role) => [
                role,
                style.getPropertyValue(`--okr-curve-${role}`).trim(),
            ])
        );
    }
}

/** The plan alone, while somebody is making it: what is not saved yet counts. */
export class OkrPlanPreview extends OkrCurve {
    follow(record) {
        this.state.curve = record.data.plan_preview || null;
    }

    get hasLines() {
        return Boolean(this.state.curve?.plan.length);
    }

    get isEmpty() {
        return !this.hasLines;
    }

    get emptyText() {
        return _t("The plan shows here once the objective has a cycle.");
    }

    get caption() {
        return _t("The plan");
    }

    get summary() {
        const {curve} = this.state;
        const {date, value} = curve.plan.at(-1);
        return _t("%(plan)s, %(value)s on %(day)s. The table has all points.", {
            plan: planName(curve),
            value: formatValue(value, curve),
            day: formatDay(date),
        });
    }
}

export const okrCurve = {
    component: OkrCurve,
    fieldDependencies: WATCHED,
};

export const okrPlanPreview = {
    component: OkrPlanPreview,
    fieldDependencies: [{name: "plan_preview", type: "json"}],
};

registry.category("view_widgets").add("okr_curve", okrCurve);
registry.category("view_widgets").add("okr_plan_preview", okrPlanPreview);

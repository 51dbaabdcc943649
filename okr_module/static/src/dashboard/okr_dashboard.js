import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {loadBundle} from "@web/core/assets";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {chartConfig, linesOf, writeShare} from "./okr_dashboard_chart";
import {formatConfidence, formatShare} from "../core/figures";
import {sayDay, sayShortDay} from "../core/days";
import {arrow} from "../core/direction";
import {OkrBar} from "../components/okr_bar/okr_bar";
import {OkrStatusPill} from "../components/okr_status_pill/okr_status_pill";
import {recordsAction} from "../core/records";
import {statusLook} from "../status/status";

// From what is well to what is not, as one reads a bar
const STATUSES = [
    "achieved",
    "on_track",
    "too_early",
    "no_data",
    "at_risk",
    "overdue",
    "off_track",
];
const COLOURED = ["actual", "plan", "text", "grid"];

/** A cycle at a glance, as it stands or stood on any day. */
export class OkrDashboard extends Component {
    static template = "okr_module.OkrDashboard";
    static components = {DateTimeInput, Layout, OkrBar, OkrStatusPill};
    static props = {...standardActionServiceProps};

    setup() {
        this.arrow = arrow;
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.canvas = useRef("canvas");
        this.heat = useRef("heat");
        this.latest = new KeepLast();
        this.sayDay = sayDay;
        this.sayShortDay = sayShortDay;
        this.writeShare = writeShare;
        const kept = this.props.state || {};
        this.asked = useState({
            cycleId: kept.cycleId || false,
            departmentId: kept.departmentId || false,
            date: kept.date || false,
        });
        this.state = useState({data: null});
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load()]));
        useEffect(
            (canvas, data) => {
                if (canvas && data) {
                    const colors = this.colors(canvas);
                    this.chart = new window.Chart(
                        canvas,
                        chartConfig(data.curve, colors)
                    );
                }
                return () => this.erase();
            },
            () => [this.canvas.el, this.state.data]
        );
        // The newest week is looked for first
        useEffect(
            (heat) => {
                if (heat) {
                    heat.scrollLeft = heat.scrollWidth;
                }
            },
            () => [this.heat.el, this.state.data]
        );
        onWillUnmount(() => this.erase());
    }

    erase() {
        this.chart?.destroy();
        this.chart = null;
    }

    colors(element) {
        const style = getComputedStyle(element);
        return Object.fromEntries(
            COLOURED.map((role) => [
                role,
                style.getPropertyValue(`--okr-curve-${role}`).trim(),
            ])
        );
    }

    get data() {
        return this.state.data;
    }

    async load() {
        const {cycleId, departmentId, date} = this.asked;
        const request = this.orm.call("okr.dashboard", "get_data", [cycleId], {
            department_id: departmentId,
            date,
        });
        this.state.data = await this.latest.add(request);
    }

    ask(changes) {
        Object.assign(this.asked, changes);
        return this.load();
    }

    // --- Choosing ---

    get cycleId() {
        return this.data.cycle ? this.data.cycle.id : false;
    }

    chooseCycle(event) {
        return this.ask({cycleId: Number(event.target.value) || false, date: false});
    }

    chooseDepartment(event) {
        return this.ask({departmentId: Number(event.target.value) || false});
    }

    get day() {
        return deserializeDate(this.data.as_of);
    }

    get today() {
        return deserializeDate(this.data.today);
    }

    chooseDay(day) {
        const date = day && day < this.today ? serializeDate(day) : false;
        return this.ask({date});
    }

    moveByWeeks(weeks) {
        return this.chooseDay(this.day.plus({weeks}));
    }

    get pastSentence() {
        return _t(
            "As it stood on %s, by what was known then.",
            sayDay(this.data.as_of)
        );
    }

    get isBeforeCycle() {
        return this.data.as_of < this.data.cycle.date_start;
    }

    get isFiltered() {
        return Boolean(this.asked.departmentId) || !this.data.is_today;
    }

    showAll() {
        return this.ask({departmentId: false, date: false});
    }

    // --- Figures ---

    get progressWords() {
        return writeShare(this.data.progress);
    }

    get expectedWords() {
        return _t("%s expected", writeShare(this.data.expected_progress));
    }

    get lastWeekWords() {
        if (this.data.is_today_only) {
            return "";
        }
        const {progress} = this.data.last_week;
        return progress === null
            ? _t("Nothing a week before")
            : _t("%s a week before", formatShare(progress));
    }

    get confidenceWords() {
        const {confidence} = this.data;
        return confidence === null ? _t("No data") : formatConfidence(confidence);
    }

    get confidenceBefore() {
        if (this.data.is_today_only) {
            return "";
        }
        const {confidence} = this.data.last_week;
        return confidence === null
            ? _t("Nothing a week before")
            : _t("%s a week before", formatConfidence(confidence));
    }

    get objectiveWords() {
        const {objectives, measured} = this.data;
        return objectives === 1
            ? _t("%(measured)s of 1 objective has data", {measured})
            : _t("%(measured)s of %(objectives)s objectives have data", {
                  measured,
                  objectives,
              });
    }

    /** The statuses that there are, with the length of their bars. */
    get statuses() {
        const {statuses, key_results: all} = this.data;
        return STATUSES.filter((status) => statuses[status]).map((status) => ({
            status,
            ...statusLook(status),
            count: statuses[status],
            style: `width: ${(100 * statuses[status]) / all}%`,
        }));
    }

    get table() {
        const lines = linesOf(this.data.curve);
        return {
            names: lines.map(({name}) => name),
            rows: this.data.curve.map(({date}, index) => ({
                day: sayDay(date),
                cells: lines.map(({shares}) => writeShare(shares[index])),
            })),
        };
    }

    get curveSummary() {
        return _t(
            "%(progress)s done, %(expected)s expected on %(day)s. The table has all weeks.",
            {
                progress: this.progressWords,
                expected: writeShare(this.data.expected_progress),
                day: sayDay(this.data.as_of),
            }
        );
    }

    cellTitle(department, week) {
        return _t("%(department)s, %(day)s: %(progress)s, %(status)s", {
            department: department.name,
            day: sayDay(week.date),
            progress: writeShare(week.progress),
            status: statusLook(week.status).word,
        });
    }

    cellIcon(week) {
        return statusLook(week.status).icon;
    }

    scoreWords(score) {
        return score.toLocaleString(undefined, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 2,
        });
    }

    /** Of what is to stay within bounds, the days move it and not its value. */
    moverWords({previous_value_label: before, value_label: now}) {
        return before && before !== now ? `${before} ${arrow()} ${now}` : now;
    }

    // --- Opening what a figure counts ---

    open(resModel, ids, name) {
        if (ids.length) {
            this.action.doAction(recordsAction(resModel, ids, name));
        }
    }

    openMeasured() {
        this.open("okr.objective", this.data.ids.measured, _t("Objectives with data"));
    }

    openObjectives() {
        this.open("okr.objective", this.data.ids.objectives, _t("Objectives"));
    }

    openStatus({status, word}) {
        this.open("okr.key.result", this.data.ids.statuses[status], word);
    }

    openDepartment({id, objectives, name}) {
        if (this.data.is_today_only && id) {
            return this.ask({departmentId: id});
        }
        this.open("okr.objective", objectives, name);
    }

    openAction(name) {
        this.action.doAction(name);
    }
}

registry.category("actions").add("okr_module.dashboard", OkrDashboard);

import {
    Component,
    reactive,
    toRaw,
    useEffect,
    useEnv,
    useRef,
    useState,
} from "@odoo/owl";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/** Milliseconds in which cards come into view together: one look. */
const LOOK = 50;

/**
 * The previews of one picker: asked for as their cards come into view, all of one look
 * in one call, each once.
 */
export class PreviewGatherer {
    constructor(orm, keyResultId) {
        this.orm = orm;
        this.keyResultId = keyResultId;
        /** What is known, by the id of the KPI */
        this.previews = reactive({});
        this.idOf = new Map();
        this.waiting = new Set();
        this.isAsking = false;
        this.observer = new window.IntersectionObserver((entries) =>
            this.look(entries)
        );
    }

    watch(element, id) {
        this.idOf.set(element, id);
        this.observer.observe(element);
    }

    leave(element) {
        this.observer.unobserve(element);
        this.waiting.delete(this.idOf.get(element));
        this.idOf.delete(element);
    }

    look(entries) {
        for (const {isIntersecting, target} of entries) {
            const id = this.idOf.get(target);
            if (isIntersecting && id && !this.previews[id]) {
                this.waiting.add(id);
            } else {
                // Scrolled past: nobody waits for it.
                this.waiting.delete(id);
            }
        }
        this.askSoon();
    }

    askSoon() {
        if (this.waiting.size && !this.isAsking) {
            this.isAsking = true;
            browser.setTimeout(() => this.ask(), LOOK);
        }
    }

    async ask() {
        const ids = [...this.waiting];
        this.waiting.clear();
        if (ids.length) {
            Object.assign(this.previews, await this.load(ids));
        }
        this.isAsking = false;
        // What came into view meanwhile
        for (const id of ids) {
            this.waiting.delete(id);
        }
        this.askSoon();
    }

    /**
     * @param {number[]} ids
     * @returns {Promise<object>} a preview for each id, whatever happens
     */
    async load(ids) {
        let error = _t("This KPI is not there any more.");
        let answers = [];
        try {
            answers = await this.orm.silent.call("okr.kpi", "get_previews", [ids], {
                key_result_id: this.keyResultId,
            });
        } catch (failure) {
            // Previews that fail leave the picker usable.
            const isRefused = failure instanceof RPCError;
            error =
                (isRefused && failure.data?.message) ||
                _t("What it says cannot be shown right now.");
        }
        return {
            ...Object.fromEntries(ids.map((id) => [id, {error}])),
            ...Object.fromEntries(answers.map((answer) => [answer.id, answer])),
        };
    }
}

/** Pickers that are open: each has one gatherer, for as long as its model lives. */
const gatherers = new WeakMap();

function useGatherer(record) {
    // Not that of useService: it stops answering when the first card goes.
    const {orm} = useEnv().services;
    const {context} = record;
    // Each card sees the model through a wrapper of its own.
    const model = toRaw(record.model);
    if (!gatherers.has(model)) {
        const keyResultId = context.okr_key_result_id || false;
        gatherers.set(model, new PreviewGatherer(orm, keyResultId));
    }
    return gatherers.get(model);
}

/**
 * Return the points of a small curve as a line for SVG, in a square of 100.
 *
 * @param {object[]} points ``{date, value}``, earliest first
 * @returns {string} empty where there is nothing to draw a line between
 */
export function lineOf(points) {
    if (points.length < 2) {
        return "";
    }
    const values = points.map(({value}) => value);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const days = points.map(({date}) => DateTime.fromISO(date).toMillis());
    const length = days.at(-1) - days[0];
    return points
        .map(({value}, index) => {
            const x = length ? ((days[index] - days[0]) / length) * 100 : 0;
            const y = high > low ? ((high - value) / (high - low)) * 100 : 50;
            return `${x.toFixed(1)},${y.toFixed(1)}`;
        })
        .join(" ");
}

/** What a KPI says, asked for when somebody looks. The field is the KPI's id. */
export class OkrKpiPreviewField extends Component {
    static template = "okr_module.OkrKpiPreviewField";
    static props = {...standardFieldProps};

    setup() {
        const gatherer = useGatherer(this.props.record);
        this.previews = useState(gatherer.previews);
        this.root = useRef("root");
        useEffect(
            (element, id) => {
                if (!element) {
                    return;
                }
                gatherer.watch(element, id);
                return () => gatherer.leave(element);
            },
            () => [this.root.el, this.props.record.resId]
        );
    }

    get preview() {
        return this.previews[this.props.record.resId];
    }

    get line() {
        return lineOf(this.preview.points);
    }
}

export const okrKpiPreviewField = {
    component: OkrKpiPreviewField,
    displayName: _t("What an OKR KPI says"),
    supportedTypes: ["integer"],
};

registry.category("fields").add("okr_kpi_preview", okrKpiPreviewField);

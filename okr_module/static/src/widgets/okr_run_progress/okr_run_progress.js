import {
    Component,
    onMounted,
    onWillUnmount,
    onWillUpdateProps,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

import {formatShare} from "../../core/figures";

/** While another worker is at it, one looks again after so long */
export const PAUSE = 1000;

/**
 * How far the making of many objectives is. While the screen is open it is the one
 * who has batch after batch made; once it is closed, the server goes on by itself.
 */
export class OkrRunProgress extends Component {
    static template = "okr_module.OkrRunProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({...this.countsOf(this.props), error: "", isBusy: false});
        onMounted(() => this.goOn());
        onWillUpdateProps((props) => {
            if (!this.state.isBusy) {
                Object.assign(this.state, this.countsOf(props), {error: ""});
                browser.setTimeout(() => this.goOn());
            }
        });
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    countsOf({record}) {
        const {state, ready_count, made_count, left_out_count} = record.data;
        return {
            state,
            ready: ready_count,
            made: made_count,
            leftOut: left_out_count,
        };
    }

    get total() {
        return this.state.made + this.state.ready;
    }

    get percent() {
        return this.total ? Math.round((100 * this.state.made) / this.total) : 100;
    }

    get percentWords() {
        return formatShare(this.percent / 100);
    }

    get words() {
        const {state, ready, made} = this.state;
        if (state === "draft") {
            return ready === 1
                ? _t("One objective will be made, as a draft.")
                : _t("%s objectives will be made, as drafts.", ready);
        }
        if (state === "running") {
            return _t("%(made)s of %(total)s made", {made, total: this.total});
        }
        return made === 1
            ? _t("One objective was made.")
            : _t("%s objectives were made.", made);
    }

    /** Have batches made until nothing is left, as long as the screen is open. */
    async goOn() {
        const {record} = this.props;
        if (this.isGone || this.state.isBusy || this.state.state !== "running") {
            return;
        }
        if (!record.data.is_mine) {
            return;
        }
        Object.assign(this.state, {isBusy: true, error: ""});
        try {
            while (!this.isGone && this.state.state === "running") {
                const before = this.state.ready;
                const counts = await this.orm.silent.call(
                    record.resModel,
                    "make_next",
                    [record.resId]
                );
                this.take(counts);
                if (counts.state === "running" && counts.ready === before) {
                    await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
                }
            }
        } catch (error) {
            this.state.error = error.data?.message || error.message || String(error);
        } finally {
            this.state.isBusy = false;
        }
        if (!this.isGone && this.state.state === "done") {
            await record.load();
        }
    }

    take({state, ready, made, left_out}) {
        Object.assign(this.state, {state, ready, made, leftOut: left_out});
    }
}

export const okrRunProgress = {
    component: OkrRunProgress,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "ready_count", type: "integer"},
        {name: "made_count", type: "integer"},
        {name: "left_out_count", type: "integer"},
        {name: "is_mine", type: "boolean"},
    ],
};

registry.category("view_widgets").add("okr_run_progress", okrRunProgress);

import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {formatConfidence, formatShare} from "../core/figures";
import {daysAhead, isToday, sayDay, sayWeekday} from "../core/days";
import {OkrBar} from "../components/okr_bar/okr_bar";
import {OkrFirstSteps} from "./first_steps/okr_first_steps";
import {OkrStatusPill} from "../components/okr_status_pill/okr_status_pill";

const WEAK = ["at_risk", "off_track", "overdue"];
// Key results of one objective that are shown before one asks for all
const MANY = 12;
const FILTERS = [
    {key: "all", label: _t("All"), fits: () => true},
    {key: "due", label: _t("Due"), fits: (keyResult) => keyResult.is_due},
    {
        key: "weak",
        label: _t("At risk"),
        fits: (keyResult) => WEAK.includes(keyResult.status),
    },
];

/** What one finds on coming to OKR: what is due, what it is for, what moved. */
export class OkrHome extends Component {
    static template = "okr_module.OkrHome";
    static components = {Layout, OkrBar, OkrFirstSteps, OkrStatusPill};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.filters = FILTERS;
        this.sayDay = sayDay;
        this.formatConfidence = formatConfidence;
        this.display = {controlPanel: {}};
        this.state = useState({data: null, filter: "all", search: "", unfolded: {}});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("okr.home", "get_data", []);
    }

    get data() {
        return this.state.data;
    }

    // --- What is due ---

    get missedSentence() {
        const missed = this.data.due.overdue;
        if (!missed) {
            return "";
        }
        return missed === 1
            ? _t("1 check-in was missed")
            : _t("%s check-ins were missed", missed);
    }

    get dueSentence() {
        const {count, overdue, by} = this.data.due;
        const ahead = count - overdue;
        if (!ahead) {
            return "";
        }
        switch (daysAhead(by)) {
            case 0:
                return ahead === 1 ? _t("1 due today") : _t("%s due today", ahead);
            case 1:
                return ahead === 1
                    ? _t("1 due by tomorrow")
                    : _t("%s due by tomorrow", ahead);
        }
        const day = sayWeekday(by);
        return ahead === 1
            ? _t("1 due by %(day)s", {day})
            : _t("%(count)s due by %(day)s", {count: ahead, day});
    }

    get cycleSentence() {
        const {name, date_end: end} = this.data.cycle;
        return _t("%(cycle)s, until %(day)s", {cycle: name, day: sayDay(end)});
    }

    // --- Asked of me ---

    helpWords({asked_by: who, waiting}) {
        return _t("%(who)s asks for help (%(waiting)s)", {who, waiting});
    }

    alignmentWords({asked_by: who, parent}) {
        return _t("%(who)s asks to contribute to %(objective)s", {
            who,
            objective: parent,
        });
    }

    // --- Objectives ---

    /** Objectives with the key results that fit; whole where nothing is asked. */
    get objectives() {
        const {fits} = FILTERS.find(({key}) => key === this.state.filter);
        const sought = this.state.search.trim().toLowerCase();
        const isSought = ({name}) => name.toLowerCase().includes(sought);
        const isWhole = this.state.filter === "all" && !sought;
        return this.data.objectives
            .map((objective) => ({
                ...objective,
                key_results: objective.key_results.filter(
                    (keyResult) =>
                        fits(keyResult) && (isSought(objective) || isSought(keyResult))
                ),
            }))
            .filter(
                (objective) =>
                    isWhole ||
                    objective.key_results.length ||
                    (this.state.filter === "all" && isSought(objective))
            );
    }

    /** Nobody has said anything yet: that is no 0%. */
    hasData({is_measured: isMeasured, status, progress}) {
        return isMeasured && (status !== "no_data" || progress > 0);
    }

    /** Few are shown whole; of very many, the first ones until all are asked for. */
    shownOf({id, key_results: keyResults}) {
        const isWhole = keyResults.length <= MANY || this.state.unfolded[id];
        return isWhole ? keyResults : keyResults.slice(0, MANY);
    }

    moreWords({key_results: keyResults}) {
        return _t("Show all %s key results", keyResults.length);
    }

    get isNew() {
        return !this.data.objectives.length;
    }

    showAll() {
        this.state.filter = "all";
        this.state.search = "";
    }

    countOf({fits}) {
        return this.data.objectives
            .flatMap((objective) => objective.key_results)
            .filter(fits).length;
    }

    dueWords(keyResult) {
        if (isToday(keyResult.date_due)) {
            return _t("Due today");
        }
        const day = sayDay(keyResult.date_due);
        return keyResult.is_late
            ? _t("Was due on %(day)s", {day})
            : _t("Due %(day)s", {day});
    }

    checkInLabel({name}) {
        return _t("Check in: %s", name);
    }

    movedWords({progress, previous_progress: previous}) {
        const words = {from: formatShare(previous), to: formatShare(progress)};
        return _t("%(from)s a week ago, now %(to)s", words);
    }

    // --- What one does ---

    openRecord(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** Call a method of a record as a button does; what it opens may be any action. */
    open(resModel, method, resId) {
        return this.action.doActionButton({
            type: "object",
            name: method,
            resModel,
            resId,
            onClose: () => this.load(),
        });
    }

    openAction(name) {
        this.action.doAction(name);
    }
}

registry.category("actions").add("okr_module.home", OkrHome);

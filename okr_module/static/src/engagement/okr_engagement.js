import {Component, onWillStart, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {formatShare} from "../core/figures";
import {sayDay} from "../core/days";

const SCOPE = ["company_id", "department_id", "manager_id", "level", "cycle_id"];

/**
 * Whether OKRs live: one page of figures with what each means and is out of.
 */
export class OkrEngagement extends Component {
    static template = "okr_module.Engagement";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        // What was asked last; the page stands for what it says until it is counted
        this.state = useState({page: null, asked: {}, error: "", loading: false});
        this.keepLast = new KeepLast();
        this.display = {controlPanel: {}};
        onWillStart(() => this.load({}));
    }

    /**
     * Count what is asked. Whoever asks for something else meanwhile waits for that
     * alone: an answer that comes too late is nobody's.
     *
     * @param {object} asked
     */
    async load(asked) {
        Object.assign(this.state, {asked, loading: true});
        try {
            this.state.page = await this.keepLast.add(
                this.orm.call("okr.engagement", "get_page", [], asked)
            );
            this.state.asked = this.state.page.asked;
            this.state.error = "";
        } catch (error) {
            this.state.asked = this.state.page ? this.state.page.asked : {};
            // Whoever may not see it reads why on the page and not in a dialog
            if (error.exceptionName !== "odoo.exceptions.AccessError") {
                throw error;
            }
            this.state.error = error.data.message;
        } finally {
            this.state.loading = false;
        }
    }

    get asked() {
        return this.state.asked;
    }

    get countingWords() {
        const day = sayDay(this.asked.date);
        return day
            ? _t("Counting as of %s. Of many people that takes some seconds.", day)
            : _t("Counting. Of many people that takes some seconds.");
    }

    get selects() {
        const {choices} = this.state.page;
        return [
            {name: "company_id", label: _t("Company"), options: choices.companies},
            {
                name: "department_id",
                label: _t("Department"),
                options: choices.departments,
            },
            {name: "manager_id", label: _t("People below"), options: choices.managers},
            {name: "level", label: _t("Level"), options: choices.levels},
            {name: "cycle_id", label: _t("Cycle"), options: choices.cycles},
        ].filter(({name, options}) => options.length > (name === "company_id" ? 1 : 0));
    }

    /** While a date is typed it is none, or one of the first centuries. */
    chooseDay({target}) {
        return target.validity.valid ? this.choose("date", target.value) : null;
    }

    choose(name, value) {
        const asked = {...this.asked};
        if (SCOPE.includes(name)) {
            asked[name] = name === "level" ? value || null : Number(value) || null;
        } else {
            asked[name] = value || null;
        }
        return this.load(asked);
    }

    async openBehind(row) {
        const action = await this.orm.call(
            "okr.engagement",
            "open_behind",
            [row.key],
            this.asked
        );
        return this.action.doAction(action);
    }

    async openRows() {
        const action = await this.orm.call(
            "okr.engagement",
            "open_rows",
            [],
            this.asked
        );
        return this.action.doAction(action);
    }

    async makeFromTemplate() {
        const action = await this.orm.call(
            "okr.engagement",
            "make_from_template",
            [],
            this.asked
        );
        return this.action.doAction(action, {onClose: () => this.load(this.asked)});
    }

    get peopleWords() {
        const {people: count, day} = this.state.page;
        return count === 1
            ? _t("1 person, as of %s", day)
            : _t("%(count)s people, as of %(day)s", {count, day});
    }

    get smallestWords() {
        const {smallest} = this.state.page;
        return smallest === 1
            ? _t("The smallest group has 1 person.")
            : _t("The smallest group has %s people.", smallest);
    }

    percent(rate) {
        return rate === null ? "–" : formatShare(rate);
    }

    width(part, week) {
        const all = week.on_time + week.late + week.missed;
        return `width: ${all ? (100 * week[part]) / all : 0}%`;
    }
}

registry.category("actions").add("okr_module.engagement", OkrEngagement);

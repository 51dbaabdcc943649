import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {formatShare} from "../core/figures";

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
        this.state = useState({page: null, error: "", loading: false});
        this.display = {controlPanel: {}};
        onWillStart(() => this.load({}));
    }

    async load(asked) {
        this.state.loading = true;
        try {
            this.state.page = await this.orm.call(
                "okr.engagement",
                "get_page",
                [],
                asked
            );
            this.state.error = "";
        } catch (error) {
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
        return this.state.page ? this.state.page.asked : {};
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

    percent(rate) {
        return rate === null ? "–" : formatShare(rate);
    }

    width(part, week) {
        const all = week.on_time + week.late + week.missed;
        return `width: ${all ? (100 * week[part]) / all : 0}%`;
    }
}

registry.category("actions").add("okr_module.engagement", OkrEngagement);

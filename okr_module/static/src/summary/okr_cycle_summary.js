import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/** What a cycle came to: opened by closing it, and again whenever one likes. */
export class OkrCycleSummary extends Component {
    static template = "okr_module.OkrCycleSummary";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({data: null});
        const {params, context} = this.props.action;
        this.cycleId = context?.active_id || params?.active_id || false;
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("okr.cycle", "get_summary", [
            this.cycleId,
        ]);
        if (this.data) {
            this.env.config.setDisplayName(
                _t("Summary: %(cycle)s", {cycle: this.data.cycle.name})
            );
        }
    }

    get data() {
        return this.state.data;
    }

    /** A score as people write it: 0.7, and in Vietnamese 0,7. */
    score(value) {
        return new Intl.NumberFormat(user.lang, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
        }).format(value);
    }

    originalWords(row) {
        return _t("%(score)s against the original plan", {
            score: this.score(row.original_score),
        });
    }

    get draftsSentence() {
        const {drafts} = this.data;
        return drafts === 1
            ? _t("One draft was never started.")
            : _t("%s drafts were never started.", drafts);
    }

    /** How many of a list are counted and not named. */
    more(list) {
        return this.data.counts[list] - this.data[list].length;
    }

    moreWords(list) {
        return _t("and %s more", this.more(list));
    }

    openRecord({model, id}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async rollOver() {
        const action = await this.orm.call("okr.cycle", "action_rollover", [
            [this.data.cycle.id],
        ]);
        await this.action.doAction(action);
    }
}

registry.category("actions").add("okr_module.cycle_summary", OkrCycleSummary);

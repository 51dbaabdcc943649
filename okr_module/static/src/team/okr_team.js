import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** What the one button of a row calls */
const METHODS = {
    acknowledge: "action_acknowledge",
    answer: "action_open_answer",
    hand_over: "action_hand_over",
    nudge: "action_nudge",
};

/**
 * My team: who has left, who is late, off track, silent, asks for help or is away, each with the one
 * thing to do.
 */
export class OkrTeam extends Component {
    static template = "okr_module.Team";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({team: null, error: ""});
        this.display = {controlPanel: {}};
        onWillStart(() => this.load());
    }

    /** Those of whom there is something to say. */
    get groups() {
        return this.state.team.groups.filter(({rows}) => rows.length);
    }

    async load() {
        try {
            this.state.team = await this.orm.call("okr.engagement", "get_team", []);
        } catch (error) {
            if (error.exceptionName !== "odoo.exceptions.AccessError") {
                throw error;
            }
            this.state.error = error.data.message;
        }
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.res_model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    /** Call a method of a record as a button does; what it opens may be any action. */
    act(row) {
        return this.action.doActionButton({
            type: "object",
            name: METHODS[row.todo],
            resModel: row.res_model,
            resId: row.res_id,
            onClose: () => this.load(),
        });
    }
}

registry.category("actions").add("okr_module.team", OkrTeam);

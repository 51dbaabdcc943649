import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const STEPS = {
    year: {
        name: _t("Begin a year"),
        help: _t("The running year with its quarters, and how often people check in."),
        buttons: [{label: _t("Begin"), action: "okr_module.okr_cycle_setup_action"}],
    },
    people: {
        name: _t("Let people in"),
        help: _t(
            "Every employee with a login takes part. Departments and managers say who leads whom."
        ),
        buttons: [
            {
                offer: "employees",
                label: _t("Employees"),
                action: "hr.open_view_employee_list_my",
            },
            {offer: "users", label: _t("Users"), action: "base.action_res_users"},
            {
                offer: "directory",
                label: _t("Who is here"),
                action: "hr.hr_employee_public_action",
            },
        ],
    },
    vision: {
        name: _t("Say where you are heading"),
        help: _t("One sentence that everybody can say by heart, and what carries it."),
        buttons: [
            {label: _t("Write the vision"), action: "okr_module.okr_vision_new_action"},
        ],
    },
    objective: {
        name: _t("Write the first objective"),
        help: _t(
            "From a template, from what Odoo counts already, or in your own words."
        ),
        buttons: [
            {label: _t("From a template"), action: "okr_module.okr_template_action"},
            {label: _t("From KPIs"), action: "okr_module.okr_kpi_objective_action"},
            {label: _t("Write it"), action: "okr_module.okr_objective_new_action"},
        ],
    },
    start: {
        name: _t("Start it"),
        help: _t(
            "From then on people check in, and whoever may read it sees how it stands."
        ),
        buttons: [{label: _t("Open the draft"), isDraft: true}],
    },
};

/** Leads a company that begins to its first running objective, step by step. */
export class OkrFirstSteps extends Component {
    static template = "okr_module.OkrFirstSteps";
    static props = {
        steps: Array,
        ask: Array,
        draftId: [Number, {value: false}],
        onDone: Function,
    };

    setup() {
        this.action = useService("action");
    }

    get steps() {
        const open = this.props.steps.findIndex((step) => !step.is_done);
        return this.props.steps.map(({key, is_done: isDone, offers = []}, index) => ({
            ...STEPS[key],
            key,
            isDone,
            isNext: index === open,
            buttons: STEPS[key].buttons.filter(
                ({isDraft, offer}) =>
                    (!isDraft || this.props.draftId) &&
                    (!offer || offers.includes(offer))
            ),
        }));
    }

    get countSentence() {
        const done = this.props.steps.filter((step) => step.is_done).length;
        return _t("%(done)s of %(count)s steps are done", {
            done,
            count: this.props.steps.length,
        });
    }

    get askSentence() {
        const {ask} = this.props;
        return ask.length
            ? _t(
                  "OKRs have not begun in your company yet: no year or quarter runs. Ask %(names)s to begin one.",
                  {names: ask.join(", ")}
              )
            : _t(
                  "OKRs have not begun in your company yet: no year or quarter runs. Ask whoever administers Odoo to begin one."
              );
    }

    async open({action, isDraft}) {
        const target = isDraft
            ? {
                  type: "ir.actions.act_window",
                  res_model: "okr.objective",
                  res_id: this.props.draftId,
                  views: [[false, "form"]],
              }
            : action;
        await this.action.doAction(target, {onClose: () => this.props.onDone()});
    }
}

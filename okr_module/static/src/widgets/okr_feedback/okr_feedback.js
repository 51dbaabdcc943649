import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {leaveFeedback} from "../../core/feedback";

/** What was said of an objective anonymously: to leave, to read and to answer. */
export class OkrFeedback extends Component {
    static template = "okr_module.OkrFeedback";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({
            feedbacks: [],
            body: "",
            answering: false,
            reply: "",
            isBusy: false,
        });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                Object.assign(this.state, {body: "", answering: false, reply: ""});
                return this.load(next.record.resId);
            }
        });
    }

    get takesFeedback() {
        return this.props.record.data.takes_feedback;
    }

    async load(objectiveId) {
        this.state.feedbacks = objectiveId
            ? await this.orm.searchRead(
                  "okr.feedback",
                  [["objective_id", "=", objectiveId]],
                  ["body", "date", "reply", "reply_user_id", "can_reply"]
              )
            : [];
    }

    /**
     * Does something once at a time, and shows what is there then.
     *
     * @param {Function} action
     */
    async once(action) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await action();
            await this.load(this.props.record.resId);
        } finally {
            this.state.isBusy = false;
        }
    }

    leave() {
        return this.once(async () => {
            await leaveFeedback(this.props.record.resId, this.state.body);
            this.state.body = "";
            this.notification.add(_t("Thank you. Nobody can see who said it."), {
                type: "success",
            });
        });
    }

    startAnswer(feedback) {
        this.state.answering = feedback.id;
        this.state.reply = feedback.reply || "";
    }

    answer() {
        return this.once(async () => {
            await this.orm.write("okr.feedback", [this.state.answering], {
                reply: this.state.reply,
            });
            this.state.answering = false;
        });
    }
}

export const okrFeedback = {
    component: OkrFeedback,
    fieldDependencies: [{name: "takes_feedback", type: "boolean"}],
};

registry.category("view_widgets").add("okr_feedback", okrFeedback);

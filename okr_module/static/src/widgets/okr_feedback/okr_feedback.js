import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {leaveFeedback} from "../../core/feedback";
import {sayDay} from "../../core/days";

const NOTHING = {body: "", answering: false, reply: ""};

/**
 * What was typed and not sent, by objective, as long as this tab lives: whoever looks
 * at another page first finds it again. It is kept nowhere else.
 */
export const drafts = new Map();

/** What was said of an objective anonymously: to leave, to read and to answer. */
export class OkrFeedback extends Component {
    static template = "okr_module.OkrFeedback";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({feedbacks: [], isBusy: false, draft: NOTHING});
        this.root = useRef("root");
        useAutofocus({refName: "answer"});
        useExternalListener(window, "beforeunload", (ev) => this.beforeUnload(ev));
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                return this.load(next.record.resId);
            }
        });
    }

    /** The browser asks by itself. */
    beforeUnload(ev) {
        const {body, answering, reply} = this.state.draft;
        if (body.trim() || (answering && reply.trim())) {
            ev.preventDefault();
            ev.returnValue = true;
        }
    }

    get takesFeedback() {
        return this.props.record.data.takes_feedback;
    }

    async load(objectiveId) {
        if (!drafts.has(objectiveId)) {
            drafts.set(objectiveId, {...NOTHING});
        }
        this.state.draft = drafts.get(objectiveId);
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
            await leaveFeedback(this.props.record.resId, this.state.draft.body);
            this.state.draft.body = "";
            this.notification.add(_t("Thank you. Nobody can see who said it."), {
                type: "success",
            });
        });
    }

    day(feedback) {
        return sayDay(feedback.date);
    }

    startAnswer(feedback) {
        Object.assign(this.state.draft, {
            answering: feedback.id,
            reply: feedback.reply || "",
        });
    }

    stopAnswer() {
        Object.assign(this.state.draft, {answering: false, reply: ""});
        this.root.el?.querySelector(".o_okr_feedback_body")?.focus();
    }

    answer() {
        return this.once(async () => {
            const {answering, reply} = this.state.draft;
            await this.orm.write("okr.feedback", [answering], {reply});
            this.stopAnswer();
        });
    }
}

export const okrFeedback = {
    component: OkrFeedback,
    fieldDependencies: [{name: "takes_feedback", type: "boolean"}],
};

registry.category("view_widgets").add("okr_feedback", okrFeedback);

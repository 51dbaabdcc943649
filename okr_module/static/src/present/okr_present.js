import {
    Component,
    markup,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

import {OkrBar} from "../components/okr_bar/okr_bar";
import {OkrStatusPill} from "../components/okr_status_pill/okr_status_pill";
import {leaveFeedback} from "../core/feedback";

const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

/**
 * Return the pages of a presentation: vision, pillars, one for each company objective,
 * what was learned.
 *
 * @param {object} data of ``get_presentation``
 * @returns {object[]}
 */
export function pagesOf(data) {
    const pages = [{key: "vision", kind: "vision"}];
    if (data.pillars.length) {
        pages.push({key: "pillars", kind: "pillars"});
    }
    for (const objective of data.objectives) {
        pages.push({key: `objective_${objective.id}`, kind: "objective", objective});
    }
    if (data.learnings.length) {
        pages.push({key: "learnings", kind: "learnings"});
    }
    return pages;
}

/** The company's direction before all hands, page by page, with their questions. */
export class OkrPresent extends Component {
    static template = "okr_module.OkrPresent";
    static components = {OkrBar, OkrStatusPill};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({
            data: null,
            index: 0,
            question: "",
            isAnonymous: false,
            answers: {},
            isSending: false,
        });
        onWillStart(() => this.load());
        useExternalListener(window, "keydown", (event) => this.onKeydown(event));
    }

    async load() {
        this.state.data = await this.orm.call("okr.vision", "get_presentation", []);
    }

    get data() {
        return this.state.data;
    }

    get pages() {
        return pagesOf(this.data);
    }

    get page() {
        return this.pages[this.state.index];
    }

    get placeWords() {
        return _t("Page %(page)s of %(pages)s", {
            page: this.state.index + 1,
            pages: this.pages.length,
        });
    }

    get horizonWords() {
        const {horizon} = this.data.vision;
        return horizon ? _t("By %s", horizon) : "";
    }

    html(content) {
        return markup(content);
    }

    questionWords({questions}) {
        if (!questions.length) {
            return _t("No question yet");
        }
        return questions.length === 1
            ? _t("1 question")
            : _t("%s questions", questions.length);
    }

    // --- Turning pages ---

    turn(pages) {
        this.goTo(this.state.index + pages);
    }

    goTo(index) {
        this.state.index = Math.min(Math.max(index, 0), this.pages.length - 1);
        this.state.question = "";
        this.root.el?.scrollTo({top: 0});
    }

    onKeydown(event) {
        const isTyping = event.target.closest?.("input, textarea, [contenteditable]");
        const isPressing = event.key === " " && event.target.closest?.("button, a");
        if (isTyping || isPressing || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        if (FORWARD.includes(event.key)) {
            this.turn(1);
        } else if (BACK.includes(event.key)) {
            this.turn(-1);
        } else if (event.key === "Home") {
            this.goTo(0);
        } else if (event.key === "End") {
            this.goTo(this.pages.length - 1);
        } else {
            return;
        }
        event.preventDefault();
    }

    toggleFullscreen() {
        if (document.fullscreenElement) {
            document.exitFullscreen();
        } else {
            this.root.el.requestFullscreen?.();
        }
    }

    print() {
        window.print();
    }

    openVision() {
        this.action.doAction("okr_module.okr_vision_action");
    }

    // --- Questions ---

    send(method, objective, args) {
        return this.sending(() =>
            this.orm.call("okr.objective", method, [[objective.id], ...args])
        );
    }

    /** @param {() => Promise} action what to do before all is read again */
    async sending(action) {
        this.state.isSending = true;
        try {
            await action();
            await this.load();
        } finally {
            this.state.isSending = false;
        }
    }

    async ask(objective) {
        const words = this.state.question.trim();
        if (!words) {
            return;
        }
        const isAnonymous = this.state.isAnonymous && objective.can_be_anonymous;
        if (isAnonymous) {
            await this.sending(() => leaveFeedback(objective.id, words));
        } else {
            await this.send("ask_question", objective, [words]);
        }
        this.state.question = "";
        this.notification.add(_t("Your question is asked. Thank you!"), {
            type: "success",
        });
    }

    async answer(objective, question) {
        const words = (this.state.answers[question.id] || "").trim();
        if (words) {
            await this.send("answer_question", objective, [question.id, words]);
            this.state.answers[question.id] = "";
        }
    }
}

registry.category("actions").add("okr_module.present", OkrPresent);

import {registry} from "@web/core/registry";

const QUESTION = ".modal:contains(not recorded yet)";
const RECORDED = {
    content: "It says that it is recorded",
    trigger: ".o_notification:contains(Check-in recorded)",
};

function rowOf(name, start = "") {
    return `${start} .o_okr_checkin_session .o_okr_checkin_row:contains("${name}")`;
}

/** Type a value into its field, and stay there. */
function typeIn(name, value, start = "") {
    return [
        {
            content: `${name} stands at ${value}`,
            trigger: `${rowOf(name, start)} .o_okr_value`,
            run: `edit ${value}`,
        },
    ];
}

function shows(name, value, start = "body:not(:has(.modal))") {
    return {
        content: "What was typed is still there",
        trigger: `${rowOf(name, start)} .o_okr_value:value(${value})`,
    };
}

function leaveByMenu() {
    return {
        content: "Leave by the menu",
        trigger: ".o_menu_sections [data-menu-xmlid='okr_module.okr_menu_mine']",
        run: "click",
    };
}

function answer(content, label) {
    return {
        content,
        trigger: `${QUESTION} .modal-footer button:contains(${label})`,
        run: "click",
    };
}

const AT_HOME = {
    content: "My OKRs are there",
    trigger: "body:not(:has(.o_okr_checkin_session)) .o_okr_home:contains(Crossings)",
};
const SAVE_ALL = {
    content: "Save all",
    trigger: "button[name=action_save]",
    run: "click",
};

registry.category("web_tour.tours").add("okr_checkin_session_save_key", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeIn("Crossings", 12),
        {
            content: "Press the key for saving, still in the field",
            trigger: `${rowOf("Crossings")} .o_okr_value`,
            run: "press alt+s",
        },
        RECORDED,
        AT_HOME,
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_leave", {
    url: "/odoo/okr-checkin",
    steps: () => [
        {
            content: "The screen is there, and nothing is typed",
            trigger: rowOf("Crossings"),
        },
        leaveByMenu(),
        AT_HOME,
        {
            content: "Without a question; back to the check-ins",
            trigger:
                "body:not(:has(.modal)) [data-menu-xmlid='okr_module.okr_menu_check_in']",
            run: "click",
        },
        ...typeIn("Crossings", 12),
        leaveByMenu(),
        answer("Stay", "Stay"),
        shows("Crossings", 12),
        leaveByMenu(),
        answer("Leave it", "Leave without recording"),
        AT_HOME,
        {
            content: "Back to the check-ins",
            trigger: "[data-menu-xmlid='okr_module.okr_menu_check_in']",
            run: "click",
        },
        ...typeIn("Happy guests", 7),
        {
            content: "Leave for another place than where recording leads to",
            trigger: "[data-menu-xmlid='okr_module.okr_menu_objectives']",
            run: "click",
        },
        {
            content: "All objectives",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='okr_module.okr_menu_all_objectives']",
            run: "click",
        },
        answer("Record it first", "Save all"),
        RECORDED,
        {
            content: "And there one is",
            trigger: ".o_breadcrumb:contains(Objectives)",
        },
    ],
});

const IN_DIALOG = ".modal:not(.o_inactive_modal)";

registry.category("web_tour.tours").add("okr_checkin_session_dialog", {
    url: "/odoo/okr-objectives",
    steps: () => [
        {
            content: "Open the objective",
            trigger: ".o_kanban_record:contains(The ferry is on time)",
            run: "click",
        },
        {
            content: "Check in on all of it",
            trigger: ".o_form_view .o_form_statusbar button[name=action_check_in]",
            run: "click",
        },
        {
            content: "Nothing is typed: it closes without a question",
            trigger: `${IN_DIALOG}:has(.o_okr_checkin_session) .btn-close`,
            run: "click",
        },
        {
            content: "Open it again",
            trigger:
                "body:not(:has(.modal)) .o_form_statusbar button[name=action_check_in]",
            run: "click",
        },
        ...typeIn("Crossings", 12, IN_DIALOG),
        {
            content: "Close it by its cross",
            trigger: `${IN_DIALOG} .btn-close`,
            run: "click",
        },
        answer("Stay", "Stay"),
        {
            content: "Close it by its button",
            trigger: `${IN_DIALOG} .modal-footer button:contains(Close)`,
            run: "click",
        },
        answer("Stay", "Stay"),
        {
            content: "What was typed is still there: press the key for saving",
            trigger: `${rowOf("Crossings", IN_DIALOG)} .o_okr_value:value(12)`,
            run: "press alt+s",
        },
        RECORDED,
        {
            content: "The objective shows what was recorded",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=key_result_ids] .o_data_row:contains(Crossings):contains(12%)",
        },
    ],
});

/** Count what somebody does: a press, a key, a number with the Enter behind it. */
class Interactions {
    constructor() {
        this.count = 0;
    }

    step(content, trigger, run) {
        return {
            content,
            trigger,
            run: async (helpers) => {
                this.count++;
                await run(helpers);
            },
        };
    }

    /** Where the cursor stands already. */
    typeHere(name, value) {
        const field = `${rowOf(name)} .o_okr_value`;
        return this.step(
            `${name}, where the cursor stands: ${value}`,
            `${field}:focus`,
            async ({edit, press}) => {
                await edit(value, field);
                await press("Enter");
            }
        );
    }

    sure(name, level) {
        return this.step(
            `${name}, where the cursor stands: sure by ${level}`,
            `${rowOf(name)} [role=radio]:focus`,
            ({press}) => press(level)
        );
    }

    tap(content, trigger) {
        return this.step(content, trigger, ({click}) => click());
    }

    atMost(limit) {
        return {
            content: `That took at most ${limit} interactions`,
            trigger: "body",
            run: () => {
                if (this.count > limit) {
                    throw new Error(`It took ${this.count} interactions`);
                }
            },
        };
    }
}

registry.category("web_tour.tours").add("okr_checkin_session_eight", {
    url: "/odoo/okr-checkin",
    steps: () => {
        const done = new Interactions();
        return [
            done.typeHere("Crossings", "12"),
            done.sure("Crossings", "8"),
            done.typeHere("Happy guests", "7"),
            done.sure("Happy guests", "6"),
            done.sure("Heads", "9"),
            done.sure("Departures", "7"),
            done.sure("Arrivals", "5"),
            done.step("Save all by its key", "body", ({press}) => press("ctrl+Enter")),
            {
                content: "It says that all are recorded",
                trigger: ".o_notification:contains(5 check-ins recorded)",
            },
            done.atMost(8),
        ];
    },
});

registry.category("web_tour.tours").add("okr_checkin_session_eight_taps", {
    url: "/odoo/okr-checkin",
    steps: () => {
        const done = new Interactions();
        const type = (name, value) =>
            done.step(
                `${name} stands at ${value}`,
                `${rowOf(name)} .o_okr_value`,
                ({edit}) => edit(value)
            );
        const sure = (name, level) =>
            done.tap(
                `${name}: sure by ${level}`,
                `${rowOf(name)} .o_okr_confidence_picker [role=radio]:contains(${level})`
            );
        return [
            type("Crossings", "12"),
            sure("Crossings", "8"),
            type("Happy guests", "7"),
            sure("Happy guests", "6"),
            sure("Heads", "9"),
            sure("Departures", "7"),
            sure("Arrivals", "5"),
            done.tap("Save all", "button[name=action_save]"),
            {
                content: "It says that all are recorded",
                trigger: ".o_notification:contains(5 check-ins recorded)",
            },
            done.atMost(8),
        ];
    },
});

registry.category("web_tour.tours").add("okr_checkin_session_tick", {
    url: "/odoo/okr-checkin",
    steps: () => [
        {
            content: "A step is made",
            trigger: `${rowOf("The new pier")} .form-check:contains(Designed) input`,
            run: "click",
        },
        {
            content: "It is done",
            trigger: `${rowOf("A licence")} .form-check input`,
            run: "click",
        },
        {
            content: "Of the others, nothing moved",
            trigger: "button[name=action_same_all]",
            run: "click",
        },
        SAVE_ALL,
        {
            content: "It says that all are recorded",
            trigger: ".o_notification:contains(4 check-ins recorded)",
        },
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_refused", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeIn("Crossings", 12),
        ...typeIn("Happy guests", 10 ** 18),
        SAVE_ALL,
        {
            content: "The reason stands beside the row",
            trigger: `${rowOf("Happy guests")} .o_okr_checkin_problem:contains(too large)`,
        },
        {
            content: "And not beside the other",
            trigger: `${rowOf("Crossings")}:not(.o_okr_has_problem)`,
        },
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_phone", {
    url: "/odoo/okr-checkin",
    steps: () => [...typeIn("Crossings", 12), SAVE_ALL, RECORDED],
});

registry.category("web_tour.tours").add("okr_checkin_session_phone_back", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeIn("Crossings", 12),
        ...typeIn("Happy guests", 7),
        shows("Crossings", 12),
        {
            content: "Take it back",
            trigger: `${rowOf("Happy guests")} .o_okr_undo`,
            run: "click",
        },
        SAVE_ALL,
        RECORDED,
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_phone_leave", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeIn("Crossings", 12),
        {
            content: "Open the menu",
            trigger: "body:not(:has(.modal)) .o_navbar .o_menu_toggle",
            run: "click",
        },
        {
            content: "Leave by it",
            trigger: ".o_app_menu_sidebar :contains(My OKRs):last",
            run: "click",
        },
        {
            content: "The question lies above the menu: stay",
            trigger: `${QUESTION} .modal-footer button:contains(Stay)`,
            run() {
                const {left, top} = this.anchor.getBoundingClientRect();
                if (document.elementFromPoint(left + 5, top + 5) !== this.anchor) {
                    throw new Error("Something covers the question");
                }
                this.anchor.click();
            },
        },
        shows("Crossings", 12),
        {
            content: "The menu is closed: save all",
            trigger: "body:not(:has(.o_app_menu_sidebar)) button[name=action_save]",
            run: "click",
        },
        RECORDED,
    ],
});

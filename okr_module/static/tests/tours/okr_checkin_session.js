import {registry} from "@web/core/registry";

const QUESTION = ".modal:contains(not recorded yet)";
const RECORDED = {
    content: "It says that it is recorded",
    trigger: ".o_notification:contains(Check-in recorded)",
};

/** Type a value into the table, and stay in its cell. */
function typeInTable(name, value, start = "") {
    const row = `${start} .o_okr_checkin_session .o_data_row:contains("${name}")`;
    return [
        {
            content: `Go to the value of ${name}`,
            trigger: `${row} td[name=value]`,
            run: "click",
        },
        {
            content: `It stands at ${value}`,
            trigger: `${row} td[name=value] input`,
            run: `edit ${value}`,
        },
    ];
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
    trigger: ".o_okr_home:contains(Crossings)",
};

registry.category("web_tour.tours").add("okr_checkin_session_save_key", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeInTable("Crossings", 12),
        {
            content: "Press the key for saving, still in the cell",
            trigger: ".o_okr_checkin_session .o_selected_row td[name=value] input",
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
            trigger: ".o_okr_checkin_session .o_data_row:contains(Crossings)",
        },
        leaveByMenu(),
        AT_HOME,
        {
            content: "Without a question; back to the check-ins",
            trigger:
                "body:not(:has(.modal)) [data-menu-xmlid='okr_module.okr_menu_check_in']",
            run: "click",
        },
        ...typeInTable("Crossings", 12),
        leaveByMenu(),
        answer("Stay", "Stay"),
        {
            content: "What was typed is still there",
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains(Crossings) td[name=value] input:value(12)",
        },
        leaveByMenu(),
        answer("Leave it", "Leave without recording"),
        AT_HOME,
        {
            content: "Back to the check-ins",
            trigger: "[data-menu-xmlid='okr_module.okr_menu_check_in']",
            run: "click",
        },
        ...typeInTable("Happy guests", 7),
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
        ...typeInTable("Crossings", 12, IN_DIALOG),
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
            trigger: `${IN_DIALOG} .o_data_row:contains(Crossings) td[name=value]:contains(12.00)`,
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

function typeInCard(name, value) {
    return [
        {
            content: `Tap the card of ${name}`,
            trigger: `body:not(:has(.modal)) .o_okr_checkin_session .o_kanban_record:contains("${name}")`,
            run: "click",
        },
        {
            content: `It stands at ${value}`,
            trigger: ".modal .o_field_widget[name=value] input",
            run: `edit ${value}`,
        },
    ];
}

function cardShows(name, value) {
    return {
        content: "The card shows what is going to be recorded",
        trigger: `body:not(:has(.modal)) .o_kanban_record:contains("${name}"):contains("${value}")`,
    };
}

const DONE = {
    content: "Done with the card",
    trigger: ".modal .o_form_button_save",
    run: "click",
};
const SAVE_ALL = {
    content: "Save all",
    trigger: "button[name=action_save]",
    run: "click",
};

registry.category("web_tour.tours").add("okr_checkin_session_phone", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeInCard("Crossings", 12),
        DONE,
        cardShows("Crossings", "12.00"),
        SAVE_ALL,
        RECORDED,
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_phone_back", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeInCard("Crossings", 12),
        {
            content: "It says what it is about, and makes no further line",
            trigger:
                ".modal:has(.modal-title:contains(Crossings)):not(:contains(New)) .o_form_button_save",
        },
        {
            content: "Go back, as one does on a phone",
            trigger: ".modal .modal-header .oi-arrow-left",
            run: "click",
        },
        cardShows("Crossings", "12.00"),
        ...typeInCard("Happy guests", 7),
        {
            content: "Take it back",
            trigger: ".modal .o_form_button_cancel",
            run: "click",
        },
        SAVE_ALL,
        RECORDED,
    ],
});

registry.category("web_tour.tours").add("okr_checkin_session_phone_leave", {
    url: "/odoo/okr-checkin",
    steps: () => [
        ...typeInCard("Crossings", 12),
        DONE,
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
        cardShows("Crossings", "12.00"),
        {
            content: "The menu is closed: save all",
            trigger: "body:not(:has(.o_app_menu_sidebar)) button[name=action_save]",
            run: "click",
        },
        RECORDED,
    ],
});

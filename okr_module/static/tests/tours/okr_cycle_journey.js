import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openCard = (name) => ({
    content: `Open ${name}`,
    trigger: `.o_kanban_record:contains("${name}")`,
    run: "click",
});

const openRow = (name) => ({
    content: `Open ${name}`,
    trigger: `.o_data_row:contains("${name}") td.o_data_cell`,
    run: "click",
});

/** Take the next step of a cycle, through the list of what is not ready. */
function takeStep(label, confirm, state, seen = []) {
    return [
        {
            content: `Ask for: ${label}`,
            trigger: `.o_form_statusbar button[name=action_open_transition]:contains("${label}")`,
            run: "click",
        },
        ...seen,
        {
            content: `It can be done: ${confirm}`,
            trigger: `.modal .modal-footer button:contains("${confirm}")`,
            run: "click",
        },
        {
            content: `The cycle is ${state}`,
            trigger: `body:not(:has(.modal)) .o_arrow_button_current:contains("${state}")`,
        },
    ];
}

// The administrator plans: the list says what is missing, and starts what is ready.
tours.add("okr_cycle_plan", {
    url: "/odoo/okr-cycles",
    steps: () => [
        openRow("A seasonal in short"),
        ...takeStep("Start", "Start the cycle", "Active", [
            {
                content: "One goal has nobody who answers for it",
                trigger: `.modal .o_data_row:contains("Ships find the harbour"):contains("no owner")`,
            },
        ]),
    ],
});

// The owner finds the goal running, checks in, and asks for help aloud.
tours.add("okr_cycle_run", {
    url: "/odoo/okr-objectives",
    steps: () => [
        openCard("The lamp burns every night"),
        {
            content: "It runs",
            trigger: ".o_arrow_button_current:contains(Active)",
        },
        {
            content: "Check in",
            trigger: ".o_form_statusbar button[name=action_check_in]",
            run: "click",
        },
        {
            content: "It stands at 63",
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit 63",
        },
        {
            content: "Something stands in the way",
            trigger: ".modal .o_field_widget[name=blocker] textarea",
            run: "edit The oil runs out on Sundays",
        },
        {
            content: "Ask for help",
            trigger: ".modal .o_field_widget[name=help_needed] input",
            run: "click",
        },
        {
            content: "Save the check-in",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "63 % of the way",
            trigger:
                "body:not(:has(.modal)) .o_okr_figures .o_field_widget[name=progress]:contains(63%)",
        },
    ],
});

// The manager answers.
tours.add("okr_cycle_help", {
    url: "/odoo/okr-help",
    steps: () => [
        {
            content: "Answer the help request",
            trigger: `.o_kanban_record:contains("Nights with light") button[name=action_open_answer]`,
            run: "click",
        },
        {
            content: "What is missing is said",
            trigger: ".modal .o_field_widget[name=what]:contains(oil runs out)",
        },
        {
            content: "Say what the help is",
            trigger: ".modal .o_field_widget[name=answer] textarea",
            run: "edit A second barrel comes on Friday",
        },
        {
            content: "Answer",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Nobody waits any more",
            trigger: `body:not(:has(.modal)):not(:has(.o_kanban_record:contains("Nights with light")))`,
        },
    ],
});

// The owner calls a dead goal dead, and then reviews the living one.
tours.add("okr_cycle_drop", {
    url: "/odoo/okr-objectives",
    steps: () => [
        openCard("Every boat has a bell"),
        {
            content: "Drop it",
            trigger: ".o_form_statusbar button[name=action_cancel]",
            run: "click",
        },
        {
            content: "What it frees is said",
            trigger: ".modal .alert-success .o_field_widget[name=freed]",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The boats have radios now",
        },
        {
            content: "Drop it",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It stays readable, as dropped",
            trigger: "body:not(:has(.modal)) .ribbon:contains(Dropped)",
        },
    ],
});

tours.add("okr_cycle_review_starts", {
    url: "/odoo/okr-cycles",
    steps: () => [
        openRow("A seasonal in short"),
        ...takeStep("Start review", "Start the review", "Review"),
    ],
});

tours.add("okr_cycle_review", {
    url: "/odoo/okr-review",
    steps: () => [
        openRow("The lamp burns every night"),
        {
            content: "What was said and where it stands",
            trigger: `.o_okr_review_key_results .o_kanban_record:contains("Nights with light")`,
        },
        {
            content: "0.6 is suggested: give 0.8",
            trigger: `.o_field_widget[name=final_score_choice] label:contains("0.8")`,
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name=score_reason] textarea",
            run: "edit The last storm broke the counter",
        },
        {
            content: "What was learned",
            trigger: ".o_field_widget[name=retro_learned] textarea",
            run: "edit Order oil before it is low",
        },
        {
            content: "It goes on",
            trigger: `.o_field_widget[name=decision] label:contains("Keep")`,
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved",
        },
    ],
});

// The administrator closes the cycle, and what is to go on goes on.
tours.add("okr_cycle_close", {
    url: "/odoo/okr-cycles",
    steps: () => [
        openRow("A seasonal in short"),
        {
            content: "Ask for: Close",
            trigger: `.o_form_statusbar button[name=action_open_transition]:contains("Close")`,
            run: "click",
        },
        {
            content: "It can be done",
            trigger: `.modal .modal-footer button:contains("Close for good")`,
            run: "click",
        },
        {
            content: "What it came to: one of one passed, and what was learned",
            trigger: `body:not(:has(.modal)) .o_okr_summary:contains("1 / 1") .o_okr_summary_learned:contains("Order oil before it is low")`,
        },
        {
            content: "Roll over",
            trigger: ".o_okr_summary_rollover",
            run: "click",
        },
        {
            content: "Into the next one; the dropped one stays behind",
            trigger: `.modal .o_data_row:contains("Every boat has a bell") [name=include] input:not(:checked)`,
        },
        {
            content: "Start values continue",
            trigger: ".modal .o_field_widget[name=continue_values] input:checked",
        },
        {
            content: "Roll over",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is in the next seasonal, as a draft",
            trigger: `body:not(:has(.modal)) .o_data_row:contains("The lamp burns every night"):contains("Draft")`,
        },
    ],
});

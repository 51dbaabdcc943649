import {registry} from "@web/core/registry";

const TAB = {
    content: "The page about what others think",
    trigger: ".o_notebook .nav-link:contains(Feedback)",
    run: "click",
};

registry.category("web_tour.tours").add("okr_feedback_leave", {
    steps: () => [
        TAB,
        {
            content: "Say what one thinks",
            trigger: ".o_okr_feedback_body",
            run: "edit Too far, I fear",
        },
        {
            content: "Look at something else first: by mistake",
            trigger: ".o_notebook .nav-link:contains(Key results)",
            run: "click",
        },
        {...TAB, trigger: ".o_notebook .nav-link:not(.active):contains(Feedback)"},
        {
            content: "What was typed is there; leave it",
            trigger: ".o_okr_feedback:has(.o_okr_feedback_body) .o_okr_feedback_leave",
            run: "click",
        },
        {
            content: "It stands there, without a name",
            trigger: ".o_okr_feedback_item:contains(Too far, I fear)",
        },
    ],
});

registry.category("web_tour.tours").add("okr_feedback_answer", {
    steps: () => [
        TAB,
        {
            content: "Answer",
            trigger: ".o_okr_feedback_item:contains(Too far) .o_okr_feedback_start",
            run: "click",
        },
        {
            content: "With words",
            trigger: ".o_okr_feedback_answer",
            run: "edit We will see",
        },
        {
            content: "Send it",
            trigger: ".o_okr_feedback_send:enabled",
            run: "click",
        },
        {
            content: "It stands below, with the name",
            trigger:
                ".o_okr_feedback_reply:contains(We will see):contains(okr_captain)",
        },
        {
            content: "Ask somebody by name",
            trigger: "button[name=action_ask_feedback]",
            run: "click",
        },
        {
            content: "Whom",
            trigger: ".modal .o_field_widget[name=user_ids] input",
            run: "click",
        },
        {
            content: "On a phone one searches in a dialog",
            trigger: ".modal .o_kanban_record:contains(Mate of the ferry)",
            run: "click",
        },
        {
            content: "Ask",
            trigger:
                ".modal:has(.o_field_widget[name=user_ids] .o_tag) .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It says who was asked",
            trigger: ".o_notification:contains(Asked: Mate of the ferry)",
        },
    ],
});

registry.category("web_tour.tours").add("okr_preferences", {
    steps: () => [
        {
            content: "On a phone the menu opens from its side",
            trigger: ".o_user_menu button, .o_user_menu_mobile, .o_mobile_menu_toggle",
            run: "click",
        },
        {
            content: "My preferences",
            trigger:
                "a:contains(My Preferences), .o-dropdown-item:contains(My Preferences)",
            run: "click",
        },
        {
            content: "No weekly letter",
            trigger: ".modal .o_field_widget[name=okr_wants_letter] input",
            run: "click",
        },
        {
            content: "Whoever leads nobody is not asked about their people",
            trigger: ".modal:not(:has([name=okr_wants_escalation]))",
        },
        {
            content: "Who stands in",
            trigger: ".modal .o_field_widget[name=okr_deputy_id] input",
            run: "click",
        },
        {
            content: "On a phone one searches in a dialog",
            trigger: ".modal .o_kanban_record:contains(Mate of the ferry)",
            run: "click",
        },
        {
            content: "It is said in the form",
            trigger:
                "body:not(:has(.o_kanban_renderer)) .o_field_widget[name=okr_deputy_id] input:value(Mate of the ferry)",
        },
        {
            content: "Save: the page is loaded anew",
            trigger: ".modal button[name=preference_save]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is saved",
            trigger: "body:not(:has(.modal)) .o_okr_home",
        },
    ],
});

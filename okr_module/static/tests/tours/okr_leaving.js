import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("okr_leaving", {
    steps: () => [
        {
            content: "What was said is seen with one click",
            trigger: ".o_okr_team section[data-key=said] button:contains(Seen)",
            run: "click",
        },
        {
            content: "It waits no longer",
            trigger: ".o_okr_team main:not(:has(section[data-key=said]))",
        },
        {
            content: "Whoever has left is on the page, with the one thing to do",
            trigger: ".o_okr_team section[data-key=left] button:contains(Hand over)",
            run: "click",
        },
        {
            content: "What was left behind, each for itself",
            trigger: ".modal .o_okr_handover:contains(Crossings)",
        },
        {
            content: "All of it goes to me: whom I write",
            trigger: ".modal .o_field_widget[name=user_id] input:first",
            run: "click",
        },
        {
            content: "On a phone one searches in a dialog",
            trigger: ".modal .o_kanban_record:contains(okr_captain)",
            run: "click",
        },
        {
            content: "Each line says so",
            trigger:
                ".modal .o_okr_handover .o_kanban_record:contains(Crossings):contains(okr_captain)",
        },
        {
            content: "Hand over",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It says what was done",
            trigger: ".o_notification:contains(Handed over)",
        },
        {
            content: "Nobody is left to be handed over",
            trigger: ".o_okr_team main:not(:has(section[data-key=left]))",
        },
    ],
});

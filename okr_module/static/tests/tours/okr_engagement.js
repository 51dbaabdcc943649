import {registry} from "@web/core/registry";

const CELL = ".o_okr_engagement tr[data-key=with_objective]";
const TREND = ".o_okr_engagement_trend tbody th";

registry.category("web_tour.tours").add("okr_engagement", {
    steps: () => [
        {
            content: "The figure stands beside what it is out of and what it means",
            trigger: `${CELL}:contains(Out of all people)`,
        },
        {
            content: "Each week is said in one line",
            trigger: TREND,
            run() {
                for (const week of document.querySelectorAll(TREND)) {
                    const words = document.createRange();
                    words.selectNodeContents(week);
                    const tops = [...words.getClientRects()].map(({top}) => top);
                    if (new Set(tops).size > 1) {
                        throw new Error(`${week.textContent} is broken in two.`);
                    }
                }
            },
        },
        {
            content: "As of a day before anything began",
            trigger: ".o_okr_engagement_scope input[name=date]",
            run() {
                this.anchor.value = "2020-01-01";
                this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "Then there was none",
            trigger:
                ".o_okr_engagement tr[data-key=objectives] td > b:not(:contains(1))",
        },
        {
            content: "As of today again",
            trigger: ".o_okr_engagement_scope input[name=date]",
            run() {
                this.anchor.value = "";
                this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "Who is behind it",
            trigger: `${CELL} button`,
            run: "click",
        },
        {
            content: "People are named",
            trigger: ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record",
        },
    ],
});

registry.category("web_tour.tours").add("okr_engagement_rows", {
    steps: () => [
        {
            content: "Who has none: drafts from a template",
            trigger: ".o_okr_engagement .o_okr_engagement_template",
            run: "click",
        },
        {
            content: "The people are filled in",
            trigger:
                ".modal .o_okr_template_use .o_field_widget[name=user_ids]:contains(okr_captain)",
        },
        {
            content: "Another time",
            trigger: ".modal .modal-footer button:contains(Discard)",
            run: "click",
        },
        {
            content: "The same figures as a list",
            trigger: "body:not(:has(.modal)) .o_okr_engagement_rows",
            run: "click",
        },
        {
            content: "Each with what it is out of",
            trigger: ".o_list_view .o_data_row:contains(With an objective)",
        },
    ],
});

registry.category("web_tour.tours").add("okr_team", {
    steps: () => [
        {
            content: "Who missed a check-in, with the one thing to do",
            trigger: ".o_okr_team section[data-key=late] button:contains(Ask how)",
            run: "click",
        },
        {
            content: "It says what happens",
            trigger: ".o_notification:contains(Asked)",
        },
    ],
});

registry.category("web_tour.tours").add("okr_checkin_from_mail", {
    steps: () => [
        {
            content: "The check-in of exactly this key result",
            trigger: ".o_form_view div[name=key_result_label]:contains(Crossings)",
        },
        {
            content: "It stands at 12",
            trigger: ".o_form_view div[name=value] input",
            run: "edit 12",
        },
        {
            content: "Check in",
            trigger: ".o_form_view button[name=action_recorded]",
            run: "click",
        },
        {
            content: "It says that it is recorded",
            trigger: ".o_notification:contains(Check-in recorded)",
        },
    ],
});

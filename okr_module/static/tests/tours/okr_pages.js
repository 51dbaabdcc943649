import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const OIL = ".o_okr_home_key_result:contains(Barrels of oil)";

const CHECK_IN = [
    {
        content: "It says how many are due, and by when",
        trigger: ".o_okr_home_due h2",
    },
    {
        content: "It says what it is for, up to the vision",
        trigger:
            ".o_okr_home_path:contains(Seen from every deck):contains(Light that never fails):contains(Every ship comes home)",
    },
    {
        content: "Check in on one",
        trigger: `${OIL} .o_okr_home_check_in`,
        run: "click",
    },
    {
        content: "It stands at 12",
        trigger: ".modal .o_field_widget[name=value] input",
        run: "edit 12",
    },
    {
        content: "Save",
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "Home knows it",
        trigger: `body:not(:has(.modal)) ${OIL}:contains(12)`,
    },
];

tours.add("okr_home", {
    url: "/odoo/okr",
    steps: () => [
        {
            content: "The corner and the menu count, too",
            trigger:
                ".o_okr_due:contains(2), .o_menu_sections [data-menu-xmlid='okr_module.okr_menu_check_in']:contains(2)",
        },
        ...CHECK_IN,
        {
            content: "Look for what is not there",
            trigger: ".o_okr_home_search",
            run: "edit whales",
        },
        {
            content: "It says that nothing fits, and not that one has none",
            trigger: "body:not(:has(.o_okr_home_newcomer)) .o_okr_home_filtered button",
            run: "click",
        },
        {
            content: "All are back",
            trigger: OIL,
        },
        {
            content: "Open the wall that the brick is for",
            trigger: ".o_okr_home_path a:contains(Seen from every deck)",
            run: "click",
        },
        {
            content: "It is open",
            trigger: ".o_form_view .o_field_widget[name=name]",
        },
    ],
});

tours.add("okr_home_phone", {
    url: "/odoo/okr",
    steps: () => [...CHECK_IN],
});

tours.add("okr_home_newcomer", {
    url: "/odoo/okr",
    steps: () => [
        {
            content: "A newcomer is asked where they want to be",
            trigger: ".o_okr_home_newcomer",
        },
        {
            content: "Write an objective",
            trigger: ".o_okr_home_mine button:contains(Write an objective)",
            run: "click",
        },
        {
            content: "Its form is open",
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
        },
    ],
});

tours.add("okr_dashboard", {
    url: "/odoo/okr-dashboard",
    steps: () => [
        {
            content: "The curve is drawn",
            trigger: ".o_okr_dashboard_curve canvas",
        },
        {
            content: "Go a month back, before it began",
            trigger: ".o_okr_week_before",
            run: "click",
        },
        {
            content: "It says that this is the past",
            trigger: ".o_okr_dashboard_past",
        },
        {
            content: "Another week",
            trigger: ".o_okr_week_before:not(:disabled)",
            run: "click",
        },
        {
            content: "Come back to today",
            trigger: ".o_okr_today",
            run: "click",
        },
        {
            content: "Open what a status counts",
            trigger:
                "body:not(:has(.o_okr_dashboard_past)) .o_okr_dashboard_statuses .o_okr_status_row:first",
            run: "click",
        },
        {
            content: "The key results are there",
            trigger:
                ".o_list_view:contains(Barrels of oil), .o_kanban_view:contains(Barrels of oil)",
        },
    ],
});

const PAGE = (kind) => `.o_okr_present_current.o_okr_present_${kind}`;

tours.add("okr_present", {
    url: "/odoo/okr-present",
    steps: () => [
        {
            content: "The vision comes first",
            trigger: `${PAGE("vision")}:contains(Every ship comes home)`,
            run: "press ArrowRight",
        },
        {
            content: "What carries it",
            trigger: `${PAGE("pillars")}:contains(Light that never fails)`,
            run: "press ArrowRight",
        },
        {
            content: "The objective and its why",
            trigger: `${PAGE("objective")}:contains(Whoever sees us comes home)`,
        },
        {
            content: "Ask",
            trigger: `${PAGE("objective")} .o_okr_present_ask input.form-control`,
            run: "edit Why from every deck?",
        },
        {
            content: "Send it",
            trigger: `${PAGE("objective")} .o_okr_present_ask button`,
            run: "click",
        },
        {
            content: "It stands there",
            trigger: `${PAGE("objective")} .o_okr_present_question:contains(Why from every deck?)`,
        },
        {
            content: "On to what was learned",
            trigger: ".o_okr_present_next",
            run: "click",
        },
        {
            content: "It ends there",
            trigger: `${PAGE("learnings")}:contains(Ask the captains first)`,
        },
    ],
});

tours.add("okr_present_answer", {
    url: "/odoo/okr-present",
    steps: () => [
        {
            content: "On to the pillars",
            trigger: `${PAGE("vision")}`,
            run: "press ArrowRight",
        },
        {
            content: "On to the objective",
            trigger: `${PAGE("pillars")}`,
            run: "press ArrowRight",
        },
        {
            content: "Answer on record",
            trigger: `${PAGE("objective")} .o_okr_present_answer_form input`,
            run: "edit All of them are ours.",
        },
        {
            content: "Send it",
            trigger: `${PAGE("objective")} .o_okr_present_answer_form button`,
            run: "click",
        },
        {
            content: "It stands there",
            trigger: `${PAGE("objective")} .o_okr_present_answer:contains(All of them are ours)`,
        },
    ],
});

tours.add("okr_present_phone", {
    url: "/odoo/okr-present",
    steps: () => [
        {
            content: "On to the pillars",
            trigger: ".o_okr_present_next",
            run: "click",
        },
        {
            content: "On to the objective",
            trigger: `body:has(${PAGE("pillars")}) .o_okr_present_next`,
            run: "click",
        },
        {
            content: "Ask",
            trigger: `${PAGE("objective")} .o_okr_present_ask input.form-control`,
            run: "edit Why from every deck?",
        },
        {
            content: "Send it",
            trigger: `${PAGE("objective")} .o_okr_present_ask button`,
            run: "click",
        },
        {
            content: "It stands there",
            trigger: `${PAGE("objective")} .o_okr_present_question:contains(Why from every deck?)`,
        },
    ],
});

import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const step = (key, mark = "") => `.o_okr_first_step${mark}[data-step=${key}]`;

tours.add("okr_first_steps_ask", {
    url: "/odoo/okr",
    steps: () => [
        {
            content: "An employee reads whom to ask",
            trigger: ".o_okr_first_steps_ask:contains(okr_founder)",
        },
    ],
});

tours.add("okr_first_steps", {
    url: "/odoo/okr",
    steps: () => [
        {
            content: "Begin the year",
            trigger: `${step("year", "_next")} button`,
            run: "click",
        },
        {
            content: "With check-ins by Friday, as proposed",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It has begun; write the vision",
            trigger: `body:not(:has(.modal)):has(${step("year", "_done")}) ${step("vision")} button`,
            run: "click",
        },
        {
            content: "Where the company is heading",
            trigger: ".o_form_view .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Every ship comes home",
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
        {
            content: "Back home",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "The vision is there; take a template",
            trigger: `body:has(${step("vision", "_done")}) ${step("objective")} button:contains(From a template)`,
            run: "click",
        },
        {
            content: "Use the first one",
            trigger: ".o_kanban_record button[name=action_use]",
            run: "click",
        },
        {
            content: "Make it mine",
            trigger: ".modal .modal-footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Start it",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_activate]",
            run: "click",
        },
        {
            content: "It runs",
            trigger: ".o_form_view:has(button[name=action_check_in])",
        },
    ],
});

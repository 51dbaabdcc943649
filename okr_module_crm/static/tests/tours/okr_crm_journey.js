import {registry} from "@web/core/registry";

// Three clicks from a typed number to the won revenue of the company.
registry.category("web_tour.tours").add("okr_crm_link", {
    steps: () => [
        {
            content: "Look for a figure that Odoo holds",
            trigger: "button[name=action_choose_kpi]",
            run: "click",
        },
        {
            content: "Won revenue is one, with its value of today",
            trigger:
                ".modal .o_kanban_record:contains(Won revenue):contains(last year) button:contains(Use this)",
            run: "click",
        },
        {
            content: "Bind to it",
            trigger: ".modal button[name=action_link]",
            run: "click",
        },
        {
            content: "It is bound, and says as whom it is computed",
            trigger:
                ".o_form_view:has(.o_field_widget[name=kpi_id]:contains(Won revenue)) .o_field_widget[name=kpi_run_as_id]:contains(Mitchell)",
        },
    ],
});

// After somebody has won an opportunity.
registry.category("web_tour.tours").add("okr_crm_see_it_move", {
    steps: () => [
        {
            content: "Take the figure again",
            trigger: "button[name=action_refresh_kpi]",
            run: "click",
        },
        {
            content: "It has moved",
            trigger: ".o_field_widget[name=value_label]:contains(123,456)",
        },
        {
            content: "Open the records behind it",
            trigger: "button[name=action_open_kpi_records]",
            run: "click",
        },
        {
            content: "The new one is among them",
            trigger: ".o_list_view .o_data_row:contains(Bridge to the north)",
        },
    ],
});

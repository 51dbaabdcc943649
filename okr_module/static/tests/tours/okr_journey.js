import {registry} from "@web/core/registry";

const keyResultRow = (name) =>
    `.o_field_widget[name=key_result_ids] .o_data_row:contains("${name}")`;

const selectedLine = (field, number) =>
    `.o_field_widget[name=${field}] tbody .o_data_row:nth-child(${number}).o_selected_row`;

/** Write a key result on a line of its own. */
function writeKeyResult(number, name, more = []) {
    return [
        {
            content: `Add a line for ${name}`,
            trigger:
                ".o_field_widget[name=key_result_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: `Name it ${name}`,
            trigger: `${selectedLine("key_result_ids", number)} [name=name] input`,
            run: `edit ${name}`,
        },
        ...more,
    ];
}

function checkIn(row, value, more = []) {
    return [
        {
            content: `Check in on ${row}`,
            trigger: `${keyResultRow(row)} button[name=action_check_in]`,
            run: "click",
        },
        {
            content: `It stands at ${value}`,
            trigger: ".modal .o_field_widget[name=value] input",
            run: `edit ${value}`,
        },
        ...more,
        {
            content: "Save the check-in",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The dialog is closed",
            trigger: "body:not(:has(.modal))",
        },
    ];
}

// An employee writes an objective, starts it and checks in twice, once back-dated.
registry.category("web_tour.tours").add("okr_employee_journey", {
    url: "/odoo/okr-objectives",
    steps: () => [
        {
            content: "Write an objective",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit The north calls us first",
        },
        {
            content: "Look for what it contributes to",
            trigger: ".o_field_widget[name=parent_id] input",
            run: "edit Known on",
        },
        {
            content: "Choose the company's objective",
            trigger: ".o-autocomplete--dropdown-item:contains(Known on both banks)",
            run: "click",
        },
        ...writeKeyResult(1, "New customers"),
        ...writeKeyResult(2, "Days to answer", [
            {
                content: "From 50 days",
                trigger: ".o_selected_row .o_field_widget[name=start_value] input",
                run: "edit 50",
            },
            {
                content: "To 10",
                trigger: ".o_selected_row .o_field_widget[name=target_value] input",
                run: "edit 10 && press Tab",
            },
            {
                content: "The direction follows from the numbers",
                trigger: `${selectedLine("key_result_ids", 2)} [name=direction] input:value(Fall to)`,
            },
        ]),
        ...writeKeyResult(3, "Opening of the office", [
            {
                content: "Open the ways to measure",
                trigger: ".o_selected_row .o_field_widget[name=metric_type] input",
                run: "click",
            },
            {
                content: "It is measured by milestones",
                trigger: ".o_select_menu_item:contains(Milestones)",
                run: "click",
            },
        ]),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved: open the one with the milestones",
            trigger: `.o_form_saved ${keyResultRow("Opening of the office")} .o_list_record_open_form_view button`,
            run: "click",
        },
        {
            content: "Add a milestone",
            trigger:
                ".o_field_widget[name=milestone_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name it",
            trigger: `${selectedLine("milestone_ids", 1)} [name=name] input`,
            run: "edit Lease signed",
        },
        {
            content: "Add another",
            trigger:
                ".o_field_widget[name=milestone_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name it",
            trigger: `${selectedLine("milestone_ids", 2)} [name=name] input`,
            run: "edit Doors open",
        },
        {
            content: "Save the milestones",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "They are saved",
            trigger: ".o_form_saved .o_field_widget[name=milestone_ids]",
        },
        {
            content: "Back to the objective",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Start it",
            trigger: "button[name=action_activate]",
            run: "click",
        },
        {
            content: "It runs",
            trigger: ".o_arrow_button_current:contains(Active)",
        },
        ...checkIn("New customers", 30, [
            {
                content: "Quite sure",
                trigger:
                    ".modal .o_field_widget[name=confidence_level] [role=radio]:contains(7)",
                run: "click",
            },
            {
                content: "On track, in one's own word",
                trigger:
                    ".modal .o_field_widget[name=stated_status] label:contains(On track)",
                run: "click",
            },
        ]),
        {
            content: "The first one stands at 30 %",
            trigger: `${keyResultRow("New customers")} td[name=progress]:contains(30%)`,
        },
        ...checkIn("New customers", 10, [
            {
                content: "That was a week ago",
                trigger:
                    ".modal .o_field_widget[name=date] input, .modal .o_field_widget[name=date] button",
                run: "click",
            },
            {
                content: "Choose the day",
                trigger: ".modal .o_field_widget[name=date] input",
                run() {
                    const input = this.anchor;
                    // Counted from the day that the company has, whatever the
                    // browser's own clock says
                    const today = luxon.DateTime.fromFormat(input.value, "MM/dd/yyyy");
                    input.value = today.minus({days: 7}).toFormat("MM/dd/yyyy");
                    input.dispatchEvent(new Event("input", {bubbles: true}));
                    input.dispatchEvent(new Event("change", {bubbles: true}));
                },
            },
        ]),
        {
            content: "The older value did not overwrite the newer one",
            trigger: `${keyResultRow("New customers")} td[name=progress]:contains(30%)`,
        },
        {
            content: "The objective stands at a third of that",
            trigger: ".o_okr_figures .o_field_widget[name=progress]:contains(10%)",
        },
        {
            content: "Back to all objectives",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Its card says the same",
            trigger:
                ".o_kanban_record:contains(The north calls us first) .o_field_widget[name=progress]:contains(10%)",
        },
        {
            content: "And so does its parent's",
            trigger:
                ".o_kanban_record:contains(Known on both banks) .o_field_widget[name=progress]:contains(10%)",
        },
    ],
});

// Another employee sees what is open to the company, and not what is private.
registry.category("web_tour.tours").add("okr_colleague_journey", {
    url: "/odoo/okr-objectives",
    steps: () => [
        {
            content: "The open one is there",
            trigger: ".o_kanban_record:contains(The north calls us first)",
        },
        {
            content: "The private one is not",
            trigger: ".o_kanban_view:not(:contains(Between me and my manager))",
        },
        {
            content: "Open the open one",
            trigger: ".o_kanban_record:contains(The north calls us first)",
            run: "click",
        },
        {
            content: "It can be read, and not checked in on",
            trigger:
                ".o_form_view:has(.o_field_widget[name=key_result_ids]:contains(New customers)):not(:has(button[name=action_check_in]))",
        },
    ],
});

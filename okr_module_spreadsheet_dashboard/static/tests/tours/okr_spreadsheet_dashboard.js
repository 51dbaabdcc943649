import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("okr_spreadsheet_dashboard", {
    url: "/odoo/dashboards",
    steps: () => [
        {
            content: "Choose it",
            trigger: ".o_search_panel li:contains(OKR), .o_mobile_dropdown",
            run: "click",
        },
        {
            content: "Its charts are drawn",
            trigger: ".o_spreadsheet_dashboard_action .o-figure canvas",
        },
    ],
});

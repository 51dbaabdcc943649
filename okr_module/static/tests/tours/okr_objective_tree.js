import {registry} from "@web/core/registry";

const ROW = ".o_okr_tree_key_result:contains(Crossings)";

const CHECK_IN_FROM_THE_ROW = [
    {
        content: "Unfold the objective",
        trigger: ".o_data_row:contains(The ferry is on time) .o_okr_tree_caret",
        run: "click",
    },
    {
        content: "Below its objective stands the key result: check in from there",
        trigger: `${ROW} button:contains(Check in)`,
        run: "click",
    },
    {
        content: "It stands at 12",
        trigger: ".modal .o_field_widget[name=value] input",
        run: "edit 12",
    },
    {
        content: "Check in",
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "It says so",
        trigger: ".o_notification:contains(Check-in recorded)",
    },
    {
        content: "And the row shows it",
        trigger: `body:not(:has(.modal)) ${ROW}:contains(12%)`,
    },
];

registry.category("web_tour.tours").add("okr_objective_tree", {
    url: "/odoo/okr-objectives?view_type=list",
    steps: () => CHECK_IN_FROM_THE_ROW,
});

registry.category("web_tour.tours").add("okr_objective_tree_phone", {
    url: "/odoo/okr-objectives",
    steps: () => [
        {
            content: "A phone shows cards first: ask for another view",
            trigger: ".o_control_panel .o_cp_switch_buttons button",
            run: "click",
        },
        {
            content: "The list",
            trigger: ".o_cp_switch_buttons .dropdown-item:contains(List)",
            run: "click",
        },
        ...CHECK_IN_FROM_THE_ROW,
    ],
});

registry.category("web_tour.tours").add("okr_map", {
    url: "/odoo/okr-alignment",
    steps: () => [
        {
            content: "Unfold all of it",
            trigger: ".o_okr_map_tools button:contains(Unfold all)",
            run: "click",
        },
        {
            content: "With the key results",
            trigger: ".o_okr_map_tools button:contains(Key results)",
            run: "click",
        },
        {
            content: "Find me",
            trigger: ".o_okr_map_tools button:contains(Find me)",
            run: "click",
        },
        {
            content: "There I am, on the line to what I contribute to",
            trigger:
                ".o_okr_map_line + .o_okr_map_card:contains(The ferry is on time):contains(Crossings)",
        },
        {
            content: "Open where I am",
            trigger: ".o_okr_map_card:contains(The ferry is on time):focus",
            run: "press Enter",
        },
        {
            content: "The objective",
            trigger: ".o_form_view .o_field_widget[name=key_result_ids]",
        },
    ],
});

/** A finger that stays on a card, goes to another one and leaves it there. */
async function dragByFinger(fromName, toName) {
    const cardOf = (name) =>
        [...document.querySelectorAll(".o_okr_map_card")].find((card) =>
            card.textContent.includes(name)
        );
    const [card, target] = [cardOf(fromName), cardOf(toName)];
    target.scrollIntoView({block: "center"});
    const middle = (element) => {
        const {left, top, width, height} = element.getBoundingClientRect();
        return {clientX: left + width / 2, clientY: top + height / 2};
    };
    const touch = (type, place) =>
        card.dispatchEvent(
            new TouchEvent(type, {
                bubbles: true,
                cancelable: true,
                touches: place
                    ? [new Touch({identifier: 1, target: card, ...place})]
                    : [],
            })
        );
    touch("touchstart", middle(card));
    await new Promise((resolve) => setTimeout(resolve, 700));
    touch("touchmove", middle(target));
    await new Promise((resolve) => setTimeout(resolve, 100));
    touch("touchend");
}

registry.category("web_tour.tours").add("okr_map_by_finger", {
    url: "/odoo/okr-alignment",
    steps: () => [
        {
            content: "Unfold all of it",
            trigger: ".o_okr_map_tools button:contains(Unfold all)",
            run: "click",
        },
        {
            content: "Drag mine to another one",
            trigger: ".o_okr_map_card:contains(The ferry is on time)",
            run: () => dragByFinger("The ferry is on time", "The quay is new"),
        },
        {
            content: "It says what changes",
            trigger: ".modal-body:contains(going to contribute to “The quay is new”)",
        },
        {
            content: "Yes",
            trigger: ".modal-footer button:contains(Align it)",
            run: "click",
        },
        {
            content: "It is done, and nothing was opened",
            trigger: "body:not(:has(.modal)) .o_okr_map_card:contains(The quay is new)",
        },
        {
            content: "It stands at its new place, below the other one",
            trigger:
                ".o_okr_map_node:has(> .o_okr_map_card:contains(The quay is new)) > .o_okr_map_branch .o_okr_map_card:contains(The ferry is on time)",
        },
    ],
});

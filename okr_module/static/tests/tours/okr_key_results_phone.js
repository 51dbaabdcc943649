import {registry} from "@web/core/registry";
import {browser} from "@web/core/browser/browser";

const tours = registry.category("web_tour.tours");
const CARDS = ".o_field_widget[name=key_result_ids] .o_kanban_record";

const card = (name) => `${CARDS}:contains("${name}")`;

/** Fail where a card's name is cut off or squeezed to some letters. */
const isReadable = {
    content: "It is read whole, as wide as the screen",
    trigger: card("Barrels of oil that burn from dusk to dawn, all winter long"),
    run() {
        const name = this.anchor.querySelector(".o_okr_card_name");
        if (name.scrollWidth > name.clientWidth + 1 || name.clientWidth < 150) {
            throw new Error(`The name has ${name.clientWidth} pixels.`);
        }
        const {scrollWidth} = document.documentElement;
        if (scrollWidth > window.innerWidth + 1) {
            throw new Error(`The page is ${scrollWidth} pixels wide.`);
        }
    },
};

tours.add("okr_key_results_phone_write", {
    steps: () => [
        {
            content: "Add a key result",
            trigger:
                ".o_field_widget[name=key_result_ids] .o-kanban-button-new:contains(Add a key result)",
            run: "click",
        },
        {
            content: "It asks for no objective: it is this one",
            trigger: ".modal .o_form_view:not(:has([name=objective_id]))",
        },
        {
            content: "Name it",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Horns that sound",
        },
        {
            content: "To 12",
            trigger: ".modal .o_field_widget[name=target_value] input",
            run: "edit 12",
        },
        {
            content: "Done with it",
            trigger: ".modal .o_form_button_save, .modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is a card",
            trigger: `body:not(:has(.modal)) ${card("Horns that sound")}:contains(12)`,
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved: come back",
            trigger: `.o_form_saved ${card("Horns that sound")}`,
            run() {
                browser.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            content: "It is still there: open it",
            trigger: card("Horns that sound"),
            run: "click",
        },
        {
            content: "It can be changed, and its page is one press away",
            trigger: ".modal button[name=get_formview_action]",
            run: "click",
        },
        {
            content: "Its page",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=objective_id]:contains(Fog does not stop us)",
        },
    ],
});

tours.add("okr_key_results_phone_check_in", {
    steps: () => [
        isReadable,
        {
            content: "Check in from the card",
            trigger: `${card("Barrels of oil")} button[name=action_check_in]`,
            run: "click",
        },
        {
            content: "It stands at 12",
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit 12",
        },
        {
            content: "Save the check-in",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The card knows it: open the other",
            trigger: `body:not(:has(.modal)):has(${card("Barrels of oil")}:contains(12)) ${card("Spare wicks")} .o_okr_card_name`,
            run: "click",
        },
        {
            content: "Its page, with its curve",
            trigger:
                ".o_form_view .o_field_widget[name=objective_id]:contains(The lamp burns)",
        },
        {
            content: "Check in on it",
            trigger: ".o_form_view button[name=action_check_in]",
            run: "click",
        },
        {
            content: "It stands at 7",
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit 7",
        },
        {
            content: "Save the check-in",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It knows it",
            trigger: "body:not(:has(.modal)) .o_form_view:contains(7)",
        },
    ],
});

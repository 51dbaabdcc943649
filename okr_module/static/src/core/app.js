import {registry} from "@web/core/registry";

const ROOT = "okr_module.okr_menu_root";

/** Say on the page that it shows this app, so that styles can tell. */
export const okrAppService = {
    dependencies: ["menu"],

    start(env, {menu}) {
        const tell = () =>
            document.body.classList.toggle(
                "o_okr_app",
                menu.getCurrentApp()?.xmlid === ROOT
            );
        env.bus.addEventListener("MENUS:APP-CHANGED", tell);
        tell();
    },
};

registry.category("services").add("okr_app", okrAppService);

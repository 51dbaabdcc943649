import {registry} from "@web/core/registry";
import {session} from "@web/session";

// What each entry is for, as the server says it at the start of the session
const OFFERED = {
    "okr_module.okr_menu_team": "okr_leads_people",
    "okr_module.okr_menu_engagement": "okr_sees_engagement",
};

const isOffered = ({xmlid}) => session[OFFERED[xmlid]] !== false;

/**
 * Nobody is offered a page that would refuse them: not in the bar, not in the menu of a
 * phone, not where menus are searched by name. Who leads whom changes without a change
 * of groups, so Odoo's own list of menus cannot say it.
 */
export const okrMenusService = {
    dependencies: ["menu"],

    start(_env, {menu}) {
        const {getMenuAsTree} = menu;
        menu.getMenuAsTree = function (menuId) {
            const tree = getMenuAsTree.call(this, menuId);
            if (!tree.childrenTree.every(isOffered)) {
                tree.childrenTree = tree.childrenTree.filter(isOffered);
            }
            return tree;
        };
    },
};

registry.category("services").add("okr_menus", okrMenusService);

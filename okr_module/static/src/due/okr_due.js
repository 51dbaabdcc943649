import {Component, useState} from "@odoo/owl";
import {NavBar} from "@web/webclient/navbar/navbar";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const MENU = "okr_module.okr_menu_check_in";

/** In the corner of every app: how many check-ins are due, and the way to them. */
export class OkrDue extends Component {
    static template = "okr_module.OkrDue";
    static props = {};

    setup() {
        this.action = useService("action");
        this.due = useState(useService("okr_due"));
    }

    get words() {
        return this.due.count === 1
            ? _t("1 check-in is due")
            : _t("%s check-ins are due", this.due.count);
    }

    onClick() {
        this.action.doAction("okr_module.okr_checkin_session_client_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("systray").add("okr_module.due", {Component: OkrDue}, {sequence: 22});

patch(NavBar.prototype, {
    setup() {
        super.setup(...arguments);
        this.okrDue = useState(this.env.services.okr_due || {count: 0});
    },

    /** The name of an entry of the menu; of "Check in", with how many are due. */
    okrMenuName(section) {
        const {count} = this.okrDue;
        return section.xmlid === MENU && count
            ? _t("%(menu)s (%(count)s)", {menu: section.name, count})
            : section.name;
    },
});

import {Component} from "@odoo/owl";

import {statusLook} from "../../status/status";

/** A status in its colour, with its word and an icon of its own shape. */
export class OkrStatusPill extends Component {
    static template = "okr_module.OkrStatusPill";
    static props = {status: {type: [String, {value: false}]}};

    get look() {
        return statusLook(this.props.status);
    }
}

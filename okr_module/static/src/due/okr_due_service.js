import {reactive} from "@odoo/owl";
import {debounce} from "@web/core/utils/timing";
import {registry} from "@web/core/registry";
import {rpcBus} from "@web/core/network/rpc";
import {session} from "@web/session";

// What may have been a check-in, or have changed what is due
const MODELS = [
    "okr.checkin",
    "okr.checkin.session",
    "okr.key.result",
    "okr.objective",
];
const READING =
    /^(web_)?(read|search|name_search|get_|has_|fields_|onchange|formatted_)/u;
const WAIT = 400;

/** How many check-ins are due of whoever is here; kept true while they work. */
export const okrDueService = {
    dependencies: ["orm"],

    start(_env, {orm}) {
        const due = reactive({count: session.okr_due_count || 0});
        const refresh = debounce(async () => {
            due.count = await orm.silent.call("okr.home", "get_due_count", []);
        }, WAIT);
        rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
            const {model, method} = detail.data?.params || {};
            if (!detail.error && MODELS.includes(model) && !READING.test(method)) {
                refresh();
            }
        });
        return due;
    },
};

registry.category("services").add("okr_due", okrDueService);

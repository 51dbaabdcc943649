import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {registry} from "@web/core/registry";

/**
 * The key results of an objective. On a phone they are cards: one that is still being
 * written opens in a dialog, one that runs on its page, with its curve, as in a list.
 */
export class OkrKeyResultsField extends X2ManyField {
    async openRecord(record) {
        const runs = this.props.record.data.state !== "draft";
        if (this.props.viewMode === "kanban" && runs && !record.isNew) {
            return this.switchToForm(record, {newWindow: false});
        }
        return super.openRecord(record);
    }
}

registry.category("fields").add("okr_key_results", {
    ...x2ManyField,
    component: OkrKeyResultsField,
});

import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

import {askAboutFarValues} from "../../core/dialogs";

/** A check-in. A value far beyond anything before is asked about before it is taken. */
export class OkrCheckinFormController extends FormController {
    /** @override */
    async onWillSaveRecord(record, changes) {
        const canProceed = await super.onWillSaveRecord(...arguments);
        const isTyped = "value" in changes || !record.resId;
        const notes = isTyped && record.data.far_note ? [record.data.far_note] : [];
        return (
            canProceed !== false && (await askAboutFarValues(this.dialogService, notes))
        );
    }
}

export const okrCheckinFormView = {
    ...formView,
    Controller: OkrCheckinFormController,
};

registry.category("views").add("okr_checkin_form", okrCheckinFormView);

import {FormController} from "@web/views/form/form_controller";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

import {askAboutFarValues} from "../../core/dialogs";

/** Says what has to be mended, in the words of a check-in. */
class OkrCheckinDialogRecord extends RelationalModel.Record {
    /** @override */
    _displayInvalidFieldNotification() {
        const sentence = this.okrProblem();
        return sentence
            ? this.model.notification.add(sentence, {type: "danger"})
            : super._displayInvalidFieldNotification();
    }

    okrProblem() {
        if (this._invalidFields.has("value")) {
            return _t("The value is not a number.");
        }
        if (this._invalidFields.has("blocker")) {
            return _t("Say in a word what you need, so that somebody can help.");
        }
        return "";
    }
}

class OkrCheckinDialogModel extends RelationalModel {
    static Record = OkrCheckinDialogRecord;
}

/**
 * The check-in of one key result, which says that it is recorded. A value far beyond
 * anything before is asked about before it is taken.
 */
export class OkrCheckinDialogController extends FormController {
    /** @override */
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    /** @override */
    async onWillSaveRecord(record, changes) {
        const canProceed = await super.onWillSaveRecord(...arguments);
        const isTyped = "value" in changes || !record.resId;
        const notes = isTyped && record.data.far_note ? [record.data.far_note] : [];
        return (
            canProceed !== false && (await askAboutFarValues(this.dialogService, notes))
        );
    }

    /** @override */
    async onRecordSaved(record) {
        await super.onRecordSaved(...arguments);
        const asked = record.data.help_needed
            ? await this.orm.call(record.resModel, "get_asked", [[record.resId]])
            : [];
        const said = [_t("Check-in recorded. Thank you!"), ...asked];
        this.notification.add(said.join(" "), {type: "success"});
    }
}

export const okrCheckinDialogView = {
    ...formView,
    Controller: OkrCheckinDialogController,
    Model: OkrCheckinDialogModel,
};

registry.category("views").add("okr_checkin_dialog", okrCheckinDialogView);

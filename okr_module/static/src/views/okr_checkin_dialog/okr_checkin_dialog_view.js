import {FormController} from "@web/views/form/form_controller";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

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

/** The check-in of one key result, which says that it is recorded. */
export class OkrCheckinDialogController extends FormController {
    /** @override */
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    /** @override */
    async onRecordSaved(record) {
        await super.onRecordSaved(...arguments);
        const thanks = _t("Check-in recorded. Thank you!");
        const asked = record.data.help_needed
            ? await this.orm.call(record.resModel, "get_asked", [[record.resId]])
            : [];
        const told = asked.length
            ? ` ${_t("Help was asked of %s.", asked.join(", "))}`
            : "";
        this.notification.add(`${thanks}${told}`, {type: "success"});
    }
}

export const okrCheckinDialogView = {
    ...formView,
    Controller: OkrCheckinDialogController,
    Model: OkrCheckinDialogModel,
};

registry.category("views").add("okr_checkin_dialog", okrCheckinDialogView);

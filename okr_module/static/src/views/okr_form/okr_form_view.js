import {FormController} from "@web/views/form/form_controller";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const UPDATE = 1;
const NUMBERS = ["float", "integer", "monetary"];

function addRevisionsOfLines(lines, commands) {
    for (const [command, id, values] of commands) {
        const line = command === UPDATE && lines.find(({resId}) => resId === id);
        if (line && "revision" in line.data) {
            values.revision = line.data.revision;
        }
    }
}

/**
 * Send the revision along that somebody has read, so that the server can tell
 * whether somebody else has saved since.
 *
 * @param {object} record the record of the form
 * @param {object} changes values to be written; they are completed here
 */
export function addRevisions(record, changes) {
    if (!record.resId || !Object.keys(changes).length) {
        return;
    }
    if ("revision" in record.data) {
        changes.revision = record.data.revision;
    }
    for (const [name, commands] of Object.entries(changes)) {
        if (record.fields[name]?.type === "one2many") {
            addRevisionsOfLines(record.data[name].records, commands);
        }
    }
}

class OkrFormRecord extends RelationalModel.Record {
    /**
     * What lies in a closed cycle, or is others' to change, is read only: it looks so,
     * before the server says so. Whoever hands something over goes on until it is saved.
     *
     * @override
     */
    get isInEdition() {
        const isOthers = this.resId && !this.dirty && this.data?.can_edit === false;
        return super.isInEdition && !isOthers && this.data?.cycle_state !== "closed";
    }

    /**
     * Odoo says of "abc" in a number that a required field is missing.
     *
     * @override
     */
    _displayInvalidFieldNotification() {
        const fields = [...this._invalidFields].map((name) => this.fields[name]);
        if (!fields.every(({type}) => NUMBERS.includes(type))) {
            return super._displayInvalidFieldNotification();
        }
        const names = fields.map(({string}) => string).join(", ");
        return this.model.notification.add(_t("%s: this is not a number.", names), {
            type: "danger",
        });
    }

    /**
     * Odoo saves what a closing tab still holds, and nobody sees the answer. Here
     * the answer may be that somebody else has saved: so the browser asks first.
     *
     * @override
     */
    async _save() {
        const isLeaving = this.model._urgentSave && this.resId;
        if (isLeaving && Object.keys(this._getChanges()).length) {
            return false;
        }
        return super._save(...arguments);
    }
}

class OkrFormModel extends RelationalModel {
    static Record = OkrFormRecord;
}

export class OkrFormController extends FormController {
    /**
     * What has begun stays on record, and a draft is its owner's to delete: where the
     * server would refuse it, it is not offered. So it is with the dialogs that lists
     * offer for many: actions that Odoo binds to a form stand there for everybody.
     *
     * @override
     */
    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        const {isAvailable} = items.delete;
        items.delete.isAvailable = () => isAvailable() && this.mayDelete;
        items.rollover = {
            isAvailable: () => this.isSaved && this.model.root.data.can_create === true,
            sequence: 36,
            icon: "fa fa-step-forward",
            description: _t("Roll over to another cycle"),
            callback: () => this.openDialog("okr_module.okr_objective_action_rollover"),
        };
        items.planIntoCycle = {
            isAvailable: () => this.isSaved && this.mayPlanIntoCycle,
            sequence: 38,
            icon: "fa fa-calendar-plus-o",
            description: _t("Plan into a cycle"),
            callback: () => this.openDialog("okr_module.okr_plan_cycle_action"),
        };
        return items;
    }

    get isSaved() {
        const {resId, resModel} = this.model.root;
        return resModel === "okr.objective" && Boolean(resId);
    }

    get mayPlanIntoCycle() {
        const {can_edit, cycle_state, state} = this.model.root.data;
        return can_edit === true && state === "draft" && cycle_state !== "closed";
    }

    /** Open a dialog for the objective that the form shows, as its menu would. */
    openDialog(action) {
        const {resId, resModel} = this.model.root;
        return this.env.services.action.doAction(action, {
            additionalContext: {
                active_id: resId,
                active_ids: [resId],
                active_model: resModel,
            },
            onClose: this.cogMenuProps.onActionExecuted,
        });
    }

    get mayDelete() {
        const {can_edit, objective_state, state, user_id} = this.model.root.data;
        if (objective_state !== undefined) {
            return can_edit && objective_state === "draft";
        }
        return state === "draft" && user_id?.id === user.userId;
    }

    /** @override */
    async onWillSaveRecord(record, changes) {
        const canProceed = await super.onWillSaveRecord(...arguments);
        addRevisions(record, changes);
        return canProceed;
    }
}

export const okrFormView = {
    ...formView,
    Controller: OkrFormController,
    Model: OkrFormModel,
};

registry.category("views").add("okr_form", okrFormView);

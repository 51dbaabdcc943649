import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {FormController} from "@web/views/form/form_controller";
import {Mutex} from "@web/core/utils/concurrency";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";

import {askAboutFarValues, askBeforeDismissal} from "../../core/dialogs";

/** Asks whoever leaves with something typed: record it, leave it, or stay. */
export class OkrUnrecordedDialog extends ConfirmationDialog {
    static template = "okr_module.OkrUnrecordedDialog";
    static props = {
        close: Function,
        record: Function,
        leave: Function,
    };
    static defaultProps = {};

    record() {
        return this.execButton(this.props.record);
    }

    leave() {
        return this.execButton(this.props.leave);
    }
}

/**
 * The check-in screen. Its form stands for check-ins that are not recorded before
 * "Save all": saving the form alone would report nothing. So every way to save leads
 * there, and no way out drops in silence what was typed.
 */
export class OkrCheckinSessionController extends FormController {
    static template = "okr_module.OkrCheckinSession";

    /** @override */
    setup() {
        super.setup();
        this.notification = useService("notification");
        this.mutex = new Mutex();
        // In a field that was not left yet
        this.isTyping = false;
        // Saved with the form, but the check-ins were refused
        this.isRefused = false;
        this.isRecorded = false;
        useBus(this.model.bus, "FIELD_IS_DIRTY", ({detail}) => {
            this.isTyping = detail;
        });
        if (this.env.inDialog) {
            this.setupDialog();
        }
    }

    /** Odoo asks a screen before it goes, but no dialog. */
    setupDialog() {
        useBus(this.env.bus, "CLEAR-UNCOMMITTED-CHANGES", ({detail}) => {
            detail.push((options) => this.beforeLeave(options));
        });
        askBeforeDismissal(this.env.dialogData, () => this.beforeLeave());
    }

    get isUnrecorded() {
        const {data, dirty} = this.model.root;
        return (
            !this.isRecorded &&
            (this.isTyping ||
                this.isRefused ||
                dirty ||
                // A card that is open, or a number that is none
                data.line_ids.records.some((line) => line.dirty))
        );
    }

    /** Bring in what stands in a card that is open, or in a field that was not left. */
    async readAll() {
        const closing = [];
        this.model.bus.trigger("OKR_CLOSE_LINE", closing);
        await Promise.all(closing);
        await this.model.root.isDirty();
    }

    /**
     * Record the check-ins, once.
     *
     * @returns {Promise<object|false>} the action that says so; false where a field
     *      has to be mended first
     * @throws what the server says where it refuses them
     */
    recordCheckins() {
        const {root} = this.model;
        return this.mutex.exec(async () => {
            if (this.isRecorded) {
                return false;
            }
            await this.readAll();
            this.isRefused = this.isUnrecorded;
            const far = root.data.line_ids.records.map(({data}) => data.far_note);
            if (!(await askAboutFarValues(this.dialogService, far.filter(Boolean)))) {
                return false;
            }
            if (!(await root.save())) {
                return false;
            }
            const notice = await this.orm.call(
                root.resModel,
                "action_save",
                [[root.resId]],
                {context: root.context}
            );
            this.isRecorded = true;
            return notice;
        });
    }

    /** @override */
    async save() {
        const notice = await this.recordCheckins();
        if (notice) {
            await this.actionService.doAction(notice);
        }
        return Boolean(notice);
    }

    /** @override */
    async beforeExecuteActionButton({name, special}) {
        if (special === "cancel") {
            return this.beforeLeave();
        }
        if (name === "action_save") {
            await this.save();
            return false;
        }
        return super.beforeExecuteActionButton(...arguments);
    }

    /**
     * @override
     * @returns {Promise<boolean>} whether to leave
     */
    async beforeLeave({forceLeave} = {}) {
        if (forceLeave || this.isRecorded) {
            return true;
        }
        // Whoever presses twice is asked once
        this.question ??= this.askToLeave().finally(() => {
            this.question = null;
        });
        return this.question;
    }

    async askToLeave() {
        // A recording may be under way
        await this.mutex.getUnlockedDef();
        await this.readAll();
        if (!this.isUnrecorded) {
            return true;
        }
        return new Promise((resolve) => {
            let canLeave = false;
            this.dialogService.add(
                OkrUnrecordedDialog,
                {
                    record: async () => {
                        const notice = await this.recordCheckins();
                        if (notice) {
                            const {message, type} = notice.params;
                            this.notification.add(message, {type});
                            canLeave = true;
                        }
                    },
                    leave: () => {
                        canLeave = true;
                    },
                },
                {onClose: () => resolve(canLeave)}
            );
        });
    }

    /**
     * The browser asks by itself. Odoo would save the form, which records nothing.
     *
     * @override
     */
    beforeUnload(ev) {
        if (this.isUnrecorded) {
            ev.preventDefault();
            ev.returnValue = true;
        }
    }

    /**
     * Odoo would save the form of a tab that goes to the background.
     *
     * @override
     */
    beforeVisibilityChange() {
        // What was typed stays where it is.
    }
}

export const okrCheckinSessionView = {
    ...formView,
    Controller: OkrCheckinSessionController,
};

registry.category("views").add("okr_checkin_session", okrCheckinSessionView);

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";

/**
 * Let a dialog close by its cross, its arrow back or Escape only where it may. Odoo
 * closes it as soon as its dismissal is done, whatever that says: so whoever stays is
 * never done.
 *
 * @param {object} dialogData of the dialog's environment
 * @param {() => Promise<boolean>} mayClose
 */
export function askBeforeDismissal(dialogData, mayClose) {
    dialogData.dismiss = async () => {
        if (!(await mayClose())) {
            await new Promise(() => undefined);
        }
    };
}

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

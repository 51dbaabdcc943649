import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

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

/**
 * Ask whether values far beyond anything before are meant.
 *
 * @param {object} dialogService
 * @param {string[]} notes a sentence for each of them
 * @returns {Promise<boolean>} whether to go on; true where there is none
 */
export function askAboutFarValues(dialogService, notes) {
    if (!notes.length) {
        return Promise.resolve(true);
    }
    return new Promise((resolve) => {
        dialogService.add(
            ConfirmationDialog,
            {
                title: _t("Is that meant?"),
                body: notes.join("\n"),
                confirmLabel: _t("Yes, it is"),
                cancelLabel: _t("Mend it"),
                confirm: () => resolve(true),
                cancel: () => resolve(false),
            },
            {onClose: () => resolve(false)}
        );
    });
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

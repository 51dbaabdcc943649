import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {X2ManyFieldDialog} from "@web/views/fields/relational_utils";
import {extractFieldsFromArchInfo} from "@web/model/relational_model/utils";
import {registry} from "@web/core/registry";
import {useBus, useOwnedDialogs} from "@web/core/utils/hooks";

import {askBeforeDismissal} from "../../core/dialogs";

/**
 * One line of a check-in, as a phone opens it: it is filled in, and no further one is
 * made. Going back keeps what was typed.
 */
export class OkrCheckinLineDialog extends X2ManyFieldDialog {
    static template = "okr_module.OkrCheckinLineDialog";

    /** @override */
    setup() {
        super.setup();
        askBeforeDismissal(this.env.dialogData, () => this.save({}));
        useBus(this.record.model.bus, "OKR_CLOSE_LINE", ({detail}) => {
            detail.push(this.save({}));
        });
    }
}

/** The lines of a check-in: a table, or on a phone a card for each key result. */
export class OkrCheckinLinesField extends X2ManyField {
    /** @override */
    setup() {
        super.setup();
        this.addDialog = useOwnedDialogs();
        this.isLineOpen = false;
    }

    /** @override */
    async openRecord(line) {
        // The table is filled in as it stands.
        if (!this.canOpenRecord || this.isLineOpen) {
            return;
        }
        this.isLineOpen = true;
        const {list} = this;
        const archInfo = this.props.views.form;
        const record = await list.extendRecord(
            {
                ...extractFieldsFromArchInfo(archInfo, this.props.relatedFields),
                mode: "edit",
            },
            line
        );
        this.addDialog(
            OkrCheckinLineDialog,
            {
                archInfo,
                record,
                config: this.env.config,
                title: record.data.key_result_id.display_name,
                addNew: () => undefined,
                save: () => list.validateExtendedRecord(record),
            },
            {
                onClose: () => {
                    record.switchMode("readonly");
                    this.isLineOpen = false;
                },
            }
        );
    }
}

export const okrCheckinLinesField = {
    ...x2ManyField,
    component: OkrCheckinLinesField,
};

registry.category("fields").add("okr_checkin_lines", okrCheckinLinesField);

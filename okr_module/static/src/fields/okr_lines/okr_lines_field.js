import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {ListRenderer} from "@web/views/list/list_renderer";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";

const CELLS = "tbody .o_data_row .o_data_cell";

/**
 * Rows that are filled in, and neither added nor taken away. Odoo's way into a list by
 * Tab is "Add a line"; where that is not offered, it is the first cell one can fill in.
 */
export class OkrLinesRenderer extends ListRenderer {
    setup() {
        super.setup();
        useEffect(() => this.letIn());
    }

    letIn() {
        const cells = [...(this.tableRef.el?.querySelectorAll(CELLS) || [])];
        const {editedRecord} = this.props.list;
        const first = cells.find(
            (cell) => !cell.classList.contains("o_readonly_modifier")
        );
        for (const cell of cells) {
            const isDoor = !editedRecord && !this.props.readonly && cell === first;
            cell.tabIndex = isDoor ? 0 : -1;
        }
    }
}

export class OkrLinesField extends X2ManyField {
    static components = {...X2ManyField.components, ListRenderer: OkrLinesRenderer};
}

registry.category("fields").add("okr_lines", {
    ...x2ManyField,
    component: OkrLinesField,
});

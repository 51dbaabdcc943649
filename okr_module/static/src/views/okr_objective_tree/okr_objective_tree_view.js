import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {onWillRender, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

import {OkrSparkline} from "../../fields/okr_sparkline/okr_sparkline_field";
import {formatShare} from "../../core/figures";
import {statusLook} from "../../status/status";

// Fewer are shown with all they hold
const FEW = 12;

const SPECIFICATION = {
    name: {},
    objective_id: {},
    value_label: {},
    progress: {},
    status: {},
    kpi_mark: {},
    state: {},
    objective_state: {},
    can_edit: {},
    sparkline: {},
};

/**
 * Return records in the order of a tree, each with how deep it stands.
 *
 * Whose parent is not among them stands at the top.
 *
 * @param {object[]} records with ``resId`` and ``data.parent_id``
 * @param {(record: object) => boolean} isOpen
 * @returns {{record: object, depth: number, count: number}[]}
 */
export function treeRows(records, isOpen) {
    const ids = new Set(records.map(({resId}) => resId));
    const children = new Map();
    const roots = [];
    for (const record of records) {
        const parentId = record.data.parent_id?.id;
        if (ids.has(parentId) && parentId !== record.resId) {
            children.set(parentId, [...(children.get(parentId) || []), record]);
        } else {
            roots.push(record);
        }
    }
    const rows = [];
    const visit = (record, depth) => {
        const below = children.get(record.resId) || [];
        rows.push({record, depth, count: below.length});
        if (isOpen(record)) {
            below.forEach((child) => visit(child, depth + 1));
        }
    };
    roots.forEach((record) => visit(record, 0));
    return rows;
}

/** The list of objectives: a tree by alignment, with the key results in it. */
export class OkrObjectiveTreeRenderer extends ListRenderer {
    static rowsTemplate = "okr_module.OkrObjectiveTree.Rows";
    static recordRowTemplate = "okr_module.OkrObjectiveTree.RecordRow";
    static components = {...ListRenderer.components, OkrSparkline};

    /** @override */
    setup() {
        super.setup();
        this.actionService = useService("action");
        this.tree = useState({open: {}, keyResults: {}, isAllOpen: false});
        this.asked = null;
        onWillRender(() => {
            this.askKeyResults();
        });
    }

    get treeRecords() {
        const {list} = this.props;
        if (!list.isGrouped) {
            return list.records;
        }
        const records = [];
        const visit = (groups) =>
            groups.forEach(({list: inner}) =>
                inner.isGrouped ? visit(inner.groups) : records.push(...inner.records)
            );
        visit(list.groups);
        return records;
    }

    isOpen(record) {
        const {open, isAllOpen} = this.tree;
        const isShort = this.treeRecords.length <= FEW;
        return open[record.resId] ?? (isAllOpen || isShort || !record.data.parent_id);
    }

    rowsOf(list) {
        return treeRows(list.records, (record) => this.isOpen(record));
    }

    hasMore(row) {
        return row.count > 0 || row.record.data.key_result_count > 0;
    }

    /** Ask for the key results of all that is open, in one go. */
    askKeyResults() {
        if (this.props.list.model.useSampleModel) {
            return;
        }
        const records = this.treeRecords;
        const ids = records
            .filter((record) => this.isOpen(record))
            .map(({resId}) => resId);
        // What was checked in meanwhile is asked for anew.
        const key = JSON.stringify([
            ids,
            records.map(({data}) => [data.progress, data.status]),
        ]);
        if (key === this.asked) {
            return;
        }
        this.asked = key;
        this.loadKeyResults(ids);
    }

    async loadKeyResults(ids) {
        const {records} = await this.orm.webSearchRead(
            "okr.key.result",
            [["objective_id", "in", ids]],
            {
                specification: SPECIFICATION,
                order: "objective_id, sequence, id",
                context: user.context,
            }
        );
        const found = Object.fromEntries(ids.map((id) => [id, []]));
        for (const record of records) {
            found[record.objective_id]?.push(record);
        }
        Object.assign(this.tree.keyResults, found);
    }

    keyResults(record) {
        return (this.isOpen(record) && this.tree.keyResults[record.resId]) || [];
    }

    indentStyle(depth) {
        return `padding-inline-start: ${depth * 1.5}rem`;
    }

    toggleRow(record) {
        this.tree.open[record.resId] = !this.isOpen(record);
    }

    /** @param {KeyboardEvent} ev */
    onCaretKeydown(ev, record) {
        const isOpen = this.isOpen(record);
        const wanted = {ArrowRight: true, ArrowLeft: false}[ev.key];
        if (["Enter", " "].includes(ev.key) || (wanted ?? isOpen) !== isOpen) {
            this.toggleRow(record);
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    keyResultColspan() {
        return this.nbCols - (this.hasSelectors ? 1 : 0);
    }

    share(keyResult) {
        return formatShare(keyResult.progress);
    }

    look(keyResult) {
        return statusLook(
            keyResult.state === "cancelled" ? "cancelled" : keyResult.status
        );
    }

    isLive(keyResult) {
        return ["active", "done"].includes(keyResult.objective_state);
    }

    canCheckIn(keyResult) {
        return (
            keyResult.can_edit &&
            keyResult.state === "active" &&
            keyResult.objective_state === "active"
        );
    }

    openKeyResult(keyResult) {
        return this.actionService.doAction({
            type: "ir.actions.act_window",
            res_model: "okr.key.result",
            res_id: keyResult.id,
            views: [[false, "form"]],
        });
    }

    async checkIn(keyResult) {
        const action = await this.orm.call("okr.key.result", "action_check_in", [
            [keyResult.id],
        ]);
        return this.actionService.doAction(action, {
            onClose: async () => {
                this.asked = null;
                await this.props.list.model.load();
            },
        });
    }
}

export const okrObjectiveTreeView = {
    ...listView,
    Renderer: OkrObjectiveTreeRenderer,
};

registry.category("views").add("okr_objective_tree", okrObjectiveTreeView);

import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {ConnectionLostError} from "@web/core/network/rpc";
import {Layout} from "@web/search/layout";
import {Mutex} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {hasTouch} from "@web/core/browser/feature_detection";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useBus, useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

import {
    OkrUnrecordedDialog,
    askAboutFarValues,
    askBeforeDismissal,
} from "../../core/dialogs";
import {
    OkrConfidencePicker,
    OkrWordPicker,
} from "../../fields/okr_confidence_picker/okr_confidence_picker";
import {OkrSparkline} from "../../fields/okr_sparkline/okr_sparkline_field";
import {formatConfidence} from "../../core/figures";
import {formatValue} from "../../widgets/okr_curve/okr_curve_chart";
import {isSaid, newEntry, problemOf, takesNumber, valuesOf} from "./okr_checkin_entry";
import {isToday, sayDay} from "../../core/days";
import {statusLook} from "../../status/status";

const LEVELS = Array.from({length: 11}, (_level, index) => [`${index}`, `${index}`]);
const WORDS = ["on_track", "at_risk", "off_track"];
// Within so many milliseconds a 0 after a 1 makes a 10, although the eye has moved on.
const TYPING = 800;

/**
 * All check-ins that are due, on one screen: on a wide one a row for each key result,
 * on a phone a card. Nothing is recorded before "Save all", and no way out drops in
 * silence what was typed.
 */
export class OkrCheckinSession extends Component {
    static template = "okr_module.OkrCheckinSession";
    static components = {Layout, OkrConfidencePicker, OkrSparkline, OkrWordPicker};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialogService = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.mutex = new Mutex();
        this.levels = LEVELS;
        this.words = WORDS.map((word) => {
            const look = statusLook(word);
            return [word, look.word, look.className];
        });
        this.state = useState({
            rows: [],
            entries: {},
            problems: {},
            hasLostConnection: false,
            isSaving: false,
        });
        this.isRecorded = false;
        // The row whose confidence was just said to be 1
        this.one = null;
        // Where one was before a way out was tried
        this.lastFocused = null;
        useSetupAction({
            beforeLeave: (options) => this.beforeLeave(options),
            beforeUnload: (ev) => this.beforeUnload(ev),
        });
        if (this.env.inDialog) {
            // Odoo asks a screen before it goes, but no dialog.
            useBus(this.env.bus, "CLEAR-UNCOMMITTED-CHANGES", ({detail}) => {
                detail.push((options) => this.beforeLeave(options));
            });
            askBeforeDismissal(this.env.dialogData, () => this.beforeLeave());
        }
        onWillStart(() => this.load());
        onMounted(() => this.focusRow(0));
    }

    get objectiveId() {
        return this.props.action.params?.objective_id || null;
    }

    get display() {
        return this.env.inDialog ? {} : {controlPanel: {}};
    }

    async load() {
        const {rows} = await this.orm.call("okr.checkin.session", "get_data", [
            this.objectiveId,
        ]);
        for (const row of rows) {
            this.state.entries[row.id] ??= newEntry(row);
        }
        this.state.rows = rows;
    }

    // --- What the rows say ---

    entryOf(row) {
        return this.state.entries[row.id];
    }

    takesNumber(row) {
        return takesNumber(row);
    }

    isSaid(row) {
        return isSaid(row, this.entryOf(row));
    }

    get said() {
        return this.state.rows.filter((row) => this.isSaid(row));
    }

    get isUnrecorded() {
        return !this.isRecorded && this.said.length > 0;
    }

    get isAllSaid() {
        return this.said.length === this.state.rows.length;
    }

    get saveLabel() {
        const count = this.said.length;
        return count ? _t("Save all (%s)", count) : _t("Save all");
    }

    dueWords(row) {
        if (!row.due) {
            return "";
        }
        const day = sayDay(row.due);
        if (isToday(row.due)) {
            return _t("due today");
        }
        return row.is_due ? _t("due since %s", day) : _t("due %s", day);
    }

    value(row, value) {
        return formatValue(value, row);
    }

    lastWords(row) {
        return _t("On %(day)s: %(value)s", {
            day: sayDay(row.last.date),
            value: this.value(row, row.last.value),
        });
    }

    lastConfidence(row) {
        const {confidence} = row.last;
        return confidence === false ? "" : formatConfidence(confidence);
    }

    lastLook(row) {
        return statusLook(row.last.stated_status);
    }

    unit(row) {
        return row.metric_type === "percent" ? "%" : row.unit;
    }

    // --- What is said ---

    change(row, values) {
        Object.assign(this.entryOf(row), values);
        delete this.state.problems[row.id];
    }

    sameRow(row) {
        const {isSame} = this.entryOf(row);
        if (isSame) {
            this.change(row, {isSame: false});
            return;
        }
        const {value, isReached, milestones} = newEntry(row);
        this.change(row, {value, isReached, milestones, isSame: true});
    }

    /** Nothing moved on all of which nothing was said. */
    sameAll() {
        for (const row of this.state.rows) {
            if (!this.isSaid(row)) {
                this.change(row, {isSame: true});
            }
        }
        this.root.el?.ownerDocument.querySelector(".o_okr_save_all")?.focus();
    }

    undo(row) {
        this.change(row, newEntry(row));
    }

    tick(row, milestone) {
        const milestones = {...this.entryOf(row).milestones};
        milestones[milestone.id] = !milestones[milestone.id];
        this.change(row, {milestones});
    }

    chooseConfidence(row, level, isDone) {
        this.change(row, {confidence: level});
        this.one = level === "1" && isDone ? {row, at: Date.now()} : null;
        // A thumb goes where it wants; it would only open the keyboard.
        if (isDone && !hasTouch()) {
            this.focusRow(this.state.rows.indexOf(row) + 1);
        }
    }

    // --- Keys ---

    rowElement(index) {
        return this.root.el?.querySelectorAll(".o_okr_checkin_row")[index];
    }

    focus(element) {
        element?.focus();
        if (element?.matches("input[type=text]")) {
            element.select();
        }
    }

    /** Go to what is said first in a row; behind the last one, to the button. */
    focusRow(index) {
        const row = this.rowElement(index);
        if (row) {
            this.focus(row.querySelector(".o_okr_first, [role=radio][tabindex='0']"));
        } else if (index > 0) {
            this.focus(document.querySelector(".o_okr_save_all"));
        }
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
            return;
        }
        if (ev.key === "0" && this.one && Date.now() - this.one.at < TYPING) {
            this.change(this.one.row, {confidence: "10"});
            ev.preventDefault();
            ev.stopPropagation();
        }
        this.one = null;
    }

    onEnterInValue(ev, index) {
        if (ev.key === "Enter" && !ev.ctrlKey && !ev.metaKey) {
            ev.preventDefault();
            this.focus(
                this.rowElement(index).querySelector(
                    ".o_okr_levels [role=radio][tabindex='0']"
                )
            );
        }
    }

    /** As a button does; the space bar works, too. */
    onEnterInTick(ev) {
        if (ev.key === "Enter" && !ev.ctrlKey && !ev.metaKey) {
            ev.preventDefault();
            ev.target.click();
        }
    }

    onEnterInNote(ev, index) {
        if (ev.key === "Enter" && !ev.ctrlKey && !ev.metaKey && !ev.isComposing) {
            ev.preventDefault();
            this.focusRow(index + 1);
        }
    }

    // --- Saving ---

    /**
     * Record what was said, once.
     *
     * @returns {Promise<object|null>} the server's answer; null where something has to
     *      be mended first
     */
    record() {
        return this.mutex.exec(async () => {
            const {said} = this;
            if (this.isRecorded || !said.length) {
                return null;
            }
            this.showProblems(
                said.map((row) => ({
                    key_result_id: row.id,
                    message: problemOf(row, this.entryOf(row)),
                }))
            );
            if (Object.keys(this.state.problems).length) {
                return null;
            }
            this.state.isSaving = true;
            try {
                const rows = said.map((row) => valuesOf(row, this.entryOf(row)));
                const far = await this.orm.call("okr.checkin.session", "get_far", [
                    rows,
                ]);
                this.state.hasLostConnection = false;
                if (!(await askAboutFarValues(this.dialogService, far))) {
                    return null;
                }
                const answer = await this.orm.call("okr.checkin.session", "save", [
                    rows,
                ]);
                if (answer.problems.length) {
                    // What others have said meanwhile belongs on the screen.
                    await this.load();
                    this.showProblems(answer.problems);
                    return null;
                }
                this.isRecorded = true;
                return answer;
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
                this.state.hasLostConnection = true;
                return null;
            } finally {
                this.state.isSaving = false;
            }
        });
    }

    showProblems(problems) {
        this.state.problems = Object.fromEntries(
            problems
                .filter(({message}) => message)
                .map(({key_result_id: id, message}) => [id, message])
        );
        const first = this.state.rows.findIndex(({id}) => this.state.problems[id]);
        if (first >= 0) {
            this.rowElement(first)?.scrollIntoView({block: "nearest"});
            this.focusRow(first);
        }
    }

    thank({saved, asked}) {
        const thanks =
            saved > 1
                ? _t("%s check-ins recorded. Thank you!", saved)
                : _t("Check-in recorded. Thank you!");
        this.notification.add([thanks, ...asked].join(" "), {type: "success"});
    }

    async save() {
        if (!this.said.length) {
            this.notification.add(
                _t("Nothing is said yet. If nothing moved, say so with one press."),
                {type: "info"}
            );
            return;
        }
        const answer = await this.record();
        if (!answer) {
            return;
        }
        this.thank(answer);
        await this.leave();
    }

    leave() {
        return this.env.inDialog
            ? this.action.doAction({type: "ir.actions.act_window_close"})
            : this.action.doAction("okr", {clearBreadcrumbs: true});
    }

    // --- Leaving ---

    async close() {
        if (await this.beforeLeave()) {
            await this.action.doAction({type: "ir.actions.act_window_close"});
        }
    }

    /** @returns {Promise<boolean>} whether to leave */
    async beforeLeave({forceLeave} = {}) {
        if (forceLeave || this.isRecorded) {
            return true;
        }
        // Whoever presses twice is asked once.
        this.question ??= this.askToLeave().finally(() => {
            this.question = null;
        });
        return this.question;
    }

    async askToLeave() {
        // A recording may be under way.
        await this.mutex.getUnlockedDef();
        if (!this.isUnrecorded) {
            return true;
        }
        const place = this.lastFocused;
        const canLeave = await this.askToRecord();
        if (!canLeave && !Object.keys(this.state.problems).length) {
            // Odoo goes back to what was pressed last, the menu; that done, one is where
            // one was
            await new Promise((resolve) => setTimeout(resolve));
            this.focus(place?.isConnected ? place : null);
        }
        return canLeave;
    }

    /** @returns {Promise<boolean>} whether to leave */
    askToRecord() {
        return new Promise((resolve) => {
            let canLeave = false;
            this.dialogService.add(
                OkrUnrecordedDialog,
                {
                    record: async () => {
                        const answer = await this.record();
                        if (answer) {
                            this.thank(answer);
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

    /** The browser asks by itself. */
    beforeUnload(ev) {
        if (this.isUnrecorded) {
            ev.preventDefault();
            ev.returnValue = true;
        }
    }
}

registry.category("actions").add("okr_checkin_session", OkrCheckinSession);

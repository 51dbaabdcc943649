import {Component, useRef} from "@odoo/owl";
import {localization} from "@web/core/l10n/localization";

// Within so many milliseconds a 0 after a 1 makes a 10.
const TYPING = 800;

/**
 * A choice of one out of some by one touch or one key; no choice is one, too.
 *
 * ``onChoose`` hears of each choice, and whether it was made by a digit or a touch and
 * is thereby done: arrows go on.
 */
export class OkrLevelPicker extends Component {
    static template = "okr_module.OkrLevelPicker";
    static props = {
        id: {type: String, optional: true},
        label: String,
        // Pairs of a value and its word, or triples with a class for its looks
        levels: Array,
        value: {type: [String, Boolean]},
        required: {type: Boolean, optional: true},
        onChoose: Function,
    };

    setup() {
        this.root = useRef("root");
        this.typedAt = 0;
    }

    get index() {
        return this.props.levels.findIndex(([level]) => level === this.props.value);
    }

    /**
     * One stop for the Tab key, as in any group of radio buttons.
     *
     * @param {number} index
     * @returns {number}
     */
    tabIndex(index) {
        return index === Math.max(this.index, 0) ? 0 : -1;
    }

    choose(level, isDone = true) {
        return this.props.onChoose(level, isDone);
    }

    clear() {
        if (this.props.value && !this.props.required) {
            this.focus(0);
            this.choose(false, false);
        }
    }

    focus(index) {
        this.root.el.querySelectorAll("[role=radio]")[index]?.focus();
    }

    /**
     * Index of the level that is typed, -1 where the key stands for none.
     *
     * @param {string} key
     * @returns {number}
     */
    typed(key) {
        const {levels} = this.props;
        if (key === "0" && Date.now() - this.typedAt < TYPING) {
            const ten = levels.findIndex(([level]) => level === "10");
            if (ten >= 0) {
                return ten;
            }
        }
        this.typedAt = key === "1" ? Date.now() : 0;
        return levels.findIndex(([level]) => level === key);
    }

    /**
     * Index of the level that a key moves to, null where it moves to none.
     *
     * @param {string} key
     * @returns {number|null}
     */
    target(key) {
        const last = this.props.levels.length - 1;
        const forward = localization.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
        const backward = localization.direction === "rtl" ? "ArrowRight" : "ArrowLeft";
        if (key === forward || key === "ArrowUp") {
            return this.index < 0 ? 0 : Math.min(this.index + 1, last);
        }
        if (key === backward || key === "ArrowDown") {
            return Math.max(this.index - 1, 0);
        }
        return {Home: 0, End: last}[key] ?? null;
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        if (["Delete", "Backspace"].includes(ev.key)) {
            this.clear();
        } else {
            const typed = this.typed(ev.key);
            const target = typed >= 0 ? typed : this.target(ev.key);
            if (target === null) {
                return;
            }
            this.focus(target);
            this.choose(this.props.levels[target][0], typed >= 0);
        }
        // An editable list would go to the next cell, a page would scroll.
        ev.preventDefault();
        ev.stopPropagation();
    }
}

/** How sure somebody is: a level from 0 to 10. */
export class OkrConfidencePicker extends Component {
    static template = "okr_module.OkrConfidencePicker";
    static components = {OkrLevelPicker};
    static props = {
        id: {type: String, optional: true},
        label: String,
        levels: Array,
        value: {type: [String, Boolean]},
        required: {type: Boolean, optional: true},
        onChoose: Function,
    };

    get canClear() {
        return Boolean(this.props.value) && !this.props.required;
    }

    clear(ev) {
        if (this.canClear) {
            const group = ev.target.closest(".o_okr_confidence_picker");
            group.querySelector("[role=radio]").focus();
            this.props.onChoose(false, false);
        }
    }
}

/** A word out of a few: the digits stand for the first, the second and so on. */
export class OkrWordPicker extends OkrLevelPicker {
    typed(key) {
        return this.props.levels.findIndex((_level, index) => key === `${index + 1}`);
    }
}

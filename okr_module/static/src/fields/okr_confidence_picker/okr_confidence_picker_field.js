import {Component, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A choice from 0 to 10 by one touch or one key; no choice is one, too. */
export class OkrConfidencePickerField extends Component {
    static template = "okr_module.OkrConfidencePickerField";
    static props = {
        ...standardFieldProps,
        required: {type: Boolean, optional: true},
    };

    setup() {
        this.root = useRef("root");
    }

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get levels() {
        return this.field.selection;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get index() {
        return this.levels.findIndex(([level]) => level === this.value);
    }

    get label() {
        return this.field.string || _t("Confidence");
    }

    get words() {
        return this.value ? `${this.value}/${this.levels.at(-1)[0]}` : "–";
    }

    get canClear() {
        return Boolean(this.value) && !this.props.required;
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

    choose(level) {
        return this.props.record.update({[this.props.name]: level});
    }

    clear() {
        if (this.canClear) {
            this.focus(0);
            this.choose(false);
        }
    }

    focus(index) {
        this.root.el.querySelectorAll("[role=radio]")[index]?.focus();
    }

    /**
     * Index of the level that a key goes to, null where it goes to none.
     *
     * @param {string} key
     * @returns {number|null}
     */
    target(key) {
        const last = this.levels.length - 1;
        const forward = localization.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
        const backward = localization.direction === "rtl" ? "ArrowRight" : "ArrowLeft";
        if (key === forward || key === "ArrowUp") {
            return this.index < 0 ? 0 : Math.min(this.index + 1, last);
        }
        if (key === backward || key === "ArrowDown") {
            return Math.max(this.index - 1, 0);
        }
        const typed = this.levels.findIndex(([level]) => level === key);
        const named = {Home: 0, End: last}[key];
        return named ?? (typed < 0 ? null : typed);
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        if (["Delete", "Backspace"].includes(ev.key)) {
            this.clear();
        } else {
            const target = this.target(ev.key);
            if (target === null) {
                return;
            }
            this.focus(target);
            this.choose(this.levels[target][0]);
        }
        // An editable list would go to the next cell, a page would scroll.
        ev.preventDefault();
        ev.stopPropagation();
    }
}

export const okrConfidencePickerField = {
    component: OkrConfidencePickerField,
    displayName: _t("OKR confidence, to choose"),
    supportedTypes: ["selection"],
    listViewWidth: [300, 420],
    extractProps: (_fieldInfo, dynamicInfo) => ({required: dynamicInfo.required}),
};

registry.category("fields").add("okr_confidence_picker", okrConfidencePickerField);

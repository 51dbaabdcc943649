import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Hints for what somebody writes, each folded to its sentence; unfolded it says why.
 *
 * They come from the server with every change and vanish when mended. A fold of the
 * browser's own serves keyboard and screen reader alike.
 */
export class OkrHintsField extends Component {
    static template = "okr_module.OkrHintsField";
    static props = {
        ...standardFieldProps,
        fields: {type: Array, element: String, optional: true},
    };

    get hints() {
        const {fields, name, record} = this.props;
        const hints = record.data[name] || [];
        return fields ? hints.filter(({field}) => fields.includes(field)) : hints;
    }
}

export const okrHintsField = {
    component: OkrHintsField,
    displayName: _t("OKR hints"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Hints about these fields"),
            name: "fields",
            type: "string",
            help: _t("Names of fields; without any, all hints are shown."),
        },
    ],
    extractProps: ({options}) => ({fields: options.fields}),
};

registry.category("fields").add("okr_hints", okrHintsField);

/** The kinds of hints of a record, each once, for lists and cards. */
export class OkrHintTagsField extends Component {
    static template = "okr_module.OkrHintTagsField";
    static props = {...standardFieldProps};

    get tags() {
        const tags = new Map();
        for (const hint of this.props.record.data[this.props.name] || []) {
            const {code, label, sentence, key_result: keyResult} = hint;
            const tag = tags.get(code) || {code, label, sentences: []};
            tag.sentences.push(keyResult ? `${keyResult}: ${sentence}` : sentence);
            tags.set(code, tag);
        }
        return [...tags.values()].map((tag) => ({
            ...tag,
            text:
                tag.sentences.length > 1
                    ? `${tag.label} × ${tag.sentences.length}`
                    : tag.label,
            title: tag.sentences.join("\n"),
        }));
    }
}

export const okrHintTagsField = {
    component: OkrHintTagsField,
    displayName: _t("Kinds of OKR hints"),
    supportedTypes: ["json"],
    listViewWidth: [220, 420],
};

registry.category("fields").add("okr_hint_tags", okrHintTagsField);

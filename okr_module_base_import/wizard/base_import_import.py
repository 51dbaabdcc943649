from odoo import api, models

from odoo.addons.base_import.models.base_import import FIELDS_RECURSION_LIMIT


class BaseImportImport(models.TransientModel):
    """Imports of ours: the words on the screen are the headers."""

    _inherit = "base_import.import"

    @api.model
    def get_fields_tree(self, model, depth=FIELDS_RECURSION_LIMIT):
        """Offer of our models what people write, and nothing that the system keeps."""
        tree = super().get_fields_tree(model, depth)
        Model = self.env[model]
        if not hasattr(Model, "_is_technical_field"):
            return tree
        return [each for each in tree if self._okr_is_offered(Model, each["name"])]

    def execute_import(self, fields, columns, options, dryrun=False):
        # Taken now: Odoo takes some of the options away
        before = options.get("skip", 0) + bool(options.get("has_headers"))
        result = super().execute_import(fields, columns, options, dryrun)
        if self.res_model.startswith("okr."):
            for message in result.get("messages", ()):
                self._okr_name_row(message, before)
        return result

    def _get_mapping_suggestion(
        self, header, fields_tree, header_types, mapping_fields
    ):
        path = self._okr_path(header, fields_tree, mapping_fields)
        if path:
            return {"field_path": path}
        return super()._get_mapping_suggestion(
            header, fields_tree, header_types, mapping_fields
        )

    # --- BUSINESS ---

    @api.model
    def _okr_is_offered(self, Model, name):
        field = Model._fields.get(name)
        return not field or not (
            name.startswith(("message_", "activity_"))
            or Model._is_technical_field(field)
        )

    @api.model
    def _okr_path(self, header, fields_tree, mapping_fields):
        """Return where a header of a key result leads to from an objective.

        :return: list of names, None where it is for Odoo to find
        """
        if (
            self.res_model != "okr.objective"
            or fields_tree[:1] == []
            or fields_tree[0]["model_name"] != self.res_model
            or "/" in header
            or header.lower() in mapping_fields
        ):
            return None
        own = self._okr_named(header, fields_tree)
        if own and own["name"] != "key_result_ids":
            return None
        [parts] = [each for each in fields_tree if each["name"] == "key_result_ids"]
        if own:
            # In some languages one key result and several are one word
            return ["key_result_ids", "name"]
        part = self._okr_named(header, parts["fields"])
        return part and ["key_result_ids", part["name"]]

    @api.model
    def _okr_named(self, header, fields_tree):
        """Return what is called as a header, in one's own language or in English."""
        sought = header.strip().casefold()
        english = self.with_context(lang="en_US").env["ir.model.fields"]
        for each in fields_tree:
            labels = english.get_field_string(each["model_name"])
            names = (each["name"], each["string"], labels.get(each["name"], ""))
            if sought in (name.casefold() for name in names):
                return each
        return None

    @api.model
    def _okr_name_row(self, message, before):
        """Have a message name the row that people see in their file.

        :param before: number of rows above the first one that was read
        """
        rows = message.get("rows")
        if not rows or "record" not in message:
            return
        # Where lines below one another are one record, its first one is named
        message["record"] = rows["from"] + before + 1
        if not message.get("field"):
            rows["to"] = rows["from"]

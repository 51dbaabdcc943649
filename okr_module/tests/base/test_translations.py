import csv
import io
import re
from pathlib import Path
from unittest.mock import patch

import polib
from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import tagged
from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger
from odoo.tools.translate import TranslationModuleReader, trans_export

TOOLTIP = re.compile(r'(?:title|aria-label|placeholder|alt)="([^"]*[a-z][^"]*)"')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?[a-z][^>]*>")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """What the addons say is all known to translators, and said in Vietnamese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addons = (
            cls.env["ir.module.module"]
            .search([("name", "=like", "okr_module%"), ("state", "=", "installed")])
            .mapped("name")
        )

    def _exported(self, addons):
        """Return the texts of addons as ``(addon, text)``.

        Without the names of cycles in demo data: they follow today's date.
        """
        with io.BytesIO() as buffer, mute_logger("odoo.tools.translate"):
            trans_export(None, addons, buffer, "csv", self.env)
            text = io.StringIO(buffer.getvalue().decode(), newline="")
        return {
            (row["module"], row["src"])
            for row in csv.DictReader(text)
            if (row["type"], row["name"]) != ("model", "okr.cycle,name")
        }

    def _said(self):
        """Return all texts that can be translated, by addon.

        Odoo looks for those in files in every addon that there is, so that is done once
        for all. A record of two addons it then takes for one's, so these are asked for
        addon by addon.
        """
        found = self._exported(self.addons)
        with patch.object(TranslationModuleReader, "_export_translatable_resources"):
            for addon in self.addons:
                found |= self._exported([addon])
        said = {addon: set() for addon in self.addons}
        for addon, text in found:
            said[addon].add(text)
        return said

    def _file(self, addon, name):
        path = Path(get_module_path(addon), "i18n", name)
        return polib.pofile(str(path)) if path.exists() else polib.POFile()

    def test_templates_and_vietnamese_are_complete(self):
        for addon, said in self._said().items():
            with self.subTest(addon=addon):
                template = {e.msgid for e in self._file(addon, f"{addon}.pot")}
                self.assertFalse(sorted(said - template), "not in the template")
                vietnamese = {
                    entry.msgid
                    for entry in self._file(addon, "vi.po")
                    if entry.msgstr and not entry.fuzzy and not entry.obsolete
                }
                self.assertFalse(sorted(said - vietnamese), "not in Vietnamese")

    def test_placeholders_stay(self):
        for addon in self.addons:
            for entry in self._file(addon, "vi.po"):
                kept = [
                    sorted(PLACEHOLDER.findall(TOOLTIP.sub("", text)))
                    for text in (entry.msgid, entry.msgstr)
                ]
                self.assertEqual(*kept, entry.msgid)

    def test_tooltips_within_a_text_are_vietnamese_too(self):
        """What stands in an attribute is read, too, though translators overlook it."""
        for addon in self.addons:
            for entry in self._file(addon, "vi.po"):
                english = TOOLTIP.findall(entry.msgid)
                vietnamese = TOOLTIP.findall(entry.msgstr)
                self.assertEqual(len(english), len(vietnamese), entry.msgid)
                for one, other in zip(english, vietnamese, strict=True):
                    self.assertNotEqual(one, other, entry.msgid)

    def _labels_for_nobody(self, model, node):
        """Yield the fields that show a label that no translator sees.

        Cards of a kanban show none.
        """
        for child in node.iterchildren(etree.Element):
            if child.tag == "kanban":
                continue
            inner, name = model, child.get("name") or child.get("for")
            if child.tag in ("field", "label") and name in model._fields:
                field = model._fields[name]
                is_named = child.get("string") or child.get("nolabel")
                is_hidden = {"1", "True"} & {
                    child.get("invisible"),
                    child.get("column_invisible"),
                }
                is_told = field.export_string_translation is not False
                if not (is_named or is_hidden or is_told):
                    yield name
                if field.comodel_name:
                    inner = self.env[field.comodel_name]
            yield from self._labels_for_nobody(inner, child)

    def test_what_stands_on_a_form_is_known_to_translators(self):
        """The reason for a change stood in English among Vietnamese labels."""
        views = self.env["ir.ui.view"].search(
            [
                ("model", "=like", "okr.%"),
                ("type", "in", ("form", "list")),
                ("inherit_id", "=", False),
            ]
        )
        for view in views:
            model = self.env[view.model]
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            with self.subTest(view=view.xml_id):
                self.assertFalse(sorted(self._labels_for_nobody(model, arch)))

    def test_a_vietnamese_reads_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["okr_module"], ["vi_VN"])
        fields = self.env["okr.objective"].with_context(lang="vi_VN").fields_get()
        self.assertEqual(fields["progress"]["string"], "Tiến độ")
        self.assertIn(
            "Kết quả then chốt",
            self.env["okr.objective"]
            .with_context(lang="vi_VN")
            .get_view(view_type="form")["arch"],
        )

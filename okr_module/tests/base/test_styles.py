from odoo.tests import tagged
from odoo.tests.common import TransactionCase


@tagged("post_install", "-at_install")
class TestStyles(TransactionCase):
    """Our styles compile, in light, in dark and from right to left."""

    def _style(self, bundle, **options):
        assets = self.env["ir.qweb"]._get_asset_bundle(bundle, js=False, **options)
        attachment = assets.css()
        self.assertFalse(assets.css_errors)
        return attachment.raw.decode()

    def test_light(self):
        self.assertIn(".o_okr_status.badge", self._style("web.assets_web"))

    def test_a_presentation_is_printed_on_its_side(self):
        """And nothing else is: a page of another kind has another name."""
        style = "".join(self._style("web.assets_web").split())
        self.assertIn("@pageokr-present{size:landscape", style)
        self.assertIn("html:has(.o_okr_present){page:okr-present", style)
        self.assertNotIn("@page{size:landscape", style)

    def test_what_phones_and_dialogs_have_no_use_for_is_hidden(self):
        style = self._style("web.assets_web")
        for selector in (
            ".o_okr_app .modal .o_okr_from_template",
            ".o_okr_app .o_control_panel:has(+ .o_okr_home,",
        ):
            self.assertIn(
                "display: none", style.partition(selector)[2].partition("}")[0]
            )

    def test_what_lists_write_from_left_to_right_is_mirrored(self):
        """A bar in a list runs where one reads on: rtlcss turns what is said."""
        style = self._style("web.assets_web")
        for name in ("o_okr_progress", "o_okr_week_change"):
            rule = style.partition(f".{name}{{")[2].partition("}")[0]
            self.assertIn("direction: ltr", rule)
        self.assertIn(".o_rtl .o_okr_sparkline", style)
        path = style.partition(".o_okr_home_path a{")[2].partition("}")[0]
        self.assertIn("unicode-bidi: isolate", path)

    def test_odoo_has_our_styles_in_its_dark_bundle(self):
        self.assertIn(".o_okr_status.badge", self._style("web.assets_web_dark"))

    def test_on_dark_our_colours_are_others(self):
        """They follow Odoo's variables, none is written down."""
        light = self._style("web.assets_web")
        dark = self._style("okr_module.assets_dark_tests")
        for name in ("o_okr_on_track", "o_okr_at_risk", "o_okr_no_data"):
            rules = [
                style[style.index(f".{name}") :].partition("}")[0]
                for style in (light, dark)
            ]
            self.assertIn("--okr-status-background", rules[0])
            self.assertNotEqual(*rules)

from odoo.tests import tagged

from ..pages_common import PagesCommon

# 350 letters, as somebody once wrote who did not want to leave anything out
LONG = "Whoever looks for the light in any weather finds it from every deck, " * 5
#: fails where a name is cut off, a column has no room, or the list leaves the screen
CHECK = """
const row = [...document.querySelectorAll(".o_data_row")].find((each) =>
    each.textContent.includes("Whoever looks for the light")
);
const name = row.querySelector("td[name=name], td[name=key_result_id]");
const told = [];
if (name.scrollWidth > name.clientWidth + 1 || name.clientWidth < 150) {
    told.push(`the name has ${name.clientWidth} of ${name.scrollWidth} pixels`);
}
for (const head of document.querySelectorAll("thead th[data-name]")) {
    if (head.clientWidth < 50) {
        told.push(`${head.dataset.name} has ${head.clientWidth} pixels`);
    }
}
const table = document.querySelector(".o_list_table");
const {clientWidth} = table.closest(".o_list_renderer");
if (table.scrollWidth > clientWidth + 1) {
    told.push(`the list has ${table.scrollWidth} of ${clientWidth} pixels`);
}
if (told.length) {
    console.error(told.join("; "));
} else {
    console.log("test successful");
}
"""
READY = "Boolean(document.querySelector('.o_data_row .o_data_cell'))"


@tagged("post_install", "-at_install")
class TestLongTitles(PagesCommon):
    """A very long title is read whole, and squeezes no other column."""

    browser_size = "1400x900"

    def _look(self, path):
        self.browser_js(path, CHECK, READY, login="okr_lamp")

    def test_of_a_key_result(self):
        self.oil.name = LONG
        self._look("/odoo/okr-key-results?view_type=list")

    def test_of_an_objective(self):
        self.goal.name = LONG
        self._look("/odoo/okr-objectives?view_type=list")

    def test_of_a_key_result_that_wants_help(self):
        self.oil.name = LONG
        self.oil.check_in(3, note="The barrels leak", help_needed=True)
        self._look("/odoo/okr-help?view_type=list")

    def test_of_a_key_result_that_was_checked_in_on(self):
        self.oil.name = LONG
        self.oil.check_in(3)
        self._look("/odoo/okr-checkins?view_type=list")

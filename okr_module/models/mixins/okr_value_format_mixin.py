from babel import Locale

from odoo import api, models
from odoo.tools import babel_locale_parse


class OkrValueFormatMixin(models.AbstractModel):
    """Values of a metric in words.

    A model that inherits has ``metric_type``, ``unit`` and ``currency_id``.
    """

    _name = "okr.value.format.mixin"
    _description = "Values in words"

    def _format_value(self, *values, between=" – "):
        """Return values with their unit, said once, in the reader's language.

        :param values: floats in the metric's own unit
        :param between: what stands between them
        """
        self.ensure_one()
        if self.env["res.lang"]._get_data(code=self.env.lang or "").direction == "rtl":
            # It points where one reads on
            between = between.replace("→", "←")
        digits = max(self._digits(value) for value in values)
        numbers = [
            self.env["ir.qweb.field.float"].value_to_html(value, {"precision": digits})
            for value in values
        ]
        unit = self.unit
        if self.metric_type == "currency" and self.currency_id:
            unit = self.currency_id.symbol
            if self.currency_id.position == "before":
                return between.join(f"{unit}{number}" for number in numbers)
        elif self.metric_type == "percent":
            # "85%" in English, "85 %" in French
            before, after = self._percent_signs()
            return f"{before}{between.join(numbers)}{after}"
        joined = between.join(numbers)
        return f"{joined} {unit}" if unit else joined

    @api.model
    def _percent_signs(self):
        """Return what stands before and after a percentage in the reader's language."""
        locale = babel_locale_parse(self.env.lang) or Locale("en", "US")
        pattern = locale.percent_formats[None]
        return pattern.prefix[0], pattern.suffix[0]

    @api.model
    def _digits(self, value):
        """Return how many decimals a value needs to be read: none where it is large."""
        if abs(value) >= 1000:
            return 0
        return next((n for n in (0, 1) if round(value, n) == value), 2)

from odoo import api, models


class OkrKeyResult(models.Model):
    """The values of a key result in words, for people to read."""

    _inherit = "okr.key.result"

    # --- COMPUTE ---

    @api.depends(
        "metric_type",
        "direction",
        "start_value",
        "target_value",
        "range_min",
        "range_max",
        "current_value",
        "unit",
        "currency_id",
    )
    def _compute_value_label(self):
        for key_result in self:
            key_result.value_label = key_result._value_in_words()

    # --- BUSINESS ---

    def _value_in_words(self):
        self.ensure_one()
        if self.metric_type == "boolean":
            return self.env._("Yes") if self.current_value else self.env._("Not yet")
        if self.metric_type == "milestone":
            reached = [is_reached for _weight, is_reached in self._steps()]
            return self.env._(
                "%(reached)s of %(all)s", reached=sum(reached), all=len(reached)
            )
        current, start, target = self.current_value, self.start_value, self.target_value
        if self.direction == "range":
            bounds = self._format_value(self.range_min, self.range_max)
            return f"{self._format_value(current)} ({bounds})"
        if self.direction == "at_least":
            return self.env._(
                "%(value)s (at least %(bound)s)",
                value=self._format_value(current),
                bound=self._format_value(target),
            )
        if self.direction == "at_most":
            return self.env._(
                "%(value)s (at most %(bound)s)",
                value=self._format_value(current),
                bound=self._format_value(target),
            )
        return self._format_value(start, current, target, between=" → ")

    def _format_value(self, *values, between=" – "):
        """Return values with their unit, said once, in the reader's language.

        :param values: floats in the metric's own unit
        :param between: what stands between them
        """
        self.ensure_one()
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
            unit = "%"
        joined = between.join(numbers)
        return f"{joined} {unit}" if unit else joined

    @api.model
    def _digits(self, value):
        """Return how many decimals a value needs to be read: none where it is large."""
        if abs(value) >= 1000:
            return 0
        return next((n for n in (0, 1) if round(value, n) == value), 2)

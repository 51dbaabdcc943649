from odoo import api, models


class OkrKeyResult(models.Model):
    """The values of a key result in words, for people to read."""

    _name = "okr.key.result"
    _inherit = ["okr.key.result", "okr.value.words"]

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

from odoo import fields, models
from odoo.fields import Command

from ...arithmetic.rollover import continued, moved_day, moved_points, rescaled


class OkrKeyResult(models.Model):
    """The part of a plan that a key result is, in another cycle."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    origin_id = fields.Many2one(
        "okr.key.result",
        string="Continues",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The key result of an earlier cycle that goes on in this one.",
    )

    # --- BUSINESS ---

    def _continued_objectives(self):
        return self.origin_id.objective_id

    def _fit_copy_to_span(self, vals, old, new):
        """Return values of a copy such that its days lie in the span it comes to.

        :param old: :class:`Span` the plan lies in, None without one
        :param new: :class:`Span` the copy comes to, None without one
        """
        self.ensure_one()
        vals = dict(vals)
        if self.kpi_id and not self._may_link_kpi():
            for name in self._kpi_link_fields():
                vals.pop(name, None)
            if vals.get("plan_kind") == "seasonal":
                vals.pop("plan_kind")
        if old == new:
            return vals
        vals.update(kpi_date_start=False, kpi_date_end=False)
        vals.update(self._moved_plan_days(old, new))
        if new is None:
            return vals
        points = [(point.date, point.value) for point in self.plan_ids]
        vals["plan_ids"] = [
            Command.create({"date": day, "value": value})
            for day, value in moved_points(points, old, new)
        ]
        if old is not None:
            lines = [*vals.get("milestone_ids", ()), *vals.get("initiative_ids", ())]
            for _command, _zero, line in lines:
                day = fields.Date.to_date(line.get("date_deadline"))
                if day:
                    line["date_deadline"] = moved_day(day, old, new)
        return vals

    def _moved_plan_days(self, old, new):
        """Return the days that people set for the plan, as they lie in another span.

        :param old: :class:`Span` they lie in, None without one
        :param new: :class:`Span` they come to, None without one
        """
        self.ensure_one()
        names = ("date_start_given", "date_end_given")
        if old is None or new is None:
            return dict.fromkeys(names, False)
        return {
            name: moved_day(self[name], old, new) if self[name] else False
            for name in names
        }

    def _may_link_kpi(self):
        """Tell whether the caller may link the figure that it is linked to."""
        kpi = self.sudo().kpi_id.sudo(False)
        return self.env.su or bool(kpi._filtered_linkable())

    def _continue(self, vals, values, all_milestones):
        """Make values of a copy those of a key result that goes on.

        :param values: ``(start, target)`` of the copy, None to keep those it has
        :return: whether something of it is left to do
        """
        self.ensure_one()
        vals["origin_id"] = self.id
        if self.user_id and not self.user_id.active:
            vals.pop("user_id", None)
        self._continue_work(vals, all_milestones)
        if self.metric_type == "milestone" and not all_milestones:
            lines = zip(
                self.milestone_ids.sorted("id"),
                vals.get("milestone_ids", ()),
                strict=True,
            )
            left = [line for milestone, line in lines if not milestone.is_reached]
            work = self.is_work_counted and vals["initiative_ids"]
            if self._milestone_parts() and not (left or work):
                return False
            vals["milestone_ids"] = left
        if values is None or self._has_no_way():
            return True
        old, new = (self.start_value, self.target_value), tuple(values)
        vals["start_value"], vals["target_value"] = new
        for _command, _zero, point in vals.get("plan_ids", ()):
            point["value"] = rescaled(point["value"], old, new)
        if self.direction in ("increase", "decrease") and new[0] != new[1]:
            vals["direction"] = "increase" if new[1] > new[0] else "decrease"
        return True

    def _continue_work(self, vals, all_milestones):
        """Leave out of a copy the work that is done; who has left does none of it."""
        work = zip(
            self._initiatives_to_copy(), vals.get("initiative_ids", ()), strict=True
        )
        left = [(w, line) for w, line in work if all_milestones or w.state != "done"]
        for initiative, (_command, _zero, values) in left:
            if initiative.user_id and not initiative.user_id.active:
                values["user_id"] = False
        vals["initiative_ids"] = [line for _initiative, line in left]

    def _has_no_way(self):
        """Tell whether start and target are no numbers that one could go on from."""
        self.ensure_one()
        return self.metric_type in ("boolean", "milestone")

    def _values_to_continue(self):
        """Return ``(start, target)`` with which it goes on where it stood.

        A figure that adds up over a cycle begins anew with each: it is the same
        number again that is to be reached.
        """
        self.ensure_one()
        kept = self.start_value, self.target_value
        kpi = self.sudo().kpi_id
        adds_up = kpi and kpi._adds_up()
        if self._has_no_way() or adds_up or not self.last_checkin_date:
            return kept
        return continued(self.direction, *kept, self.current_value)

    # --- PLANNING ---

    def _move_plan(self, old, new):
        """Move the days of the plan from one span to another.

        :param old: :class:`Span` they lie in, None where there was none
        :param new: :class:`Span` they are to lie in
        """
        points = [
            {"key_result_id": key_result.id, "date": day, "value": value}
            for key_result in self
            for day, value in moved_points(
                [(point.date, point.value) for point in key_result.plan_ids], old, new
            )
        ]
        for key_result in self:
            moved = key_result._moved_plan_days(old, new)
            if any(key_result[name] for name in moved):
                key_result.write(moved)
        # Made anew: moved one by one, two could meet on a day on their way.
        self.plan_ids.unlink()
        self.env["okr.plan.point"].create(points)
        if old is None:
            return
        for milestone in self.milestone_ids.filtered("date_deadline"):
            milestone.date_deadline = moved_day(milestone.date_deadline, old, new)
        for work in self.initiative_ids.filtered("date_deadline"):
            work.date_deadline = moved_day(work.date_deadline, old, new)

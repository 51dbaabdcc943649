from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class OkrObjective(models.Model):
    """An objective that goes on in another cycle, as a copy of its plan.

    Everything that is a plan comes along and nothing that is history. Odoo's own
    Duplicate follows the same rule. Of key results, their days, milestones and work:
    ``key_result/okr_key_result_rollover.py``. Out of a template:
    ``template/okr_template.py``.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    origin_id = fields.Many2one(
        "okr.objective",
        string="Continues",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The objective of an earlier cycle that goes on in this one.",
    )
    continuation_ids = fields.One2many(
        "okr.objective", "origin_id", string="Continued by"
    )

    # --- CRUD ---

    def copy_data(self, default=None):
        """Return the values of copies: the plan, fit for the cycle it comes to.

        A copy of what is closed goes to the cycle that runs now. What its reader
        may not read, and what is closed or dropped, it is not aligned to.
        """
        vals_list = super().copy_data(default)
        given = set(default or ())
        aligned = self.parent_id | self.supported_objective_ids
        takers = set(aligned._takes_alignment().ids)
        for objective, vals in zip(self, vals_list, strict=True):
            if "cycle_id" not in given and objective.cycle_id.state == "closed":
                current = self.env["okr.cycle"]._current(objective.company_id)
                vals["cycle_id"] = current.id
            objective._fit_copy(vals, given, takers)
        return vals_list

    # --- ACTIONS AND API ---

    def action_rollover(self):
        """Open the dialog that copies plans into another cycle.

        :raise AccessError: if the caller may not read one of them
        """
        self.check_access("read")
        newest = self.cycle_id.sorted("date_end")[-1:]
        return self.env["okr.rollover"]._open(self, newest)

    def action_plan_into_cycle(self):
        """Open the dialog that gives drafts a cycle."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan into a cycle"),
            "res_model": "okr.plan.cycle",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_objective_ids": [Command.set(self.ids)]},
        }

    # --- BUSINESS ---

    def _check_may_be_continued(self):
        """Refuse continuing what is another's.

        What is aligned to an objective goes on aligned to what continues it.
        """
        for objective in self:
            if not objective.can_create:
                raise AccessError(
                    self.env._(
                        "%s is not yours to continue: ask its owner.",
                        objective.display_name,
                    )
                )

    def _fit_copy(self, vals, given, takers):
        """Change the values of a copy so that they fit the cycle it comes to.

        :param given: names of the values that are not the original's
        :param takers: ids of the objectives that a copy may be aligned to
        """
        self.ensure_one()
        cycle = self.env["okr.cycle"].browse(vals.get("cycle_id") or ())
        if "parent_id" not in given and self.parent_id.id not in takers:
            vals.update(parent_id=False, parent_key_result_id=False)
        if "supported_objective_ids" not in given:
            kept = [i for i in self.supported_objective_ids.ids if i in takers]
            vals["supported_objective_ids"] = [Command.set(kept)]
        if "key_result_ids" in given:
            return
        spans = self.cycle_id._span(), cycle._span()
        lines = zip(self._lines_to_copy(), vals["key_result_ids"], strict=True)
        vals["key_result_ids"] = [
            Command.create(key_result._fit_copy_to_span(line[2], *spans))
            for key_result, line in lines
            if key_result.state != "cancelled"
        ]

    def _takes_alignment(self):
        """Return those of these objectives that a copy may be aligned to."""
        readable = self._filtered_access("read")
        return readable.filtered(
            lambda o: o.cycle_id.state != "closed" and o.state != "cancelled"
        )

    def _lines_to_copy(self):
        """Return the key results in the order in which Odoo copies them."""
        self.ensure_one()
        return self.key_result_ids.sorted("id")

    def _rollover_hindrance(self, cycle):
        """Return the sentence why an objective cannot go on in a cycle, or False."""
        self.ensure_one()
        if not self.can_create:
            return self.env._("It is not yours to set up: ask its owner.")
        if cycle and cycle == self.cycle_id:
            return self.env._("It is in that cycle already.")
        if cycle.company_id and cycle.company_id != self.company_id:
            return self.env._("The cycle is another company's.")
        return False

    def _rollover_notes(self):
        """Return sentences to know before an objective goes on."""
        self.ensure_one()
        notes = []
        if self.state == "cancelled":
            notes.append(self.env._("It was dropped."))
        if self.user_id and not self.user_id.active:
            notes.append(self.env._("Its owner has left: it comes without one."))
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        linked = live.filtered("kpi_id")
        if any(not key_result._may_link_kpi() for key_result in linked):
            notes.append(self.env._("A KPI is not yours to link: it comes without."))
        return notes

    @api.model
    def _generations(self, objectives):
        """Yield objectives in groups, what others are aligned to first."""
        left = objectives
        while left:
            # Sets of ids: with a thousand of them, "in a recordset" takes its time.
            ids = set(left.ids)
            ready = left.filtered(lambda o, ids=ids: o.parent_id.id not in ids) or left
            yield ready
            left -= ready

    def _rollover(self, cycle, values=None, all_milestones=False):
        """Copy the plans of objectives into another cycle, as drafts.

        What is copied in the same go, or was before, is aligned to one another as
        the originals are. Made under the rights of the caller.

        :param cycle: okr.cycle they come to
        :param dict values: ``(start, target)`` of the copy by id of a key result;
            those that are not named keep theirs
        :param all_milestones: copy the milestones that were reached as well
        :return: the copies, in the order of the originals
        :raise UserError: if the cycle is closed, or is that of an objective
        """
        cycle.ensure_one()
        cycle._check_open()
        for objective in self.filtered(lambda o: o.cycle_id == cycle):
            raise UserError(
                self.env._(
                    "%(objective)s is in %(cycle)s already.",
                    objective=objective.display_name,
                    cycle=cycle.name,
                )
            )
        self.check_access("read")
        vals_list = self.copy_data({"cycle_id": cycle.id})
        for objective, vals in zip(self, vals_list, strict=True):
            objective._continue(vals, values or {}, all_milestones)
        copied = dict(zip(self.ids, vals_list, strict=True))
        copies, parts = self._earlier_copies(cycle)
        late_links = {}
        for generation in self._generations(self):
            for objective in generation:
                vals = copied[objective.id]
                objective._tie(vals, copies, parts)
                late_links[objective.id] = objective.supported_objective_ids.ids
            made = self.create([copied[objective.id] for objective in generation])
            copies.update(zip(generation.ids, made, strict=True))
            parts.update({kr.origin_id.id: kr for kr in made.key_result_ids})
        self._tie_late_links(copies, late_links)
        self._log_changes_asked_for(copies)
        return self.browse(copies[objective_id].id for objective_id in self.ids)

    def _continue(self, vals, values, all_milestones):
        """Make values of a copy those of an objective that goes on."""
        self.ensure_one()
        vals.update(name=self.name, origin_id=self.id)
        if self.user_id and not self.user_id.active:
            vals["user_id"] = False
        live = self._lines_to_copy().filtered(lambda kr: kr.state != "cancelled")
        lines = zip(live, vals["key_result_ids"], strict=True)
        vals["key_result_ids"] = [
            line
            for key_result, line in lines
            if key_result._continue(line[2], values.get(key_result.id), all_milestones)
        ]

    def _earlier_copies(self, cycle):
        """Return what was copied into a cycle before: objectives and key results.

        :return: two dicts, from the id of the original to the copy
        """
        others = (self.parent_id | self.supported_objective_ids) - self
        made = self.search(
            [("origin_id", "in", others.ids), ("cycle_id", "=", cycle.id)], order="id"
        )
        return (
            {copy.origin_id.id: copy for copy in made},
            {kr.origin_id.id: kr for kr in made.key_result_ids if kr.origin_id},
        )

    def _tie(self, vals, copies, parts):
        """Align a copy to the copies of what its original is aligned to."""
        self.ensure_one()
        parent = copies.get(self.parent_id.id)
        if parent:
            part = parts.get(self.parent_key_result_id.id)
            vals["parent_id"] = parent.id
            # It may have been left out, then the objective itself is what remains.
            in_parent = part and part.objective_id == parent
            vals["parent_key_result_id"] = in_parent and part.id
        [(_set, _zero, kept)] = vals["supported_objective_ids"]
        ids = [copies[i].id if i in copies else i for i in kept]
        ids += [
            copies[supported.id].id
            for supported in self.supported_objective_ids
            if supported.id in copies and supported.id not in kept
        ]
        vals["supported_objective_ids"] = [Command.set(ids)]

    def _tie_late_links(self, copies, links):
        """Tie secondary links to copies that were made after what supports them."""
        for objective_id, supported_ids in links.items():
            copy = copies[objective_id]
            wanted = {copies[i].id for i in supported_ids if i in copies}
            originals = {i for i in supported_ids if i in copies}
            have = set(copy.supported_objective_ids.ids)
            if wanted - have or originals & have:
                copy.supported_objective_ids = [
                    *(Command.unlink(i) for i in originals & have),
                    *(Command.link(i) for i in wanted - have),
                ]

    def _log_changes_asked_for(self, copies):
        """Say on a copy that the review asked for changes, and nothing else of it."""
        asked = [
            copies[objective.id].id
            for objective in self
            if objective.decision == "change"
        ]
        text = self.env._(
            "The review decided to change it: change it before it starts."
        )
        self.browse(asked)._message_log_batch(bodies=dict.fromkeys(asked, text))

    # --- PLANNING ---

    def _move_to_cycle(self, cycle):
        """Give drafts another cycle; days of their plans move with them.

        :param cycle: okr.cycle, empty to make ideas of them
        :raise UserError: if an objective has begun
        """
        for objective in self:
            if objective.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has begun: roll it over instead, so that its history "
                        "stays where it is.",
                        objective.display_name,
                    )
                )
        moving = self.filtered(lambda o: o.cycle_id != cycle)
        for old_cycle, objectives in moving.grouped("cycle_id").items():
            old = old_cycle._span()
            objectives.write({"cycle_id": cycle.id})
            if cycle:
                objectives.key_result_ids._move_plan(old, cycle._span())
            dated = objectives.key_result_ids.filtered(
                lambda kr: kr.kpi_date_start or kr.kpi_date_end
            )
            dated.write({"kpi_date_start": False, "kpi_date_end": False})

    def _part_from_staying(self):
        """Untie objectives that move on from those that stay behind in their cycle.

        Nothing is aligned to what is closed, nor what is closed to what goes on.
        """
        staying = self.filtered(
            lambda o: o.parent_id.cycle_id == o.cycle_id and o.parent_id not in self
        )
        below = self.child_ids.filtered(
            lambda child: child.cycle_id in self.cycle_id and child not in self
        )
        for objectives in (staying, below):
            objectives.write({"parent_id": False})
        (staying | below)._message_log_batch(
            bodies={
                objective.id: self.env._(
                    "No longer aligned: one of the two stayed in a cycle that closes."
                )
                for objective in staying | below
            }
        )

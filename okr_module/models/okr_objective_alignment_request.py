from odoo import api, fields, models

from ..arithmetic import alignment

#: what decides whether somebody is to be asked, or whom
ASKING_FIELDS = {
    "parent_id",
    "parent_key_result_id",
    "supported_objective_ids",
    "user_id",
    "member_ids",
    "department_id",
    "level",
    "visibility",
    "state",
    "cycle_id",
}


class OkrObjective(models.Model):
    """Asking to contribute: who is asked, and who hears of it."""

    _inherit = "okr.objective"

    alignment_request_ids = fields.One2many(
        "okr.alignment.request",
        "objective_id",
        string="Requests to contribute",
        readonly=True,
    )
    alignment_state = fields.Selection(
        [
            (alignment.WAITING, "Waiting for an answer"),
            (alignment.ACCEPTED, "Accepted"),
            (alignment.DECLINED, "Declined"),
        ],
        string="Answer",
        compute="_compute_alignment",
        store=True,
        index="btree_not_null",
        help="What contributes to an objective of another department asks its owner. "
        "It counts there from the start, until it is declined; after that, not before "
        "it is accepted. Objectives of the company are for everybody: nobody is asked.",
    )
    alignment_counts = fields.Boolean(
        compute="_compute_alignment", store=True, export_string_translation=False
    )

    # --- COMPUTE ---

    @api.depends(
        "parent_id", "alignment_request_ids.state", "alignment_request_ids.parent_id"
    )
    def _compute_alignment(self):
        for objective in self:
            parent = objective.parent_id._origin
            requests = objective.sudo().alignment_request_ids.filtered(
                lambda request, parent=parent: parent and request.parent_id == parent
            )
            history = requests.sorted("id").mapped("state")
            standing = alignment.standing(history)
            objective.alignment_state = standing.state
            objective.alignment_counts = standing.counts

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        objectives = super().create(vals_list)
        objectives._after_alignment({})
        return objectives

    def write(self, vals):
        if not ASKING_FIELDS & set(vals):
            return super().write(vals)
        before = self._links()
        result = super().write(vals)
        reowned = self if "user_id" in vals else self.browse()
        self._after_alignment(before, reowned.sudo())
        return result

    def unlink(self):
        asked = self.sudo().alignment_request_ids.filtered(
            lambda request: request.state == alignment.WAITING
        )
        parents = asked.parent_id - self.sudo()
        result = super().unlink()
        parents.exists()._plan_alignment_activities()
        return result

    # --- ASKING ---

    def _after_alignment(self, before, reowned=None):
        """Ask whoever is to be asked, and tell whoever is to hear of it.

        Called after any change that may matter; finds nothing to do after most.

        :param before: what :meth:`_links` returned before the change
        :param reowned: those of these that have another owner now, who answers
        """
        objectives = self.sudo()
        if not before and not (
            objectives.parent_id or objectives.supported_objective_ids
        ):
            return
        told = self._ask_for_alignment(objectives | objectives.child_ids, reowned)
        if not self._is_loaded_as_data():
            objectives._tell_of_new_links(before, told)

    def _is_loaded_as_data(self):
        """Tell whether data files are loaded, demo data mostly: nobody is mailed.

        Not by what a caller may say in the context: data is loaded as superuser.
        """
        return bool(self.env.su and self.env.context.get("install_mode"))

    @api.model
    def _ask_for_alignment(self, objectives, reowned=None):
        """Make and withdraw requests, so that each objective asks what it has to.

        :param objectives: of superuser
        :return: those that asked just now, or whose answer goes on: for them nobody
            needs to be told besides
        """
        asking = objectives._that_ask()
        asking_ids = set(asking.ids)
        stale = objectives.alignment_request_ids.filtered(
            lambda request: (
                request.state == alignment.WAITING
                and (
                    request.objective_id.id not in asking_ids
                    or request.parent_id != request.objective_id.parent_id
                )
            )
        )
        parents = stale.parent_id
        stale._withdraw()
        new = asking.filtered(lambda objective: not objective.alignment_state)
        answers = new._answers_that_stand()
        self.env["okr.alignment.request"]._ask(new, answers)
        fresh = new.filtered(lambda objective: objective.id not in answers).parent_id
        if reowned:
            fresh |= reowned
        (parents | fresh)._plan_alignment_activities(
            fresh, bool(reowned), quiet=self._is_loaded_as_data()
        )
        mine = {i for i, v in answers.items() if v["answered_by"] == self.env.uid}
        return new.filtered(lambda objective: objective.id not in mine)

    def _that_ask(self):
        """Return those that are aligned to something of another department.

        What the one to be asked may not read asks nobody: it counts nowhere, and
        nobody hears that it is there. Once it may be read, it asks.
        """
        candidates = self.filtered(lambda objective: objective._is_for_others())
        asking = self.browse()
        by_answerer = candidates.grouped(lambda o: o.parent_id._who_answers())
        for user, objectives in by_answerer.items():
            if user:
                asking += objectives._readable_by(user)
            else:
                asking += objectives.filtered(lambda o: o.visibility == "company")
        return asking

    def _is_for_others(self):
        """Tell whether an objective contributes to another department's work."""
        self.ensure_one()
        parent = self.parent_id
        if not parent or parent.level == "company" or parent.user_id == self.user_id:
            return False
        if self.state == "cancelled" or parent.state not in ("draft", "active"):
            return False
        if "closed" in (self.cycle_id.state, parent.cycle_id.state):
            return False
        # A department below belongs to the one above it.
        department = self._department_of_owner()
        path = (department.parent_path or "").split("/")
        return not (
            str(parent.department_id.id) in path or department == parent.department_id
        )

    def _department_of_owner(self):
        """Return the department that an objective comes from.

        That of an individual one is where its owner works, whatever its owner says:
        else nobody would be asked who is called a colleague.
        """
        self.ensure_one()
        if self.level != "individual":
            return self.department_id
        works_in = self.user_id._okr_department(self.company_id)
        return works_in or self.department_id

    def _who_answers(self):
        """Return the one who is asked: the owner, else the department's manager."""
        self.ensure_one()
        owner, employee = self.user_id, self.department_id.manager_id
        if owner.active:
            return owner
        manager = employee.user_id
        return manager if employee.active and manager.active else owner.browse()

    def _readable_by(self, user):
        """Return those of these objectives that somebody may read."""
        readable = (
            self.with_user(user)
            .with_context(allowed_company_ids=user.sudo().company_ids.ids)
            ._filtered_access("read")
        )
        return self.browse(readable.ids)

    def _answers_that_stand(self):
        """Return the values of answers that need no asking, by id of objective.

        Whoever answers for the other objective and aligns to it has answered. And
        where both objectives go on in another cycle, of the same people, so does the
        answer.
        """
        values_of = self.env["okr.alignment.request"]._answer_values
        answers = {
            objective.id: values_of(alignment.ACCEPTED)
            for objective in self._led_by_user("parent_id")
        }
        for objective in self:
            origin, parent = objective.origin_id, objective.parent_id
            if (
                origin.alignment_state in (alignment.ACCEPTED, alignment.DECLINED)
                and origin.parent_id == parent.origin_id
                and origin.user_id == objective.user_id
                and origin.parent_id.user_id == parent.user_id
            ):
                request = origin.alignment_request_ids.filtered(
                    lambda r, origin=origin: (
                        r.parent_id == origin.parent_id
                        and r.state == origin.alignment_state
                    )
                ).sorted("id")[-1:]
                answers.setdefault(objective.id, request._carried_values())
        return answers

    def _led_by_user(self, name):
        """Return those whose other objective the user owns, or leads as a manager.

        :param name: name of the field that holds the other objective
        """
        if not self:
            return self
        user = self.env.user
        led = set(map(str, user._okr_reach().led_department_ids))
        return self.filtered(
            lambda objective: (
                objective[name].user_id == user
                or led
                & set((objective[name].department_id.parent_path or "").split("/"))
            )
        )

from collections import defaultdict

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
        self._after_alignment(before, reowned="user_id" in vals)
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

    def _after_alignment(self, before, reowned=False):
        """Ask whoever is to be asked, and tell whoever is to hear of it.

        Called after any change that may matter; finds nothing to do after most.

        :param before: what :meth:`_links` returned before the change
        :param bool reowned: others answer now for what is aligned to these
        """
        objectives = self.sudo()
        if not before and not (
            objectives.parent_id or objectives.supported_objective_ids
        ):
            return
        told = self._ask_for_alignment(objectives | objectives.child_ids, reowned)
        objectives._tell_of_new_links(before, told)

    @api.model
    def _ask_for_alignment(self, objectives, reowned=False):
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
            fresh |= objectives.parent_id
        (parents | fresh)._plan_alignment_activities(fresh, reowned)
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
        path = (self.department_id.parent_path or "").split("/")
        return not (
            str(parent.department_id.id) in path
            or self.department_id == parent.department_id
        )

    def _who_answers(self):
        """Return the one who is asked: the owner, else the department's manager."""
        self.ensure_one()
        owner, manager = self.user_id, self.department_id.manager_id.user_id
        return owner if owner.active else manager if manager.active else owner.browse()

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
                or led & set((objective[name].department_id.parent_path or "").split("/"))
            )
        )

    # --- WHO HEARS OF IT ---

    def _plan_alignment_activities(self, fresh=None, reowned=False):
        """Let one activity on each objective say how many ask to contribute to it.

        An activity that was ticked off does not come back before somebody asks anew.

        :param fresh: those of these that were asked something just now
        :param bool reowned: those that are asked may be others than before
        """
        kind = self.env.ref(
            "okr_module.mail_activity_alignment", raise_if_not_found=False
        )
        if not self or not kind:
            return
        counts = dict(
            self.env["okr.alignment.request"]
            .sudo()
            ._read_group(
                [("parent_id", "in", self.ids), ("state", "=", alignment.WAITING)],
                ["parent_id"],
                ["__count"],
            )
        )
        counts = {parent.id: count for parent, count in counts.items()}
        activities = self.env["mail.activity"].sudo()
        if not self.env.registry.ready:  # demo data: nobody is there to be mailed
            activities = activities.with_context(mail_activity_quick_update=True)
        planned = activities.search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )
        over = planned.filtered(lambda activity: activity.res_id not in counts)
        over.unlink()
        planned -= over
        people = {parent.id: parent._who_answers() for parent in self.sudo()}
        if reowned:
            for activity in planned:
                user = people[activity.res_id]
                if user and activity.user_id != user:
                    activity.user_id = user
        for (count, lang), some in planned.grouped(
            lambda activity: (counts[activity.res_id], activity.user_id.lang)
        ).items():
            some.summary = self._asks_label(count, lang)
        missing = (fresh or self.browse()).filtered(
            lambda parent: (
                parent.id in counts
                and people[parent.id]
                and parent.id not in planned.mapped("res_id")
            )
        )
        model_id = self.env["ir.model"]._get_id(self._name)
        activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": parent.id,
                    "user_id": people[parent.id].id,
                    "date_deadline": fields.Date.add(
                        parent.company_id._okr_today(), days=kind.delay_count
                    ),
                    "summary": self._asks_label(
                        counts[parent.id], people[parent.id].lang
                    ),
                }
                for parent in missing.sudo()
            ]
        )

    @api.model
    def _asks_label(self, count, lang):
        """Return how many ask; not which: that is for those who may read them."""
        env = self.with_context(lang=lang).env
        if count == 1:
            return env._("One objective of another department asks to contribute")
        return env._(
            "%s objectives of other departments ask to contribute", f"{count:,}"
        )

    def _tell_of_new_links(self, before, told):
        """Tell owners that something is aligned to what they own, once for each.

        :param before: what :meth:`_links` returned before the change
        :param told: those that asked: their request tells already
        """
        if not self.env.registry.ready:  # demo data: nobody is there to be told
            return
        now, told_ids = self._links(), set(told.ids)
        aligned = defaultdict(list)  # ids of what is aligned, by what to, and how
        for objective in self:
            for target in now[objective.id] - before.get(objective.id, set()):
                if target._name != self._name or objective.state == "cancelled":
                    continue
                is_main = target == objective.parent_id
                if is_main and objective.id in told_ids:
                    continue
                if target.user_id - objective.user_id - self.env.user:
                    aligned[target, is_main].append(objective.id)
        by_owner = defaultdict(set)
        for (target, _is_main), ids in aligned.items():
            by_owner[target.user_id].update(ids)
        readable = {
            user: set(self.browse(ids)._readable_by(user).ids)
            for user, ids in by_owner.items()
            if user.active
        }
        for (target, is_main), ids in aligned.items():
            count = len(readable.get(target.user_id, set()) & set(ids))
            if count:
                target._tell_owner(
                    target._new_links_label(count, is_main, target.user_id.lang)
                )

    def _new_links_label(self, count, is_main, lang):
        env = self.with_context(lang=lang).env
        if is_main and count == 1:
            return env._("One more objective contributes to it now.")
        if is_main:
            return env._("%s more objectives contribute to it now.", f"{count:,}")
        if count == 1:
            return env._("One more objective supports it now.")
        return env._("%s more objectives support it now.", f"{count:,}")

    def _tell_owner(self, words):
        """Put a note into the inbox of the owner of one objective."""
        self.ensure_one()
        self.sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            body=words,
            subject=self.name,
            author_id=self.env.user.partner_id.id,
        )

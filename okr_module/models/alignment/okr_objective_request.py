from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...arithmetic import alignment
from ..base.arguments import as_words

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

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
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
    alignment_label = fields.Char(
        string="Alignment", compute="_compute_alignment_label"
    )
    can_answer_alignment = fields.Boolean(
        compute="_compute_can_answer_alignment", export_string_translation=False
    )
    contribution = fields.Selection(
        [
            ("counts", "Counts"),
            (alignment.WAITING, "Counts, waiting"),
            (alignment.DECLINED, "Left out: declined"),
            ("hidden", "Left out: not visible to all"),
            ("not_live", "Left out: not running"),
            ("unmeasured", "Left out: no data yet"),
            ("weightless", "Left out: weight 0"),
        ],
        string="In the roll-up",
        compute="_compute_contribution",
        help="Whether its progress counts in the objective that it contributes to. One "
        "that not everybody may read who reads that objective is left out, so that a "
        "figure never tells what a rule hides; so is one that was declined. One that "
        "waits for an answer counts.",
    )
    asking_label = fields.Char(
        compute="_compute_asking_label",
        export_string_translation=False,
        help="How many wait for an answer that is yours to give.",
    )
    left_out_note = fields.Char(
        string="Left out of the roll-up", compute="_compute_left_out_note"
    )

    # --- COMPUTE AND SEARCH ---

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
            link = alignment.link_state(history)
            objective.alignment_state = link.state
            objective.alignment_counts = link.counts

    @api.depends("alignment_state", "parent_id.user_id", "parent_id.department_id")
    @api.depends_context("uid")
    def _compute_can_answer_alignment(self):
        asking = self._origin.filtered("alignment_state")
        leading = asking.sudo()._led_by_user("parent_id").sudo(False)
        allowed = leading
        if self.env.user.has_group("okr_module.group_okr_manager"):
            # Nobody says yes to themselves by way of being an administrator.
            allowed |= asking.filtered(lambda o: o.user_id != self.env.user)
        visible = allowed.parent_id._filtered_access("read")
        for objective in self:
            parent = objective._origin.sudo().parent_id
            objective.can_answer_alignment = (
                objective._origin in allowed
                and parent.sudo(False) in visible
                and "closed" not in (objective.cycle_id.state, parent.cycle_id.state)
            )

    @api.depends("alignment_state", "alignment_counts", "alignment_request_ids.answer")
    @api.depends_context("uid", "lang")
    def _compute_alignment_label(self):
        parents = self.sudo().parent_id.sudo(False)._origin._filtered_access("read")
        for objective in self:
            known = objective.sudo()
            # Whose a hidden objective is, is hidden, too.
            is_open = known.parent_id._origin.sudo(False) in parents
            objective.alignment_label = known._alignment_words(is_open)

    def _alignment_words(self, is_open):
        """Return the sentence on one request to contribute; empty without one."""
        self.ensure_one()
        if not self.alignment_state:
            return False
        request = self.alignment_request_ids.filtered(
            lambda r: r.parent_id == self.parent_id._origin and r.state != "withdrawn"
        ).sorted("id")[-1:]
        if self.alignment_state == alignment.WAITING:
            who = self.parent_id._who_answers() if is_open else self.user_id.browse()
        else:
            who = request.answered_by_id if is_open else self.user_id.browse()
        name = who.name or self.env._("whoever owns it")
        if self.alignment_state == alignment.WAITING and self.alignment_counts:
            return self.env._(
                "Waiting for the answer of %s; it counts meanwhile.", name
            )
        if self.alignment_state == alignment.WAITING:
            return self.env._(
                "Asked again, waiting for the answer of %s; it does not count before.",
                name,
            )
        words = (
            self.env._("Accepted by %s.", name)
            if self.alignment_state == alignment.ACCEPTED
            else self.env._("Declined by %s, so it does not count there.", name)
        )
        return " ".join(filter(None, [words, request.answer]))

    @api.depends(
        "state",
        "weight",
        "visibility",
        "department_id",
        "is_measured",
        "alignment_state",
        "alignment_counts",
        "parent_id.visibility",
        "parent_id.department_id",
    )
    @api.depends_context("uid")
    def _compute_contribution(self):
        parents = self.sudo().parent_id.sudo(False)._origin._filtered_access("read")
        for objective in self:
            parent = objective.sudo().parent_id
            if parent._origin.sudo(False) not in parents:
                objective.contribution = False
                continue
            found = parent._contribution_of(objective)
            waits = objective.alignment_state == alignment.WAITING
            objective.contribution = (
                alignment.WAITING if waits and found == "counts" else found
            )

    @api.depends("child_ids.alignment_state")
    @api.depends_context("uid", "lang")
    def _compute_asking_label(self):
        asking = self.search(
            [
                ("parent_id", "in", self._origin.ids),
                ("alignment_state", "=", alignment.WAITING),
            ]
        ).filtered("can_answer_alignment")
        by_parent = asking.sudo().grouped("parent_id")
        counts = {parent.id: len(some) for parent, some in by_parent.items()}
        for objective in self:
            count = counts.get(objective._origin.id, 0)
            objective.asking_label = (
                self._asks_label(count, self.env.lang) if count else False
            )

    @api.depends("rollup", "child_ids.contribution")
    @api.depends_context("uid", "lang")
    def _compute_left_out_note(self):
        labels = {
            alignment.DECLINED: self.env._("declined"),
            "hidden": self.env._("not visible to everybody who sees this one"),
            "unmeasured": self.env._("no data yet"),
            "weightless": self.env._("weight 0"),
        }
        figured = self.filtered(lambda objective: objective.rollup != "key_results")
        (self - figured).left_out_note = False
        # Of what the reader may not see, nothing is said, not even how many.
        children = figured.sudo().child_ids.sudo(False)._filtered_access("read")
        by_parent = children.grouped(lambda kid: kid.sudo().parent_id._origin.id)
        for objective in figured:
            mine = by_parent.get(objective._origin.id, children.browse())
            reasons = mine.mapped("contribution")
            counted = [
                f"{reasons.count(reason)} {label}"
                for reason, label in labels.items()
                if reason in reasons
            ]
            objective.left_out_note = ", ".join(counted)

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._after_alignment({})
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if ASKING_FIELDS & set(vals):
            before["links"] = before["links"] or self._links()
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if ASKING_FIELDS & set(vals):
            reowned = self if "user_id" in vals else self.browse()
            self._after_alignment(before["links"], reowned.sudo())
        return result

    def _before_unlink(self):
        asked = self.sudo().alignment_request_ids.filtered(
            lambda request: request.state == alignment.WAITING
        )
        return super()._before_unlink() | {"asked": asked.parent_id - self.sudo()}

    def _after_unlink(self, before):
        result = super()._after_unlink(before)
        before["asked"].exists()._plan_alignment_activities()
        return result

    # --- ACTIONS AND API ---

    def action_open_asking(self):
        """Open what asks to contribute to one objective."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_asking_action"
        )
        action["domain"] = [
            ("parent_id", "=", self.id),
            ("alignment_state", "=", alignment.WAITING),
        ]
        action["context"] = {}
        return action

    def action_accept_alignment(self):
        """Accept that objectives contribute to what they are aligned to.

        :raise AccessError: if an answer is not the caller's to give
        :raise UserError: if an objective asks nobody, or a cycle is closed
        """
        self._check_may_answer_alignment()
        new = self.filtered(lambda o: o.alignment_state != alignment.ACCEPTED)
        new._answer_alignment(alignment.ACCEPTED)
        return True

    def action_decline_alignment(self, reason=None):
        """Decline that objectives contribute: they stop counting and stay on record.

        :param str reason: why; without one, a dialog that asks for it is returned
        :raise AccessError: if an answer is not the caller's to give
        :raise UserError: if the reason is empty, an objective asks nobody, or a cycle
            is closed
        """
        self._check_may_answer_alignment()
        if reason is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Decline the contribution"),
                "res_model": "okr.alignment.decline",
                "view_mode": "form",
                "target": "new",
                "context": {"default_objective_ids": self.ids},
            }
        reason = as_words(self.env, reason)
        if not reason:
            raise UserError(
                self.env._("Say why: its owner is to find a better place for it.")
            )
        self._answer_alignment(alignment.DECLINED, reason)
        return True

    def action_ask_alignment_again(self):
        """Ask once more after an answer that declined; it does not count meanwhile.

        :raise AccessError: if an objective is not the caller's to change
        :raise UserError: if it was not declined, or nothing can be aligned any more
        """
        self.check_access("write")
        self.cycle_id._check_open()
        for objective in self:
            if objective.alignment_state != alignment.DECLINED:
                raise UserError(
                    self.env._("%s was not declined.", objective.display_name)
                )
        self._check_new_links({})
        objectives = self.sudo()
        self.env["okr.alignment.request"]._ask(objectives)
        parents = objectives.parent_id
        parents._plan_alignment_activities(parents)
        return True

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
        mine = {i for i, v in answers.items() if v["answered_by_id"] == self.env.uid}
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
                readable = objectives._filtered_readable_by(user)
                asking += readable.with_env(self.env)
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

    # --- ANSWERING ---

    def _check_may_answer_alignment(self):
        self.check_access("read")
        for objective in self:
            if not objective.alignment_state:
                raise UserError(
                    self.env._(
                        "%s has not asked anybody to contribute.",
                        objective.display_name,
                    )
                )
            objective.cycle_id._check_open()
            objective.sudo().parent_id.cycle_id._check_open()
            if not objective.can_answer_alignment:
                raise AccessError(
                    self.env._(
                        "Whether %s contributes is for the owner of the other "
                        "objective to say, for a manager of its department or an "
                        "administrator.",
                        objective.display_name,
                    )
                )

    def _answer_alignment(self, state, reason=False):
        """Write an answer down, say it in the discussion, tell who asked."""
        self.env["okr.alignment.request"]._answer(self, state, reason)
        objectives = self.sudo()
        if state == alignment.ACCEPTED:
            words = self.env._("Accepted: it contributes to what it is aligned to.")
        else:
            words = self.env._(
                "Declined: it does not count in what it is aligned to. %s", reason
            )
        objectives.parent_id._plan_alignment_activities()
        # Who reads what asks need not read what it asks, nor know whose that is.
        known = objectives.filtered(lambda o: o.parent_id.visibility == "company")
        known._say_answer(words, self.env.user)
        hidden = (objectives - known).with_user(SUPERUSER_ID)
        hidden._say_answer(words, self.env.user)

    def _say_answer(self, words, answerer):
        """Say an answer in the discussions and to the owners, as the user of the env.

        :param answerer: res.users who answered, and needs not be told
        """
        author = self.env.user.partner_id
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, words), author_id=author.id
        )
        for owner, own in self.grouped("user_id").items():
            if not owner.active or owner == answerer:
                continue
            if len(own) == 1:
                own._tell_owner(words)
                continue
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=owner.partner_id.ids,
                body=f"{words} ({len(own)})",
                author_id=author.id,
            )

    # --- ACTIVITIES ---

    def _plan_alignment_activities(self, fresh=None, reowned=False, quiet=False):
        """Let one activity on each objective say how many ask to contribute to it.

        An activity that was ticked off does not come back before somebody asks anew.

        :param fresh: those of these that were asked something just now
        :param bool reowned: those that are asked may be others than before
        :param bool quiet: nobody is sent a mail about it
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
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=quiet)
        )
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

    # --- NOTES ---

    def _tell_of_new_links(self, before, told):
        """Tell owners that something is aligned to what they own, once for each.

        :param before: what :meth:`_links` returned before the change
        :param told: those that asked: their request tells already
        """
        now, told_ids = self._links(), set(told.ids)
        aligned = defaultdict(list)  # ids of what is aligned, by what to, and how
        for objective in self:
            for target in now[objective.id] - before.get(objective.id, set()):
                if target._name != self._name:
                    continue
                # A draft is nobody's business yet: it is told when it starts.
                if objective.state in ("draft", "cancelled"):
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
            user: set(self.browse(ids)._filtered_readable_by(user).ids)
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

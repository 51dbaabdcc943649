from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..arithmetic import alignment


class OkrObjective(models.Model):
    """Answering whether an objective may contribute, and saying how that stands."""

    _inherit = "okr.objective"

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
    asking_count = fields.Integer(
        string="Ask to contribute",
        compute="_compute_asking_count",
        help="How many wait for an answer that is yours to give.",
    )
    asking_label = fields.Char(
        compute="_compute_asking_count", export_string_translation=False
    )
    left_out_note = fields.Char(
        string="Left out of the roll-up", compute="_compute_left_out_note"
    )

    # --- COMPUTE ---

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
            who = request.answered_by if is_open else self.user_id.browse()
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
    def _compute_asking_count(self):
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
            objective.asking_count = count
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
        for objective in self:
            objective.left_out_note = False
            if objective.rollup == "key_results":
                continue
            # Of what the reader may not see, nothing is said, not even how many.
            children = objective.sudo().child_ids.sudo(False)._filtered_access("read")
            reasons = children.mapped("contribution")
            counted = [
                f"{reasons.count(reason)} {label}"
                for reason, label in labels.items()
                if reason in reasons
            ]
            objective.left_out_note = ", ".join(counted)

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
        if not reason.strip():
            raise UserError(
                self.env._("Say why: its owner is to find a better place for it.")
            )
        self._answer_alignment(alignment.DECLINED, reason.strip())
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

    # --- BUSINESS ---

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

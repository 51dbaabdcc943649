from collections import defaultdict

from odoo import api, fields, models

from ..arithmetic import alignment


class OkrObjective(models.Model):
    """Who hears of an alignment: the one who is asked, and the owner who is not.

    Neither activity nor note says which objective it is: the list of those aligned
    shows them, to whoever may read them, also after one of them was hidden.
    """

    _inherit = "okr.objective"

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

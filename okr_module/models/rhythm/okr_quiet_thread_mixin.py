from collections import defaultdict

from markupsafe import Markup

from odoo import api, models


class OkrQuietThreadMixin(models.AbstractModel):
    """Work that is handed over in quiet: one mail a person, and none about drafts.

    Odoo mails once for each record that somebody is made to answer for. Here all that
    one person is given within a transaction is said in one mail at its end, and what is
    a draft is said when it starts.
    """

    _name = "okr.quiet.thread.mixin"
    _inherit = ["mail.thread"]
    _description = "Assignments in one mail"

    def _message_auto_subscribe_notify(self, partner_ids, template):
        if template != "mail.message_user_assigned":
            return super()._message_auto_subscribe_notify(partner_ids, template)
        if self.env.context.get("mail_auto_subscribe_no_notify"):
            return None
        if self.env.registry.ready:
            self._note_assigned(partner_ids)
        return None

    def _is_given_for_work(self):
        """Tell whether work on one record has begun, so that its owner is to know."""
        raise NotImplementedError

    def _note_assigned(self, partner_ids):
        """Remember until the end of the transaction to whom these were given."""
        running = self.sudo().filtered(lambda record: record._is_given_for_work())
        if not running:
            return
        precommit = self.env.cr.precommit
        given = precommit.data.get("okr.given")
        if given is None:
            given = precommit.data["okr.given"] = defaultdict(dict)
            precommit.add(self.env["okr.objective"]._mail_assigned)
        for partner_id in partner_ids:
            for record in running:
                # A dict for its order: each once, as they came
                given[partner_id][(self._name, record.id)] = True

    @api.model
    def _mail_assigned(self):
        """Mail everybody once what they were given in this transaction."""
        given = self.env.cr.precommit.data.pop("okr.given", {})
        partners = self.env["res.partner"].sudo().browse(given)
        for partner in partners.exists():
            user = partner.user_ids.filtered("active")[:1]
            if not user or user == self.env.user:
                continue
            named = self._named_for(user, given[partner.id])
            if named:
                self.with_context(lang=user.lang)._mail_given(partner, named)

    @api.model
    def _named_for(self, user, given):
        """Return what a user was given and answers for, with the name they may read.

        Asked of all of a model together: somebody may be given a thousand at once.

        :param given: ``(model, id)``, in the order in which they came
        :return: list of ``(record, its name to them)``, in that order
        """
        ids_of = defaultdict(list)
        for name, record_id in given:
            ids_of[name].append(record_id)
        names = {}
        for name, ids in ids_of.items():
            records = self.env[name].sudo().browse(ids).exists()
            records = records.filtered(
                lambda record: record.user_id == user and record._is_given_for_work()
            )
            # A name is what whoever reads it may read, a task's above all
            for record in records._filtered_readable_by(user):
                names[name, record.id] = record, record.name
        return [names[key] for key in given if key in names]

    @api.model
    def _mail_given(self, partner, named):
        """Mail one person what they were given: ``(record, its name to them)``."""
        base = self.get_base_url()
        kinds = {
            name: self.env["ir.model"]._get(name).display_name
            for name in {record._name for record, _name in named}
        }
        rows = Markup().join(
            Markup('<li>{}: <a href="{}/odoo/{}/{}">{}</a></li>').format(
                kinds[record._name], base, record._name, record.id, name
            )
            for record, name in named
        )
        count = len(named)
        subject = (
            self.env._("You answer for %s now", named[0][1])
            if count == 1
            else self.env._("You answer for %s more goals and pieces of work", count)
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=partner.ids,
            subject=subject,
            body=Markup("<p>{}</p><ul>{}</ul>").format(
                self.env._("%s made you answer for this:", self.env.user.display_name),
                rows,
            ),
            author_id=self.env.user.partner_id.id,
        )

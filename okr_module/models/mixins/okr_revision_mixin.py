from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class OkrRevisionMixin(models.AbstractModel):
    """Writing that notices when somebody else has written in the meantime.

    Each write of content raises ``revision`` by one. Whoever sends back, with the
    changes, the revision that they had read is refused where it is no longer the
    present one; whoever sends none writes as everywhere in Odoo. Two writes in the
    same instant come to the same: the database refuses the second one, Odoo tries
    it again by itself, and then it meets the new revision.
    """

    _name = "okr.revision.mixin"
    _description = "Saving at the same time"

    revision = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="Raised by one with each change; two people cannot save the same one.",
    )
    # The columns write_uid and write_date also move when figures are taken again,
    # so they cannot say who saved last.
    revised_by_id = fields.Many2one(
        "res.users",
        string="Last saved by",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    revised_on = fields.Datetime(string="Last saved on", readonly=True, copy=False)

    def write(self, vals):
        vals = self._take_revision(vals)
        result = super().write(vals)
        if not all(self._is_no_content(name) for name in vals):
            # As superuser: the write may have handed the record to somebody else.
            for revision, records in self.sudo().grouped("revision").items():
                super(OkrRevisionMixin, records).write(
                    {
                        "revision": revision + 1,
                        "revised_by_id": self.env.uid,
                        "revised_on": fields.Datetime.now(),
                    }
                )
        return result

    def _is_no_content(self, name):
        """Tell whether a field holds nothing that another writer could lose.

        Talk and activities keep themselves, and order and colour are set by a drag
        or a click on a screen full of records: none of these makes what somebody
        else is typing out of date.
        """
        return name in ("sequence", "color") or name.startswith(
            ("message_", "activity_")
        )

    def _take_revision(self, vals):
        """Return a copy of the values to write, without the revision.

        An override of ``write`` that does anything before ``super().write()`` calls
        this first, so that nothing has happened yet where the write is refused.

        :raise UserError: if the values name another revision than the present one
        """
        vals = dict(vals)
        known = vals.pop("revision", None)
        if known is None or known is False:
            return vals
        # Nobody learns who saved a record that they have no say in.
        self.check_access("write")
        for record in self.sudo():
            if record.revision != known:
                raise UserError(record._saved_meanwhile())
        return vals

    def _saved_meanwhile(self):
        self.ensure_one()
        return self.env._(
            "%(record)s was saved by %(user)s on %(moment)s, after you opened it. "
            "Nothing is lost: that is saved, and what you entered is still on your "
            "screen. Copy your text, reload the page and enter it again.",
            record=self.display_name,
            user=(self.revised_by_id or self.create_uid).name,
            moment=format_datetime(self.env, self.revised_on or self.create_date),
        )

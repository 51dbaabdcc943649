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
    _inherit = ["okr.steps.mixin"]
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
    date_revised = fields.Datetime(string="Last saved on", readonly=True, copy=False)

    # --- STEPS ---

    def _prepare_write(self, vals):
        return self._take_revision(super()._prepare_write(vals))

    def _after_write(self, vals, before):
        super()._after_write(vals, before)
        if all(self._is_no_content(name) for name in vals):
            return
        # As superuser: the write may have handed the record to somebody else.
        for revision, records in self.sudo().grouped("revision").items():
            records._write_noted(
                {
                    "revision": revision + 1,
                    "revised_by_id": self.env.uid,
                    "date_revised": fields.Datetime.now(),
                }
            )

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
        """Return the values to write, without the revision.

        :raise UserError: if the values name another revision than the present one
        """
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
            moment=format_datetime(self.env, self.date_revised or self.create_date),
        )

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..arithmetic.tally import Tally
from .okr_kpi_query import Scope, Span


class OkrKpiDigest(models.AbstractModel):
    """The figures of Odoo's own digest, and those that customers have added to it."""

    _name = "okr.kpi.digest"
    _description = "Figure of Odoo's digest"

    # --- WHICH THERE ARE ---

    @api.model
    def _digest_figures(self):
        """Return ``{name: label}`` of all that the digest of this database counts."""
        fields_there = self.env["digest.digest"]._fields
        return {
            name: field._description_string(self.env)
            for name, field in fields_there.items()
            if field.type == "boolean"
            and name.startswith(("kpi_", "x_kpi_", "x_studio_kpi_"))
            and f"{name}_value" in fields_there
        }

    @api.constrains("digest_field", "source")
    def _check_digest_field(self):
        there = self._digest_figures()
        for kpi in self.filtered(lambda kpi: kpi.source == "digest"):
            if kpi.digest_field not in there:
                raise ValidationError(
                    self.env._(
                        "Odoo's digest has no figure called %(name)s. It has: %(all)s.",
                        name=kpi.digest_field,
                        all=", ".join(sorted(there)),
                    )
                )

    def action_add_digest_figures(self):
        """Define a figure for all that Odoo's digest counts, customers' own included.

        Those that are defined already stay as they are. The new ones are computed as
        the caller, who can bind them at once.

        :return: an action that opens the figures of the digest
        :raise AccessError: if the caller is no OKR administrator
        """
        self.browse().check_access("create")
        known = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("source", "=", "digest")])
            .mapped("digest_field")
        )
        category = self.env.ref(
            "okr_module.okr_kpi_category_digest", raise_if_not_found=False
        )
        Digest = self.env["digest.digest"]
        self.create(
            [
                {
                    "name": label,
                    "code": f"digest.{name}",
                    "source": "digest",
                    "digest_field": name,
                    "category_id": category.id if category else False,
                    "is_money": Digest._fields[f"{name}_value"].type == "monetary",
                    "description": self.env._("As in the digest that Odoo mails."),
                    "run_as_id": self.env.uid,
                }
                for name, label in self._digest_figures().items()
                if name not in known
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_kpi_action"
        )
        action["domain"] = [("source", "=", "digest")]
        action["context"] = {}
        return action

    # --- HOW MUCH ---

    def _tallies_digest(self, scope, spans):
        """Ask Odoo's digest, as the figure's person, in the figure's company."""
        self._check_person(scope.run_as)
        if scope.kind != "company":
            raise UserError(
                self.env._("%s is counted for a whole company only.", self.name)
            )
        Digest = self.env["digest.digest"]
        name = f"{self.digest_field}_value"
        if name not in Digest._fields:
            raise UserError(
                self.env._("The app that counts %s is not installed.", self.name)
            )
        tallies = {}
        for number, span in enumerate(spans):
            # Without a first day a digest counts nothing, instead of everything.
            start = self._instant(span.start or date(1900, 1, 1), scope)
            digest = Digest.with_user(scope.run_as).with_context(
                allowed_company_ids=scope.company.ids,
                start_datetime=start,
                end_datetime=self._instant(fields.Date.add(span.end, days=1), scope),
            )
            record = digest.new({"company_id": scope.company.id})
            value = float(record[name] or 0.0)
            tallies[scope.company.id, number] = Tally(
                count=1, valued=1, total=value, checksum=hash(value) % 2**63
            )
        return tallies

    def _check_may_read_digest(self):
        """Raise where the current user may not read what the digest counts.

        Only the digest knows which rights that takes, so it is asked, for one day.
        """
        self.ensure_one()
        company = self.env.company
        today = company._okr_today()
        scope = Scope("company", company.ids, company, self.env.user)
        try:
            with self.env.cr.savepoint():
                self.sudo()._tallies_digest(scope, [Span(today, today)])
        except AccessError:
            raise AccessError(
                self.env._(
                    "%s is counted from records that you may not read.",
                    self.sudo().name,
                )
            ) from None
        except UserError:
            # An app that is gone is said at the key result, as with any figure.
            return

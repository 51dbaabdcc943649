import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OkrKpiPush(models.AbstractModel):
    """Figures that come from outside."""

    _name = "okr.kpi.push"
    _description = "Figure from outside"

    # --- API ---

    @api.model
    def push_values(self, values):
        """Take figures in from outside.

        Sending the same again changes nothing; sending another value for the same
        day and scope replaces it. A refused row does not stop the others.

        :param values: list of ``{"code", "date", "value"}``, with optional
            ``company_id``, ``department_id``, ``user_id``
        :return: for each row a dict: ``index``, ``status`` (``created``,
            ``updated``, ``unchanged`` or ``refused``) and, where refused, ``message``
        :raise AccessError: if the caller is no OKR administrator
        :raise UserError: if ``values`` is no list
        """
        if not self.env.user.has_group("okr_module.group_okr_manager"):
            raise AccessError(
                self.env._("Figures are fed in by an OKR administrator only.")
            )
        if not isinstance(values, (list, tuple)):
            raise UserError(self.env._("Give a list of rows, even for one."))
        kpis = self._pushed_kpis(values)
        there = self._known_ids(values)
        answers, rows = [], {}
        for index, row in enumerate(values):
            answer = {"index": index}
            try:
                key, value = self._read_row(row, kpis, there)
            except UserError as error:
                answer.update(status="refused", message=str(error))
            else:
                rows.setdefault(key, []).append((answer, value))
            answers.append(answer)
        self._keep_rows(rows)
        return answers

    # --- BUSINESS ---

    @api.model
    def _pushed_kpis(self, values):
        """Return ``{code: figure}`` of those that rows name, one query for all."""
        codes = {
            row["code"]
            for row in values
            if isinstance(row, dict) and _plain(row.get("code"))
        }
        found = self.search([("code", "in", list(codes)), ("source", "=", "pushed")])
        return {kpi.code: kpi for kpi in found}

    @api.model
    def _known_ids(self, values):
        """Return ``{name: ids that exist}`` of what rows name, a query for each name.

        A department or a person of no company of the caller's is not there for them.
        """
        companies = self.env.user.company_ids
        domains = {
            "department_id": ("hr.department", "company_id", [*companies.ids, False]),
            "user_id": ("res.users", "company_ids", companies.ids),
        }
        there = {"company_id": set(companies.ids)}
        for name, (model, field, allowed) in domains.items():
            ids = {
                row.get(name)
                for row in values
                if isinstance(row, dict) and _is_id(row.get(name))
            }
            found = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search([("id", "in", list(ids)), (field, "in", allowed)])
                if ids
                else self.env[model]
            )
            there[name] = set(found.ids)
        return there

    @api.model
    def _read_row(self, row, kpis, there):
        """Return ``(what the row is about, its value)``.

        :raise UserError: with a sentence for whoever sent it
        """
        if not isinstance(row, dict):
            raise UserError(self.env._("A row has code, date and value."))
        code = row.get("code")
        kpi = kpis.get(code) if _plain(code) else None
        if not kpi:
            raise UserError(
                self.env._("There is no figure from outside called %s.", code)
            )
        try:
            date = fields.Date.to_date(row.get("date") or None)
            value = float(row.get("value"))
        except (TypeError, ValueError, OverflowError):
            date, value = None, math.nan
        if not date or not math.isfinite(value) or isinstance(row.get("value"), bool):
            raise UserError(
                self.env._(
                    "%(date)s is no date or %(value)s no number.",
                    date=row.get("date"),
                    value=row.get("value"),
                )
            )
        company = self._named_id(row, "company_id", there) or self.env.company.id
        if kpi.company_id and kpi.company_id.id != company:
            raise UserError(
                self.env._(
                    "%(code)s is a figure of %(company)s only.",
                    code=code,
                    company=kpi.company_id.name,
                )
            )
        department = self._named_id(row, "department_id", there)
        user = self._named_id(row, "user_id", there)
        if department and user:
            raise UserError(
                self.env._("A row is of a department or of a person, not of both.")
            )
        return (kpi.id, company, department, user, date), value

    @api.model
    def _named_id(self, row, name, there):
        """Return an id that a row names, False where it names none."""
        value = row.get(name)
        if value is None or value is False:
            return False
        if not _is_id(value) or value not in there[name]:
            what = {
                "company_id": self.env._("company of yours"),
                "department_id": self.env._("department"),
                "user_id": self.env._("person"),
            }[name]
            raise UserError(
                self.env._(
                    "There is no %(what)s with the id %(id)s.", what=what, id=value
                )
            )
        return value

    @api.model
    def _keep_rows(self, rows):
        """Write what has changed, and take the key results again that follow it.

        :param rows: ``{what it is about: [(answer, value)]}``; the last one stands
        """
        Value = self.env["okr.kpi.value"].sudo()
        names = ("kpi_id", "company_id", "department_id", "user_id", "date")
        found = {
            tuple(
                record[name].id if name != "date" else record.date for name in names
            ): record
            for record in Value.search(
                [
                    ("kpi_id", "in", list({key[0] for key in rows})),
                    ("date", "in", list({key[-1] for key in rows})),
                ]
            )
        }
        new, touched = [], set()
        for key, said in rows.items():
            record = found.get(key)
            value = record.value if record else None
            for answer, wanted in said:
                answer["status"] = (
                    "created"
                    if value is None
                    else "unchanged"
                    if value == wanted
                    else "updated"
                )
                value = wanted
            if record and record.value == value:
                continue
            touched.add(key[0])
            if record:
                record.value = value
            else:
                new.append(dict(zip(names, key, strict=True), value=value))
        Value.create(new)
        self.browse(touched).key_result_ids.sudo()._refresh_kpis(check_past=True)


def _plain(code):
    return isinstance(code, str)


def _is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0

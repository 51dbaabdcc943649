import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...report.spreadsheet import as_xlsx

EXPORTERS = "base.group_allow_export"
#: of the bars on paper, as on a light screen
COLORS = {
    "achieved": "#17a2b8",
    "on_track": "#28a745",
    "at_risk": "#ffac00",
    "off_track": "#dc3545",
    "overdue": "#dc3545",
}
NO_COLOR = "#adb5bd"
#: nobody reads a longer report, and its pages are made in one piece
MOST_OBJECTIVES = 2000


class OkrCycleReport(models.TransientModel):
    """Asks whose report of a cycle is wanted, as paper or as a spreadsheet.

    Both tell the same, and nothing but what their reader may read.
    """

    _name = "okr.cycle.report"
    _inherit = ["okr.input.access.mixin"]
    _description = "Report of a cycle"

    cycle_id = fields.Many2one(
        "okr.cycle",
        required=True,
        default=lambda self: self.env["okr.cycle"]._current(self.env.company),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [
            ("company", "The company"),
            ("department", "A department, with those below it"),
            ("person", "A person"),
        ],
        string="Of",
        default="company",
        required=True,
    )
    department_id = fields.Many2one(
        "hr.department", domain="[('company_id', 'in', (company_id, False))]"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    can_export = fields.Boolean(compute="_compute_can_export")
    spreadsheet = fields.Binary(
        compute="_compute_spreadsheet", export_string_translation=False
    )
    file_name = fields.Char(
        compute="_compute_file_name", export_string_translation=False
    )

    # --- COMPUTE ---

    @api.depends("cycle_id", "scope", "department_id", "user_id", "company_id")
    def _compute_display_name(self):
        for report in self:
            whose = report._whose()
            report.display_name = (
                f"{report.cycle_id.name} – {whose}"
                if report.cycle_id and whose
                else self.env._("Report of a cycle")
            )

    @api.depends("cycle_id", "scope", "department_id", "user_id", "company_id")
    def _compute_file_name(self):
        for report in self:
            report.file_name = f"OKR {report.display_name}.xlsx".replace("/", "-")

    @api.depends_context("uid")
    def _compute_can_export(self):
        allowed = self.env.user.has_group(EXPORTERS)
        for report in self:
            report.can_export = allowed

    @api.depends("cycle_id", "scope", "department_id", "user_id", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_spreadsheet(self):
        self.spreadsheet = False
        # One at a time is downloaded: each is a whole workbook
        if len(self) == 1:
            self.spreadsheet = base64.b64encode(self.sudo(False)._as_xlsx())

    # --- ACTIONS ---

    @api.model
    def _open(self, **values):
        """Return the dialog, filled in.

        :param values: values of the dialog
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report of a cycle"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                f"default_{name}": value for name, value in values.items() if value
            },
        }

    def action_print(self):
        """Return the report as PDF.

        :raise UserError: if nobody is chosen
        """
        self._check_chosen()
        return self.env.ref("okr_module.okr_cycle_report_action_print").report_action(
            self
        )

    def action_export(self):
        """Return the report as a spreadsheet, in the format of Odoo's own exports.

        :raise UserError: if nobody is chosen
        :raise AccessError: if the caller may not export
        """
        self._check_chosen()
        self._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content?model={self._name}&id={self.id}&field=spreadsheet"
            "&filename_field=file_name&download=true",
        }

    # --- WHAT IT TELLS ---

    def _check_chosen(self):
        self.ensure_one()
        self.cycle_id.check_access("read")
        if not self._whose():
            raise UserError(self.env._("Say of whom the report is to be."))

    def _check_may_export(self):
        if not self.env.su and not self.env.user.has_group(EXPORTERS):
            raise AccessError(self.env._("You may not export. Ask an administrator."))

    def _whose(self):
        """Return the name of whom it is of, False where nobody is chosen."""
        self.ensure_one()
        name = "complete_name" if self.scope == "department" else "name"
        whom = {"department": self.department_id, "person": self.user_id}.get(
            self.scope, self.company_id
        )
        # Of whom one may not know is told by no number of a record
        return whom.sudo(False)._filtered_access("read").sudo()[name]

    def _objectives(self):
        """Return the objectives of the report that the reader may read, no drafts."""
        self.ensure_one()
        domain = (
            Domain("cycle_id", "=", self.cycle_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "!=", "draft")
        )
        if self.scope == "department":
            domain &= Domain("department_id", "child_of", self.department_id.id)
        elif self.scope == "person":
            domain &= Domain("user_id", "=", self.user_id.id) | Domain(
                "key_result_ids.user_id", "=", self.user_id.id
            )
        # Never as superuser: it tells no more than the lists do
        return (
            self.env["okr.objective"]
            .sudo(False)
            .search(domain, order="level_rank, sequence, id", limit=MOST_OBJECTIVES + 1)
        )

    def _content(self):
        """Return what the report tells, as plain values.

        Shares are 0.0 to 1.0, and None where there is no data.

        :return: dict of ``objectives`` (each with ``record``, ``progress``,
            ``expected``, ``confidence``, ``score`` and ``key_results``, likewise),
            ``dropped`` (records), ``progress``, ``expected``, ``confidence``
            (unweighted means over the measured ones, as on the dashboard),
            ``statuses`` (``(label, number of key results)``)
        """
        found = self._objectives()
        if len(found) > MOST_OBJECTIVES:
            raise UserError(
                self.env._(
                    "A report holds %s objectives at most. Choose a department.",
                    MOST_OBJECTIVES,
                )
            )
        running = found.filtered(lambda o: o.state in ("active", "done"))
        rows = [self._objective_row(objective) for objective in running]
        measured = [row for row in rows if row["progress"] is not None]
        parts = [part for row in rows for part in row["key_results"]]
        counts = Counter(part["status"] for part in parts)
        labels = dict(
            self.env["okr.key.result"]
            ._fields["status"]
            ._description_selection(self.env)
        )
        return {
            "objectives": rows,
            "dropped": found - running,
            "measured": len(measured),
            "progress": self._mean([row["progress"] for row in measured]),
            "expected": self._mean([row["expected"] for row in measured]),
            "confidence": self._mean([row["confidence"] for row in measured]),
            "statuses": [
                (label, counts[key]) for key, label in labels.items() if counts[key]
            ],
        }

    @api.model
    def _mean(self, values):
        there = [value for value in values if value is not None]
        return sum(there) / len(there) if there else None

    def _objective_row(self, objective):
        return {
            "record": objective,
            "progress": objective.progress if objective.is_measured else None,
            "expected": objective.expected_progress,
            "confidence": objective.confidence if objective.has_confidence else None,
            "status": objective.status,
            "score": objective.final_score if self._is_scored() else None,
            "key_results": [
                self._key_result_row(key_result)
                for key_result in objective.key_result_ids
                if key_result.state == "active"
            ],
        }

    def _key_result_row(self, key_result):
        return {
            "record": key_result,
            "progress": key_result.progress if key_result.is_measured else None,
            "attainment": key_result.attainment if key_result.is_measured else None,
            "expected": key_result.expected_progress,
            "confidence": key_result.confidence if key_result.has_confidence else None,
            "status": key_result.status,
        }

    def _is_scored(self):
        """Tell whether there are scores yet: from the review on."""
        return self.cycle_id.state in ("review", "closed")

    # --- SPREADSHEET ---

    def _as_xlsx(self):
        """Return the bytes of the spreadsheet.

        :raise AccessError: if the reader may not export
        """
        self._check_may_export()
        content = self._content()
        return as_xlsx(
            [self._objective_sheet(content), self._key_result_sheet(content)]
        )

    def _word(self, record, name):
        """Return what a selection of a record says, in the reader's language."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    def _share_in_words(self, share):
        """Return a share as people read it, such as 63 %, in the reader's language.

        As on the screens: what is not reached is never 100 %, however near it is.
        """
        hundredths = int(share * 100 + 0.5)
        is_short = hundredths == 100 and share < 1 - 1e-9
        return self.env._("%s%%", 99 if is_short else hundredths)

    def _confidence_in_words(self, confidence):
        """Return a confidence as on the screens, such as 6.8/10."""
        level = round(confidence * 10, 1)
        digits = 0 if level.is_integer() else 1
        return self.env._("%s/10", formatLang(self.env, level, digits=digits))

    def _day_in_words(self, day):
        """Return a day of a document that is read years later, too: "Sep 14, 2026"."""
        return format_date(self.env, day, date_format=self.env._("MMM d, y"))

    def _bar(self, row):
        """Return the bar of one row: its colour, and in percent where it ends.

        :param row: of an objective or a key result
        :return: dict of ``color``, ``done`` and ``expected``; None without data
        """
        if row["progress"] is None:
            return None
        return {
            "color": COLORS.get(row["status"], NO_COLOR),
            "done": min(max(100 * row["progress"], 0), 100),
            "expected": min(max(100 * (row["expected"] or 0), 0), 99),
        }

    def _objective_sheet(self, content):
        env = self.env
        headers = [
            env._("Objective"),
            env._("Owner"),
            env._("Department"),
            env._("Level"),
            env._("State"),
            env._("Status"),
            env._("Progress"),
            env._("Expected"),
            env._("Confidence"),
            env._("Score"),
            env._("Why this score"),
            env._("What did we learn?"),
            env._("Why it was dropped"),
        ]
        kinds = ["words"] + [None] * 5 + ["share"] * 3 + [None] + ["words"] * 3
        rows = [
            [
                *self._who_and_where(row["record"]),
                self._word(row["record"], "status"),
                row["progress"],
                row["expected"],
                row["confidence"],
                row["score"],
                row["record"].score_reason,
                row["record"].retro_learned,
                None,
            ]
            for row in content["objectives"]
        ] + [
            [*self._who_and_where(objective), *([None] * 7), objective.cancel_reason]
            for objective in content["dropped"]
        ]
        return env._("Objectives"), headers, rows, kinds

    def _who_and_where(self, objective):
        return [
            objective.name,
            objective.user_id.sudo().name,
            objective.department_id.sudo().complete_name,
            self._word(objective, "level"),
            self._word(objective, "state"),
        ]

    def _key_result_sheet(self, content):
        env = self.env
        headers = [
            env._("Objective"),
            env._("Key result"),
            env._("Owner"),
            env._("Status"),
            env._("Start"),
            env._("Target"),
            env._("Current value"),
            env._("Unit"),
            env._("Progress"),
            env._("Attainment"),
            env._("Expected"),
            env._("Confidence"),
            env._("Last check-in"),
            env._("Note"),
        ]
        kinds = ["words"] * 2 + [None] * 6 + ["share"] * 4 + [None, "words"]
        rows = [
            [
                row["record"].name,
                part["record"].name,
                part["record"].user_id.sudo().name,
                self._word(part["record"], "status"),
                *self._plan_cells(part["record"]),
                part["progress"],
                part["attainment"],
                part["expected"],
                part["confidence"],
                part["record"].last_checkin_date,
                part["record"].last_note,
            ]
            for row in content["objectives"]
            for part in row["key_results"]
        ]
        return env._("Key results"), headers, rows, kinds

    def _plan_cells(self, key_result):
        """Return what stands below start, target, current value and unit.

        Numbers, to reckon with; words, where no number stands for it.
        """
        unit = key_result.unit or key_result.currency_id.name
        if key_result.metric_type in ("boolean", "milestone"):
            return [None, None, key_result.value_label, None]
        if key_result.metric_type == "percent":
            unit = "%"
        target = key_result.target_value
        if key_result.direction == "range":
            target = key_result._format_value(
                key_result.range_min, key_result.range_max
            )
        return [key_result.start_value, target, key_result.current_value, unit]

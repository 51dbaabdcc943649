from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...arithmetic import honesty

#: what a review asks, in the order in which it asks
QUESTIONS = ("retro_worked", "retro_failed", "retro_learned")
#: somebody has said what became of it
REVIEWED = Domain.OR(
    Domain(name, "!=", False) for name in ("decision", "retrospective", "score_reason")
)
#: it ran to the end, or runs yet
RAN = Domain("state", "in", ("active", "done"))
#: it has a score that says something
SCORE_COUNTS = RAN & Domain("is_measured", "=", True)
#: it says what was learned, in more than blanks
HAS_LEARNED = Domain.custom(
    to_sql=lambda model, alias, query: SQL(
        r"COALESCE(%s, '') ~ '\S'",
        model._field_to_sql(alias, "retro_learned", query),
    )
)


class OkrObjective(models.Model):
    """What the review at the end of a cycle says about an objective."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    decision = fields.Selection(
        [("keep", "Keep"), ("change", "Change"), ("drop", "Drop")],
        string="What becomes of it",
        copy=False,
        tracking=True,
        help="In the next cycle. Keep: it goes on. Change: it goes on as a draft that "
        "asks for changes. Drop: it does not.",
    )
    retro_worked = fields.Text(string="What worked?", copy=False)
    retro_failed = fields.Text(string="What did not?", copy=False)
    retro_learned = fields.Text(string="What did we learn?", copy=False)
    retrospective = fields.Html(
        compute="_compute_retrospective",
        store=True,
        readonly=False,
        copy=False,
        help="What worked, what did not, what we learned.",
    )
    final_score_choice = fields.Selection(
        [(f"{tenths / 10:.1f}", f"{tenths / 10:.1f}") for tenths in range(11)],
        string="Score given",
        compute="_compute_final_score_choice",
        inverse="_inverse_final_score_choice",
        export_string_translation=False,
        help="0.7 of a daring goal is a success. A promise is kept with 1.0 only.",
    )
    score_differs = fields.Boolean(
        compute="_compute_score_differs", export_string_translation=False
    )
    honesty_notes = fields.Json(
        compute="_compute_honesty_notes",
        export_string_translation=False,
        help="Rows of code, field, sentence, reason and name of the key result.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends(*QUESTIONS)
    def _compute_retrospective(self):
        """Answers to the three questions make the retrospective; else it stands."""
        for objective in self:
            answers = [(name, objective[name]) for name in QUESTIONS if objective[name]]
            objective.retrospective = (
                Markup().join(
                    Markup("<p><strong>%s</strong><br/>%s</p>")
                    % (self._fields[name]._description_string(self.env), answer)
                    for name, answer in answers
                )
                or objective.retrospective
            )

    @api.depends("final_score", "score")
    def _compute_final_score_choice(self):
        for objective in self:
            tenths = round(objective.final_score * 10)
            # A score of an import may lie between two tenths
            exact = abs(objective.final_score * 10 - tenths) < 1e-6
            objective.final_score_choice = f"{tenths / 10:.1f}" if exact else False

    @api.depends("final_score_choice", "final_score", "score")
    def _compute_score_differs(self):
        for objective in self:
            choice = objective.final_score_choice
            given = float(choice) if choice else objective.final_score
            objective.score_differs = abs(given - objective.score) > 1e-9

    @api.onchange("final_score_choice")
    def _onchange_final_score_choice(self):
        # A reason that is typed afterwards takes the score again, from this one
        self._inverse_final_score_choice()

    def _inverse_final_score_choice(self):
        for objective in self.filtered("final_score_choice"):
            objective.final_score = float(objective.final_score_choice)

    @api.depends("key_result_ids.checkin_ids", "final_score", "state", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_honesty_notes(self):
        owned = self._owned_in_the_cycle()
        for objective in self:
            rows = [
                row
                for key_result in objective.key_result_ids
                for row in key_result._honesty_rows()
            ]
            place = objective.user_id._origin.id, objective.cycle_id._origin.id
            beside = owned.get(place, self.browse())
            note = honesty.all_full(beside._scores_that_count())
            if note:
                rows.append(
                    objective._honesty_row(
                        note,
                        self.env._(
                            "All %(count)s objectives of %(owner)s in this cycle came "
                            "out 1.0.",
                            count=note.count,
                            owner=objective.user_id.name,
                        ),
                    )
                )
            objective.honesty_notes = rows

    # --- HONESTY ---

    def _owned_in_the_cycle(self):
        """Return ``{(owner id, cycle id): objectives}`` that one may read."""
        mine = self.filtered(lambda o: o.user_id and o.cycle_id)
        if not mine:
            return {}
        found = self.search(
            [("user_id", "in", mine.user_id.ids), ("cycle_id", "in", mine.cycle_id.ids)]
        )
        return found.grouped(lambda o: (o.user_id.id, o.cycle_id.id))

    def _scores_that_count(self):
        """Return the scores of those that ran to the end and were measured."""
        return self.filtered_domain(SCORE_COUNTS).mapped("final_score")

    @api.model
    def _honesty_row(self, note, sentence, key_result=None):
        reasons = {
            "sandbagging": self.env._(
                "Whoever always reaches everything may aim too low. What would you "
                "try if 0.7 were a success?"
            ),
            "same_status": self.env._(
                "A status that never changes tells those who could help nothing. Was "
                "it so all the time?"
            ),
            "same_text": self.env._(
                "A text that is repeated is written to be left in peace. What was "
                "really new?"
            ),
        }
        return {
            "code": note.code,
            "field": "score",
            "sentence": sentence,
            "reason": reasons[note.code],
            "key_result": key_result or False,
        }

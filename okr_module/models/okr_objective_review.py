from markupsafe import Markup

from odoo import api, fields, models

#: what a review asks, in the order in which it asks
QUESTIONS = ("retro_worked", "retro_failed", "retro_learned")


class OkrObjective(models.Model):
    """What the review at the end of a cycle says about an objective."""

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

from odoo import api, fields, models
from odoo.fields import Domain

from ...hints import CODES, sentence_key

#: states of an objective that is still being shaped or worked on
HINTED_STATES = ("draft", "active")


class OkrHintsMixin(models.AbstractModel):
    """What could be better about what somebody writes, said while they write.

    The rules are plain functions in :mod:`..hints`. Here they get their facts, those
    that the reader may know, and their sentences. Nothing is stored: what is said is
    what stands on the screen.
    """

    _name = "okr.hints.mixin"
    _description = "Hints while writing"

    hints = fields.Json(
        compute="_compute_hints",
        export_string_translation=False,
        help="Rows of code, field, label, sentence, reason and, in an objective, the "
        "name of the key result.",
    )
    sentence_key = fields.Char(
        compute="_compute_sentence_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The name without case and punctuation, to find the same sentence.",
    )

    @api.depends("name")
    def _compute_sentence_key(self):
        for record in self:
            record.sentence_key = sentence_key(record.name) or False

    def _compute_hints(self):
        raise NotImplementedError

    # --- FACTS ---

    def _hint_cycle(self):
        """Return the cycle in which a sentence is to be the only one of its kind."""
        self.ensure_one()
        return self.cycle_id._origin

    def _hint_template(self):
        """Return the id of the template that its sentence comes from, or False."""
        raise NotImplementedError

    def _twins(self):
        """Return ``{record: who else says the same}`` as far as the reader may know.

        Three queries, however many records. A key result may say the same as its
        own objective; then it adds nothing, and that is said, too.
        """
        asked = {
            (record._hint_cycle().id, record.sentence_key)
            for record in self
            if record.sentence_key
        }
        if not asked:
            return {}
        # A sentence without a cycle is an idea among ideas.
        domain = Domain("sentence_key", "in", list({key for _cycle, key in asked}))
        domain &= Domain("cycle_id", "in", list({cycle for cycle, _key in asked}))
        domain &= Domain("state", "!=", "cancelled")
        said = {}
        for name in ("okr.objective", "okr.key.result"):
            model = self.env[name]
            if not model.has_access("read"):
                continue
            for other in model.search_fetch(domain, ["sentence_key", "cycle_id"]):
                key = (other.cycle_id.id, other.sentence_key)
                of_template = said.setdefault(key, {}).setdefault(
                    other._hint_template(), []
                )
                if len(of_template) < 2:  # the record itself and one more
                    of_template.append(other)
        twins = {}
        for record in self:
            by_template = said.get((record._hint_cycle().id, record.sentence_key), {})
            # Those of one template say the same on purpose.
            mine = record._hint_template()
            others = (
                other
                for template, others in by_template.items()
                if not (template and template == mine)
                for other in others
            )
            other = next((o for o in others if o != record._origin), None)
            if record.sentence_key and other:
                twins[record] = other
        return twins

    # --- WORDS ---

    def _hint_row(self, hint, **more):
        """Return a hint as screens and programs read it."""
        self.ensure_one()
        sentence, reason = getattr(self, f"_say_{hint.code}")(hint.values)
        return {
            "code": hint.code,
            "field": hint.field,
            "label": self._hint_labels()[hint.code],
            "sentence": sentence,
            "reason": reason,
            "key_result": False,
            **more,
        }

    @api.model
    def _hint_labels(self):
        """Return ``{code: two or three words}`` in the order of the codes."""
        labels = {
            "same_sentence": self.env._("Same sentence"),
            "no_owner": self.env._("No owner"),
            "many_objectives": self.env._("Many objectives"),
            "not_aligned": self.env._("Not aligned"),
            "few_key_results": self.env._("Few key results"),
            "many_key_results": self.env._("Many key results"),
            "only_yes_no": self.env._("Only yes or no"),
            "wish": self.env._("A wish"),
            "no_measure": self.env._("No measure"),
            "target_reached": self.env._("Target reached"),
            "target_far": self.env._("Far target"),
        }
        return {code: labels[code] for code in CODES}

    def _say_same_sentence(self, values):
        twin = values["twin"]
        # One that is not saved yet has no owner's name that would tell it apart.
        owner = twin.sudo().user_id if twin._origin else twin.user_id.browse()
        if twin._name == "okr.objective":
            sentence = (
                self.env._("An objective of %s says the same.", owner.name)
                if owner
                else self.env._("Another objective says the same.")
            )
        elif owner:
            sentence = self.env._("A key result of %s says the same.", owner.name)
        else:
            sentence = self.env._("Another key result says the same.")
        return sentence, self.env._(
            "Two with one sentence in a cycle are mixed up, and one is often a copy "
            "handed down. Say what this one adds, or join in there."
        )

    def _say_no_owner(self, values):
        return (
            self.env._("Nobody answers for it yet."),
            self.env._("What belongs to everybody waits for somebody."),
        )

    def _say_wish(self, values):
        words = ", ".join(f"“{word}”" for word in values["words"])
        return (
            self.env._("%s is a wish. Which number shows that it came true?", words),
            self.env._(
                "Whether somebody tried cannot be seen. What has changed can: from "
                "what, to what."
            ),
        )

    def _say_no_measure(self, values):
        sentence = {
            "no_milestones": self.env._(
                "It has no step yet, so there is nothing to count."
            ),
            "no_change": self.env._("Start and target are the same: nothing changes."),
            "untouched": self.env._("A hundred of what? Say from what, to what."),
        }[values["why"]]
        return sentence, self.env._(
            "A key result is a number that two people read in the same way, today and "
            "at the end."
        )

    def _say_target_reached(self, values):
        return (
            self.env._(
                "The KPI stands at %s: the target is reached already.",
                self._format_value(values["value"]),
            ),
            self.env._(
                "A target that asks for nothing moves nobody. How far could it go? To "
                "hold the value, choose 'Stay at or above' or 'Stay at or below'."
            ),
        )

    def _say_target_far(self, values):
        return (
            self.env._(
                "%(target)s is far beyond anything before: %(best)s at best.",
                target=self._format_value(values["target"]),
                best=self._format_value(values["best"]),
            ),
            self.env._(
                "Daring is welcome. If it is meant, say in the description what will "
                "be different this time; if a digit slipped in, now is the time."
            ),
        )

    def _say_many_objectives(self, values):
        return (
            self.env._(
                "%(owner)s has %(count)s objectives in this cycle.",
                owner=self.sudo().user_id.name,
                count=values["count"],
            ),
            self.env._(
                "With so many, none gets its time. Which one could wait, or go to "
                "somebody who longs for it?"
            ),
        )

    def _say_not_aligned(self, values):
        return (
            self.env._("Which objective does it help to reach?"),
            self.env._(
                "Below company level, people want to see for which wall their brick "
                "is laid. Choose one under 'Contributes to', of any department."
            ),
        )

    def _say_few_key_results(self, values):
        sentence = (
            self.env._("One key result shows one side only: two to five show it whole.")
            if values["count"]
            else self.env._("No key result yet: two to five tell if you are there.")
        )
        return sentence, self.env._(
            "A single number can be reached at the cost of all others. A second one "
            "keeps it honest."
        )

    def _say_many_key_results(self, values):
        return (
            self.env._(
                "%s key results are more than one keeps in mind.", values["count"]
            ),
            self.env._(
                "Two to five are known without looking. What is left may be work on "
                "the way rather than a result."
            ),
        )

    def _say_only_yes_no(self, values):
        return (
            self.env._("All its key results are a yes or a no."),
            self.env._(
                "A yes or no stands at nothing until the last day, too late to help. "
                "Which number moves while it is being done?"
            ),
        )

    # --- SEARCH ---

    @api.model
    def _check_hint_codes(self, codes):
        """Return the codes that a search names, without those that are none."""
        return {code for code in codes if code in CODES}

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import KINDS, PEOPLE, TestOkrAccessCommon

# --- Who reads what: DESIGN.md, section 4, written out. ---

NOT_EMPLOYED_HERE = {"stranger", "portal", "public"}
INVOLVED = {"owner", "member", "key_result_owner"}
READERS = {
    "company": set(PEOPLE) - NOT_EMPLOYED_HERE,
    "department": INVOLVED
    | {"colleague", "colleague_below", "manager_below"}
    | {"manager", "manager_above"}
    | {"hr_officer", "administrator"},
    "private": INVOLVED | {"line_manager", "line_manager_above", "administrator"},
}
# The department's manager leads those who may read; of a private objective knows
# nothing who is not in the owner's line.
EDITORS = {
    "company": INVOLVED | {"manager", "manager_above", "administrator"},
    "department": INVOLVED | {"manager", "manager_above", "administrator"},
    "private": INVOLVED | {"administrator"},
}
GROUPS = {
    "editors": EDITORS,
    "owner": dict.fromkeys(EDITORS, {"owner"}),  # the author of the check-ins, too
    "administrator": dict.fromkeys(EDITORS, {"administrator"}),
    "nobody": dict.fromkeys(EDITORS, set()),
}

#: kind: what: (in a draft, in a running objective, in a closed cycle)
CHANGES = {
    "objective": {
        "write": ("editors", "editors", "nobody"),
        "unlink": ("owner", "nobody", "nobody"),
    },
    "key_result": {
        "create": ("editors", "editors", "nobody"),
        "write": ("editors", "editors", "nobody"),
        "unlink": ("editors", "nobody", "nobody"),
    },
    "checkin": {
        "create": ("editors", "editors", "nobody"),
        "write": ("owner", "owner", "nobody"),
        "unlink": ("administrator", "administrator", "nobody"),
    },
    "milestone": {
        "create": ("editors", "editors", "nobody"),
        "write": ("editors", "editors", "nobody"),
        "unlink": ("editors", "nobody", "nobody"),
    },
    "initiative": {
        "create": ("editors", "editors", "nobody"),
        "write": ("editors", "editors", "nobody"),
        # one that is not begun, and counts nowhere
        "unlink": ("editors", "editors", "nobody"),
    },
    "plan_point": {
        "create": ("editors", "nobody", "nobody"),
        "write": ("editors", "nobody", "nobody"),
        "unlink": ("editors", "nobody", "nobody"),
    },
    "target_change": {
        "create": ("nobody", "nobody", "nobody"),
        "write": ("nobody", "nobody", "nobody"),
        "unlink": ("nobody", "nobody", "nobody"),
    },
    "help_request": {
        "create": ("nobody", "nobody", "nobody"),
        "write": ("nobody", "nobody", "nobody"),
        "unlink": ("nobody", "nobody", "nobody"),
    },
    "alignment_request": {
        "create": ("nobody", "nobody", "nobody"),
        "write": ("nobody", "nobody", "nobody"),
        "unlink": ("nobody", "nobody", "nobody"),
    },
    "feedback": {
        "create": ("nobody", "nobody", "nobody"),
        "write": ("editors", "editors", "nobody"),
        "unlink": ("nobody", "nobody", "nobody"),
    },
}
STATES = ("draft", "active", "closed")
#: Reading is tried in all nine; changing where the answer can differ.
CHANGED_WHERE = (
    ("company", "draft"),
    ("department", "draft"),
    ("private", "draft"),
    ("company", "active"),
    ("private", "active"),
    ("company", "closed"),
)
WRITTEN = {
    "objective": {"description": "<p>Another one</p>"},
    "key_result": {"description": "<p>Another one</p>"},
    "checkin": {"note": "Another one"},
    "milestone": {"name": "Another one"},
    "initiative": {"name": "Another one"},
    "plan_point": {"value": 7.0},
    "target_change": {"reason": "Another one"},
    "help_request": {"answer": "Another one"},
    "alignment_request": {"answer": "Another one"},
    "feedback": {"reply": "Another one"},
}
CREATED = {
    "key_result": {"name": "One more", "change_reason": "It was forgotten"},
    "checkin": {"value": 7.0},
    "milestone": {"name": "One more", "change_reason": "It was forgotten"},
    "initiative": {"name": "One more"},
    "plan_point": {"date": "2026-02-03", "value": 7.0},
    "target_change": {
        "date": "2026-02-03",
        "field_name": "weight",
        "reason": "One more",
    },
    "help_request": {"date_asked": "2026-02-03 09:00:00", "what": "One more"},
    "alignment_request": {"date_asked": "2026-02-03 09:00:00", "answer": "One more"},
    "feedback": {"date": "2026-02-03", "body": "One more"},
}


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestAccessRights(TestOkrAccessCommon):
    """Every kind of person against every kind of record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed_cycle = cls.cycle.copy({"name": "Closed before its time"})
        cls.closed_cycle.action_activate()
        cls.parts = {}
        for visibility in EDITORS:
            for state in STATES:
                objective = cls._full_objective(
                    name=f"{visibility} {state}",
                    visibility=visibility,
                    cycle_id=(cls.closed_cycle if state == "closed" else cls.cycle).id,
                )
                if state == "draft":
                    # A draft that has check-ins stays on record; see below.
                    draft = cls._full_objective(
                        name=f"{visibility} fresh", visibility=visibility
                    )
                    draft.key_result_ids.checkin_ids.unlink()
                    cls.parts[visibility, "fresh"] = cls._parts(draft)
                else:
                    objective.action_activate()
                cls.parts[visibility, state] = cls._parts(objective)
        cls.closed_cycle.action_close()

    # --- READ ---

    def _found(self, model, ids):
        """Return what a person finds of some records, by each way of looking."""
        domain = [("id", "in", ids)]
        grouped = model.formatted_read_group(domain, ["company_id"], ["__count"])
        opened = model.web_read_group(domain, ["company_id"], ["__count"])
        return {
            "search": set(model.search(domain).ids),
            "search_read": {row["id"] for row in model.search_read(domain, ["id"])},
            "_read_group": set(
                model._read_group(domain, [], ["id:array_agg"])[0][0] or ()
            ),
            "search_count": model.search_count(domain),
            "formatted_read_group": sum(group["__count"] for group in grouped),
            "web_read_group": sum(group["__count"] for group in opened["groups"]),
        }

    def _readable(self, record):
        try:
            rows = record.read(["id", "company_id"])
        except AccessError:
            return False
        return bool(rows)

    def _check_reading(self, person):
        for kind, model_name in KINDS.items():
            records = {key: parts[kind] for key, parts in self.parts.items()}
            records = {key: record for key, record in records.items() if record}
            expected = {
                record.id
                for (visibility, _state), record in records.items()
                if person in READERS[visibility]
            }
            env = self._env(PEOPLE[person])
            ids = [record.id for record in records.values()]
            if not env[model_name].has_access("read"):
                self.assertFalse(expected, f"{person} may read no {kind}")
                with self.assertRaises(AccessError):
                    env[model_name].search([])
            else:
                for way, found in self._found(env[model_name], ids).items():
                    wanted = expected if isinstance(found, set) else len(expected)
                    self.assertEqual(found, wanted, f"{person}: {kind} by {way}")
            for key, record in records.items():
                may = record.id in expected
                own = self._as(PEOPLE[person], record)
                words = f"{person}: {kind} of {key}"
                self.assertEqual(own.has_access("read"), may, f"{words} has_access")
                self.assertEqual(self._readable(own), may, f"{words} read()")

    def test_read(self):
        self.assertTrue(all(self.parts["private", "draft"].values()))
        self.assertTrue(all(self.parts["private", "closed"].values()))
        for person in PEOPLE:
            with self.subTest(person=person):
                self._check_reading(person)

    # --- CREATE, WRITE, UNLINK ---

    def _attempt(self, what, kind, record, parts):
        if what == "unlink":
            return record.unlink()
        if what == "write":
            return record.write(WRITTEN[kind])
        below_objective = ("key_result", "alignment_request", "feedback")
        owner = "objective" if kind in below_objective else "key_result"
        return record.create({f"{owner}_id": parts[owner].id, **CREATED[kind]})

    def _check_changing(self, kind, what, visibility, state, allowed):
        # Drafts are deleted without check-ins; check-ins need some to be deleted.
        fresh = state == "draft" and what == "unlink" and kind != "checkin"
        parts = self.parts[visibility, "fresh" if fresh else state]
        self.assertTrue(parts[kind])
        done = set()
        for person, login in PEOPLE.items():
            record = self._as(login, parts[kind])
            if not self._refused(
                lambda record=record: self._attempt(what, kind, record, parts)
            ):
                done.add(person)
            if what != "create" and not record.has_access(what):
                self.assertNotIn(person, allowed, f"{what} {kind}: has_access")
        self.assertEqual(done, allowed, f"{what} {kind}, {visibility}, {state}")

    def _check_kind(self, kind):
        for what, by_state in CHANGES[kind].items():
            groups = dict(zip(STATES, by_state, strict=True))
            for visibility, state in CHANGED_WHERE:
                allowed = GROUPS[groups[state]][visibility]
                with self.subTest(what=what, visibility=visibility, state=state):
                    self._check_changing(kind, what, visibility, state, allowed)

    def test_change_objective(self):
        self._check_kind("objective")

    def test_change_key_result(self):
        self._check_kind("key_result")

    def test_change_checkin(self):
        self._check_kind("checkin")

    def test_change_milestone(self):
        self._check_kind("milestone")

    def test_change_initiative(self):
        self._check_kind("initiative")

    def test_change_plan_point(self):
        self._check_kind("plan_point")

    def test_change_target_change(self):
        self._check_kind("target_change")

    def test_change_help_request(self):
        self._check_kind("help_request")

    def test_change_alignment_request(self):
        self._check_kind("alignment_request")

    def test_change_feedback(self):
        self._check_kind("feedback")

    # --- THE REST OF THE TABLE ---

    def test_cycle(self):
        cycles = self.cycle | self.closed_cycle
        shared = self.cycle.copy({"name": "Everywhere", "company_id": False})
        for person, login in PEOPLE.items():
            with self.subTest(person=person):
                env = self._env(login)
                own = self._as(login, cycles)
                employed = person not in NOT_EMPLOYED_HERE
                self.assertEqual(own.has_access("read"), employed)
                if own.browse().has_access("read"):
                    found = env["okr.cycle"].search(
                        [("id", "in", (cycles | shared).ids)]
                    )
                    self.assertEqual(
                        set(found.ids),
                        set((cycles | shared).ids if employed else shared.ids),
                    )
                allowed = person == "administrator"
                vals = {
                    "name": "Mine",
                    "date_start": "2026-05-01",
                    "date_end": "2026-06-01",
                }
                draft = self._as(login, shared)
                for action in (
                    lambda env=env, vals=vals: env["okr.cycle"].create(vals),
                    lambda draft=draft: draft.write({"grace_days": 5}),
                    lambda draft=draft: draft.action_activate(),
                    lambda draft=draft: draft.unlink(),
                ):
                    self.assertEqual(self._refused(action), not allowed)

    def test_checkin_is_mended_on_its_day_by_its_author_only(self):
        checkin = self.parts["company", "active"]["checkin"]
        mine = self._as("sales_rep", checkin)
        self.assertFalse(self._refused(lambda: mine.write({"value": 1.0})))
        with freeze_time("2026-02-11 12:00:00"):
            mine = self._as("sales_rep", checkin)
            self.assertTrue(self._refused(lambda: mine.write({"value": 1.0})))

    def test_key_result_owner_becomes_member(self):
        objective = self.parts["private", "draft"]["objective"]
        self.assertIn(self.users["analyst"], objective.member_ids)
        self._as("sales_rep", objective.key_result_ids).write(
            {"user_id": self.users["seller"].id}
        )
        self.assertIn(self.users["seller"], objective.member_ids)
        self.assertTrue(self._as("seller", objective).has_access("read"))

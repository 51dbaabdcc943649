from collections import Counter

from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries

#: what a list of objectives asks for
LIST = {
    "name": {},
    "display_name": {},
    "user_id": {"fields": {"display_name": {}}},
    "parent_id": {"fields": {"display_name": {}}},
    "department_id": {"fields": {"display_name": {}}},
    "cycle_id": {"fields": {"display_name": {}}},
    "progress": {},
    "expected_progress": {},
    "confidence": {},
    "status": {},
    "key_result_count": {},
    "child_count": {},
    "can_edit": {},
}
KEY_RESULT_LIST = {
    "name": {},
    "display_name": {},
    "objective_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "value_label": {},
    "progress": {},
    "status": {},
    "is_late": {},
    "checkin_count": {},
    "initiative_count": {},
    "open_initiative_count": {},
    "can_edit": {},
}
INITIATIVE_LIST = {
    "name": {},
    "display_name": {},
    "key_result_id": {"fields": {"display_name": {}}},
    "objective_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "date_deadline": {},
    "state": {},
    "is_open": {},
    "is_late": {},
    "counts": {},
    "can_update": {},
}


@tagged("post_install", "-at_install")
class TestPerformance(TestOkrFigures):
    """Queries do not grow with records; they are counted, not timed."""

    def _queries(self):
        return recorded_queries(self.env)

    def _by_kind(self, queries):
        return Counter(query.split(None, 1)[0].upper() for query in queries)

    def _tree(self, width, levels=5):
        """Return the leftmost leaf of a tree in which each has so many siblings."""
        siblings = self.env["okr.objective"]
        parent = siblings
        for level in range(levels):
            weight = 1 if level == levels - 1 else 0.01
            with at("2026-01-05"):
                siblings = self.env["okr.objective"].create(
                    [
                        {
                            "name": f"Level {level}, number {number}",
                            "cycle_id": self.cycle.id,
                            "company_id": self.company.id,
                            "user_id": self.users["seller"].id,
                            "parent_id": parent.id,
                            # One branch carries the figures up, so that the same
                            # columns change whatever stands beside it.
                            "weight": 0.01 if number else 1,
                            "rollup": "both",
                            "key_result_ids": [
                                (0, 0, {"name": f"Key result {kr}", "weight": weight})
                                for kr in range(2)
                            ],
                        }
                        for number in range(width)
                    ]
                )
                siblings.action_activate()
            parent = siblings[0]
        with at("2026-01-12"):
            self.env["okr.checkin"].create(
                [
                    {"key_result_id": key_result.id, "value": 7}
                    for key_result in siblings.key_result_ids
                ]
            )
        return parent

    def test_a_check_in_at_the_bottom_of_five_levels(self):
        counts = {}
        for width in (3, 2, 20):  # the first only warms up
            leaf = self._tree(width)
            top = leaf.parent_id.parent_id.parent_id.parent_id
            before = top.progress
            key_result = leaf.key_result_ids[0].with_user(self.users["seller"])
            with at(self.HALF):
                # What an open session has cached: rights, groups, the calendar.
                key_result.check_in(1)
                with self._queries() as queries:
                    key_result.check_in(90)
                counts[width] = queries
            self.assertGreater(top.progress, before)
        few, many = (self._by_kind(counts[width]) for width in (2, 20))
        self.assertEqual(few, many, _difference(counts[2], counts[20]))
        self.assertLessEqual(sum(many.values()), 20, "\n".join(counts[20]))

    def _create_checkins(self, number):
        with at("2026-01-05"):
            objective = self._objective(
                key_results=[{"name": f"Key result {kr}"} for kr in range(100)]
            )
            objective.action_activate()
        key_results = objective.key_result_ids
        rows = [
            {
                "key_result_id": key_results[index % 100].id,
                "value": index // 100 + 1,
                "date": f"2026-02-{index // 100 + 1:02}",
                "note": "As expected",
            }
            for index in range(number)
        ]
        checkins = self.env["okr.checkin"].with_user(self.users["seller"])
        with at(self.HALF):
            checkins.create(rows[:1])
            with self._queries() as queries:
                checkins.create(rows)
        self.assertEqual(
            set(key_results.mapped("current_value")), {float(number // 100)}
        )
        return queries

    def test_a_thousand_check_ins_cost_as_many_queries_as_a_hundred(self):
        _warm, few, many = map(self._create_checkins, (100, 100, 1000))
        more = self._by_kind(many)
        more.subtract(self._by_kind(few))
        difference = _difference(few, many)
        # Odoo inserts and updates a hundred rows with one statement.
        self.assertEqual(more.pop("INSERT"), 9, difference)
        self.assertLessEqual(more.pop("UPDATE"), 10, difference)
        self.assertLessEqual(max(more.values()), 0, difference)
        self.assertLessEqual(len(few), 35, "\n".join(few))

    def test_owners_follow_their_new_objectives_all_at_once(self):
        owners = [
            self.users[login]
            for login in ("seller", "developer", "sales_lead", "product_lead", "ceo")
        ]
        objectives, counts = self.env["okr.objective"], []
        admin = objectives.with_user(self.users["okr_admin"]).with_context(
            tracking_disable=False
        )
        for many in (2, 2, 5):
            self.env.flush_all()
            self.env.invalidate_all()
            with self._queries() as queries:
                made = admin.create(
                    [
                        {
                            "name": f"{many} of {owner.name}",
                            "cycle_id": self.cycle.id,
                            "company_id": self.company.id,
                            "level": "individual",
                            "user_id": owner.id,
                        }
                        for owner in owners[:many]
                    ]
                )
                self.env.flush_all()
            objectives += made
            counts.append(len(queries))
        self.assertEqual(*counts[1:])
        subtypes = self.env["mail.message.subtype"].default_subtypes("okr.objective")[0]
        for objective in objectives.sudo():
            follower = objective.message_follower_ids.filtered(
                lambda f, objective=objective: (
                    f.partner_id == objective.user_id.partner_id
                )
            )
            self.assertEqual(follower.subtype_ids, subtypes)
        self.assertIn(
            self.users["okr_admin"].partner_id, objectives.message_partner_ids
        )

    def _give_away(self, number):
        with at("2026-01-05"):
            objectives = self.env["okr.objective"].browse()
            for index in range(number):
                objectives |= self._objective(
                    visibility=("company", "private")[index % 2]
                )
            objectives.action_activate()
            self.env.cr.precommit.run()
            given = objectives.with_user(self.users["okr_admin"]).with_context(
                tracking_disable=False
            )
            with self._queries() as queries:
                given.write({"user_id": self.users["developer"].id})
                self.env.flush_all()
                self.env.cr.precommit.run()
        self.assertEqual(objectives.user_id, self.users["developer"])
        return queries

    def test_an_owner_on_many_objectives(self):
        _warm, few, many = map(self._give_away, (10, 10, 100))
        more = self._by_kind(many)
        more.subtract(self._by_kind(few))
        difference = _difference(few, many)
        # Odoo inserts and updates a hundred rows with one statement, logs twenty
        self.assertLessEqual(more.pop("INSERT"), 15, difference)
        self.assertLessEqual(more.pop("UPDATE"), 5, difference)
        self.assertLessEqual(max(more.values()), 0, difference)

    def _read_list(self, model, specification, number):
        owners = ("seller", "developer", "sales_lead", "product_lead")
        for index in range(number):
            self._objective(
                owners[index % 4],
                name=f"Objective {index}",
                visibility=("company", "department", "private")[index % 3],
                key_results=[
                    {
                        "name": "New customers: 0 to 100",
                        "initiative_ids": [(0, 0, {"name": f"Work {index}"})],
                    }
                ],
            )
        reader = self.env[model].with_user(self.users["north_lead"])
        reader.web_search_read([], specification, limit=5)
        with self._queries() as queries:
            found = reader.web_search_read([], specification, limit=80)
        return found["length"], queries

    def test_a_search_of_objectives_asks_who_may_read_once(self):
        """A page of what is open to all says who reads it without asking again."""
        for visibility in ("company", "department", "private") * 3:
            self._objective(
                "north_lead", visibility=visibility, name=f"Open to a {visibility}"
            )
        for login, many in (
            ("seller", 2),  # where the person stands, and what they find
            ("sales_lead", 3),  # whom the person leads, besides
            ("okr_admin", 1),
        ):
            own = self.env["okr.objective"].with_user(self.users[login])
            for ask in (
                lambda own: own.search_count([], limit=10001),
                lambda own: own.name_search("Open to a company", limit=8),
            ):
                ask(own)  # what an open session has cached: rights, groups
                with self._queries() as queries:
                    ask(own)
                self.assertLessEqual(len(queries), many, "\n".join(queries))

    def test_the_discussion_of_an_objective_costs_what_odoos_do(self):
        objective = self._objective()
        partner = self.users["okr_admin"].partner_id
        counts = {}
        for record in (partner, objective):
            for word in ["Well done"] * 40:
                record.message_post(body=word, message_type="comment")
            own = record.with_user(self.users["developer"])

            def read(own=own):
                messages = own.env["mail.message"]
                found = messages._message_fetch(None, thread=own)["messages"]
                return Store().add(found).get_result()

            read()
            with self._queries() as queries:
                read()
            counts[record._name] = queries
        more = len(counts["okr.objective"]) - len(counts["res.partner"])
        self.assertLessEqual(
            more,
            2,
            _difference(counts["res.partner"], counts["okr.objective"]),
        )

    def _check_list(self, model, specification, limit):
        some, few = self._read_list(model, specification, 10)
        more, many = self._read_list(model, specification, 90)
        self.assertGreater(more, some)
        self.assertEqual(len(few), len(many), _difference(few, many))
        self.assertLessEqual(len(many), limit, "\n".join(many))

    def test_list_of_objectives(self):
        self._check_list("okr.objective", LIST, 40)

    def test_list_of_key_results(self):
        self._check_list("okr.key.result", KEY_RESULT_LIST, 40)

    def test_list_of_initiatives(self):
        self._check_list("okr.initiative", INITIATIVE_LIST, 40)

    def _refresh(self, number):
        with at("2026-01-05"):
            objectives = self.env["okr.objective"]
            for _index in range(number):
                objectives |= self._objective()
            objectives.action_activate()
            self.env.flush_all()
        with at(self.HALF), self._queries() as queries:
            objectives.key_result_ids._refresh_figures()
        self.assertEqual(set(objectives.mapped("status")), {"overdue"})
        return queries

    def test_figures_of_a_new_day(self):
        few, many = map(self._refresh, (10, 100))
        self.assertGreater(self._by_kind(few)["UPDATE"], 0)
        self.assertEqual(self._by_kind(few), self._by_kind(many))


def _difference(few, many):
    """Return the statements of which the second list holds more, with how many."""
    first, second = (
        Counter(" ".join(q.split())[:300] for q in qs) for qs in (few, many)
    )
    return "\n".join(
        f"{second[query] - first[query]:+} {query}"
        for query in second.keys() | first.keys()
        if second[query] != first[query]
    )

"""No few people are told by figures of groups that are shown, however subtracted."""

import doctest
from collections import Counter
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...models.engagement import small_groups
from ...models.engagement.small_groups import Shown, by_size

#: which department a department lies in, and who is in it and below: of each number
#: after the first one before it
trees = st.lists(st.integers(0, 30), min_size=1, max_size=8).map(
    lambda above: [0, *(number % (index + 1) for index, number in enumerate(above))]
)
places = st.lists(st.integers(0, 8), min_size=1, max_size=30)
limits = st.integers(1, 5)


def subtrees(above, places):
    """Return the people of each department and of those below it, the company first."""
    groups = [set() for _each in above]
    for person, place in enumerate(places):
        department = place % len(above)
        groups[department].add(person)
        while department:
            department = above[department]
            groups[department].add(person)
    return [frozenset(group) for group in groups]


def all_shown(shown, groups):
    return [group for group in dict.fromkeys(groups) if group and shown.shows(group)]


@tagged("post_install", "-at_install")
class TestRhythmSmallGroups(BaseCase):
    def _assert_tells_of_no_few(self, groups, smallest, known=frozenset()):
        """Assert it of all that two or three may be put together and taken away."""
        for group in groups:
            self.assertGreaterEqual(len(group), smallest)
        for one, two in permutations(groups, 2):
            self.assertFalse(0 < len(one - two - known) < smallest, (one, two))
        for some in combinations(groups, 3):
            for one, two, three in permutations(some):
                for told in (
                    one - (two | three),
                    (one | two) - three,
                    one - two | three,
                ):
                    self.assertFalse(0 < len(told - known) < smallest, some)

    @given(trees, places, limits)
    def test_departments(self, above, places, smallest):
        groups = subtrees(above, places)
        shown = all_shown(Shown(by_size(groups), smallest), groups)
        self._assert_tells_of_no_few(shown, smallest)
        # And something is: all of them together, if they are enough
        self.assertEqual(groups[0] in shown, len(groups[0]) >= smallest)

    @given(trees, places, limits, st.integers(0, 8))
    def test_departments_of_somebody_who_is_known(self, above, places, smallest, who):
        groups = subtrees(above, places)
        known = frozenset([who])
        reach = groups[-1] | known
        shown = Shown(by_size(groups), smallest, known, reach)
        mine = all_shown(shown, [group for group in groups if group <= reach])
        self._assert_tells_of_no_few(mine, smallest, known)

    @given(trees, places, limits)
    def test_the_order_of_equals_plays_no_part(self, above, places, smallest):
        groups = subtrees(above, places)
        one, two = (Shown(by_size(some), smallest) for some in (groups, groups[::-1]))
        self.assertEqual(all_shown(one, groups), all_shown(two, groups))

    @settings(max_examples=200)
    @given(trees, trees, places, places, limits)
    def test_departments_crossed_with_managers(self, units, line, where, whose, least):
        """What a manager and a department have in common, beside all that holds it."""
        people = min(len(where), len(whose))
        departments = subtrees(units, where[:people])
        teams = subtrees(line, whose[:people])
        shown = Shown([*by_size(departments), *by_size(teams)], least)
        crossed = [one & two for one in departments for two in teams]
        every = all_shown(shown, [*departments, *teams, *crossed])
        for one, two in permutations(every, 2):
            if two < one:
                self.assertFalse(0 < len(one - two) < least, (one, two))
        # One manager in all departments, and the other way round: three of those, too
        for rows, columns in ((departments, teams), (teams, departments)):
            for whole in rows:
                parts = [whole & other for other in columns]
                parts = [part for part in parts if part in every and part not in rows]
                for one, two in combinations(dict.fromkeys(parts), 2):
                    told = whole - one - two
                    if whole in every and not one & two:
                        self.assertFalse(0 < len(told) < least, (whole, one, two))

    @settings(max_examples=200)
    @given(trees, trees, places, places, limits)
    def test_departments_beside_managers(self, units, line, where, whose, least):
        """Three figures of departments and managers tell no more than two."""
        people = min(len(where), len(whose))
        departments = subtrees(units, where[:people])
        teams = subtrees(line, whose[:people])
        shown = Shown([*by_size(departments), *by_size(teams)], least)
        every = all_shown(shown, [*departments, *teams])
        for some in combinations(every, 3):
            for signs in ((1, 1, -1), (1, -1, 1), (-1, 1, 1)) + (
                (1, -1, -1),
                (-1, 1, -1),
                (-1, -1, 1),
            ):
                told = Counter()
                for group, sign in zip(some, signs, strict=True):
                    told.update(dict.fromkeys(group, sign))
                counts = [count for count in told.values() if count]
                if set(counts) == {1}:
                    self.assertGreaterEqual(len(counts), least, (some, signs))

    def test_a_company_less_a_department_and_a_manager_s_people(self):
        """Other departments covered those who were left, so nobody looked for them."""
        company, sales = frozenset(range(20)), frozenset(range(8))
        others = frozenset(range(8, 14)), frozenset(range(14, 20))
        # Company less sales less the team is 13 and 19
        team = frozenset([*range(8, 13), *range(14, 19)])
        groups = [company, sales, *others]
        shown = Shown([*groups, team], 3)
        self.assertEqual(all_shown(shown, [*groups, team]), groups)

    def test_a_department_and_a_manager_s_people_who_share_few(self):
        """Both together less the company are the one who is in both."""
        company, sales = frozenset(range(11)), frozenset(range(6))
        team = frozenset(range(5, 11))
        shown = Shown([company, sales, team], 4)
        self.assertEqual(all_shown(shown, [company, sales, team]), [company, sales])

    def test_a_department_less_its_halves(self):
        """Two figures tell nothing of who sits between, three did."""
        halves = frozenset(range(10)), frozenset(range(10, 20))
        whole = frozenset(range(21))
        shown = Shown(by_size([whole, *halves]), 5)
        self.assertEqual(all_shown(shown, [whole, *halves]), [whole, halves[0]])

    def test_a_manager_s_people_give_way_to_departments(self):
        halves = frozenset(range(10)), frozenset(range(10, 20))
        whole, team = frozenset(range(40)), frozenset(range(21))
        shown = Shown([*by_size([whole, *halves]), team], 5)
        self.assertEqual(all_shown(shown, [whole, *halves, team]), [whole, *halves])

    def test_a_department_crossed_with_a_manager(self):
        """It was held against departments and managers, and not against its like."""
        sales, north = frozenset(range(40)), frozenset(range(20))
        team = frozenset([*range(10), 25, 26, *range(50, 70)])
        groups = [frozenset(range(90)), sales, north, team]
        shown = Shown(by_size(groups), 5)
        self.assertEqual(all_shown(shown, groups), groups)
        self.assertTrue(shown.shows(sales & team))
        # Less these ten it would be the figures of two
        self.assertFalse(shown.shows(north & team))

    def test_examples(self):
        self.assertEqual(doctest.testmod(small_groups).failed, 0)

    def test_ten_thousand_people(self):
        """As quick as the page is: nothing is held against everything else."""
        people = 10000
        groups = [frozenset(range(people))]
        groups += [frozenset(range(n, n + 100)) for n in range(0, people, 100)]
        groups += [frozenset(range(n, n + 10)) for n in range(0, people, 10)]
        shown = Shown(by_size(groups), 5)
        self.assertTrue(all(map(shown.shows, groups)))

"""Which groups of people could be told apart by subtracting figures.

What is not said of them: ``okr_engagement.py``. KPIs about few people:
``kpi/okr_kpi_source.py: _is_too_small``.
"""

from collections import Counter, defaultdict
from itertools import chain
from typing import NamedTuple


class Beside(NamedTuple):
    """The groups that share people with one."""

    #: ``{another group: how many people it has in common with one}``
    meeting: Counter
    #: those that hold all of it, and others
    around: list
    #: those that lie in it, and do not fill it
    within: list


class Groups:
    """Sets of people, found by whom they hold: those around one, and within one."""

    def __init__(self):
        self._holding = defaultdict(list)

    def add(self, group):
        for person in group:
            self._holding[person].append(group)

    def around(self, group):
        """Return the groups that hold all of one, and others."""
        anybody = next(iter(group), None)
        return [other for other in self._holding.get(anybody, ()) if group < other]

    def beside(self, group):
        """Return the :class:`Beside` of a group."""
        meeting = self.meeting(group)
        within = [
            other
            for other, count in meeting.items()
            if count == len(other) < len(group)
        ]
        return Beside(meeting, self.around(group), within)

    def within(self, group):
        """Return the groups that lie in one, and do not fill it."""
        return self.beside(group).within

    def meeting(self, group):
        """Return ``{another group: how many people it has in common with one}``."""
        held = filter(None, map(self._holding.get, group))
        return Counter(chain.from_iterable(held))


class Shown:
    """Whose figures are shown, so that no few could be told by subtracting them.

    Figures are of groups: of a company, a department, a manager's people, and of what
    two of these have in common. A group is not shown

    * where it is of few;
    * where few are left of another one that may be asked about and holds all of it;
    * where few are left of a group that is shown, without all those within it that are:
      then the smaller of two is not shown, and a manager's people rather than a
      department: a department less its halves;
    * where two that are shown, or one of them and it, make up another one but for few:
      a department less one below it and a manager's people; or two that share few,
      less all that they cover. So three figures tell no more than two.

    Who asks plays no part but by which groups are theirs to ask about at all.

    :param groups: frozensets of ids of people, those first that are rather shown; of
        equal ones the first counts
    :param int smallest: the number of people from which a group may be shown
    :param known: ids of people whose own figures the reader knows anyway
    :param reach: ids of the people that the reader may ask about; None: all

    >>> whole, one, other = frozenset(range(8)), frozenset({0, 1, 2}), frozenset({3, 4})
    >>> shown = Shown([whole, one, other], 2)
    >>> shown.shows(whole), shown.shows(one), shown.shows(other)
    (True, True, True)
    >>> shown = Shown([frozenset(range(6)), one, other], 2)
    >>> shown.shows(one), shown.shows(other)
    (True, False)
    """

    def __init__(self, groups, smallest, known=frozenset(), reach=None):
        self._smallest = smallest
        self._known = frozenset(known)
        self._reach = reach
        self._parts = Groups()
        self._shown = Groups()
        #: ``{group that is shown: whom none of those within it holds}``
        self._rest = {}
        #: those shown by how many they are, but for whom the reader knows
        self._by_count = defaultdict(list)
        groups = list(dict.fromkeys(groups))
        for group in groups:
            self._parts.add(group)
        self._single = {group for group in groups if self._is_askable(group)}
        for group in groups:
            if group in self._single and not any(
                self._are_few_left(other, group, len(group))
                for other in self._parts.around(group)
                if other in self._single
            ):
                self._show_if_it_may(group)

    def shows(self, group):
        """Tell whether the figures of some people are shown.

        :param group: frozenset of ids: one of the groups, or what some have in common
        """
        if group in self._single:
            return group in self._rest
        return self._may_stand(
            group, self._shown.beside(group)
        ) and self._shows_crossed(group)

    # --- ONE BESIDE ANOTHER ---

    def _is_askable(self, group):
        return self._reach is None or group <= self._reach

    def _leaves_few(self, group, around):
        """Tell whether few are left of one of some groups without another one."""
        return any(
            self._are_few_left(other, group, len(other & group)) for other in around
        )

    def _are_few_left(self, whole, group, common):
        """Tell whether few are left of a whole without a group.

        :param common: how many people the two have in common: counted, as a company of
            ten thousand is not copied for each of its departments
        """
        left = len(whole) - common
        if self._known:
            left -= len((self._known & whole) - group)
        return 0 < left < self._smallest

    def _may_stand(self, group, beside):
        """Tell whether a group's figures tell of no few beside those shown.

        :param beside: the :class:`Beside` of it among those shown
        """
        if len(group) < self._smallest:
            return False
        covered = frozenset().union(*beside.within)
        return not (
            self._are_few_left(group, covered, len(covered))
            or any(self._are_few_left(group, one, len(one)) for one in beside.within)
            or any(self._are_few_left(one, group, len(group)) for one in beside.around)
            or self._leaves_few(group, (self._rest[one] for one in beside.around))
            or self._tells_by_three(group, beside.meeting)
        )

    def _show(self, group, beside=None):
        beside = beside or self._shown.beside(group)
        self._by_count[self._count(group)].append(group)
        self._rest[group] = set(group).difference(*beside.within)
        for other in beside.around:
            self._rest[other] -= group
        self._shown.add(group)

    def _show_if_it_may(self, group):
        if group not in self._rest:
            beside = self._shown.beside(group)
            if self._may_stand(group, beside):
                self._show(group, beside)

    # --- TWO BESIDE ANOTHER ---

    def _tells_by_three(self, group, meeting):
        """Tell whether a group and two that are shown tell of few.

        Two make up a third but for few: they fill it nearly, or more than all of it.
        """
        for other, common in meeting.items():
            for whole, one in ((group, other), (other, group)):
                # Few of one lie outside of the whole: those are told, at most
                if len(one) - common < self._smallest + len(self._known):
                    if self._is_made_up(whole, one):
                        return True
        return False

    def _is_made_up(self, whole, one):
        """Tell whether a group and a shown one make up a whole but for few.

        Added up and taken away, everybody counts once or not at all. Whoever asks may
        take themself away by themself.
        """
        rest = self._count(whole) - self._count(one)
        for few in range(1 - self._smallest, self._smallest):
            for other in self._by_count.get(rest - few, ()) if few else ():
                if other in (one, whole):
                    continue
                if few > 0:
                    found = self._is_within(other, whole) and self._is_within(
                        one, whole
                    )
                    found = found and not (one & other) - self._known
                else:
                    found = self._is_within(whole, one | other)
                    found = found and self._is_within(one & other, whole)
                if found:
                    return True
        return False

    def _count(self, group):
        return len(group) - len(self._known & group)

    def _is_within(self, group, whole):
        return group <= whole or group - self._known <= whole

    # --- WHAT GROUPS HAVE IN COMMON ---

    def _shows_crossed(self, group):
        """Tell whether what some groups have in common is shown, as far as others are.

        Beside all that holds it and could be asked about as well, and, of each of
        those, beside what that has in common with any group: a manager's people in all
        departments, a department's people below all managers.
        """
        parts = self._parts.around(group)
        around = set(parts)
        for part in parts:
            around |= {part & other for other in around}
        around = {
            other for other in around if other != group and self._is_askable(other)
        }
        if self._leaves_few(group, around):
            return False
        return all(
            self._shown_in(group, whole)
            for whole in around
            if any(whole & part == group for part in parts)
        )

    def _shown_in(self, group, whole):
        """Tell whether one is shown among all that a group has in common with others.

        :param whole: frozenset that holds all of ``group``
        """
        common = {whole & part for part in self._parts.meeting(whole)}
        beside = Shown((), self._smallest, self._known)
        beside._show(whole)
        for other in self._shown.within(whole):
            beside._show(other)
        for other in by_size(common - self._single - {whole}):
            beside._show_if_it_may(other)
        return group in beside._rest


def by_size(groups):
    """Return groups in an order that is the same for everybody: the largest first."""
    return sorted(groups, key=lambda group: (-len(group), sorted(group)))

"""All figures of one key result on one day: D11's cases, from plain values."""

from dataclasses import replace
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import KeyResultInput, Reading, measure, places

# Eleven days from a Monday on; the one Friday in them is the fifth
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 11)


def june(number):
    return date(2026, 6, number)


@tagged("post_install", "-at_install")
class TestMeasure(BaseCase):
    def _measure(self, today, readings=(), **values):
        values = {
            "metric_type": "number",
            "direction": "increase",
            "start_value": 0.0,
            "target_value": 100.0,
            "start_date": FIRST,
            "end_date": LAST,
            "grace_days": 2,
            "readings": values.pop("readings_of_machine", None)
            or tuple(Reading(june(day), value, june(day)) for day, value in readings),
            **values,
        }
        return measure(KeyResultInput(**values), june(today))

    def _assert(self, figures, **expected):
        for name, value in expected.items():
            found = getattr(figures, name)
            if isinstance(value, float):
                self.assertAlmostEqual(found, value, msg=name)
            else:
                self.assertEqual(found, value, name)

    def test_no_check_in(self):
        self._assert(
            self._measure(4),
            current_value=0.0,
            progress=0.0,
            expected_progress=0.3,
            forecast_value=None,
            status="no_data",
            last_checkin_date=None,
            next_checkin_date=june(5),
            overdue_date=june(8),
            inside_now=None,
        )

    def test_the_first_check_in_of_a_start_above_zero(self):
        figures = self._measure(4, start_value=20.0)
        self._assert(figures, current_value=20.0, progress=0.0, attainment=0.0)

    def test_on_the_way(self):
        self._assert(
            self._measure(6, [(3, 30), (5, 45)]),
            current_value=45.0,
            attainment=0.45,
            progress=0.45,
            expected_progress=0.5,
            forecast_value=90.0,
            status="on_track",
            last_checkin_date=june(5),
            next_checkin_date=None,
        )

    def test_status_at_the_borders(self):
        for value, word in ((45, "on_track"), (44.9, "at_risk"), (35, "at_risk")):
            self._assert(self._measure(6, [(5, value)]), status=word)
        self._assert(self._measure(6, [(5, 34.9)]), status="off_track")
        self._assert(self._measure(6, [(5, -20)]), status="off_track", progress=0.0)

    def test_beyond_the_target(self):
        self._assert(
            self._measure(6, [(5, 150)]),
            attainment=1.5,
            progress=1.0,
            status="achieved",
        )

    def test_worse_than_the_start(self):
        self._assert(
            self._measure(
                6, [(5, 60)], direction="decrease", start_value=50.0, target_value=10.0
            ),
            attainment=-0.25,
            progress=0.0,
            status="off_track",
        )

    def test_two_on_one_day(self):
        self._assert(self._measure(6, [(5, 10), (5, 45)]), current_value=45.0)

    def test_overdue_begins_the_day_after_the_grace(self):
        self._assert(self._measure(7), status="no_data")
        self._assert(self._measure(8), status="overdue", overdue_date=june(8))
        self._assert(self._measure(8, grace_days=3), status="no_data")
        self._assert(self._measure(6, grace_days=0), status="overdue")

    def test_taken_back_it_is_not_overdue_for_what_was_due_in_between(self):
        dropped = {"dropped": ((june(4), june(9)),), "end_date": june(30)}
        self._assert(
            self._measure(9, **dropped), status="no_data", next_checkin_date=june(12)
        )
        self._assert(self._measure(14, **dropped), status="no_data")
        self._assert(self._measure(15, **dropped), status="overdue")
        # A word of the day after is of the period that it is in
        reading = Reading(june(9), 5.0, june(9))
        plan = KeyResultInput(
            metric_type="number",
            direction="increase",
            start_value=0.0,
            target_value=100.0,
            start_date=FIRST,
            grace_days=6,
            readings=(reading,),
            **dropped,
        )
        self.assertEqual(places(plan, [0])[0].timeliness, "on_time")
        late = places(replace(plan, dropped=()), [0])
        self.assertEqual(late[0].timeliness, "late")

    def test_overdue_beats_all_but_achieved(self):
        self._assert(self._measure(8, [(1, 0)], end_date=june(30)), status="off_track")
        late = {"end_date": june(30)}
        self._assert(self._measure(15, [(1, 0)], **late), status="overdue")
        self._assert(self._measure(15, [(1, 90)], **late), status="overdue")
        self._assert(self._measure(15, [(1, 100)], **late), status="achieved")

    def test_not_tracked_is_never_overdue(self):
        """A draft, a done objective: nobody is asked to check in."""
        figures = self._measure(10, tracked=False)
        self._assert(
            figures, status="no_data", next_checkin_date=None, overdue_date=None
        )

    def test_nothing_is_born_late(self):
        """Started on the sixth, a Saturday: the first due Friday is the twelfth."""
        late = {"start_date": june(6), "end_date": june(30)}
        for day, started in ((6, late), (6, {"end_date": june(30)}), (4, late)):
            figures = self._measure(day, date_activated=june(day), **started)
            self._assert(figures, status="no_data", next_checkin_date=june(12))
        told = self._measure(
            6, [(6, 0)], date_activated=june(6), end_date=june(30), grace_days=0
        )
        self._assert(told, expected_progress=5 / 29, status="too_early")
        next_day = self._measure(
            7, [(6, 0)], date_activated=june(6), end_date=june(30), grace_days=0
        )
        self._assert(next_day, status="off_track")

    def test_started_on_the_last_day_it_is_judged(self):
        figures = self._measure(11, [(11, 95)], date_activated=june(11))
        self._assert(figures, status="on_track")

    def test_what_was_left_out_stays_so_when_it_is_done(self):
        done = {"tracked": False, "end_date": june(30)}
        for until, word in ((15, "overdue"), (14, "off_track"), (30, "overdue")):
            with self.subTest(until=until):
                self._assert(
                    self._measure(25, [(1, 0)], **done, tracked_until=june(until)),
                    status=word,
                    next_checkin_date=None,
                    overdue_date=None,
                )
        running = {"end_date": june(30), "tracked_until": june(14)}
        self._assert(
            self._measure(25, [(1, 0)], **running),
            status="off_track",
            next_checkin_date=june(12),
        )

    def test_what_only_adds_up_is_never_forecast_below_where_it_stands(self):
        falling_behind = [(2, 60), (3, 60), (4, 60)]
        self._assert(
            self._measure(5, falling_behind, adds_up=True),
            forecast_value=60.0,
            forecast_basis="trend",
        )
        leap = [(1, 0), (2, 0), (3, 0), (8, 0), (9, 90)]
        self._assert(
            self._measure(9, leap, adds_up=True),
            forecast_value=90.0,
            forecast_basis="standing",
        )
        self.assertLess(self._measure(9, leap).forecast_value, 90)
        # A part of it was taken back, so it may fall again
        refund = [*leap, (10, 80)]
        figures = self._measure(10, refund, adds_up=True)
        self._assert(figures, forecast_basis="trend")
        self.assertLess(figures.forecast_value, 80)
        # What somebody typed before it was linked is no part that was taken back
        linked = (Reading(june(2), 252.0, june(2)), Reading(june(9), 0.0))
        plan = {"start_value": 100.0, "target_value": 400.0, "adds_up": True}
        self._assert(
            self._measure(9, readings_of_machine=linked, **plan),
            forecast_value=0.0,
            forecast_basis="standing",
        )
        taken_back = (*linked[:1], Reading(june(8), 5.0), Reading(june(9), 0.0))
        self.assertLess(
            self._measure(9, readings_of_machine=taken_back, **plan).forecast_value, 0
        )

    def test_the_forecast_follows_last_year(self):
        shares = ((FIRST, 0.0), (june(6), 0.25), (LAST, 1.0))
        readings = [(3, 5), (4, 10), (6, 20)]
        self._assert(
            self._measure(6, readings, seasonal=shares),
            forecast_value=80.0,
            forecast_basis="last_year",
        )
        self._assert(self._measure(25, readings, seasonal=shares), forecast_value=20.0)
        nothing_yet = ((FIRST, 0.0), (june(6), 0.0), (LAST, 1.0))
        self._assert(
            self._measure(6, readings, seasonal=nothing_yet), forecast_basis="trend"
        )
        self._assert(
            self._measure(6, readings[:2], seasonal=nothing_yet), forecast_basis="pace"
        )
        on_the_first_day = ((june(6), 0.5), (LAST, 1.0))
        self._assert(
            self._measure(
                6, readings[2:], seasonal=on_the_first_day, start_date=june(6)
            ),
            forecast_value=None,
            forecast_basis=None,
        )

    def test_measured_is_what_somebody_told(self):
        self._assert(self._measure(4), is_measured=False)
        self._assert(self._measure(4, [(4, 0)]), is_measured=True)

    def test_a_machine_meets_no_period(self):
        reading = Reading(june(5), 45.0)
        self._assert(self._measure(8, readings_of_machine=(reading,)), status="overdue")

    def test_cancelled(self):
        self._assert(
            self._measure(10, [(3, 100)], cancelled=True),
            status="cancelled",
            next_checkin_date=None,
            overdue_date=None,
        )

    def test_cycle_not_begun(self):
        early = {"start_date": june(8), "end_date": june(28)}
        self._assert(
            self._measure(5, **early),
            expected_progress=0.0,
            status="no_data",
            next_checkin_date=june(12),
        )
        self._assert(self._measure(5, [(5, 10)], **early), status="too_early")

    def test_too_early_ends_at_a_tenth(self):
        self._assert(self._measure(1, [(1, 0)]), status="too_early")
        self._assert(self._measure(2, [(1, 0)]), status="off_track")

    def test_cycle_over(self):
        over = {"tracked": False}
        self._assert(
            self._measure(30, [(11, 90)], **over),
            expected_progress=1.0,
            status="on_track",
            forecast_value=90.0,
        )
        self._assert(self._measure(30, [(11, 69)], **over), status="off_track")

    def test_cycle_of_one_day(self):
        day = {"start_date": june(5), "end_date": june(5)}
        self._assert(
            self._measure(5, [(5, 95)], **day),
            expected_progress=1.0,
            status="on_track",
            forecast_value=None,
        )
        self._assert(self._measure(4, **day), expected_progress=0.0, status="no_data")

    def test_start_equals_target_in_old_data(self):
        """Fault 3: b = t gave 50 % (okr-tracker). It is reached or it is not."""
        for direction, value, progress in (
            ("increase", 5, 1.0),
            ("increase", 4, 0.0),
            ("decrease", 5, 1.0),
            ("decrease", 6, 0.0),
        ):
            with self.subTest(direction=direction, value=value):
                figures = self._measure(
                    6,
                    [(5, value)],
                    direction=direction,
                    start_value=5.0,
                    target_value=5.0,
                )
                self._assert(figures, progress=progress, attainment=progress)

    def test_without_days_of_grace_it_is_overdue_on_the_next_day(self):
        plan = {
            "metric_type": "number",
            "direction": "increase",
            "start_value": 0.0,
            "target_value": 100.0,
            "start_date": FIRST,
            "end_date": LAST,
        }
        figures = measure(KeyResultInput(**plan), june(5))
        self._assert(figures, next_checkin_date=june(5), overdue_date=june(6))

    def test_what_lies_in_no_cycle_is_asked_for_nothing(self):
        self._assert(
            self._measure(10, has_cycle=False),
            status="no_data",
            next_checkin_date=None,
            overdue_date=None,
        )
        self._assert(self._measure(6, [(5, 45)], has_cycle=False), status="on_track")

    def test_plan_points_lie_between_start_and_target(self):
        points = {"start_value": 20.0, "target_value": 60.0}
        points["plan_points"] = ((june(6), 30.0),)
        self._assert(self._measure(6, **points), expected_progress=0.25)
        self._assert(self._measure(1, **points), expected_progress=0.0)

    def test_shares_have_no_start_and_no_target_of_their_own(self):
        """What was typed before the metric became a yes/no or milestones."""
        left_over = {"start_value": 7.0, "target_value": 9.0}
        left_over["plan_points"] = ((june(6), 0.2),)
        steps = ((1, True), (3, False))
        for metric_type in ("boolean", "milestone"):
            with self.subTest(metric_type):
                figures = self._measure(
                    6, metric_type=metric_type, milestones=steps, **left_over
                )
                self._assert(figures, expected_progress=0.2)
        figures = self._measure(
            6, [(5, 0.25)], metric_type="milestone", milestones=steps, **left_over
        )
        self._assert(figures, forecast_value=0.5, forecast_basis="pace")

    def test_last_year_is_the_plan_of_a_number_that_travels_only(self):
        shares = {"seasonal": ((FIRST, 0.0), (june(6), 0.9), (LAST, 1.0))}
        shares["milestones"] = ((1, True), (3, False))
        self._assert(self._measure(6, **shares), expected_progress=0.9)
        for other in (
            {"metric_type": "boolean"},
            {"metric_type": "milestone"},
            {"direction": "at_least"},
        ):
            with self.subTest(other):
                self._assert(self._measure(6, **shares, **other), expected_progress=0.5)

    def test_progress_of_a_check_in_counts_what_it_says_itself(self):
        held = KeyResultInput(
            metric_type="number",
            direction="at_least",
            start_value=10.0,
            target_value=10.0,
            start_date=FIRST,
            end_date=LAST,
            readings=(Reading(june(3), 11.0), Reading(june(4), 9.0)),
        )
        found = places(held, (0, 1))
        self.assertEqual(found[0].progress, 1.0)
        self.assertEqual(found[1].progress, 3 / 4)
        self.assertEqual([found[0].previous_value, found[1].previous_value], [10, 11])
        twice = replace(held, readings=(Reading(june(3), 10.0), Reading(june(3), 9.0)))
        found = places(twice, (0, 1))
        self.assertEqual([found[0].progress, found[1].progress], [1.0, 2 / 3])

    def test_shares_have_no_band(self):
        """What was chosen before the metric became a yes/no or milestones."""
        for metric_type in ("boolean", "milestone"):
            for direction in ("at_least", "at_most", "range"):
                with self.subTest(metric_type=metric_type, direction=direction):
                    self._assert(
                        self._measure(
                            6,
                            [(5, 0)],
                            metric_type=metric_type,
                            direction=direction,
                            plan_points=((june(6), 0.2),),
                        ),
                        inside_now=None,
                        expected_progress=0.2,
                        status="off_track",
                    )

    def test_boolean(self):
        yes_no = {"metric_type": "boolean"}
        self._assert(self._measure(6, [(5, 0)], **yes_no), progress=0.0)
        self._assert(
            self._measure(6, [(5, 1)], **yes_no),
            progress=1.0,
            attainment=1.0,
            status="achieved",
            forecast_value=None,
        )
        self._assert(self._measure(6, [(4, 1), (5, 0)], **yes_no), progress=0.0)

    def test_milestones(self):
        steps = {"metric_type": "milestone", "milestones": ((1, True), (3, False))}
        self._assert(
            self._measure(3, **steps),
            current_value=0.25,
            progress=0.25,
            expected_progress=0.2,
            status="on_track",
        )
        none_reached = dict(steps, milestones=((1, False),))
        self._assert(self._measure(3, **none_reached), status="no_data", progress=0.0)
        self._assert(self._measure(3, **dict(steps, milestones=())), progress=0.0)

    def test_planned_shares_of_yes_no_and_milestones(self):
        plan = {"plan_points": ((june(6), 0.2),), "milestones": ((1, False),)}
        for metric_type in ("boolean", "milestone"):
            figures = self._measure(6, metric_type=metric_type, **plan)
            self._assert(figures, expected_progress=0.2)

    def test_at_least_counts_days(self):
        held = {"direction": "at_least", "target_value": 90.0, "start_value": 95.0}
        held["end_date"] = june(10)
        self._assert(
            self._measure(5, [(5, 99)], **held),
            progress=1.0,
            status="on_track",
            inside_now=True,
        )
        self._assert(
            self._measure(5, [(4, 80), (5, 90)], **held), progress=0.8, status="at_risk"
        )
        self._assert(
            self._measure(5, [(5, 89.9)], **held),
            progress=0.8,
            status="off_track",
            inside_now=False,
        )

    def test_at_most_and_range(self):
        for values, inside, outside in (
            ({"direction": "at_most", "target_value": 5.0}, 5, 6),
            ({"direction": "range", "range_min": 2.0, "range_max": 4.0}, 4, 5),
        ):
            values["start_value"] = 3.0
            with self.subTest(values["direction"]):
                self._assert(
                    self._measure(4, [(4, inside)], **values),
                    status="on_track",
                    progress=1.0,
                )
                self._assert(
                    self._measure(4, [(4, outside)], **values),
                    status="off_track",
                    progress=0.75,
                )

    def test_held_to_the_end_is_achieved_on_the_last_day_only(self):
        held = {"direction": "at_least", "target_value": 0.0, "tracked": False}
        self._assert(self._measure(10, [(5, 1)], **held), status="on_track")
        self._assert(self._measure(11, [(5, 1)], **held), status="achieved")
        self._assert(
            self._measure(25, [(5, 1)], **held), status="achieved", progress=1.0
        )

    def test_days_after_the_end_do_not_count(self):
        held = {"direction": "at_least", "target_value": 0.0, "tracked": False}
        for today in (11, 12, 25):
            self._assert(self._measure(today, [(11, -1)], **held), progress=10 / 11)

    def test_plan_points_bear_on_expected_but_not_on_a_band(self):
        points = {"plan_points": ((june(6), 10.0),)}
        self._assert(self._measure(6, **points), expected_progress=0.1)
        self._assert(
            self._measure(6, direction="at_least", **points), expected_progress=0.5
        )

    def test_scales_are_not_mixed(self):
        """Fault 17: 0-1 and 0-100 in one field (achmitech)."""
        percent = self._measure(
            6, [(5, 85)], metric_type="percent", start_value=80.0, target_value=90.0
        )
        self._assert(percent, current_value=85.0, progress=0.5, attainment=0.5)

    def test_leap_day(self):
        first = date(2028, 2, 28)
        figures = measure(
            KeyResultInput(
                metric_type="number",
                direction="increase",
                start_value=0.0,
                target_value=10.0,
                start_date=first,
                end_date=date(2028, 3, 1),
                readings=(Reading(date(2028, 2, 29), 5.0),),
            ),
            first + timedelta(days=1),
        )
        self._assert(
            figures, expected_progress=0.5, forecast_value=10.0, status="on_track"
        )

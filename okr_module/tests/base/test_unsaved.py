from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestUnsaved(TestOkrFigures):
    """What a form asks while it is being filled in, in any order."""

    def _read_all(self, record):
        for name, field in record._fields.items():
            if field.compute:
                record.mapped(name)
        return record

    def test_key_result_of_nothing_yet(self):
        key_result = self._read_all(self.env["okr.key.result"].new({}))
        self.assertEqual(key_result.progress, 0)
        self.assertFalse(key_result.is_late)

    def test_objective_of_nothing_yet(self):
        for values in (
            {},
            {"company_id": False},
            {"cycle_id": False, "user_id": False},
            {"cycle_id": self.cycle.id, "key_result_ids": [(0, 0, {"name": "One"})]},
        ):
            with self.subTest(values=values):
                objective = self._read_all(self.env["okr.objective"].new(values))
                self.assertEqual(objective.progress, 0)
                for key_result in objective.key_result_ids:
                    self.assertEqual(self._read_all(key_result).status, "no_data")

    def test_cycle_of_nothing_yet(self):
        cycle = self._read_all(self.env["okr.cycle"].new({}))
        self.assertFalse(cycle.is_current)
        objective = self.env["okr.objective"].new({"cycle_id": cycle})
        self.assertEqual(self._read_all(objective).expected_progress, 0)

    def test_check_in_before_its_day_is_chosen(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(40)
            for values in (
                {},
                {"key_result_id": key_result.id},
                {"key_result_id": key_result.id, "date": False, "value": 5},
                {"key_result_id": key_result.id, "date": self.HALF, "value": 60},
            ):
                with self.subTest(values=values):
                    checkin = self.env["okr.checkin"].new(values)
                    self._read_all(checkin)
            self.assertAlmostEqual(checkin.progress, 0.6)
            self.assertEqual(checkin.previous_value, 40)
            self.assert_figures(key_result, current_value=40.0)
            mended = self.env["okr.checkin"].new(
                {"value": 20}, origin=key_result.checkin_ids
            )
            self.assertEqual((mended.previous_value, mended.progress), (0, 0.2))

    def test_key_result_whose_numbers_make_no_sense_yet(self):
        objective = self._running()
        for values in (
            {"start_value": 100},
            {"start_value": 5, "target_value": 1},
            {"direction": "range", "range_min": 5, "range_max": 1},
            {"metric_type": "milestone", "milestone_ids": [(0, 0, {})]},
            {"metric_type": "currency"},
            {"plan_ids": [(0, 0, {}), (0, 0, {"date": "2026-02-01"})]},
            {"target_value": 1e300},
            {"weight": -1},
        ):
            with self.subTest(values=values), at(self.HALF):
                key_result = self.env["okr.key.result"].new(
                    {"name": "New", "objective_id": objective.id, **values}
                )
                self._read_all(key_result)
                self.assertTrue(0 <= key_result.progress <= 1)

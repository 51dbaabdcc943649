import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
class TestKpiPushHttp(TestOkrCommon, HttpCase):
    """The public methods over the wire: JSON-2, an API key, its owner's rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env["okr.kpi"].create(
            {"name": "NPS", "code": "nps", "source": "pushed", "nature": "stock"}
        )
        cls.today = cls.company._okr_today()
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "Now",
                "company_id": cls.company.id,
                "date_start": cls.today.replace(month=1, day=1),
                "date_end": cls.today.replace(month=12, day=31),
            }
        )
        cls.objective = cls._objective("seller", cycle_id=cls.cycle.id, key_results=[])
        cls.key_result = cls.env["okr.key.result"].create(
            {
                "name": "People recommend us",
                "objective_id": cls.objective.id,
                "kpi_id": cls.kpi.id,
                "target_value": 100.0,
            }
        )
        cls.objective.action_activate()
        cls.keys = {
            login: cls.env["res.users.apikeys"]
            .with_user(cls.users[login])
            .sudo()
            ._generate("rpc", "test", None)
            for login in ("okr_admin", "seller", "developer")
        }

    def _call(self, login, path, **body):
        response = self.url_open(
            f"/json/2/{path}",
            data=json.dumps(body),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {self.keys[login]}",
            },
        )
        return response.status_code, response.json()

    def test_feed_follow_and_refuse(self):
        rows = [
            {"code": "nps", "date": str(self.today), "value": 42},
            {"code": "npz", "date": str(self.today), "value": 42},
        ]
        status, answers = self._call("okr_admin", "okr.kpi/push_values", values=rows)
        self.assertEqual(status, 200, answers)
        self.assertEqual(answers[0], {"index": 0, "status": "created"})
        self.assertEqual(answers[1]["status"], "refused")
        self.assertIn("npz", answers[1]["message"])
        _status, again = self._call("okr_admin", "okr.kpi/push_values", values=rows)
        self.assertEqual(again[0]["status"], "unchanged")
        self.key_result.invalidate_recordset()
        self.assertEqual(self.key_result.current_value, 42.0)

    @mute_logger("odoo.http")
    def test_a_key_has_the_rights_of_its_owner(self):
        status, answer = self._call("seller", "okr.kpi/push_values", values=[])
        self.assertEqual(status, 403, answer)
        self.assertIn("OKR administrator", answer["message"])
        mine = self.key_result.ids
        status, answer = self._call(
            "seller", "okr.key.result/action_refresh_kpi", ids=mine
        )
        self.assertEqual(status, 200, answer)
        for method in ("action_refresh_kpi", "action_backfill_history"):
            status, answer = self._call(
                "developer", f"okr.key.result/{method}", ids=mine
            )
            self.assertEqual(status, 403, answer)

    @mute_logger("odoo.http")
    def test_check_in_backfill_and_records(self):
        mine = self.key_result.ids
        status, answer = self._call(
            "seller", "okr.key.result/check_in", ids=mine, value=7, confidence=0.5
        )
        self.assertEqual(status, 200, answer)
        self.key_result.invalidate_recordset()
        self.assertEqual(self.key_result.current_value, 7.0)
        status, answer = self._call(
            "seller", "okr.key.result/action_backfill_history", ids=mine
        )
        self.assertEqual((status, type(answer)), (200, int), answer)
        status, answer = self._call(
            "seller", "okr.key.result/action_open_kpi_records", ids=mine
        )
        self.assertEqual(status, 422, answer)
        self.assertIn("no records behind it", answer["message"])

    @mute_logger("odoo.http")
    def test_previews_are_of_those_who_may_read_the_key_result(self):
        asked = {"ids": self.kpi.ids, "key_result_id": self.key_result.id}
        status, previews = self._call("seller", "okr.kpi/get_previews", **asked)
        self.assertEqual(status, 200, previews)
        self.assertEqual([each["id"] for each in previews], self.kpi.ids)
        self.assertFalse(previews[0]["error"])
        self.objective.write({"visibility": "private"})
        status, answer = self._call("developer", "okr.kpi/get_previews", **asked)
        self.assertEqual(status, 403, answer)

    @mute_logger("odoo.http")
    def test_what_is_private_is_not_called(self):
        for path in ("okr.kpi/_preview_for", "okr.key.result/_refresh_kpis"):
            status, answer = self._call("okr_admin", path, ids=[])
            self.assertEqual(status, 403, answer)
            self.assertIn("Private methods", answer["message"])

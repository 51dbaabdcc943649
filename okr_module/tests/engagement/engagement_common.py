from odoo.tests.common import freeze_time

from ..common import TestOkrCommon


class TestEngagementCommon(TestOkrCommon):
    """Two objectives run, one of them in private, and no group is too small."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.company.okr_min_group_size = 1
        with freeze_time("2026-01-05 09:00:00"):
            cls.open = cls._objective("seller", name="In the open")
            cls.secret = cls._objective(
                "north_lead", name="Hidden", visibility="private"
            )
            (cls.open | cls.secret).action_activate()

    def _as(self, login):
        return self.env["okr.engagement"].with_user(self.users[login])

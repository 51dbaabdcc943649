"""An app goes: what was bound to its figures stays, readable, with a plain message."""

import json
import subprocess
from types import SimpleNamespace

import pytest

from launcher.bench import dependencies

APP, BRIDGE = "hr_recruitment", "okr_module_hr_recruitment"
BIND = """
from datetime import timedelta
today = env.company._okr_today()
admin = env.ref("base.user_admin")
env = env(user=admin)
cycle = env["okr.cycle"].create({
    "name": "Season",
    "date_start": today - timedelta(days=30),
    "date_end": today + timedelta(days=30),
})
env["hr.applicant"].create([{"partner_name": f"Applicant {n}"} for n in range(3)])
objective = env["okr.objective"].create({
    "name": "The best want to work here",
    "level": "company",
    "cycle_id": cycle.id,
    "user_id": admin.id,
})
for code in ("hr_recruitment.applications", "hr_recruitment.hire_rate"):
    env["okr.key.result"].create({
        "name": code,
        "objective_id": objective.id,
        "kpi_id": env["okr.kpi"].search([("code", "=", code)]).id,
        "target_value": 90.0,
    })
objective.action_activate()
env.cr.commit()
"""
LOOK = """
import json
env = env(user=env.ref("base.user_admin"))
found = {}
for key_result in env["okr.key.result"].search([("kpi_id", "!=", False)]):
    key_result.action_refresh_kpi()
    said = {}
    for method in ("action_open_kpi_records", "action_open_gap"):
        try:
            getattr(key_result, method)()
        except Exception as error:
            said[method] = f"{type(error).__name__}: {error}"
    found[key_result.name] = {
        "value": key_result.current_value,
        "error": key_result.kpi_error or "",
        "checkins": len(key_result.checkin_ids),
        "figure": key_result.kpi_id.name,
        "read": len(key_result.read()[0]) > 50,
        "listed": bool(key_result.search_read([("id", "=", key_result.id)])),
        "overlap": key_result.kpi_overlap or "",
        "said": said,
    }
env["okr.key.result"]._cron_check_past()
env.cr.commit()
print("FOUND" + json.dumps(found))
"""


class Story:
    """A database with the app, without it, and with it again."""

    def __init__(self, bench):
        self.bench = bench
        self.name = bench.database("app-goes")
        self.options = bench.server_options(self.name)
        self.configuration = bench.folder / f"{self.name}.conf"
        self.logs = []

    def make(self):
        needed = dependencies(["okr_module", BRIDGE])
        self.bench.clone(self.bench.base("recruit", needed, demo=False), self.name)
        self.configuration.write_text(
            "[options]\n"
            f"addons_path = {self.bench.addons_path}\n"
            f"data_dir = {self.bench.data}\n",
            encoding="utf-8",
        )
        self.odoo("install", *self.options, "-i", BRIDGE)
        self.shell(BIND)

    def odoo(self, step, *arguments):
        self.logs.append(f"app-goes-{step}")
        self.bench.odoo(self.logs[-1], *arguments)

    def uninstall(self):
        where = ["-c", self.configuration, "-d", self.name]
        self.odoo("uninstall", "module", "uninstall", *where, APP)

    def come_back(self):
        self.odoo("return", *self.options, "-i", BRIDGE)

    def shell(self, script):
        """Run a script in Odoo's shell, which takes no --stop-after-init."""
        options = [o for o in self.options if o != "--stop-after-init"]
        done = subprocess.run(
            self.bench.platform.command("shell", *options, "--log-level=warn"),
            env=self.bench.env,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode and "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def look(self):
        """Return what the key results say."""
        lines = self.shell(LOOK).splitlines()
        found = [line for line in lines if line.startswith("FOUND")]
        return json.loads(found[0].removeprefix("FOUND"))

    def end(self):
        self.configuration.unlink(missing_ok=True)
        self.bench.drop(self.name)


@pytest.fixture(scope="module")
def story(bench):
    """Bind, uninstall the app, install it again; each test looks at one part."""
    made = Story(bench)
    try:
        made.make()
        before = made.look()
        made.uninstall()
        installed = made.bench.sql(
            made.name,
            "SELECT name FROM ir_module_module WHERE state = 'installed'",
        ).split()
        without = made.look()
        made.come_back()
        yield SimpleNamespace(
            logs=made.logs,
            before=before,
            installed=installed,
            without=without,
            after=made.look(),
        )
    finally:
        made.end()


def test_the_figures_answer_while_the_app_is_there(story):
    assert story.before["hr_recruitment.applications"]["value"] == 3
    assert not any(found["error"] for found in story.before.values())


def test_the_app_is_gone_and_we_are_not(story):
    assert APP not in story.installed and BRIDGE not in story.installed
    assert "okr_module" in story.installed


def test_nothing_warns_while_it_goes(bench, story):
    assert len(story.logs) == 3
    for log in story.logs:
        bench.must_be_clean(log)


def test_linked_key_results_keep_their_last_value(story):
    for name, before in story.before.items():
        without = story.without[name]
        for what in ("value", "checkins", "figure", "read", "listed"):
            assert without[what] == before[what], (name, what)


def test_they_say_plainly_what_is_missing(story):
    for name, found in story.without.items():
        assert "is not installed" in found["error"], (name, found)
        assert not found["overlap"]


def test_opening_their_records_is_a_sentence(story):
    found = story.without["hr_recruitment.applications"]["said"]
    for sentence in found.values():
        assert sentence.startswith("UserError"), found
        assert "is not installed" in sentence or "names no" in sentence, found


def test_they_live_again_when_it_comes_back(story):
    for name, found in story.after.items():
        assert not found["error"], (name, found)
        assert found["figure"] == story.before[name]["figure"]

"""The addons as wheels: built, put beside an Odoo, and at work there.

The checkout is on no path of that Odoo, so whatever a wheel lacks is missing.
"""

import email
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import addons
from launcher.bench import dependencies
from launcher.layout import ROOT
from launcher.lint import tracked

CORE, BRIDGE = "okr_module", "okr_module_crm"
# What the bridge is built on; and what comes by itself: Odoo's import is in every
# database, and Skills comes with Employees
BY_ITSELF = ["okr_module_base_import", "okr_module_hr_skills"]
WHEELS = [CORE, BRIDGE, "okr_module_sales_team", *BY_ITSELF]
# For Odoo's shell; the last line it prints is the answer
QUESTIONS = """
import json
from odoo.addons import okr_module, okr_module_crm
from odoo.tools import file_path

paths = env["ir.asset"]._get_asset_paths("web.assets_backend", {})
objective = env["okr.objective"].create({"name": "Fly", "level": "company"})
print(json.dumps({
    "places": [*okr_module.__path__, *okr_module_crm.__path__],
    "found": env["okr.objective"].search([("name", "=", "Fly")]).ids == objective.ids,
    "won revenue": env["okr.kpi"].search_count([("code", "=like", "crm.%")]),
    "assets": [path[1] for path in paths if path[0].startswith("/okr_module/")],
    "icon": file_path("okr_module/static/description/icon.png"),
    "page": env.ref("base.module_okr_module").description_html,
}))
"""


@pytest.fixture(scope="module")
def sources(bench, tmp_path_factory):
    """The addons as they would be committed: a wheel takes what git knows, no more."""
    folder = tmp_path_factory.mktemp("sources")
    for name in tracked(bench):
        if name.split("/")[0] in WHEELS:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheels(bench, sources):
    """The built wheels, by the names of their addons."""
    folder = sources / "wheels"
    # Nothing from the network: what builds them is there
    options = ["-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder]
    folders = [sources / name for name in WHEELS]
    pip = [bench.platform.python, "-m", "pip", "wheel"]
    bench.call("wheel-build", [*pip, *options, *folders])
    return {
        path.name.split("-")[0].removeprefix("odoo_addon_"): path
        for path in folder.glob("*.whl")
    }


@pytest.fixture(scope="module")
def python(bench, wheels, tmp_path_factory):
    """The interpreter of a new environment that has the wheels, and Odoo's own."""
    folder = tmp_path_factory.mktemp("environment")
    base = bench.platform.python
    bench.call("wheel-venv", [base, "-m", "venv", "--without-pip", folder])
    made = folder / "bin" / "python"
    install = ["-m", "pip", "--python", made, "install", "-q", "--no-deps"]
    bench.call("wheel-pip", [base, *install, "--no-index", *wheels.values()])
    code = "import json, sys; print(json.dumps(sys.path))"
    own = json.loads(bench.call("wheel-path", [made, "-c", code]).splitlines()[-1])
    paths = json.loads(bench.call("wheel-path", [base, "-c", code]).splitlines()[-1])
    site = next(Path(path) for path in own if path.endswith("site-packages"))
    lent = [path for path in paths if path.endswith("-packages") and path not in own]
    (site / "odoo.pth").write_text("\n".join(lent), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def installed(bench, python, tmp_path_factory):
    """Install both addons from the wheels, and ask that Odoo some questions."""
    database = bench.database("wheel")
    bench.clone(bench.base("bare", dependencies([CORE]), demo=False), database)
    options = [f"--database={database}", f"--data-dir={bench.data}", "--no-http"]
    # Away from the checkout, which Python would look into
    away = tmp_path_factory.mktemp("away")

    def odoo(*arguments, **given):
        done = subprocess.run(
            [python, "-m", "odoo", *arguments],
            env=bench.env,
            cwd=away,
            capture_output=True,
            text=True,
            check=False,
            **given,
        )
        assert not done.returncode, done.stderr
        return done

    action = ["-i", BRIDGE, "--stop-after-init", "--max-cron-threads=0"]
    log = odoo(*options, *action).stderr
    told = odoo("shell", *options, "--log-level=warn", input=QUESTIONS)
    assert told.stdout.strip(), told.stderr
    answers = json.loads(told.stdout.strip().splitlines()[-1])
    yield SimpleNamespace(log=log, place=os.fspath(python.parents[1]), **answers)
    bench.drop(database)


def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_every_addon_can_be_built():
    wanted = (ROOT / CORE / "pyproject.toml").read_text(encoding="utf-8")
    assert 'build-backend = "whool.buildapi"' in wanted
    for name in addons.names():
        path = ROOT / name / "pyproject.toml"
        assert path.read_text(encoding="utf-8") == wanted, path


def test_a_wheel_has_all_of_its_addon(sources, wheels):
    for name, wheel in wheels.items():
        with zipfile.ZipFile(wheel) as archive:
            held = {n for n in archive.namelist() if ".dist-info/" not in n}
        folder = sources / name
        there = {
            f"odoo/addons/{path.relative_to(sources).as_posix()}"
            for path in folder.rglob("*")
            if path.is_file() and path.name != "pyproject.toml"
        }
        assert held == there, name


def test_a_wheel_says_what_it_is(wheels):
    assert sorted(wheels) == sorted(WHEELS)
    told = metadata(wheels[CORE])
    assert told["Version"].startswith("19.0.1.")
    assert told["Summary"]
    assert told["License"] == "LGPL-3"
    assert told["Author"] == "OKR module founders"
    assert "Development Status :: 4 - Beta" in told.get_all("Classifier")
    assert told["Description-Content-Type"] == "text/x-rst"
    assert "Objectives and key results" in told.get_payload()


def test_a_wheel_asks_for_what_its_addon_depends_on(wheels):
    assert metadata(wheels[CORE]).get_all("Requires-Dist") == ["odoo==19.0.*"]
    needed = metadata(wheels[BRIDGE]).get_all("Requires-Dist")
    assert sorted(needed) == [
        "odoo-addon-okr_module_sales_team==19.0.*",
        "odoo==19.0.*",
    ]


def test_installing_warns_of_nothing(bench, installed):
    (bench.logs / "wheel.log").write_text(installed.log, encoding="utf-8")
    bench.must_be_clean("wheel")


def test_it_comes_from_the_wheels(installed):
    for place in [*installed.places, installed.icon, *installed.assets]:
        assert place.startswith(installed.place + os.sep), place
    assert len(installed.places) == 2
    assert len(installed.assets) > 10


def test_it_works(installed):
    assert installed.found
    assert vars(installed)["won revenue"] > 5
    assert "Objectives and key results" in installed.page

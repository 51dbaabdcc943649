"""Setting up the platform, and what can be wrong with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import platform, process
from launcher.layout import Layout
from launcher.platform import odoo, postgres, python_env
from launcher.problems import Problem


@pytest.fixture
def layout(tmp_path, monkeypatch):
    # As root, a folder that is closed to others would lead to one outside of it
    monkeypatch.setattr(postgres, "others_may_enter", lambda path: True)
    result = Layout(tmp_path / "state")
    result.make()
    return result


def make_odoo(folder, version="(19, 0, 0, FINAL, 0, '')", addons="odoo/addons"):
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = {version}\n")
    (folder / addons / "web").mkdir(parents=True)
    return folder


# --- ODOO ---


def test_odoo_in_a_package(tmp_path):
    home = make_odoo(tmp_path / "dist-packages")
    found = odoo.at(home)
    assert found == odoo.at(home / "odoo")
    assert found.home == home
    assert found.addons == (home / "odoo" / "addons",)
    assert found.version == "19.0"


def test_odoo_in_a_checkout(tmp_path):
    home = make_odoo(tmp_path / "checkout", addons="addons")
    assert odoo.at(home).addons == (home / "addons",)


@pytest.mark.parametrize(
    "version", ["(18, 0, 0, FINAL, 0, '')", "('saas~19', 1, 0, FINAL, 0, '')"]
)
def test_another_version_is_refused(tmp_path, version):
    with pytest.raises(Problem, match="19.0"):
        odoo.at(make_odoo(tmp_path / "odoo", version))


def test_a_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Problem, match="no Odoo"):
        odoo.at(tmp_path)


def test_a_download_without_its_stamp_does_not_count(layout):
    make_odoo(layout.odoo / "usr")
    assert odoo.downloaded(layout) is None
    stamp = layout.odoo / "okr.json"
    for text in ("", "[]", "{", '{"recipe": 0, "home": "usr"}', '{"recipe": 1}'):
        stamp.write_text(text)
        assert odoo.downloaded(layout) is None
    stamp.write_text(json.dumps({"recipe": odoo.RECIPE, "home": "usr"}))
    assert odoo.downloaded(layout).home == layout.odoo / "usr"


def test_a_broken_off_download_is_made_anew(layout, monkeypatch):
    """It takes the place of what is there, and only when it is complete."""
    (layout.odoo / "usr").mkdir(parents=True)
    (layout.downloads / "odoo" / "files" / "rest").mkdir(parents=True)

    def no_network(folder, draft, log, tell):
        assert not draft.exists()
        make_odoo(draft)
        raise Problem("no network")

    monkeypatch.setattr(odoo, "_fetch", no_network)
    with pytest.raises(Problem):
        odoo.download(layout, print)
    assert odoo.downloaded(layout) is None
    monkeypatch.setattr(
        odoo, "_fetch", lambda folder, draft, log, tell: make_odoo(draft)
    )
    assert odoo.download(layout, print) == odoo.downloaded(layout)
    assert not (layout.odoo / "usr").exists()
    assert not (layout.downloads / "odoo").exists()


def test_what_the_package_lacks_is_put_back(tmp_path):
    home = make_odoo(tmp_path / "usr" / "lib" / "python3" / "dist-packages")
    addons = home / "odoo" / "addons"
    held = addons / "web/static/src/libs/fontawesome/fonts/fontawesome-webfont.woff2"
    held.parent.mkdir(parents=True)
    held.touch()
    link = addons / "web/static/lib/fontawesome/fonts/FontAwesome.otf"
    link.parent.mkdir(parents=True)
    link.symlink_to("nowhere")
    odoo._mend(home)
    odoo._mend(home)
    assert link.resolve() == held
    assert (
        addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    ).exists()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("W: GPG error: NO_PUBKEY 0123", "keys on this machine are too old"),
        ("E: Failed to fetch http://m.example/x Could not resolve 'm'", "network"),
        ("E: Unable to locate package odoo-19", "does not hold Odoo 19"),
        ("E: Release file for http://m.example/x is expired (invalid", "clock"),
        ("E: something else", "something else"),
    ],
)
def test_failures_of_a_mirror_are_explained(output, said):
    failure = process.CommandFailed(["apt-get"], output)
    assert said in str(odoo._mirror_problem("http://m.example", failure))


def test_without_a_mirror_odoo_is_cloned(tmp_path, monkeypatch):
    """Its repository has a branch for the version."""
    source = make_odoo(tmp_path / "source", addons="addons")
    # Git would not keep an empty folder
    (source / "addons" / "web" / "__manifest__.py").touch()
    git = ["git", "-C", source, "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "19.0", source], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x", "--no-verify"], check=True)
    monkeypatch.setenv("ODOO_GIT", source.as_uri())
    monkeypatch.delenv("OKR_DEBIAN_MIRROR", raising=False)
    monkeypatch.setattr(odoo.apt_sources, "read", lambda: [])
    layout = Layout(tmp_path / "state")
    layout.make()
    found = odoo.download(layout, print)
    assert found.addons == (layout.odoo / "addons",)
    monkeypatch.setenv("ODOO_GIT", (tmp_path / "none").as_uri())
    with pytest.raises(Problem, match="cannot be cloned") as caught:
        odoo.download(layout, print)
    assert "ODOO_HOME" in caught.value.remedy
    assert odoo.downloaded(layout) == found


# --- PYTHON ---


def test_the_interpreter_is_one_that_odoo_can_use():
    assert python_env.choose((3, 12), None) == sys._base_executable
    found = {"python3.12": "/somewhere/python3.12"}.get
    assert python_env.choose((3, 14), found) == "/somewhere/python3.12"
    with pytest.raises(Problem, match="3.10 to 3.13"):
        python_env.choose((3, 14), {}.get)


def test_a_half_made_environment_does_not_count(layout):
    python = layout.venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert python_env.existing(layout) is None
    stamp = layout.venv / "okr.stamp"
    stamp.write_text("of-other-requirements /somewhere/python3")
    assert python_env.existing(layout) is None
    stamp.write_text(f"{python_env.wanted('/somewhere/python3')} /somewhere/python3")
    assert python_env.existing(layout) == python
    python.unlink()
    assert python_env.existing(layout) is None


def test_a_wrong_interpreter_is_refused(monkeypatch):
    monkeypatch.setenv("ODOO_PYTHON", "/nowhere/python")
    with pytest.raises(Problem, match="ODOO_PYTHON"):
        python_env.given()


def test_every_requirement_is_pinned():
    for line in python_env.REQUIREMENTS.read_text().splitlines():
        assert not line or line.startswith("#") or "==" in line, line


# --- POSTGRESQL ---


def test_a_folder_of_one_user_only_is_seen(tmp_path):
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    inner.parent.chmod(0o700)
    assert not postgres.others_may_enter(inner)


def test_a_socket_fits_into_the_limit_of_the_system(tmp_path, layout):
    layout = Layout(tmp_path / ("long" * 20) / ("long" * 20))
    layout.state.mkdir(parents=True)
    server = postgres.Postgres(layout, Path(sys.executable))
    assert len(f"{server.socket_folder}/.s.PGSQL.5432.lock") < 108


def test_a_number_left_by_a_crash_is_no_running_server(layout):
    server = postgres.Postgres(layout, Path(sys.executable))
    server.data.mkdir(parents=True)
    assert server.pid() is None
    (server.data / "postmaster.pid").write_text("1\n")
    assert server.pid() is None


# --- THE WHOLE ---


def test_no_room_is_said_before_it_starts(layout):
    platform.check_room(layout.state, needed=1)
    with pytest.raises(Problem, match="GB left"):
        platform.check_room(layout.state, needed=1 << 60)


def test_a_full_disk_is_a_problem(layout):
    with pytest.raises(Problem, match="No space"), platform.full_disk(layout):
        raise OSError(28, "No space left on device")


def test_further_addons_have_to_exist(monkeypatch, tmp_path):
    monkeypatch.setenv("ODOO_ADDONS_PATH", f"{tmp_path}, {tmp_path}/none")
    with pytest.raises(Problem, match="none"):
        platform._given_addons()
    monkeypatch.setenv("ODOO_ADDONS_PATH", f"{tmp_path},")
    assert platform._given_addons() == [tmp_path]

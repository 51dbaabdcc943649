"""The hooks of pre-commit are the checks of `./okr test static`, in its versions."""

import json
import re

import yaml

from launcher.layout import ROOT

# What a hook's repository is called where the tests install from
PACKAGES = {
    "whool": "whool",
    "odoo-pre-commit-hooks": "oca-odoo-pre-commit-hooks",
    "ruff-pre-commit": "ruff",
    "pylint-odoo": "pylint-odoo",
}


def configuration():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def pinned():
    """The versions that the tests install, by package."""
    found = {}
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / "launcher" / name).read_text(encoding="utf-8")
        found |= dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.M))
    text = (ROOT / "launcher" / "js" / "package.json").read_text(encoding="utf-8")
    return found | json.loads(text)["devDependencies"]


def test_repositories_have_the_versions_of_the_tests():
    revisions = {
        repository["repo"].rpartition("/")[2]: repository["rev"]
        for repository in configuration()["repos"]
        if repository["repo"] != "local"
    }
    assert set(PACKAGES) <= set(revisions)
    for name, package in PACKAGES.items():
        assert revisions[name] == f"v{pinned()[package]}", name


def test_packages_have_the_versions_of_the_tests():
    packages = [
        package
        for repository in configuration()["repos"]
        for hook in repository["hooks"]
        for package in hook.get("additional_dependencies", ())
    ]
    assert len(packages) == 7
    for package in packages:
        name, version = re.fullmatch(r"(@?[^@=]+)(?:@|==)(.+)", package).groups()
        assert pinned()[name] == version, package


def test_each_hook_is_there_once():
    names = [
        (hook["id"], hook.get("name"))
        for repository in configuration()["repos"]
        for hook in repository["hooks"]
    ]
    assert len(names) == len(set(names))


def test_files_it_names_are_there():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for name in re.findall(r"--rcfile=([\w.-]+)", text):
        assert (ROOT / name).is_file(), name

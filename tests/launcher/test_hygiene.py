"""The check for addresses and paths that may not be committed."""

import pytest

from launcher import hygiene


def found(text):
    return list(hygiene.findings("file", text))


@pytest.mark.parametrize(
    "host", ["pypi" + ".org", "files.pythonhosted" + ".org", "deb.debian" + ".org"]
)
def test_registry_hosts_are_found(host):
    assert len(found(f"see https://{host}/simple")) == 1


def test_paths_of_a_machine_are_found():
    for path in ("/" + "root/x", "cd /" + "home/ann/x", '"/' + 'work/main/okr"'):
        assert len(found(path)) == 1, path


def test_other_addresses_and_paths_pass():
    assert not found("https://www.odoo.com/page and /usr/share/doc and ~/work/x")
    assert not found("our/work/space, /workers/, $HOME/work/, a registry")
    assert not found("/odoo/okr-home/x /web/static/root/x")


def test_conflict_markers_are_found():
    assert len(found("<" * 7 + " HEAD\nours\n" + "=" * 7 + "\n" + ">" * 7)) == 2


def test_the_line_is_told():
    assert found("fine\n/" + "root/x")[0].startswith("file:2:")


def test_missing_and_binary_files_are_passed_over(tmp_path):
    (tmp_path / "icon.png").write_bytes(b"\x89PNG\xff\xfe")
    assert not hygiene.check(tmp_path, ["icon.png", "gone.py"])

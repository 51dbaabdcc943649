"""Reading apt's configuration."""

from launcher.platform.apt_sources import debian_mirrors, parse_deb822, parse_list, read


def mirrors(text, parse=parse_list):
    return debian_mirrors(list(parse(text)))


def test_one_line_format():
    text = """
        # deb http://commented.example/debian trixie main
        deb-src http://source.example/debian trixie main
        deb http://mirror.example/debian trixie main contrib # the nearest
        deb http://mirror.example/debian/ trixie-updates main
        deb http://mirror.example/debian-security trixie-security main
    """
    assert mirrors(text) == ["http://mirror.example/debian"]


def test_options_of_the_one_line_format():
    text = (
        "deb [ arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg ] "
        "https://mirror.example/debian stable main"
    )
    (source,) = parse_list(text)
    assert source.keyring == "/usr/share/keyrings/debian-archive-keyring.gpg"
    assert source.suite == "stable"
    assert debian_mirrors([source]) == ["https://mirror.example/debian"]


def test_discs_are_no_mirrors():
    text = "deb cdrom:[Debian GNU/Linux 13.1.0 _Trixie_]/ trixie main contrib"
    assert not list(parse_list(text))
    text = "Types: deb\nURIs: cdrom:[Debian]/\nSuites: trixie\nComponents: main\n"
    assert mirrors(text, parse_deb822) == []


def test_other_repositories_are_no_mirrors():
    text = """
        deb http://packages.example/apt trixie-tools main
        deb [signed-by=/etc/apt/keyrings/tool.gpg] http://tool.example/linux trixie main
        deb http://docker.example/linux/debian trixie stable
    """
    assert mirrors(text) == []


def test_ubuntu_has_no_mirror_of_debian():
    text = """
Types: deb
URIs: http://archive.example/ubuntu/
Suites: noble noble-updates noble-backports
Components: main restricted universe multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""
    assert mirrors(text, parse_deb822) == []


def test_deb822_format():
    text = """\
# The nearest
Types: deb deb-src
# Two at once
URIs: http://one.example/debian
 http://two.example/debian/
# and two suites
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://one.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
"""
    assert mirrors(text, parse_deb822) == [
        "http://one.example/debian",
        "http://two.example/debian",
    ]


def test_keys_within_a_source():
    text = """\
Types: deb
URIs: http://one.example/debian
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS
 -----END PGP PUBLIC KEY BLOCK-----
"""
    (source,) = parse_deb822(text)
    assert source.keyring == ""


def test_lists_of_mirrors_are_mirrors():
    text = "Types: deb\nURIs: mirror+file:/etc/apt/mirrors/debian.list\n"
    text += "Suites: trixie\nComponents: main\n"
    assert mirrors(text, parse_deb822) == ["mirror+file:/etc/apt/mirrors/debian.list"]


def test_the_usual_address_goes_first():
    text = "deb http://snapshot.example/archive/1 sid main\n"
    text += "deb http://mirror.example/debian sid main\n"
    assert mirrors(text)[0] == "http://mirror.example/debian"


def test_broken_files_are_no_error(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_bytes(b"\xff\xfe nonsense\ndeb\ndeb x\n")
    (parts / "a.sources").write_text("no field\n : \n\n\nTypes: deb\n")
    (parts / "b.sources.bak").write_text("deb http://old.example/debian sid main")
    (parts / "c.list").write_text("deb http://mirror.example/debian sid main")
    (parts / "d.list").symlink_to(tmp_path / "missing")
    assert debian_mirrors(read(tmp_path)) == ["http://mirror.example/debian"]
    assert read(tmp_path / "nowhere") == []

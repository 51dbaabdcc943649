"""Databases with the core alone, made and dropped by these tests."""

from types import SimpleNamespace

import pytest

from launcher.bench import dependencies

CORE = "okr_module"


@pytest.fixture(scope="module", params=[False, True], ids=["without_demo", "with_demo"])
def core(bench, request):
    """A database with what the core depends on, and nothing of ours yet."""
    demo = request.param
    name = bench.database(f"core-{request.node.name.removesuffix('.py')}-{demo:d}")
    kind = "core" if demo else "bare"
    bench.clone(bench.base(kind, dependencies([CORE]), demo), name)
    # As with an administrator: none of the addons of others that ours bridge to
    options = [
        *bench.server_options(name),
        f"--addons-path={bench.platform.addons_path}",
        *(["--with-demo"] if demo else []),
    ]
    # Odoo's command that uninstalls takes most options from a file only
    configuration = bench.folder / f"{name}.conf"
    configuration.write_text(
        "[options]\n"
        f"addons_path = {bench.platform.addons_path}\n"
        f"data_dir = {bench.data}\n",
        encoding="utf-8",
    )
    yield SimpleNamespace(
        name=name, demo=demo, options=options, configuration=configuration
    )
    configuration.unlink()
    bench.drop(name)

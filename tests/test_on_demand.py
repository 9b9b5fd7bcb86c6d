"""Packages whose modules load when first asked for, and what small questions must not load."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

PACKAGES = [
    "choose", "diagnose", "files", "identify", "messages", "plan", "plan.equity", "plan.people",
    "report.chapters", "steer",
]  # fmt: skip
HEAVY = ("numba", "scipy", "polars", "numpy", "pydantic", "ruamel.yaml", "openpyxl")
EXAMPLE = Path(__file__).parents[1] / "examples" / "huoyan-textiles"


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_is_found_and_none_is_also_a_module(name: str) -> None:
    package = import_module(f"steersman.{name}")
    for listed in package.__all__:
        assert getattr(package, listed) is not None
    modules = {module.name for module in iter_modules(package.__path__)}
    assert modules.isdisjoint(package.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018  asking is what is tested


@pytest.mark.parametrize("depth", ["data", "written"])
def test_checking_what_is_written_loads_nothing_that_calculates(depth: str, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom steersman.cli import main\n"
        f"main(['check', {str(EXAMPLE)!r}, '--depth', {depth!r}], standalone_mode=False)\n"
        if depth == "data"
        else "import sys\nfrom steersman.cli import main\n"
        f"try: main(['check', {str(EXAMPLE)!r}, '--depth', {depth!r}])\n"
        "except SystemExit: pass\n"
    ) + f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"

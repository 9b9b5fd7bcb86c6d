"""Data that several tests use: the bundled example, and public data where they are there."""

from functools import cache
from pathlib import Path

from steersman.dossier import Dossier
from steersman.files import read_folder

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@cache
def example_firm() -> Dossier:
    """The dossier of the bundled example."""
    result = read_folder(ROOT / "examples" / "huoyan-textiles")
    assert result.dossier is not None
    return result.dossier

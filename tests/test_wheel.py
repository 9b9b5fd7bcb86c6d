"""What is installed from a wheel is whole."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]


def test_the_wheel_has_fonts_their_licence_templates_and_catalogues(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    report = "steersman/report"
    assert {
        f"{report}/fonts/SteersmanSans-Regular.otf",
        f"{report}/fonts/SteersmanSans-Bold.otf",
        f"{report}/fonts/OFL.txt",
        f"{report}/templates/report.typ",
        f"{report}/templates/report.html",
        "steersman/messages/locale/zh_CN.po",
    } <= names
    assert any(name.endswith("licenses/src/steersman/report/fonts/OFL.txt") for name in names)

"""Turn single firms of the Uruguayan innovation survey 2019-2021 into partial dossier folders.

usage: python tools/convert_survey_firm.py eaii-2019-2021.csv.gz FOLDER FIRM [FIRM ...]

FIRM is the survey's ``ID_Estadistico``. Only columns whose meaning is certain are used; codes for
"not asked" and "no answer", and the placeholder 1 in spending, become "not known".
"""

import csv
import gzip
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from steersman.dossier import Dossier, Firm, RdSpending, YearFigures
from steersman.files import write_folder

YEARS = (2019, 2020, 2021)
NO_ANSWER = {"", "888", "999"}
PLACEHOLDER = Decimal(1)
RESEARCH_STAFF = ("C1_1_1_M", "C1_1_2_M", "C1_1_1_H", "C1_1_2_H")
SOFTWARE_DIVISIONS = {"62", "63"}
LAST_INDUSTRY_DIVISION = 33


def amount(row: Mapping[str, str], column: str) -> Decimal | None:
    """Return an amount, None where it is not known."""
    text = row[column]
    if not text:
        return None
    value = Decimal(text)
    return None if value == PLACEHOLDER else value


def count(row: Mapping[str, str], column: str) -> float | None:
    """Return a number of persons, None where the question was not asked or not answered."""
    return None if row[column] in NO_ANSWER else float(row[column])


def figures(row: Mapping[str, str], place: int, year: int) -> YearFigures:
    """Return a year's figures; ``place`` is 1 to 3 for 2019 to 2021."""
    innovative = row["Innovativa"] == "1"
    internal = amount(row, f"B1_1_{place + 1}") if innovative else None
    external = amount(row, f"B1_2_{place + 1}") if innovative else None
    spending = None
    if internal is not None and external is not None:
        spending = RdSpending(other=internal, outsourced_domestic=external)
    staff = (
        [count(row, column) for column in RESEARCH_STAFF]
        if innovative and year == YEARS[-1]
        else []
    )
    known = [number for number in staff if number is not None]
    return YearFigures(
        year=year,
        headcount=count(row, f"IG_4_1_{place}"),
        science_staff=sum(known) if known else None,
        revenue=amount(row, f"IG_5_1_1_{place}"),
        training_spending=amount(row, f"B1_7_{place + 1}") if innovative else None,
        rd_spending=spending,
    )


def convert(row: Mapping[str, str]) -> Dossier:
    """Return what the survey says of one firm."""
    division = row["Division"]
    software = division in SOFTWARE_DIVISIONS
    industry = int(division) <= LAST_INDUSTRY_DIVISION
    return Dossier(
        firm=Firm(
            name=f"Survey firm {row['ID_Estadistico']}",
            country="UY",
            currency="UYU",
            date=date(2022, 6, 30),
            founded=date(int(row["IG_3_4"]), 1, 1),
            registered_in_mainland=False,
            industry=f"ISIC division {division}",
            size_industry="software" if software else ("industry" if industry else "other"),
            years=tuple(figures(row, place, year) for place, year in enumerate(YEARS, start=1)),
        )
    )


def main(source: Path, target: Path, wanted: set[str]) -> None:
    """Write a folder for each firm asked for."""
    with gzip.open(source, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["ID_Estadistico"] in wanted:
                write_folder(convert(row), target / f"firm-{row['ID_Estadistico']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), set(sys.argv[3:]))

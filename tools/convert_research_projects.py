"""Turn the public data of six research projects and twenty researchers into a dossier folder.

usage: python tools/convert_research_projects.py SOURCE FOLDER

SOURCE holds ``A.csv`` to ``F.csv`` and ``researchers.csv`` of RogerXLera/ResearchProjectPlanning.
What the data do not say (payoffs, success, cash) is left out, so that the stages have to name it.
"""

import csv
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from steersman.dossier import Dossier, Firm, Person, Project, Range, SkillDemand, Stage
from steersman.files import write_folder

MONTHLY_HOURS = 130.0


def month_index(text: str) -> int:
    """Return months since year 0 of a text such as 2018/6."""
    year, month = text.split("/")
    return int(year) * 12 + int(month) - 1


def read_project(path: Path) -> tuple[Project, int, set[str]]:
    """Return a project, the month it began, and the researchers it names."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    name = next(row[1] for row in rows if row[0] == "name")
    budget = next(float(row[1]) for row in rows if row[0] == "budget")
    members = {row[1] for row in rows if row[0] == "target"}
    packages = [row for row in rows if row[0] == "wp"]
    stages = []
    for _, number, first, last, hours in packages:
        months = month_index(last) - month_index(first) + 1
        stages.append(
            Stage(
                id=f"wp{number}",
                name=f"Work package {number}",
                duration=Range(low=months, likely=months, high=months),
                skills=(
                    SkillDemand(
                        skill=f"project_{name}",
                        fte=max(0.1, float(hours) / (MONTHLY_HOURS * months)),
                    ),
                ),
            )
        )
    summary = f"Real research project {name}; budget EUR {budget:,.0f}"
    project = Project(id=name, name=f"Project {name}", summary=summary, stages=tuple(stages))
    return project, min(month_index(row[2]) for row in packages), members


def convert(source: Path) -> Dossier:
    """Return the dossier of the institute that carries the projects."""
    skills: dict[str, dict[str, int]] = defaultdict(dict)
    projects, starts = [], []
    for path in sorted(source.glob("?.csv")):
        project, start, members = read_project(path)
        projects.append(project)
        starts.append(start)
        for member in members:
            skills[member][f"project_{project.id}"] = 2
    lines = (source / "researchers.csv").read_text(encoding="utf-8").splitlines()
    people = tuple(
        Person(
            id=name,
            role="Contract researcher" if contract == "1" else "Researcher",
            science_staff=True,
            skills=skills[name],
            rd_share=1.0,
            monthly_cost=Decimal(f"{float(cost) * float(hours):.2f}"),
        )
        for name, cost, hours, contract in csv.reader(lines)
    )
    year, month = divmod(min(starts), 12)
    firm = Firm(
        name="Research institute", country="ES", currency="EUR", date=date(year, month + 1, 1)
    )
    return Dossier(firm=firm, people=people, projects=tuple(projects))


if __name__ == "__main__":
    write_folder(convert(Path(sys.argv[1])), Path(sys.argv[2]))

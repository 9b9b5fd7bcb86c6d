"""The dossier: everything a firm knows about itself."""

from dataclasses import dataclass, field

from steersman.dossier.culture import ClimateComment, ClimateResponse, Culture
from steersman.dossier.equity import Equity
from steersman.dossier.finance import Finance
from steersman.dossier.firm import Firm
from steersman.dossier.market import Market
from steersman.dossier.people import Absence, ExpertOption, HireOption, Hiring, Person
from steersman.dossier.projects import Project
from steersman.dossier.record import Record
from steersman.dossier.rewards import Assessment, Rewards
from steersman.dossier.risks import RiskRegister
from steersman.dossier.strategy import Actual, Strategy
from steersman.dossier.survey import Influence, Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier(Record):
    """One firm. Only ``firm`` is required; each part that is there makes the answers surer.

    Attributes correspond to the files of a dossier folder: ``firm.yaml``, ``people.csv``,
    ``absences.csv``, ``projects/*.yaml``, ``market.yaml``, ``finance.yaml``, ``equity.yaml``,
    ``hiring.yaml``, ``rewards.yaml``, ``assessments.csv``, ``culture.yaml``, ``climate.csv``,
    ``climate_comments.csv``, ``survey/*.csv``, ``influence.csv``, ``strategy.yaml``,
    ``risks.yaml``, ``progress.csv``.
    """

    firm: Firm
    people: tuple[Person, ...] = ()
    absences: tuple[Absence, ...] = ()
    projects: tuple[Project, ...] = ()
    market: Market = field(default_factory=Market)
    finance: Finance | None = None
    equity: Equity = field(default_factory=Equity)
    hiring: Hiring = field(default_factory=Hiring)
    rewards: Rewards = field(default_factory=Rewards)
    assessments: tuple[Assessment, ...] = ()
    culture: Culture = field(default_factory=Culture)
    climate: tuple[ClimateResponse, ...] = ()
    climate_comments: tuple[ClimateComment, ...] = ()
    survey: Survey = field(default_factory=Survey)
    influence: tuple[Influence, ...] = ()
    strategy: Strategy = field(default_factory=Strategy)
    risks: RiskRegister = field(default_factory=RiskRegister)
    progress: tuple[Actual, ...] = ()


def skill_holders(dossier: Dossier) -> tuple[Person | HireOption | ExpertOption, ...]:
    """Return everybody who has skills or would bring them: people, then hires, then experts."""
    return (*dossier.people, *dossier.hiring.roles, *dossier.hiring.experts)

"""What a firm knows about itself: frozen typed records with units and invariants."""

from steersman.dossier.culture import (
    ClimateComment,
    ClimateResponse,
    ClimateWave,
    Culture,
    CultureAction,
)
from steersman.dossier.dossier import Dossier, skill_holders
from steersman.dossier.equity import (
    ConvertibleLoan,
    Equity,
    EquityEvent,
    ExitCase,
    LaterRound,
    PlannedRound,
    ShareClass,
    VestingPlan,
)
from steersman.dossier.finance import (
    ExistingBusiness,
    Finance,
    FundingOption,
    Inflow,
    Payment,
    Shareholding,
)
from steersman.dossier.firm import (
    Breach,
    Certificate,
    Change,
    DeclaredFact,
    Firm,
    RdSpending,
    RelatedEnterprise,
    Right,
    YearFigures,
)
from steersman.dossier.invariants import check_dossier
from steersman.dossier.market import Competitor, CustomerFeedback, Market, Segment, TrendSignal
from steersman.dossier.names import nearest
from steersman.dossier.people import (
    Absence,
    ExpertOption,
    HireOption,
    Hiring,
    Person,
    TrainingOption,
)
from steersman.dossier.problem import DataPath, Problem
from steersman.dossier.projects import Mode, Payoff, Project, SkillDemand, Stage, Strengthening
from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import Record
from steersman.dossier.rewards import Assessment, BonusRules, RetentionMeasure, Rewards
from steersman.dossier.risks import Control, Risk, RiskRegister
from steersman.dossier.strategy import (
    Actual,
    Decision,
    Effort,
    Indicator,
    Measure,
    Objective,
    OwnCriterion,
    OwnStrategy,
    Preferences,
    PreferenceStatement,
    Strategy,
)
from steersman.dossier.survey import Influence, Response, Survey

__all__ = [
    "Absence", "Actual", "Assessment", "BonusRules", "Breach", "Certificate", "Change",
    "ClimateComment", "ClimateResponse", "ClimateWave", "Competitor", "Control",
    "ConvertibleLoan", "Culture", "CultureAction", "CustomerFeedback", "DataPath", "Decision",
    "DeclaredFact", "Dossier", "Effort", "Equity", "EquityEvent", "ExistingBusiness",
    "ExitCase", "ExpertOption", "Finance", "Firm", "FundingOption", "HireOption", "Hiring",
    "Indicator", "Inflow", "Influence", "LaterRound", "Market", "Measure", "Mode", "MoneyRange",
    "Objective", "OwnCriterion", "OwnStrategy", "Payment", "Payoff", "Person", "PlannedRound",
    "PreferenceStatement", "Preferences", "Problem", "Project", "Range", "RdSpending", "Record",
    "RelatedEnterprise", "Response", "RetentionMeasure", "Rewards", "Right", "Risk",
    "RiskRegister", "Segment", "ShareClass", "Shareholding", "SkillDemand", "Stage", "Strategy",
    "Strengthening", "Survey", "TrainingOption", "TrendSignal", "VestingPlan", "YearFigures",
    "check_dossier", "nearest", "skill_holders",
]  # fmt: skip

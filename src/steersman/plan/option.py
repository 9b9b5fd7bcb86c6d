"""A project done in one of its modes."""

from dataclasses import dataclass

from steersman.dossier import Mode, Project, Stage

ATTEMPTS = 4
"""Most times a stage that may be repeated is tried."""
ALONE = Mode(id="alone")


@dataclass(frozen=True, slots=True)
class Option:
    """A project done in one of its modes.

    Attributes:
        project: Position of the project.
        mode: Way of doing it.
        stages: Stages that belong to this way.
    """

    project: int
    mode: Mode
    stages: tuple[Stage, ...]

    def chance(self, stage: Stage) -> float:
        """Return the chance that one attempt at a stage succeeds."""
        return min(1.0, stage.success * self.mode.success_factor)

    def cost(self, stage: Stage) -> float:
        """Return what one attempt at a stage costs."""
        return float(stage.cost) * self.mode.cost_factor

    def months(self, stage: Stage) -> float:
        """Return how long one attempt at a stage takes on average."""
        return stage.duration.mean * self.mode.duration_factor


def option_of(project: Project, place: int, mode: Mode) -> Option:
    """Return a project in a mode."""
    stages = tuple(stage for stage in project.stages if not stage.modes or mode.id in stage.modes)
    return Option(place, mode, stages)

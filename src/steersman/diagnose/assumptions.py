"""Which assumption moves the diagnosis: Sobol indices over whole blocks of what is uncertain."""

from dataclasses import dataclass, replace

import numpy as np

from steersman.diagnose.levers import LeverDraws
from steersman.diagnose.result import Assumption, AssumptionName
from steersman.diagnose.scores import Blocks, Evidence, scores_of
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.composite import mean_rank_shift
from steersman.methods.sensitivity import sensitivity

SAMPLES = 512
ASSUMPTIONS: tuple[AssumptionName, ...] = (
    "answers", "figures", "missing", "weights", "compensation", "influence", "effort",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pool:
    """Realisations of every block, from which runs pick independently of one another."""

    blocks: Blocks
    evidence: Evidence
    levers: LeverDraws


def assumptions(
    generator: np.random.Generator, pool: Pool, nominal: FloatArray, missing: BoolArray
) -> tuple[Assumption, ...]:
    """Return by how much each assumption moves the ranking of levers, the strongest first.

    The result looked at is by how many places levers shift on average against the nominal ranking.

    Args:
        generator: Source of randomness.
        pool: Realisations of the blocks.
        nominal: Mean priority of each lever, shape (factors,).
        missing: Which answers, then which figures are missing, shape (factors + indicators,).
    """

    def model(points: FloatArray) -> FloatArray:
        size = len(pool.blocks.power)
        chosen = (points * size).astype(np.int64)
        return mean_rank_shift(_priorities(pool, chosen, missing), nominal)

    found = sensitivity(model, len(ASSUMPTIONS), generator, SAMPLES)
    entries = [
        Assumption(name, float(alone), (float(low), float(high)), float(total))
        for name, alone, (low, high), total in zip(
            ASSUMPTIONS, found.first, found.first_span.tolist(), found.total, strict=True
        )
    ]
    return tuple(sorted(entries, key=lambda entry: -entry.together))


def _priorities(pool: Pool, chosen: IntArray, missing: BoolArray) -> FloatArray:
    """Return priorities of runs whose blocks come from different realisations."""
    picks = dict(zip(ASSUMPTIONS, chosen.T, strict=True))
    factors = pool.evidence.answers.shape[1]
    answers, figures = pool.evidence.answers, pool.evidence.figures
    blocks = replace(
        pool.blocks,
        weights=pool.blocks.weights[picks["weights"]],
        power=pool.blocks.power[picks["compensation"]],
    )
    evidence = Evidence(
        np.where(missing[:factors], answers[picks["missing"]], answers[picks["answers"]]),
        np.where(missing[factors:], figures[picks["missing"]], figures[picks["figures"]]),
    )
    levers = LeverDraws(
        pool.levers.effects[picks["influence"]], pool.levers.efforts[picks["effort"]]
    )
    return levers.priorities(scores_of(blocks, evidence))

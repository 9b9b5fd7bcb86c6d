"""The whole diagnosis with 10,000 draws, its growth by respondents, and the peers' slower ways.

The peer is the same number of draws of the same influence matrices inverted one at a time, which is
what calling a DEMATEL function per draw comes to.

usage: python benchmarks/bench_diagnosis.py
"""

from dataclasses import replace
from time import perf_counter

import numpy as np
from tests.data import example_firm

from steersman.diagnose import diagnose
from steersman.diagnose.levers import expert_view
from steersman.diagnose.stage import DRAWS
from steersman.dossier import Response, Survey
from steersman.methods.influence import total_influence

PEER_DRAWS = 500


def seconds(survey: Survey) -> float:
    """Return the time of a diagnosis with a survey."""
    firm = replace(example_firm(), survey=survey)
    start = perf_counter()
    diagnose(firm, firm.firm.date, np.random.default_rng(1))
    return perf_counter() - start


def main() -> None:
    """Print the time of the example, its growth, and the ratio to one draw at a time."""
    survey = example_firm().survey
    seconds(survey)
    whole = seconds(survey)
    generator = np.random.default_rng(1)
    matrices = expert_view(()).draw(generator, PEER_DRAWS)
    start = perf_counter()
    for matrix in matrices:
        total_influence(matrix)
    alone = (perf_counter() - start) / PEER_DRAWS * DRAWS
    start = perf_counter()
    total_influence(expert_view(()).draw(generator, DRAWS))
    together = perf_counter() - start
    print(f"whole diagnosis of the example, {DRAWS:,} draws: {whole:.2f} s")
    print(f"influence one draw at a time {alone:.2f} s, together {together:.2f} s,", end=" ")
    print(f"ratio {alone / together:.1f}")
    print("growth by respondents")
    items = list(survey.research_staff[0].answers)
    for people in (10, 100, 1000, 10_000):
        answers = generator.integers(1, 6, (people, len(items)))
        varied = tuple(
            Response(respondent=f"R{n}", answers=dict(zip(items, map(int, row), strict=True)))
            for n, row in enumerate(answers)
        )
        print(f"  {people:6d} respondents {seconds(Survey(research_staff=varied)):6.2f} s")


if __name__ == "__main__":
    main()

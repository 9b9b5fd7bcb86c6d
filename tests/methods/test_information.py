"""The value of knowing, by closed form and on a planted firm."""

import numpy as np
import pytest

from steersman.methods.information import value_of_knowing


def test_the_value_of_knowing_by_closed_form() -> None:
    """An option worth a standard normal against one worth nothing: knowing it is worth .3989."""
    generator = np.random.default_rng(1)
    known = generator.normal(size=200_000)
    values = np.stack([known, np.zeros_like(known)], axis=1)
    assert value_of_knowing(values, known) == pytest.approx(1 / np.sqrt(2 * np.pi), abs=0.01)


def test_knowing_what_has_nothing_to_do_is_worth_nothing() -> None:
    generator = np.random.default_rng(2)
    values = generator.normal(size=(20_000, 5))
    assert value_of_knowing(values, generator.normal(size=20_000)) < 0.02


def test_asking_what_is_worth_most_halves_errors_sooner() -> None:
    """A firm with twelve levers, effect and gap of each uncertain: after three questions.

    Worth is effect times gap; a question reveals one of the 24 numbers. The chance of naming a
    wrong lever must fall at least twice as fast as with random questions.
    """
    generator = np.random.default_rng(3)
    levers, draws, cases, questions = 12, 1500, 120, 3
    wrong = {"best": np.zeros(questions + 1), "random": np.zeros(questions + 1)}
    for _ in range(cases):
        low = generator.uniform(0, 60, levers)
        gaps = low + generator.uniform(5, 40, levers) * generator.random((draws + 1, levers))
        spread = generator.uniform(0.05, 0.6, levers)
        effects = generator.uniform(0.2, 1, levers) * np.exp(
            spread * generator.normal(size=(draws + 1, levers))
        )
        inputs = np.concatenate([effects, gaps], axis=1)
        truth, sample = inputs[0], inputs[1:]
        best = (truth[:levers] * truth[levers:]).argmax()
        for rule, errors in wrong.items():
            now, asked = sample.copy(), set()
            for step in range(questions + 1):
                values = now[:, :levers] * now[:, levers:]
                errors[step] += values.mean(axis=0).argmax() != best
                left = [place for place in range(2 * levers) if place not in asked]
                chosen = int(generator.choice(left))
                if rule == "best":
                    worth = [value_of_knowing(values, now[:, place]) for place in left]
                    chosen = left[int(np.argmax(worth))]
                asked.add(chosen)
                now[:, chosen] = truth[chosen]
    fall = {rule: (errors[0] - errors[-1]) / cases for rule, errors in wrong.items()}
    assert wrong["best"][-1] < wrong["best"][0]
    assert fall["best"] >= 2 * fall["random"]

"""Two firms for the tests of who may do what; made once, put back whenever they were changed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from steersman.store import accounts
from steersman.web.api import choose as api_choose
from steersman.web.pages import choose
from tests.web.world import World, make_world

THREADED = (
    "fastapi.routing", "fastapi.dependencies.utils", "starlette._exception_handler",
    "steersman.web.pages.jobs",
)  # fmt: skip
"""Where work is handed to other threads, which takes longer than most of it."""


@pytest.fixture(scope="session")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", _quick_hasher)
        world = make_world(tmp_path_factory.mktemp("world"))
    yield world
    world.client.close()


def _quick_hasher() -> PasswordHasher:
    return PasswordHasher(1, 8, 1)


async def _here(function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
    return function(*arguments, **named)


@pytest.fixture
def world(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(accounts, "_hasher", _quick_hasher)
    for name in THREADED:
        monkeypatch.setattr(f"{name}.run_in_threadpool", _here)
    for module in (api_choose, choose):
        monkeypatch.setattr(module, "live_shares", lambda *_: {"niche": (0.5, 0.3, 0.2)})
    shared_world.reset()
    return shared_world

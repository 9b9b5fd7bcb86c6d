"""The same work elsewhere: on a cluster whose workers are killed, from and into PostgreSQL."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from click.testing import CliRunner
from dask import config as dask_config
from distributed import LocalCluster
from sqlalchemy import text

from steersman.cli.main import main
from steersman.cohort.columns import FIRM
from steersman.cohort.engines import (
    Answer,
    Engine,
    HereEngine,
    Task,
    TaskInput,
    WorkLostError,
    dask_engine,
)
from steersman.cohort.laboratory.population import load_population
from steersman.cohort.laboratory.synthetic import synthetic_firms
from steersman.cohort.question import Question
from steersman.cohort.results import Results
from steersman.cohort.running import Request, run_cohort
from steersman.store.cohorts import save_table, write_table
from steersman.store.database import open_database
from steersman.store.errors import RefusedError
from tests.store.conftest import running_server

FIRMS, PART_ROWS, DRAWS = 900, 100, 60
QUESTION = Question(date(2026, 6, 30), ("cn/technology-sme-evaluation",), draws=DRAWS)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cohort") / "firms.parquet"
    synthetic_firms(load_population("cn-technology"), FIRMS, 1).sink_parquet(path)
    return path


@pytest.fixture(scope="module")
def here(table: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What a run in this process gives."""
    found = run(table, tmp_path_factory.mktemp("here") / "out", HereEngine())
    return found.firms().collect()


def run(table: Path, folder: Path, engine: Engine) -> Results:
    request = Request(table, table.name, None, QUESTION, part_rows=PART_ROWS)
    return run_cohort(request, folder, engine, lambda _: None, lambda *_: None)


class KillingEngine:
    """An engine that kills a worker of its cluster after each of the first answers."""

    def __init__(self, engine: Engine, cluster: Any, kills: int) -> None:
        self._engine = engine
        self._cluster = cluster
        self.killed: list[int] = []
        self._kills = kills

    def answers(
        self, tasks: Iterable[Task[TaskInput]], work: Callable[[TaskInput], Answer]
    ) -> Iterator[tuple[int, Answer]]:
        for found in self._engine.answers(tasks, work):
            running = {nanny.pid for nanny in self._cluster.workers.values()} - {None}
            alive = sorted(running - set(self.killed))
            if alive and len(self.killed) < self._kills:
                os.kill(alive[0], signal.SIGKILL)
                self.killed.append(alive[0])
            yield found


@pytest.mark.enable_socket
@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_same_by_address_and_with_workers_killed(
    table: Path, here: pl.DataFrame, tmp_path: Path
) -> None:
    """One cluster for both, since its processes take seconds to start."""
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    folder = tmp_path / "by_address"
    arguments = [
        "cohort", "run", str(table), "--out", str(folder), "--scheduler",
        cluster.scheduler_address, "--draws", str(DRAWS), "--rules", QUESTION.rules[0],
        "--as-of", "2026-06-30", "--part-rows", "300",
    ]  # fmt: skip
    with cluster:
        by_address = CliRunner().invoke(main, arguments)
        with dask_engine(cluster.scheduler_address, 0) as engine:
            killing = KillingEngine(engine, cluster, kills=2)
            found = run(table, tmp_path / "out", killing)
    assert by_address.exit_code == 0, by_address.output
    assert pl.read_parquet(folder / "results" / "*.parquet").equals(here)
    assert len(set(killing.killed)) == 2
    assert found.firms().collect().equals(here)


def test_processes_that_do_not_start_are_told(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr("distributed.LocalCluster", broken)
    found = CliRunner().invoke(
        main, ["cohort", "run", str(table), "--out", str(tmp_path / "out"), "--workers", "1"]
    )
    assert found.exit_code == 2
    assert "Nanny failed to start" in found.output


@pytest.mark.enable_socket
def test_no_scheduler_and_no_library_are_told(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["cohort", "run", str(table), "--out", str(tmp_path / "out")]
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    found = CliRunner().invoke(main, [*arguments, "--workers", "1"])
    assert found.exit_code == 2
    assert "cohort" in found.output
    assert "Traceback" not in found.output


@pytest.mark.enable_socket
@pytest.mark.filterwarnings("default")
def test_processes_of_this_machine_answer_and_are_told_when_all_die(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("steersman.cohort.engines.TRIES", 0)
    dying = dask_config.set({"distributed.scheduler.allowed-failures": 0})
    with dying, pytest.raises(WorkLostError) as lost, dask_engine(None, 1) as engine:  # noqa: PT012
        assert list(engine.answers([Task(0, lambda: -1)], abs)) == [(0, 1)]
        list(engine.answers([Task(0, lambda: 1)], os._exit))
    assert lost.value.detail


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.fixture
def database(server: str) -> str:
    """The address of an empty database of a PostgreSQL server."""
    name = f"cohort_{uuid4().hex}"
    opened = open_database(server)
    with opened.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    opened.close()
    return str(opened.engine.url.set(database=name).render_as_string(hide_password=False))


def test_postgresql_as_source_and_sink_gives_the_same(
    table: Path, here: pl.DataFrame, database: str, tmp_path: Path
) -> None:
    rows = pl.read_parquet(table)
    assert write_table(database, "firms", [rows.head(500), rows.tail(400)]) == FIRMS
    folder = tmp_path / "out"
    arguments = [
        "cohort", "run", database, "--table", "firms", "--out", str(folder), "--to", database,
        "--to-table", "public.found", "--draws", str(DRAWS), "--rules", QUESTION.rules[0],
        "--as-of", "2026-06-30",
    ]  # fmt: skip
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 0, found.output
    assert pl.read_parquet(folder / "results" / "*.parquet").sort(FIRM).equals(here.sort(FIRM))
    saved = tmp_path / "found.csv"
    save_table(database, "found", saved)
    back = pl.read_csv(saved, infer_schema=False)
    assert back.columns == here.columns
    for name, kind in here.schema.items():
        if kind.is_float():
            assert back[name].cast(kind).equals(here[name]), name
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2, "the table is there already"
    assert "found" in again.output
    assert CliRunner().invoke(main, [*arguments, "--replace"]).exit_code == 0


def test_trouble_with_tables_leaves_what_was_there(database: str, tmp_path: Path) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield pl.DataFrame({"firm": ["a"]})
        raise RuntimeError

    write_table(database, 'odd "name"', [pl.DataFrame({"firm": ["before"], "n": [1]})])
    with pytest.raises(RuntimeError):
        write_table(database, 'odd "name"', broken(), replace=True)
    save_table(database, 'odd "name"', tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text() == "firm,n\nbefore,1\n"
    with pytest.raises(RefusedError):
        save_table(database, "nothing; DROP TABLE firms", tmp_path / "none.csv")
    with pytest.raises(RefusedError):
        save_table(str(tmp_path / "file.db"), "firms", tmp_path / "none.csv")

"""Load on the web app as it is served: readers and writers while analyses run.

usage: python benchmarks/load_web.py [seconds] [requests per second]

Ten firms with the example's dossier, its analysis and a hundred accounts; whatever is saved is
analysed anew by one worker, so that an analysis runs all the time.
Requests come at random moments, whether or not earlier ones were answered, and are timed from the
moment they were due. Nine of ten read a page; the tenth reads a form and saves it with one number
changed. Also printed: the time from start to first answer, memory at rest and growth under load.
"""

import asyncio
import html
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import TypeVar

import httpx
import numpy as np
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.web.serving import Site, example_analysis, finish_analysis

from steersman.store import access, accounts
from steersman.store.accounts import Account
from steersman.store.database import open_database
from steersman.store.migrate import upgrade
from steersman.web.service import founding
from steersman.web.visit import SESSION_COOKIE

FIRMS, MEMBERS = 10, 9
PAGES = (
    "", "", "facts", "facts/people", "stages/identify", "stages/diagnose", "stages/finance", "plan",
    "choose", "people", "steer", "history",
)  # fmt: skip
FORM = "facts/finance"
SHARE_OF_WRITES = 0.1
WARM_UP = 10.0
CELL = re.compile(r'<input id="cell-[^"]+" name="(cell-[^"]+)" value="([^"]*)"')
BASE = re.compile(r'name="base" value="(\d+)"')
Thing = TypeVar("Thing")
RANDOM = np.random.default_rng(1)
NOBODY = TestClient(Starlette())
KNOWN = {200, 303, 409}
"""A conflict between two who changed the same number is an answer too."""


def one_of(things: Sequence[Thing]) -> Thing:
    """Return one of some things, by chance."""
    return things[RANDOM.integers(len(things))]


def seed(file: Path) -> list[tuple[str, str]]:
    """Fill a database, and return the firm and session of each account."""
    database = open_database(str(file))
    upgrade(database)
    now, found = datetime.now(UTC), []
    body, analysis = founding.example_body(), example_analysis()
    for number in range(FIRMS):
        with database.writing() as connection:
            owner = accounts.create_account(connection, f"o{number}@example.org", "O", None, now)
            firm_id = founding.found(
                connection, owner, body, "example", now, founding.example_history()
            )
            found.append((firm_id, accounts.start_session(connection, owner.id, now)))
            found += [
                (firm_id, _member(connection, firm_id, owner, f"{number}-{place}"))
                for place in range(MEMBERS)
            ]
        finish_analysis(Site(NOBODY, database, firm_id, owner), analysis)
    return found


def _member(connection: Connection, firm_id: str, owner: Account, name: str) -> str:
    now = datetime.now(UTC)
    inviting = access.member_of(connection, firm_id, owner.id)
    assert inviting  # noqa: S101  founded just now
    account = accounts.create_account(connection, f"m{name}@example.org", name, None, now)
    token = access.invite(connection, inviting, account.email, "manager", "", now)
    access.accept(connection, token, account, now)
    return accounts.start_session(connection, account.id, now)


@contextmanager
def server(file: Path) -> Iterator[tuple[int, str]]:
    """Start the app as users do; give the process's number and the address."""
    command = [sys.executable, "-u", "-c", "from steersman.cli import main; main()", "serve"]
    command += ["--team", "--port", "0", "--database", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout  # noqa: S101  a pipe
            found = re.search(r"http://[\w.]+:\d+", process.stdout.readline())
            assert found, "no address was printed"  # noqa: S101
            yield process.pid, found[0]
        finally:
            process.terminate()
            process.wait(20)


def megabytes(pid: int) -> float:
    """Return the memory that a process has."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def first_answer(address: str) -> None:
    """Wait until the app answers."""
    while True:
        try:
            httpx.get(address + "/en/signin")
        except httpx.TransportError:
            sleep(0.02)
        else:
            return


class Load:
    """Asks, and notes how long each answer took in milliseconds, by kind."""

    def __init__(self, client: httpx.AsyncClient, people: list[tuple[str, str]]) -> None:
        self.client = client
        self.people = people
        self.times: dict[str, list[float]] = {"read": [], "write": []}
        self.answers: Counter[str] = Counter()

    async def ask(self, *, write: bool) -> None:
        """Read a page, or read a form and save it."""
        due = perf_counter()
        firm_id, session = one_of(self.people)
        root = f"/en/firms/{firm_id}/"
        headers = {"cookie": f"{SESSION_COOKIE}={session}", "sec-fetch-site": "same-origin"}
        address = root + (FORM if write else one_of(PAGES))
        answer = await self._answer("read", "GET", address.rstrip("/"), headers, due)
        if write and answer is not None and (base := BASE.search(answer.text)):
            cells = {name: html.unescape(value) for name, value in CELL.findall(answer.text)}
            name = one_of([cell for cell in cells if cells[cell].isdigit()])
            typed = {"base": base[1], **cells, name: str(int(cells[name]) + 1)}
            await self._answer("write", "POST", address, headers, perf_counter(), typed)

    async def _answer(
        self, kind: str, method: str, address: str, headers: dict[str, str], due: float,
        data: dict[str, str] | None = None,
    ) -> httpx.Response | None:  # fmt: skip
        try:
            answer = await self.client.request(method, address, headers=headers, data=data)
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return None
        self.times[kind].append((perf_counter() - due) * 1000)
        self.answers[str(answer.status_code)] += 1
        return answer if answer.status_code in KNOWN else None

    async def run(self, seconds: float, rate: float) -> None:
        """Ask at random moments."""
        begin, due, tasks = perf_counter(), 0.0, []
        while (due := due + RANDOM.exponential(1 / rate)) < seconds:
            await asyncio.sleep(max(begin + due - perf_counter(), 0))
            write = RANDOM.random() < SHARE_OF_WRITES
            tasks.append(asyncio.create_task(self.ask(write=write)))
        await asyncio.gather(*tasks)


async def under_load(
    pid: int, address: str, people: list[tuple[str, str]], seconds: float, rate: float
) -> None:
    """Warm up, load, and print what came of it."""
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
        await Load(client, people).run(WARM_UP, rate / 2)
        before, begin = megabytes(pid), perf_counter()
        load = Load(client, people)
        await load.run(seconds, rate)
        took = perf_counter() - begin
    for kind, times in load.times.items():
        ordered = sorted(times)
        shares = [ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99)]
        print(f"{kind:6} {len(times):6} p50, p95, p99: " + ", ".join(f"{t:.0f} ms" for t in shares))
    count = sum(load.answers.values())
    print(f"{count / took:.1f} answers a second; {dict(load.answers)}")
    after = megabytes(pid)
    print(f"memory {before:.0f} MB, after it {after:.0f} MB, {after / before - 1:+.1%}")


def main() -> None:
    """Seed, start, load, print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 50.0
    with TemporaryDirectory() as folder:
        file = Path(folder) / "firms.db"
        people = seed(file)
        print("load of the machine before:", Path("/proc/loadavg").read_text().split()[:3])
        begin = perf_counter()
        with server(file) as (pid, address):
            first_answer(address)
            print(f"first answer after {perf_counter() - begin:.1f} s")
            sleep(2)
            print(f"memory at rest {megabytes(pid):.0f} MB (server; its worker is another process)")
            asyncio.run(under_load(pid, address, people, seconds, rate))
        print("load of the machine after:", Path("/proc/loadavg").read_text().split()[:3])


if __name__ == "__main__":
    main()

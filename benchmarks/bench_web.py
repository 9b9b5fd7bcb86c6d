"""How long the server works on each page, and what a first visit loads.

usage: python benchmarks/bench_web.py

The peer: Starlette alone, which answers with the same bytes from memory, behind the same
compression and through the same client. The example firm is there with an analysis of few plans.
"""

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from tests.web.serving import site

from steersman.web.app import SMALLEST_COMPRESSED

RUNS = 15
PAGES = (
    "", "facts", "facts/people", "facts/projects.stages", "stages/identify", "stages/diagnose",
    "stages/finance", "choose", "plan", "people", "equity", "steer", "report", "history", "members",
)  # fmt: skip
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORT = re.compile(r'import[^"\';]*["\']([^"\']+)["\']')


def milliseconds(ask: Callable[[], Response]) -> float:
    """Return how long an answer takes in the middle, the first one aside."""
    ask()
    times = []
    for _ in range(RUNS):
        begin = perf_counter()
        ask()
        times.append(perf_counter() - begin)
    return median(times) * 1000


def peer(content: str) -> TestClient:
    """Return a client of Starlette alone, with one page."""

    def answer(_request: Request) -> Response:
        return HTMLResponse(content)

    compressed = Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)
    return TestClient(Starlette(routes=[Route("/", answer)], middleware=[compressed]))


def loaded(client: TestClient, address: str) -> tuple[int, str]:
    """Return the bytes that an answer takes on the wire, and its text."""
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        size = sum(len(part) for part in answer.iter_raw())
    return size, client.get(address).text


def first_load(client: TestClient, address: str) -> dict[str, int]:
    """Return the bytes of a page and of all that it needs, pictures of charts aside."""
    sizes: dict[str, int] = {}
    left = [address]
    while left:
        one = left.pop()
        if one in sizes:
            continue
        sizes[one], text = loaded(client, one)
        left += ASSET.findall(text) if one == address else []
        if one.endswith(".js"):
            left += ["/static/" + name.rpartition("/")[2] for name in IMPORT.findall(text)]
    return sizes


def main() -> None:
    """Print medians, ratios and sizes."""
    with TemporaryDirectory() as folder:
        made = site(Path(folder), analysed=True)
        print(f"{'page':24} {'ms':>7} {'Starlette':>10} {'times':>7}")
        middles = []
        for name in PAGES:
            address = made.url(name).rstrip("/")
            ours = milliseconds(lambda address=address: made.client.get(address))
            bare = peer(made.client.get(address).text)
            theirs = milliseconds(lambda bare=bare: bare.get("/"))
            middles.append(ours)
            print(f"{name or 'overview':24} {ours:7.1f} {theirs:10.1f} {ours / theirs:7.1f}")
        print(f"median of all pages {median(middles):.1f} ms, slowest {max(middles):.1f} ms")
        sizes = first_load(made.client, made.url())
    for name, size in sizes.items():
        print(f"{size / 1000:8.1f} kB {name.rpartition('/')[2]}")
    print(f"{sum(sizes.values()) / 1000:8.1f} kB first visit of the overview, charts aside")


if __name__ == "__main__":
    main()

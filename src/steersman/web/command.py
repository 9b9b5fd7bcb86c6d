"""``steersman serve``: the web app."""

import logging
import os
from pathlib import Path
from threading import Thread
from typing import NoReturn

import click
import uvicorn

from steersman.cohort.results import open_results
from steersman.defaults import CANDIDATES
from steersman.dossier import Problem
from steersman.messages import LANGUAGES, Language, messages_for
from steersman.messages.problems import problem_text
from steersman.messages.store_errors import store_problem
from steersman.store import accounts
from steersman.store.database import Database
from steersman.store.errors import StoreError
from steersman.web.app import create_app
from steersman.web.desk import Desk
from steersman.web.settings import LOOPBACK, OpenIdConnect, Settings
from steersman.work.content import MOST_PLANS
from steersman.work.crew import Crew

HELP = """Serve the web app: for yourself on this machine, or for a team.

\b
steersman serve                             for you alone; opens with the printed address
steersman serve --team --host 0.0.0.0 --name steersman.example.org --https
steersman serve --team --database postgresql+psycopg://user@host/steersman

Without --team there are no accounts, and only this machine is served: whoever opens the printed
address is let in. With --team people have accounts and roles; put a server that speaks HTTPS in
front, and name the host under which it is reached. --cohort shows the results of many firms, with
--team to the accounts that --cohort-reader names only.
"""
BAD_INPUT = 2
SHUT_DOWN = 3
"""Seconds that open streams are given when the server ends."""


def default_database() -> str:
    """Return the file in which a person's firms are kept if nothing else is said."""
    return str(Path(click.get_app_dir("steersman")) / "firms.db")


@click.command("serve", help=HELP)
@click.option(
    "--database",
    envvar="STEERSMAN_DATABASE",
    help="File of an embedded database, or an address; in your own folder if left out.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--team", is_flag=True, help="With accounts, for several people.")
@click.option("--name", "names", multiple=True, help="Host name under which it is reached.")
@click.option("--https", is_flag=True, help="It is reached by HTTPS.")
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help="Processes for long work.",
)
@click.option(
    "--candidates",
    type=click.IntRange(min=1),
    default=CANDIDATES,
    show_default=True,
    help="Most plans to examine in one analysis.",
)
@click.option(
    "--provider", envvar="STEERSMAN_OIDC_DISCOVERY", help="Discovery address of OpenID Connect."
)
@click.option("--provider-name", envvar="STEERSMAN_OIDC_NAME", default="OpenID Connect")
@click.option("--client-id", envvar="STEERSMAN_OIDC_CLIENT_ID", default="")
@click.option("--client-secret", envvar="STEERSMAN_OIDC_CLIENT_SECRET", default="", hidden=True)
@click.option(
    "--cohort",
    "cohorts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of results of `cohort run` to show; may be given several times.",
)
@click.option(
    "--cohort-reader",
    "readers",
    multiple=True,
    metavar="EMAIL",
    help="Account that may see them, with --team; may be given several times.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", envvar="STEERSMAN_LANGUAGE")
def serve_command(
    database: str | None,
    port: int,
    host: str,
    team: bool,  # noqa: FBT001  click
    names: tuple[str, ...],
    https: bool,  # noqa: FBT001  click
    workers: int,
    candidates: int,
    provider: str | None,
    provider_name: str,
    client_id: str,
    client_secret: str,
    cohorts: tuple[Path, ...],
    readers: tuple[str, ...],
    language: Language,
) -> None:
    """Serve until interrupted."""
    if not team and host not in LOOPBACK:
        raise click.UsageError("without --team only this machine is served (--host 127.0.0.1)")
    _check_cohorts(cohorts, readers, language, team=team)
    file = database or default_database()
    if "://" not in file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    identity = None
    if provider:
        identity = OpenIdConnect(provider_name, provider, client_id, client_secret)
    settings = Settings(
        database=file,
        local=not team,
        hosts=(*LOOPBACK, *names),
        secure=https,
        provider=identity,
        cohorts=cohorts,
    )
    os.environ[MOST_PLANS] = str(candidates)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    _serve(settings, host, port, workers, language, readers)


def _check_cohorts(
    folders: tuple[Path, ...], readers: tuple[str, ...], language: Language, *, team: bool
) -> None:
    """Leave with a message if results cannot be read or options contradict each other."""
    if readers and not team:
        raise click.UsageError("--cohort-reader goes with --team")
    names = [folder.resolve().name for folder in folders]
    if len(set(names)) < len(names):
        raise click.UsageError("two folders of --cohort have the same name")
    for folder in folders:
        try:
            open_results(folder)
        except (OSError, ValueError, KeyError, TypeError):
            _refuse(Problem("no-results", (), {"value": str(folder)}), str(folder), language)


def _refuse(problem: Problem, place: str, language: Language) -> NoReturn:
    what, mend = problem_text(messages_for(language), problem)
    click.echo(f"{place}: {what} {mend}", err=True)
    raise SystemExit(BAD_INPUT)


def _readers(database: Database, emails: tuple[str, ...], language: Language) -> frozenset[str]:
    """Return the ids of accounts that are there now; one made later under an address is another."""
    found = set()
    with database.reading() as connection:
        for email in emails:
            account = accounts.find_account(connection, email)
            if account is None:
                _refuse(Problem("no-such-account", (), {"value": email}), email, language)
            found.add(account.id)
    return frozenset(found)


def _serve(
    settings: Settings,
    host: str,
    port: int,
    workers: int,
    language: Language,
    readers: tuple[str, ...],
) -> None:
    messages = messages_for(language)
    try:
        app = create_app(settings)
        desk: Desk = app.state.desk
        desk.cohort_readers = _readers(desk.database, readers, language)
    except StoreError as error:
        problem = store_problem(error.code, error.parameters, settings.database)
        what, mend = problem_text(messages, problem)
        click.echo(f"{settings.database}: {what} {mend}", err=True)
        raise SystemExit(error.exit_status) from error
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUT_DOWN,
    )
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    actual = socket.getsockname()[1]
    token = desk.launch_token
    if settings.local:
        address = f"http://{host}:{actual}/launch?token={token}"
        click.echo(messages.text("serve.local", address=address))
    else:
        address = f"http://{host}:{actual}"
        setup = f"{address}/en/setup?token={token}"
        click.echo(messages.text("serve.team", address=address, setup=setup))
    click.echo(messages.text("serve.database", file=settings.database))
    click.echo(messages.text("serve.end"))
    Thread(target=desk.cohorts.warm, daemon=True).start()
    with Crew(settings.database, workers):
        server.run(sockets=[socket])

"""``steersman digest``: each person's own news, straight to the person."""

import hashlib
import os
import re
import smtplib
from datetime import UTC, datetime
from pathlib import Path

import click

from steersman.cli.console import (
    BAD_INPUT,
    dossier_argument,
    language_option,
    messages_of,
    messages_output,
    output,
    refuse,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.delivery import LOCAL
from steersman.delivery.email import Letter, MailServer, message, send
from steersman.delivery.webhook import allowed, post, secret_bytes
from steersman.dossier import Dossier, nearest
from steersman.files import write_whole
from steersman.files.project_exchange import TaskList, task_list, write_calendar
from steersman.messages import Messages
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.report.digest import DigestText, digest_text
from steersman.serialise import to_json
from steersman.steer import impersonal
from steersman.steer.digest import Digest, digest, readers

HELP = """Write what is due, what changed and what waits, for each person who has something to do.

Each digest goes straight to its reader. It holds nothing the reader may not see: no pay, no shares,
nobody's assessment, no finding about others; the firm's cash and risk only for its leaders.

Without --smtp and --webhook nothing is sent: a mail for each person is written to --out, to be
opened or sent by hand.

\b
steersman digest my-firm --out digests
steersman digest my-firm --smtp mail.firm.example:587 --sender steersman@firm.example
steersman digest my-firm --webhook https://chat.firm.example/hooks/steersman

\b
Accounts and secrets come from the environment: STEERSMAN_SMTP_USER, STEERSMAN_SMTP_PASSWORD,
STEERSMAN_WEBHOOK_SECRET (whsec_ and base64; see standardwebhooks.com).
"""
OK_STATUS = range(200, 300)
ID_LETTERS = 32
NOT_IN_NAMES = re.compile(r"[^\w.-]")
Texts = list[tuple[Digest, DigestText]]


@click.command("digest", help=HELP)
@dossier_argument
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("digests"),
              show_default=True, help="Folder for the mails.")  # fmt: skip
@click.option("--person", default="", metavar="ID", help="Only for this person.")
@click.option("--smtp", default="", metavar="HOST:PORT", help="Send by this mail server.")
@click.option("--sender", default="steersman@localhost", show_default=True,
              help="Address the mails come from.")  # fmt: skip
@click.option("--unencrypted", is_flag=True, help="Mail server on this machine without encryption.")
@click.option("--webhook", default="", metavar="URL", help="Post each digest, signed, to this URL.")
@language_option
@run_options
def digest_command(
    dossier: Path,
    out: Path,
    person: str,
    smtp: str,
    sender: str,
    unencrypted: bool,  # noqa: FBT001  click
    webhook: str,
    language: str,
    options: RunOptions,
) -> None:
    """Write or send digests."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    if smtp and webhook:
        raise click.UsageError("--smtp and --webhook are two ways; give one of them")
    wanted = _readers(firm, person, messages)
    server = _server(smtp, messages, encrypted=not unencrypted) if smtp else None
    key = _key(webhook, messages) if webhook else b""
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        found = [entry for entry in _digests(pipeline, wanted) if not entry.empty]
        tasks = task_list(firm, pipeline.plan())
    texts = [(entry, digest_text(entry, words)) for entry in found]
    if not texts:
        output().print(messages.text("digest.nothing"))
    elif server:
        _send(texts, tasks, server, sender, words)
    elif webhook:
        _post(texts, webhook, key, messages)
    else:
        _write(texts, tasks, out, sender, words)


def _readers(firm: Dossier, person: str, messages: Messages) -> tuple[str, ...]:
    known = readers(firm)
    if not person:
        return known
    if person not in known:
        hint = nearest(person, known)
        refuse(messages, "unknown-reference", "--person", value=person, hint=hint, known=known)
    return (person,)


def _digests(pipeline: Pipeline, wanted: tuple[str, ...]) -> list[Digest]:
    course = pipeline.course()
    findings = impersonal(pipeline.steer()).findings
    return [digest(pipeline.dossier, course, findings, person) for person in wanted]


def _server(text: str, messages: Messages, *, encrypted: bool) -> MailServer:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        refuse(messages, "not-a-server", "--smtp", value=text)
    if not encrypted and host not in LOCAL:
        refuse(messages, "unencrypted-elsewhere", "--unencrypted", value=host)
    user = os.environ.get("STEERSMAN_SMTP_USER", "")
    password = os.environ.get("STEERSMAN_SMTP_PASSWORD", "")
    return MailServer(host, int(port), user, password, encrypted)


def _key(address: str, messages: Messages) -> bytes:
    if not allowed(address):
        refuse(messages, "unsafe-address", "--webhook", value=address)
    try:
        return secret_bytes(os.environ.get("STEERSMAN_WEBHOOK_SECRET", ""))
    except ValueError as error:
        refuse(messages, "not-a-secret", "STEERSMAN_WEBHOOK_SECRET", detail=str(error))


def _letter(
    entry: Digest, text: DigestText, tasks: TaskList, words: Words, now: datetime
) -> Letter:
    """Return a digest as a letter, with the reader's own dates as a calendar."""
    addresses = {person.id: person.email for person in words.dossier.people}
    to = addresses.get(entry.person, "")
    calendar = write_calendar(tasks, words.messages, now, entry.person)
    return Letter(to, text.subject, text.plain(), text.html(), calendar)


def _identifier(entry: Digest, text: DigestText) -> str:
    """Return what tells a digest from all others: the same for the same words to the same person.

    Nothing of the person's id is in it, which may hold anything.
    """
    content = "\n".join((entry.person, entry.today.isoformat(), text.subject, text.plain()))
    return f"digest.{hashlib.sha256(content.encode()).hexdigest()[:ID_LETTERS]}"


def _file_names(texts: Texts) -> list[str]:
    """Return a name for each mail: the person's id, with nothing in it that leads elsewhere."""
    names: list[str] = []
    for entry, _ in texts:
        name = NOT_IN_NAMES.sub("_", entry.person).strip(".") or "_"
        same = sum(known == name for known in names)
        names.append(name if not same else f"{name}-{same + 1}")
    return names


def _write(texts: Texts, tasks: TaskList, out: Path, sender: str, words: Words) -> None:
    messages, now = words.messages, datetime.now(UTC)
    with writing(messages, out):
        out.mkdir(parents=True, exist_ok=True)
        for (entry, text), name in zip(texts, _file_names(texts), strict=True):
            mail = message(
                _letter(entry, text, tasks, words, now), sender, now, _identifier(entry, text)
            )
            write_whole(out / f"{name}.eml", mail.as_string(), private=True)
    output().print(messages.text("digest.written", count=len(texts), folder=str(out)))
    addresses = {person.id: person.email for person in words.dossier.people}
    _warn_of([words.person(e.person) for e, _ in texts if not addresses.get(e.person)], words)


def _send(texts: Texts, tasks: TaskList, server: MailServer, sender: str, words: Words) -> None:
    messages, now = words.messages, datetime.now(UTC)
    mails, nowhere = [], []
    for entry, text in texts:
        letter = _letter(entry, text, tasks, words, now)
        if letter.to:
            mails.append(message(letter, sender, now, _identifier(entry, text)))
        else:
            nowhere.append(words.person(entry.person))
    try:
        refused = send(mails, server)
    except (OSError, smtplib.SMTPException) as error:
        refuse(messages, "mail-not-sent", f"{server.host}:{server.port}", detail=str(error))
    output().print(messages.text("digest.sent", count=len(mails) - len(refused)))
    if refused:
        warning = messages.text("digest.refused", addresses=words.join(refused))
        messages_output().print(warning, style="red", markup=False)
    _warn_of(nowhere, words)
    if refused:
        raise SystemExit(BAD_INPUT)


def _warn_of(nowhere: list[str], words: Words) -> None:
    """Say of whom no address is known."""
    if nowhere:
        warning = words.text("digest.no_address", people=words.join(nowhere))
        messages_output().print(warning, style="yellow", markup=False)


def _post(texts: Texts, address: str, key: bytes, messages: Messages) -> None:
    seconds = int(datetime.now(UTC).timestamp())
    failed = 0
    for entry, text in texts:
        payload = {
            "type": "digest",
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "data": {"person": entry.person, "date": entry.today.isoformat(), **to_json(text)},
        }
        try:
            status = post(address, payload, key, _identifier(entry, text), seconds)
        except OSError as error:
            refuse(messages, "webhook-unreachable", address, detail=str(error))
        if status not in OK_STATUS:
            failed += 1
            line = messages.text("digest.post_refused", person=entry.person, status=status)
            messages_output().print(line, style="red", markup=False)
    output().print(messages.text("digest.posted", count=len(texts) - failed))
    if failed:
        raise SystemExit(BAD_INPUT)

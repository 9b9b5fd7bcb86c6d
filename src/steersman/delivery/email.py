"""Mails: built as messages, written as ``.eml`` files or sent by a server."""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from steersman.delivery import LOCAL

SECONDS = 30
"""How long to wait for a server."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has an envelope.

    Attributes:
        to: Address; empty where none is known, such a letter can only be written to a file.
        subject: One line.
        plain: Its text.
        html: The same as HTML.
        calendar: Dates as iCalendar, empty for none.
    """

    to: str
    subject: str
    plain: str
    html: str
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in.

    Attributes:
        host: Name of the server.
        port: Its port.
        user: Account, empty for none.
        password: Its password.
        encrypted: Whether the connection must be encrypted (STARTTLS, or TLS on port 465).
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    encrypted: bool = True


def message(letter: Letter, sender: str, when: datetime, identifier: str) -> EmailMessage:
    """Return a letter as a message.

    Args:
        letter: What it says.
        sender: Address it comes from.
        when: Moment of writing, with its time zone.
        identifier: What tells this message from all others; the same digest has the same.

    Raises:
        ValueError: If the moment has no time zone, or an address breaks the header.
    """
    if when.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    if letter.to:
        mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(when)
    mail["Message-ID"] = f"<{identifier}@steersman.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.plain)
    mail.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        mail.add_attachment(letter.calendar.encode(), "text", "calendar", filename="steersman.ics")
    return mail


def send(mails: Iterable[EmailMessage], server: MailServer) -> tuple[str, ...]:
    """Hand mails to a server, and return the addresses it refused.

    A refused address keeps nobody else from getting their mail.

    Raises:
        OSError: If the server cannot be reached or does not let us in (``smtplib.SMTPException`` is
            one).
        ValueError: If a connection without encryption would leave this machine.
    """
    if not server.encrypted and server.host not in LOCAL:
        raise ValueError("mails leave this machine encrypted only")
    refused = []
    with _connection(server) as connection:
        if server.encrypted and server.port != smtplib.SMTP_SSL_PORT:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        for mail in mails:
            try:
                connection.send_message(mail)
            except smtplib.SMTPRecipientsRefused:
                refused.append(str(mail["To"]))
                connection.rset()
    return tuple(refused)


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.encrypted and server.port == smtplib.SMTP_SSL_PORT:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)

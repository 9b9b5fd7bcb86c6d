"""Mails: what they hold, how they travel."""

import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.delivery.email import Letter, MailServer, message, send

LETTER = Letter(
    "an@firm.example", "火岩: 2 due", "Für 王磊\n- eins\n", "<p>王磊</p>", "BEGIN:VCALENDAR"
)
NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


class Inbox(socketserver.StreamRequestHandler):
    """A mail server that takes everything, or refuses readers it does not know."""

    received: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            command = line.decode().strip().upper()
            if command.startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.received.append(b"".join(lines))
            if command.startswith("RCPT") and "NOBODY" in command:
                self.wfile.write(b"550 no such reader\r\n")
                continue
            self.wfile.write(b"221 bye\r\n" if command == "QUIT" else b"250 ok\r\n")
            if command == "QUIT":
                return


@pytest.fixture
def inbox(socket_enabled: None) -> Iterator[tuple[int, list[bytes]]]:
    received: list[bytes] = []
    handler = type("Handler", (Inbox,), {"received": received})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], received
        server.shutdown()


def test_a_mail_travels_whole(inbox: tuple[int, list[bytes]]) -> None:
    port, received = inbox
    server = MailServer("127.0.0.1", port, encrypted=False)
    assert send([message(LETTER, "s@firm.example", NOW, "d.1")], server) == ()
    mail = email.message_from_bytes(received[0], policy=policy.default)
    assert mail["Subject"] == "火岩: 2 due"
    assert mail["To"] == "an@firm.example"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.plain
    attached = list(mail.iter_attachments())
    assert [part.get_filename() for part in attached] == ["steersman.ics"]


def test_an_unencrypted_server_is_refused_unless_asked_for(inbox: tuple[int, list[bytes]]) -> None:
    port, received = inbox
    with pytest.raises(OSError):
        send([message(LETTER, "s@firm.example", NOW, "d.1")], MailServer("127.0.0.1", port))
    assert received == []


def test_a_refused_reader_keeps_nobody_else_from_their_mail(
    inbox: tuple[int, list[bytes]],
) -> None:
    port, received = inbox
    letters = [Letter(f"{name}@firm.example", "s", "p", "h") for name in ("a", "nobody", "c")]
    mails = [message(letter, "s@firm.example", NOW, "d") for letter in letters]
    refused = send(mails, MailServer("127.0.0.1", port, encrypted=False))
    assert refused == ("nobody@firm.example",)
    assert len(received) == 2


def test_no_mail_leaves_this_machine_unencrypted() -> None:
    server = MailServer("mail.firm.example", 25, "user", "password", encrypted=False)
    with pytest.raises(ValueError):
        send([message(LETTER, "s@firm.example", NOW, "d.1")], server)


@given(st.integers(0, 4_000_000_000), st.integers(-14 * 4, 14 * 4))
def test_the_moment_survives_in_every_time_zone(seconds: int, quarters: int) -> None:
    when = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=15 * quarters)))
    mail = message(LETTER, "s@firm.example", when, "d.1")
    assert mail["Date"].datetime == when


def test_a_moment_without_zone_and_broken_headers_are_refused() -> None:
    with pytest.raises(ValueError):
        message(LETTER, "s@firm.example", NOW.replace(tzinfo=None), "d.1")
    injected = Letter("an@firm.example\nBcc: all@firm.example", "s", "p", "h")
    with pytest.raises(ValueError):
        message(injected, "s@firm.example", NOW, "d.1")


def test_a_reader_without_address_has_no_recipient() -> None:
    mail = message(Letter("", "s", "p", "h"), "s@firm.example", NOW, "d.1")
    assert mail["To"] is None

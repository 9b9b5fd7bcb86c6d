"""Signed webhooks: the specification's vector, real posts, what is refused."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from steersman.delivery.webhook import allowed, post, secret_bytes, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  of the specification's own tests


def test_the_signature_is_that_of_the_reference_library() -> None:
    """Made by the Python library standardwebhooks 1.1.0 for the vector of its own tests."""
    made = signature(
        secret_bytes(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!", "whsec_c2hvcnQ=", "x" * 200])
def test_unusable_secrets_are_refused(secret: str) -> None:
    with pytest.raises(ValueError):
        secret_bytes(secret)


def test_only_encrypted_addresses_or_this_machine() -> None:
    assert allowed("https://chat.firm.example/hook")
    assert allowed("http://localhost:8080/hook")
    assert not allowed("http://chat.firm.example/hook")
    assert not allowed("file:///etc/passwd")
    assert not allowed("http://localhost.firm.example/hook")
    for broken in ("http://[::1", "https://host:abc/", "https://a b/", "https://", ""):
        assert not allowed(broken)
    with pytest.raises(ValueError):
        post("http://chat.firm.example", {}, b"k" * 24, "m", 1)


class Receiver(BaseHTTPRequestHandler):
    """Takes posts; ``/moved`` sends elsewhere, ``/no`` refuses."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, dict(self.headers), body))
        if self.path == "/garbage":
            self.wfile.write(b"garbage\r\n\r\n")
            self.close_connection = True
            return
        status = {"/moved": 307, "/no": 403}.get(self.path, 204)
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(socket_enabled: None) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    seen: list[tuple[str, dict[str, str], bytes]] = []
    handler = type("Handler", (Receiver,), {"seen": seen})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


Seen = tuple[str, list[tuple[str, dict[str, str], bytes]]]


def test_a_post_arrives_signed(receiver: Seen) -> None:
    address, seen = receiver
    key = secret_bytes(SECRET)
    assert post(address + "/hook", {"type": "digest", "data": "王磊"}, key, "m1", 99) == 204
    _, headers, body = seen[0]
    assert json.loads(body) == {"type": "digest", "data": "王磊"}
    lower = {name.lower(): value for name, value in headers.items()}
    assert lower["webhook-signature"] == signature(key, "m1", 99, body)
    assert (lower["webhook-id"], lower["webhook-timestamp"]) == ("m1", "99")


def test_refusals_are_told_and_redirects_not_followed(receiver: Seen) -> None:
    address, seen = receiver
    assert post(address + "/no", {}, b"k" * 24, "m", 1) == 403
    assert post(address + "/moved", {}, b"k" * 24, "m", 1) == 307
    assert [path for path, _, _ in seen] == ["/no", "/moved"]
    with pytest.raises(OSError):
        post(address + "/garbage", {}, b"k" * 24, "m", 1)

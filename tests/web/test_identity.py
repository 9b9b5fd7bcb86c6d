"""Signing in by OpenID Connect, against a provider that tests play: what fits, and what must not.

The rules are those of OpenID Connect Core 1.0, section 3.1.3.7 (validation of the ID token), and
RFC 7636 (proof key for code exchange).
"""

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from steersman.store.database import Database
from steersman.web.app import create_app
from steersman.web.service import identity
from steersman.web.settings import OpenIdConnect, Settings

ISSUER = "https://id.example.org"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": name}) for name in ("one", "two"))
Change = Callable[[dict[str, Any]], dict[str, Any]]


class Provider:
    """Plays an identity provider."""

    def __init__(self) -> None:
        self.challenge = ""
        self.claims: dict[str, Any] = {}
        self.token: str | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            addresses = {name: f"{ISSUER}/{name}" for name in names}
            return httpx.Response(200, json={"issuer": ISSUER, **addresses})
        if path == "/jwks_uri":
            return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        form = parse_qs(request.content.decode())
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return httpx.Response(400, json={"error": "invalid_grant"})
        token = self.token or jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, KEY)
        return httpx.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": token}
        )


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    played = Provider()
    real = identity.client_of

    def client_of(settings: OpenIdConnect, back: str) -> Any:
        client = real(settings, back)
        client._transport = httpx.MockTransport(played.answer)
        client._mounts = {}
        return client

    monkeypatch.setattr(identity, "client_of", client_of)
    return played


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    found = OpenIdConnect(
        "Example ID", f"{ISSUER}/.well-known/openid-configuration", "steersman", "secret"
    )
    settings = Settings(
        str(tmp_path / "firms.db"), local=False, hosts=("testserver",), provider=found
    )
    return TestClient(create_app(settings), follow_redirects=False)


def leave(client: TestClient, provider: Provider) -> dict[str, str]:
    """Leave for the provider; return what the browser comes back with."""
    gone = client.get("/en/provider")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(gone.headers["location"]).query).items()}
    assert gone.headers["location"].startswith(f"{ISSUER}/authorization_endpoint?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/provider/back"
    provider.challenge = asked["code_challenge"]
    provider.claims = {
        "iss": ISSUER, "aud": "steersman", "sub": "42", "nonce": asked["nonce"],
        "exp": int(time.time()) + 300, "iat": int(time.time()),
        "email": "Wu@Example.org", "email_verified": True, "name": "Wu",
    }  # fmt: skip
    return {"code": "c", "state": asked["state"]}


def test_whoever_the_provider_vouches_for_is_let_in(client: TestClient, provider: Provider) -> None:
    for _ in range(2):
        back = client.get("/provider/back", params=leave(client, provider))
        assert back.status_code == 303
        assert back.headers["location"] == "/en/firms"
        assert "wu@example.org" in client.get("/en/account").text
        client.cookies.clear()
    database: Database = client.app.state.desk.database  # type: ignore[attr-defined]  # a FastAPI app
    with database.reading() as connection:
        assert database.count(connection, "account") == 1


def changed(**claims: object) -> Change:
    return lambda found: {**found, **claims}


@pytest.mark.parametrize(
    "change",
    [
        changed(iss="https://evil.example.org"),
        changed(aud="another"),
        changed(nonce="another"),
        changed(exp=int(time.time()) - 3600),
        changed(sub=None),
        lambda found: {k: v for k, v in found.items() if k != "nonce"},
        lambda found: {k: v for k, v in found.items() if k != "exp"},
        changed(email_verified=False),
        changed(email_verified="true"),
    ],
)
def test_claims_that_do_not_fit_let_nobody_in(
    client: TestClient, provider: Provider, change: Change
) -> None:
    returned = leave(client, provider)
    provider.claims = change(provider.claims)
    assert client.get("/provider/back", params=returned).status_code == 422
    assert client.get("/en/account").headers["location"] == "/en/setup"


def test_signatures_of_others_let_nobody_in(client: TestClient, provider: Provider) -> None:
    returned = leave(client, provider)
    shared = OctKey.import_key("secret" * 8)
    forged = [
        jwt.encode({"alg": "RS256", "kid": "one"}, provider.claims, OTHER_KEY),
        jwt.encode({"alg": "HS256", "kid": "one"}, provider.claims, shared, algorithms=["HS256"]),
        "eyJhbGciOiJub25lIn0.e30.",
        "no token",
    ]
    for token in forged:
        provider.token = token
        assert client.get("/provider/back", params=returned).status_code == 422


def test_coming_back_without_having_left_lets_nobody_in(
    client: TestClient, provider: Provider
) -> None:
    returned = leave(client, provider)
    assert client.get("/provider/back", params={**returned, "state": "x"}).status_code == 422
    provider.challenge = "another's"
    assert client.get("/provider/back", params=returned).status_code == 422
    client.cookies.clear()
    assert client.get("/provider/back", params=returned).status_code == 422


def test_a_provider_that_is_silent_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, provider: Provider
) -> None:
    monkeypatch.setattr(provider, "answer", lambda _: httpx.Response(503))
    answer = client.get("/en/provider")
    assert answer.status_code == 422
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "firms.db"), local=False, hosts=("testserver",))
    assert TestClient(create_app(settings)).get("/en/provider").status_code == 404

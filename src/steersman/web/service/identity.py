"""Signing in by OpenID Connect (Core 1.0): authorization code flow with PKCE.

Libraries are loaded when a provider is used, since most servers have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from steersman.store import accounts
from steersman.store.accounts import Account
from steersman.store.errors import RefusedError

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client
    from sqlalchemy import Connection

    from steersman.web.settings import OpenIdConnect

ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "EdDSA"]
"""Signatures that are taken; none with a shared secret, and not ``none``."""
WELL_KNOWN = "/.well-known/openid-configuration"
"""What follows a provider's name in the address of its description (OpenID Connect Discovery)."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""
PATIENCE = 10.0
"""Seconds that the provider has to answer."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """What is remembered in the browser between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for.

    Attributes:
        subject: The provider and its name for the person, never used anew for another.
        email: Address, empty if the provider does not vouch for it.
        name: Name to show.
    """

    subject: str
    email: str
    name: str


def client_of(provider: OpenIdConnect, back: str) -> OAuth2Client:
    """Return a client of a provider.

    Args:
        provider: The provider.
        back: Address to which it sends people back.
    """
    from authlib.integrations.httpx_client import OAuth2Client

    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope="openid email profile",
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


def begin(provider: OpenIdConnect, back: str) -> tuple[str, Handshake]:
    """Return the provider's address to send somebody to, and what to remember until then.

    Raises:
        RefusedError: If the provider does not answer as one should.
    """
    handshake = Handshake(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48))
    with client_of(provider, back) as client:
        endpoint = _discovered(client, provider)["authorization_endpoint"]
        address, _ = client.create_authorization_url(
            endpoint,
            state=handshake.state,
            code_verifier=handshake.verifier,
            nonce=handshake.nonce,
        )
    return str(address), handshake


def _discovered(client: OAuth2Client, provider: OpenIdConnect) -> Mapping[str, Any]:
    found = _asked(client, provider.discovery)
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = {name: str(found.get(name, "")) for name in names}
    own = addresses["issuer"].rstrip("/") + WELL_KNOWN
    if own != provider.discovery or not all(
        address.startswith("https://") for address in addresses.values()
    ):
        raise RefusedError(reason="provider-silent")
    return found


def _asked(client: OAuth2Client, address: str) -> Mapping[str, Any]:
    from httpx2 import HTTPError

    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        document = answer.json()
    except (HTTPError, ValueError) as error:
        raise RefusedError(reason="provider-silent") from error
    if not isinstance(document, dict):
        raise RefusedError(reason="provider-silent")
    return document


def finish(
    provider: OpenIdConnect, back: str, handshake: Handshake, returned: Mapping[str, str]
) -> Identity:
    """Return whom the provider vouches for, once somebody came back from it.

    Args:
        provider: The provider.
        back: Address to which it sent them back.
        handshake: What was remembered.
        returned: ``code`` and ``state`` as they came back.

    Raises:
        RefusedError: If anything does not fit, or the provider does not answer as one should.
    """
    if not returned.get("code") or returned.get("state") != handshake.state:
        raise RefusedError(reason="provider-refused")
    with client_of(provider, back) as client:
        found = _discovered(client, provider)
        token = _exchanged(client, found["token_endpoint"], returned["code"], handshake)
        keys = _asked(client, found["jwks_uri"])
    return _vouched(token, keys, (found["issuer"], provider.client_id, handshake.nonce))


def _exchanged(client: OAuth2Client, endpoint: str, code: str, handshake: Handshake) -> str:
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError

    try:
        token = client.fetch_token(endpoint, code=code, code_verifier=handshake.verifier)
    except (AuthlibBaseError, HTTPError, ValueError) as error:
        raise RefusedError(reason="provider-refused") from error
    return str(token.get("id_token", ""))


def _vouched(token: str, keys: Mapping[str, Any], expected: tuple[str, str, str]) -> Identity:
    """Return whom a token names, if it is the provider's, for us, for this handshake and new."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    issuer, client_id, nonce = expected
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(dict(keys)), ALGORITHMS).claims  # type: ignore[arg-type]  # the library checks it
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(reason="provider-refused") from error
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return Identity(f"{issuer}|{claims['sub']}", email, str(claims.get("name", "") or email))


def account_for(connection: Connection, identity: Identity, now: datetime) -> Account:
    """Return the account of somebody whom the provider vouches for.

    Known by the provider's name for them; at first by an address that the provider vouches for.

    Raises:
        RefusedError: If it vouches for no address, so that nobody can be told who it is.
    """
    known = accounts.account_of_subject(connection, identity.subject)
    if known:
        return known
    if not identity.email:
        raise RefusedError(reason="provider-no-address")
    account = accounts.find_account(connection, identity.email)
    if account is None:
        account = accounts.create_account(connection, identity.email, identity.name, None, now)
    accounts.link_subject(connection, account.id, identity.subject, now)
    return account

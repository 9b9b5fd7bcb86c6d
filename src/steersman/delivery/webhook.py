"""Signed webhooks, by the Standard Webhooks specification (standardwebhooks.com, version 1)."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from steersman.delivery import LOCAL

SECONDS = 30
PREFIX = "whsec_"
LEAST_SECRET, MOST_SECRET = 24, 64
"""Bytes of a secret, as the specification asks."""


def secret_bytes(secret: str) -> bytes:
    """Return the key that a secret in its written form holds.

    Args:
        secret: ``whsec_`` and 24 to 64 bytes in base64.

    Raises:
        ValueError: If it is no such secret.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is not base64") from error
    if not LEAST_SECRET <= len(key) <= MOST_SECRET:
        raise ValueError(f"the secret has {len(key)} bytes, not {LEAST_SECRET} to {MOST_SECRET}")
    return key


def signature(key: bytes, identifier: str, seconds: int, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 of its id, its second and its body."""
    content = f"{identifier}.{seconds}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def allowed(address: str) -> bool:
    """Return whether an address may be posted to: encrypted, or on this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or any(letter.isspace() for letter in address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)


def post(
    address: str, payload: Mapping[str, Any], key: bytes, identifier: str, seconds: int
) -> int:
    """Post a signed message and return the status of the answer.

    Redirects are not followed: the signed body would go to somebody else.

    Args:
        address: Where to.
        payload: What is sent, as JSON.
        key: Secret key.
        identifier: Id of the message; a message sent again has the same.
        seconds: Seconds since 1970.

    Raises:
        ValueError: If the address may not be posted to.
        OSError: If nobody answers.
    """
    if not allowed(address):
        raise ValueError("the address must begin with https")
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(key, identifier, seconds, body),
    }
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310  scheme checked above
    try:
        with build_opener(_NoRedirect()).open(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except HTTPException as error:
        raise OSError(f"no answer that can be read: {error!r}") from error


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:  # noqa: ANN401  urllib's signature
        """Follow none."""

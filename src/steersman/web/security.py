"""What every request and every answer passes: origin, size, headers."""

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 12 * 1024 * 1024
"""Bytes of a request; an uploaded workbook may have ten mebibytes."""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; manifest-src 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
log = logging.getLogger("steersman.web")
STRICT_TRANSPORT = "max-age=31536000"


class Guard:
    """Refuses what comes from elsewhere or is too large, and adds the headers of safety.

    Attributes:
        app: What comes after it.
        secure: Whether the server is reached by HTTPS.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _refusal(scope, headers)
        if refusal:
            log.warning("refused: %s %s", scope["method"], refusal.status_code)
            await refusal(scope, receive, self._with_headers(scope, send))
            return
        counted = _Counted(receive)
        await self.app(scope, counted, self._with_headers(scope, send))

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.secure:
                    headers.setdefault("strict-transport-security", STRICT_TRANSPORT)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return sending


def _refusal(scope: Scope, headers: Headers) -> Response | None:
    if int_or_zero(headers.get("content-length")) > LARGEST_BODY:
        return _refused(scope, 413, "too-large", "Too large.")
    if "\x00" in scope["path"]:
        return _refused(scope, 404, "not-found", "There is no such address.")
    if scope["method"] in SAFE_METHODS or _same_origin(headers):
        return None
    return _refused(scope, 403, "other-site", "Refused: the request comes from another site.")


def _refused(scope: Scope, status: int, code: str, text: str) -> Response:
    if scope["path"].startswith("/api/"):
        return JSONResponse({"code": code, "message": text, "mend": ""}, status)
    return PlainTextResponse(text, status)


def int_or_zero(text: str | None) -> int:
    """Return a number in a header, 0 if it holds none."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own pages, or from a program.

    Browsers say where a request comes from in ``Sec-Fetch-Site``, older ones in ``Origin``; a page
    cannot change either. What sends neither and shows its session in a header and not in a cookie
    is no browser, so that nobody can be made to send it unknowingly.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2] == headers.get("host")
    return "cookie" not in headers


class _Counted:
    """Passes a body on as long as it is not too large, whatever its head said."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.seen = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

"""How a server is set up."""

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names under which a machine reaches itself."""


@dataclass(frozen=True, slots=True)
class OpenIdConnect:
    """An identity provider that people may sign in with.

    Attributes:
        name: What the button says.
        discovery: Address of its ``.well-known/openid-configuration``.
        client_id: What the provider knows this server by.
        client_secret: Its secret.
    """

    name: str
    discovery: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is set up.

    Attributes:
        database: Path of an embedded database, or the address of another.
        local: Whether it serves one person on this machine, without accounts.
        hosts: Names under which it may be reached; others are refused, so that no foreign name can
            be pointed at a local server.
        secure: Whether it is reached by HTTPS, so that cookies are sent by nothing else.
        most_writes: Requests of an account that change something, in a minute at most.
        provider: Identity provider, None for passwords only.
        cohorts: Folders of results of cohorts that are shown.
    """

    database: str
    local: bool = True
    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    most_writes: int = 60
    provider: OpenIdConnect | None = None
    cohorts: tuple[Path, ...] = ()

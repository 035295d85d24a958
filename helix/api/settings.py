"""What `helix serve` is told: where things lie, who may ask, and how much of it at once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from python_ml.problems import BadInput

MEGABYTE = 1_000_000
# In the folder of the state: how far the journal was followed.
FOLLOWED = "followed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every process of a server is told; plain values, since it is handed to processes.

    Attributes
    ----------
    published
        The folder of published builds.
    journal
        Where the journal lies: the path of a file, or a URL of PostgreSQL.
    state
        Folder of what the server keeps: runs of `POST /model/retrain`, and how far the journal was followed.
    fresh
        Where answers lie that were computed after the build: the path of a file, or a URL of Redis.
    keys
        File of the clients' keys; ``None``: everybody on this machine may ask, and nobody else.
    host, port
        Where to listen; port 0 takes a free one.
    workers
        Processes that answer.
    origins
        Web pages that may ask from a browser, such as ``https://shop.example``; none by default.
    most_bytes
        Longest body of a request, in bytes.
    rate
        Most requests a second of one client; 0 for no limit.
    patience_seconds
        How long a client may take to send a request.
    drain_seconds
        How long requests may take to end after the server was told to stop.
    variables
        dbt's variables of a build that `POST /model/retrain` starts, as YAML.
    """

    published: Path
    journal: str
    state: Path
    fresh: str
    keys: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    origins: tuple[str, ...] = ()
    most_bytes: int = MEGABYTE
    rate: int = 2000
    patience_seconds: float = 10
    drain_seconds: int = 10
    variables: str = "{}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    def check(self) -> None:
        """Refuse to be open to others without keys.

        Raises
        ------
        BadInput
            If the host is not this machine's loopback and there are no keys.
        """
        if self.keys is None and not self.is_local:
            raise BadInput(
                f"{self.host} can be reached from other machines, and no keys are given",
                "make one with `helix serve --keys FILE --new-key NAME`, and serve with --keys FILE",
            )


# Asked of every request's host.
@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Tell whether an address or name is this machine's own.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("shop.example")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Keys of clients: a file holds their hashes alone, so that who reads it can ask for nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from python_ml.problems import BadInput, Problem
from python_ml.publishing.disk import disk_problem, write_whole

Scope = Literal["read", "write", "admin"]
# Each may do what those before it may.
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "helix_"
RANDOM_BYTES = 32


class NotAllowed(Problem):
    """A request without a key, or with one that is unknown."""

    kind = "not_allowed"
    http_status = 401


class NotEnough(Problem):
    """A request whose key is known and may not do this."""

    kind = "not_enough"
    http_status = 403


@dataclass(frozen=True, slots=True)
class Client:
    """Who a key was made for, and what it may do.

    Attributes
    ----------
    name
        Name of the client.
    scope
        ``read``: ask. ``write``: send feedback too. ``admin``: start builds too.
    sha256
        Hash of the key. A key is drawn from 256 random bits, so that its hash can't be searched for.
    made_at
        When, in UTC.
    """

    name: str
    scope: Scope
    sha256: str
    made_at: str

    def may(self, scope: Scope) -> bool:
        """Tell whether the key covers a scope."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class Keys:
    """The keys of a file, which is read again once it has changed: a key that was taken out is refused at once.

    Raises
    ------
    BadInput
        If the file is missing or holds no keys.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = -1
        self._clients: Mapping[str, Client] = {}
        self._refresh()

    def client(self, key: str) -> Client:
        """Return whose key it is.

        Raises
        ------
        NotAllowed
            If it is nobody's.
        """
        self._refresh()
        client = self._clients.get(_hash(key))
        if client is None:
            raise NotAllowed("the key is unknown", "ask whoever runs the server for another")
        return client

    def _refresh(self) -> None:
        try:
            changed_at = self._path.stat().st_mtime_ns
        except OSError as error:
            raise BadInput(
                f"can't read the keys in {self._path}: {error.strerror}", "name the file that holds them"
            ) from error
        if changed_at != self._read_at:
            self._clients = {client.sha256: client for client in read_clients(self._path)}
            self._read_at = changed_at


def read_clients(path: Path) -> list[Client]:
    """Return the clients of a file of keys.

    Raises
    ------
    BadInput
        If it is no such file.
    """
    try:
        clients = [Client(**each) for each in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            f"{path} is no file of keys", "make one with `helix serve --keys FILE --new-key NAME`"
        ) from error
    if unknown := [client.name for client in clients if client.scope not in SCOPES]:
        raise BadInput(f"{path} gives {unknown[0]} a scope that there is not", f"write {', '.join(SCOPES)}")
    return clients


def new_key(path: Path, name: str, scope: Scope) -> str:
    """Add a client to a file of keys, which is made if it is not there, and return the key.

    It is nowhere else: whoever loses it needs a new one.

    Raises
    ------
    BadInput
        If the file holds something else, or a client of that name.
    Problem
        If it can't be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "keys.json"
    >>> key = new_key(path, "web shop", "write")
    >>> Keys(path).client(key).may("read"), key in path.read_text()
    (True, False)
    """
    clients = read_clients(path) if path.exists() else []
    if name in {client.name for client in clients}:
        raise BadInput(f"{path} holds a key of {name!r} already", "choose another name, or take that one out")
    key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    clients.append(Client(name, scope, _hash(key), made_at))
    try:
        write_whole(path, json.dumps([asdict(client) for client in clients], indent=2) + "\n")
    except OSError as error:
        raise disk_problem(error, path) from error
    return key


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

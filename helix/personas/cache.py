"""Replies kept on disk by what was asked, so that a run can be had again without asking."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from helix.personas.replies import Reply
from python_ml.publishing.disk import make_folder, write_whole


class ReplyCache:
    """A folder of replies; threads may share it.

    Parameters
    ----------
    folder
        Made if it is not there.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> cache = ReplyCache(Path(mkdtemp()))
    >>> key = cache_key("llama3", 0.7, 1, "Which one?")
    >>> cache.keep(key, Reply("answered", "The first."))
    >>> cache.find(key).text
    'The first.'
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_folder(folder)

    def find(self, key: str) -> Reply | None:
        """Return the reply that was kept, ``None`` if there is none that can be read."""
        try:
            return Reply.from_json(self._path(key).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def keep(self, key: str, reply: Reply) -> None:
        """Keep a reply; it is seen whole or not at all."""
        path = self._path(key)
        make_folder(path.parent)
        write_whole(path, reply.to_json())

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def cache_key(model: str, temperature: float, seed: int, prompt: str) -> str:
    """Return the hash of all that an answer depends on."""
    asked = json.dumps([model, temperature, seed, prompt], ensure_ascii=True)
    return hashlib.sha256(asked.encode()).hexdigest()

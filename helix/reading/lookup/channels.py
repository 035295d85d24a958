"""The channels that a build knows, under any way to write their names."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of `seeds/channels.csv`.

    Attributes
    ----------
    can_push
        Whether a message can be sent by it.
    places
        How long a list there is; None where the seed does not say.
    """

    can_push: bool
    places: int | None


class Channels:
    """Channels by name.

    Parameters
    ----------
    by_loose_name
        Each channel under its name as `loose_channel` writes it.

    Examples
    --------
    >>> channels = Channels({"email": Channel(can_push=True, places=6)})
    >>> channels.find("E-Mail").places
    6
    >>> channels.are_one("e-mail", "Email"), channels.are_one("newsletter", "email")
    (True, False)
    """

    def __init__(self, by_loose_name: Mapping[str, Channel]) -> None:
        self._by_loose_name = dict(by_loose_name)

    @classmethod
    def decode(cls, encoded: str) -> Channels:
        """Return the channels that publishing wrote as JSON, a list of `[loose name, can push, places]`."""
        return cls({name: Channel(can_push, places) for name, can_push, places in json.loads(encoded)})

    def find(self, name: str | None) -> Channel | None:
        """Return the channel of a name; None of one that the build does not know."""
        return None if name is None else self._by_loose_name.get(loose_channel(name))

    def are_one(self, name: str, other: str) -> bool:
        """Tell whether two names are of one channel that the build knows."""
        return loose_channel(name) == loose_channel(other) and self.find(name) is not None


def loose_channel(name: str) -> str:
    """A name without what two people write differently, as the macro of that name has it in a build.

    Examples
    --------
    >>> loose_channel(" E-Mail "), loose_channel("S.M.S.")
    ('email', 'sms')
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).lower()))

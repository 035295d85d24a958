"""Who has opted out since the build: the plan of pushes knows those before it."""

from __future__ import annotations

from helix.journal import Journal, OptOut
from helix.reading.lookup import Channels


def has_opted_out(journal: Journal, customer_id: str, by: str | None, channels: Channels) -> bool:
    """Tell whether the journal holds an opt-out that stands against a message.

    Parameters
    ----------
    journal
        What customers said.
    customer_id
        Whom the message is for.
    by
        The channel that it would go by; None if none is planned, so that only an opt-out of every channel counts.
    channels
        Those in use. Who opted out of what no message goes by may mean any channel.
    """
    return any(
        _stands_against(recorded.event.channel, by, channels)
        for recorded in journal.of_customer(customer_id, [OptOut])
    )


def _stands_against(opted_out_of: str | None, by: str | None, channels: Channels) -> bool:
    channel = channels.find(opted_out_of)
    if opted_out_of is None or channel is None or not channel.can_push:
        return True
    return by is not None and channels.are_one(opted_out_of, by)

"""The HTTP protocol with an end to patience: a client that sends its request too slowly is hung up on."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientProtocol(HttpToolsProtocol):
    """Hangs up on a connection that has been open for ``patience_seconds`` without a whole request on its way.

    uvicorn itself waits without end for the first byte, and for the rest of a request that has begun.
    """

    patience_seconds: float = 10

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request; keeping an idle connection is uvicorn's own matter."""
        super().on_message_begin()
        if self._patience is None:
            self._wait()

    def on_message_complete(self) -> None:
        """Wait no longer: the request is whole."""
        self._wait_no_longer()
        super().on_message_complete()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(self.patience_seconds, self._hang_up)

    def _wait_no_longer(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _hang_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing():
            self.transport.abort()


def patient_protocol(patience_seconds: float) -> type[PatientProtocol]:
    """Return the protocol with so much patience."""
    return type("PatientProtocol", (PatientProtocol,), {"patience_seconds": patience_seconds})

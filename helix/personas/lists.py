"""Lists to choose from, asked of the project's API as any client does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from helix.personas.keys import key_header
from helix.personas.segments import Article
from python_ml.problems import BadInput, NotBuilt, Problem

CHANNEL = "simulated"
KEY_VARIABLE = "HELIX_API_KEY"
SECONDS = 30.0


class ListApi:
    """The API of a shop, as a context manager.

    Parameters
    ----------
    address
        Such as ``http://127.0.0.1:8000``; a key that it wants is in ``HELIX_API_KEY``.

    Raises
    ------
    BadInput
        If the address is none of http or https.
    """

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise BadInput(f"{address} is no address of an API", "let it begin with http://")
        self.address = address.rstrip("/")
        self._client = httpx.Client(timeout=SECONDS, headers=key_header(KEY_VARIABLE), trust_env=False)

    def __enter__(self) -> ListApi:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def offers(self, looked_at: Sequence[Article], count: int) -> tuple[Article, ...]:
        """Return what is offered to somebody unknown who looked at these articles, best first.

        The question says that it is simulated, so that the shop's own journal doesn't take it for a customer's.

        Raises
        ------
        NotBuilt
            If there is no API there.
        Problem
            If it refuses, or answers with something else than a list.
        """
        question = {
            "session": [article.article_id for article in looked_at],
            "count": count,
            "channel": CHANNEL,
        }
        answer = self._post("/recommendations", question)
        try:
            return tuple(
                Article(offer["article_id"], offer["name"] or offer["article_id"])
                for offer in answer["recommendations"]
            )
        except (LookupError, TypeError) as error:
            raise Problem(
                f"what answers at {self.address} is no API of this project", "name another with --api"
            ) from error

    def _post(self, path: str, question: dict[str, Any]) -> Any:
        try:
            response = self._client.post(self.address + path, json=question)
        except httpx.HTTPError as error:
            raise NotBuilt(
                f"no API answers at {self.address} ({type(error).__name__})", "start one with `helix serve`"
            ) from error
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise Problem(f"the API at {self.address} wants a key", f"let {KEY_VARIABLE} hold one")
        if not response.is_success:
            raise Problem(f"the API at {self.address} answered with {response.status_code}", "see its log")
        try:
            return response.json()
        except ValueError as error:
            raise Problem(
                f"what answers at {self.address} is no API of this project", "name another with --api"
            ) from error

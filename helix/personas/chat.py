"""A language model behind a server of OpenAI's protocol, asked many prompts at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from helix.personas.cache import ReplyCache, cache_key
from helix.personas.keys import key_header
from helix.personas.patience import wait_before
from helix.personas.replies import HALF, Reply, reply_in
from python_ml.problems import BadInput

TIMEOUT = "timeout"
UNREACHABLE = "connection refused or lost"
TOO_MANY = "too many requests"
SERVER_ERROR = "server error"
REJECTED = "rejected"
MOST_TOKENS = 200
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Model:
    """Which model plays, and how patiently it is asked.

    Attributes
    ----------
    base_url
        Of a server of OpenAI's protocol, such as Ollama's.
    name
        The model's name there.
    temperature
        How freely it answers.
    key_variable
        Variable of the environment that holds the server's key, if it wants one.
    timeout
        Seconds to wait for an answer.
    attempts
        How often a prompt is sent at most.
    workers
        Prompts that are out at once.
    prompt_price, completion_price
        Of a million tokens, in the server's currency.
    """

    base_url: str = "http://127.0.0.1:11434/v1"
    name: str = "llama3"
    temperature: float = 0.7
    key_variable: str = "HELIX_LLM_KEY"
    timeout: float = 60.0
    attempts: int = 4
    workers: int = 4
    prompt_price: float = 0.0
    completion_price: float = 0.0


@dataclass(slots=True)
class Usage:
    """What was asked and what it took, an answer out of the cache included.

    Attributes
    ----------
    replies
        How many there were of each kind.
    prompt_tokens, completion_tokens
        As the server counted them when it answered.
    """

    replies: Counter[str] = field(default_factory=Counter)
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def add(self, reply: Reply) -> None:
        """Count a reply."""
        self.replies[reply.kind] += 1
        self.prompt_tokens += reply.prompt_tokens
        self.completion_tokens += reply.completion_tokens

    def cost(self, model: Model) -> float:
        """Return what these tokens cost."""
        spent = self.prompt_tokens * model.prompt_price + self.completion_tokens * model.completion_price
        return spent / 1e6


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, and the seed of the answer."""

    text: str
    seed: int


class Chat:
    """A model that is asked, as a context manager.

    Parameters
    ----------
    model
        Which, and how.
    cache
        Where replies are kept.
    sleep
        Waits for seconds.

    Attributes
    ----------
    usage
        What it took so far.

    Raises
    ------
    BadInput
        If the address is none of http or https.
    """

    def __init__(self, model: Model, cache: ReplyCache, sleep: Callable[[float], None] = time.sleep) -> None:
        if not model.base_url.startswith(("http://", "https://")):
            raise BadInput(
                "the address of the model's server is none of http or https", "let it begin with http://"
            )
        self.model = model
        self.usage = Usage()
        self._cache = cache
        self._sleep = sleep
        self._client = httpx.Client(
            timeout=model.timeout,
            headers=key_header(model.key_variable),
            trust_env=not _is_this_machine(model),
        )

    def __enter__(self) -> Chat:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def ask_all(self, prompts: Iterable[Prompt]) -> list[Reply]:
        """Return a reply to each prompt, in their order, whichever was answered first."""
        with ThreadPoolExecutor(self.model.workers) as pool:
            replies = list(pool.map(self._ask, prompts))
        for reply in replies:
            self.usage.add(reply)
        return replies

    def _ask(self, prompt: Prompt) -> Reply:
        key = cache_key(self.model.name, self.model.temperature, prompt.seed, prompt.text)
        reply = self._cache.find(key)
        if reply is None:
            reply = self._ask_patiently(prompt)
            if reply.is_final:
                self._cache.keep(key, reply)
        return reply

    def _ask_patiently(self, prompt: Prompt) -> Reply:
        for attempt in range(1, self.model.attempts + 1):
            reply, is_worth_another, retry_after = self._ask_once(prompt)
            if not is_worth_another or attempt == self.model.attempts:
                break
            self._sleep(wait_before(attempt, retry_after, datetime.now(UTC)))
        return reply

    def _ask_once(self, prompt: Prompt) -> tuple[Reply, bool, str | None]:
        """Return a reply, whether asking again may help, and what the server says of when."""
        address = f"{self.model.base_url.rstrip('/')}/chat/completions"
        deadline = time.monotonic() + self.model.timeout
        try:
            with self._client.stream("POST", address, json=self._body(prompt)) as response:
                return _read(response, _body_within(response, deadline))
        except httpx.TimeoutException:
            return Reply(TIMEOUT), True, None
        except (httpx.RemoteProtocolError, httpx.DecodingError):
            return Reply(HALF), True, None
        except httpx.HTTPError:
            return Reply(UNREACHABLE), True, None

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        return {
            "model": self.model.name,
            "temperature": self.model.temperature,
            "seed": prompt.seed,
            "max_tokens": MOST_TOKENS,
            "messages": [{"role": "user", "content": prompt.text}],
        }


def _body_within(response: httpx.Response, deadline: float) -> bytes:
    """Return the body, of which a server may send a byte now and then for ever, and gigabytes."""
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer takes too long")
        if len(body) > MOST_BYTES:
            raise httpx.RemoteProtocolError("the answer is too long")
    return bytes(body)


def _read(response: httpx.Response, body: bytes) -> tuple[Reply, bool, str | None]:
    retry_after = response.headers.get("retry-after")
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Reply(TOO_MANY), True, retry_after
    if response.is_server_error:
        return Reply(SERVER_ERROR), True, retry_after
    if not response.is_success:
        return Reply(REJECTED), False, None
    reply = reply_in(body)
    return reply, not reply.is_final, None


def _is_this_machine(model: Model) -> bool:
    """Tell whether the server is here, so that no proxy may stand between."""
    return httpx.URL(model.base_url).host in ("127.0.0.1", "localhost", "::1")

"""What became of a prompt: an answer, or one of the ways in which there was none."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

# Kinds of replies of which there is a text; every other kind is a failure.
ANSWERED = "answered"
REFUSED = "refused"
CUT_OFF = "cut off"
HALF = "half an answer"


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a prompt.

    Attributes
    ----------
    kind
        ``answered``, or why there is no text.
    text
        What the model wrote.
    prompt_tokens, completion_tokens
        As the server counts them; 0 where it doesn't.
    """

    kind: str
    text: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def is_final(self) -> bool:
        """Whether the same prompt would be replied to in the same way, so that the reply may be kept."""
        return self.kind in (ANSWERED, REFUSED, CUT_OFF)

    def to_json(self) -> str:
        """Return the reply as JSON, from which `from_json` makes an equal one."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Reply:
        """Read a reply written by `to_json`."""
        return cls(**json.loads(text))


def reply_in(body: bytes) -> Reply:
    """Read the body of a response of OpenAI's protocol.

    Examples
    --------
    >>> reply_in(b'{"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}')
    Reply(kind='answered', text='Hello', prompt_tokens=0, completion_tokens=0)
    >>> reply_in(b'{"choices": [{"mess').kind
    'half an answer'
    """
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
        usage = _usage(answer)
    except (ValueError, LookupError, TypeError, AttributeError):
        return Reply(HALF)
    if refusal or choice.get("finish_reason") == "content_filter":
        return Reply(REFUSED, "", *usage)
    if not isinstance(text, str):
        return Reply(HALF)
    return Reply(CUT_OFF if choice.get("finish_reason") == "length" else ANSWERED, text, *usage)


def _usage(answer: dict[str, Any]) -> tuple[int, int]:
    used = answer.get("usage") or {}
    return int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0)

"""Text to a chat: the one request that a command makes to another machine, and only when it is asked to."""

from __future__ import annotations

import json
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from python_ml.problems import BadInput, Problem

SECONDS = 10.0
REMEDY = "see that the address is right and that this machine may reach it"


class _NoRedirects(HTTPRedirectHandler):
    """Sends nothing to an address that nobody has set."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def send(address: str, text: str, seconds: float = SECONDS) -> None:
    """Send a text as JSON in the shape that Slack's incoming webhooks take, and others after it.

    Parameters
    ----------
    address
        Of the webhook, by http or https; it is a secret, and no error repeats it.
    text
        What to say.
    seconds
        How long to wait for an answer.

    Raises
    ------
    BadInput
        If it is no such address.
    Problem
        If it can't be reached, or refuses.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise BadInput("the address of the webhook is none of http or https", "let it begin with https://")
    request = Request(address, body(text), {"Content-Type": "application/json"}, method="POST")
    try:
        build_opener(_NoRedirects).open(request, timeout=seconds).close()
    except HTTPError as error:
        raise Problem(f"the webhook answered with {error.code}", REMEDY) from error
    except (URLError, OSError, ValueError) as error:
        raise Problem(f"the webhook can't be reached ({type(error).__name__})", REMEDY) from error


def body(text: str) -> bytes:
    """Return the body of the request; what Slack would read as its markup is escaped.

    Examples
    --------
    >>> body("a < b")
    b'{"text": "a &lt; b"}'
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return json.dumps({"text": escaped}).encode()

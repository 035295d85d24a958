"""Failures as `application/problem+json` (RFC 9457): one sentence, what to do about it, and which kind it is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from python_ml.problems import Problem

MEDIA_TYPE = "application/problem+json"
UNFORESEEN = "something unforeseen happened: the server's log says where"


class TooLarge(Problem):
    """A request that is longer than is read."""

    kind = "too_large"
    http_status = 413


class TooMany(Problem):
    """More requests of a client than are answered."""

    kind = "too_many"
    http_status = 429
    usual_remedy = "wait a second"


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Return the response that reports a problem."""
    return _response(problem.http_status, problem.kind, str(problem), headers)


def unforeseen_response() -> Response:
    """Return the response that reports a failure that nobody foresaw."""
    return _response(500, "unforeseen", UNFORESEEN)


def report_problems(app: FastAPI) -> None:
    """Let an app answer every failure in one form."""
    app.add_exception_handler(Problem, _of_problem)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_validation)


async def _of_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    headers = {"www-authenticate": "Bearer"} if error.http_status == HTTPStatus.UNAUTHORIZED else None
    return problem_response(error, headers)


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return _response(status, status.name.lower(), str(error.detail), dict(error.headers or {}))


async def _of_validation(_: Request, error: Exception) -> Response:
    # What was sent is not repeated: it may name a customer, and need not be text that JSON can hold.
    assert isinstance(error, RequestValidationError)
    errors = [{"at": _place(each["loc"]), "said": each["msg"]} for each in error.errors()]
    first = errors[0]
    sentence = f"{first['at']}: {first['said']}"
    return _response(422, "bad_input", sentence, errors=errors)


def _place(location: tuple[int | str, ...]) -> str:
    """Where in a request something is, of names that the interface has: others are the client's own."""
    return ".".join(str(part) for part in location).encode("ascii", "replace").decode()


def _response(
    status: int, kind: str, sentence: str, headers: dict[str, str] | None = None, **further: Any
) -> Response:
    body = {
        "type": f"urn:local-helix:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": sentence,
        **further,
    }
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)

"""The one family of foreseeable failures: each says what is wrong, what to do about it, and which kind it is."""

from typing import ClassVar

from python_ml.printing import printable

MAKE_BUILD = "run `make build`"


class Problem(Exception):
    """A foreseeable failure, reported in one sentence that says what to do about it.

    Parameters
    ----------
    sentence
        What is wrong, with the file, row, column or id it concerns.
    remedy
        What to do about it; that of the kind by default, ``""`` for none.

    Attributes
    ----------
    kind
        A word for programs that tell kinds apart.
    http_status
        The status code of an HTTP response that reports it.

    Examples
    --------
    >>> problem = NotBuilt("there is no database at shop.duckdb yet")
    >>> print(problem)
    there is no database at shop.duckdb yet: run `make build`
    >>> problem.kind, problem.http_status
    ('not_built', 503)
    """

    kind: ClassVar[str] = "problem"
    http_status: ClassVar[int] = 500
    usual_remedy: ClassVar[str] = ""

    def __init__(self, sentence: str, remedy: str | None = None) -> None:
        self.sentence = sentence
        self.remedy = self.usual_remedy if remedy is None else remedy
        super().__init__(self.sentence, self.remedy)

    def __str__(self) -> str:
        return printable(f"{self.sentence}: {self.remedy}" if self.remedy else self.sentence)


class Unknown(Problem):
    """What was asked for does not exist, such as a customer whom the shop does not know."""

    kind = "unknown"
    http_status = 404


class BadInput(Problem):
    """A file, an argument or a setting that cannot be used as it is."""

    kind = "bad_input"
    http_status = 400


class NotBuilt(Problem):
    """What is needed has not been built or published yet."""

    kind = "not_built"
    http_status = 503
    usual_remedy = MAKE_BUILD


class Busy(Problem):
    """Another process holds what is needed; the same call may succeed later."""

    kind = "busy"
    http_status = 503
    usual_remedy = "try again when it is done"


class OutOfDate(Problem):
    """What was built does not fit what asks for it, as it was built by another version or from other tables."""

    kind = "out_of_date"
    http_status = 409
    usual_remedy = f"{MAKE_BUILD} to bring it up to date"


class NoRoom(Problem):
    """What was to be kept found no place: a disk or a database that is full, or can only be read."""

    kind = "no_room"
    http_status = 503
    usual_remedy = "free space there, or let it lie elsewhere, and try again"

"""The one family of foreseeable failures: a sentence that says what is wrong, and what to do about it."""


class Problem(Exception):
    """A foreseeable failure, told in one sentence that says what to do about it.

    Parameters
    ----------
    sentence
        What is wrong, with the file, row, column or id it concerns.
    remedy
        What to do about it, if the sentence does not say so itself.

    Examples
    --------
    >>> print(Problem("shop.duckdb holds no lists", "run `make build`"))
    shop.duckdb holds no lists: run `make build`
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence}: {remedy}" if remedy else sentence)
        self.sentence = sentence
        self.remedy = remedy


class Unknown(Problem):
    """What was asked for does not exist, such as a customer whom the shop does not know."""


class NotBuilt(Problem):
    """What is needed has not been built or published yet."""


class Busy(Problem):
    """Another process holds what is needed; the same call may succeed later."""


class OutOfDate(Problem):
    """What was built does not fit what asks for it: another version, another shop, another day."""


class BadInput(Problem):
    """A file, an argument or a setting that cannot be used as it is."""

import pytest

from helix.personas import Article, Chat, Model, Question, ReplyCache, Segment
from tests.python.personas.stub import serving


def article(number, word="plain"):
    return Article(f"a{number}", f"{word} article {number}")


def segment(name="women from 25 to 34", share=1.0, questions=()):
    return Segment(
        name=name,
        share=share,
        categories={"Dresses": 0.5, "Shoes": 0.3, "Hats": 0.2},
        price_low=5.0,
        price_middle=10.0,
        price_high=20.0,
        orders_a_month=1.5,
        best_sellers=tuple(article(number) for number in range(1, 6)),
        questions=tuple(questions),
    )


def questions(count, word="loved"):
    return [Question(article(number, word), article(number + 100)) for number in range(count)]


@pytest.fixture
def waits():
    """Seconds that were waited, none of which passed."""
    return []


@pytest.fixture
def chat(tmp_path, waits):
    """A function that opens a chat with a stub of some behaviour; the stub is its second result."""
    opened = []

    def open_chat(always, *first, **model):
        server = serving(always, *first)
        stub = server.__enter__()
        settings = {"base_url": stub.base_url, "timeout": 5.0, "workers": 2, **model}
        opened.append(
            (server, client := Chat(Model(**settings), ReplyCache(tmp_path / "cache"), waits.append))
        )
        return client, stub

    yield open_chat
    for server, client in opened:
        client.__exit__()
        server.__exit__(None, None, None)

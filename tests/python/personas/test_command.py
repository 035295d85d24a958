"""`helix simulate personas`, from the published tables to the report, with a stub for the model and the API."""

import json
from datetime import date, timedelta
from itertools import count

import duckdb
import pytest
from click.testing import CliRunner

from helix.cli import main
from tests.python.personas.stub import breaks_off, fails, half_json, likes, says, serving

KNOWN_BEFORE = date(2026, 1, 8)
TABLES = """
create table customers (customer_key integer, customer_id varchar, age integer, gender varchar);
create table articles (article_key integer, article_id varchar, name varchar, category varchar);
create table purchases (
    sold_on date, customer_key integer, customer_id varchar, article_key integer, units bigint, spend_micros bigint
);
create table cutoffs (as_of date, split varchar, label_from date, label_until date);
insert into cutoffs values
    ('2026-01-08', 'test', '2026-01-08', '2026-01-15'), ('2026-01-15', 'serve', '2026-01-15', '2026-01-22');
"""
ARTICLES = 12


def id_of(customer):
    return f"SECRET{customer:05d}"


def rows():
    """Forty-five women of thirty to forty and as many men of fifty to sixty, who buy different halves of the shop."""
    for customer in range(90):
        is_woman = customer < 45
        yield (
            "customers",
            (customer, id_of(customer), 35 if is_woman else 55, "female" if is_woman else "male"),
        )
        first = 0 if is_woman else ARTICLES // 2
        for day in range(0, 42, 7):
            article = first + (customer + day // 7) % (ARTICLES // 2)
            sold_on = KNOWN_BEFORE - timedelta(days=28) + timedelta(days=day)
            yield (
                "purchases",
                (sold_on, customer, id_of(customer), article, 1, 10_000_000 + article * 1_000_000),
            )
    for article in range(ARTICLES):
        word = "dress" if article < ARTICLES // 2 else "shirt"
        yield "articles", (article, f"a{article}", f"Nice {word} {article}", word)
    # Three whom nobody may tell by.
    for customer in range(90, 93):
        yield "customers", (customer, id_of(customer), 95, None)
        yield "purchases", (KNOWN_BEFORE - timedelta(days=1), customer, id_of(customer), 0, 1, 1)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
        for table, values in rows():
            connection.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)
    monkeypatch.setenv("HELIX_DB", str(path))
    monkeypatch.setenv("HELIX_PUBLISHED", str(tmp_path / "published"))
    return tmp_path


@pytest.fixture
def api():
    """An API that offers dresses to who looked at something, and shirts to anybody else."""

    def offer(handler, question):
        numbers = range(6) if question["session"] else range(6, 12)
        word = "dress" if question["session"] else "shirt"
        offers = [{"article_id": f"a{number}", "name": f"Nice {word} {number}"} for number in numbers]
        handler.send(200, json.dumps({"recommendations": offers}).encode())

    with serving(offer) as stub:
        yield stub.base_url.removesuffix("/v1")


def simulate(api, model, *more):
    words = ["--api", api, "--base-url", model.base_url, "--personas", "6", "--draws", "2", "--attempts", "1"]
    return CliRunner().invoke(main, ["simulate", "personas", *words, *more], catch_exceptions=False)


def test_the_whole_way(shop, api):
    with serving(likes("dress")) as model:
        result = simulate(api, model)
    assert result.exit_code == 0
    assert "test 6, control 0, neither 0" in result.output
    assert "6 of 6 simulated personas answered in both orders" in result.output
    assert "50.0%" in result.output
    assert "24 prompts, 2,400 tokens in and 240 out" in result.output
    assert (shop / "simulated" / "report.txt").read_text() in result.output


def test_no_id_of_a_customer_is_part_of_a_prompt(shop, api):
    with serving(likes("dress")) as model:
        simulate(api, model)
        prompts = "\n".join(model.prompts)
    assert len(model.requests) == 24
    assert "SECRET" not in prompts
    assert "from 90" not in prompts
    assert "women from 30 to 39" in prompts
    segments = CliRunner().invoke(main, ["simulate", "segments"]).stdout
    assert "SECRET" not in segments


def test_a_run_out_of_the_cache_is_the_same_to_the_byte(shop, api):
    with serving(likes("dress")) as model:
        first = simulate(api, model)
        written = {path: path.read_bytes() for path in (shop / "simulated").rglob("*.*")}
        again = simulate(api, model)
        assert len(model.requests) == 24
    assert first.output == again.output
    assert written == {path: path.read_bytes() for path in (shop / "simulated").rglob("*.*")}


def test_an_aa_run_and_a_file_of_segments(shop, api):
    file = shop / "segments.json"
    written = CliRunner().invoke(main, ["simulate", "segments", "--to", str(file)])
    assert written.exit_code == 0
    with serving(likes("dress")) as model:
        result = simulate(api, model, "--aa", "--segments", str(file))
    assert "A/A" in result.output
    assert "test 0, control 0, neither 6" in result.output
    file.write_text("{}")
    assert (
        "can't be read" in CliRunner().invoke(main, ["simulate", "personas", "--segments", str(file)]).output
    )
    file.unlink()
    assert (
        "there is no file"
        in CliRunner().invoke(main, ["simulate", "personas", "--segments", str(file)]).output
    )


def test_a_server_that_does_everything_wrong_ends_in_a_report(shop, api):
    failures = [
        fails(429, Retry_After="0"),
        fails(500),
        fails(400),
        breaks_off,
        half_json,
        says("nonsense"),
        says("I'm sorry, I can't"),
        says(None, refusal="No."),
        says('{"buy": [99], "better": 1}'),
    ]
    number = count()

    def wrong(handler, request):
        failures[next(number) % len(failures)](handler, request)

    with serving(wrong) as model:
        result = simulate(api, model, "--workers", "1")
    assert result.exit_code == 0
    assert result.output.count("nothing can be said") == 2
    assert "0 of 12 draws have a usable answer" in result.output
    assert "0 simulated events" in result.output


def test_a_control_of_its_own(shop, api):
    with serving(likes("dress")) as model:
        result = simulate(api, model, "--control-api", api)
    assert "test 0, control 0, neither 6" in result.output


def test_a_shop_without_a_window_held_out_says_so(shop):
    with duckdb.connect(shop / "shop.duckdb") as connection:
        connection.execute("delete from cutoffs")
    result = CliRunner().invoke(main, ["simulate", "segments"])
    assert (result.exit_code, "no test cutoff" in result.output) == (1, True)


def test_a_shop_too_small_for_a_segment_says_so(shop):
    with duckdb.connect(shop / "shop.duckdb") as connection:
        connection.execute("delete from purchases where customer_key % 9 > 0")
    result = CliRunner().invoke(main, ["simulate", "segments"])
    assert (result.exit_code, "no group of customers" in result.output) == (1, True)


def test_segments_tell_what_is_typical_before_the_window_and_ask_what_happened_in_it(shop):
    printed = CliRunner().invoke(main, ["simulate", "segments"]).stdout
    found = json.loads(printed)
    men, women = found["segments"]
    assert (men["name"], women["name"]) == ("men from 50 to 59", "women from 30 to 39")
    assert women["share"] == 0.5
    assert women["categories"] == {"dress": 1.0}
    assert (women["price_low"], women["price_high"]) == (11.0, 14.0)
    assert women["orders_a_month"] == pytest.approx(4 * 30 / 28)
    assert {each["article_id"] for each in women["best_sellers"]} == {f"a{number}" for number in range(6)}
    assert found["known_before"] == "2026-01-08"
    asked = {
        (question["more"]["article_id"], question["less"]["article_id"]) for question in women["questions"]
    }
    dresses = {f"a{number}" for number in range(6)}
    assert asked
    assert all(more in dresses and less not in dresses for more, less in asked)
    assert {
        (question["less"]["article_id"], question["more"]["article_id"]) for question in men["questions"]
    } == asked


def test_without_httpx_it_says_what_to_install(shop, monkeypatch):
    monkeypatch.setattr("helix.cli.simulate.find_spec", lambda _: None)
    result = CliRunner().invoke(main, ["simulate", "personas"])
    assert (result.exit_code, "EXTRAS=llm" in result.output) == (1, True)

from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest

import python_ml.publishing.lookup as files
from dbt_plugins.lookup import LookupContents, write_build_lookup
from helix.reading.lookup import Channel, Lookup, Places
from helix.reading.reader import Reader
from lab.serving.shop import SETTINGS, publish_shop
from python_ml.problems import NotBuilt, OutOfDate, Problem
from python_ml.publishing import DATABASE, current_database
from python_ml.publishing.places import published_folder

CUSTOMERS, ARTICLES = 300, 500


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    published = tmp_path_factory.mktemp("published")
    publish_shop(published, CUSTOMERS, ARTICLES)
    return (published / "current").resolve()


@pytest.fixture(scope="module")
def lookup(build):
    return Lookup.open(build)


@pytest.fixture(scope="module")
def rows(build):
    """Return a function that reads rows of the build's tables, with the keys of customers before them."""

    def read(query):
        with duckdb.connect(str(build / DATABASE), read_only=True) as connection:
            return connection.execute(query).fetchall()

    return read


def test_every_customer_has_the_list_of_the_tables(lookup, rows):
    expected = rows(
        """
        select customer_id, segment, list((rank, article_id, name, score, probability, reason) order by rank)
        from (
            select customer_id, peer_group as segment, rank, article_id, name, score,
                purchase_probability as probability, reason
            from offer_chances
            join ranked_pairs using (customer_key, article_key)
            join recommendation_reasons using (customer_key, article_key)
            join int_customers using (customer_key) join int_articles using (article_key)
        ) group by all
        """
    )
    assert len(expected) == CUSTOMERS
    for customer_id, segment, offers in expected:
        answer = lookup.customer(customer_id)
        assert answer.segment == segment
        assert [offer[:6] for offer in answer.offers] == offers
        assert replace(answer, reserves=(), next_purchase=None, push=None, no_push_because=None) == (
            lookup.list_of(customer_id)
        )


def test_list_and_reserves_are_all_ranked_pairs_by_score(lookup, rows):
    expected = rows(
        """
        select customer_id, list((article_id, score, score_rank, history.article_key is not null) order by score_rank)
        from ranked_pairs
        join int_customers using (customer_key) join int_articles using (article_key)
        left join int_customer_article_history as history using (customer_key, article_key)
        group by customer_id
        """
    )
    for customer_id, pairs in expected:
        answer = lookup.customer(customer_id)
        assert [(o.article_id, o.score, o.score_rank, o.is_bought_before) for o in answer.candidates] == pairs
        assert [o.rank for o in (*answer.offers, *answer.reserves)] == list(range(1, 49))


def test_timing_and_plan_are_as_in_their_tables(lookup, rows):
    for customer_id, weekday in rows("select customer_id, weekday from send_time"):
        answer = lookup.customer(customer_id)
        assert answer.next_purchase["p_30d"] == 0.3
        assert answer.next_purchase["expected_on"] == "2026-02-01"
        assert answer.send_time["weekday"] == weekday
        assert (answer.push is None) == (answer.no_push_because == "not worth it")
        if answer.push:
            assert answer.push["send_at_utc"] == "2026-01-03T19:00:00Z"


@pytest.mark.parametrize("customer_id", ["", "nobody", "a" * 10_000, "\ud800", "O'Håra\x00"])
def test_a_customer_whom_nobody_knows_has_no_answer(lookup, customer_id):
    assert lookup.customer(customer_id) is None
    assert lookup.list_of(customer_id) is None


def test_ids_of_one_hash_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "id_hash", lambda customer_id: len(customer_id) % 2)
    monkeypatch.setattr("helix.reading.lookup.lookup.id_hash", lambda customer_id: len(customer_id) % 2)
    publish_shop(tmp_path, 40, ARTICLES)
    lookup = Lookup.open(tmp_path / "current")
    with duckdb.connect(str(tmp_path / "current" / DATABASE), read_only=True) as connection:
        ids = [
            customer_id
            for (customer_id,) in connection.sql("select customer_id from int_customers").fetchall()
        ]
    assert [lookup.customer(customer_id).customer_id for customer_id in ids] == ids
    assert lookup.customer("x" * 64) is None


def test_an_article_has_its_neighbours_nearest_first(lookup):
    article = lookup.article("0000000007")
    assert (article.name, article.product, article.price, article.is_new) == ("Article 7", 2, 17.0, True)
    assert len(article.similar) == 30
    assert article.similar[0] == ("0000000315", 0.5)
    assert lookup.article("nothing") is None


def test_a_segment_has_its_best_sellers_and_the_shop_its_own(lookup):
    assert [offer.article_id for offer in lookup.popular(None)[:2]] == ["0000000001", "0000000002"]
    assert lookup.popular("aged 3")[0].rank == 1
    assert lookup.popular("aged 3") != lookup.popular(None)
    assert lookup.popular("of no size") == ()


def test_an_answer_says_what_it_is_of(lookup, build):
    assert lookup.build == build.name
    assert (str(lookup.as_of), lookup.model_version) == ("2026-01-01", "1")
    assert lookup.places == Places(12, 2, 5, 1)


def test_files_are_sealed_as_all_of_a_build(build):
    assert all(path.stat().st_mode & 0o222 == 0 for path in (build / files.LOOKUP).iterdir())


def test_a_build_without_a_lookup_is_said(tmp_path):
    with pytest.raises(NotBuilt, match="no lookup"):
        Lookup.open(tmp_path)


def test_a_damaged_file_is_said(tmp_path, build):
    (tmp_path / files.LOOKUP).mkdir()
    (tmp_path / files.LOOKUP / files.CUSTOMERS).write_bytes(b"no Arrow")
    with pytest.raises(Problem, match="can't be read"):
        Lookup.open(tmp_path)


def test_channels_are_found_however_they_are_written(lookup):
    assert lookup.channels.find(" PUSH ") == Channel(can_push=True, places=1)
    assert lookup.channels.find("pigeon") is None
    assert lookup.channels.find(None) is None


def test_a_file_of_another_version_is_said(tmp_path, build):
    folder = tmp_path / files.LOOKUP
    folder.mkdir()
    table = pa.table({"customer_id": ["a"]})
    with pa.ipc.new_file(str(folder / files.CUSTOMERS), table.schema) as writer:
        writer.write_table(table)
    (folder / files.PLACES).write_bytes((build / files.LOOKUP / files.PLACES).read_bytes())
    with pytest.raises(OutOfDate, match="another version"):
        Lookup.open(tmp_path)


def test_the_lookup_of_a_published_build_says_what_its_tables_say():
    database = current_database(published_folder())
    if database is None or not (database.parent / files.LOOKUP).is_dir():
        pytest.skip("no build with a lookup is published")
    lookup, compared = Lookup.open(database.parent), 0
    with Reader(database) as reader:
        cutoff = reader.cutoff("serve")
        for (customer_id,) in reader.database.rows("select customer_id from main.customers limit 1000"):
            customer, answer = reader.customer(customer_id), lookup.customer(customer_id)
            listed = [
                (r.rank, r.article_id, r.name, r.score, r.purchase_probability, r.reason)
                for r in reader.recommendations(customer, cutoff)
            ]
            assert [offer[:6] for offer in answer.offers] == listed
            _same(answer.next_purchase, reader.next_purchase(customer, "serve"))
            _same(answer.send_time, reader.send_time(customer, "serve"))
            _same(answer.push, reader.push(customer))
            compared += 1
    assert compared


def _same(told, record):
    """Compare what the lookup says with a row of a table; moments in UTC end in Z."""
    assert (told is None) == (record is None)
    if told is not None:
        plain = record.plain()
        assert {
            name: value.rstrip("Z") if name == "send_at_utc" else value for name, value in told.items()
        } == {name: plain[name] for name in told}


def test_what_must_never_be_recommended_sells_nowhere_and_resembles_nothing(build, tmp_path):
    with duckdb.connect(str(build / DATABASE), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        tables = dict(zip(names, names, strict=True)) | {"excluded": "(select 2 as article_key)"}
        write_build_lookup(
            connection, LookupContents(tables, SETTINGS), [(1, CUSTOMERS)], tmp_path / files.LOOKUP
        )
    before, lookup = Lookup.open(build), Lookup.open(tmp_path)
    ids = [f"{key:010}" for key in range(1, ARTICLES + 1)]
    assert any(near == ids[1] for each in ids for near, _ in before.article(each).similar)
    assert not any(near == ids[1] for each in ids for near, _ in lookup.article(each).similar)
    assert ids[1] in [offer.article_id for offer in before.popular(None)]
    assert ids[1] not in [offer.article_id for offer in lookup.popular(None)]

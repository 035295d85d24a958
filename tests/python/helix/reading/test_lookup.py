import duckdb
import pytest

from dbt_plugins.lookup import LookupContents, write_lookup
from helix.reading.lookup import Lookup
from python_ml.problems import NotBuilt, Problem
from python_ml.publishing.lookup import ARTICLES, CUSTOMERS, LOOKUP
from python_ml.quoting import sql_text

ODD = "O'Hära\x01☕/\u202e"
CONTENTS = LookupContents(
    articles=f"""
        select * from (values
            ('a1', 'Hat', 1, 'hats', 9.5, false, [2, 0], [0.5::double, 0.25]),
            ('a2', null, 1, null, null, true, null, null),
            ({sql_text(ODD)}, 'Odd', 2, 'odd', 1.0, false, [1], [0.1])
        ) as articles (article_id, name, product, category, price, is_new, similar_articles, similarities)
        order by article_id
    """,
    popular="""
        select * from (values (null, [2, 1]), ('DE', [0])) as popular (segment, articles)
    """,
    customer_ids=f"""
        select * from (values ('', 3), ('c1', 1), ('c2', 0), ({sql_text(ODD)}, 2)) as ids (customer_id, place)
        order by customer_id
    """,
    customers=f"""
        select * exclude (customer_key) from (
            select
                1 as customer_key, 'c2' as customer_id, 'DE' as segment, [2, 1] as articles, [2.5, 0.5] as scores,
                [true, false] as is_bought_before, [0.125, null] as probabilities, ['Buy it', null] as reasons,
                {{'customer_id': 'c2', 'p_7d': 0.5}} as next_purchase,
                {{'customer_id': 'c2', 'hour': 9}} as send_time,
                {{'customer_id': 'c2', 'article_id': 'a2'}} as push, null::varchar as no_push_because
            union all by name
            select 2 as customer_key, 'c1' as customer_id, 'opted out' as no_push_because
            union all by name
            select 3 as customer_key, {sql_text(ODD)} as customer_id, [0] as articles, [1.0] as scores,
                [false] as is_bought_before, [0.5] as probabilities, ['Odd'] as reasons
            union all by name
            select 4 as customer_key, '' as customer_id
        ) where customer_key between $first_key and $last_key order by customer_key
    """,
    origin="select date '2026-01-02' as as_of, 'f00d' as model_version",
    variables={"top_k": 12, "max_per_product": 2, "max_per_category": 5, "new_article_places": 1},
)


@pytest.fixture
def folder(tmp_path):
    with duckdb.connect() as connection:
        write_lookup(connection, CONTENTS, [(1, 2), (3, 3), (4, 9)], tmp_path / LOOKUP)
    return tmp_path


def test_a_customer_is_found_with_all_that_is_said_of_them(folder):
    lookup = Lookup.open(folder)
    answer = lookup.customer("c2")
    assert [(each.rank, each.article_id, each.name, each.score) for each in answer.offers] == [
        (1, "a2", None, 2.5),
        (2, "a1", "Hat", 0.5),
    ]
    assert [each.purchase_probability for each in answer.offers] == [0.125, None]
    assert [each.reason for each in answer.offers] == ["Buy it", None]
    assert [each.is_bought_before for each in answer.offers] == [True, False]
    assert (answer.segment, str(answer.as_of)) == ("DE", "2026-01-02")
    assert answer.next_purchase == {"p_7d": 0.5}
    assert answer.send_time == {"hour": 9}
    assert answer.push == {"article_id": "a2"}
    assert (lookup.model_version, lookup.build, lookup.places.top_k) == ("f00d", folder.name, 12)


def test_a_customer_without_a_list_is_known(folder):
    answer = Lookup.open(folder).customer("c1")
    assert (answer.offers, answer.push, answer.no_push_because) == ((), None, "opted out")


def test_ids_are_compared_sign_by_sign(folder):
    lookup = Lookup.open(folder)
    assert lookup.customer(ODD).offers[0].article_id == ODD
    assert lookup.article(ODD).similar == (("a1", 0.1),)
    assert lookup.customer("").customer_id == ""
    for unknown in ("c", "c11", "C1", "\ud800", "zzz", ODD + " "):
        assert lookup.customer(unknown) is None
        assert lookup.article(unknown) is None


def test_an_article_is_found_with_what_resembles_it(folder):
    lookup = Lookup.open(folder)
    hat = lookup.article("a1")
    assert (hat.name, hat.product, hat.category, hat.price, hat.is_new) == ("Hat", 1, "hats", 9.5, False)
    assert hat.similar == (("a2", 0.5), (ODD, 0.25))
    assert lookup.article("a2").similar == ()


def test_what_sells_is_told_by_segment(folder):
    lookup = Lookup.open(folder)
    assert [each.article_id for each in lookup.popular(None)] == ["a2", "a1"]
    assert [each.article_id for each in lookup.popular("DE")] == [ODD]
    assert lookup.popular("FR") == ()


def test_a_build_without_the_files_is_refused(tmp_path):
    with pytest.raises(NotBuilt, match="has nothing to look up: build it again"):
        Lookup.open(tmp_path)


@pytest.mark.parametrize("file", [ARTICLES, CUSTOMERS])
def test_a_damaged_file_is_refused(folder, file):
    path = folder / LOOKUP / file
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(Problem, match="are damaged"):
        Lookup.open(folder)


def test_nothing_is_written_where_nothing_is_looked_up(tmp_path):
    write_lookup(duckdb.connect(), LookupContents(), [], tmp_path / LOOKUP)
    assert not (tmp_path / LOOKUP).exists()

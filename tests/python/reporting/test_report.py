"""The report as a file: whole, small, without a network, and safe whatever the shop's names hold."""

import re
from html.parser import HTMLParser

import pytest

from python_ml.reporting.pictures import bar_picture, interval_picture, map_picture
from python_ml.reporting.report import ANALYSES, SECTIONS, report_html

MOST_BYTES = 2_000_000
BUILD = "000001-20260101T060000Z"
COMPARISON = {
    "metric": "ndcg",
    "k": 12,
    "baseline": "popular",
    "ranker": 0.4,
    "baseline_value": 0.3,
    "difference": 0.1,
    "ci_low": 0.05,
    "ci_high": 0.15,
}
CUSTOMER = {
    "customer_id": "<script>alert(1)</script>",
    "first_offer": "Jeans & <b>belt</b>",
    "because": "You bought it",
    "second_offer": None,
    "third_offer": None,
    "orders_within_30_days": 0.42,
    "weekday": 1,
    "hour_of_day": 9,
}
ANSWERS = {
    "does_the_ranker_beat_its_baselines": [COMPARISON],
    "what_would_ten_customers_get": [CUSTOMER],
    "what_is_wrong_with_the_build": [
        {"severity": "error", "sentence": "3 days < 7 days", "what_to_do": "read the newest export"}
    ],
    "which_features_drift": [
        {
            "feature": feature,
            "population": "sales",
            "where_most": "above 1",
            "share_before": 0.1,
            "share_now": 0.3,
            "is_drift": feature == "units",
        }
        for feature in ("units", "weekday")
    ],
    "who_and_what_lie_close_together": [
        {"kind": "article", "cluster": "1: Jeans $", "x": -1.0, "y": 0.5},
        {"kind": "customer", "cluster": "1: Jeans $", "x": -0.9, "y": 0.4},
        {"kind": "article", "cluster": "2: Belts", "x": 1.0, "y": 0.0},
    ],
    "which_rows_were_rejected": [
        {"file_name": "sales.csv", "reason": "no id", "rows_rejected": 3, "share_of_rows": 0.1}
    ],
}


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))


def test_says_the_verdict_first():
    html = report_html(BUILD, [], ANSWERS)
    assert html.index("The lists are better") < html.index("<svg")
    assert BUILD in html


def test_needs_no_network_and_runs_nothing():
    html = report_html(BUILD, [], ANSWERS)
    assert len(html.encode()) < MOST_BYTES
    elements = Elements(html).seen
    assert not {tag for tag, _ in elements} & {"script", "link", "img", "iframe"}
    links = [
        value
        for _, named in elements
        for name, value in named.items()
        if name in ("src", "href", "xlink:href")
    ]
    assert all(link.startswith("#") for link in links)
    assert "url(http" not in html


def test_shows_names_as_they_are():
    html = report_html(BUILD, [], ANSWERS)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "Jeans &amp; &lt;b&gt;belt&lt;/b&gt;" in html
    assert "Mon 9:00" in html


def test_says_what_is_wrong_and_what_to_do():
    html = report_html(BUILD, [], ANSWERS)
    assert "<td>error</td><td>3 days &lt; 7 days</td><td>read the newest export</td>" in html
    assert "<td>units</td><td>above 1</td><td>10%</td><td>30%</td>" in html
    assert "<td>weekday</td>" not in html


def test_every_analysis_has_one_section():
    assert [name for _, name, _, _ in SECTIONS] == list(ANALYSES)


@pytest.mark.parametrize("name", ANALYSES)
def test_a_part_without_rows_is_a_sentence(name):
    html = report_html(BUILD, [], {name: []})
    assert html.count("<section>") == 1
    assert "<svg" not in html


def test_the_same_rows_give_the_same_bytes():
    assert report_html(BUILD, [], ANSWERS) == report_html(BUILD, [], ANSWERS)


def test_pictures_take_the_colour_of_the_page():
    svg = interval_picture([COMPARISON], "baseline", "difference", "lead")
    assert "currentColor" in svg
    assert not re.search(r"(fill|stroke): #(000|fff)", svg)


def test_a_map_names_each_cluster_once():
    svg = map_picture(ANSWERS["who_and_what_lie_close_together"])
    assert svg.count("1: Jeans $") == svg.count("2: Belts") == 1


def test_pictures_show_names_as_they_are():
    svg = bar_picture([{"name": "a_b $1 < $2", "value": 1}], "name", "value", "rows")
    assert "a b $1 &lt; $2" in svg

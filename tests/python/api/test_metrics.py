import re

from helix.api.metrics import Running
from python_ml.publishing.names import published_at


def test_counts_name_no_customer(client):
    client.get("/customers/anna")
    client.post("/recommendations", json={"customer_id": "anna"})
    client.get("/nowhere/anna")
    page = client.get("/metrics").text
    assert "anna" not in page
    assert 'helix_requests_total{method="GET",route="/customers/{customer_id:path}",status="200"}' in page
    assert 'helix_requests_total{method="GET",route="none",status="404"}' in page
    assert 'helix_answers_total{basis="build"}' in page
    build = client.get("/ready").json()["build"]
    assert f'helix_build_info{{as_of="2026-01-01",build="{build}",model_version="ranker-1"}} 1.0' in page


def test_the_moment_is_that_of_the_build_that_answers(client):
    build = client.get("/ready").json()["build"]
    (moment,) = re.findall(
        r"^helix_build_published_timestamp_seconds (\S+)$", client.get("/metrics").text, re.MULTILINE
    )
    assert float(moment) == published_at(build).timestamp()


def test_a_quantile_is_the_bound_within_which_so_many_were_answered():
    running = Running(10.0, {}, {0.001: 5.0, 0.01: 9.0, 0.1: 10.0, float("inf"): 10.0})
    assert (running.quantile(0.5), running.quantile(0.9), running.quantile(0.99)) == (0.001, 0.01, 0.1)
    assert Running(0.0, {}, {}).quantile(0.5) is None
    assert Running(1.0, {}, {0.1: 0.0, float("inf"): 1.0}).quantile(0.5) is None

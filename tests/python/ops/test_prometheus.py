"""Rules and dashboards: what they ask for is exported, and the rules do what their unit tests say."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from helix.api import metrics as api_metrics
from helix.cli import metrics
from tests.python.house.rooms import ROOT
from tests.python.ops.dashboards import DASHBOARDS, queries

RULES = ROOT / "ops/prometheus/helix.rules.yml"
UNIT_TESTS = ROOT / "ops/prometheus/helix.rules.test.yml"
ENDINGS = {"counter": "_total", "gauge": "", "histogram": "_bucket"}
METRIC = re.compile(r"\bhelix[_:][a-z0-9_:]+")


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def recorded():
    return {rule["record"] for rule in rules() if "record" in rule}


def exported_of_builds():
    return set(re.findall(r'Gauge\(\s*"(\w+)"', Path(metrics.__file__).read_text()))


def exported_by_the_api():
    """The counts of the API, by the endings that Prometheus gives them."""
    counts = [each for each in vars(api_metrics).values() if isinstance(each, Counter | Gauge | Histogram)]
    return {family.name + ENDINGS[family.type] for each in counts for family in each.describe()}


def exported():
    return exported_of_builds() | exported_by_the_api()


def test_rules_ask_for_what_is_exported():
    asked = {name for rule in rules() for name in METRIC.findall(rule["expr"])}
    assert asked - exported() - recorded() == set()


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.name)
def test_dashboards_ask_for_what_is_exported(dashboard):
    asked = {name for query in queries(dashboard) for name in METRIC.findall(query)}
    assert asked
    assert asked - exported() - recorded() == set()


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.name)
def test_dashboards_can_be_provisioned_anywhere(dashboard):
    board = json.loads(dashboard.read_text())
    assert board["id"] is None
    assert board["uid"]
    assert [each["name"] for each in board["templating"]["list"] if each["type"] == "datasource"] == [
        "datasource"
    ]
    sources = re.findall(r'"uid": "([^"]*)"', json.dumps(board["panels"]))
    assert set(sources) == {"${datasource}"}
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(set(numbers)) == len(numbers)


def test_every_figure_that_is_exported_is_looked_at():
    looked_at = {name for board in DASHBOARDS for query in queries(board) for name in METRIC.findall(query)}
    looked_at |= {name for rule in rules() for name in METRIC.findall(rule["expr"])}
    assert exported() - looked_at == {"helix_published_build_info", "helix_started_seconds"}


def test_every_alert_says_what_to_do_and_has_a_unit_test():
    tested = {
        test["alertname"]
        for group in yaml.safe_load(UNIT_TESTS.read_text())["tests"]
        for test in group.get("alert_rule_test", [])
        if test["exp_alerts"]
    }
    alerts = [rule for rule in rules() if "alert" in rule]
    assert {rule["alert"] for rule in alerts} == tested
    assert all({"summary", "what_to_do"} <= rule["annotations"].keys() for rule in alerts)


def test_rules_do_what_their_unit_tests_say():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no promtool: Debian's package prometheus has it")
    checked = subprocess.run([promtool, "check", "rules", RULES], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    tested = subprocess.run(
        [promtool, "test", "rules", UNIT_TESTS.name],
        cwd=UNIT_TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr

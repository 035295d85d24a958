import pytest

pytestmark = pytest.mark.usefixtures("database")

SEEDS = {
    "experiments": "name,hypothesis,arms,unit,from,until,metrics,salt,holdout\n",
    "experiment_arms": "experiment,arm,setting,value\n",
    "channels": "channel,is_active,can_push,cost,max_pushes,push_window_days,places\npush,true,true,,,,1\n",
}
ROW = "hours,better,noon=0.5|evening={share},customer,2026-01-01,,conversion,h1,\n"


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """Return a function that writes the seeds of a project, with more rows of experiments and arms."""

    def write(experiments="", arms=""):
        folder = tmp_path / "project" / "seeds"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in SEEDS.items():
            more = {"experiments": experiments, "experiment_arms": arms}.get(name, "")
            (folder / f"{name}.csv").write_text(text + more)
        monkeypatch.setenv("DBT_PROJECT_DIR", str(folder.parent))

    return write


def test_a_plan_says_how_many_customers_and_days_it_takes(helix):
    printed = helix("experiment", "plan", "--effect", "0.3").stdout
    assert "To find +30.0% of conversion with 2 arms, 80% of the time:" in printed
    assert "Run it for 28 days, with " in printed
    lines = [line.split() for line in printed.splitlines() if line.lstrip().startswith(("14 ", "28 "))]
    assert [(line[0], line[2], line[4]) for line in lines] == [("14", "1000", "no"), ("28", "2000", "yes")]


def test_more_arms_and_more_power_take_more_customers(helix):
    def needed(*options):
        printed = helix("experiment", "plan", "--metric", "orders", *options).stdout
        return int(next(line for line in printed.splitlines() if line.lstrip().startswith("14 ")).split()[3])

    usual = needed()
    assert needed("--arms", "3") == pytest.approx(1.5 * usual, rel=0.01)
    assert needed("--power", "0.9") > 1.3 * usual
    assert needed("--effect", "0.1") < usual / 3


def test_a_shop_that_is_too_small_is_told_what_it_could_see(helix):
    printed = helix("experiment", "plan").stdout
    assert "The shop has too few customers for that: in 28 days all of them see +" in printed


def test_clicks_cannot_be_planned_from_sales(helix):
    assert helix("experiment", "plan", "--metric", "click_through").exit_code == 2


def test_results_are_printed_by_reading_and_what_is_simulated_is_marked(helix):
    printed = helix("experiment", "results").stdout
    assert "hours, all who were assigned:" in printed
    assert "people (simulated), whom a list was shown to:" in printed
    rows = [line.split() for line in printed.splitlines()]
    assert ["evening", "conversion", "500", "0.22", "0.2", "+10.0%", "(+2%", "to", "+18%)", "0.02"] in rows
    assert "sample ratio" in printed
    assert "What is simulated is of personas, and says nothing of customers." in printed
    assert "simulated" not in helix("experiment", "results", "hours").stdout
    assert all(len(line) <= 120 for line in printed.splitlines())


def test_segments_are_not_printed_beside_findings(helix):
    assert " 200 " not in helix("experiment", "results", "hours").stdout


def test_advice_is_said_once_an_arm(helix):
    lines = helix("experiment", "decide").stdout.splitlines()
    assert lines[:2] == [
        "hours, evening: Ship evening: conversion +10.0%.",
        "people (simulated), new: Broken because arms differ.",
    ]


def test_an_unknown_experiment_is_refused_with_those_that_there_are(refused):
    assert refused("experiment", "decide", "hour") == (
        "the build has no results of an experiment 'hour': those that have begun are hours, people"
    )


def test_without_experiments_each_command_says_so(helix, change, seeds):
    change("delete from experiment_results")
    seeds()
    for command in ("results", "decide", "check"):
        found = helix("experiment", command)
        assert (found.exit_code, found.stdout.splitlines()[0]) == (0, "No experiment has begun.")


def test_a_check_names_what_is_wrong_and_ends_with_3(helix, seeds):
    seeds(ROW.format(share=0.6), "hours,evening,channel,fax\n")
    found = helix("experiment", "check")
    assert found.exit_code == 3
    wrong = [line for line in found.stdout.splitlines() if line.startswith("wrong: ")]
    assert [line.removeprefix("wrong: ") for line in wrong] == [
        "seeds/experiments.csv: the arms of hours from 2026-01-01 have shares that add up to 1.1: "
        "write shares that add up to 1",
        "seeds/experiment_arms.csv: the row hours, evening, channel has the value fax: "
        "write a channel that can be pushed to, of push",
        "hours: 2 customers were shown lists as of another arm",
        "people: arms are not as large as they were planned, so nothing is read of them",
    ]
    assert (
        "hours: sample ratio p = 0.7; 2 customers were shown lists as of another arm, 5 were moved"
        in found.stdout
    )


def test_a_sound_experiment_passes_the_check(helix, change, seeds):
    change("delete from experiment_results where experiment = 'people'")
    change("update experiment_results set customers_in_two_arms = 0")
    seeds(ROW.format(share=0.5))
    assert helix("experiment", "check").exit_code == 0

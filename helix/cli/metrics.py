"""``helix metrics``: the build that people read in figures, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from helix.cli.exposition import Gauge, exposition
from helix.cli.origin import say_origin
from helix.reading.origin import origin_of
from helix.reading.reader import Reader
from helix.reading.records import BuildFact
from python_ml.publishing.disk import write_whole
from python_ml.publishing.names import published_at

SEVERITIES = ("error", "warning")


@click.command()
@click.option(
    "--textfile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them to this file, in the folder of the node exporter's textfile collector.",
)
def metrics(textfile: Path | None) -> None:
    """Print the figures of the build, as Prometheus reads them."""
    with Reader() as reader:
        text = exposition(gauges(reader))
        if textfile is None:
            click.echo(text, nl=False)
        else:
            # Whole or not there: the collector may read at any moment.
            write_whole(textfile, text)
            # The collector is another user; nothing in it is a secret.
            textfile.chmod(0o644)
            click.echo(f"Written: {textfile}")
        say_origin(reader.database, is_for_programs=textfile is None)


def gauges(reader: Reader) -> Iterator[Gauge]:
    """Yield the figures of a build; what the build lacks has none."""
    yield from _build(reader)
    yield from _drift(reader)
    yield from _data(reader)
    yield from _quality(reader)


def _build(reader: Reader) -> Iterator[Gauge]:
    build = origin_of(reader.database).build
    facts = {(fact.subject, fact.name, fact.detail): fact for fact in reader.build_facts()}
    yield Gauge("helix_published_build_info", "The build that people read.", [({"build": build or ""}, 1.0)])
    if build:
        yield Gauge(
            "helix_build_published_timestamp_seconds",
            "When it was published, in seconds since 1970.",
            [({}, published_at(build).timestamp())],
        )
    yield Gauge(
        "helix_last_sale_timestamp_seconds",
        "Begin of the day of the last sale that it knows, in seconds since 1970.",
        _midnight(facts.get(("shop", "last_sold_on", ""))),
    )
    yield Gauge(
        "helix_build_step_duration_seconds",
        "What each step of the build took.",
        [({"step": step.step}, step.seconds) for step in reader.build_steps()],
    )
    yield Gauge(
        "helix_table_rows",
        "Rows of each published table.",
        [({"table": table.table_name}, float(table.row_count)) for table in reader.tables()],
    )
    yield Gauge(
        "helix_rejected_rows",
        "Rows of the shop's files that could not be used.",
        _values(facts.get(("shop", "rows_rejected", ""))),
    )
    yield Gauge(
        "helix_ndcg_ratio",
        "NDCG@10 of each recommender on the latest window that has closed.",
        [
            ({"recommender": fact.detail}, fact.value)
            for (subject, name, _), fact in facts.items()
            if (subject, name) == ("ranking", "ndcg") and fact.value is not None
        ],
    )


def _drift(reader: Reader) -> Iterator[Gauge]:
    found = [alert.severity for alert in reader.alerts()]
    yield Gauge(
        "helix_alerts",
        "What is wrong with the build, by severity.",
        [({"severity": severity}, float(found.count(severity))) for severity in SEVERITIES],
    )
    shifts = reader.feature_drift()
    yield Gauge(
        "helix_feature_psi_ratio",
        "Population stability index of each feature against the windows that were learned from.",
        [(_feature(shift.population, shift.feature), shift.psi) for shift in shifts],
    )
    yield Gauge(
        "helix_feature_drifted",
        "Whether it has drifted: 1 if it has.",
        [(_feature(shift.population, shift.feature), float(shift.is_drift)) for shift in shifts],
    )


def _data(reader: Reader) -> Iterator[Gauge]:
    yield Gauge(
        "helix_data_check_failed",
        "Whether data are not as they were: 1 if they are not.",
        [
            ({"check": check.check_name, "detail": check.detail}, float(check.is_unusual))
            for check in reader.data_checks()
        ],
    )


def _quality(reader: Reader) -> Iterator[Gauge]:
    promises = reader.promises()
    ratios = [each for each in promises if each.what == "customers who order"]
    yield Gauge(
        "helix_predicted_over_observed_ratio",
        "Customers who were expected to order over those who did, in the latest window that has closed.",
        [
            ({}, each.predicted_over_observed)
            for each in ratios[-1:]
            if each.predicted_over_observed is not None
        ],
    )
    yield Gauge(
        "helix_decayed_promises",
        "Promises of windows that have closed which were not kept.",
        [({}, float(sum(each.is_decay for each in promises)))],
    )


def _feature(population: str, feature: str) -> Mapping[str, str]:
    return {"population": population, "feature": feature}


def _values(fact: BuildFact | None) -> Iterable[tuple[Mapping[str, str], float]]:
    return [({}, fact.value)] if fact and fact.value is not None else []


def _midnight(fact: BuildFact | None) -> Iterable[tuple[Mapping[str, str], float]]:
    if fact is None or fact.text is None:
        return []
    day = date.fromisoformat(fact.text)
    return [({}, datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())]

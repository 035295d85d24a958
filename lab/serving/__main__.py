"""Measures the API on a generated shop, a part after the other: `python -m lab.serving`, or `make serving`.

The server takes the first processor; run the client on another with `taskset --cpu-list 1`. With anything else running,
latencies say nothing, and only processor time and errors count.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from lab.serving.kills import measure_kills
from lab.serving.load import Ask, post, run_load
from lab.serving.questions import lists_of
from lab.serving.server import Server, constant_server, helix_server
from lab.serving.shop import CUSTOMERS, publish_shop
from lab.serving.stores import customer_ids
from lab.serving.takeover import measure_takeover

PARTS = ("rate", "highest", "cost", "takeover", "kills")
RATE, STEP, MOST_MILLISECONDS = 500, 100, 20.0
WARM_SECONDS, COST_SECONDS, STEP_SECONDS = 3.0, 20.0, 10.0
TAKEOVER_CUSTOMERS, TAKEOVER_BUILDS = 20_000, 3


@click.command()
@click.option("--customers", type=click.IntRange(min=100), default=CUSTOMERS, show_default=True)
@click.option(
    "--published", type=click.Path(path_type=Path, exists=True), help="Published already: not made."
)
@click.option("--seconds", type=click.FloatRange(min=1), default=300.0, show_default=True)
@click.option("--kills", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--parts", default=",".join(PARTS), show_default=True)
def main(customers: int, published: Path | None, seconds: float, kills: int, parts: str) -> None:
    """Measure `helix serve` on a shop that is generated, and say what was found a line a part."""
    with tempfile.TemporaryDirectory(prefix="helix-serving-") as scratch:
        folder = Path(scratch)
        published = published or _published(folder / "published", customers)
        ids = customer_ids((published / "current").resolve())
        measured = {
            "rate": lambda: rate(published, folder / "rate", ids, seconds),
            "highest": lambda: highest(published, folder / "highest", ids),
            "cost": lambda: cost(published, folder / "cost", ids),
            "takeover": lambda: str(
                measure_takeover(folder / "takeover", TAKEOVER_CUSTOMERS, seconds, TAKEOVER_BUILDS)
            ),
            "kills": lambda: str(measure_kills(published, folder / "kills", ids, kills)),
        }
        for part in parts.split(","):
            click.echo(f"{part:<9} {measured[part]()}")


def rate(published: Path, state: Path, ids: list[str], seconds: float) -> str:
    """Say how fast lists are answered at 500 a second, how soon the server was ready, and its memory."""
    with helix_server(published, state) as server:
        run_load(server.port, lists_of(ids), WARM_SECONDS, RATE)
        outcome = run_load(server.port, lists_of(ids, seed=1), seconds, RATE)
        own, mapped = max(server.memory().values())
        return (
            f"{outcome}; ready in {server.seconds_to_ready:.1f} s; "
            f"the largest process has {own:,.0f} MB of its own and {mapped:,.0f} MB mapped"
        )


def highest(published: Path, state: Path, ids: list[str]) -> str:
    """Say the highest rate at which 99 % of the answers come within 20 ms."""
    held = "not even the first rate was held"
    with helix_server(published, state) as server:
        asked = STEP
        while True:
            outcome = run_load(server.port, lists_of(ids, seed=asked), STEP_SECONDS, asked)
            if outcome.errors or outcome.milliseconds(0.99) > MOST_MILLISECONDS:
                return held
            held, asked = str(outcome), asked + STEP


def cost(published: Path, state: Path, ids: list[str]) -> str:
    """Say what a list takes of the processor, beside FastAPI returning a constant."""
    with helix_server(published, state) as server:
        ours = microseconds(server, lists_of(ids))
    with constant_server() as server:
        word = microseconds(server, lambda: post("/constant", b"{}"))
        listed = microseconds(server, lambda: post("/list", b"{}"))
    return (
        f"{ours:.0f} µs of the processor a list; FastAPI takes {word:.0f} for a word ({ours / word:.2f} x) "
        f"and {listed:.0f} for a list that is always the same ({ours / listed:.2f} x)"
    )


def microseconds(server: Server, ask: Ask) -> float:
    """Return what a question takes of the processor, in all processes of the server."""
    run_load(server.port, ask, WARM_SECONDS, RATE)
    before = server.processor_seconds()
    outcome = run_load(server.port, ask, COST_SECONDS, RATE)
    return 1e6 * (server.processor_seconds() - before) / len(outcome.latencies)


def _published(folder: Path, customers: int) -> Path:
    written = publish_shop(folder, customers)
    click.echo(
        f"{'lookup':<9} of {customers:,} customers: {written.lookup_bytes / 1e6:,.0f} MB, "
        f"written in {written.lookup_seconds:.0f} s"
    )
    return folder


if __name__ == "__main__":
    main()

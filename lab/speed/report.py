"""What was measured, as tables in Markdown."""

from collections.abc import Iterator

from lab.markdown import gigabytes, table
from lab.measuring.figures import Figure, Figures
from lab.peers.report import peer_table
from lab.speed.growth import exponent
from python_ml.building.steps import STEPS


def tables(figures: Figures) -> str:
    """All tables for which there are figures, each below a sentence that says what it holds."""
    return "\n\n".join(_sections(figures))


def growth(builds: list[Figure]) -> float | None:
    """Exponent of growth of whole builds."""
    return exponent([build["sales"] for build in builds], [build["seconds"] for build in builds])


def step_growth(builds: list[Figure], step: str) -> float | None:
    """Exponent of growth of a step."""
    seconds = [build["steps"][step]["seconds"] for build in builds]
    return exponent([build["sales"] for build in builds], seconds)


def in_order(part: dict[str, Figure]) -> dict[str, Figure]:
    """Figures by size, the smallest first."""
    return dict(sorted(part.items(), key=lambda item: float(item[0])))


def _sections(figures: Figures) -> Iterator[str]:
    builds = list(in_order(figures.builds).values())
    yield (
        "Seconds are those of a machine with {cores} cores and {memory_gb:g} GB; the multiples and exponents are what"
        " carries over."
    ).format(**figures.machine)
    yield "Whole builds, from CSV files to everyone's recommendations, with all tests:"
    yield build_table(builds)
    yield (
        "By step; where several run at once, time counts for each in equal parts. Multiples (x) are of the one pass."
    )
    yield step_table(builds)
    if figures.next_days:
        yield "One more day of sales, in the database of the day before:"
        yield next_day_table(in_order(figures.next_days))
    for size, peers in in_order(figures.peers).items():
        yield f"Peers doing the same work on {size} million sales, each in a process of its own:"
        yield peer_table(peers)


def build_table(builds: list[Figure]) -> str:
    """One line a size."""
    header = (
        "sales",
        "customers",
        "articles",
        "one pass",
        "build",
        "x the pass",
        "x its processor time",
        "cores busy",
        "peak memory",
    )
    header += ("sales/s",)
    rows = [
        (
            f"{build['sales']:,}",
            f"{build['customers']:,}",
            f"{build['articles']:,}",
            f"{build['reference_seconds']:.2f} s",
            f"{build['seconds']:.0f} s",
            f"{build['times_reference']:.1f}",
            f"{build['times_reference_cpu']:.1f}",
            f"{build['cpu_seconds'] / build['seconds']:.2f}",
            gigabytes(build["peak_mb"]),
            f"{build['sales_per_second']:,.0f}",
        )
        for build in builds
    ]
    return f"{table(header, rows)}\n\nExponent of growth: {_told(growth(builds))}"


def step_table(builds: list[Figure]) -> str:
    """One line a step: its multiple of the pass at every size, its exponent, and figures of the largest size."""
    largest = builds[-1]
    header = ("step", *(f"x at {build['sales']:,}" for build in builds), "exponent")
    header += ("seconds", "cores busy", "peak memory", "sales/s")
    rows = []
    for step in STEPS:
        cost = largest["steps"][step]
        multiples = [build["steps"][step]["seconds"] / build["reference_seconds"] for build in builds]
        if not any(multiples):
            continue
        told = (step, *(f"{multiple:.1f}" for multiple in multiples), _told(step_growth(builds, step)))
        rows.append((*told, *_of_largest(cost, largest["sales"])))
    return table(header, rows)


def _of_largest(cost: Figure, sales: int) -> tuple[str, ...]:
    seconds = cost["seconds"]
    if not seconds:
        return ("0.0", "", "", "")
    peak = "" if cost["peak_mb"] is None else gigabytes(cost["peak_mb"])
    return f"{seconds:.1f}", f"{cost['cpu_seconds'] / seconds:.2f}", peak, f"{sales / seconds:,.0f}"


def next_day_table(next_days: dict[str, Figure]) -> str:
    """One line a size."""
    rows = [
        (
            size,
            f"{100 * found['share_of_full']:.0f} %",
            gigabytes(found["peak_mb"]),
            f"{found['tables'] - len(found['different'])} of {found['tables']}",
            ", ".join(found["different"]) or "none",
        )
        for size, found in next_days.items()
    ]
    return table(
        ("million sales", "of a full build's time", "peak memory", "tables the same", "others"), rows
    )


def _told(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"

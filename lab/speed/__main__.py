"""Measure whole builds of H&M's shop in small and at full size, step by step, and the same work done by peers.

Each size is generated, built from its CSV files and removed again. What counts are ratios from one run: a build as a
multiple of one pass over its sales, how cost grows with size, peers side by side. A run that is interrupted goes on
with the sizes that are missing.
"""

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from lab.measuring.figures import Figure, Figures, digest
from lab.measuring.measured import MEGABYTE, Measured, measure
from lab.measuring.shop import Size, reference_pass, sizes
from lab.peers.comparison import compare_peers
from lab.speed import report
from lab.speed.next_day import add_last_day, different_tables, without_last_day
from lab.speed.picture import draw
from lab.speed.steps import costs, nodes_ran
from lab.twins.project import BuildFailed, Project

ROOT = Path(__file__).resolve().parents[2]
SIZES = "1,4,16,31.8"
PEER_SIZES = "1,4"


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; the exit code."""
    options = _options(arguments)
    # Ended from outside, it ends the build it has begun.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        bench(options)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: the sizes that are done are kept, and the next run goes on.", file=sys.stderr)
        return 130
    return 0


def bench(options: argparse.Namespace) -> None:
    """Measure the sizes that are missing, and write the figures, the tables and the picture after each."""
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bench.json"
    if options.fresh:
        path.unlink(missing_ok=True)
    figures = Figures.kept(path, digest(ROOT, options.vars))
    peer_sizes = {size.name for size in options.peers}
    for size in options.sizes:
        wanted = [figures.builds]
        wanted += [figures.peers] * (size.name in peer_sizes)
        wanted += [figures.next_days] * options.next_day
        if all(size.name in part for part in wanted):
            continue
        bench = Bench(size, folder / f"{size.name}_million", options.vars)
        figures.builds[size.name] = bench.build()
        figures.write(path)
        if size.name in peer_sizes:
            _say(f"{size.name} million sales: peers")
            figures.peers[size.name] = compare_peers(bench.full, bench.folder / "peers")
            figures.write(path)
        if options.next_day:
            figures.next_days[size.name] = bench.next_day(figures.builds[size.name]["seconds"])
            figures.write(path)
        bench.remove()
        _tell(figures, folder)
    print(_tell(figures, folder))
    print(f"\n{folder}: bench.json has every figure, bench.md the tables, bench.png the picture.")


class Bench:
    """A shop of some size, built in a folder."""

    def __init__(self, size: Size, folder: Path, variables: dict[str, Any]) -> None:
        self.size, self.folder, self.variables = size, folder, variables
        self.full = Project.copy(ROOT, folder / "full")
        self.shop = folder / "shop"

    def build(self) -> Figure:
        """Build from files to recommendations, and measure."""
        _say(f"{self.size.name} million sales: generated")
        self.size.write(self.full, self.shop)
        _say(f"{self.size.name} million sales: built")
        build = self._built(self.full, self.shop)
        reference, reference_cpu = reference_pass(self.full.database, self.folder / "reference.duckdb")
        nodes = nodes_ran(self.full.folder / "target")
        steps = costs(nodes, build.started, build.ended, build.cpu_seconds_at, build.peak_mb_between)
        return {
            "sales": self.size.sales,
            "customers": self.size.customers,
            "articles": self.size.articles,
            "reference_seconds": reference,
            "times_reference": build.seconds / reference,
            "times_reference_cpu": build.cpu_seconds / reference_cpu,
            **_whole(build),
            "sales_per_second": self.size.sales / build.seconds,
            "database_mb": self.full.database.stat().st_size // MEGABYTE,
            "steps": {step: asdict(cost) for step, cost in steps.items()},
        }

    def next_day(self, full_seconds: float) -> Figure:
        """Build without the last day, then with it in the same database, and compare with the full build."""
        _say(f"{self.size.name} million sales: without the last day, and then with it")
        later, files = Project.copy(ROOT, self.folder / "next_day"), self.folder / "files"
        without_last_day(self.shop, files)
        self._built(later, files)
        add_last_day(self.shop, files)
        build = self._built(later, files)
        tables, different = different_tables(later.manifest(), self.full.database, later.database)
        return {
            **_whole(build),
            "share_of_full": build.seconds / full_seconds,
            "tables": tables,
            "different": different,
        }

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder)

    def _built(self, project: Project, files: Path) -> Measured:
        variables = {**self.variables, "source": "hm", "raw_path": str(files)}
        # Published as any build, but beside its own database.
        published = {
            "HELIX_KEEP_BUILDS": "1",
            "HELIX_PUBLISHED": str(project.database.with_suffix(".published")),
        }
        environment = project.environment() | published
        build = measure(project.command("build", variables=variables), project.folder, environment)
        if build.returncode:
            raise BuildFailed(f"{build.printed}dbt build {build.ending}")
        return build


def _whole(build: Measured) -> Figure:
    return {"seconds": build.seconds, "cpu_seconds": build.cpu_seconds, "peak_mb": build.peak_mb}


def _tell(figures: Figures, folder: Path) -> str:
    """Write the tables and the picture; the tables."""
    text = report.tables(figures)
    (folder / "bench.md").write_text(text + "\n")
    draw(figures, folder / "bench.png")
    return text


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lab.speed", description=__doc__)
    parser.add_argument(
        "--sizes", type=sizes, default=sizes(SIZES), help=f"millions of sales (default: {SIZES})"
    )
    parser.add_argument(
        "--peers",
        metavar="SIZES",
        type=sizes,
        default=sizes(PEER_SIZES),
        help=f"at which of them the same work is also done by peers (default: {PEER_SIZES}; '' for none)",
    )
    parser.add_argument(
        "--next-day", action="store_true", help="also build a day later in the same database, and compare"
    )
    parser.add_argument("--vars", type=yaml.safe_load, default={}, help="dbt's variables, as for dbt build")
    parser.add_argument("--fresh", action="store_true", help="measure every size again")
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "build" / "bench",
        help="where shops are built, and bench.json, bench.md and bench.png are written (default: build/bench)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

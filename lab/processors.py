"""Build one small shop as on several processors, and see which tables differ.

OpenBLAS, numpy and the C library pick their code by the processor. Settings make them pick as on another one; what this
processor lacks cannot be tried on it. Usage: `python -m lab.processors --help`.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.dbt_runs import DbtRuns
from lab.manifest import Manifest
from lab.markdown import table
from lab.whole_build import Fingerprint, compared_columns, fingerprints
from python_ml.publishing import current_database

ROOT = Path(__file__).resolve().parents[1]
SHOP = {"demo_customers": 300, "demo_articles": 200, "timing_train_cutoffs": 12}
# Tests change no table; those that build nothing are left out.
BUILD = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
WITHOUT_AVX512 = "X86_V4 AVX512_ICL AVX512_SPR"
PROCESSORS = {
    "as it is": {},
    "Prescott": {"OPENBLAS_CORETYPE": "Prescott"},
    "Nehalem": {"OPENBLAS_CORETYPE": "Nehalem"},
    "Sandybridge": {"OPENBLAS_CORETYPE": "Sandybridge"},
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    "Zen": {"OPENBLAS_CORETYPE": "Zen"},
    "SkylakeX": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "one thread": {"OPENBLAS_NUM_THREADS": "1"},
    "numpy without AVX-512": {"NPY_DISABLE_CPU_FEATURES": WITHOUT_AVX512},
    "numpy without AVX2": {"NPY_DISABLE_CPU_FEATURES": f"X86_V3 {WITHOUT_AVX512}"},
    "C library without AVX2": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-FMA4"},
}
# What must be the same everywhere: what a customer gets, and when.
LISTS = ("next_purchase", "recommendations", "push_plan")


@dataclass(frozen=True)
class Workshop:
    """Where the shop is built as on one processor after the other."""

    folder: Path

    def build(self, settings: Mapping[str, str]) -> dict[str, Fingerprint]:
        """Build it from nothing under settings of the environment, and return what each table holds.

        Raises
        ------
        RuntimeError
            If the build ends with an error.
        """
        database = self.folder / "shop.duckdb"
        database.unlink(missing_ok=True)
        runs = DbtRuns(ROOT, database, self.folder / "target", self.folder / "logs", settings=settings)
        build = runs.start(
            "--quiet", *BUILD, variables=json.dumps(SHOP), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said, _ = build.communicate()
        if build.returncode:
            raise RuntimeError(said)
        manifest = Manifest.read(self.folder / "target" / "manifest.json")
        path = current_database(self.folder / "shop.published")
        return fingerprints(
            path, compared_columns(path, {name: manifest.by_run(name) for name in manifest.models})
        )


def main() -> int:
    """Build as the command line asks for; the exit code is 1 if lists differ."""
    parser = argparse.ArgumentParser(prog="python -m lab.processors", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/processors"), help="where it is built")
    parser.add_argument("processors", nargs="*", metavar="PROCESSOR", help=", ".join(PROCESSORS))
    arguments = parser.parse_args()
    if unknown := set(arguments.processors) - set(PROCESSORS):
        parser.error(f"there is no processor {', '.join(sorted(unknown))}")
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    workshop, rows, are_equal = Workshop(folder), [], True
    expected = None
    for name in arguments.processors or PROCESSORS:
        started = time.monotonic()
        found = workshop.build(PROCESSORS[name])
        expected = expected or found
        differ = sorted(each for each in expected if found[each] != expected[each])
        are_equal &= not set(differ) & set(LISTS)
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
        rows.append([name, ", ".join(differ) or "none"])
    print(table(["processor", f"tables of {len(expected)} that differ from the first's"], rows))
    return 0 if are_equal else 1


if __name__ == "__main__":
    sys.exit(main())

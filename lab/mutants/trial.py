"""One mutant tried: planted in a copy, built, and looked at by the checks."""

from dataclasses import dataclass, field
from pathlib import Path

from lab.mutants.cut_trial import Fate, short_name
from lab.mutants.mutant import Mutant
from lab.mutants.shops import describe_more, shop_variables
from lab.twins.cases import CASES, Case, Outcome, Shop
from lab.twins.project import BuildFailed, Project


@dataclass(frozen=True)
class Verdict:
    """What the checks that were run said of a mutant: for each that found it, the rows that gave it away."""

    mutant: Mutant
    found_by: dict[str, str] = field(default_factory=dict)
    is_built: bool = True

    @property
    def is_killed(self) -> bool:
        """Whether the check that is meant to found it; if none is meant, whether any did."""
        return self.evidence is not None

    @property
    def fate(self) -> Fate:
        """What became of it: one that could not be built has been found by nobody."""
        if self.is_killed:
            return Fate.KILLED
        return Fate.SURVIVED if self.is_built else Fate.DID_NOT_BUILD

    @property
    def evidence(self) -> str | None:
        """What the check that is meant to saw, or the first that saw anything."""
        killed_by = self.mutant.killed_by
        return next(
            (rows for check, rows in self.found_by.items() if killed_by is None or check == killed_by), None
        )


@dataclass
class Laboratory:
    """Where mutants of a project are tried. What is read from the source is read once for each shop."""

    original: Path
    folder: Path
    read: dict[str, Project] = field(default_factory=dict)

    def rows_of(self, name: str, shop: Shop, mutant: Mutant) -> Project | None:
        """The shop's rows as they enter, None if the mutant changes how they do."""
        if any(edit.file.startswith("models/staging/") for edit in mutant.edits):
            return None
        if name not in self.read:
            self.read[name] = Shop(self.original, self.folder / name, shop.variables).read()
        return self.read[name]


def try_mutant(mutant: Mutant, laboratory: Laboratory) -> Verdict:
    """Build the shop with the leak and run the check that is meant to find it; all checks, if none is meant."""
    folder = laboratory.folder
    mutated = Project.copy(laboratory.original, folder / "mutated")
    if mutant.shop == "tiny":
        describe_more(mutated.folder)
    mutant.apply(mutated.folder)
    shop = Shop(
        mutated.folder, folder / "shop", {**shop_variables(mutant.shop, folder), **dict(mutant.variables)}
    )
    try:
        shop.build(laboratory.rows_of(mutant.shop, shop, mutant))
    except BuildFailed:
        # A failed build may still leave tables that show the leak; the error itself does not count as finding it.
        if not (found_by := _failed_static_tests(shop, is_half_built=True)):
            raise
        return Verdict(mutant, found_by, is_built=False)
    twins = {case.name: case for case in CASES}
    if mutant.killed_by in twins:
        return Verdict(mutant, _try_twin(shop, twins[mutant.killed_by]))
    found_by = _failed_static_tests(shop)
    if mutant.killed_by is None:
        for case in CASES:
            found_by = found_by or _try_twin(shop, case)
    return Verdict(mutant, found_by)


def _failed_static_tests(shop: Shop, is_half_built: bool = False) -> dict[str, str]:
    return {
        short_name(test): f"{rows:,} rows" for test, rows in shop.failed_static_tests(is_half_built).items()
    }


def _try_twin(shop: Shop, case: Case) -> dict[str, str]:
    outcome: Outcome = shop.run(case)
    found = [f"{each.difference.rows:,} rows of {each.model}" for each in outcome.compared if each.difference]
    evidence = [*found[:1], *outcome.problems[:1]]
    if len(found) > 1:
        evidence[0] += f" and {len(found) - 1} models after it"
    return {case.name: "; ".join(evidence)} if evidence else {}

"""Room for what dbt writes down of a run after its last hook, when nothing may fail any more."""

from pathlib import Path

from dbt.flags import get_flags

# A run's results, and the log of its last lines, beside another manifest.
LEAST_BYTES = 4_000_000
MANIFEST = "manifest.json"
PROBE = ".room"


def check_room_for_dbt() -> None:
    """See that dbt's folders of artifacts and of logs have room for what it writes at its end.

    Raises
    ------
    OSError
        If one has not, or can't be written to.
    """
    flags = get_flags()
    target = Path(flags.PROJECT_DIR) / (getattr(flags, "TARGET_PATH", None) or "target")
    manifest = target / MANIFEST
    least = LEAST_BYTES + (manifest.stat().st_size if manifest.is_file() else 0)
    check_room(target, least)
    check_room(Path(flags.LOG_PATH), LEAST_BYTES)


def check_room(folder: Path, least_bytes: int) -> None:
    """See that a folder takes a file of so many bytes, by writing one, which is removed again.

    Raises
    ------
    OSError
        If it does not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / PROBE
    try:
        probe.write_bytes(bytes(least_bytes))
    finally:
        probe.unlink(missing_ok=True)

"""What was measured of the peers, as a table in Markdown."""

from lab.markdown import gigabytes, table
from lab.measuring.figures import Figure


def peer_table(peers: Figure) -> str:
    """One line a contestant, its cost also as a multiple of the project's."""
    lines = []
    for work, contestants in peers["work"].items():
        own = contestants["project"]
        lines += [
            (
                work,
                name,
                f"{found['seconds']:.1f} s",
                f"{found['seconds'] / own['seconds']:.1f}",
                f"{found['cpu_seconds']:.1f} s",
                gigabytes(found["peak_mb"]),
                f"{found['peak_mb'] / own['peak_mb']:.1f}",
                found["same"],
            )
            for name, found in contestants.items()
        ]
    header = (
        "work",
        "by",
        "time",
        "x the project's",
        "processor time",
        "peak memory",
        "x the project's",
        "the same?",
    )
    return table(header, lines)

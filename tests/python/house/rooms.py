"""Where things are in the project."""

import re
import subprocess
from pathlib import Path

from lab.manifest import Node
from lab.sources import source_names

ROOT = Path(__file__).parents[3]
SOURCES = source_names(ROOT)


def layer(node: Node) -> tuple[str, ...]:
    """Folders of a model under `models/`, such as `("intermediate", "split")`."""
    return Path(node["original_file_path"]).parts[1:-1]


def files(pattern: str, *folders: str) -> list[Path]:
    """Files of the project in some of its folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern))


def name_of(path: Path) -> str:
    """Path of a file inside the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Files that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def machine_paths(text: str) -> list[str]:
    """Places of one machine that a text names."""
    return re.findall(r"(?<![\w.~-])/(?:home|root|Users|tmp|work|mnt)/[\w.-]+|\b[A-Z]:\\\\?\w+", text)

"""What Markdown pages refer to: links, commands and paths."""

import re
import shlex
from pathlib import Path

from tests.python.house.rooms import ROOT, tracked_files

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A file that a page has the reader write: its name, and then its content.
FILE_TO_WRITE = re.compile(r"^`[^`\n]+`:\n\n(?=```)", re.MULTILINE)


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return [path for path in tracked_files() if path.suffix == ".md"]


def prose(text: str) -> str:
    """A page without its blocks of code, and without the names of the files that they show."""
    return FENCE.sub("", FILE_TO_WRITE.sub("", text))


def anchors(text: str) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere: to a file that is not there, or to a heading that the file lacks."""
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text())):
        # `#!/` is a page of dbt's site of docs; tests/python/house/test_house.py looks where those lead.
        if re.match(r"[a-z]+:|#!/", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            broken.append(link)
    return broken


def commands(text: str) -> list[list[str]]:
    """Commands in the shell blocks of a page and in its code spans, each as its words."""
    blocks = "\n".join(body for language, body in FENCE.findall(text) if language == "bash")
    lines = blocks.replace("\\\n", " ")
    spans = "\n".join(re.findall(r"`([^`\n]+)`", prose(text)))
    known = re.compile(r"^(make|helix|python -m|dbt|pytest|sqlfluff|ruff|duckdb|source|pre-commit)\b")
    words = []
    for line in [*_statements(lines), *spans.splitlines()]:
        for command in line.split("&&"):
            if known.match(command.strip()):
                words.append(shlex.split(command, comments=True))
    return words


def paths(text: str) -> set[str]:
    """Code spans that name a file or a folder of the project; patterns and placeholders are left out."""
    spans = re.findall(r"`([^`\n]+)`", prose(text))
    rooms = tuple(
        path.name + "/" for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    return {span for span in spans if span.startswith(rooms) and re.fullmatch(r"[\w./-]+", span)}


def _statements(block: str) -> list[str]:
    """Lines of a shell block, a quoted text over several lines kept whole."""
    statements, open_line = [], ""
    for line in block.splitlines():
        open_line += line
        try:
            shlex.split(open_line, comments=True)
        except ValueError:
            open_line += "\n"
            continue
        statements.append(open_line)
        open_line = ""
    assert not open_line, f"a quotation is not closed: {open_line}"
    return statements

"""Which file of a folder is which table of a source, and what lies there besides."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_ml.intake.mapping import MAPPING_FILE, ColumnsFile, TableMapping, read_columns_file
from python_ml.intake.names import is_alike, plain
from python_ml.intake.paths import expanded
from python_ml.intake.reading import READ_ENDINGS
from python_ml.intake.sources import RawFile, RawSource
from python_ml.intake.words import joined
from python_ml.problems import BadInput

# What systems and programs leave beside files.
OWN_OF_SYSTEMS = re.compile(r"\..*|~\$.*|_SUCCESS|thumbs\.db|desktop\.ini", re.IGNORECASE)
# `opt_outs (1).csv`, `Copy of opt_outs.csv`, `opt_outs - Copy.csv`: another state of the same file.
_COPY = re.compile(r"^copy of |[ _-]*\(\d+\)|[ _-]+copy( \(?\d+\)?)?$", re.IGNORECASE)
_NUMBERS_BEHIND = re.compile(r"[ _.-]*\d[\d _.-]*$")


@dataclass(frozen=True)
class Found:
    """A table of a source, and the file that it is read from."""

    file: RawFile
    path: Path
    mapping: TableMapping | None = None


@dataclass(frozen=True)
class Folder:
    """What lies where ``raw_path`` says.

    Attributes
    ----------
    found : list of Found
        The tables that are there.
    problems : list of BadInput
        Whatever ends a build before a file is opened.
    not_read : list of str
        Names of what lies there and is not read.
    """

    found: list[Found] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)


def look_into(source: RawSource, raw_path: str | None) -> Folder:
    """Find a source's files.

    Parameters
    ----------
    source : RawSource
        What `read_source` knows of the source.
    raw_path : str or None
        The source's folder or file; ``~/`` is the home folder, a relative path starts at the working directory.

    Raises
    ------
    BadInput
        If there is no such folder or file at all, or its `columns.yml` cannot be used.
    OSError
        If the system lets nobody look.
    """
    if not raw_path or not raw_path.strip():
        raise BadInput(f"The source {source.name} needs the variable raw_path", f"set it to {source.wanted}")
    path = expanded(raw_path)
    if not path.exists():
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        raise BadInput(f"raw_path {path} does not exist{where}", f"set it to {source.wanted}")
    kind = "folder" if source.is_folder else "file"
    if not (path.is_dir() if source.is_folder else path.is_file()):
        raise BadInput(
            f"raw_path {path} is not a {kind}",
            f"set it to {source.wanted}, as the source {source.name} needs",
        )
    if source.is_folder:
        return _Search(source, path).folder()
    file = source.files[0]
    if path.suffix not in file.endings:
        raise BadInput(
            f"{path} has an ending that is not read", f"the source {source.name} needs {source.wanted}"
        )
    return Folder([Found(file, path)])


class _Search:
    """Goes through the names in a folder."""

    def __init__(self, source: RawSource, folder: Path) -> None:
        self.source, self.path = source, folder
        self.names = sorted(path.name for path in folder.iterdir() if not OWN_OF_SYSTEMS.fullmatch(path.name))
        self.columns_file = ColumnsFile()
        if source.is_mapped:
            self._read_columns_file()
        self.left = [name for name in self.names if name not in self.columns_file.not_read]
        self.result = Folder()

    def _read_columns_file(self) -> None:
        alike = [name for name in self.names if Path(name).stem.casefold() == Path(MAPPING_FILE).stem]
        if MAPPING_FILE in alike:
            self.columns_file = read_columns_file(self.path / MAPPING_FILE, self.source.files)
            self.names.remove(MAPPING_FILE)
            alike.remove(MAPPING_FILE)
        other = next((name for name in alike if Path(name).suffix.lower() in (".yml", ".yaml")), None)
        if other is not None:
            raise BadInput(f"{self.path / other} is not read under this name", f"call it {MAPPING_FILE}")

    def folder(self) -> Folder:
        absent = [file for file in self.source.files if not self._take(file)]
        self._refuse_left(absent)
        taken = {found.path.name for found in self.result.found}
        self.result.not_read.extend(name for name in self.names if name not in taken)
        return self.result

    def _problem(self, sentence: str, remedy: str) -> None:
        self.result.problems.append(BadInput(sentence, remedy))

    def _take(self, file: RawFile) -> bool:
        """Take the file of a table; whether the table is dealt with."""
        mapping = self.columns_file.tables.get(file.name)
        plain_names = [name for name in file.file_names if name in self.left]
        if mapping is not None:
            if mapping.file not in self.names:
                self._problem(f"{self.path / mapping.file} is missing", f"{MAPPING_FILE} asks for it")
                return True
            others = [name for name in plain_names if name != mapping.file]
            if others:
                self._problem(
                    f"{self.path} has {others[0]} besides {mapping.file}, which {MAPPING_FILE} reads in its place",
                    f"remove one, or name {others[0]} under not_read",
                )
            names = [mapping.file]
        else:
            names = plain_names
        if len(names) > 1:
            self._problem(f"{self.path} has both {joined(names, 'and')}", "remove one, only one can be right")
            return True
        if not names:
            return False
        path = self.path / names[0]
        self.left = [name for name in self.left if name != path.name]
        if not path.is_file():
            self._problem(f"{path} is not a file", "write it as one file of that name")
            return True
        self.result.found.append(Found(file, path, mapping))
        return True

    def _refuse_left(self, absent: Sequence[RawFile]) -> None:
        """Complain of what is left and is meant for a table, and of tables that must be there."""
        mapped = {mapping.file for mapping in self.columns_file.tables.values()}
        left = [name for name in self.left if name not in mapped]
        for file in absent:
            meant = [name for name in left if is_meant(name, file)]
            left = [name for name in left if name not in meant]
            if meant:
                self._refuse_other_names(file, meant)
            elif not file.optional:
                missing = joined(file.file_names, "or")
                self._problem(
                    f"{missing} is missing in {self.path}",
                    f"the source {self.source.name} reads {self.source.wanted}" + self._or_map(),
                )
        for found in self.result.found:
            copies = [name for name in left if _is_copy(name, found.path.name)]
            left = [name for name in left if name not in copies]
            if copies:
                self._problem(
                    f"{self.path} has {joined([found.path.name, *copies], 'and')}",
                    "remove one, only one can be right",
                )

    def _refuse_other_names(self, file: RawFile, meant: Sequence[str]) -> None:
        right = joined(file.file_names, "or")
        if len(meant) > 1:
            self._problem(
                f"{self.path} has {joined(meant, 'and')}, and none of them is read",
                f"call the right one {right}" + self._or_map(),
            )
            return
        (name,) = meant
        path = self.path / name
        if name.casefold() in file.file_names:
            self._problem(f"{path} is not read in this letter case", f"call it {name.casefold()}")
        elif path.is_dir():
            self._problem(f"{path} is a folder", f"write it as one file, {right}")
        elif name.casefold().startswith(f"{file.name}."):
            self._problem(f"{path} has an ending that is not read", f"save it as {right}" + self._or_map())
        else:
            right = next((one for one in file.file_names if Path(one).suffix == path.suffix), right)
            self._problem(f"{path} is not read under this name", f"call it {right}" + self._or_map())

    def _or_map(self) -> str:
        return or_map(self.source, self.path)


def or_map(source: RawSource, folder: Path) -> str:
    """The other way out, where a source has it: a mapping."""
    return f", or let `helix check {shlex.quote(str(folder))} --write` map it" if source.is_mapped else ""


def is_meant(name: str, file: RawFile) -> bool:
    """Whether a file is likely meant for a table that is not there."""
    stem = _stem(name)
    return any(is_alike(one, file.name) for one in {stem, _COPY.sub("", stem), _NUMBERS_BEHIND.sub("", stem)})


def _is_copy(name: str, of: str) -> bool:
    """Whether a file is likely another state of one that is read, in a form that could be read."""
    stem, ending = _stem(name), name[len(_stem(name)) :]
    if ending.lower() not in READ_ENDINGS or name.casefold() == of.casefold():
        return False
    bare = _COPY.sub("", stem)
    return (bare != stem or stem.casefold() != _stem(of).casefold()) and plain(bare) == plain(_stem(of))


def _stem(name: str) -> str:
    """A name without its endings; a point within words is none."""
    return re.sub(r"(\.[A-Za-z][A-Za-z0-9]{0,6})+$", "", name)

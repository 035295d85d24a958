"""The C of `trees.c` as a function, where there is a C compiler."""

import ctypes
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SOURCE = Path(__file__).with_name("trees.c")
# What a compiler is called where the environment's CC does not say.
COMPILERS = ("cc", "gcc", "clang")
# For the machine's own registers, or for any machine, where the compiler does not know the first.
OPTIONS = (("-O3", "-march=native"), ("-O3",))
LONGEST_SECONDS = 60


class NotCompiledError(Exception):
    """The C could not be compiled; the text says why."""


@cache
def compiled(compiler: str) -> ctypes.CDLL:
    """The machine code of `trees.c`, compiled once a process.

    It is loaded from a temporary folder that is gone when this returns, so nothing is left to clean up or to go stale.

    Raises
    ------
    NotCompiledError
        If the compiler fails, or what it made can't be loaded.
    """
    with TemporaryDirectory(prefix="helix_trees_") as folder:
        library = Path(folder, "trees.so")
        for options in OPTIONS:
            try:
                made = subprocess.run(
                    [compiler, *options, "-shared", "-fPIC", "-o", library, SOURCE],
                    capture_output=True,
                    timeout=LONGEST_SECONDS,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise NotCompiledError("the C compiler can't be run") from error
            if made.returncode == 0:
                break
        else:
            raise NotCompiledError("the C compiler fails")
        try:
            return ctypes.CDLL(str(library))
        except OSError as error:
            raise NotCompiledError("what the C compiler made can't be loaded") from error


def find_compiler() -> str:
    """The C compiler that the environment's CC names, or the first one found.

    Raises
    ------
    NotCompiledError
        If there is none.
    """
    names = (os.environ["CC"],) if os.environ.get("CC") else COMPILERS
    for name in names:
        if found := shutil.which(name):
            return found
    raise NotCompiledError("there is no C compiler")

"""The sources that dbt_project.yml lists: what the variable `source` may be."""

import sys
from pathlib import Path

import yaml


def source_names(project: Path) -> tuple[str, ...]:
    """Names of the sources, in the order of the list.

    Parameters
    ----------
    project
        The folder of `dbt_project.yml`.
    """
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    staging = settings["models"][settings["name"]]["staging"]
    return tuple(name for name, entry in staging.items() if "+enabled" in entry)


if __name__ == "__main__":
    sys.stdout.write("\n".join(source_names(Path.cwd())) + "\n")

"""Ids in a path: any text, with slashes too."""

from typing import Annotated

from fastapi import Path

from helix.api.schemas import Id

IdInPath = Annotated[Id, Path(description="As the shop writes it, percent-encoded; a slash may stay one.")]

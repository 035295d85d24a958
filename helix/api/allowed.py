"""Who may ask what: a route gets the services only for clients whose key covers the scope that it needs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from helix.api.keys import NotAllowed, NotEnough, Scope
from helix.api.services import Services

SCHEME = "bearer "


async def anybody(request: Request) -> Services:
    """Return the services, whoever asks."""
    return request.app.state.services


def needs(scope: Scope) -> Depends:
    """Return a dependency that is the services, for clients whose key covers a scope."""

    async def services(request: Request) -> Services:
        found: Services = request.app.state.services
        if found.keys is not None:
            client = found.keys.client(_key(request))
            if not client.may(scope):
                raise NotEnough(f"the key of {client.name} may {client.scope}, and this needs {scope}")
        return found

    return Depends(services)


def _key(request: Request) -> str:
    header = request.headers.get("authorization", "")
    if not header.lower().startswith(SCHEME):
        raise NotAllowed("a key is needed", "send it as `Authorization: Bearer KEY`")
    return header[len(SCHEME) :].strip()


# What a route asks for, one for each scope.
Anybody = Annotated[Services, Depends(anybody)]
Reader = Annotated[Services, needs("read")]
Writer = Annotated[Services, needs("write")]
Admin = Annotated[Services, needs("admin")]

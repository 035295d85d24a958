"""Who may ask what: a route names the scope that it needs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from helix.api.keys import NotAllowed, NotEnough, Scope
from helix.api.services import Asked

KEY = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key of `helix serve --new-key`; none is needed where the server is open to its own machine alone.",
)


def needs(scope: Scope) -> Depends:
    """Return the dependency of a route that only clients with a scope may ask."""

    async def check(
        services: Asked, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(KEY)]
    ) -> None:
        if services.keys is None:
            return
        if credentials is None:
            raise NotAllowed("a key is needed", "send it as `Authorization: Bearer KEY`")
        client = services.keys.client(credentials.credentials)
        if not client.may(scope):
            raise NotEnough(f"the key of {client.name} may {client.scope}, and this needs {scope}")

    return Depends(check)

"""FastAPI returning a constant, which the API is compared with: nothing is read, nothing is checked.

``/constant`` returns a word, ``/list`` a list as long as the API's.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from fastapi import FastAPI

app = FastAPI()

ANSWER = {
    "recommendation_id": "0" * 32,
    "recommendations": [
        {
            "rank": rank,
            "article_id": "0692875002",
            "name": "Luna dress",
            "score": 2.5,
            "purchase_probability": 0.0196,
            "reason": "You bought this last time, 12 days ago",
        }
        for rank in range(1, 13)
    ],
}


@app.post("/constant")
async def constant() -> dict:
    """Return a word."""
    return {"answer": "constant"}


@app.post("/list")
async def constant_list() -> dict:
    """Return a list as long as the API's."""
    return ANSWER


@app.get("/ready")
async def ready() -> dict:
    """Return at once."""
    return {}


def main() -> None:
    """Serve on a free port, said on the standard error."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
        config = uvicorn.Config(app, http="httptools", loop="uvloop", access_log=False, log_config=None)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()

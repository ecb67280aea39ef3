"""The gateway as a tutorial would have it: an ASGI application that repeats each request with httpx."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=os.environ["TUTORIAL_UPSTREAM"], timeout=30) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.api_route("/{path:path}", methods=["GET", "POST", "PUT"])
async def forward(path: str, request: Request) -> Response:
    client: httpx.AsyncClient = request.app.state.client
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    reply = await client.request(request.method, f"/{path}", headers=headers, content=await request.body())
    return Response(reply.content, reply.status_code, media_type=reply.headers.get("content-type"))

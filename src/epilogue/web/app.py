"""The page's server: markup of the parts, events when a save was looked at, playthroughs by their actions. It keeps nothing of
its readers: a playthrough is its address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from epilogue.report.html.panels import render, static
from epilogue.web.follow import changes
from epilogue.web.worker import Refused, TooLong, Worker

MODULES = {"page.js": "text/javascript", "map.js": "text/javascript", "read.js": "text/javascript", "style.css": "text/css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MOST_ACTIONS = 5_000
MOST_BODY = 100_000
PANELS = ("summary", "endings", "map", "findings", "source", "stakes", "choices", "words")


class Guard:
    """Lets only requests through that its own page makes to this server: their Host is one of ours, and so is their Origin."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin")
        if headers.get("host", "") not in self.hosts or (origin is not None and origin.partition("://")[2] not in self.hosts):
            await PlainTextResponse("This page answers to its own address alone.", 403)(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        await self.app(scope, receive, safely)


class Page:
    """What the page shows: ``panels`` of the last save that could be read, ``version`` of it, whether ``busy`` with the next;
    ``said``: what that save did; ``errors``: why the last one cannot be read."""

    def __init__(self, worker: Worker, name: str) -> None:
        self.worker = worker
        self.name = name
        self.version = 0
        self.panels: dict[str, str] = {}
        self.said: tuple[str, ...] = ()
        self.errors: tuple[str, ...] = ()
        self.busy = True
        self.listeners: set[asyncio.Queue[str]] = set()
        self.wanted = asyncio.Event()

    def tell(self, fresh: Sequence[str] = ()) -> None:
        """Say to every open page what there is; ``fresh``: the parts that are new."""
        event = json.dumps(
            {"version": self.version, "busy": self.busy, "said": self.said, "errors": self.errors, "fresh": list(fresh)}
        )
        for queue in self.listeners:
            queue.put_nowait(event)

    async def look(self) -> None:
        """Look at the story each time it is wanted; parts are shown as they are done."""
        loop = asyncio.get_running_loop()
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            self.busy, first = True, True
            self.tell()

            def take(stage: Any) -> None:
                loop.call_soon_threadsafe(arrived, stage)

            def arrived(stage: Any) -> None:
                nonlocal first
                if self.wanted.is_set():
                    return  # there is a newer save: nothing of this one is shown beside it
                if first:
                    self.version += 1
                    self.errors, self.said = stage.errors, stage.said
                    first = False
                self.panels.update(stage.panels)
                self.tell(tuple(stage.panels))

            try:
                await run_in_threadpool(self.worker.stages, take)
            except (Refused, TooLong) as problem:
                self.errors = (str(problem),)
            self.busy = False
            self.tell()


def application(worker: Worker, name: str, path: str, hosts: Sequence[str]) -> Starlette:
    """The server of one story. ``hosts``: names it answers to, with the port."""
    page = Page(worker, name)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async def follow() -> None:
            page.wanted.set()
            async for _ in changes(path):
                page.wanted.set()

        tasks = [asyncio.create_task(page.look()), asyncio.create_task(follow())]
        yield
        for task in tasks:
            task.cancel()
        worker.close()

    async def shell(request: Request) -> Response:
        return HTMLResponse(render("page", story=page.name))

    async def asset(request: Request) -> Response:
        file = request.path_params["name"]
        if file not in MODULES:
            return PlainTextResponse("There is no such file.", 404)
        return Response(static(file), media_type=MODULES[file])

    async def panel(request: Request) -> Response:
        wanted = request.path_params["name"]
        if wanted not in PANELS:
            return PlainTextResponse("There is no such part.", 404)
        return HTMLResponse(page.panels.get(wanted, ""))

    async def events(request: Request) -> Response:
        queue: asyncio.Queue[str] = asyncio.Queue()
        page.listeners.add(queue)

        async def stream() -> AsyncIterator[str]:
            try:
                ready = [one for one in PANELS if page.panels.get(one)]
                state = {"version": page.version, "busy": page.busy, "said": (), "errors": page.errors, "fresh": ready}
                yield f"data: {json.dumps(state)}\n\n"
                while True:
                    try:
                        yield f"data: {await asyncio.wait_for(queue.get(), 15)}\n\n"
                    except TimeoutError:
                        yield ": still here\n\n"
            finally:
                page.listeners.discard(queue)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def asked(request: Request, answer: Callable[[list[int]], Awaitable[Response]]) -> Response:
        body = await request.body()
        try:
            actions = json.loads(body)["actions"] if len(body) <= MOST_BODY else None
        except (ValueError, KeyError, TypeError, RecursionError):
            actions = None
        if (
            not isinstance(actions, list)
            or len(actions) > MOST_ACTIONS
            or not all(type(n) is int and 0 <= n < 2**31 for n in actions)
        ):
            return JSONResponse({"problem": "a playthrough is a list of numbers"}, 400)
        try:
            return await answer(actions)
        except (Refused, TooLong) as problem:
            return JSONResponse({"problem": str(problem)}, 409)

    async def play(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            return JSONResponse(await run_in_threadpool(worker.ask, "play", actions, longest=20.0))

        return await asked(request, answer)

    async def could(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            return HTMLResponse(await run_in_threadpool(worker.ask, "could", actions))

        return await asked(request, answer)

    async def keep(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            content = await run_in_threadpool(worker.ask, "keep", actions, longest=20.0)
            return Response(content, media_type="application/json")

        return await asked(request, answer)

    return Starlette(
        routes=[
            Route("/", shell),
            Route("/static/{name}", asset),
            Route("/panel/{name}", panel),
            Route("/events", events),
            Route("/play", play, methods=["POST"]),
            Route("/could", could, methods=["POST"]),
            Route("/keep", keep, methods=["POST"]),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        lifespan=running,
    )

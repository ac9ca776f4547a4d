"""The page's server: markup of the parts, events when a save was looked at, playthroughs by their actions. It keeps nothing of
its readers: a playthrough is its address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from epilogue.views.html.panels import render, static
from epilogue.web.events import Baseline, WorkerEvent
from epilogue.web.file_watch import changes
from epilogue.web.worker import RequestRefused, Worker, WorkerTimeout

MODULES = {"page.js": "text/javascript", "map.js": "text/javascript", "read.js": "text/javascript", "style.css": "text/css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MOST_ACTIONS = 5_000
MOST_BODY = 100_000
CLOSING = {"connection": "close"}
TURN = 20.0
"""Time limit of a turn, in seconds."""
PANELS = ("title", "summary", "endings", "map", "findings", "source", "stakes", "choices", "words")


class RequestGuard:
    """Admits only requests made by its own page, or by somebody who types its address: their Host is one of ours, so is their
    Origin, and no other site has sent them. Bodies are never read past :data:`MOST_BODY`."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if (
            headers.get("host", "") not in self.hosts
            or ("origin" in headers and headers["origin"] not in self.origins)
            or headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        ):
            await PlainTextResponse("This page can only be opened at its own address.", 403, CLOSING)(scope, receive, send)
            return
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= MOST_BODY):
            await _too_large()(scope, receive, send)
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


def _too_large() -> Response:
    """Refusal of a request that is too large; it closes the connection, so that the rest is not read."""
    return PlainTextResponse("That is more than a playthrough.", 413, CLOSING)


class Workers(NamedTuple):
    """Worker processes, one for each kind of work, so that reading never waits for a search."""

    watching: Worker
    reading: Worker
    examining: Worker

    @classmethod
    def for_story(cls, path: str, allow_outside: bool) -> Workers:
        """The workers of the story at ``path``."""
        return cls(*(Worker(kind, path, allow_outside) for kind in ("watching", "reading", "examining")))

    def close(self) -> None:
        """Stop all work."""
        for worker in self:
            worker.close()


class PageState:
    """The state of the page: ``panels`` of the last save that could be read; ``mark``: which version of the story that is
    (:func:`epilogue.web.versions.mark_of`), ``version``: its number; whether ``busy`` with it or the next; ``changes``: what that
    save did; ``errors``: why the last one cannot be read, ``trouble``: what could not be worked out; ``before``: its endings,
    when they were last searched; ``examined``: the version that was examined to the end; ``searching``: the endings, at this
    moment."""

    def __init__(self, workers: Workers, name: str) -> None:
        self.workers = workers
        self.name = name
        self.version = 0
        self.mark = ""
        self.panels: dict[str, str] = {}
        self.changes: tuple[str, ...] = ()
        self.errors: tuple[str, ...] = ()
        self.trouble: tuple[str, ...] = ()
        self.examined = ""
        self.searching = True
        self.before: Baseline | None = None
        self.busy = True
        self.listeners: set[asyncio.Queue[str | None]] = set()
        self.over = False
        self.wanted = asyncio.Event()
        self.closer = asyncio.Event()

    def tell(self, fresh: Sequence[str] = ()) -> None:
        """Send the state to every open page; ``fresh``: the parts that are new."""
        for queue in self.listeners:
            queue.put_nowait(self.news(fresh))

    def news(self, fresh: Sequence[str]) -> str:
        """One event."""
        return json.dumps(
            {
                "version": self.version,
                "busy": self.busy,
                "changes": self.changes,
                "errors": self.errors + self.trouble,
                "fresh": list(fresh),
            }
        )

    def arrived(self, event: WorkerEvent) -> None:
        """Take a part of the work. Nothing of a version is shown beside another, or after a newer save."""
        if event.stale:
            self.wanted.set()
        if self.wanted.is_set():
            return
        if event.errors:
            self.errors = event.errors
        elif event.before is not None:
            self.version += 1
            if event.mark != self.mark:
                self.workers.examining.close()  # it works on an outdated version
                self.panels.clear()
            self.mark, self.errors, self.trouble, self.changes = event.mark, (), (), event.changes
            if event.before.complete or self.before is None:
                self.before = event.before
        elif event.mark != self.mark:
            return
        self.searching = self.searching and "map" not in event.panels
        self.panels.update(event.panels)
        self.tell(tuple(event.panels))

    def end(self) -> None:
        """End all work and every stream of events: the server is leaving."""
        self.over = True
        self.workers.close()
        for queue in self.listeners:
            queue.put_nowait(None)

    async def watch(self) -> None:
        """Watch the story each time it is wanted; have it examined afterwards."""
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            self.searching = self.busy = True
            await self.events(self.workers.watching, "" if self.errors or self.trouble else self.mark, self.before)
            self.searching = False
            if not self.wanted.is_set():
                self.closer.set()

    async def look_closer(self) -> None:
        """Examine the story after each watch, unless it was already."""
        while True:
            await self.closer.wait()
            self.closer.clear()
            mark = self.mark
            if mark and mark != self.examined and not self.errors:
                self.busy = True
                self.tell()
                if await self.events(self.workers.examining, mark):
                    self.examined = mark
            if not self.wanted.is_set() and not self.closer.is_set():
                self.busy = False
                self.tell()

    async def events(self, worker: Worker, *arguments: Any) -> bool:
        """Have a worker do its work, and show it part by part. Whether it came to its end, the same version still being shown."""
        loop, mark = asyncio.get_running_loop(), self.mark

        def take(event: WorkerEvent) -> None:
            loop.call_soon_threadsafe(self.arrived, event)

        try:
            await run_in_threadpool(worker.events, take, *arguments)
        except (RequestRefused, WorkerTimeout) as problem:
            if not self.wanted.is_set() and mark == self.mark:
                self.trouble = (str(problem),)
                self.tell()
        return mark == self.mark and not self.wanted.is_set()


def application(workers: Workers, name: str, path: str, hosts: Sequence[str]) -> Starlette:
    """The server of one story. ``name``: what it is called until it has been read; ``hosts``: names it answers to, with the
    port. ``state.end`` of it ends all that it is at."""
    page = PageState(workers, name)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async def follow() -> None:
            page.wanted.set()
            async for _ in changes(path):
                page.wanted.set()

        tasks = [asyncio.create_task(coroutine) for coroutine in (page.watch(), page.look_closer(), follow())]
        yield
        for task in tasks:
            task.cancel()
        workers.close()

    async def shell(request: Request) -> Response:
        return HTMLResponse(render("page", story=page.name, title=page.panels.get("title")))

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
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        page.listeners.add(queue)

        async def stream() -> AsyncIterator[str]:
            try:
                ready = [name for name in PANELS if page.panels.get(name)]
                yield f"data: {page.news(ready)}\n\n"
                while not page.over:
                    try:
                        news = await asyncio.wait_for(queue.get(), 15)
                        if news is not None:
                            yield f"data: {news}\n\n"
                    except TimeoutError:
                        yield ": still here\n\n"
            finally:
                page.listeners.discard(queue)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def with_actions(request: Request, answer: Callable[[list[int]], Awaitable[Response]]) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BODY:
                    return _too_large()
        except ClientDisconnect:
            return Response(status_code=400)  # the client is gone
        try:
            actions = json.loads(body)["actions"]
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
        except (RequestRefused, WorkerTimeout) as problem:  # expected: the page shows the reason and goes on
            return JSONResponse({"problem": str(problem)})

    async def play(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            return JSONResponse(await run_in_threadpool(workers.reading.ask, "play", page.mark, actions, longest=TURN))

        return await with_actions(request, answer)

    async def ahead(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            if page.searching:
                raise RequestRefused("the story is being searched")
            return JSONResponse(await run_in_threadpool(workers.watching.ask, "ahead", page.mark, actions))

        return await with_actions(request, answer)

    async def could(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            return JSONResponse({"markup": await run_in_threadpool(workers.examining.ask, "could", page.mark, actions)})

        return await with_actions(request, answer)

    async def keep(request: Request) -> Response:
        async def answer(actions: list[int]) -> Response:
            content = await run_in_threadpool(workers.reading.ask, "keep", page.mark, actions, longest=TURN)
            return JSONResponse({"content": content})

        return await with_actions(request, answer)

    app = Starlette(
        routes=[
            Route("/", shell),
            Route("/static/{name}", asset),
            Route("/panel/{name}", panel),
            Route("/events", events),
            Route("/play", play, methods=["POST"]),
            Route("/ahead", ahead, methods=["POST"]),
            Route("/could", could, methods=["POST"]),
            Route("/keep", keep, methods=["POST"]),
        ],
        middleware=[Middleware(RequestGuard, hosts=hosts)],
        lifespan=running,
    )
    app.state.end = page.end
    return app

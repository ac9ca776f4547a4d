"""Processes of a Ray cluster that explore ahead of a search (:mod:`epilogue.space.kernel.ahead`).

Ray starts them, carries what they are asked and answer, and notices when one is lost; another one then takes its place.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from epilogue.diagnostics import StoryError, unreadable
from epilogue.version import __version__

if TYPE_CHECKING:
    from epilogue.space.kernel.messages import AskedStates, Explored

REACHED = 3.0
"""Seconds for a connection to the cluster's address."""
ALL_STARTED = 10.0
"""Seconds for the others of its processes to start, once one has."""
STARTED = 20.0
"""Seconds for the first of its processes to start."""
LOSSES = 5
"""Times that a process is replaced before the search goes on without it."""
PATIENT = {
    "RAY_NUM_REDIS_GET_RETRIES": "1",
    "RAY_gcs_server_request_timeout_seconds": "5",
    "RAY_gcs_rpc_server_reconnect_timeout_s": "86400",
}
"""Settings without which Ray waits for minutes where no cluster answers, and ends this process a minute after one is lost."""


def connect(address: str, memory: int | None) -> Cluster:
    """The cluster at an address. ``memory``: the most bytes that each process may use. Raises StoryError: it is not there, or it
    runs another version of Ray, Python or Epilogue."""
    host, _, port = address.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise unreadable(f"--on {address}: expected HOST:PORT, the address that `ray start --head` shows")
    for name, value in PATIENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise unreadable("--on needs Ray, which is not installed", hint="pip install 'epilogue[cluster]'") from None
    try:
        socket.create_connection((host, int(port)), REACHED).close()
    except OSError as problem:
        raise _absent(address, problem.strerror or str(problem)) from None
    try:
        ray.init(address=address, log_to_driver=False, configure_logging=False, logging_level=logging.ERROR)
    except Exception as problem:  # Ray raises what it likes
        raise _refused(address, str(problem)) from None
    # else it tells of lost processes on the standard output, in the midst of an answer; no public setting prevents that
    vars(sys.modules[ray.init.__module__])["_worker_logs_enabled"] = False
    try:
        return Cluster(ray, address, memory)
    except BaseException:
        ray.shutdown()
        raise


def _absent(address: str, reason: str) -> StoryError:
    hint = f"start one there: ray start --head --port={address.rpartition(':')[2]}"
    return unreadable(f"no Ray cluster answers at {address}: {reason}", hint=hint)


def _refused(address: str, reason: str) -> StoryError:
    """The error for what Ray says."""
    versions = [re.findall(rf"{what}: (\S+)", reason) for what in ("Ray", "Python")]
    if all(len(both) == 2 for both in versions):
        there, here = (f"Ray {ray} and Python {python}" for ray, python in zip(*versions, strict=True))
        return _other_version(address, there, here)
    lines = reason.strip().splitlines() or ["no reason given"]
    hint = f"this machine has to be a part of the cluster: ray start --address={address}"
    return unreadable(f"the Ray cluster at {address} cannot be used: {lines[0]}", hint=hint)


def _other_version(address: str, there: str, here: str) -> StoryError:
    hint = "install the same on every machine of the cluster"
    return unreadable(f"the cluster at {address} runs {there}, and this machine {here}", hint=hint)


class Cluster:
    """The processes of a cluster, one for each of its processors, as :class:`~epilogue.space.kernel.ahead.Explorers`."""

    def __init__(self, ray: Any, address: str, memory: int | None) -> None:
        self._ray, self._memory = ray, memory
        self._process = _process(ray)
        self._story: Any = None
        self._waiting: dict[Any, int] = {}
        processors = int(ray.cluster_resources().get("CPU", 0))
        started = [self._process.remote(memory) for _ in range(processors)]
        greeted = {process.version.remote(): process for process in started}
        first, _ = ray.wait(list(greeted), timeout=STARTED) if greeted else ([], [])
        if not first:
            raise unreadable(f"the cluster at {address} has no processor free", hint="ray status tells what it is busy with")
        ready, late = ray.wait(list(greeted), num_returns=len(greeted), timeout=ALL_STARTED)
        for greeting in late:
            ray.kill(greeted[greeting])
        here = own_version()
        for greeting in ready:
            there = ray.get(greeting)
            if there != here:
                raise _other_version(address, there, here)
        self._processes = [greeted[greeting] for greeting in ready]
        self._losses = [0] * len(self._processes)
        self.count = len(self._processes)

    def begin(self, story: bytes) -> None:
        """A new search begins; what was asked for another one is forgotten."""
        self._story = self._ray.put(story)
        self._waiting = {}
        for process in self._processes:
            process.begin.remote(self._story)

    def ask(self, number: int, asked: AskedStates) -> None:
        """Asks one process to explore."""
        self._waiting[self._processes[number].explore.remote(asked)] = number

    def answers(self) -> list[tuple[int, Explored | None]]:
        """The answers that came since, and from whom; None where a process was lost and another one has taken its place."""
        if not self._waiting:
            return []
        answers: list[tuple[int, Explored | None]] = []
        ready, _ = self._ray.wait(list(self._waiting), num_returns=len(self._waiting), timeout=0)
        for answer in ready:
            number = self._waiting.pop(answer, None)
            if number is None:
                continue
            try:
                explored = self._ray.get(answer)
            except self._ray.exceptions.RayError:
                explored = None
            if explored is not None:
                answers.append((number, explored))
            elif self._replaced(number):
                answers.append((number, None))
        return answers

    def _replaced(self, number: int) -> bool:
        """Whether another process has taken the place of a lost one."""
        self._waiting = {answer: owner for answer, owner in self._waiting.items() if owner != number}
        self._losses[number] += 1
        if self._losses[number] > LOSSES:
            return False
        self._ray.kill(self._processes[number])
        process = self._processes[number] = self._process.remote(self._memory)
        process.begin.remote(self._story)
        return True

    def close(self) -> None:
        """Ends the processes, and the connection."""
        for process in self._processes:
            self._ray.kill(process)
        self._ray.shutdown()


def _process(ray: Any) -> Any:
    """The class of the processes. It is sent as it is here, and imports Epilogue where it runs."""

    class Process:
        def __init__(self, memory: int | None) -> None:
            self.memory = memory
            self.explorer: Any = None

        def version(self) -> str:
            """The version of Epilogue there."""
            try:
                from epilogue.cluster import own_version
            except ImportError:
                return "no Epilogue, or one that is older"
            return own_version()

        def begin(self, story: bytes) -> None:
            """A new search begins."""
            from epilogue.space.kernel.compiling import compile_now

            compile_now()
            from epilogue.space.kernel.apart import Explorer

            self.explorer = Explorer(story)

        def explore(self, asked: Any) -> Any:
            """Explores; None if there is no memory left."""
            from epilogue.budget import memory

            if memory.scarce() or memory.resident() > (self.memory or memory.usual()):
                return None
            return self.explorer.explore(asked)

    return ray.remote(num_cpus=1, max_restarts=0)(Process)


def own_version() -> str:
    """The version of Epilogue, down to its own files."""
    content = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    return f"Epilogue {__version__} ({crc32(content):08x})"

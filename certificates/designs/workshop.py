"""A process of its own in which designs are drawn: what takes too long or too much there is ended, and hurts nobody.

One answer a line, as JSON. The process is started when it is first needed, and ends by itself when nothing comes.
"""

import fcntl
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from certificates.designs.drafts import Draft, DrawingRefusedError, Finding
from certificates.designs.errors import BrokenProblem, TimeProblem, from_plain, to_plain

CHECK_SECONDS, PICTURE_SECONDS = 90, 30
STARTING_SECONDS = 30
# Nobody waits longer for somebody else's page. There are few web workers, and each that waits serves nobody.
QUEUE_SECONDS = 2.0
_LOOK_SECONDS = 0.05


class WorkshopBusyError(Exception):
    """Another page is being drawn, here or by another process of this machine. Ask again in a moment."""


class Workshop:
    """The process, and how it is asked. One question at a time."""

    def __init__(self, gate: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._gate = gate  # a file that is locked by whoever is being served
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    def findings(self, draft: Draft, *, seconds: float = CHECK_SECONDS) -> list[Finding]:
        """All reasons not to publish a design; one of them is that looking took longer than `seconds`."""
        answer = self._ask({"do": "check", "draft": asdict(draft)}, seconds)
        return [Finding(one["sheet"], from_plain(one["problem"])) for one in answer["findings"]]

    def picture(
        self, draft: Draft, sheet: str, key: str, language: str, *, seconds: float = PICTURE_SECONDS
    ) -> tuple[str, bytes]:
        """A sample's picture: media type and bytes. DrawingRefusedError when it cannot be made, or not in time."""
        question = {"do": "draw", "draft": asdict(draft), "sheet": sheet, "key": key, "language": language}
        answer = self._ask(question, seconds)
        if "findings" in answer:
            raise DrawingRefusedError([from_plain(one["problem"]) for one in answer["findings"]])
        return answer["type"], b64decode(answer["picture"])

    def close(self) -> None:
        with self._lock:
            self._end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One at a time in all processes of this machine. WorkshopBusyError when it takes long until it is ours."""
        until = time.monotonic() + QUEUE_SECONDS
        if not self._lock.acquire(timeout=QUEUE_SECONDS):
            raise WorkshopBusyError
        try:
            with (self._gate or _gate()).open("ab") as gate:
                while not _is_locked(gate):
                    if time.monotonic() >= until:
                        raise WorkshopBusyError
                    time.sleep(_LOOK_SECONDS)
                yield
        finally:
            self._lock.release()

    def _ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self._turn():
            try:
                process = self._started()
            except (OSError, TimeoutError, EOFError) as error:
                self._end()
                return _refusal(question, BrokenProblem(None, said=f"the workshop does not start: {error}"))
            try:
                _say(process, question)
                answer: dict[str, Any] = json.loads(self._line(process, seconds))
                return answer
            except TimeoutError:
                self._end()
                return _refusal(question, TimeProblem(None, seconds=round(seconds)))
            except (OSError, EOFError):  # it ran out of the memory that it may have, or died
                self._end()
                return _refusal(
                    question, BrokenProblem(None, said="the page needs too much memory, or breaks")
                )

    def _started(self) -> subprocess.Popen[bytes]:
        """The running process, which has said that it is ready."""
        if self._process is not None and self._process.poll() is None:
            # It may be about to end because nothing came: what it answers to this says whether it goes on.
            try:
                return self._greeted(self._process)
            except (OSError, EOFError, TimeoutError):
                self._end()
        command = [sys.executable, "-m", "certificates.designs"]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ.copy()
        )
        self._unread = b""
        return self._greeted(self._process)

    def _greeted(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        _say(process, {"do": "greet"})
        self._line(process, STARTING_SECONDS)
        return process

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """The next line that it says. TimeoutError after `seconds`, EOFError when it has ended."""
        until = time.monotonic() + seconds
        pipe = _pipe(process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                left = until - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                piece = os.read(pipe.fileno(), 1 << 16)
                if not piece:
                    raise EOFError
                self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _end(self) -> None:
        process, self._process, self._unread = self._process, None, b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _gate() -> Path:
    return Path(settings.VAR_DIR) / "workshop.lock"


def _is_locked(gate: IO[bytes]) -> bool:
    """Whether the file is ours now; the system lets go of it when it is closed, or its process dies."""
    try:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(process: subprocess.Popen[bytes], question: dict[str, Any]) -> None:
    pipe = _pipe(process.stdin)
    pipe.write(json.dumps(question).encode() + b"\n")
    pipe.flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _refusal(question: dict[str, Any], problem: TimeProblem | BrokenProblem) -> dict[str, Any]:
    sheet = question.get("sheet", "paper")
    return {"findings": [{"sheet": sheet, "problem": to_plain(problem)}]}


WORKSHOP = Workshop()

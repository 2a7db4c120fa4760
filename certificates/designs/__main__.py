"""The workshop's own side: reads a question a line, draws, answers with a line. `workshop.Workshop` starts it."""

import json
import os
import resource
import selectors
import sys
from base64 import b64encode
from typing import Any, BinaryIO

import django

IDLE_SECONDS = 120
MEMORY = 3 << 30  # bytes of address space; fonts are mapped into it


def main() -> None:
    answers = _answers()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diandian.settings")
    django.setup()
    while question := _next_question():
        answers.write(json.dumps(_answer(question)).encode() + b"\n")
        answers.flush()


def _answers() -> BinaryIO:
    """Where answers go. Whatever a library prints goes to the errors, so that it is not taken for one."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _next_question() -> dict[str, Any] | None:
    """None when there will be no more, or there was none for a while."""
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin.buffer, selectors.EVENT_READ)
        if not selector.select(IDLE_SECONDS):
            return None
    line = sys.stdin.buffer.readline()
    return json.loads(line) if line else None


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    # Only now are the apps loaded.
    from certificates.designs.checking import findings, picture  # noqa: PLC0415
    from certificates.designs.drafts import Draft, DrawingRefusedError  # noqa: PLC0415
    from certificates.designs.errors import to_plain  # noqa: PLC0415

    if question["do"] == "greet":
        return {"ready": True}
    draft = Draft.from_plain(question["draft"])
    if question["do"] == "check":
        found = [(finding.sheet, finding.problem) for finding in findings(draft)]
        return {"findings": [{"sheet": sheet, "problem": to_plain(problem)} for sheet, problem in found]}
    try:
        kind, body = picture(draft, question["sheet"], question["key"], question["language"])
    except DrawingRefusedError as refused:
        sheet = question["sheet"]
        return {"findings": [{"sheet": sheet, "problem": to_plain(problem)} for problem in refused.problems]}
    return {"type": kind, "picture": b64encode(body).decode()}


if __name__ == "__main__":
    main()

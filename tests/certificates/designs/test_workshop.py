"""Designs are drawn in a process of its own: what takes too long there is ended, and the next one is drawn."""

import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import pages, rendering
from certificates.designs import workshop as workshops
from certificates.designs.drafts import Draft, DrawingRefusedError
from certificates.designs.errors import BrokenProblem, TimeProblem, ValueProblem
from certificates.designs.workshop import Workshop, WorkshopBusyError

PAPER, POSTER = pages.source_of(rendering.PAPER), pages.source_of(rendering.POSTER)
OURS = Draft("honour", PAPER, POSTER)
# Boxes in boxes: each is measured by measuring the one in it several times.
BOXES = '<div style="display: flex"><div>' * 24
ENDLESS = Draft("honour", PAPER.replace("</body>", f"{BOXES}a</body>"), POSTER)
HUGE = Draft("honour", PAPER.replace("</body>", '<p style="height: 9e9px">a</p>' * 50 + "</body>"), POSTER)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    opened = Workshop()
    yield opened
    opened.close()


def test_it_draws_what_is_drawn_here(workshop: Workshop) -> None:
    kind, body = workshop.picture(OURS, "poster", "short", "zh-hans")
    assert (kind, body[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_it_says_why_it_does_not_draw(workshop: Workshop) -> None:
    with pytest.raises(DrawingRefusedError) as refused:
        workshop.picture(Draft("honour", "{{ a }}", POSTER), "paper", "short", "en")
    assert refused.value.problems[0] == ValueProblem(1, value="a")


def test_what_takes_too_long_is_ended_and_the_next_one_is_drawn(workshop: Workshop) -> None:
    with pytest.raises(DrawingRefusedError) as refused:
        workshop.picture(ENDLESS, "paper", "short", "en", seconds=2)
    assert refused.value.problems == [TimeProblem(None, seconds=2)]
    assert workshop.picture(OURS, "paper", "short", "en")[0] == "image/png"


def test_a_check_is_ended_in_time_as_well(workshop: Workshop) -> None:
    [finding] = workshop.findings(ENDLESS, seconds=2)
    assert finding.problem == TimeProblem(None, seconds=2)


def test_a_page_without_end_is_refused(workshop: Workshop) -> None:
    with pytest.raises(DrawingRefusedError):
        workshop.picture(HUGE, "paper", "short", "en", seconds=20)


def test_a_process_that_died_is_started_again(workshop: Workshop) -> None:
    workshop.picture(OURS, "paper", "short", "en")
    process = workshop._process
    assert process is not None
    process.kill()
    process.wait()
    assert workshop.picture(OURS, "paper", "short", "en")[0] == "image/png"


def test_a_process_that_does_not_start_is_a_reason_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    [finding] = Workshop().findings(OURS)
    assert isinstance(finding.problem, BrokenProblem)


def test_one_page_is_drawn_at_a_time_in_all_processes_and_nobody_waits_long_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshops, "QUEUE_SECONDS", 0.2)
    gate = tmp_path / "gate"
    with gate.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as another process does while it is served
        began = time.monotonic()
        with pytest.raises(WorkshopBusyError):
            Workshop(gate).findings(OURS)
        assert time.monotonic() - began < 5
    shown = Draft("honour", "{{ a }}", POSTER)
    opened = Workshop(gate)
    try:
        with pytest.raises(DrawingRefusedError):
            opened.picture(shown, "paper", "short", "en")  # it is served as soon as the other one has left
    finally:
        opened.close()


def test_a_thread_waits_no_longer_for_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshops, "QUEUE_SECONDS", 0.2)
    one = Workshop(tmp_path / "gate")
    with one._lock, pytest.raises(WorkshopBusyError):
        one.picture(OURS, "paper", "short", "en")

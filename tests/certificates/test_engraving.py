"""WeasyPrint is loaded where a plate is made and nowhere else; then no empty box gets through."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from certificates import engraving, pages, rendering
from certificates.plates import NamePlace, UnfitTemplateError
from tests.certificates.conftest import statement

SETUP = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import certificates.tasks, diandian.celery
loaded = lambda: any(name.partition(".")[0] == "weasyprint" for name in sys.modules)
"""
REFUSED = """
from certificates import rendering
from certificates.errors import UnprintableNameError
from tests.certificates.conftest import statement
for event in EVENTS:
    try:
        rendering.pdf(statement(event_name_en=event))
        print("made")
    except UnprintableNameError:
        print("refused")
"""
STAMPED = """
from certificates import pages, rendering
from certificates.plates import Plate
from tests.certificates.conftest import statement
plate = Plate.from_bytes(open(sys.argv[1], "rb").read())
class Kept(rendering.Shelf):
    def find(self, key):
        return plate
print(rendering.pdf(statement(), shelf=Kept())[:5].decode(), loaded())
"""


def said(program: str, *arguments: str) -> list[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "diandian.settings"}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_neither_the_apps_nor_the_addresses_nor_the_tasks_load_it() -> None:
    assert said(f"{SETUP}\nprint(loaded())") == ["False"]


def test_whoever_has_the_plate_stamps_without_it(tmp_path: Path) -> None:
    plate = rendering.plate_of(pages.page(statement(), rendering.PAPER), rendering.Shelf())
    path = tmp_path / "plate"
    path.write_bytes(plate.to_bytes())
    assert said(SETUP + STAMPED, str(path)) == ["%PDF-", "False"]


def test_the_first_missing_glyph_of_a_process_is_refused_like_every_other() -> None:
    boxes = [f"Games {chr(0xF0000)}", "Games", f"Games {chr(0xF0001)}"]
    program = f"EVENTS = {boxes!a}\n{SETUP}{REFUSED}"
    assert said(program) == ["refused", "made", "refused"]


FETCHING = "<html lang='en'><body style='background: url(http://127.0.0.1:9/a.png)'>a"
PLACE = NamePlace("name", 20, 50, 574, 69, 53, 1.22, "en", "")


def test_what_names_an_address_is_a_page_that_is_refused_and_no_worker_that_ends() -> None:
    # WeasyPrint's own refusal is a BaseException.
    with pytest.raises(UnfitTemplateError, match="it would fetch"):
        engraving.engraved(FETCHING, {})
    with pytest.raises(UnfitTemplateError, match="it would fetch"):
        engraving.whole(FETCHING)
    with pytest.raises(UnfitTemplateError, match="it would fetch"):
        engraving.measured_name("عمر", "serif; background: url(http://127.0.0.1:9/a.png)", PLACE)

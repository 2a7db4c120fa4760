"""What opens somebody's page does not stand in a log line."""

import logging
import logging.config
import sys

import pytest
from django.conf import settings
from django.test import Client

from diandian.logs import MaskWhatOpensPages, masked

CODE = "7kq3mzh4w9az"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f"Not Found: /j/{CODE}/", "Not Found: /j/***/"),
        (f"Not Found: /j/{CODE}", "Not Found: /j/***"),
        ("Not Found: /j/7kq3 mzh4 w9az/way-home/", "Not Found: /j/***/way-home/"),
        (f'"GET /j/{CODE} HTTP/1.1" 301 0', '"GET /j/*** HTTP/1.1" 301 0'),
        (f'"POST /j/{CODE}/neutralise/ HTTP/1.1" 200 9', '"POST /j/***/neutralise/ HTTP/1.1" 200 9'),
        (
            f"Forbidden (CSRF token missing.): /pay/{CODE}/go/",
            "Forbidden (CSRF token missing.): /pay/***/go/",
        ),
        (f"Not Found: /sandbox/pay/{CODE}/", "Not Found: /sandbox/pay/***/"),
        (f"Not Found: /z/games/donate/{CODE}/", "Not Found: /z/games/donate/***/"),
        ('"GET /z/games/donate/ HTTP/1.1" 200 9', '"GET /z/games/donate/ HTTP/1.1" 200 9'),
        (
            '"GET /organise/welcome/MTI/cx1-ab/ HTTP/1.1" 302 0',
            '"GET /organise/welcome/MTI/***/ HTTP/1.1" 302 0',
        ),
        (
            '"GET /c/7kq3.pdf?key=aB-_9:x&lang=en HTTP/1.1" 403',
            '"GET /c/7kq3.pdf?key=***&lang=en HTTP/1.1" 403',
        ),
        ("Bad Request: /c/7kq3/?lang=en&key=aB9", "Bad Request: /c/7kq3/?lang=en&key=***"),
        (f"Not Found: /language/en/?next=%2Fj%2F{CODE}%2F", "Not Found: /language/en/?next=%2Fj%2F***%2F"),
        (
            f"from https://diandian.example/j/{CODE}/ and /pay/{CODE}/",
            "from https://diandian.example/j/***/ and /pay/***/",
        ),
        ("Not Found: /jay/abc/ or /z/games/?monkey=1", "Not Found: /jay/abc/ or /z/games/?monkey=1"),
        ("Not Found: /j/", "Not Found: /j/"),
    ],
)
def test_codes_and_keys_are_masked_and_nothing_else_is(line: str, written: str) -> None:
    assert masked(line) == written


def test_arguments_and_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError(f"/j/{CODE}/")
    except ValueError:
        seen = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s of %d", (f"/pay/{CODE}/", 2), seen)
    assert MaskWhatOpensPages().filter(record)
    said = logging.Formatter().format(record)
    assert said.startswith("/pay/***/ of 2\nTraceback")
    assert CODE not in said


def test_a_record_whose_arguments_do_not_fit_is_still_written() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s and %s", ("one",), None)
    assert MaskWhatOpensPages().filter(record)
    assert "%s and %s" in logging.Formatter().format(record)


def written_by(name: str, lines: pytest.CaptureFixture[str]) -> str:
    """What reaches standard error from this logger through the handlers of our settings."""
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger(name).warning('"GET /j/%s/ HTTP/1.1" 404', CODE)
    return lines.readouterr().err


@pytest.mark.parametrize(
    "name", ["django.request", "django.server", "django.security.csrf", "celery", "events"]
)
def test_every_logger_writes_one_masked_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = written_by(name, capsys)
    assert said.count("\n") == 1
    assert said.endswith(f'WARNING {name}: "GET /j/***/ HTTP/1.1" 404\n')


@pytest.mark.django_db
def test_a_journey_that_is_not_found_is_not_named_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(settings.LOGGING)
    assert Client().get(f"/j/{CODE}/").status_code == 404
    said = capsys.readouterr().err
    assert "/j/***/" in said
    assert CODE not in said

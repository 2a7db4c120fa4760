"""Count activities: `manage.py calculate < activities.json`. The input is described in docs/footprint.md."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from footprint import calculator
from footprint.errors import ActivityError, FootprintError, RefusedActivitiesError
from footprint.phrases import error_words


class Command(BaseCommand):
    help = "Read a JSON list of activities from standard input and print a JSON list of their lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["en", "zh-hans"], default="en", help="of the words")
        parser.add_argument("--total", action="store_true", help='print {"lines": […], "total": {…}} instead')
        parser.add_argument(
            "--mixed", action="store_true", help="add lines up that count different things, and say so"
        )

    def handle(self, *args: Any, language: str, total: bool, mixed: bool, **options: Any) -> None:
        with translation.override(language):
            try:
                lines = calculator.count(calculator.parsed(sys.stdin.read()))
                printed: Any = [calculator.line_json(line) for line in lines]
                if total:
                    footprint = calculator.total(lines, allow_mixed=mixed)
                    printed = {"lines": printed, "total": calculator.total_json(footprint, lines)}
            except RefusedActivitiesError as error:
                refused = [
                    f"activity {item['index']}: {item['message']}" for item in calculator.refusals_json(error)
                ]
                raise CommandError("\n".join(refused)) from error
            except UnicodeDecodeError as error:
                refusal = ActivityError("not-json", value=str(error))
                raise CommandError(error_words(refusal)) from error
            except FootprintError as error:
                raise CommandError(error_words(error)) from error
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=2))

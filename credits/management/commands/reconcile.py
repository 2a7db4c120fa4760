"""Compare the ledger with an outside registry's own list: `manage.py reconcile FILE --registry verra`."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

import credits.reconciling
from credits.models import Batch
from credits.reconciliation import RegistryFileError, Report
from credits.reconciliation_phrases import file_error_words, report_lines

LANGUAGES = ("zh-hans", "en")


class Command(BaseCommand):
    help = (
        "Read the list of retirements that a registry publishes (CSV), and print which units match, in both languages. "
        "Writes nothing. Exit status 1 when something does not match."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the registry's CSV file, in UTF-8 or GB18030")
        parser.add_argument("--registry", required=True, choices=Batch.Registry.values)
        parser.add_argument("--json", action="store_true", help="print the report as JSON instead of words")
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="compare invented batches as well, which no registry knows",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._report(
            options["file"], options["registry"], with_demonstration=options["demonstration"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n\n".join(_in_words(report, language) for language in LANGUAGES))
        if not report.is_clean:
            sys.exit(1)

    def _report(self, name: str, registry: str, *, with_demonstration: bool) -> Report:
        try:
            with Path(name).open("rb") as file:
                return credits.reconciling.reconcile(registry, file, with_demonstration=with_demonstration)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}", returncode=2) from error
        except RegistryFileError as error:
            words = [_refusal(error, language) for language in LANGUAGES]
            raise CommandError(f"{name}: {' '.join(words)}", returncode=2) from error


def _in_words(report: Report, language: str) -> str:
    with translation.override(language):
        return "\n".join(report_lines(report))


def _refusal(error: RegistryFileError, language: str) -> str:
    with translation.override(language):
        return file_error_words(error)

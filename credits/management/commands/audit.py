import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

import credits.audit


class Command(BaseCommand):
    help = "Derive every rule of the ledger again from its rows. Exit status 1 on any breach."
    # They look at pages and forms, which nobody sees here, for a third of a second.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--log", action="store_true", help="only the log: hashes, tiles, roots, signatures"
        )

    def handle(self, *args: object, **options: object) -> None:
        report = credits.audit.report_log if options["log"] else credits.audit.report
        if not report(self.stdout.write):
            sys.exit(1)

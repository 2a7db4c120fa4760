import sys

from django.core.management.base import BaseCommand

import credits.audit


class Command(BaseCommand):
    help = "Derive every rule of the ledger again from its rows. Exit status 1 on any breach."

    def handle(self, *args: object, **options: object) -> None:
        if not credits.audit.report(self.stdout.write):
            sys.exit(1)

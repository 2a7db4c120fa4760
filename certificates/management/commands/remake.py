"""`manage.py remake NUMBER`: write a lost paper again, byte by byte as it was. No private key is needed."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import certificates.actions
import certificates.queries
from certificates.errors import PlateNotKeptError


class Command(BaseCommand):
    help = "Make a certificate's paper again and write it, if it is the one that was stored: same SHA-256."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the certificate's number, in any form")
        parser.add_argument("--kind", choices=["pdf", "poster"], default="pdf")
        parser.add_argument("--to", type=Path, help="where to write it; by default NUMBER.pdf, here")

    def handle(self, *args: Any, **options: Any) -> None:
        certificate = certificates.queries.by_number(options["number"])
        stored = None
        if certificate is not None:
            stored = certificates.queries.rendering(certificate, options["kind"])
        if certificate is None or stored is None:
            raise CommandError(
                f"Nothing was ever stored of {options['number']}: there is nothing to make again."
            )
        try:
            content = certificates.actions.remade(stored)
        except PlateNotKeptError as error:
            raise CommandError(f"The plate of {certificate} was not kept.") from error
        if hashlib.sha256(content).hexdigest() != stored.sha256:
            raise CommandError(
                f"What was made of {certificate} is another file (its fonts or words have changed since). Not written."
            )
        ending = "pdf" if options["kind"] == "pdf" else "jpg"
        path: Path = options["to"] or Path(f"{certificate.number}.{ending}")
        path.write_bytes(content)
        self.stdout.write(f"{path}: {len(content)} bytes, SHA-256 {stored.sha256}")

"""The picture that other sites show beside a shared link to a certificate (Open Graph), drawn when first asked for."""

import hashlib
import threading
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import rendering
from certificates.document import Statement
from certificates.models import Card, Certificate
from certificates.shelf import SHELF

_DRAWING = threading.Lock()  # whoever asks while it is drawn waits, and finds it


def card(certificate: Certificate, statement: Statement) -> Card:
    """A JPEG of 1200 × 630 pixels, drawn once and kept. A private name is left out, in a picture of its own."""
    shows_name = certificate.name_is_public
    if found := _kept(certificate, shows_name=shows_name):
        return found
    with _DRAWING:
        if found := _kept(certificate, shows_name=shows_name):
            return found
        shown = statement if shows_name else replace(statement, holder_name="")
        content = rendering.card(shown, shelf=SHELF)
        try:
            with transaction.atomic():
                return Card.objects.create(
                    certificate=certificate,
                    shows_name=shows_name,
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    made_at=timezone.now(),
                )
        except IntegrityError:  # another process was first
            return Card.objects.get(certificate=certificate, shows_name=shows_name)


def _kept(certificate: Certificate, *, shows_name: bool) -> Card | None:
    return Card.objects.filter(certificate=certificate, shows_name=shows_name).first()

"""The picture that other sites show beside a shared link to a certificate (Open Graph), made when it is asked for."""

from dataclasses import replace

from certificates import rendering
from certificates.document import Statement
from certificates.models import Certificate
from certificates.shelf import SHELF


def card(certificate: Certificate, statement: Statement) -> bytes:
    """A JPEG of 1200 × 630 pixels, by the same Statement always the same. A private name is left out."""
    shown = statement if certificate.name_is_public else replace(statement, holder_name="")
    return rendering.card(shown, shelf=SHELF)

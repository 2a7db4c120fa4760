"""How often something without a login came from one address lately: kept as digests, and for a quarter of an hour.

It stands in the table of wrong passwords, whose rows say the same of a user name: from where, and when.
"""

from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.models import SignInFailure
from people.signing_in import WAIT


def recently(what: str, address: str) -> int:
    """How often this came from this address within the last quarter of an hour."""
    since = timezone.now() - WAIT
    rows = SignInFailure.objects.filter(user_name=_digest(what), address=_digest(address), at__gt=since)
    return rows.count()


def count(what: str, address: str) -> None:
    """It came once more; what is older than a quarter of an hour is forgotten."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lte=now - WAIT).delete()
    SignInFailure.objects.create(user_name=_digest(what), address=_digest(address), at=now)


def _digest(text: str) -> str:
    """With a salt of its own: no user name that somebody tries is ever counted here."""
    return salted_hmac("people.attempts", text, algorithm="sha256").hexdigest()

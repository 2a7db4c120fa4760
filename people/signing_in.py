"""Signing in, guarded against guessing: after a few wrong passwords nobody's password is even looked at for a while.

Ten wrong ones for a user name from one address, or a hundred from wherever (NIST SP 800-63B, 5.2.2, allows no more),
within a quarter of an hour. So one guesser shuts out themselves and not the person whose name they try. Attempts that
were not looked at are not counted: the wait ends by itself, however often somebody asks. Where all readers come
through one proxy, their address is the proxy's, and ten for a user name are all there are.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.models import SignInFailure, User

WAIT = timedelta(minutes=15)
MOST_FROM_ONE_ADDRESS = 10
MOST_IN_ALL = 100


class GuardedBackend(ModelBackend):
    """Django's users and passwords, and a limit to how often one may guess."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None or has_to_wait(request, username):
            return None
        user: User | None = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            _count(request, username)
        return user


def has_to_wait(request: HttpRequest | None, username: str) -> bool:
    """Whether no password is looked at for this user name now, when it comes from where this request does."""
    recent = SignInFailure.objects.filter(user_name=_digest(username), at__gt=timezone.now() - WAIT)
    addresses = list(recent.values_list("address", flat=True)[:MOST_IN_ALL])
    return len(addresses) >= MOST_IN_ALL or addresses.count(_address(request)) >= MOST_FROM_ONE_ADDRESS


def _count(request: HttpRequest | None, username: str) -> None:
    now = timezone.now()
    SignInFailure.objects.filter(at__lte=now - WAIT).delete()
    SignInFailure.objects.create(user_name=_digest(username), address=_address(request), at=now)


def _address(request: HttpRequest | None) -> str:
    return _digest("" if request is None else request.META.get("REMOTE_ADDR", ""))


def _digest(text: str) -> str:
    """People type passwords where names belong: what was typed is not kept."""
    return salted_hmac("people.signing_in", text, algorithm="sha256").hexdigest()

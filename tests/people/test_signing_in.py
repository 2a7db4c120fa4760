"""Passwords cannot be guessed at leisure, neither in the workspace nor in the admin."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.utils import timezone

from people.models import SignInFailure, User
from people.signing_in import MOST_FROM_ONE_ADDRESS, MOST_IN_ALL, WAIT

pytestmark = pytest.mark.django_db
START = timezone.now().replace(year=2026, month=9, day=1)


@pytest.fixture
def ding() -> User:
    return User.objects.create_user("ding", password="right horse")


def tries(password: str, *, address: str = "10.0.0.1", name: str = "ding") -> bool:
    """Whether an attempt from this address succeeds."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return authenticate(request, username=name, password=password) is not None


def guess(count: int, *, address: str = "10.0.0.1", name: str = "ding") -> None:
    for number in range(count):
        assert not tries(f"guess {number}", address=address, name=name)


def test_after_ten_guesses_even_the_right_password_has_to_wait(ding: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        guess(MOST_FROM_ONE_ADDRESS - 1)
        assert tries("right horse")
        guess(1)
        assert not tries("right horse")
        clock.shift(WAIT - timedelta(seconds=1))
        assert not tries("right horse")
        clock.shift(timedelta(seconds=1))
        assert tries("right horse")


def test_who_guesses_shuts_out_nobody_else(ding: User) -> None:
    User.objects.create_user("mei", password="other horse")
    guess(MOST_FROM_ONE_ADDRESS)
    assert tries("right horse", address="10.0.0.2")
    assert tries("other horse", name="mei")


def test_many_addresses_together_have_a_hundred_guesses(ding: User) -> None:
    for number in range(MOST_IN_ALL // 5):
        assert tries("right horse", address="192.0.2.1")
        guess(5, address=f"10.0.1.{number}")
    assert not tries("right horse", address="192.0.2.1")


def test_attempts_while_waiting_do_not_make_the_wait_longer(ding: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        guess(MOST_FROM_ONE_ADDRESS)
        clock.shift(WAIT - timedelta(minutes=1))
        guess(5)
        clock.shift(timedelta(minutes=1))
        assert tries("right horse")


def test_what_was_typed_is_not_kept_and_old_failures_are_forgotten(ding: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        guess(2, name="my secret, in the wrong field")
        kept = SignInFailure.objects.values_list("user_name", "address")
        assert [len(name) + len(address) for name, address in kept] == [128, 128]
        assert len(set(kept)) == 1
        clock.shift(WAIT)
        guess(1)
        assert SignInFailure.objects.count() == 1


@pytest.mark.parametrize("login", ["/organise/sign-in/", "/admin/login/"])
def test_both_doors_are_guarded(ding: User, login: str) -> None:
    User.objects.filter(pk=ding.pk).update(is_staff=True)
    client = Client()
    for number in range(MOST_FROM_ONE_ADDRESS):
        client.post(login, {"username": "ding", "password": str(number)})
    assert client.post(login, {"username": "ding", "password": "right horse"}).status_code == 200
    SignInFailure.objects.all().delete()
    assert client.post(login, {"username": "ding", "password": "right horse"}).status_code == 302

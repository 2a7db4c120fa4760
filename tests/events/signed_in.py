"""Browsers in which somebody is signed in."""

from django.test import Client

from people.models import User


def signed_in(user: User, language: str = "en") -> Client:
    """A browser of this person's, reading this language."""
    client = Client()
    client.force_login(user)
    client.cookies["diandian_language"] = language
    return client

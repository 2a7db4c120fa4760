"""Reading pages of the stage's event as somebody would."""

import re

from django.test import Client

from people.models import User

AT = "/organise/events/games/"
COURSE, BALANCE, SAID = f"{AT}course/", f"{AT}balance/", "/z/games/declaration/"


def client_of(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def visible(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())

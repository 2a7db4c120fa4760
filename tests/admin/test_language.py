"""The switch in the header: a choice is kept, and leads back to where it was made, never to another host."""

import pytest
from django.test import Client


def test_the_header_offers_the_other_language_and_comes_back_with_the_filters(root: Client) -> None:
    address = "/admin/events/donation/?state__exact=offered"
    switch = "/language/zh-hans/?next=%2Fadmin%2Fevents%2Fdonation%2F%3Fstate__exact%3Doffered"
    assert f'href="{switch}"' in root.get(address).content.decode()
    response = root.get(switch)
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert root.get(address).headers["Content-Language"] == "zh-hans"


def test_a_stranger_chooses_before_logging_in() -> None:
    client = Client(headers={"accept-language": "en"})
    assert (
        'href="/language/zh-hans/?next=%2Fadmin%2Flogin%2F"' in client.get("/admin/login/").content.decode()
    )


@pytest.mark.parametrize(
    "onward",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "admin/",
    ],
)
def test_the_way_on_is_never_to_another_host(onward: str) -> None:
    response = Client().get("/language/en/", {"next": onward})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert response.cookies["diandian_language"].value == "en"


@pytest.mark.parametrize("code", ["fr", "zh", "EN", "en-us"])
def test_a_language_that_nobody_wrote_is_not_found(code: str, db: None) -> None:
    response = Client().get(f"/language/{code}/", {"next": "/"})
    assert (response.status_code, "diandian_language" in response.cookies) == (404, False)


def test_a_language_is_not_chosen_by_a_form() -> None:
    assert Client().post("/language/en/").status_code == 405

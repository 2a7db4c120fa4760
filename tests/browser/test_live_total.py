"""The live total: what the page adds up is what the server records, on any network; and the search for a city."""

import re

import pytest
from playwright.sync_api import Page

from diandian.lib.mass import format_grams
from scripts.browser import DESKTOP
from tests.browser import steps
from tests.browser.conftest import Reader, Visit, Visits

pytestmark = pytest.mark.browser

EDGES = [
    10**power + step for power in range(13) for step in (-51, -50, -49, -6, -5, -4, -1, 0, 1, 49, 50, 51)
]
MASSES = sorted({grams for grams in (*range(2_500), *range(990_000, 1_010_000, 13), *EDGES) if grams >= 0})


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_page_prints_masses_like_the_server(tongue: str, visit: Visits) -> None:
    page = visit(Reader(tongue)).page
    page.goto(steps.QUESTIONS)
    printed = page.evaluate("masses => masses.map(formatGrams)", MASSES)
    assert printed == [format_grams(grams) for grams in MASSES]


def live_total(page: Page) -> str:
    page.locator("#total").wait_for()
    page.wait_for_load_state("networkidle")
    return page.locator("#total span").inner_text()


def test_what_the_page_adds_up_is_what_the_server_records(visit: Visits) -> None:
    page = visit().page
    trips = [
        ("Chongqing", "car", {"#fuel": "electric", "#occupants": "4"}),
        ("London", "plane", {"#cabin": "business"}),
        ("Beijing", "hsr", {"#nights": "", "#sharers": "9"}),
        ("Mianyang", "coach", {"#meals": "200"}),
        ("Chengdu", "", {}),
    ]
    for city, mode, changes in trips:
        page.goto(steps.QUESTIONS)
        page.check("[name=home][value=far]")
        page.fill("#nights", "3")
        steps.come_from(page, city)
        page.locator("#total").wait_for()
        if mode:
            page.check(f"[name=mode][value={mode}]")
        for field, value in changes.items():
            if field in ("#fuel", "#cabin"):
                page.select_option(field, value)
            else:
                page.fill(field, value)
        live = live_total(page)
        page.locator(steps.SEND).click()
        page.wait_for_url("**/j/*/")
        assert (city, steps.total(page)) == (city, live)


def test_another_venue_is_another_way(visit: Visits) -> None:
    page = visit().page
    page.goto(steps.QUESTIONS)
    near = live_total(page)
    page.select_option("#venue", "jianyang")
    page.locator("#local-km", has_text="120").wait_for()
    assert live_total(page) != near


def test_only_ways_that_exist_are_offered_and_the_usual_one_is_chosen(visit: Visits) -> None:
    page = visit().page
    page.goto(steps.QUESTIONS)
    page.check("[name=home][value=far]")
    shown = (
        "[...document.querySelectorAll('[name=mode]')].filter(it => it.checkVisibility()).map(it => it.value)"
    )
    for city, modes, usual in (
        ("London", ["plane"], "plane"),
        ("Chongqing", ["hsr", "plane", "coach", "car"], "hsr"),
    ):
        steps.come_from(page, city)
        page.locator(f"[name=mode][value={usual}]:checked").wait_for()
        page.wait_for_function(f"{shown}.length === {len(modes)}")
        assert page.evaluate(shown) == modes
    page.check("[name=mode][value=coach]")
    steps.come_from(page, "Mianyang")
    page.wait_for_load_state("networkidle")
    assert page.locator("[name=mode][value=coach]").is_checked()  # the reader's own choice stays


# --- The search for a city --------------------------------------------------------------------------------


def type_city(made: Visit, text: str) -> Page:
    page = made.page
    page.goto(steps.QUESTIONS)
    page.check("[name=home][value=far]")
    page.locator("#origin").press_sequentially(text, delay=20)
    page.locator("#cities").wait_for()
    return page


@pytest.mark.parametrize(
    ("tongue", "text", "first"),
    [
        ("zh", "重庆", "重庆"),
        ("zh", "chongqing", "重庆"),
        ("en", "重庆", "Chongqing"),
        ("en", "Chonqing", "Chongqing"),
    ],
)
def test_a_city_is_found_in_either_script_and_misspelt(
    tongue: str, text: str, first: str, visit: Visits
) -> None:
    page = type_city(visit(Reader(tongue)), text)
    page.locator(f"#cities li:first-child:has-text('{first}')").wait_for()
    assert re.search(r" \d+$", page.locator("#cities-status").inner_text())


def test_a_city_is_chosen_with_the_keyboard_alone(visit: Visits) -> None:
    page = type_city(visit(Reader("en", DESKTOP)), "suz")
    field = page.get_by_role("combobox", name="City")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#cities [aria-selected=true]")
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant") == "city-0"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # chooses, and does not send the form
    assert page.input_value("#origin") == "Suzhou · Jiangsu"
    assert (field.get_attribute("aria-expanded"), field.get_attribute("aria-activedescendant")) == (
        "false",
        None,
    )
    assert page.url.endswith(steps.QUESTIONS)
    field.press_sequentially("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#cities").is_hidden()
    assert page.input_value("#origin") == "Suzhou · Jiangsux"


def test_a_city_is_chosen_with_a_finger(visit: Visits) -> None:
    page = type_city(visit(tongue="en"), "beij")
    page.locator("#cities li").first.click()
    assert (page.input_value("#origin"), page.locator("#cities").is_hidden()) == ("Beijing", True)
    assert live_total(page)

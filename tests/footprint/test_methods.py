"""The page that explains every formula: its numbers are those of the program and of the set."""

import html
import re

import pytest
from django.test import Client

from diandian.lib.mass import format_grams
from footprint import methods, queries
from footprint.calculation import Cabin, Flight, FlightMethod, LineKey, great_circle_km, lines_of
from footprint.calculation.icao import corrected_km
from footprint.library_phrases import METHOD_ANCHORS
from footprint.models import FactorSet


@pytest.fixture
def page(published: FactorSet) -> str:
    response = Client(headers={"accept-language": "en"}).get("/methods/")
    return html.unescape(response.content.decode())


def test_the_contents_lead_to_every_section_in_their_order(page: str) -> None:
    contents, sections = re.findall(r'href="#(.+?)"', page)[1:], re.findall(r'<section id="(.+?)"', page)
    assert contents == sections == list(methods.SECTIONS)


def test_every_kind_of_line_has_its_section() -> None:
    assert set(METHOD_ANCHORS) == set(LineKey)
    assert set(METHOD_ANCHORS.values()) <= set(methods.SECTIONS)


def test_every_method_has_an_example_of_the_set(published: FactorSet) -> None:
    page = methods.method_page(published)
    examples = [*page["examples"].values(), *page["weak_examples"].values()]
    assert [lines for lines in examples if not lines] == []


def test_only_an_example_that_says_so_has_weak_figures(published: FactorSet, page: str) -> None:
    shown = methods.method_page(published)
    usual = [line for lines in shown["examples"].values() for line in lines]
    weak = [line for lines in shown["weak_examples"].values() for line in lines]
    assert [line for line in usual if line.grade in ("D", "E")] == []
    assert [line.grade for line in weak] == ["D", "D", "E"]
    assert page.count('<span class="tag">weak</span>') == len(weak)
    assert page.count("with weak figures allowed</p>") == 2


def test_a_ride_in_the_city_is_counted_as_an_event_counts_it_by_default(published: FactorSet) -> None:
    metro, bus, taxi = methods.method_page(published)["examples"]["local"]
    assert [line.factor_codes[0] for line in (metro, bus, taxi)] == [
        "desnz25-underground",
        "desnz25-bus-avg",
        "desnz25-taxi-pkm",
    ]


def test_an_example_is_what_the_engine_counts(page: str, published: FactorSet) -> None:
    start, end = queries.place("cn-beijing"), queries.place("cn-chengdu")
    flight = Flight(great_circle_km(start.point, end.point), ("CN", "CN"))
    for line in lines_of(flight, queries.library_of(published)):
        assert f"= {format_grams(line.grams)}</p>" in page


def test_the_steps_that_the_page_names_are_those_of_the_method() -> None:
    assert [corrected_km(km) - km for km in (549, 550, 5_500, 5_501)] == [50, 100, 100, 125]


def test_what_the_publisher_says_of_other_effects_is_what_its_factors_say(published: FactorSet) -> None:
    library = queries.library_of(published)
    codes = [f"desnz25-air-international-non-uk-economy-{part}" for part in ("norf", "non-co2")]
    direct, other = (library[code].grams_per_unit for code in codes)
    assert round(other / direct, 1) == methods.DESNZ_NON_CO2_MULTIPLE


def test_the_three_methods_of_flying_are_shown_apart(published: FactorSet) -> None:
    examples = methods.method_page(published)["examples"]
    library = queries.library_of(published)
    start, end = queries.place("cn-beijing"), queries.place("cn-chengdu")
    distance_km = great_circle_km(start.point, end.point)
    for name, method, cabin in (
        ("flight", FlightMethod.DESNZ, Cabin.ECONOMY),
        ("flight_icao", FlightMethod.ICAO, Cabin.ECONOMY),
        ("flight_china", FlightMethod.CHINA_AVERAGE, Cabin.AVERAGE),
    ):
        flight = Flight(distance_km, ("CN", "CN"), cabin=cabin, method=method)
        assert examples[name] == lines_of(flight, library)


def test_every_reference_with_an_address_is_a_link(page: str) -> None:
    linked = [reference.address for reference in methods.REFERENCES if reference.address]
    assert re.findall(r'<li><a href="(http.+?)" rel="noreferrer">', page) == linked

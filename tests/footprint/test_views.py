"""The public library and the methods, as a browser without JavaScript sees them."""

import gzip
import html
import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from footprint.actions import NewFactorSet, load_factor_set, publish
from footprint.calculation import FactorValue
from footprint.factor_file import FactorFile, parse
from footprint.models import FactorSet

FACTORS = "/factors/"
HSR = "/factors/china-2026.1/cn-hsr-full-2019/"
PAGE_BYTES_MAX = 30 * 1024  # compressed: the whole library in about the time of a photo's first lines
FACTOR_LINK = re.compile(r'<td role="cell" class="what"><p><a href="/factors/[^/]+/([^/]+)/"')


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def chinese_reader() -> Client:
    return Client(headers={"accept-language": "zh-CN"})


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def codes_of(client: Client, address: str) -> list[str]:
    return FACTOR_LINK.findall(client.get(address).content.decode())


def next_version(new_set: NewFactorSet, *factors: FactorValue) -> FactorSet:
    newer = NewFactorSet("china", "2026.2", "新", "Newer", factors or new_set.factors)
    return publish(factor_set=load_factor_set(new=newer), by=None)


# --- The library ------------------------------------------------------------------------------------------


def test_every_factor_of_the_set_is_on_the_page(
    published: FactorSet, factor_file: FactorFile, reader: Client
) -> None:
    assert sorted(codes_of(reader, FACTORS)) == sorted(factor.code for factor in factor_file.factors)


def test_the_whole_library_is_one_light_page(published: FactorSet, reader: Client) -> None:
    response = reader.get(FACTORS, headers={"accept-encoding": "gzip"})
    assert len(response.content) < PAGE_BYTES_MAX
    assert len(gzip.decompress(response.content)) < 400_000


@pytest.mark.parametrize("address", [FACTORS, HSR])
def test_a_page_asks_the_database_for_the_sets_only(
    address: str, published: FactorSet, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader.get(address)  # reads the factors once per process
    with django_assert_num_queries(2):
        reader.get(address)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=cn-hsr-full-2019", ["cn-hsr-full-2019"]),
        ("q=Sichuan+电力+2023", ["cn-grid-2023-sichuan"]),
        (
            "q=四川省电力&boundary=direct",
            ["cn-grid-2021-sichuan", "cn-grid-2022-sichuan", "cn-grid-2023-sichuan"],
        ),
        ("q=HIGH-SPEED+stations", ["cn-hsr-full-2019"]),
        ("q=25_314_3146_11_1", ["desnz25-coach"]),
        ("category=metro&weak=yes&region=CN-BJ", ["bj-metro"]),
        ("category=venue&grade=A", []),
        ("grade=Z", []),
        ("region=nowhere", []),
    ],
)
def test_the_library_is_searched_in_both_languages_and_filtered(
    query: str, found: list[str], published: FactorSet, reader: Client
) -> None:
    assert codes_of(reader, f"{FACTORS}?{query}") == found


def test_a_search_stays_in_the_form_and_nothing_found_says_what_to_do(
    published: FactorSet, reader: Client
) -> None:
    page = text_of(reader, f'{FACTORS}?q="><b>&grade=Z')
    assert 'value=""><b>"' in page
    assert '<option value="Z" selected>Z · 0</option>' in page
    assert "Nothing in this set fits. Try one word only, or fewer filters." in page


def test_what_was_typed_is_no_markup(published: FactorSet, reader: Client) -> None:
    assert "<b>" not in reader.get(f'{FACTORS}?q="><b>').content.decode().split("</form>")[0]


def test_weak_factors_and_additions_say_so_in_their_row(published: FactorSet, reader: Client) -> None:
    metro = text_of(reader, f"{FACTORS}?q=bj-metro&region=CN-BJ")
    assert metro.count('<tr role="row" class="weak">') == 1
    assert metro.count('<span class="tag">weak</span>') == 1
    coach = text_of(reader, f"{FACTORS}?q=desnz25-coach-wtt")
    assert coach.count("An addition, never a total") == 1
    assert text_of(reader, f"{FACTORS}?q=cn-hsr-full-2019").count("An addition, never a total") == 0


def test_no_row_calls_our_judgement_the_publishers(published: FactorSet, reader: Client) -> None:
    rows = text_of(reader, FACTORS).split("<tbody")[1:]
    assert sum(row.count("(stated by the publisher)") for row in rows) == 0


def test_each_licence_has_its_sentence_on_the_page(published: FactorSet, reader: Client) -> None:
    page = text_of(reader, FACTORS)
    sentence = "Contains public sector information licensed under the Open Government Licence v3.0."
    assert page.count(sentence) == 1


def test_the_power_stations_figures_are_carbon_dioxide_only(published: FactorSet, reader: Client) -> None:
    assert "156.4 g CO₂ per kWh" in text_of(reader, f"{FACTORS}?q=cn-grid-2023-sichuan")


def test_an_old_set_stays_readable_and_says_that_it_was_replaced(
    published: FactorSet, new_set: NewFactorSet, reader: Client
) -> None:
    next_version(new_set)
    assert "A newer version has replaced this set." not in text_of(reader, FACTORS)
    assert f"(china-2026.2) with {len(new_set.factors)} factors" in text_of(reader, FACTORS)
    for address in (f"{FACTORS}?set=china-2026.1", HSR):
        assert "A newer version has replaced this set." in text_of(reader, address)


def test_a_draft_and_an_unknown_set_are_not_shown(
    published: FactorSet, new_set: NewFactorSet, reader: Client
) -> None:
    load_factor_set(new=NewFactorSet("china", "2026.2", "新", "Newer", new_set.factors))
    for name in ("china-2026.2", "china-1999.1", "nothing"):
        text_of(reader, f"{FACTORS}?set={name}", 404)
        text_of(reader, f"/factors/{name}.csv", 404)
        text_of(reader, f"/factors/{name}.json", 404)
        text_of(reader, f"/factors/{name}/cn-hsr-full-2019/", 404)


def test_without_any_set_there_is_no_library(db: None, reader: Client) -> None:
    text_of(reader, FACTORS, 404)
    text_of(reader, "/methods/", 404)


# --- One factor -------------------------------------------------------------------------------------------


def test_a_factor_says_all_that_is_known_of_it(published: FactorSet, reader: Client) -> None:
    page = text_of(reader, HSR)
    facts = dict(zip(re.findall(r"<dt>(.+?)</dt>", page), re.findall(r"<dd>(.+?)</dd>", page), strict=True))
    words = {name: re.sub(r"<[^>]+>", " ", fact).strip() for name, fact in facts.items()}
    assert words["Used by default for"] == "high-speed rail · China"
    assert words["Uncertainty"] == "± 30 % (our judgement)"
    assert words["Grade"] == "C: an article by the authors"
    assert words["Where in the source"] == "http://rcees.cas.cn/kx/kxpj/kpwz/202403/t20240305_7011624.html"
    assert words["Code"] == "cn-hsr-full-2019"
    assert "30.48 g per passenger-km" in page
    assert words["Gases"] == "gases not stated"


def test_a_part_leads_to_the_other_parts_of_its_figure(published: FactorSet, reader: Client) -> None:
    page = text_of(reader, "/factors/china-2026.1/desnz25-air-international-non-uk-economy-wtt/")
    assert "This figure is only an addition to another one. Alone it is never a total." in page
    assert re.findall(r'<li><a href="/factors/china-2026.1/(.+?)/">', page) == [
        "desnz25-air-international-non-uk-economy-norf",
        "desnz25-air-international-non-uk-economy-non-co2",
    ]


def test_the_name_of_a_library_leads_to_the_version_in_force(published: FactorSet, reader: Client) -> None:
    response = reader.get("/factors/china/cn-hsr-full-2019/")
    assert (response.status_code, response["Location"]) == (302, HSR)
    response = reader.get("/factors/china.json")
    assert (response.status_code, response["Location"]) == (302, "/factors/china-2026.1.json")
    assert response["Cache-Control"] == "no-cache"


def test_an_unknown_factor_is_not_found(published: FactorSet, reader: Client) -> None:
    text_of(reader, "/factors/china-2026.1/nothing/", 404)


# --- Downloads --------------------------------------------------------------------------------------------


def test_the_csv_is_read_back_to_the_same_factors(
    published: FactorSet, factor_file: FactorFile, reader: Client
) -> None:
    read = parse(reader.get("/factors/china-2026.1.csv").content.decode())
    assert (read.name_zh, read.name_en) == (factor_file.name_zh, factor_file.name_en)
    assert sorted(read.factors, key=lambda factor: factor.code) == sorted(
        factor_file.factors, key=lambda factor: factor.code
    )


def test_the_json_has_every_field_as_it_is(
    published: FactorSet, factor_file: FactorFile, reader: Client
) -> None:
    found = json.loads(reader.get("/factors/china-2026.1.json").content)
    assert (found["method"], found["fingerprint"]) == ("china-2026.1", published.content_digest)
    assert sorted(found["attributions"]) == ["en", "zh"]
    factor = next(factor for factor in found["factors"] if factor["code"] == "cn-hsr-full-2019")
    kept = next(factor for factor in factor_file.factors if factor.code == "cn-hsr-full-2019")
    assert set(factor) == {*FactorValue.__slots__, "is_weak"}
    assert (factor["grams_per_unit"], Decimal(factor["grams_per_unit"])) == ("30.48000", kept.grams_per_unit)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_published_set_may_be_kept_for_ever(ending: str, published: FactorSet, reader: Client) -> None:
    first = reader.get(f"/factors/china-2026.1.{ending}")
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["ETag"] == f'"{published.content_digest}"'
    again = reader.get(f"/factors/china-2026.1.{ending}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_download_is_the_same_in_every_language_and_after_the_next_version(
    ending: str, published: FactorSet, new_set: NewFactorSet, reader: Client, chinese_reader: Client
) -> None:
    address = f"/factors/china-2026.1.{ending}"
    first = reader.get(address).content
    next_version(new_set)
    assert chinese_reader.get(address).content == first


@pytest.mark.parametrize("address", [FACTORS, HSR, "/factors/china-2026.1.csv", "/methods/"])
def test_nothing_can_be_sent_to_the_library(address: str, published: FactorSet, reader: Client) -> None:
    assert reader.post(address).status_code == 405

"""The files of places: complete, sound, and with the codes that stored assessments name."""

import csv
import hashlib
from collections import Counter

import pytest

import footprint.queries
from footprint.calculation import PlaceKind, great_circle_km
from footprint.places import all_places, folded
from footprint.places.gazetteer import FOLDER

PROVINCIAL_CAPITALS = (
    "北京 天津 上海 重庆 石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州 "
    "武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐 台北 香港 澳门"
)
STATIONS = (
    "成都东 成都南 成都西 犀浦 北京西 上海虹桥 广州南 深圳北 西安北 重庆北 重庆西 沙坪坝 武汉 郑州东 南京南 "
    "杭州东 昆明南 贵阳北 贵阳东 长沙南 香港西九龙"
)
AIRPORTS = "CTU TFU PEK PKX PVG SHA CAN SZX CKG KMG XIY HKG MFM TPE LHR CDG FRA JFK LAX NRT HND ICN SIN DXB"
FOUNDERS = 1261  # places whose codes and names are kept for ever


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_as_many_places_of_each_kind_as_the_documentation_says() -> None:
    kinds = Counter(place.kind for place in all_places().places)
    assert kinds == {PlaceKind.CITY: 36_359, PlaceKind.AIRPORT: 3_721, PlaceKind.STATION: 98}


def test_every_place_is_sound() -> None:
    places = list(all_places().places)
    assert len({place.code for place in places}) == len(places)
    for place in places:
        assert place.name_en
        assert place.region_zh
        assert place.region_en
        assert place.region.startswith(place.country)
        assert place.pinyin == place.pinyin.lower().strip()
        assert bool(place.pinyin) == bool(place.name_zh)
        assert place.population == 0 or place.kind == PlaceKind.CITY
        assert len(place.code) <= 40
        assert max(len(place.label_in(language)) for language in ("zh-hans", "en")) <= 80


def test_cities_stand_in_the_order_of_their_size() -> None:
    places = all_places()
    sizes = [places.places[number].population for number in range(0, len(places.cities), 97)]
    assert sizes == sorted(sizes, reverse=True)


def test_no_two_places_have_one_label() -> None:
    for language in ("zh-hans", "en"):
        labels = Counter(folded(place.label_in(language)) for place in all_places().places)
        assert [label for label, count in labels.items() if count > 1] == []


def test_the_first_places_keep_what_stored_assessments_and_certificates_say_of_them() -> None:
    with (FOLDER.parent / "tests/footprint/places/founders.txt").open(encoding="utf-8") as file:
        founders = file.read().split("\n")[:-1]
    assert len(founders) == FOUNDERS
    places = all_places().by_code
    for founder in founders:
        code, digest = founder.split()
        place = places[code]
        text = "|".join(
            (place.name_zh, place.name_en, place.label_in("zh"), place.label_in("en"), str(place.point))
        )
        assert hashlib.sha256(text.encode()).hexdigest()[:12] == digest, code


def test_names_are_chinese_only_where_they_are_certain_and_never_a_part_of_a_city() -> None:
    chengdu = footprint.queries.place("cn-chengdu")
    assert chengdu.also == ()
    assert footprint.queries.place("za-atlantis").name_zh == ""
    in_china = [
        place for place in all_places().places if place.country == "CN" and place.kind == PlaceKind.CITY
    ]
    assert sum(bool(place.name_zh) for place in in_china) > 0.9 * len(in_china)


@pytest.mark.parametrize(
    ("code", "label"),
    [("cn-daocheng", "稻城 · 四川"), ("cn-anxiang", "安香 · 河北"), ("cn-liguo", "利国 · 江苏")],
)
def test_a_city_that_geonames_has_in_another_province_lies_in_its_own(code: str, label: str) -> None:
    assert footprint.queries.place(code).label_in("zh-hans") == label


@pytest.mark.parametrize("name", PROVINCIAL_CAPITALS.split())
def test_every_provincial_capital_is_in_the_list(name: str) -> None:
    place = footprint.queries.place_named(name)
    assert place is not None
    assert place.name_zh == name
    assert place.kind == PlaceKind.CITY


@pytest.mark.parametrize("iata", AIRPORTS.split())
def test_a_large_airport_is_known_by_its_code_and_has_a_chinese_name(iata: str) -> None:
    place = footprint.queries.place_named(iata)
    assert place is not None
    assert place.code == f"air-{iata.lower()}"
    assert place.name_zh.endswith("机场")
    assert place.also[0] == iata


@pytest.mark.parametrize("name", STATIONS.split())
def test_a_main_station_is_known_with_and_without_its_last_word(name: str) -> None:
    places = all_places()
    found = places.suggestions(f"{name}站", 1)[0]
    assert found.kind == PlaceKind.STATION
    assert found.name_zh == f"{name}站"


def test_every_station_lies_in_its_city_and_says_where_it_was_seen() -> None:
    for row in rows("stations.csv"):
        station, city = (footprint.queries.place(row[key]) for key in ("code", "city"))
        assert great_circle_km(station.point, city.point) <= 40
        assert row["source"] in ("1", "2", "3", "4", "5", "hand")


@pytest.mark.parametrize(
    ("first", "second", "kilometres"),
    [
        ("cn-chengdu", "cn-beijing", 1514),
        ("cn-chengdu", "cn-chongqing", 268),
        ("gb-london", "fr-paris", 344),
        ("air-ctu", "air-pek", 1560),
        ("air-lhr", "air-jfk", 5540),
    ],
)
def test_places_lie_where_they_are(first: str, second: str, kilometres: int) -> None:
    distance = great_circle_km(footprint.queries.place(first).point, footprint.queries.place(second).point)
    assert abs(distance - kilometres) <= 5


def test_the_places_are_a_sequence_and_a_mapping() -> None:
    places = all_places()
    assert places.places[0] == next(iter(places.places))
    assert places.places[-1].kind == PlaceKind.STATION
    assert places.places[2:4] == [places.places[2], places.places[3]]
    assert len(places.by_code) == len(places.places)
    assert "cn-chengdu" in places.by_code
    assert places.by_code.get("cn\nchengdu") is None
    assert next(iter(places.by_code)) == places.places[0].code
    with pytest.raises(IndexError):
        places.places[len(places.places)]

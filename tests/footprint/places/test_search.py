"""Finding a place in any of the ways in which people write it."""

import pytest

import footprint.queries
from footprint.calculation import PlaceKind
from footprint.errors import UnknownPlaceError
from footprint.places import all_places


def codes(text: str, limit: int = 8) -> list[str]:
    return [place.code for place in footprint.queries.suggestions(text, limit)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("成都", "cn-chengdu"),
        ("成都市", "cn-chengdu"),
        ("Chengdu", "cn-chengdu"),
        ("CHENG DU", "cn-chengdu"),
        ("chengdu", "cn-chengdu"),
        ("Ｃｈｅｎｇｄｕ", "cn-chengdu"),
        ("chéngdū", "cn-chengdu"),
        ("重庆", "cn-chongqing"),
        ("重慶", "cn-chongqing"),
        ("chongqing", "cn-chongqing"),
        ("北京", "cn-beijing"),
        ("Peking", "cn-beijing"),
        ("Xi’an", "cn-xian"),
        ("xi an", "cn-xian"),
        ("香港", "hk-hong-kong"),
        ("Hong Kong", "hk-hong-kong"),
        ("xianggang", "hk-hong-kong"),
        ("澳门", "mo-macao"),
        ("Macau", "mo-macao"),
        ("台北", "tw-taipei"),
        ("臺北", "tw-taipei"),
        ("乌鲁木齐", "cn-urumqi"),
        ("Ürümqi", "cn-urumqi"),
        ("伦敦", "gb-london"),
        ("lundun", "gb-london"),
        ("旧金山", "us-san-francisco"),
        ("三藩市", "us-san-francisco"),
        ("Zürich", "ch-zurich"),
        ("首尔", "kr-seoul"),
        ("东京", "jp-tokyo"),
        ("São Paulo", "br-sao-paulo"),
        ("Łódź", "pl-lodz"),
        ("lodz", "pl-lodz"),
        ("苏州", "cn-suzhou"),
        ("宿州", "cn-suzhou-1793743"),
        ("苏州 · 江苏", "cn-suzhou"),
        ("Suzhou · Anhui", "cn-suzhou-1793743"),
        ("Deyang · Sichuan", "cn-deyang"),
        ("Wulong · Chongqing", "cn-wulong"),
        ("Mianzhu, Deyang, Sichuan", "cn-mianzhu"),
        ("江苏苏州", "cn-suzhou"),
        ("四川成都", "cn-chengdu"),
        ("四川省成都市", "cn-chengdu"),
        ("成都，四川", "cn-chengdu"),
        ("中国成都", "cn-chengdu"),
        ("Chengdu, Sichuan", "cn-chengdu"),
        ("Chengdu, China", "cn-chengdu"),
        ("Chengdu Sichuan", "cn-chengdu"),
        ("Springfield, Illinois", "us-springfield-4250542"),
        ("Suzhou", "cn-suzhou"),
        ("遮放", "cn-zhefang"),
        ("双流", "cn-shuangliu"),
        ("郫都", "cn-pidu"),
        ("仁寿县", "cn-renshou"),
        ("西双版纳", "cn-xishuangbanna"),
        ("München", "de-munich"),
        ("Washington D.C.", "us-washington"),
        ("镰仓", "jp-kamakura"),
        ("CTU", "air-ctu"),
        ("ctu", "air-ctu"),
        ("成都双流国际机场", "air-ctu"),
        ("成都双流机场", "air-ctu"),
        ("成都雙流機場", "air-ctu"),
        ("希思罗", "air-lhr"),
        ("成都东", "rail-chengdu-east"),
        ("成都东站", "rail-chengdu-east"),
        ("成都東站", "rail-chengdu-east"),
        ("Chengdu East Station", "rail-chengdu-east"),
    ],
)
def test_a_place_is_found_first_by_any_of_its_names(text: str, code: str) -> None:
    assert codes(text, 1) == [code]


@pytest.mark.parametrize(
    "text", ["成都", "重慶", "Xi’an", "四川成都", "Suzhou · Anhui", "CTU", "成都东站", "Łódź"]
)
def test_a_whole_name_or_label_names_the_place(text: str) -> None:
    place = footprint.queries.place_named(text)
    assert place == footprint.queries.suggestions(text, 1)[0]


@pytest.mark.parametrize("text", ["", " ", "·", "成", "cd", "Atlantopolis", "<script>", "\x00", "成都" * 500])
def test_what_is_no_place_s_name_is_none(text: str) -> None:
    assert footprint.queries.place_named(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cheng", "cn-chengdu"),
        ("成", "cn-chengdu"),
        ("cd", "cn-chengdu"),
        ("bj", "cn-beijing"),
        ("cq", "cn-chongqing"),
        ("shang", "cn-shanghai"),
        ("sha", "cn-shanghai"),
        ("lond", "gb-london"),
        ("都江", "cn-dujiangyan"),
        ("ew york", "us-new-york"),
        ("s", "cn-shanghai"),
        ("heathrow", "air-lhr"),
    ],
)
def test_a_beginning_initials_or_a_part_suggest_the_likeliest_place_first(text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_a_whole_name_comes_before_larger_cities_with_the_name_in_theirs() -> None:
    found = codes("York")
    assert found[0] == "gb-york"
    assert codes("Bath")[0] == "gb-bath"


def test_cities_of_one_name_are_suggested_with_the_larger_first() -> None:
    cities = all_places().suggestions("suzhou", 2, kinds=[PlaceKind.CITY])
    assert [place.label_in("en") for place in cities] == ["Suzhou · Jiangsu", "Suzhou · Anhui"]


@pytest.mark.parametrize("text", ["chengdu", "成都"])
def test_a_city_comes_before_its_airports_and_these_before_its_stations(text: str) -> None:
    found = codes(text)
    ours = [found.index(code) for code in ("cn-chengdu", "air-ctu", "air-tfu", "rail-chengdu-east")]
    assert ours[0] == 0
    assert ours == sorted(ours)


def test_three_capitals_are_an_airport_s_code_and_small_letters_a_beginning_first() -> None:
    assert codes("SHA")[:2] == ["air-sha", "cn-shanghai"]
    assert codes("sha")[0] == "cn-shanghai"


@pytest.mark.parametrize(
    ("kinds", "first"),
    [
        ([PlaceKind.CITY], "cn-chengdu"),
        ([PlaceKind.AIRPORT], "air-ctu"),
        ([PlaceKind.STATION], "rail-chengdu-east"),
        ([PlaceKind.STATION, PlaceKind.CITY], "cn-chengdu"),
    ],
)
def test_only_the_kinds_that_were_asked_for_are_suggested(kinds: list[PlaceKind], first: str) -> None:
    found = all_places().suggestions("chengdu", 8, kinds=kinds)
    assert found[0].code == first
    assert {place.kind for place in found} <= set(kinds)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chengdoo", "cn-chengdu"),
        ("成督", "cn-chengdu"),
        ("guangzhuo", "cn-guangzhou"),
        ("Shangai", "cn-shanghai"),
        ("Londn", "gb-london"),
        ("chonqing", "cn-chongqing"),
        ("hcengdu", "cn-chengdu"),
        ("xhengdu", "cn-chengdu"),
        ("Zurihc", "ch-zurich"),
        ("乌鲁木其", "cn-urumqi"),
    ],
)
def test_a_small_typing_mistake_still_suggests_the_city(text: str, code: str) -> None:
    assert codes(text)[0] == code


@pytest.mark.parametrize("text", ["zzzzzz", "", "   ", "!!!", "x" * 10_000, "火星基地", "·" * 90, "Кыштовка"])
def test_nonsense_suggests_nothing(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_no_more_is_suggested_than_asked_for(limit: int) -> None:
    assert len(codes("a", limit)) == limit


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownPlaceError) as refusal:
        footprint.queries.place("cn-atlantis")
    assert refusal.value.text == "cn-atlantis"


def test_every_region_of_the_list_has_its_names() -> None:
    regions = all_places().regions
    assert regions["CN-SC"] == ("四川", "Sichuan")
    assert regions["US"] == ("美国", "United States")
    assert regions["TW"] == ("中国台湾", "Taiwan, China")

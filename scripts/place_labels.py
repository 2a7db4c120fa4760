"""Regions that tell cities of one name apart. For scripts/make_places.py."""

from collections import defaultdict
from typing import Any

from footprint.places.folding import folded
from scripts.place_names import kilometres

Row = dict[str, Any]
LANDMARK = 300_000  # people; a city of which one has heard
FARTHEST_KM = 300
US_STATES = """
AL 亚拉巴马州 Alabama|AK 阿拉斯加州 Alaska|AZ 亚利桑那州 Arizona|AR 阿肯色州 Arkansas|CA 加利福尼亚州 California
CO 科罗拉多州 Colorado|CT 康涅狄格州 Connecticut|DE 特拉华州 Delaware|DC 华盛顿哥伦比亚特区 District of Columbia
FL 佛罗里达州 Florida|GA 佐治亚州 Georgia|HI 夏威夷州 Hawaii|ID 爱达荷州 Idaho|IL 伊利诺伊州 Illinois
IN 印第安纳州 Indiana|IA 艾奥瓦州 Iowa|KS 堪萨斯州 Kansas|KY 肯塔基州 Kentucky|LA 路易斯安那州 Louisiana
ME 缅因州 Maine|MD 马里兰州 Maryland|MA 马萨诸塞州 Massachusetts|MI 密歇根州 Michigan|MN 明尼苏达州 Minnesota
MS 密西西比州 Mississippi|MO 密苏里州 Missouri|MT 蒙大拿州 Montana|NE 内布拉斯加州 Nebraska|NV 内华达州 Nevada
NH 新罕布什尔州 New Hampshire|NJ 新泽西州 New Jersey|NM 新墨西哥州 New Mexico|NY 纽约州 New York
NC 北卡罗来纳州 North Carolina|ND 北达科他州 North Dakota|OH 俄亥俄州 Ohio|OK 俄克拉何马州 Oklahoma
OR 俄勒冈州 Oregon|PA 宾夕法尼亚州 Pennsylvania|RI 罗得岛州 Rhode Island|SC 南卡罗来纳州 South Carolina
SD 南达科他州 South Dakota|TN 田纳西州 Tennessee|TX 得克萨斯州 Texas|UT 犹他州 Utah|VT 佛蒙特州 Vermont
VA 弗吉尼亚州 Virginia|WA 华盛顿州 Washington|WV 西弗吉尼亚州 West Virginia|WI 威斯康星州 Wisconsin
WY 怀俄明州 Wyoming
"""
STATES = {
    code: (name_zh, name_en)
    for code, name_zh, name_en in (
        entry.split(" ", 2) for entry in US_STATES.strip().replace("\n", "|").split("|")
    )
}


def with_state(place: Row, state: str) -> Row:
    """A city of the United States with its state before the country."""
    name_zh, name_en = STATES[state]
    return place | {
        "region_zh": f"{place['region_zh']}{name_zh}",
        "region_en": f"{name_en}, {place['region_en']}",
    }


def with_clear_labels(first: list[Row], more: list[Row]) -> list[Row]:
    """All places; where two would be labelled alike, the later and smaller one says what it is near to.

    The first ones keep their regions, the others are served by size.
    """
    by_size = sorted(more, key=_size)
    landmarks: dict[str, list[Row]] = defaultdict(list)
    for place in [*first, *by_size]:
        if place["population"] >= LANDMARK:
            landmarks[place["country"]].append(place)
    taken: set[str] = set()
    clear = sorted(first, key=_size)
    for place in clear:
        taken |= _all_labels(place)
    for place in by_size:
        near = None
        for language, pattern in (("zh", "{region}，{near}附近"), ("en", "{region}, near {near}")):
            if _labels(place, language) & taken:
                near = near or _landmark(place, landmarks[place["country"]])
                place = _renamed(place, language, pattern, near, taken)
        taken |= _all_labels(place)
        clear.append(place)
    return clear


def _size(place: Row) -> tuple[int, int]:
    return -place["population"], place["geonameid"]


def _name(place: Row, language: str) -> str:
    return str(place["name_zh"] or place["name_en"]) if language == "zh" else str(place["name_en"])


def _labels(place: Row, language: str) -> set[str]:
    """What may be typed for this place and no other: its label, from either end."""
    return _both_ways(_name(place, language), place[f"region_{language}"])


def _all_labels(place: Row) -> set[str]:
    """All that the search takes for this place: any of its names with its region in either language."""
    names = [place["name_zh"], place["name_en"], place["pinyin"], *place["also"].split("|")]
    regions = place["region_zh"], place["region_en"]
    return set().union(*(_both_ways(name, region) for name in filter(None, names) for region in regions))


def _both_ways(name: str, region: str) -> set[str]:
    return {folded(name + region), folded(region + name)}


def _landmark(place: Row, landmarks: list[Row]) -> Row | None:
    """The nearest well-known city of another name."""
    nearest, distance = None, float(FARTHEST_KM)
    for landmark in landmarks:
        if landmark["name_en"] in (place["name_en"], place["region_en"]):
            continue
        here = float(place["latitude"]), float(place["longitude"])
        there = float(landmark["latitude"]), float(landmark["longitude"])
        if (found := kilometres(*here, *there)) < distance:
            nearest, distance = landmark, found
    return nearest


def _renamed(place: Row, language: str, pattern: str, near: Row | None, taken: set[str]) -> Row:
    key = f"region_{language}"
    spot = f"{place['latitude']}, {place['longitude']}"
    texts = [f"{place[key]}（{spot}）" if language == "zh" else f"{place[key]} ({spot})"]
    if near is not None:
        texts.insert(0, pattern.format(region=place[key], near=_name(near, language)))
    for text in texts:
        renamed = place | {key: text}
        if not _labels(renamed, language) & taken:
            return renamed
    raise ValueError(f"two places at one spot: {place['name_en']} {spot}")

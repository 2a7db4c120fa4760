from decimal import Decimal
from pathlib import Path

import pytest

import footprint.queries
from footprint.actions import NewFactorSet, load_factor_set, publish
from footprint.calculation import Answers, Library, Mode, Options, Place, Point, Site
from footprint.factor_file import FactorFile, parse
from footprint.models import FactorSet

FACTOR_FILE = Path(__file__).parents[2] / "footprint" / "factors" / "china-2026.1.csv"


@pytest.fixture(scope="session")
def factor_file() -> FactorFile:
    """The factors that the project ships."""
    return parse(FACTOR_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def library(factor_file: FactorFile) -> Library:
    return Library(factor_file.factors)


@pytest.fixture(scope="session")
def chengdu() -> Place:
    return footprint.queries.place("cn-chengdu")


@pytest.fixture(scope="session")
def beijing() -> Place:
    return footprint.queries.place("cn-beijing")


@pytest.fixture(scope="session")
def london() -> Place:
    return footprint.queries.place("gb-london")


@pytest.fixture(scope="session")
def stadium(chengdu: Place) -> Site:
    """Dong'an Lake Sports Park, in the east of Chengdu; its organiser allows weak factors."""
    point = Point(Decimal("30.5530"), Decimal("104.2720"))
    return Site(host=chengdu, point=point, options=Options(allow_weak=True))


@pytest.fixture
def lins_answers(beijing: Place) -> Answers:
    """Lin flies in from Beijing and shares a room for two nights."""
    return Answers(origin=beijing, mode=Mode.PLANE, nights=2, sharers=2, meals=4)


@pytest.fixture
def meis_answers(chengdu: Place) -> Answers:
    """Mei lives in Chengdu and comes by metro."""
    return Answers(origin=chengdu, mode=Mode.LOCAL, meals=1)


@pytest.fixture
def new_set(factor_file: FactorFile) -> NewFactorSet:
    return NewFactorSet("china", "2026.1", factor_file.name_zh, factor_file.name_en, factor_file.factors)


@pytest.fixture
def published(db: None, new_set: NewFactorSet) -> FactorSet:
    return publish(factor_set=load_factor_set(new=new_set), by=None)

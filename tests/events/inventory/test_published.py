"""Published inventories as cases: what adds up is submitted, what does not is refused, what is rounded is asked about.

Sources (research/domain.md, section 3; the figures are those of the project's published_events.json):
COP23–25 average: Financial Times data, https://www.newsbreak.com/news/2428401529097/.
Suzhou final, 1 November 2025: 新华日报, http://www.abragold.com/ditanshenghuo/2025/1105/115213.html.
FIFA World Cup 2022: https://publications.fifa.com/en/sustainability-report/environmental-pillar/greenhouse-gas-emissions/.
London 2012 reference: https://www.endsreport.com/article/1569609.
Paris 2024: 1.59 Mt by the IOC's method (Le Monde); 2.085 Mt by the State and EY
(https://portail.documentation.developpement-durable.gouv.fr/pub/MPDOUV00266041).
Universiade 2023: 300 kt forecast (chinaeucn.com), 370 kt (spc.jst.go.jp/news/230901/topic_1_05.html).
R3 workshop 2024: https://sites.google.com/view/r3workshop-cosmology/2024-paris/environmental-impact.
"""

from decimal import Decimal
from typing import Any

import pytest

import events.inventory.actions as actions
from events.inventory import errors
from events.inventory.lines import Agreement, agreement, difference, total_of
from events.inventory.queries import current, lines_of
from events.models import Event
from tests.events.inventory.stage import TONNE, draft, organiser_of, submitted, weighing, with_lines

COP = {"air": 45_264, "accommodation": 4_220, "heat and power": 2_135, "local transport": 616, "other": 1_139}
COP_SOURCES = ("participants-travel", "lodging", "power-heat", "participants-travel", "other")
LONDON = {"construction": 1_900_000, "staging": 400_000, "associated": 1_200_000}
FIFA_SHARES = {
    "participants-travel": Decimal("0.517"),
    "lodging": Decimal("0.201"),
    "supplies": Decimal("0.180") + Decimal("0.045"),
    "other": Decimal("0.057"),
}


def test_the_average_of_cop23_to_25_adds_up_exactly(over: Event) -> None:
    version = draft(over)
    with_lines(
        version,
        *(weighing(tonnes * TONNE, source) for tonnes, source in zip(COP.values(), COP_SOURCES, strict=True)),
    )
    done = actions.submit(
        inventory=version,
        by=organiser_of(over),
        stated_grams=53_374 * TONNE,
        rounded_to_grams=TONNE,
    )
    assert done.total_grams == 53_374 * TONNE
    assert total_of(lines_of(done)).by_source["participants-travel"] == (45_264 + 616) * TONNE


def test_the_suzhou_final_is_submitted_to_the_gram(over: Event) -> None:
    stated = 1_163_590_000  # 1,163.59 t, as many as were donated
    version = draft(over)
    with_lines(version, weighing(stated))
    done = actions.submit(inventory=version, by=organiser_of(over), stated_grams=stated)
    assert done.total_grams == stated


def test_the_shares_of_fifa_2022_sum_to_one() -> None:
    assert sum(FIFA_SHARES.values()) == 1
    parts = [int(share * 3_630_000) * TONNE for share in FIFA_SHARES.values()]
    assert agreement(3_630_000 * TONNE, parts) == Agreement.EQUAL


def test_londons_reference_warns_of_rounding_and_is_taken_when_somebody_says_so(over: Event) -> None:
    """3.4 Mt are stated, the parts add up to 3.5: rounded to 0.1 Mt each, they may."""
    version, by = draft(over), organiser_of(over)
    with_lines(version, *(weighing(tonnes * TONNE, "other") for tonnes in LONDON.values()))
    stated: dict[str, Any] = {"stated_grams": 3_400_000 * TONNE, "rounded_to_grams": 100_000 * TONNE}
    with pytest.raises(errors.TotalDiffersError) as refused:
        actions.submit(inventory=version, by=by, **stated)
    assert (refused.value.by_rounding, refused.value.lines_grams) == (True, 3_500_000 * TONNE)
    with pytest.raises(errors.TotalDiffersError) as unrounded:
        actions.submit(
            inventory=version,
            by=by,
            stated_grams=3_400_000 * TONNE,
            rounded_to_grams=TONNE,
            accept_rounding=True,
        )
    assert not unrounded.value.by_rounding
    done = actions.submit(inventory=version, by=by, accept_rounding=True, **stated)
    assert done.total_grams == 3_500_000 * TONNE  # the lines' own sum


def test_paris_has_to_name_its_boundary(over: Event) -> None:
    """Two figures of one event, 31 % apart, are both right: within their boundaries."""
    for tonnes, zh, en in (
        (1_590_000, "按国际奥委会方法，组委会责任范围", "The organisers' own, by the IOC's method"),
        (2_085_000, "国家与安永：含全部观众入境交通", "State and EY: with all visitors' travel to France"),
    ):
        version = draft(over, boundary_zh="", boundary_en="", reason="Paris 2024")
        if version.lines.exists():
            by = organiser_of(over)
            actions.remove_line(inventory=version, line_id=version.lines.get().line_id, by=by)
        with_lines(version, weighing(tonnes * TONNE, "other"))
        with pytest.raises(errors.NoBoundaryError):
            actions.submit(inventory=version, by=organiser_of(over))
        actions.state_terms(
            inventory=version, texts={"boundary_zh": zh, "boundary_en": en}, by=organiser_of(over)
        )
        done = actions.submit(inventory=version, by=organiser_of(over))
        assert (done.total_grams, done.boundary_en) == (tonnes * TONNE, en)


def test_the_universiades_figures_are_versions(over: Event) -> None:
    """300 kt were forecast and 370 kt counted: 23 % more, and both can be read for ever."""
    forecast = submitted(over, weighing(300_000 * TONNE, "other"), kind="forecast")
    by = organiser_of(over)
    actual = actions.begin_version(event=over, kind="actual", reason="counted", by=by, based_on=forecast)
    (line,) = lines_of(actual)
    actions.change_line(
        inventory=actual, line_id=line.line_id, entered=weighing(370_000 * TONNE, "other"), by=by
    )
    actions.submit(inventory=actual, by=by)
    (change,) = difference(lines_of(forecast), lines_of(actual))
    assert (change.before_grams, change.after_grams) == (300_000 * TONNE, 370_000 * TONNE)
    kinds = ("forecast", "actual")
    assert [current(over, kind).total_grams for kind in kinds] == [  # type: ignore[union-attr]
        300_000 * TONNE,
        370_000 * TONNE,
    ]


def test_the_r3_workshop_does_not_add_up_and_is_refused(over: Event) -> None:
    """76.6 t are stated; lunches 13.0 and travel 62.6 are 75.6. Rounding to 0.1 t explains 0.15 t of it at most."""
    version = draft(over)
    with_lines(version, weighing(13_000_000, "catering"), weighing(62_600_000, "participants-travel"))
    with pytest.raises(errors.TotalDiffersError) as refused:
        actions.submit(
            inventory=version,
            by=organiser_of(over),
            stated_grams=76_600_000,
            rounded_to_grams=100_000,
            accept_rounding=True,
        )
    assert (refused.value.by_rounding, refused.value.lines_grams) == (False, 75_600_000)
    version.refresh_from_db()
    assert (version.state, version.total_grams) == ("draft", None)

"""Whatever is typed: an answer of the right type or none, the same every time, and no exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.calculation import Place, PlaceKind
from footprint.places import Places, all_places, folded, rail_km
from footprint.places.folding import LONGEST_QUERY

TYPED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="成都重庆京上海广州市省四川·，, -'’ab\n\r\x00", max_size=30),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=20),
)
KINDS = st.frozensets(st.sampled_from(PlaceKind))


@st.composite
def places(draw: st.DrawFn) -> Place:
    known = all_places().places
    return known[draw(st.integers(0, len(known) - 1))]


@settings(deadline=None)
@given(text=TYPED, limit=st.integers(-1, 12), kinds=KINDS)
def test_any_text_is_answered_with_places_of_the_kinds_and_no_more_than_asked_for(
    text: str, limit: int, kinds: frozenset[PlaceKind]
) -> None:
    found = all_places().suggestions(text, limit, kinds=kinds)
    assert len(found) <= max(0, limit)
    assert len({place.code for place in found}) == len(found)
    assert all(place.kind in kinds for place in found)


@settings(deadline=None)
@given(text=TYPED)
def test_any_text_names_one_place_or_none_and_the_same_again(text: str) -> None:
    named = all_places().named(text)
    assert named is None or all_places().by_code[named.code] == named
    assert all_places().named(text) == named
    assert all_places().suggestions(text, 8) == all_places().suggestions(text, 8)


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_folding_leaves_letters_and_digits_only_and_changes_nothing_the_second_time(text: str) -> None:
    once = folded(text)
    assert all(character.isalnum() for character in once)
    assert folded(text[:LONGEST_QUERY]) == once


@settings(deadline=None)
@given(place=places())
def test_every_label_and_code_leads_back_to_its_place(place: Place) -> None:
    for language in ("zh-hans", "en"):
        label = place.label_in(language)
        assert all_places().named(label) == place
        assert all_places().suggestions(label, 8)[0] == place
    assert all_places().by_code[place.code] == place


@settings(deadline=None)
@given(place=places())
def test_a_place_s_own_name_names_it_or_a_larger_one(place: Place) -> None:
    named = all_places().named(place.name_en)
    assert named is not None
    if place.kind == PlaceKind.CITY:
        assert named.kind == PlaceKind.CITY
        assert named.population >= place.population


@settings(deadline=None)
@given(origin=places(), host=places())
def test_rail_kilometres_are_the_same_there_and_back_and_no_more_than_half_longer(
    origin: Place, host: Place
) -> None:
    assert rail_km(origin, host) == rail_km(host, origin)


def test_two_readings_of_the_files_find_the_same() -> None:
    other = Places()
    for text in ("cheng", "成督", "s", "CTU", "Springfield, Illinois"):
        assert other.suggestions(text, 8) == all_places().suggestions(text, 8)

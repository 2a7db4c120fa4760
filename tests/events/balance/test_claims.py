"""The one table of claims, and that nothing anywhere else claims anything."""

import re
from pathlib import Path

import polib
import pytest

import certificates.document.claims
from events.balance.claims import (
    CLAIMING,
    LANGUAGES,
    NAMES,
    Audience,
    claim,
    claims_in,
    review_words,
    usual_audience,
)
from events.course.course import STATES

ROOT = Path(__file__).resolve().parents[3]
VALUES = {
    "event": "低碳运动会",
    "verified": "7 t",
    "counted": "7 t",
    "claimant": "执委会",
    "standard": "《大型活动碳中和实施指南（试行）》",
    "witness": "环境交易所",
}
# The table itself, and the list of words that no badge and no certificate's design may say.
SPEAKS_OF_CLAIMS = {"events/balance/claims.py", "certificates/document/claims.py"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("state", STATES)
def test_nobody_is_told_of_neutrality_before_it_is_declared_and_europe_never(
    state: str, audience: Audience, language: str
) -> None:
    said = claims_in(claim(state, audience, language, VALUES))
    assert bool(said) is (state in CLAIMING and audience is not Audience.EU)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted(CLAIMING))
def test_a_claim_has_its_figures_and_its_claimant(state: str, language: str) -> None:
    for audience in (Audience.CHINA, Audience.ELSEWHERE):
        text = claim(state, audience, language, VALUES)
        assert text.count("7 t") == 2
        assert "执委会" in text
        assert "实施指南" in text
        assert ("环境交易所" in text) is (state == "witnessed")


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", ("贡献", "并未因此消失")), ("en", ("contribution", "remain"))]
)
def test_in_europe_it_is_a_contribution_and_the_emissions_remain(
    language: str, words: tuple[str, ...]
) -> None:
    """Directive (EU) 2024/825: no claim of neutrality that rests on offsetting."""
    for state in CLAIMING:
        text = claim(state, Audience.EU, language, VALUES)
        assert [word for word in words if word not in text] == []


def test_what_is_under_review_claims_nothing() -> None:
    assert [claims_in(review_words(language, VALUES)) for language in LANGUAGES] == [[], []]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("state", STATES)
def test_chinese_and_latin_stand_apart(state: str, audience: Audience) -> None:
    for name in ("低碳运动会", "Suzhou 2025"):
        text = claim(state, audience, "zh-hans", {**VALUES, "event": name})
        assert (
            re.findall(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|  | [，。；：、]", text) == []
        )


def test_a_page_in_english_is_worded_for_the_strictest() -> None:
    assert (usual_audience("zh-hans"), usual_audience("en")) == (Audience.CHINA, Audience.EU)


@pytest.mark.parametrize("wrong", [{"audience": "moon"}, {"language": "fr"}, {"state": "finished"}])
def test_what_the_table_does_not_have_is_refused(wrong: dict[str, str]) -> None:
    asked = {"state": "open", "audience": "eu", "language": "en", **wrong}
    with pytest.raises(ValueError, match=r"\w"):
        claim(asked["state"], asked["audience"], asked["language"], VALUES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本届赛事实现碳中和", ["碳中和"]),
        ("a Carbon-Neutral event, climate neutrality", ["Carbon-Neutral", "climate neutrality"]),
        ("net-zero Games, 零碳会议, 气候中和", ["net-zero", "零碳", "气候中和"]),
        ("依据《大型活动碳中和实施指南（试行）》出具《碳中和见证书》", []),
        ("the carbon-neutrality work plan", []),
        ("末端中和 · neutralise my grams", []),
    ],
)
def test_the_watch_tells_a_claim_from_a_name(text: str, found: list[str]) -> None:
    assert claims_in(text) == found


@pytest.mark.parametrize(
    "words",
    [
        *("碳中和", "碳中性", "气候中和", "气候中性", "净零", "零碳", "carbon-neutral", "climate neutrality"),
        *("CO₂-neutral", "CO2 neutral", "emission-neutral", "emissions neutral", "net-zero", "Zero Carbon"),
    ],
)
def test_what_claims_of_an_event_claims_on_a_paper_too(words: str) -> None:
    assert claims_in(words) == [words]
    assert len(certificates.document.claims.claims_in(words)) == 1


def test_no_name_is_a_claim_by_itself() -> None:
    """Each exception names a paper, a standard or a place: it goes on after the word, or before it."""
    bare = re.compile(r"碳中和|carbon[- ]neutral(ity)?", re.IGNORECASE)
    assert [name for name in NAMES if bare.fullmatch(name)] == []


# --- Everywhere else --------------------------------------------------------------------------------------


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


def test_no_template_claims_anything() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in (ROOT / "templates").rglob("*.*")
        if (words := claims_in(without_comments(path.read_text())))
    }
    assert found == {}


def test_no_script_and_no_picture_of_ours_claims_anything() -> None:
    files = [*(ROOT / "static" / "js").rglob("*.js"), *(ROOT / "static").rglob("*.svg")]
    assert {
        str(path.relative_to(ROOT)): words for path in files if (words := claims_in(path.read_text()))
    } == {}


def test_no_sentence_of_the_catalogue_claims_anything() -> None:
    catalogue = polib.pofile(str(ROOT / "diandian" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    found = {
        entry.msgid: words
        for entry in catalogue
        for text in (entry.msgid, entry.msgstr, *entry.msgstr_plural.values())
        if (words := claims_in(text))
    }
    assert found == {}


def test_no_words_in_the_code_claim_anything() -> None:
    """What programs say: texts of papers, of reports and of the demonstration, but for the table itself."""
    import ast  # noqa: PLC0415  only here

    found = {}
    for app in ("certificates", "credits", "diandian", "events", "footprint", "payments", "people"):
        for path in (ROOT / app).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if name in SPEAKS_OF_CLAIMS or "migrations" in path.parts:
                continue
            tree = ast.parse(path.read_text())
            docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            texts = [
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
            ]
            if words := [word for text in texts for word in claims_in(text)]:
                found[name] = words
    assert found == {}

"""Staff write HTML with a little of Django's language; whatever else they type is named, with its line."""

import time

import pytest
from django.template.exceptions import TemplateSyntaxError

from certificates import pages, rendering
from certificates.designs.errors import (
    ComparisonProblem,
    FilterProblem,
    LoopProblem,
    PieceProblem,
    SyntaxProblem,
    TagProblem,
    TooLongProblem,
    ValueInStyleProblem,
    ValueProblem,
)
from certificates.designs.language import SOURCE_LIMIT, DesignText, allowed_values, language_problems
from certificates.document.samples import sample


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a\n{% load static %}", TagProblem(2, tag="load")),
        ("{% now 'Y' %}", TagProblem(1, tag="now")),
        ("{% debug %}", TagProblem(1, tag="debug")),
        ("{% extends 'admin/base.html' %}", TagProblem(1, tag="extends")),
        ("\n\n{% include '/etc/passwd' %}", PieceProblem(3, piece="'/etc/passwd'")),
        ("{% include 'admin/index.html' %}", PieceProblem(1, piece="'admin/index.html'")),
        ("{% include first.title %}", PieceProblem(1, piece="first.title")),
        ("{% include %}", PieceProblem(1, piece="")),
        ("{{ settings }}", ValueProblem(1, value="settings")),
        ("{{ settings.SECRET_KEY }}", ValueProblem(1, value="settings.SECRET_KEY")),
        ("{{ first.title.center }}", ValueProblem(1, value="first.title.center")),
        ("{{ first }}", ValueProblem(1, value="first")),
        ("{% if request.user %}a{% endif %}", ValueProblem(1, value="request.user")),
        ("{% if first.title or block.super %}a{% endif %}", ValueProblem(1, value="block.super")),
        ("{% for word in both %}{{ word.secret }}{% endfor %}", ValueProblem(1, value="word.secret")),
        ("{{ first.title|safe }}", FilterProblem(1, words="first.title|safe")),
        ("{{ amount|ljust:999999999 }}", FilterProblem(1, words="amount|ljust:999999999")),
        ("{% for letter in first.terms %}{% endfor %}", LoopProblem(1, words="for letter in first.terms")),
        ("<style>\np { content: '{{ title }}' }</style>", ValueInStyleProblem(2, value="title")),
        ('<p\nstyle="color: {{ name.lines.0 }}">', ValueInStyleProblem(2, value="name.lines.0")),
        (
            "<p style='--a: {{ name.size }}px; --b: {{ first.title }}'>",
            ValueInStyleProblem(1, value="first.title"),
        ),
        ("<p class={{ name.lines.0 }}>", ValueInStyleProblem(1, value="name.lines.0")),
        ('<p title="a" {{ name.lines.0 }}="b">', ValueInStyleProblem(1, value="name.lines.0")),
        ("<{{ first.title }}>", ValueInStyleProblem(1, value="first.title")),
        ('<svg fill="{{ name.lines.0 }}"/>', ValueInStyleProblem(1, value="name.lines.0")),
        (
            '{% if first.boundary == "here" %}a{% endif %}',
            ComparisonProblem(1, words='if first.boundary == "here"'),
        ),
        (
            "{% if ribbon and 'a' in first.boundary %}{% endif %}",
            ComparisonProblem(1, words="if ribbon and 'a' in first.boundary"),
        ),
        ("{% if first.date > '2027' %}a{% endif %}", ComparisonProblem(1, words="if first.date > '2027'")),
        (
            "{% if amount %}{% elif first.date != second.date %}{% endif %}",
            ComparisonProblem(1, words="if amount"),
        ),
    ],
)
def test_what_is_not_of_the_language_is_named_with_its_line(source: str, problem: object) -> None:
    assert language_problems(source) == [problem]


@pytest.mark.parametrize(
    "source", ["{% if amount %}", "{% endif %}", "{{ }}", "{{ first.__class__ }}", "{% if %}a{% endif %}"]
)
def test_what_django_cannot_read_is_said_in_its_words(source: str) -> None:
    [problem] = language_problems(source)
    assert isinstance(problem, SyntaxProblem)
    with pytest.raises(TemplateSyntaxError):
        DesignText(source).render({})


@pytest.mark.parametrize(
    "source",
    [
        '<p style="font-size: {{ name.size }}px; padding: {{ name.inset }}px; font-family: {{ families }}">',
        '<p lang="{{ first.tag }}" title="{{ name.lines.0 }}" class=\'{{ first.title }}\'>{{ name.lines.0 }}',
        "{% for words in both %}{% if words.tag == 'en' %}a{% endif %}{% endfor %}",
        "{% if not amount and first.more or ribbon %}a{% endif %}",
    ],
)
def test_what_changes_nothing_but_what_it_should_is_of_the_language(source: str) -> None:
    assert language_problems(source) == []


def test_loops_go_two_deep_and_no_deeper_so_that_no_text_grows_without_end() -> None:
    two = "{% for a in both %}{% for b in both %}x{% endfor %}{% endfor %}"
    assert language_problems(two) == []
    three = f"{{% for c in both %}}{two}{{% endfor %}}"
    assert language_problems(three) == [LoopProblem(1, words="for b in both")]


def test_a_text_that_is_too_long_is_not_read_at_all() -> None:
    began = time.monotonic()
    problems = language_problems("{% if %}" * SOURCE_LIMIT)
    assert problems == [TooLongProblem(None, length=8 * SOURCE_LIMIT, limit=SOURCE_LIMIT)]
    assert time.monotonic() - began < 5


def test_every_value_is_escaped() -> None:
    assert DesignText("{{ title }}").render({"title": "<b>&</b>"}) == "&lt;b&gt;&amp;&lt;/b&gt;"


@pytest.mark.parametrize("template", [rendering.PAPER, rendering.POSTER])
def test_our_own_templates_are_of_the_language_and_look_the_same_in_it(template: str) -> None:
    source = pages.source_of(template)
    assert language_problems(source) == []
    statement = sample("honour", "short", "zh-hans").statement
    ours = pages.page(statement, template)
    theirs = pages.page(statement, DesignText(source))
    assert ours.html_of_plate() == theirs.html_of_plate()


def test_every_value_that_a_design_may_show_is_there() -> None:
    values = dict(pages.page(sample("honour", "short", "en").statement, rendering.PAPER).values)
    first, second = values["both"]
    given = {**values, "first": first, "second": second, "words": first, "source": values["sources"][0]}
    # A name is set in several ways, and none has all of these; facts stand on other kinds.
    asked = [value for value in allowed_values() if not value.startswith(("name.", "fact."))]
    assert [value for value in asked if not _is_there(given, value)] == []


def _is_there(given: object, value: str) -> bool:
    for part in value.split("."):
        if isinstance(given, dict) and part in given:
            given = given[part]
        elif isinstance(given, list | tuple) and part.isdigit() and int(part) < len(given):
            given = given[int(part)]
        else:
            return value in ("fallback", "families")
    return True

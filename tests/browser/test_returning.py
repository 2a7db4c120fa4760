"""Pressing again, going back, reloading, closing the browser: nothing is lost and nothing doubles."""

from collections.abc import Callable

import pytest

from tests.browser import steps
from tests.browser.conftest import Counts, Reader, Visits
from tests.stack import OwnStack

pytestmark = pytest.mark.browser

ONE = Counts(journeys=1, certificates=1, retirements=1)
Count = Callable[[], Counts]


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "plain"])
def test_three_presses_on_each_button_make_one_of_each(javascript: bool, visit: Visits, count: Count) -> None:
    before = count()
    page = visit(javascript=javascript).page
    page.goto(steps.QUESTIONS)
    steps.answer(page)
    page.locator(steps.SEND).click(click_count=3)
    page.wait_for_url("**/j/*/")
    steps.fill_pledge(page, way="free", name="小满")
    page.locator(steps.SEND).click(click_count=3)
    page.wait_for_url("**/c/*/")
    steps.wait_for_certificate(page)
    assert count() - before == ONE


def test_three_presses_on_a_purchase_make_one_order_and_one_payment(visit: Visits, count: Count) -> None:
    before = count()
    page = visit().page
    result = steps.compute(page)
    steps.fill_pledge(page, way="buy", name="")
    page.locator(steps.SEND).click(click_count=3)
    page.wait_for_url("**/pay/*/")
    page.locator("main form button").first.click(click_count=3)
    page.wait_for_url("**/sandbox/pay/*/")
    page.locator("button[value=pay]").click(click_count=3)
    page.wait_for_url(result)
    page.locator("main .leaf a.button[href^='/c/']").click(timeout=30_000)
    steps.wait_for_certificate(page)
    assert count() - before == ONE


def test_going_back_and_sending_again_finds_the_same_journey(visit: Visits, count: Count) -> None:
    before = count()
    page = visit().page
    result = steps.compute(page)
    page.go_back()
    assert page.input_value("#nights") == "2"
    page.locator(steps.SEND).click()
    page.wait_for_url("**/j/*/")
    assert page.url == result
    assert count() - before == Counts(journeys=1, certificates=0, retirements=0)


def test_going_back_after_the_pledge_leads_to_the_one_certificate(visit: Visits, count: Count) -> None:
    before = count()
    page = visit().page
    steps.compute(page)
    steps.pledge(page, way="free", name="小满")
    certificate = page.url
    page.go_back()
    page.reload()  # a pledged journey has no form any more: it leads on
    assert page.url == certificate
    page.reload()
    steps.wait_for_certificate(page)
    page.reload()
    assert page.url == certificate
    assert count() - before == ONE


def test_the_old_form_pressed_again_after_the_pledge_changes_nothing(visit: Visits, count: Count) -> None:
    """A second tab still shows the form, and sends it with another name, as a purchase."""
    before = count()
    made = visit()
    page = made.page
    result = steps.compute(page)
    second = made.context.new_page()
    made.watch(second)
    second.goto(result)
    steps.fill_pledge(second, way="buy", name="Somebody else")
    steps.pledge(page, way="free", name="小满")
    second.locator(steps.SEND).click()
    second.wait_for_url("**/c/*/")
    assert second.url == page.url
    assert second.locator("h1").inner_text() == "小满"
    steps.wait_for_certificate(second)
    assert count() - before == ONE


def test_a_closed_browser_comes_back_by_resume_code_in_another_language(
    visit: Visits, count: Count, stack: OwnStack
) -> None:
    before = count()
    first = visit(Reader("zh"))
    steps.compute(first.page)
    amount, code = steps.total(first.page), first.page.locator("p.code").inner_text()
    first.context.close()

    page = visit(Reader("en", javascript=False)).page
    page.goto("/j/")
    page.fill("#code", code.replace("-", " ").lower())
    page.locator("main button").click()
    page.wait_for_url("**/j/*/")
    assert page.locator("h1").inner_text() == "Your footprint"
    assert steps.total(page) == amount
    steps.pledge(page, way="free", name="")
    steps.wait_for_certificate(page)
    certificate = page.url

    page = visit(Reader("zh")).page
    page.goto(f"/j/?code={code}")
    page.locator("main .leaf a.button").click()
    assert page.url == certificate
    assert count() - before == ONE


def test_a_lost_purchase_is_found_again_and_can_be_given_up(visit: Visits, count: Count) -> None:
    before = count()
    first = visit()
    result = steps.compute(first.page)
    steps.pledge(first.page, way="buy", name="小满")
    first.context.close()

    page = visit().page
    page.goto(result)
    page.locator("main .leaf form button").click()
    page.wait_for_url("**/neutralise/")
    page.check("[name=way][value=free]")
    page.locator(steps.SEND).click()
    page.wait_for_url("**/c/*/")
    steps.wait_for_certificate(page)
    assert count() - before == Counts(journeys=1, certificates=2, retirements=1)  # the first one has lapsed

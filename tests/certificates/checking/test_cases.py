"""verify.py says of every file of the table what has to be said of it."""

from collections.abc import Callable

import pytest

from certificates.checking import verify
from tests.certificates import samples
from tests.certificates.checking.cases import CASES, Case
from tests.certificates.checking.papers import KEYS

EXIT_STATUS = {"held": 0, "demonstration": 1, "failed": 1, "unreadable": 2}


@pytest.fixture(scope="module")
def keys() -> verify.KeyList:
    return verify.read_keys(KEYS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_answered_as_the_table_says(case: Case, keys: verify.KeyList) -> None:
    report = verify.check(case.file, keys)
    failed = {each.name: each.reason for each in report.checks if each.status == verify.FAILED}
    assert (report.outcome, failed) == (case.outcome, case.failed)
    assert [each.name for each in report.checks] == list(verify.CHECKS)
    assert report.exit_status() == EXIT_STATUS[case.outcome]
    assert all(verify.sentences(each.reason, each.values) for each in report.checks)
    assert verify.sentences(f"verdict.{case.outcome}", {})[1] in verify.printed(report, keys.site)


def test_each_case_of_the_table_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


SAMPLES = {
    samples.live: ("held", {}),
    samples.settled: ("held", {}),
    samples.in_part: ("held", {}),
    samples.english: ("held", {}),
    samples.demonstration: ("demonstration", {}),
    samples.by_unknown_key: ("failed", {"key": "key.unknown"}),
    samples.demonstration_signed_live: ("failed", {"key": "key.live-as-demonstration"}),
    samples.live_signed_as_demonstration: ("failed", {"key": "key.demonstration-as-live"}),
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__)
def test_the_published_samples_are_answered_by_name(sample: Callable[[], str]) -> None:
    report = verify.check(sample().encode(), verify.read_keys(samples.key_list().encode()))
    failed = {each.name: each.reason for each in report.checks if each.status == verify.FAILED}
    assert (report.outcome, failed) == SAMPLES[sample]

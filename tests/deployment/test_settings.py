"""Settings are read in a process of their own, as an operator's would be."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certificates.sealing import demonstration_pair, new_pair

ROOT = Path(__file__).resolve().parents[2]
PAIR, OTHER, DEMONSTRATION = new_pair("diandian.example.org"), new_pair("other"), demonstration_pair(b"x")
SAFE = {
    "DIANDIAN_MODE": "production",
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmno",
    "LOG_SIGNING_KEY": "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
    "CERTIFICATE_SIGNING_KEY": PAIR.private_pem,
    "CERTIFICATE_SIGNING_CERTIFICATE": PAIR.certificate_pem,
    "ALLOWED_HOSTS": "diandian.example.org",
    "PUBLIC_URL": "https://diandian.example.org",
    "DATABASE_URL": "postgres://diandian@127.0.0.1/diandian",
    "REDIS_URL": "redis://127.0.0.1/0",
}
LOOPBACK = {"ALLOWED_HOSTS": "127.0.0.1,localhost", "PUBLIC_URL": "http://127.0.0.1:8000"}
REASONS = {
    "secret": "SECRET_KEY is missing, short or the example's; make one with `make secret`.",
    "log": "LOG_SIGNING_KEY is missing or the example's; make one with `make log-key`.",
    "key": "CERTIFICATE_SIGNING_KEY is missing or no P-256 key in PEM; make one with `make certificate-key`.",
    "certificate": (
        "CERTIFICATE_SIGNING_CERTIFICATE is missing or not in PEM; `make certificate-key` prints it."
    ),
    "pair": "CERTIFICATE_SIGNING_CERTIFICATE is not the certificate of CERTIFICATE_SIGNING_KEY.",
    "demonstration": "CERTIFICATE_SIGNING_KEY is a demonstration's; make one with `make certificate-key`.",
    "debug": "DEBUG is on; unset it.",
    "hosts": "ALLOWED_HOSTS must name the hosts that this installation answers to.",
    "sandbox": "PAYMENT_SANDBOX is on; sandbox payments take no money.",
    "address": "PUBLIC_URL must begin with https://; it is printed into every QR code.",
    "database": "DATABASE_URL must name a PostgreSQL database.",
    "redis": "REDIS_URL is missing.",
}


def reasons_not_to_start(folder: Path, environment: dict[str, str]) -> list[str]:
    """What production refuses with, a line each; empty if it starts."""
    own = {"PATH": os.environ["PATH"], "DIANDIAN_VAR_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", "import diandian.settings"],
        env=own | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return re.findall(r"^- (.+)$", done.stderr, flags=re.MULTILINE) if done.returncode else []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SECRET_KEY": ""}, "secret"),
        ({"SECRET_KEY": "short"}, "secret"),
        ({"SECRET_KEY": "change-me-" * 6}, "secret"),
        ({"SECRET_KEY": "django-insecure-" + "k" * 50}, "secret"),
        ({"LOG_SIGNING_KEY": ""}, "log"),
        ({"LOG_SIGNING_KEY": "change-me"}, "log"),
        ({"LOG_SIGNING_KEY": "A" * 43 + "="}, "log"),
        ({"LOG_SIGNING_KEY": "AQIDBAUGBwgJCgsMDQ4PEA=="}, "log"),
        ({"CERTIFICATE_SIGNING_KEY": ""}, "key"),
        ({"CERTIFICATE_SIGNING_KEY": "change-me"}, "key"),
        ({"CERTIFICATE_SIGNING_CERTIFICATE": ""}, "certificate"),
        ({"CERTIFICATE_SIGNING_CERTIFICATE": OTHER.certificate_pem}, "pair"),
        (
            {
                "CERTIFICATE_SIGNING_KEY": DEMONSTRATION.private_pem,
                "CERTIFICATE_SIGNING_CERTIFICATE": DEMONSTRATION.certificate_pem,
            },
            "demonstration",
        ),
        ({"DEBUG": "1"}, "debug"),
        ({"ALLOWED_HOSTS": "*"}, "hosts"),
        ({"ALLOWED_HOSTS": "diandian.example.org,*"}, "hosts"),
        ({"PAYMENT_SANDBOX": "1"}, "sandbox"),
        ({"PAYMENT_SANDBOX": "1", "ALLOW_SANDBOX_ON_LOOPBACK": "1"}, "sandbox"),
        ({"PAYMENT_SANDBOX": "1", **LOOPBACK}, "sandbox"),
        ({"PUBLIC_URL": "http://diandian.example.org"}, "address"),
        ({"DATABASE_URL": ""}, "database"),
        ({"DATABASE_URL": "sqlite:////tmp/diandian.sqlite3"}, "database"),
        ({"REDIS_URL": ""}, "redis"),
    ],
)
def test_production_refuses_and_says_why(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    assert reasons_not_to_start(tmp_path, SAFE | changed) == [REASONS[reason]]


def test_production_names_every_reason_at_once(tmp_path: Path) -> None:
    refused = reasons_not_to_start(
        tmp_path, {"DIANDIAN_MODE": "production", "DEBUG": "1", "PAYMENT_SANDBOX": "1"}
    )
    assert refused == [
        REASONS[name] for name in ("secret", "log", "key", "debug", "hosts", "sandbox", "database", "redis")
    ]


@pytest.mark.parametrize(
    "environment",
    [
        SAFE,
        SAFE | LOOPBACK | {"PAYMENT_SANDBOX": "1", "ALLOW_SANDBOX_ON_LOOPBACK": "1"},
    ],
    ids=["safe", "loopback with the sandbox"],
)
def test_production_starts_when_all_is_safe(tmp_path: Path, environment: dict[str, str]) -> None:
    assert reasons_not_to_start(tmp_path, environment) == []


def setting(folder: Path, environment: dict[str, str], names: str) -> str:
    """What `diandian.settings` holds under these names, as Python prints it."""
    own = {"PATH": os.environ["PATH"], "DIANDIAN_VAR_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    program = f"from diandian import settings as s; print({names})"
    done = subprocess.run(
        [sys.executable, "-c", program], env=own | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(("asked", "promised"), [({}, False), ({"HSTS_SUBDOMAINS": "1"}, True)])
def test_hosts_below_this_one_are_bound_to_https_only_when_the_operator_says_so(
    tmp_path: Path, asked: dict[str, str], promised: bool
) -> None:
    names = "s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD"
    assert setting(tmp_path, SAFE | asked, names) == f"31536000 {promised} {promised}"


def test_demonstrations_that_start_at_once_have_one_key_between_them(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda _: setting(tmp_path, {}, "s.SECRET_KEY"), range(4)))
    assert set(keys) == {(tmp_path / "secret_key").read_text()}
    assert len(keys[0]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SAFE["SECRET_KEY"] + "\n")
    environment = {name: value for name, value in SAFE.items() if name != "SECRET_KEY"}
    assert reasons_not_to_start(tmp_path, environment | {"SECRET_KEY_FILE": str(tmp_path / "key")}) == []


def test_a_key_and_its_certificate_may_come_from_one_file_or_in_one_line(tmp_path: Path) -> None:
    names = ("CERTIFICATE_SIGNING_KEY", "CERTIFICATE_SIGNING_CERTIFICATE")
    (tmp_path / "pair").write_text(PAIR.private_pem + PAIR.certificate_pem)
    others = {name: value for name, value in SAFE.items() if name not in names}
    from_file = {f"{name}_FILE": str(tmp_path / "pair") for name in names}
    in_one_line = {name: SAFE[name].replace("\n", "\\n") for name in names}
    assert reasons_not_to_start(tmp_path, others | from_file) == []
    assert reasons_not_to_start(tmp_path, others | in_one_line) == []


def test_a_demonstration_keeps_a_secret_for_its_certificates_and_has_no_key_for_real_ones(
    tmp_path: Path,
) -> None:
    names = "[s.CERTIFICATE_SECRET, s.CERTIFICATE_SIGNING_KEY]"
    kept = setting(tmp_path, {}, names)
    assert kept == str([(tmp_path / "certificate_secret").read_text(), ""])
    assert setting(tmp_path, {}, names) == kept


def test_the_example_environment_lists_exactly_what_settings_read() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "diandian" / "settings.py").read_text()))
    listed = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(read)


def test_the_example_environment_is_refused_in_production(tmp_path: Path) -> None:
    lines = re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    environment = dict(lines) | {"DIANDIAN_MODE": "production"}
    assert REASONS["secret"] in reasons_not_to_start(tmp_path, environment)

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from scripts import stack

ROOT = Path(__file__).resolve().parents[2]
OURS = ["migrate", *stack.PROCESSES]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    return document


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_the_compose_file_follows_the_compose_schema() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


def test_containers_run_what_the_stack_script_runs(compose: dict[str, Any]) -> None:
    commands = {name: compose["services"][name]["command"] for name in stack.PROCESSES}
    listening = ["--host", "0.0.0.0", "--port", "8000", "--log-level", "warning"]  # noqa: S104  in a container
    assert commands == {
        "web": [*stack.WEB, *listening, stack.APPLICATION],
        "worker": [*stack.WORKER, "--loglevel", "WARNING"],
        "papers": [*stack.PAPERS, "--loglevel", "WARNING"],
        "beat": [*stack.BEAT, "--loglevel", "WARNING", "--schedule", "/tmp/beat-schedule"],  # noqa: S108  a tmpfs
    }


def test_the_image_serves_when_it_is_told_nothing(compose: dict[str, Any], dockerfile: str) -> None:
    served = re.findall(
        r'"([^"]+)"', next(line for line in dockerfile.splitlines() if line.startswith("CMD"))
    )
    assert served == compose["services"]["web"]["command"]


def test_every_image_is_pinned(compose: dict[str, Any], dockerfile: str) -> None:
    images = [service["image"] for service in compose["services"].values()]
    images += re.findall(r"^FROM (\S+:\S+)", dockerfile, flags=re.MULTILINE)
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_the_servers_are_those_that_the_tests_run_on(compose: dict[str, Any]) -> None:
    assert {name: compose["services"][name]["image"].partition(".")[0] for name in ("db", "redis")} == {
        "db": "postgres:15",
        "redis": "redis:7",
    }


def test_our_containers_can_change_nothing_but_their_temporary_files(compose: dict[str, Any]) -> None:
    hardened = {
        name: (service["user"], service["read_only"], service["tmpfs"], service["cap_drop"])
        for name, service in compose["services"].items()
        if name in OURS
    }
    assert hardened == {name: ("10001:10001", True, ["/tmp"], ["ALL"]) for name in OURS}  # noqa: S108  a tmpfs


def test_nothing_starts_before_what_it_needs(compose: dict[str, Any]) -> None:
    needed = {
        name: {other: how["condition"] for other, how in compose["services"][name]["depends_on"].items()}
        for name in OURS
    }
    ready = {
        "migrate": "service_completed_successfully",
        "db": "service_healthy",
        "redis": "service_healthy",
    }
    assert needed == {"migrate": {"db": "service_healthy"}, **dict.fromkeys(stack.PROCESSES, ready)}


def test_every_queue_has_a_worker_and_the_ledger_one_of_its_own(compose: dict[str, Any]) -> None:
    queues = {
        name: service["command"][service["command"].index("--queues") + 1]
        for name, service in compose["services"].items()
        if "--queues" in service.get("command", [])
    }
    papers = dict.fromkeys(route["queue"] for route in settings.CELERY_TASK_ROUTES.values())
    assert queues["worker"] == settings.CELERY_TASK_DEFAULT_QUEUE
    assert set(queues["papers"].split(",")) == set(papers) == {"diandian-papers", "diandian-bulk"}


def test_secrets_come_from_files_and_never_from_the_compose_file(compose: dict[str, Any]) -> None:
    for name in OURS:
        environment = compose["services"][name]["environment"]
        assert [key for key in environment if re.search("SECRET|DATABASE|PASSWORD|SIGNING", key)] == [
            "DATABASE_URL_FILE",
            "LOG_SIGNING_KEY_FILE",
            "CERTIFICATE_SIGNING_KEY_FILE",
            "CERTIFICATE_SIGNING_CERTIFICATE_FILE",
            "SECRET_KEY_FILE",
        ]
    assert all(secret["file"].startswith("./var/") for secret in compose["secrets"].values())


def test_only_the_web_server_is_published_and_only_on_loopback(compose: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_image_names_no_package_mirror(dockerfile: str) -> None:
    assert re.findall(r"^ARG .*$", dockerfile, flags=re.MULTILINE) == ["ARG PIP_INDEX_URL"]
    assert re.findall(r"https?://(?!build\.invalid)\S+", dockerfile) == []


def test_the_image_has_the_system_packages_that_setup_installs(dockerfile: str) -> None:
    setup = (ROOT / "scripts" / "setup").read_text()
    wanted = re.search(r"for name in (libpango.+); do", setup)
    assert wanted is not None
    assert [name for name in wanted[1].split() if name not in dockerfile] == []


@pytest.mark.parametrize(
    "script", sorted({".ci/run", *(f"scripts/{name}" for name in ("setup", "check", "lock", "stack"))})
)
def test_every_script_is_strict_and_parses(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    assert "\nset -euo pipefail\n" in path.read_text()
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0

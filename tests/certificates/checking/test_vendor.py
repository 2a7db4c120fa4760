"""What was taken from others is what they published."""

import hashlib
import re

from tests.test_architecture import ROOT

VENDOR = ROOT / "static" / "vendor"


def test_vendored_files_have_the_sums_that_are_noted() -> None:
    noted: dict[str, str] = {}
    for line in (VENDOR / "README.md").read_text().splitlines():
        if folder := re.match(r"\| `([\w-]+)/`", line):
            noted |= {
                f"{folder[1]}/{name}": found
                for name, found in re.findall(r"`(\w+\.js)` ([0-9a-f]{64})", line)
            }
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(VENDOR.rglob("*.js"))
    }
    assert noted == found


def test_each_has_its_licence_beside_it() -> None:
    assert {path.parent.name for path in VENDOR.glob("*/LICENSE*")} == {
        path.name for path in VENDOR.iterdir() if path.is_dir()
    }

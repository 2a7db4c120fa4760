"""Ask everybody, store the numbers, write the document; fail where a large difference has no reason.

`--stored` asks nobody and writes the document anew from the stored numbers, after a reason was worded otherwise.
"""

import json
import sys

from scripts.compare_footprint import document, installed, ours
from scripts.compare_footprint.calculators.catalogue import CALCULATORS

NUMBERS = installed.ROOT / "docs" / "footprint-comparison.json"
DOCUMENT = installed.ROOT / "docs" / "footprint-comparison.md"


def main() -> int:
    if "--stored" in sys.argv[1:]:
        numbers: document.Numbers = json.loads(NUMBERS.read_text(encoding="utf-8"))
    else:
        numbers = asked()
        NUMBERS.write_text(json.dumps(numbers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    problems = document.unexplained(numbers)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    DOCUMENT.write_text(document.written(numbers), encoding="utf-8")
    print(f"Wrote {DOCUMENT.relative_to(installed.ROOT)}.")
    return 0


def asked() -> document.Numbers:
    """Everybody's kilograms for every case; ours first."""
    installed.install()
    numbers = ours.kilograms()
    for calculator in CALCULATORS:
        numbers[calculator.key] = installed.kilograms_of(calculator)
    return numbers


if __name__ == "__main__":
    sys.exit(main())

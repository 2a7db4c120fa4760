"""Ask everybody, store the numbers, write the document; fail where a large difference has no reason."""

import json
import sys

from scripts.compare_footprint import document, installed, ours
from scripts.compare_footprint.calculators.catalogue import CALCULATORS

NUMBERS = installed.ROOT / "docs" / "footprint-comparison.json"
DOCUMENT = installed.ROOT / "docs" / "footprint-comparison.md"


def main() -> int:
    installed.install()
    numbers = ours.kilograms()
    for calculator in CALCULATORS:
        numbers[calculator.key] = installed.kilograms_of(calculator)
    NUMBERS.write_text(json.dumps(numbers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    problems = document.unexplained(numbers)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    DOCUMENT.write_text(document.written(numbers), encoding="utf-8")
    print(f"Wrote {DOCUMENT.relative_to(installed.ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""One way in a process of its own: prepares itself, makes certificates at each "go N", and tells what it took."""

import contextlib
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SETTINGS = {"DIANDIAN_MODE": "test", "DEBUG": "0", "DJANGO_SETTINGS_MODULE": "diandian.settings"}
WARM_UP = 4  # both languages, and both faces of names


@contextlib.contextmanager
def prepared(name: str) -> Iterator[tuple[Callable[[int], bytes | None], Callable[[], float]]]:
    """The way of this name, and the clock of its CPU milliseconds."""
    import django  # noqa: PLC0415

    django.setup()
    from scripts.bench_certificates import ways  # noqa: PLC0415

    if name == "chromium":
        with contextlib.closing(ways.chromium_pages()) as opened:
            yield next(opened), ways.family_cpu_ms
    elif name.startswith("typst"):
        yield ways.typst_work(is_signed=name == "typst_signed"), ways.own_cpu_ms
    else:
        parts = dict(zip(map(str, range(len(ways.PARTS))), ways.PARTS.values(), strict=True))
        yield parts.get(name) or getattr(ways, name), ways.own_cpu_ms


def resident_mib(root: int) -> float:
    """What a process and its children hold in memory; what they share counts once (proportional set size)."""
    from scripts.bench_journey import family  # noqa: PLC0415

    total = 0
    for pid in family(root):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def main() -> None:
    name, folder = sys.argv[1], sys.argv[2]
    os.environ.update(SETTINGS)
    with prepared(name) as (make, clock):
        before = clock()
        make(0)
        first = clock() - before
        for index in range(1, WARM_UP):
            make(index)
        print(f"ready {first}", flush=True)
        total = WARM_UP
        for line in sys.stdin:
            count, sizes, before = int(line), [], clock()
            for index in range(total, total + count):
                made = make(index)
                sizes.append(len(made or b""))
            spent = (clock() - before) / count
            total += count
            if made:
                Path(folder, f"{name}.{'jpg' if 'poster' in name else 'pdf'}").write_bytes(made)
            size = statistics.median(sizes)
            print(f"done {spent} {size} {resident_mib(os.getpid())} {total}", flush=True)


if __name__ == "__main__":
    main()

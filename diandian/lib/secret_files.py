"""Secrets that an installation makes for itself: once, for its owner's eyes alone, whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`, made with `make` if there is none. Processes that come at once get the same one.

    It is written beside its place first: nobody ever reads half of it, and whoever is killed leaves no empty one.
    """
    if path.exists() and (kept := path.read_text().strip()):
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # readable by its owner alone
    try:
        with os.fdopen(number, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        _place(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path.read_text().strip()


def _place(name: str, path: Path) -> None:
    """Put the file there unless another process was first. An empty file is no secret and is replaced."""
    try:
        os.link(name, path)
    except FileExistsError:
        if not path.stat().st_size:
            os.replace(name, path)
    except OSError:  # a file system without links, as of some shared folders: the last of several wins
        os.replace(name, path)

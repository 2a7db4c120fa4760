"""Runs a command beside a throw-away PostgreSQL and Redis, and removes both whatever happens."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.services import Services, end_process, fail, stop_on_signals


def main(command: list[str]) -> int:
    """Exit code of the command, 130 if it was interrupted."""
    if not command:
        fail("Usage: scripts/with-services COMMAND [ARGUMENT…]")
    stop_on_signals()
    folder = Path(tempfile.mkdtemp(prefix="diandian-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        with Services.within(folder, forgetful=True) as services:
            return run(command, folder, services.environment)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], folder: Path, addresses: dict[str, str]) -> int:
    (folder / "var" / "static").mkdir(parents=True)  # WhiteNoise warns when there is none
    ours = {"DIANDIAN_MODE": "test", "DIANDIAN_VAR_DIR": str(folder / "var")}
    process = subprocess.Popen(command, env={**os.environ, **addresses, **ours})
    try:
        return process.wait()
    except KeyboardInterrupt:
        end_process(process, seconds=20)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

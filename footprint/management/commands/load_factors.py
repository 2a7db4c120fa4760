"""Load factor files and publish them: `manage.py load_factors [FILE …]`. Loading twice changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from footprint.actions import NewFactorSet, load_factor_set, publish
from footprint.errors import FactorSetClosedError, FootprintError, RefusedRowsError
from footprint.factor_workbook import read_any
from footprint.phrases.factor_files import refusal_line

FACTORS = Path(__file__).resolve().parents[2] / "factors"


class Command(BaseCommand):
    help = (
        "Load factor files, named CODE-VERSION.csv or .xlsx, and publish them. Loading twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="default: every file in footprint/factors/")
        parser.add_argument("--draft", action="store_true", help="load only, do not publish")

    def handle(self, *args: Any, files: list[Path], draft: bool, **options: Any) -> None:
        for file in files or sorted(FACTORS.glob("*.csv")):
            self._load(file, draft)

    def _load(self, file: Path, draft: bool) -> None:
        code, dash, version = file.stem.rpartition("-")
        if not dash or not code or not version:
            raise CommandError(f"{file.name}: a factor file is named CODE-VERSION.csv.")
        try:
            content = read_any(file.read_bytes())
            factor_set = load_factor_set(
                new=NewFactorSet(code, version, content.name_zh, content.name_en, content.factors)
            )
            if not draft:
                factor_set = publish(factor_set=factor_set, by=None)
        except RefusedRowsError as error:
            with override("en"):  # as everything that this command says
                rows = "\n".join(f"  {refusal_line(row)}" for row in error.rows)
            raise CommandError(f"{file.name}: nothing was loaded.\n{rows}") from error
        except FactorSetClosedError as error:
            closed = f"{error.method} is published and never changes"
            raise CommandError(f"{file.name}: {closed}. Give the new factors a new version.") from error
        except (FootprintError, OSError) as error:
            raise CommandError(f"{file.name}: {error}") from error
        self.stdout.write(f"{factor_set.method}: {len(content.factors)} factors, {factor_set.state}.")

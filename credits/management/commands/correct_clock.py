from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

import credits.actions


class Command(BaseCommand):
    help = "Let the ledger's log go on from this machine's time, after you made sure that it is right."

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if credits.actions.correct_clock():
            self.stdout.write(f"The log goes on from {now}. / 日志从 {now} 继续。")
        else:
            self.stdout.write("The clock and the log agree: nothing to correct. / 时钟与日志一致，无需更正。")

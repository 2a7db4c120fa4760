"""What a poster says, in both languages at once; and why one of a room's forms was refused."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.errors import EventsError
from events.posters.errors import FixedSettingError
from events.team.errors import NotAllowedError


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


# On paper both languages stand side by side, whatever the language of whoever prints it: so they stand here, and in
# no catalogue. No word of these claims anything: what an event may be called is another room's to say.
QUESTION = Words("这一天的碳，有多重？", "How much carbon does your day here weigh?")
STEPS = (
    Words("扫码：不用下载，不用注册", "Scan the code: no app, no account"),
    Words("答几道题，一分钟算出碳足迹", "Answer a few questions: your footprint in a minute"),
    Words(
        "注销等量减排量，领一张人人可查的证书",
        "Have as much retired, and keep a certificate anyone can check",
    ),
)
SHORT = Words("扫码算一算，领一张人人可查的证书", "Scan, compute, and keep a certificate anyone can check")
DEMONSTRATION = Words("演示", "Demonstration")

SIZE_NAMES: dict[str, Promise] = {
    "a3": _("A3 poster"),
    "a4": _("A4 poster"),
    "sticker": _("Seat sticker, 90 × 54 mm"),
}

_PLAIN: dict[type[EventsError], Promise] = {
    NotAllowedError: _("Your role at this event does not allow this. Nothing was changed."),
    FixedSettingError: _(
        "The event has gone on meanwhile, and this is fixed by now: what is agreed before it opens, and its days. "
        "Nothing was saved."
    ),
}


def error_words(error: EventsError) -> str:
    return str(_PLAIN[type(error)])

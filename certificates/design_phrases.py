"""What is said about designs: why one is refused, what its slots and values are, what its samples show."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from certificates.designs import errors
from certificates.designs.drafts import Finding
from certificates.designs.errors import DesignProblem

Phrase = str | Promise

SHEET: dict[str, Phrase] = {"paper": _("Paper"), "poster": _("Poster")}
LANGUAGE = {"zh-hans": "中文", "en": "English"}
SAMPLE: dict[str, Phrase] = {
    "short": _("A short name"),
    "long": _("A very long name, thousands of tonnes"),
    "arabic": _("A name in Arabic"),
    "rare-han": _("Rare Han characters"),
    "thai": _("A name in Thai"),
    "nobody": _("No name"),
    "demonstration": _("A demonstration"),
    "bound": _("Texts as long as they may be"),
}

LANGUAGE_WORDS: Phrase = _(
    "A design is HTML with CSS. {{ value }} shows a value, {% if %} and {% for %} choose and repeat, {% include %} "
    "brings in one of our pieces. Nothing else is possible."
)

# Slots are filled per person; their words in the template are samples, which give the place and the style.
SLOTS: tuple[tuple[str, Phrase], ...] = (
    (
        "name",
        _(
            "The holder’s name, once: a block with a height, into which every name is fitted. The piece does it."
        ),
    ),
    (
        "amount",
        _("The grams. A claim needs digits of equal width; elsewhere add data-free, and what follows moves."),
    ),
    ("unit", _('CO₂e behind the amount, with data-after="amount".')),
    ("number", _("The certificate’s number.")),
    ("address", _("The short address under which it is checked.")),
    ("ornament", _("The ornament of dots, once: the piece _dots.svg stands in it.")),
    ("qr", _("The QR code, once: the piece _qr.svg stands in it.")),
    ("range-0-first", _("The grams of a serial block, in both languages; use the names in source.slots.")),
)

VALUES: tuple[tuple[str, Phrase], ...] = (
    ("both", _("The words in both languages, the holder’s first: {% for words in both %}.")),
    ("first, second", _("The words in the holder’s language, and in the other one.")),
    ("words.tag", _('The language, for lang="…".')),
    ("words.title", _("What this certificate is called.")),
    ("words.presented", _("“Presented to”.")),
    ("words.before, words.after", _("The claim before its amount, and after it. Both have to be there.")),
    ("words.boundary_label, words.boundary, words.method", _("What was counted, and by which method.")),
    ("words.funding", _("Who paid for the credits. It has to be there.")),
    (
        "words.settlement, words.terms",
        _("What the retirement means, and what it does not. Both have to be there."),
    ),
    (
        "words.demonstration, ribbon",
        _("Says that a demonstration is none of the real ones. Has to be there."),
    ),
    ("words.date, words.check", _("The day, and “Scan to check”.")),
    ("words.retired_label, words.more", _("The heading of the blocks, and that there are more than shown.")),
    ("words.ornament", _("What the ornament is, for those who do not see it.")),
    (
        "sources",
        _("The serial blocks: {% for source in sources %}, with registry, project, other_name, serial."),
    ),
    (
        "facts",
        _(
            "The lines of a certificate without a retirement: fact.label, fact.value, other_label, other_value."
        ),
    ),
    ("words.together", _("With whom, on a family’s certificate.")),
    (
        "source.slots.0, source.ranges.0",
        _("The slot and the sample of a block’s grams; .1 is the other language."),
    ),
    ("amount, number, address", _("Samples for the slots of the same names.")),
    ("name.lines, name.also, name.size", _("For the piece _name.html, which sets the name.")),
    ("families, fallback", _("The faces of the name and of everything else, for font-family in the styles.")),
    ("title", _("The title of the file.")),
)
PIECES: tuple[tuple[str, Phrase], ...] = (
    (
        "certificates/_name.html",
        _("The name, set in all of its ways. It needs the class name in the styles."),
    ),
    ("certificates/_dots.svg", _("The ornament.")),
    ("certificates/_qr.svg", _("The QR code.")),
)

_PART: dict[str, Phrase] = {
    "pages": _("It has more than one page."),
    "tagged": _("It is not tagged, so that nobody can have it read out."),
    "language": _("It does not say its language: give html a lang."),
    "title": _("It has no title."),
    "alternative": _("A picture has no words for those who do not see it: give img an alt, and svg a title."),
    "fonts": _("A font is not in the file: %(detail)s."),
    "pdfa": _("It is no PDF/A-3a, which can be kept for decades."),
    "pdfua": _("It does not say that it is PDF/UA-1."),
    "intent": _("It does not say how its colours are meant (output intent)."),
    "reading": _("It cannot be opened: %(detail)s"),
}
# The reasons of the plates, by how they begin.
_REASON: tuple[tuple[str, Phrase], ...] = (
    ("a name needs a block with a height", _("The name needs a block with a height.")),
    (
        "its words are broken over two lines",
        _("Its words are broken over two lines, or it holds two things."),
    ),
    ("a picture's slot holds one svg", _("A picture’s slot holds one svg and no text.")),
    ("the slot is text", _("The slot is for text, and there is a picture in it.")),
    (
        "its digits are not equally wide",
        _("Its digits are not equally wide, and what follows would not move."),
    ),
    ("its sample words have", _("Write the value with the slot’s own name into it, and nothing else.")),
    ("it needs sample words", _("Write the value with the slot’s own name into it, and nothing else.")),
    ("a plate has one name", _("There is one slot for a name.")),
    ("it is nowhere on the page", _("It is nowhere on the page, or is not shown.")),
    ("there is no slot", _("data-after names a slot that does not stand before this one.")),
)

_WORDS: dict[type[DesignProblem], Callable[..., str]] = {
    errors.TooLongProblem: lambda p: (
        gettext("It has %(length)s characters; %(limit)s are possible.")
        % {"length": p.length, "limit": p.limit}
    ),
    errors.SyntaxProblem: lambda p: gettext("The template language does not understand this: %s") % p.said,
    errors.TagProblem: lambda p: (
        gettext("{%% %s %%} is not for designs: they know if, for and include, and nothing else.") % p.tag
    ),
    errors.PieceProblem: lambda p: (
        gettext("Only our own pieces can be included, and %s is none of them.") % (p.piece or "–")
    ),
    errors.FilterProblem: lambda p: gettext("Designs have no filters: %s.") % p.words,
    errors.LoopProblem: lambda p: (
        gettext("“%s”: loops go over both, sources, facts or name.lines, at most two in each other.")
        % p.words
    ),
    errors.ValueProblem: lambda p: gettext("Certificates have no value “%s”.") % p.value,
    errors.ComparisonProblem: lambda p: (
        gettext("“%s”: a condition asks whether something is there, or for the language, and nothing else.")
        % p.words
    ),
    errors.ValueInStyleProblem: lambda p: (
        gettext("In styles stand only the values fallback and families, not “%s”.") % p.value
    ),
    errors.ElementProblem: lambda p: gettext("“%s” has no place on paper.") % p.element,
    errors.FetchProblem: lambda p: (
        gettext("Nothing is fetched for a certificate. Put it into the text as data:, in place of %s.")
        % p.address
    ),
    errors.FaceProblem: lambda p: gettext("Fonts cannot be brought along: use fallback and families."),
    errors.DocumentProblem: lambda p: (
        gettext("The html element needs a lang.") if p.part == "lang" else gettext("The page needs a title.")
    ),
    errors.SlotCountProblem: lambda p: _count_words(p),
    errors.UnknownSlotProblem: lambda p: gettext("Certificates of this kind have no slot “%s”.") % p.slot,
    errors.PlateProblem: lambda p: _plate_words(p),
    errors.PagesProblem: lambda p: (
        ngettext(
            "It takes %s page; a certificate is one.", "It takes %s pages; a certificate is one.", p.count
        )
        % p.count
    ),
    errors.SizeProblem: lambda p: (
        gettext(
            "The page is %(width)s × %(height)s pixels of CSS, and should be %(wanted_width)s × %(wanted_height)s."
        )
        % {name: round(value) for name, value in vars(p).items() if name != "line"}
    ),
    errors.GlyphProblem: lambda p: gettext("No font has these characters: %s") % p.characters,
    errors.MissingWordsProblem: lambda p: (
        gettext("Every certificate says “%s”, and here it cannot be read.") % p.value
    ),
    errors.ClaimProblem: lambda p: (
        gettext("“%s”: no certificate of this kind calls anybody or anything neutral.") % p.words
    ),
    errors.OutsideProblem: lambda p: gettext("“%s” reaches beyond the page.") % p.words,
    errors.OverlapProblem: lambda p: (
        gettext("“%(first)s” and “%(second)s” lie over each other.") % {"first": p.first, "second": p.second}
    ),
    errors.SmallNameProblem: lambda p: (
        gettext(
            "The name fits only at %(size)s pixels of CSS; it should stay above %(least)s. Give it more room."
        )
        % {"size": round(p.size, 1), "least": round(p.least, 1)}
    ),
    errors.SmallTextProblem: lambda p: (
        gettext("“%(words)s” is %(size)s pixels of CSS high; less than %(least)s cannot be read.")
        % {"words": p.words, "size": round(p.size, 1), "least": round(p.least, 1)}
    ),
    errors.ContrastProblem: lambda p: (
        gettext("“%(words)s” is too pale: its contrast is %(ratio)s, and should be %(least)s.")
        % {"words": p.words, "ratio": p.ratio, "least": p.least}
    ),
    errors.FileProblem: lambda p: _part_words(p),
    errors.TimeProblem: lambda p: (
        gettext("It was not drawn within %s seconds. Make the page simpler, or try again.") % p.seconds
    ),
    errors.BrokenProblem: lambda p: gettext("It cannot be drawn: %s") % p.said,
}


def problem_words(problem: DesignProblem) -> str:
    """What is wrong, in a sentence, and with which sample it was seen."""
    words = _WORDS[type(problem)](problem)
    key = getattr(problem, "sample", "")
    return (
        gettext("%(words)s (Seen with: %(sample)s.)") % {"words": words, "sample": SAMPLE[key]}
        if key
        else words
    )


def finding_words(finding: Finding) -> str:
    """The sheet, the line where there is one, and the sentence."""
    words, line = problem_words(finding.problem), finding.problem.line
    if line is None:
        return gettext("%(sheet)s: %(words)s") % {"sheet": SHEET[finding.sheet], "words": words}
    values = {"sheet": SHEET[finding.sheet], "line": line, "words": words}
    return gettext("%(sheet)s, line %(line)s: %(words)s") % values


def _count_words(problem: errors.SlotCountProblem) -> str:
    values = {"slot": problem.slot, "count": problem.count, "most": problem.most}
    if problem.count < problem.least:
        return gettext("The slot “%(slot)s” is missing.") % values
    return (
        gettext("The slot “%(slot)s” is there %(count)s times, and may be at most %(most)s times.") % values
    )


def _plate_words(problem: errors.PlateProblem) -> str:
    reason = next((words for start, words in _REASON if problem.reason.startswith(start)), problem.reason)
    if not problem.slot:
        return str(reason)
    return gettext("The slot “%(slot)s”: %(reason)s") % {"slot": problem.slot, "reason": reason}


def _part_words(problem: errors.FileProblem) -> str:
    words = str(_PART[problem.part])
    said = words % {"detail": problem.detail} if "%(detail)s" in words else words
    return gettext("The finished PDF: %s") % said

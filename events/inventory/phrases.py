"""The words of inventories: sources, columns, refusals, and how an estimate was made.

Sources and the method of an estimate stand in both languages in the code: files are read whatever language they are
in, and what is stored of a method is printed in documents of both.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from diandian.lib.mass import format_grams
from diandian.lib.tables import TableProblem
from diandian.tongue import is_chinese
from events.errors import EventsError
from events.inventory import errors
from events.inventory.columns import ATTENDANCE_COLUMNS, COLUMNS, heading_in
from events.inventory.entering import MAX_LINE_GRAMS, Reason, Refusal
from events.inventory.lines import FieldChange, plain_number
from events.inventory.sources import GUIDE_EN, GUIDE_ZH, SOURCES
from events.models import InventoryLine
from events.team.errors import NotAllowedError

PARTED = " ｜ "  # between the Chinese and the English half of a stored method
GROUP_NAMES: dict[str, tuple[str, str]] = {
    "air": ("观众：飞机", "Spectators: plane"),
    "rail": ("观众：高铁、火车", "Spectators: train"),
    "road": ("观众：客车、轿车", "Spectators: coach and car"),
    "local": ("观众：市内交通", "Spectators: local transport"),
    "lodging": ("观众：住宿", "Spectators: lodging"),
    "catering": ("观众：餐饮", "Spectators: meals"),
    "venue": ("观众：座位分摊的场馆用电", "Spectators: their seats' share of the venues' electricity"),
}
FACTOR_SOURCE = "观众作答的平均值 Mean of spectators' answers, %(sets)s"
_METHOD_ZH = (
    "按区域和日期分层（Cochran 1977，第 5 章）：人均值 × 到场人数。%(answers)s 份作答，%(people)s 人，"
    "%(strata)s 层中 %(answered)s 层有作答；抽样误差 ±%(sampling)s%%（95%%），因子 ±%(factors)s%%；"
    "%(extrapolated)s%% 由总均值外推。%(only)s人均到场 %(days)s 天。"
)
_METHOD_EN = (
    "Stratified by zone and day (Cochran 1977, ch. 5): mean × attendance. %(answers)s answers, %(people)s people, "
    "%(answered)s of %(strata)s strata answered; sampling error ±%(sampling)s %% (95 %%), factors ±%(factors)s %%; "
    "%(extrapolated)s %% extrapolated by the mean of all. %(only)sDays a person: %(days)s."
)


def _source(code: str) -> str:
    found = SOURCES.get(code)
    return code if found is None else found.zh if is_chinese() else found.en


def _about(code: str) -> str:
    return SOURCES[code].about_zh if is_chinese() else SOURCES[code].about_en


def _standard(code: str) -> str:
    found = SOURCES[code]
    text = found.standard_zh if is_chinese() else found.standard_en
    return text if found.standard_is_the_guides else gettext("%(standard)s (our choice)") % {"standard": text}


source_words = lazy(_source, str)
about_words = lazy(_about, str)
standard_words = lazy(_standard, str)


def guide_words() -> str:
    return GUIDE_ZH if is_chinese() else GUIDE_EN


def method_in_both(facts: Mapping[str, str]) -> str:
    """How an estimate was made, as it is stored: in Chinese and in English."""
    chosen = facts["only"] == "neutralised"
    zh = _METHOD_ZH % {**facts, "only": "只计已中和的观众。" if chosen else ""}
    en = _METHOD_EN % {**facts, "only": "Only who neutralised. " if chosen else ""}
    return f"{zh}{PARTED}{en}"


def method_words(stored: str) -> str:
    """A stored method in the reader's language."""
    zh, parted, en = stored.partition(PARTED)
    return zh if is_chinese() or not parted else en


FIELDS: dict[str, Promise] = {
    "source": _("Emission source"),
    "phase": _("Phase"),
    "name_zh": _("Name in Chinese"),
    "name_en": _("Name in English"),
    "quantity": _("Activity amount"),
    "unit": _("Unit"),
    "factor_code": _("Factor, by its code"),
    "factor_grams": _("Factor, g a unit"),
    "factor_source": _("Source of the factor"),
    "amount_grams": _("Emissions, g"),
    "evidence_class": _("Evidence class"),
    "evidence": _("Evidence file"),
    "uncertainty_percent": _("Uncertainty, ± %"),
    "origin": _("Origin"),
    "method": _("Method"),
    "sample_size": _("Answers"),
    "extrapolated_grams": _("Extrapolated, g"),
    "note": _("Note"),
}
TERM_WORDS: dict[str, Promise] = {
    "boundary_zh": _("Boundary in Chinese"),
    "boundary_en": _("Boundary in English"),
    "exclusions_zh": _("Left out, in Chinese"),
    "exclusions_en": _("Left out, in English"),
    "factor_set": _("Factors"),
}
CHOICES: dict[str, Any] = {
    "phase": InventoryLine.Phase,
    "evidence_class": InventoryLine.EvidenceClass,
    "origin": InventoryLine.Origin,
}
REASONS: dict[str, Promise] = {
    TableProblem.NOT_A_TABLE: _("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    TableProblem.NOT_UTF_8: _(
        "The letters cannot be read. In Excel, save as “CSV UTF-8”, or send the .xlsx."
    ),
    TableProblem.TOO_MANY_BYTES: _("The file is larger than %(value)s kB."),
    TableProblem.TOO_MANY_ROWS: _("The file has more than %(value)s rows. Please part it into several."),
    TableProblem.BROKEN_CSV: _(
        "Here the file cannot be read as CSV: a quotation mark is missing or too many."
    ),
    TableProblem.FORMULA: _("Formulas are not taken. Enter the value itself."),
    TableProblem.DATE: _("The spreadsheet made a date of this cell. Format it as text or number."),
    TableProblem.FAILED_CELL: _("The spreadsheet shows an error in this cell."),
    Reason.MACROS: _("The workbook has macros. Save it without them, as .xlsx, and send it again."),
    Reason.MERGED: _("Cells %(value)s are merged. Part them: each row says everything itself."),
    Reason.NO_ROWS: _("There is nothing below the header."),
    Reason.TOO_MUCH_TEXT: _("The file says more than one import carries. Please part it into several."),
    Reason.UNKNOWN_COLUMN: _("There is no such column. Remove it, or correct its name."),
    Reason.MISSING_COLUMN: _("This column is missing."),
    Reason.COLUMN_TWICE: _("This column is there twice."),
    Reason.TOO_MANY_CELLS: _("The row has more cells than the header."),
    Reason.MISSING: _("Nothing is entered."),
    Reason.TOO_LONG: _("Longer than %(value)s characters."),
    Reason.CONTROL_CHARACTER: _("The text has line breaks or invisible characters."),
    Reason.CALCULATES: _("“%(value)s” begins like a formula: a spreadsheet would calculate it."),
    Reason.NOT_A_NUMBER: _("“%(value)s” is not a number. Enter digits only, without a unit: 1234.5."),
    Reason.COMMA_IN_NUMBER: _("“%(value)s”: write it with a decimal point and without separators: 1234.5."),
    Reason.NOT_WHOLE: _("“%(value)s” is not a whole number from 0 on."),
    Reason.NEGATIVE: _("“%(value)s” is less than 0. Reductions and credits are not lines of an inventory."),
    Reason.TOO_PRECISE: _("More than %(value)s decimals. Round it yourself; nothing is rounded here."),
    Reason.TOO_LARGE: _("More than %(value)s."),
    Reason.UNKNOWN_SOURCE: _("“%(value)s” is no source. Choose one of the template's."),
    Reason.UNKNOWN_PHASE: _("“%(value)s” is no phase: preparation, holding or wrap-up."),
    Reason.UNKNOWN_CLASS: _("“%(value)s” is no evidence class: enter A, B, C, D or E."),
    Reason.UNKNOWN_FACTOR: _(
        "This version's factor set has no “%(value)s”. Enter another code, or a factor of your own with its source."
    ),
    Reason.UNITS_DIFFER: _(
        "These factors count different units: %(value)s. They are no parts of one figure."
    ),
    Reason.OTHER_UNIT: _("This factor counts %(value)s. Convert the activity, or leave the unit empty."),
    Reason.FACTOR_DIFFERS: _(
        "The factor of this code is %(value)s g a unit. Leave one of the two empty, or make them equal."
    ),
    Reason.AMOUNT_DIFFERS: _("Activity × factor is %(value)s g. Correct it, or leave the cell empty."),
    Reason.WHY_OTHER: _("This source is not in the guide: say in the note why it is counted."),
    Reason.CLAIMS: _("“%(value)s” is a claim about the event; a line only says what emits. Leave it out."),
    Reason.NO_SUCH_FILE: _("The event has no evidence file “%(value)s”. Upload it under Evidence first."),
    Reason.SEVERAL_FILES: _("Several evidence files are called “%(value)s”. Enter the SHA-256 instead."),
    Reason.NOT_AN_ID: _("“%(value)s” is no line's id. Leave the cell empty for a new line."),
    Reason.LINE_TWICE: _("Row %(value)s has the same id."),
    Reason.ESTIMATED: _(
        "A line from spectators' answers is made from the answers alone. Leave its row as it was exported, or "
        "remove it."
    ),
    Reason.UNKNOWN_ZONE: _(
        "The event has no such zone, or two: “%(value)s”. A venue's short name may stand for its name."
    ),
    Reason.NOT_A_DAY: _("“%(value)s” is no day. Write 2025-11-01."),
    Reason.DAY_TWICE: _("Row %(value)s has the same zone and day."),
    Reason.OUTSIDE_EVENT: _("“%(value)s” is not a day of the event."),
}


def refusal_words(refusal: Refusal) -> str:
    """Why a field, cell or file is refused, in one or two sentences."""
    if refusal.reason == Reason.ABSURD:
        words = gettext("This makes %(mass)s, more than %(limit)s in one line. Are quantity and unit right?")
        return words % {"mass": format_grams(int(refusal.value)), "limit": format_grams(MAX_LINE_GRAMS)}
    return str(REASONS[refusal.reason]) % {"value": refusal.value}


def column_heading(column: str) -> str:
    """What a column is called in a file of the reader's language; anything else as it was typed."""
    known = column in COLUMNS or column in ATTENDANCE_COLUMNS
    return heading_in(column, chinese=is_chinese()) if known else column


def value_words(change: FieldChange, files: Mapping[str, str]) -> tuple[str, str, str]:
    """A changed field as it is read: what it is called, before and after. `files`: what each SHA-256 is called."""

    def said(value: object) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, Decimal):
            return plain_number(value)
        match change.field:
            case "source":
                return _source(str(value))
            case "evidence":
                return files.get(str(value), str(value))
            case "method":
                return method_words(str(value))
            case "amount_grams" | "extrapolated_grams":
                return f"{value:,}"
        choices = CHOICES.get(change.field)
        return str(choices(value).label) if choices else str(value)

    return str(FIELDS[change.field]), said(change.before), said(change.after)


def error_words(error: EventsError) -> str:
    """Why a step was refused, and what to do next."""
    match error:
        case NotAllowedError():
            return gettext("You have no right to do this at this event.")
        case errors.DraftExistsError(number=number):
            words = gettext("Version %(number)s is a draft still. Submit it or give it up first.")
            return words % {"number": number}
        case errors.NoReasonError():
            return gettext("Say why this version is made.")
        case errors.NotADraftError():
            return gettext("This version was submitted: it never changes. Begin a new version.")
        case errors.GivenUpError():
            return gettext("Somebody gave this draft up. Begin a new version.")
        case errors.IsCorrectionError():
            return gettext("This draft is the correction that was begun under Course. Submit it instead.")
        case errors.NoSuchLineError():
            return gettext("This line is no longer there.")
        case errors.EstimatedLineError():
            return gettext(
                "A line from spectators' answers is made from the answers alone. Fill it anew, or remove it."
            )
        case errors.TooManyLinesError(limit=limit):
            return gettext("A version has at most %(limit)s lines.") % {"limit": f"{limit:,}"}
        case errors.ChangedMeanwhileError():
            return gettext("Somebody else changed this draft meanwhile. Please look at it once more.")
        case errors.AttendanceRefusedError():
            return refusal_words(Refusal(0, "", error.reason, error.value))
        case errors.NoAttendanceError():
            return gettext("No attendance is entered: there is nothing to scale the answers to.")
        case errors.FewAnswersError(answers=answers):
            words = ngettext(
                "%(count)s answer is too few: an error cannot be told from it.",
                "%(count)s answers are too few: an error cannot be told from them.",
                answers,
            )
            return words % {"count": answers}
        case errors.FactorsMissingError(codes=codes):
            return gettext("The newest factor set counts these otherwise or not at all: %(codes)s.") % {
                "codes": ", ".join(codes)
            }
    return _submission_words(error)


def _submission_words(error: EventsError) -> str:
    match error:
        case errors.NoLinesError():
            return gettext("There is no line yet.")
        case errors.NoBoundaryError():
            return gettext(
                "Say what the figure covers, in both languages: a figure without its boundary says nothing."
            )
        case errors.UnexplainedSourcesError(sources=sources):
            return gettext(
                "Of these sources there is no line: %(sources)s. Say in both languages why they are left out."
            ) % {"sources": ", ".join(_source(code) for code in sources)}
        case errors.LineDoesNotMultiplyError(position=position):
            return gettext("Line %(number)s is not activity × factor. Enter it anew.") % {"number": position}
        case errors.TotalDiffersError(by_rounding=True):
            return gettext(
                "The stated total is %(stated)s, the lines add up to %(lines)s. That may come from rounding: "
                "correct it, or confirm that it does, and the lines' own sum is taken."
            ) % {"stated": format_grams(error.stated_grams), "lines": format_grams(error.lines_grams)}
        case errors.TotalDiffersError():
            return gettext("The stated total is %(stated)s, but the lines add up to %(lines)s.") % {
                "stated": format_grams(error.stated_grams),
                "lines": format_grams(error.lines_grams),
            }
        case errors.EventNotOverError():
            return gettext("Actual emissions are submitted once the event is closed.")
        case errors.CorrectionNeededError():
            return gettext("The event rests on a verified version. Begin a correction under Course first.")
        case errors.NotSubmittedError():
            return gettext("Only the latest submitted version of the actual emissions is verified.")
        case errors.ContentChangedError():
            return gettext("The content of this version is no longer what was submitted.")
    return gettext("This was refused. Nothing was changed.")


def explained_columns() -> list[tuple[str, str]]:
    """What is entered below each heading of the template."""
    words = {
        "line": gettext("Leave it as it was exported. Empty: a new line."),
        "source": gettext("One of the sources below."),
        "phase": gettext("Preparation, holding or wrap-up. Empty: holding."),
        "name_zh": gettext("What emits, in Chinese."),
        "name_en": gettext("What emits, in English."),
        "quantity": gettext(
            "How much of it: digits with a decimal point, without separators and without a unit."
        ),
        "unit": gettext("Its unit. May be empty with a factor code."),
        "factor_code": gettext(
            "A factor of this version's set, or several joined by + that are parts of one figure."
        ),
        "factor_grams": gettext("A factor of your own, in grams of CO₂e a unit. Empty with a factor code."),
        "factor_source": gettext("Where your own factor is from."),
        "amount_grams": gettext(
            "May be empty. If it says something, it has to be activity × factor, in whole grams."
        ),
        "evidence_class": gettext("A measured, B from bills, C stated, D calculated, E assumed."),
        "evidence": gettext("Title, name or SHA-256 of a file in the room Evidence. May be empty."),
        "uncertainty_percent": gettext(
            "Half of the 95-percent range, in percent. May be empty with a factor code."
        ),
        "note": gettext("At most 500 characters. Needed where the source is “Other”."),
    }
    return [(column_heading(column), text) for column, text in words.items()]

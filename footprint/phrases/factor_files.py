"""What to tell a person whose factor file was refused: each cell with its reason, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from footprint.errors import Refusal
from footprint.factor_rows import Reason

REASONS: dict[str, Promise] = {
    Reason.NOT_A_TABLE: _("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    Reason.NOT_UTF_8: _("The letters cannot be read. In Excel, save as “CSV UTF-8”, or send the .xlsx."),
    Reason.TOO_MANY_BYTES: _("The file is larger than %(value)s kB."),
    Reason.TOO_MANY_ROWS: _("The file has more than %(value)s factors."),
    Reason.NO_ROWS: _("There are no factors in the file."),
    Reason.BROKEN_CSV: _("Here the file cannot be read as CSV: a quotation mark is missing or too many."),
    Reason.NOT_COMMAS: _("The columns have to be separated by commas."),
    Reason.UNKNOWN_COLUMN: _("There is no such column. Remove it, or correct its name."),
    Reason.MISSING_COLUMN: _("This column is missing."),
    Reason.COLUMN_TWICE: _("This column is there twice."),
    Reason.TOO_MANY_CELLS: _("The row has more cells than the header."),
    Reason.MISSING: _("Nothing is entered."),
    Reason.TOO_LONG: _("Longer than %(value)s characters."),
    Reason.NOT_ONE_OF: _("None of: %(value)s."),
    Reason.CONTROL_CHARACTER: _("The text has line breaks or invisible characters."),
    Reason.FORMULA: _("Formulas are not taken. Enter the value itself."),
    Reason.DATE: _("The spreadsheet made a date of this cell. Format it as text or number."),
    Reason.FAILED_CELL: _("The spreadsheet shows an error in this cell."),
    Reason.NOT_A_NUMBER: _("Not a number."),
    Reason.COMMA_IN_NUMBER: _("Write numbers with a decimal point and without separators: 1234.5."),
    Reason.NEGATIVE: _("Less than 0. Credits are no factors."),
    Reason.TOO_LARGE: _("More than %(value)s."),
    Reason.TOO_PRECISE: _("More than %(value)s decimals. Round it yourself; nothing is rounded here."),
    Reason.NOT_A_YEAR: _("Not a year from 1950 to 2100."),
    Reason.CODE_TWICE: _("Row %(value)s has the same code."),
    Reason.PART_TWICE: _("Row %(value)s has the same use, region served and boundary."),
    Reason.PARTS_CLASH: _("For the same use, this boundary cannot be added to that of row %(value)s."),
    Reason.ONLY_ADDITIONS: _(
        "This only adds to a figure, and the figure itself is missing: enter its direct part too."
    ),
    Reason.UNKNOWN_USE: _("Nothing asks for this use. Correct it, or leave it empty."),
    Reason.OTHER_UNIT: _("This use is counted per %(value)s. Enter that unit, or leave the use empty."),
    Reason.SERVES_WITHOUT_USE: _("Only a factor with a use serves a region."),
    Reason.PUBLISHER_WITHOUT_PERCENT: _(
        "Without a percentage there is none of the publisher’s: enter it, or write yes for our judgement."
    ),
}
_SHAPES: dict[str, Promise] = {
    "code": _("Only letters, digits and hyphens."),
    "category": _("Only small letters, digits and hyphens."),
    "use": _("Only small letters, digits and hyphens."),
    "region": _("Not an ISO code such as CN, CN-SC or GB, nor the word world."),
    "serves": _("Not an ISO code such as CN, CN-SC or GB. Leave it empty for anywhere."),
}


def refusal_words(refusal: Refusal) -> str:
    """Why something in a factor file is refused, in one or two sentences."""
    if refusal.reason == Reason.WRONG_SHAPE:
        return str(_SHAPES[refusal.column])
    return str(REASONS[refusal.reason]) % {"value": refusal.value}


def refusal_line(refusal: Refusal) -> str:
    """A refusal in one line: `row 7, grams_per_unit: Not a number.`"""
    words = {"row": refusal.row, "column": refusal.column, "reason": refusal_words(refusal)}
    if not refusal.row:
        return refusal_words(refusal)
    if not refusal.column:
        return gettext("row %(row)s: %(reason)s") % words
    return gettext("row %(row)s, %(column)s: %(reason)s") % words

"""What the page for checking says besides the answers, whose words stand in verify.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGE_WORDS: dict[str, str | Promise] = {
    "reading": _("Reading and checking …"),
    "looking": _("Hold the QR code in front of the camera."),
    "stopped": _("The camera is off."),
    "no-camera": _("There is no camera, or it may not be used here. A photograph of the QR code does as well."),
    "no-crypto": _("This browser does not let this page check signatures: it needs https. Use verify.py instead."),
    "broken": _("That did not work. Please try another browser, or verify.py."),
    "named": _("{name}: "),
    "checked": _("What was checked"),
    "states": _("What it states"),
    "states-unproven": _("What it claims"),
    "fact-number": _("Number"),
    "fact-name": _("Name"),
    "fact-group": _("Together with"),
    "fact-amount": _("Amount"),
    "fact-event": _("Event"),
    "fact-day": _("Retired on"),
    "fact-issued": _("Issued on"),
    "fact-blocks": _("Serial blocks"),
    "no-code": _("There is no QR code in this picture."),
    "no-code-help": _("Take it again from nearer, straight and sharp, or type the number that stands beside the code."),
    "own-code": _("The code leads to certificate {number} here."),
    "own-code-help": _(
        "Anybody can print a code. Its page at {site} shows what the certificate states: compare name, amount and "
        "date with the paper. To check the paper itself, choose its PDF."
    ),
    "strange-code": _("Careful: this code does not lead here."),
    "strange-code-help": _("A certificate’s own code leads to {site}/c/ and its number, and to no other place."),
    "open-page": _("Open its page"),
}  # fmt: skip

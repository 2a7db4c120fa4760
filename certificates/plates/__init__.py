"""♥ Plates: a page that WeasyPrint rendered once, frozen to finished bytes, and stamped for each person.

`stamp(plate, fills, about=…)` writes one person's PDF in milliseconds. The files are tagged PDF/A-3a and PDF/UA-1, may
carry a file of data and a seal, and are the same bytes for the same input. What makes plates (`freezing.make_plate`,
`measuring.measured`) loads WeasyPrint, so it stands in its own modules and is imported only where it is needed.
"""

from certificates.plates.drawing import Drawing, dots, modules, point
from certificates.plates.errors import (
    PlateError,
    SealTooLargeError,
    UnfitFillError,
    UnfitTemplateError,
    UnreadablePlateError,
    UnsetNameError,
)
from certificates.plates.fonts import Face
from certificates.plates.lettering import Lettering, fitted
from certificates.plates.metadata import About
from certificates.plates.plate import FORMAT, Plate
from certificates.plates.sealing_place import Seal
from certificates.plates.slots import Fill, Name, NamePlace, Picture, Text, Written
from certificates.plates.stamping import Attachment, stamp

__all__ = [
    "FORMAT",
    "About",
    "Attachment",
    "Drawing",
    "Face",
    "Fill",
    "Lettering",
    "Name",
    "NamePlace",
    "Picture",
    "Plate",
    "PlateError",
    "Seal",
    "SealTooLargeError",
    "Text",
    "UnfitFillError",
    "UnfitTemplateError",
    "UnreadablePlateError",
    "UnsetNameError",
    "Written",
    "dots",
    "fitted",
    "modules",
    "point",
    "stamp",
]

"""Cutting glyphs out of a face with hb-subset, down to what a PDF needs of them (ISO 32000-1, 9.9)."""

from collections.abc import Iterable
from dataclasses import dataclass

import uharfbuzz as hb

# A PDF reader takes text and layout from the PDF itself: all that only a text engine reads goes.
_UNREAD = tuple(
    hb.Tag.from_string(tag) if hasattr(hb, "Tag") else int.from_bytes(tag.encode(), "big")
    for tag in (
        *("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "OS/2", "VORG", "cmap", "gasp"),
        *("kern", "name", "post", "vhea", "vmtx", "STAT", "meta", "EBDT", "EBLC", "EBSC", "LTSH"),
    )
)
FLAGS = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE


@dataclass(frozen=True, slots=True)
class Program:
    """A font program and where each glyph went: `content` is a TrueType file, or a bare CFF table."""

    is_cff: bool
    content: bytes
    new_glyphs: dict[int, int]


def subset(face: hb.Face, glyphs: Iterable[int], *, keep_cids: bool = False) -> Program:
    """Only `glyphs` (and what they are composed of, and .notdef), numbered anew from 0.

    A CFF program's CIDs are the new numbers, or what they were in the face with `keep_cids`.
    """
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(_UNREAD)
    wanted.flags = FLAGS if keep_cids else FLAGS | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    plan = hb.SubsetPlan(face, wanted)
    made = plan.execute()
    new_glyphs = dict(plan.old_to_new_glyph_mapping)
    if "CFF " in made.table_tags:
        return Program(True, bytes(made.reference_table("CFF ").data), new_glyphs)
    return Program(False, bytes(made.blob.data), new_glyphs)

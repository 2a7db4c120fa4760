"""♥ The columns of an inventory's file and of an attendance file, as both languages call them. Plain Python."""

import unicodedata

# A cell that begins with one of them is calculated by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@")
# The spelling that a file of ours has, in English and in Chinese; then what else is understood.
COLUMNS: dict[str, tuple[str, ...]] = {
    "line": ("line id", "条目编号", "id", "编号"),
    "source": ("source", "排放源"),
    "phase": ("phase", "阶段"),
    "name_zh": ("name in chinese", "中文名称", "中文名"),
    "name_en": ("name in english", "英文名称", "英文名"),
    "quantity": ("activity", "活动数据", "quantity", "活动水平"),
    "unit": ("unit", "单位"),
    "factor_code": ("factor code", "因子代码"),
    "factor_grams": ("factor g per unit", "因子 克每单位", "因子（克/单位）"),
    "factor_source": ("factor source", "因子来源"),
    "amount_grams": ("emissions g", "排放量 克", "排放量（克）"),
    "evidence_class": ("evidence class", "证据等级"),
    "evidence": ("evidence file", "证据文件"),
    "uncertainty_percent": ("uncertainty percent", "不确定度 百分比", "不确定度（%）"),
    "note": ("note", "备注"),
    "origin": ("origin", "数据来源方式"),
    "sample_size": ("answers", "作答份数"),
    "extrapolated_grams": ("extrapolated g", "外推量 克"),
    "method": ("method", "方法"),
}
# What a row has to say in any case.
REQUIRED = ("source", "name_zh", "name_en", "quantity", "evidence_class")
# Written for the reader, never read back: only the answers themselves make them.
ONLY_WRITTEN = ("origin", "sample_size", "extrapolated_grams", "method")
ATTENDANCE_COLUMNS: dict[str, tuple[str, ...]] = {
    "venue": ("venue", "场馆"),
    "zone": ("zone", "区域"),
    "day": ("day", "日期", "date"),
    "people": ("people", "人数"),
}


def heading_in(column: str, *, chinese: bool) -> str:
    """What a column is called in a file: `Factor g per unit`, `因子 克每单位`."""
    english, han, *_others = {**COLUMNS, **ATTENDANCE_COLUMNS}[column]
    return han if chinese else english[0].upper() + english[1:]


def spelled(cell: str) -> str:
    """A heading or a choice as it is compared: whatever its case, its width, its blanks and its apostrophes."""
    plain = unicodedata.normalize("NFKC", cell).casefold().replace("_", " ").replace("’", "'")
    return " ".join(plain.split())

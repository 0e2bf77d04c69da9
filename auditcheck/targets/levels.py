"""The three levels of indicators: their names, what is kin to what."""

from __future__ import annotations

import re

# Level 2 -> its kin, in the order of the form (财预〔2021〕101号 and the forms before it).
DIMENSIONS = ("数量", "质量", "时效", "成本", "经济效益", "社会效益", "生态效益", "可持续影响", "满意度")
SIX = ("数量", "质量", "时效", "成本", "效益", "满意度")  # what no table may lack
_ABOVE = {
    **dict.fromkeys(("数量", "质量", "时效", "成本"), ("项目完成指标", "产出指标", "成本指标")),
    **dict.fromkeys(("经济效益", "社会效益", "生态效益", "可持续影响"), ("项目效益指标", "效益指标")),
    "满意度": ("满意度指标",),
}
_FIRST = re.compile(r"(?:项目|部门|年度)?(?:完成|产出|成本|效益|投入|过程|履职|满意度?)指标")
_HINTS = (
    ("满意度", re.compile(r"满意")),
    ("成本", re.compile(r"成本|费用?$|经费|工资|单价")),
    ("时效", re.compile(r"时间|时限|及时|响应|按期|按时|进度|周期")),
    ("质量", re.compile(r"合格|达标|差错|准确|质量|修复|故障|漏扫|率$|比率")),
)


def dimension(name: str) -> str | None:
    """数量指标 -> 数量, 服务对象满意度指标 -> 满意度; None for what is no level 2."""
    short = re.sub(r"\s+", "", name).removesuffix("指标")
    if short in DIMENSIONS:
        return short
    if short.endswith(("满意度", "满意")) and len(short) <= 9:
        return "满意度"
    if short in ("经济成本", "社会成本", "生态环境成本", "生态成本"):  # 财预〔2021〕101号 has costs on level 1
        return "成本"
    for alias, found in (
        ("可持续影响效益", "可持续影响"),
        ("可持续", "可持续影响"),
        ("可持续发展", "可持续影响"),
        ("经济", "经济效益"),
        ("社会", "社会效益"),
        ("生态", "生态效益"),
        ("环境效益", "生态效益"),
        ("生态环境", "生态效益"),
        ("进度", "时效"),
    ):
        if short == alias and name.strip().endswith("指标"):
            return found
    return None


def is_first(name: str) -> bool:
    return _FIRST.fullmatch(re.sub(r"\s+", "", name)) is not None


def belongs(level1: str, level2: str) -> bool:
    """Whether the form has ``level2`` under ``level1``; an unknown name is not contradicted."""
    kin = dimension(level2)
    if kin is None or not is_first(level1):
        return True
    return any(level1.endswith(above.removeprefix("项目")) for above in _ABOVE[kin])


def above(level2: str, seen: list[str]) -> str:
    """The level 1 to which ``level2`` is kin: as this table writes it, else as the form does."""
    kin = dimension(level2)
    if kin is None:
        return seen[-1] if seen else ""
    return next((level1 for level1 in reversed(seen) if belongs(level1, level2)), _ABOVE[kin][0])


def kin_of(name: str, value: str) -> str | None:
    """The dimension that an indicator's own words speak for, for a row whose level was lost."""
    for kin, words in _HINTS:
        if words.search(name):
            return kin
    if re.search(r"\d", value) and "%" not in value:
        return "数量"
    return None

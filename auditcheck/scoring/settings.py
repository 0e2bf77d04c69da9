"""The settings of a rubric (口径) as a reader of the score understands them; their names in the file stand beside."""

from __future__ import annotations

_NAMES = {
    "not_applicable": "不适用的指标",
    "rounding": "取整",
    "feeds": "扣分对应",
    "step": "不足一档",
    "basis": "调整率口径",
    "full": "满分",
    "occurrence": "一处的算法",
}
_VALUES = {
    ("not_applicable", "full"): "按满分计",
    ("not_applicable", "remove"): "不计入满分",
    ("not_applicable", "convert"): "不计入满分，其余折算",
    ("rounding", "indicator"): "每个指标四舍五入到两位小数",
    ("feeds", "header"): "以检查规则为准",
    ("feeds", "named"): "评分标准列名的检查均计",
    ("step", "floor"): "满一档才计",
    ("step", "linear"): "按比例计",
    ("basis", "net"): "净额",
    ("basis", "gross"): "总额",
    ("occurrence", "type"): "同类问题计一处",
    ("occurrence", "item"): "每条计一处",
    ("occurrence", "issue"): "每个问题计一处",
}


def written(key: str, value: str) -> str:
    """``B31.step``, ``floor`` → ``B31不足一档：满一档才计（B31.step=floor）``; an unknown setting stays as it is."""
    code, _, name = key.rpartition(".")
    if name not in _NAMES:
        return f"{key}={value}"
    return f"{code}{_NAMES[name]}：{_VALUES.get((name, value), value)}（{key}={value}）"


def alternatives(key: str, value: str) -> list[str]:
    """The other readings of a setting that a scheme could have had; empty where it has none that are known."""
    name = key.rpartition(".")[2]
    if key == "over_completion":
        return ["150%/10%"] if value == "none" else ["none"]
    return [other for known, other in _VALUES if known == name and other != value]

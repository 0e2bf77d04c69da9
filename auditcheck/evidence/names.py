"""What of a body's name tells it apart from another one, and what is left to compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

# Of one body there is a 分公司 here and a 支行 there; a name that has one and another that has none are two.
_PARTS = re.compile(
    "分公司|子公司|分行|支行|分店|分院|分校|分所|分局|分部|支队|大队|中队|项目部|经营部|门市部|营业部|服务部|办事处|工会|食堂|委员会"
    "|第[一二三四五六七八九十百零〇0-9]+|[一二三四五六七八九十百零〇两]+|[0-9]+|[A-Z]+|[甲乙丙丁戊己庚辛东西南北中上下内外前后左右新老大小男女]"
)
_LEGAL = re.compile("股份有限公司|有限责任公司|有限公司|股份公司|股份|集团|公司")
_BRACKETS = re.compile(r"\([^()]*\)")
_AREA = re.compile("(?:特别行政区|[一-鿿]{0,4}?自治[区州县]|地区|省|市|盟)")
_COUNTY = re.compile("(?![一-鿿]*?[小园社校景矿城辖发]区)[一-鿿]{2,3}(?:市|县|区|旗)(?=[一-鿿]{3})")
_TRADE = re.compile("[厂店院所社行部站局馆场校室户队]|公司|中心|大学|集团|经营|酒店|商贸|事务|协会|学会")


@dataclass(frozen=True)
class Compared:
    """``core``: the name without legal form, brackets and place; ``places`` and ``parts`` must not differ."""

    core: str
    places: frozenset[str]
    parts: tuple[str, ...]
    is_trade: bool  # names a business or an office, not a person


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    words = resources.files("auditcheck.evidence").joinpath("places.txt").read_text("utf-8").split()
    return re.compile("|".join(sorted(set(words), key=lambda word: (-len(word), word))))


def compared(key: str) -> Compared:
    """Of the key of a name (``body_key``: no blanks, brackets alike)."""
    places = set(_places().findall(key))
    core = _BRACKETS.sub("", key)
    while match := _places().match(core):
        core = core[match.end() :]
        if area := _AREA.match(core):
            core = core[area.end() :]
    while match := _COUNTY.match(core):
        places.add(match[0])
        core = core[match.end() :]
    parts = tuple(_PARTS.findall(_places().sub("", key)))
    return Compared(_LEGAL.sub("", core), frozenset(places), parts, bool(_TRADE.search(key)))

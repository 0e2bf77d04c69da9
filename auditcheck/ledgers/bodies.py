"""Whose rows these are: names of bodies, and one canonical name for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditcheck.ledgers.keys import body_key
from auditcheck.ledgers.text import Cell, squeezed, written

NOBODY = "本单位"

_BODY = re.compile(
    r"(局|厅|委|院|中心|所|站|学校|小学|中学|大学|学院|医院|政府|公司|协会|学会|馆|队|部|会|办|办公室|处|社|台|厂|集团|银行|基金|分局|本级|机关"
    r"|[省市县区州]|工程师|总站|支队|大队|代办处|党校|幼儿园|银行)(\(.*\))?$"
)
# [302001]某局, 302001-某局, 0101 某局-基准账簿: what a budget or finance system puts around the name. 120急救中心 is a name.
_CODE = re.compile(r"^\s*(?:[\[(（【]\s*[\d.-]+\s*[\])）】]\s*|\d{3,}[-_\s]+|\d{6,})(?=[^\d\s年月.-])")
_BOOK = re.compile(r"(?:[-_—\s](?:基准|主|财务|核算)?|(?:基准|主))账簿\s*$")
# 台 and 部 also count things; a body's name is longer.
_COUNTERS = frozenset("台套个批件只把张辆本部块条组间座项次人元")
_INNER = re.compile(r"[^局厅委院市县区省州公]{1,8}(处|科|室|股|组|部)")


@dataclass(frozen=True)
class Body:
    """A body, the other ways its name is written, and where its standards come from (新疆; 省, 市, 县)."""

    name: str
    aliases: Sequence[str] = ()
    province: str | None = None
    level: str | None = None


def looks_like_body(name: str) -> bool:
    """市场监督管理局 does, 台 and 2023年 do not."""
    text = squeezed(without_code(name))
    return len(text) >= 3 and text not in _COUNTERS and not text[0].isdigit() and bool(_BODY.search(text))


def is_inner(name: str) -> bool:
    """财务处, 办公室: a part of a body, to which no ledger belongs."""
    return bool(_INNER.fullmatch(squeezed(name)))


def are_bodies(cells: Sequence[Cell]) -> bool:
    """Whether most distinct values of a column are names of bodies; offices and sections are none."""
    names = [text for cell in dict.fromkeys(cells) if (text := squeezed(written(cell)))]
    return bool(names) and sum(looks_like_body(name) and not is_inner(name) for name in names) >= 0.6 * len(names)


def without_code(form: str) -> str:
    """The name of a body without its code and without the account book that it stands for."""
    return _BOOK.sub("", _CODE.sub("", form)).strip() or form


class Names:
    """Written forms to canonical names: those given beforehand, then each new body under its first form."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._canonical: dict[str, str] = {}
        self._forms: dict[str, str] = {}
        for body in bodies:
            for form in (body.name, *body.aliases):
                if key := body_key(form):
                    self._canonical.setdefault(key, body.name)
        self.given = frozenset(self._canonical)

    def resolve(self, written_form: str) -> str:
        """The one name of the body that is written so."""
        if written_form in self._forms:
            return self._forms[written_form]
        bare = without_code(written_form)
        key = body_key(bare) or bare
        name = self._canonical.setdefault(key, _without_seal(bare))
        self._forms[written_form] = name
        return name

    def key(self, written_form: str) -> str:
        """Equal for all written forms of one body; a form that is only asked about becomes nobody's name."""
        bare = without_code(written_form)
        key = body_key(bare) or bare
        return self._canonical.get(key, key)

    def knows(self, written_form: str) -> bool:
        """Whether the body was given beforehand."""
        return body_key(without_code(written_form)) in self.given


def _without_seal(form: str) -> str:
    return re.sub(r"\s*[(（](公章|盖章|章|印章|签章|加盖公章)[)）]$", "", form.strip())

"""What kind of payee a name is, where the name leaves no doubt; NULL otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from auditcheck.ledgers.coded import mapped
from auditcheck.ledgers.keys import body_key
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.text import squeezed

_COMPANY = re.compile(
    r"(?:公司|集团|委员会|研究院|研究所|学院|大学|学校|小学|中学|幼儿园|医院|政府|法院|检察院|协会|学会|联合会|基金会|中心"
    r"|银行|支行|分行|信用社|合作社|事务所|出版社|杂志社|报社|[省市县区州](?:.{2,8})?[局厅]|总局|分局|管理局|财政局|税务局|工厂)$"
)
_NOT_A_PERSON = re.compile(
    r"[店馆厂部社行院所站处局厅室队会房摊村组校司坊园城铺庄屋台厦楼街路镇乡县市省区州户吧网]$|超市|中心|个体"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿"
)
_DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐")
_HAN = re.compile(r"[一-鿿]+")
_OF_TWO_PARTS = re.compile(r"[一-鿿]{1,8}(?:[·•・][一-鿿]{1,8}){1,2}")


@lru_cache(maxsize=1 << 16)
def payee_type(name: str) -> str | None:
    """对公 or 个人; a shop or a name of three characters that may be either is neither."""
    text = re.sub(r"\((公章|盖章|章)\)$", "", squeezed(name))
    if _COMPANY.search(re.sub(r"\(.*?\)$", "", text)):
        return "对公"
    if _OF_TWO_PARTS.fullmatch(text):
        return "个人"
    if not _HAN.fullmatch(text) or _NOT_A_PERSON.search(text):
        return None
    if text.startswith(_DOUBLE_SURNAMES):
        return "个人" if len(text) in (3, 4) else None
    return "个人" if len(text) in (2, 3) and text[0] in _SURNAMES else None


def derive_types(rows: Rows) -> None:
    """``payments.payee_type`` where the ledger has no such column."""
    payees = rows.columns.get("payee")
    if payees is None or "payee_type" in rows.columns:
        return
    rows.columns["payee_type"] = mapped(lambda name: None if name is None else payee_type(name), payees)
    rows.derived["payee_type"] = "payee"


def mark_own(rows: Rows, units: Sequence[str | None]) -> None:
    """Payments to the very body whose books these are; known only when every row has its body."""
    types, payees = rows.columns.get("payee_type"), rows.columns.get("payee")
    if rows.ledger.name != "payments" or types is None or payees is None or "payee_type" not in rows.derived:
        return
    rows.columns["payee_type"] = mapped(
        lambda kind, name, unit: "本单位" if name and unit and body_key(name) == body_key(unit) else kind,
        types,
        payees,
        units,
    ).merged()

"""The sentence of a finding. A signal never says 不符合; 抽凭（…）发现 stands only for what a person confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from auditcheck import wording
from auditcheck.checks.law import UNIT
from auditcheck.checks.results import Hit

COUNTED = ("confirmed", "rectifying", "rectified")
_ORIGINS = {"voucher_checks": "voucher", "asset_counts": "count", "notice_checks": "web", "policy_checks": "interview"}
_UNFOUNDED = re.compile(r"[，,]?不符合\{basis\}(的?有?关?规定)?")


def origin(evidence: Sequence[Mapping[str, Any]]) -> str:
    """How the fact was seen: compare | voucher | count | web | interview; paper outranks the comparison of ledgers."""
    for ledger, name in _ORIGINS.items():
        if any(item["ledger"] == ledger for item in evidence):
            return name
    return "compare"


def sentence(hit: Hit, state: str, evidence: Sequence[Mapping[str, Any]], basis: Sequence[Mapping[str, Any]]) -> str:
    """The message for the finding's state, in official Chinese."""
    header = hit.rule.header
    confirmed = state in COUNTED and "message_confirmed" in header
    template = str(header["message_confirmed"] if confirmed else header["message"])
    verified = [entry for entry in basis if entry["verified"]]
    if not verified:
        # Only verified bases carry a formal conclusion (practice.md, catalogue section 1).
        template = _UNFOUNDED.sub("，建议核实", template)
    values = {name: _written(name, hit.row) for name in hit.row}
    values["lead"] = lead(evidence, state)
    values["basis"] = cited(verified)
    return template.format_map(values)


def lead(evidence: Sequence[Mapping[str, Any]], state: str) -> str:
    """How the sentence begins: by the origin of the fact and by whether a person stands behind it."""
    kind = origin(evidence)
    if kind == "count":
        return "经实地盘点"
    if kind == "web":
        seen = next(item for item in evidence if item["ledger"] == "notice_checks")["values"]
        host = _host(str(seen.get("url", ""))) or "公开网站"
        return f"经查询{host}（{_day(seen['query_date'])}查询）" if "query_date" in seen else f"经查询{host}"
    if kind == "interview":
        return "经查阅制度文件"
    if state not in COUNTED:
        return "经比对台账"
    if kind == "voucher":
        sheets = [item["values"] for item in evidence if item["ledger"] == "voucher_checks"]
        vouchers = [str(values["voucher_no"]) for values in sheets if "voucher_no" in values]
        return f"抽凭（{'、'.join(dict.fromkeys(vouchers))}）发现" if vouchers else "抽凭发现"
    return "经核实"


def _host(url: str) -> str:
    """``www.ccgp.gov.cn``; what was typed may be no address at all."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def cited(basis: Sequence[Mapping[str, Any]]) -> str:
    """《政府采购法》第四十一条、第四十四条; a law is named once, the unit's own rule with its words."""
    articles: dict[str, list[str]] = {}
    for entry in basis:
        quoted = f"“{entry['gist']}”" if entry["law"] == UNIT and entry["gist"] else ""
        articles.setdefault(entry["name"], []).append(f"{entry['article']}{quoted}")
    return "、".join(f"《{name}》{'、'.join(filter(None, texts))}" for name, texts in articles.items())


def _written(name: str, row: Mapping[str, Any]) -> str:
    value = row[name]
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{wording.day(value.date())}{value:%H:%M}"
    if isinstance(value, date):
        return wording.day(value, row.get(f"{name}_to"))
    if isinstance(value, Decimal):
        return wording.amount(value) if value.as_tuple().exponent == -2 else f"{value.normalize():f}"
    if isinstance(value, list):
        return "、".join(str(part) for part in value if part is not None)
    return str(value)


def _day(text: str) -> str:
    return wording.day(date.fromisoformat(text[:10]))

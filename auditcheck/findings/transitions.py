"""Which states a finding may go through, what each step must say, and who may take it (practice.md section 5). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

STATES = ("open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified")
STANDS = ("confirmed", "rectifying", "rectified")  # somebody found it to be so

# From each state by a person's decision. The same state again renews what was said (a due date, an expiry, a reason).
ALLOWED: Mapping[str, frozenset[str]] = {
    "open": frozenset({"pending", "confirmed", "dismissed", "waived"}),
    "pending": frozenset({"open", "pending", "confirmed", "dismissed", "waived"}),
    "confirmed": frozenset({"open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified"}),
    "dismissed": frozenset({"open", "pending", "confirmed", "dismissed", "waived"}),
    "waived": frozenset({"open", "pending", "confirmed", "dismissed", "waived"}),
    "rectifying": frozenset({"confirmed", "rectifying", "rectified", "dismissed", "waived"}),
    "rectified": frozenset({"open", "confirmed", "rectifying", "rectified"}),
}
LONGEST_WAIVER = timedelta(days=366)
GROUNDS = ("台账登记错误", "有佐证", "不属于")
MEASURES = ("立行立改", "分阶段整改", "持续整改")
REPAID = ("上缴财政", "归还原渠道", "调账", "追回", "其他")
MONEY = ("管理不规范金额", "违规金额", "损失浪费金额")
OPINIONS = ("无异议", "有异议", "部分异议")
ADOPTED = ("采纳", "部分采纳", "不采纳")
SEVERITIES = ("high", "medium", "low", "info")
DEFECTS = tuple(f"{kind}/{grade}" for kind in ("设计", "运行") for grade in ("重大", "重要", "一般"))

_AUDITOR = frozenset(
    {"decide", "comment", "release", "assign", "money", "severity", "answer", "adopt", "opinion", "finding", "import"}
    | {"progress", "paper"}
)
MAY: Mapping[str, frozenset[str]] = {
    "auditor": _AUDITOR | {"undo"},
    "reviewer": _AUDITOR | {"undo", "review"},
    "unit": frozenset({"answer", "opinion", "progress"}),
    "reader": frozenset(),
    "tool": frozenset({"clear", "reopen"}),
}


def allowed(state: str, to: str) -> bool:
    return to in ALLOWED.get(state, frozenset())


def permit(role: str, action: str) -> None:
    """Raises AuditcheckError where the role may not do it."""
    if action not in MAY.get(role, frozenset()):
        may = ", ".join(sorted(MAY.get(role, frozenset()))) or _("nothing but read")
        raise AuditcheckError(
            _("a person with the role {role} may not {action}; this role may: {may}").format(
                role=role, action=action, may=may
            )
        )


def decided(
    state: str, to: str, given: Mapping[str, Any], *, repair: str, person: str, day: date, by_sheet: bool = False
) -> dict[str, Any]:
    """The detail of a ``decide`` entry, checked and completed.

    ``given``: reason, and by state what, provider, due; owner, approver, document_no, until; ground; measure; proof, amount,
    amount_kind, accepted_by, date; defect; severity. ``day``: of the decision. ``by_sheet``: it stands on a sheet 确认记录,
    which has a person, a day and a reason alone: a waiver from there ends after 366 days. Raises AuditcheckError.
    """
    if to not in STATES:
        raise AuditcheckError(
            _("{state} is no state of a finding; there are {states}").format(state=to, states=", ".join(STATES))
        )
    if not allowed(state, to):
        ways = ", ".join(each for each in STATES if each in ALLOWED.get(state, frozenset()))
        raise AuditcheckError(
            _("a finding that is {state} cannot become {to}; from there it can become {ways}").format(
                state=state, to=to, ways=ways
            )
        )
    filled = {name: value for name, value in given.items() if value not in (None, "")}
    if to not in ("open", "pending") or not by_sheet:
        _need(filled, to, ("reason",) if to != "pending" else ())
    detail: dict[str, Any] = {"from": state, "to": to, "reason": str(filled.get("reason", ""))}
    if to == "pending":
        if not by_sheet:
            _need(filled, to, ("what", "provider", "due"))
        detail |= _texts(filled, "what", "provider") | _day(filled, "due")
    elif to == "waived":
        if by_sheet:
            end = {"until": day + LONGEST_WAIVER, "owner": person, "approver": person, "document_no": ""}
            filled = {**end, **filled}
        else:
            _need(filled, to, ("owner", "approver", "document_no", "until"))
        detail |= _texts(filled, "owner", "approver", "document_no") | _day(filled, "until")
        _check_expiry(date.fromisoformat(detail["until"]), day)
    elif to == "rectifying":
        detail |= _choice(filled, "measure", MEASURES) | _day(filled, "due")
    elif to == "rectified":
        if repair == "event":
            _need(filled, to, ("proof", "amount"))
        detail |= _texts({"proof": detail["reason"], **filled}, "proof") | _amount(filled, "amount")
        detail |= _choice(filled, "amount_kind", REPAID)
        detail |= _texts({"accepted_by": person, **filled}, "accepted_by") | _day({"date": day, **filled}, "date")
    elif to == "dismissed":
        detail |= _choice(filled, "ground", GROUNDS)
    elif to == "confirmed":
        detail |= _choice(filled, "defect", DEFECTS)
    return detail | _choice(filled, "severity", SEVERITIES)


def _check_expiry(until: date, day: date) -> None:
    if until > day + LONGEST_WAIVER:
        raise AuditcheckError(
            _("a waiver lasts at most 366 days: until {last} at the latest, not {until}").format(
                last=day + LONGEST_WAIVER, until=until
            )
        )
    if until < day:
        raise AuditcheckError(_("a waiver until {until} would have expired on {day}").format(until=until, day=day))


def _need(filled: Mapping[str, Any], to: str, names: tuple[str, ...]) -> None:
    missing = [name for name in names if not str(filled.get(name, "")).strip()]
    if missing:
        raise AuditcheckError(
            _("{state} must say {names}; missing: {missing}").format(
                state=to, names=_named(names), missing=_named(missing)
            )
        )


def _named(names: Sequence[str]) -> str:
    words = {
        "reason": _("the reason"),
        "what": _("what is awaited"),
        "provider": _("the provider"),
        "due": _("the day it is due"),
        "owner": _("the owner"),
        "approver": _("the approver"),
        "document_no": _("the number of the document"),
        "until": _("the last day (until)"),
        "proof": _("the proof"),
        "amount": _("the amount"),
    }
    return _(", ").join(words[name] for name in names)


def _texts(filled: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: str(filled.get(name, "")).strip() for name in names}


def _day(filled: Mapping[str, Any], name: str) -> dict[str, Any]:
    if name not in filled:
        return {name: None}
    try:
        return {name: date.fromisoformat(str(filled[name])).isoformat()}
    except ValueError as error:
        raise AuditcheckError(
            _("{name} is {value}, expected a day like 2024-06-30").format(name=name, value=filled[name])
        ) from error


def amount_text(value: object, name: str = "amount") -> str:
    """Money as the documents write it, in 元 with two decimals. Raises AuditcheckError."""
    try:
        number = Decimal(str(value).replace(",", "").replace("，", "").strip())
        if number.is_finite() and number == number.quantize(Decimal("0.01")):
            return f"{number:.2f}"
    except InvalidOperation:
        pass
    raise AuditcheckError(
        _("{name} is {value}, expected an amount in yuan like 98900.00").format(name=name, value=value)
    )


def _amount(filled: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: amount_text(filled[name], name) if name in filled else None}


def _choice(filled: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> dict[str, Any]:
    return {name: chosen(filled[name], name, choices)} if name in filled else {}


def chosen(value: object, name: str, choices: tuple[str, ...]) -> str:
    """One of the choices. Raises AuditcheckError that names them."""
    if value not in choices:
        raise AuditcheckError(
            _("{name} is {value}, expected one of {choices}").format(name=name, value=value, choices=", ".join(choices))
        )
    return str(value)

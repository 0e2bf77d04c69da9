"""What kind of paper it is, by the words of its name, else of its folder, else of its first lines."""

from __future__ import annotations

# The more telling word first: 验收 before 合同, since 合同验收单 is no contract.
_WORDS = (
    ("验收单", ("验收",)),
    ("中标通知书", ("中标通知", "成交通知")),
    ("会议纪要", ("会议纪要", "党组会", "纪要")),
    ("付款回单", ("回单", "支付凭证", "支付令", "付款凭证", "转账凭证")),
    ("审批单", ("审批", "报销单", "请示", "签报", "付款申请")),
    ("签到表", ("签到",)),
    ("接待清单", ("接待清单", "接待审批")),
    ("公函", ("公函",)),
    ("询价记录", ("询价", "比价")),
    ("发票", ("发票", "fapiao", "invoice")),
    ("合同", ("合同", "协议", "contract")),
)
_FIRST = 80  # characters of a text in which its title stands


def doc_type_of(name: str, folders: str, text: str) -> str | None:
    """One of the enum of ``evidence.doc_type``; None where no word tells (never a guess)."""
    for where in (name, folders, text.strip()[:_FIRST]):
        lowered = where.lower()
        for kind, words in _WORDS:
            if any(word in lowered for word in words):
                return kind
    return None

"""What the unit of the clean year decided where no law sets a figure, and the standards of its place."""

from __future__ import annotations

from typing import Any

from tests.corpus.clean import UNIT
from tests.corpus.people import credit_code

PARAMETERS: dict[str, dict[str, Any]] = {
    "ADV-001": {"imprest_days": 60, "receivable_days": 365, "payable_days": 730, "idle_days": 365},
    "ADV-002": {"ret_days": 30},
    "AST-001": {"tag_days": 30},
    "AST-002": {"book_days": 30},
    "AST-006": {"appraisal_min": "500000"},
    "AST-007": {"approval_days": 60, "writeoff_days": 30},
    "AST-008": {"remit_days": 15},
    "AST-009": {"count_years": 1, "resolve_days": 90, "min_cover": "0.9"},
    "AST-012": {"price_standards": "台式计算机=50000", "number_standards": "台式计算机=60"},
    "CON-007": {"contract_threshold": "50000"},
    "DIS-005": {"designated_media": "中国政府采购网"},
    "EVI-005": {"fieldwork_start": "2024-05-06"},
    "EXP-002": {"per_capita_std": "130"},
    "INC-001": {"remit_days": 5},
    "PUR-003": {"works_tender_limit": "4000000"},
    "PUR-009": {"min_acceptors": 3},
    "PUR-011": {"goods_services_limit": "2000000", "works_limit": "4000000", "least_share": "0.3"},
    "SOD-007": {"rotation_years": 5},
    "STA-003": {"share_max": "0.25", "min_amount": "300000"},
    "STA-005": {"approval_limits": ["50000"], "purchase_limits": ["500000"]},
    "VOU-002": {"multi_sign_min": "5000000"},
    "VOU-006": {"own_tax_no": credit_code(999_999)},
    "VOU-011": {"major_threshold": "200000"},
}
# A bureau's expense account holds wages beside bottled water, hardly any sum is out of the way there; what it buys is dear.
OWN_PARAMETERS: dict[str, dict[str, dict[str, Any]]] = {
    "STA-003": {UNIT: {"min_amount": "5000000"}},
    "STA-007": {UNIT: {"k": "40"}},
}
STANDARDS: dict[str, list[dict[str, Any]]] = {
    "ref_limits": [
        {"kind": "分散采购限额标准", "category": "货物", "value": "500000"},
        {"kind": "分散采购限额标准", "category": "服务", "value": "500000"},
        {"kind": "分散采购限额标准", "category": "工程", "value": "600000"},
        {"kind": "公开招标数额标准", "value": "4000000"},
    ],
    "ref_packs": [{"business": "采购付款", "words": "^付.*款$", "doc_type": "审批单"}],
    "ref_travel": [
        {"item": "住宿费", "value": "350"},
        {"item": "伙食补助费", "value": "100"},
        {"item": "市内交通费", "value": "80"},
    ],
    "ref_standards": [
        {"kind": "会议", "item": "综合定额", "class": "三类", "value": "550"},
        {"kind": "会议", "item": "会期", "class": "三类", "value": "2"},
        {"kind": "会议", "item": "人数", "class": "三类", "value": "50"},
        {"kind": "会议", "item": "工作人员比例", "value": "0.1"},
        {"kind": "培训", "item": "综合定额", "class": "三类", "value": "550"},
        {"kind": "培训", "item": "工作人员比例", "value": "0.1"},
        {"kind": "讲课费", "item": "讲课费", "class": "副高及以下", "value": "500"},
    ],
}
# What the unit declared that it wrote down wherever there is something: a blank there says that there is nothing.
COMPLETE = (
    "asset_events.resolve_date",
    "payments.contract_no",
    "procurements.method_approval_no",
    "procurements.single_src_pub_start",
)

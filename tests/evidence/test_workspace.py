"""What checks know of the bodies whose books these are."""

from __future__ import annotations

from pathlib import Path

from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.load import load
from tests.ledgers.files import xlsx

NAMES = ("示例市第一市场监督管理局", "示例市第二市场监督管理局")


def test_the_bodies_that_rows_of_one_sheet_name_are_known(tmp_path: Path) -> None:
    """Else each would be a stranger on its own invoices (VOU-006)."""
    header = ["单位", "发票号码", "开票日期", "销售方名称", "购买方名称", "价税合计"]
    path = tmp_path / "发票.xlsx"
    path.write_bytes(xlsx([header, *([name, "001", "2023-01-02", "某公司", name, 100] for name in NAMES)]))
    workspace = build_workspace(load([path]))
    assert {row["alias"] for row in workspace.session.query("SELECT alias FROM units")} >= set(NAMES)

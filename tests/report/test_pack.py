"""What a package shows of persons, and what stays inside."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.engagement.pack import pack
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError
from auditcheck.ledgers.reading import STORE

ACCOUNT = "6222020200112233445"


def _finding(number: str, visibility: str) -> dict[str, Any]:
    item = {"role": "payment", "ledger": "payments", "file": "支付.xlsx", "sheet": "1", "row": 3, "origin": "ledger"}
    item |= {
        "cells": {"payee_account": "D3"},
        "values": {"payee_account": ACCOUNT, "contract_no": "650000230000000115"},
    }
    return {
        "fingerprint": f"v1:{number}",
        "no": number,
        "issue": "i1:1",
        "check": "VOU-007",
        "subrule": None,
        "title": "现金",
        "class": "suspicion",
        "severity": "high",
        "state": "open",
        "visibility": visibility,
        "scope": {"unit": "某局"},
        "message": f"付往{ACCOUNT}，需进一步核实。",
        "amount": None,
        "date": None,
        "basis": [],
        "params": {},
        "evidence_hash": "0",
        "decision": None,
        "evidence": [item],
        "evidence_total": 1,
    }


@pytest.fixture
def job(tmp_path: Path) -> Path:
    run = {"id": "1", "started": "2024", "version": "0", "kind": "audit", "name": "", "unit": "某局", "year": 2023}
    run |= {"period": "2023-01..2023-12", "asof": "2024-06-30", "inputs": [{"file": "支付.xlsx", "sha256": "00"}]}
    store = Store(tmp_path / STORE)
    store.add_run({"run": run, "findings": [_finding("凭证-001", "internal"), _finding("凭证-002", "unit")]}, [])
    store.close()
    return tmp_path


def _texts(path: Path) -> str:
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            found.append(name)
            if name.endswith(".xlsx"):
                found += [str(list(sheet.values)) for sheet in openpyxl.load_workbook(io.BytesIO(archive.read(name)))]
    return "\n".join(found)


def test_personal_numbers_are_masked_and_numbers_of_documents_are_not(job: Path, tmp_path: Path) -> None:
    pack(job, ["all"], tmp_path / "x.zip", internal=False)
    texts = _texts(tmp_path / "x.zip")
    assert ACCOUNT not in texts and "3445" in texts and "650000230000000115" in texts


def test_internal_leads_stay_inside_unless_asked_for(job: Path, tmp_path: Path) -> None:
    assert pack(job, ["all"], tmp_path / "x.zip", internal=False).findings == 1
    assert "凭证-001" not in _texts(tmp_path / "x.zip")
    with pytest.raises(AuditcheckError):
        pack(job, ["凭证-001"], tmp_path / "y.zip", internal=False)
    assert pack(job, ["凭证-001"], tmp_path / "y.zip", internal=True).findings == 1


def test_an_unconfirmed_finding_says_so(job: Path, tmp_path: Path) -> None:
    pack(job, ["凭证-002"], tmp_path / "x.zip", internal=False)
    assert "未经核实，不得作为定性问责依据" in _texts(tmp_path / "x.zip")

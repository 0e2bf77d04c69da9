"""No machine word of a check reaches a Chinese paper."""

from __future__ import annotations

import re

import pytest

from auditcheck import names, resources
from auditcheck.checks.catalogue import Check, load_catalogue
from auditcheck.report import words

CHECKS = list(load_catalogue(resources.path("checks")).values())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_key_and_every_role_of_a_check_has_a_chinese_name(check: Check) -> None:
    roles = {role for part in check.subrules for role in re.findall(r"\b([a-z_]+)_(?:rows?|sheets?)\b", part.sql)}
    roles -= {role for role in roles if names.column_name(role) != role}  # sign_date_row: where paper gave a date
    told = {key: names.column_name(key) for key in check.key} | {role: words.role(role) for role in roles}
    assert {name: text for name, text in told.items() if re.search("[A-Za-z]", text)} == {}

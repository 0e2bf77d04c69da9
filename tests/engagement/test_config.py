"""auditcheck.toml: what is written wrongly is told by name, never half understood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditcheck.engagement.config import read_config
from auditcheck.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "auditcheck.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[engagement]\nunit_short = "市监局"', "engagement.unit_short"),
        ("[engagement]\nunit_short = [1]", "engagement.unit_short"),
        ("[engagement]\nunit = 5", "engagement.unit"),
        ('[engagement]\nyear = "2023"', "engagement.year"),
        ("[engagement]\nunits = []", "engagement.units"),
        ('engagement = "audit"', "engagement"),
        ('units = ["某局"]', "units"),
        ('[units]\n"某局" = "局"', "units.某局"),
        ('[units]\n"某局" = {aliases = "局机关"}', "units.aliases"),
        ("[params]\ngrace_days = 3", "params.grace_days"),
        ('complete = ["payments"]', "complete"),
        ('[complete]\nledgers = "payments"', "complete.ledgers"),
        ('[complete]\nledger = ["payments"]', "complete.ledger"),
        ('[complete]\nledgers = ["payment"]', "payment"),
        ('[complete]\ncolumns = ["contracts.seal"]', "contracts.seal"),
        ('[inputs]\npath = ["台账"]', "inputs.path"),
        ('[rules]\nname = "制度"', "rules"),
        ('[[rules]]\nname = "制度"\nchecks = "CON-001"', "rules.checks"),
        ('[[rules]]\nname = "制度"\nchecks = ["CON-001"]\nartikel = "第七条"', "rules.artikel"),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_file(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"auditcheck\.toml") as caught:
        read_config(written(tmp_path, text))
    assert named in str(caught.value)


def test_short_names_declarations_and_days_are_read(tmp_path: Path) -> None:
    text = """
        [engagement]
        unit = "某局"
        unit_short = ["局机关"]
        asof = 2024-06-30T00:00:00
        [units]
        "某中心" = {aliases = ["中心"], kind = "下属"}
        [complete]
        ledgers = ["payments"]
        columns = ["contracts.seal_name"]
    """
    config = read_config(written(tmp_path, text))
    assert [(body.name, tuple(body.aliases)) for body in config.bodies] == [
        ("某局", ("局机关",)),
        ("某中心", ("中心",)),
    ]
    assert config.complete == {"payments", "contracts.seal_name"}
    assert type(config.asof) is date

"""The version in force on the day of the transaction is cited, with the number that the article had then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditcheck import resources
from auditcheck.checks.law import UnitRule, citations, load_laws
from auditcheck.errors import ConfigError

LAWS = load_laws(resources.path("checks") / "law")


def _cite(law: str, article: str, day: date) -> dict[str, object] | None:
    return LAWS[law].cite(article, day)


def test_an_article_keeps_its_number_of_the_time() -> None:
    assert _cite("KJF", "第二十五条", date(2024, 7, 1))["article"] == "第二十五条"
    assert _cite("KJF", "第二十五条", date(2024, 6, 30))["article"] == "第二十七条"
    assert _cite("KJF", "第九条", date(2024, 6, 30))["article"] == "第九条"


def test_an_article_without_a_counterpart_is_not_cited_for_the_time_before() -> None:
    assert _cite("KJF", "第二十四条", date(2024, 6, 30)) is None


def test_a_law_not_yet_in_force_is_not_cited() -> None:
    assert _cite("MFD", "第一百六十五条", date(2020, 12, 31)) is None
    assert _cite("MFD", "第一百六十五条", date(2021, 1, 1)) is not None


def test_the_units_own_rule_stands_for_unit_and_only_in_its_time() -> None:
    rule = UnitRule("合同管理制度", ("CON-001",), "第七条", "杜绝合同履行在先", begins=date(2023, 1, 1))
    basis = [{"law": "UNIT"}]
    found = citations(basis, "CON-001", date(2023, 5, 1), LAWS, [rule])
    assert [(entry["name"], entry["article"], entry["verified"]) for entry in found] == [
        ("合同管理制度", "第七条", True)
    ]
    assert citations(basis, "CON-001", date(2022, 12, 31), LAWS, [rule]) == []
    assert citations(basis, "CON-002", date(2023, 5, 1), LAWS, [rule]) == []


def test_an_unknown_beginning_counts_but_is_marked(tmp_path: Path) -> None:
    (tmp_path / "X.yaml").write_text(
        "id: X\nname: 某办法\nversions: [{doc_no: 某号, from: null, to: null}]\n"
        "articles: {第一条: {gist: 某事, verified: true}}\n",
        encoding="utf-8",
    )
    citation = load_laws(tmp_path)["X"].cite("第一条", date(1999, 1, 1))
    assert citation is not None and citation["verified"] is False


def test_a_law_file_without_versions_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "Y.yaml").write_text("id: Y\nname: 某法\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"Y\.yaml"):
        load_laws(tmp_path)


def test_nothing_unverified_is_called_verified_by_its_law_as_a_whole() -> None:
    for law in LAWS.values():
        for article, known in law.articles.items():
            assert set(known) >= {"gist", "verified"}, (law.id, article)
            assert "无效" not in str(known["gist"]) or law.id not in ("MFD", "MFJ"), (law.id, article)


@pytest.mark.parametrize(
    ("law", "article", "day", "cited", "doc_no", "verified"),
    [
        ("FPB", "第二十条", date(2023, 7, 19), "第二十一条", "2019年修订", False),
        ("FPB", "第二十条", date(2023, 7, 20), "第二十条", "2023年7月20日修订", True),
        ("FPB", "第十九条", date(2023, 1, 1), "第二十条", "2019年修订", False),
        ("ZXQ", "第九条", date(2025, 5, 31), "第八条", "国务院令第728号", True),
        ("ZXQ", "第九条", date(2025, 6, 1), "第九条", "国务院令第802号", True),
        ("ZXQ", "第十七条", date(2023, 6, 1), "第十五条", "国务院令第728号", True),
        ("ZXQ", "第十八条", date(2025, 6, 1), "第十八条", "国务院令第802号", True),
        ("KJF", "第二十五条", date(2024, 7, 1), "第二十五条", "2024年6月28日修正", True),
        ("KJF", "第三十五条", date(2024, 6, 30), "第三十七条", "2017年修正", False),
    ],
)
def test_the_laws_that_changed_their_numbers_are_cited_by_the_day(
    law: str, article: str, day: date, cited: str, doc_no: str, verified: bool
) -> None:
    citation = _cite(law, article, day)
    assert citation is not None
    assert (citation["article"], citation["doc_no"], citation["verified"]) == (cited, doc_no, verified)


def test_nothing_is_cited_before_it_was_in_force() -> None:
    assert _cite("ZXQ", "第九条", date(2020, 8, 31)) is None

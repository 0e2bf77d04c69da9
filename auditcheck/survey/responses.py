"""Sheets of raw answers (one row a respondent) and tables as printed in reports (question, options, counts) as questionnaires."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from auditcheck.survey.model import Option, Question, Survey

Rows = Sequence[Sequence[str]]

_NUMBERED = re.compile(r"^\s*(?:第|Q|q)?(\d{1,3})\s*(?:题|[.、．:：)）])?\s*(.+)$", re.DOTALL)
_KIND = re.compile(r"[（(\[【]\s*(单选|多选|填空)题?\s*[)）\]】]")
_ABOUT_SHEET = re.compile(
    r"^(?:序号|编号|答卷编号|答卷序号|提交.*时间|开始.*时间|结束.*时间|所用时间.*|来源.*|来自.*|IP.*|总分|昵称|用户.*|姓名|电话|手机.*)$"
)
_SECONDS = re.compile(r"^(?:所用时间|答题时长|作答时长|用时)")
_STATE = re.compile(r"^(?:是否有效|有效性|答卷状态|状态)$")
_IDENTITY = re.compile(r"^(?:序号|编号|答卷编号|答卷序号)$")
_OPINION = re.compile(r"意见|建议|请说明|填空|其他说明")
_SKIPPED = {"", "(跳过)", "（跳过）", "跳过", "(空)", "（空）", "空", "-3", "-2", "N/A", "未作答"}
_INVALID = {"无效", "否", "筛除", "无效答卷", "已筛除"}
_LETTER = re.compile(r"^[A-Z]\s*[.、．)）]\s*(?=\S)")
_SEPARATORS = ("┋", "┃", "│", "|", ";", "；", "\n")


@dataclass(frozen=True)
class Rules:
    """``min_seconds``: answers given faster do not count; unset by default, for no rule sets it."""

    issued: int | None = None
    min_seconds: int | None = None


def as_answers(name: str, rows: Rows, rules: Rules, first_row: int = 1) -> Survey | None:
    """The questionnaire behind a sheet with one row a respondent; None where the sheet is none."""
    head = next((at for at, row in enumerate(rows[:20]) if _questions(row) >= 2), None)
    if head is None:
        return None
    titles = [str(cell).strip() for cell in rows[head]]
    lines = [(first_row + at, [str(cell).strip() for cell in row]) for at, row in enumerate(rows) if at > head]
    lines = [(row, cells) for row, cells in lines if any(cells)]
    asked = [
        (at, title)
        for at, title in enumerate(titles)
        if title and not _ABOUT_SHEET.match(title) and not _STATE.match(title)
    ]
    survey = Survey(name, issued=rules.issued, returned=len(lines))
    kept, seen = [], set[tuple[str, ...]]()
    for row, cells in lines:
        why = _invalid(titles, cells, asked, rules, seen)
        if why:
            survey.invalid.append((row, why))
        else:
            kept.append(cells)
    survey.valid = len(kept)
    if rules.issued is not None and rules.issued < len(lines):
        survey.notes.append(f"发放份数{rules.issued}少于回收份数{len(lines)}。")
    answers: list[dict[str, list[str]]] = [{} for _ in kept]
    for number, text, columns in _grouped(asked):
        question = _counted(number, text, columns, titles, kept, answers)
        survey.questions.append(question)
    survey.answers = [dict(one) for one in answers]
    return survey


def as_tables(name: str, rows: Rows) -> list[Survey]:
    """Blocks of 问题 / 选项, 反馈数量, 占比 / options, as 附件4 of reports prints them. Empty where there are none."""
    survey, at = Survey(name), 0
    cells = [[str(cell).strip() for cell in row] for row in rows]
    while at + 1 < len(cells):
        title, head = next((cell for cell in cells[at] if cell), ""), cells[at + 1]
        match = _NUMBERED.match(title)
        if not (match and "选项" in head and any(cell in ("反馈数量", "人数", "频数", "小计") for cell in head)):
            at += 1
            continue
        label = head.index("选项")
        count = next(i for i, cell in enumerate(head) if cell in ("反馈数量", "人数", "频数", "小计"))
        share = next((i for i, cell in enumerate(head) if cell in ("占比", "比例", "百分比")), None)
        options, at = [], at + 2
        while at < len(cells) and cells[at][label] and cells[at][count].replace(",", "").isdigit():
            line = cells[at]
            stated = _share(line[share]) if share is not None and share < len(line) else None
            options.append(Option(line[label], int(line[count].replace(",", "")), stated, at + 1))
            at += 1
        kind = "multiple" if "多选" in title else "single"
        chosen = sum(option.count for option in options)
        survey.questions.append(Question(match[1], _KIND.sub("", match[2]).strip(), kind, tuple(options), chosen))
    if not survey.questions:
        return []
    people = max((one.answered for one in survey.questions if one.kind == "single"), default=None)
    survey.valid = people
    survey.questions = [_of_all(one, people) for one in survey.questions]
    return [survey]


def _of_all(question: Question, people: int | None) -> Question:
    from dataclasses import replace

    if people is None:
        return question
    if question.kind == "multiple" or question.choices > people:
        return replace(question, kind="multiple", answered=people)
    return replace(question, skipped=people - question.answered)


def _questions(row: Sequence[object]) -> int:
    texts = [str(cell).strip() for cell in row]
    return sum(
        (bool(_NUMBERED.match(text)) and len(text) >= 4) or text.endswith(("？", "?"))
        for text in texts
        if not text.isdigit()
    )


def _invalid(
    titles: Sequence[str],
    cells: Sequence[str],
    asked: Sequence[tuple[int, str]],
    rules: Rules,
    seen: set[tuple[str, ...]],
) -> str | None:
    given = tuple(cells[at] for at, _title in asked)
    if all(cell in _SKIPPED for cell in given):
        return "空白问卷"
    for at, title in enumerate(titles):
        if _STATE.match(title) and cells[at] in _INVALID:
            return f"{title}标注为“{cells[at]}”"
        if _SECONDS.match(title) and rules.min_seconds is not None:
            spent = re.match(r"\d+", cells[at])
            if spent and int(spent[0]) < rules.min_seconds:
                return f"作答用时{spent[0]}秒，短于{rules.min_seconds}秒"
    identity = tuple(cells[at] for at, title in enumerate(titles) if _IDENTITY.match(title))
    if any(identity):
        if (*identity, *given) in seen:
            return "编号和答案均与前一份相同，为重复提交"
        seen.add((*identity, *given))
    for at, title in asked:
        if "单选" in title and len(_chosen(cells[at], cells[at])) > 1:
            return f"单选题“{_text(title)}”选了多项"
    return None


def _grouped(asked: Sequence[tuple[int, str]]) -> list[tuple[str, str, list[tuple[int, str | None]]]]:
    """(number, text, [(column, option or None)]): a multiple choice may stand in a column an option."""
    found: list[tuple[str, str, list[tuple[int, str | None]]]] = []
    for at, title in asked:
        match = _NUMBERED.match(title)
        number, text = (match[1], match[2]) if match else (str(len(found) + 1), title)
        stem, colon, option = text.rpartition(":") if ":" in text else text.rpartition("：")
        if colon and option and found and found[-1][0] == number and found[-1][2][0][1] is not None:
            found[-1][2].append((at, option.strip()))
        elif colon and option.strip() and stem:
            found.append((number, _text(stem), [(at, option.strip())]))
        else:
            found.append((number, _text(text), [(at, None)]))
    return found


def _counted(
    number: str,
    text: str,
    columns: list[tuple[int, str | None]],
    titles: Sequence[str],
    kept: Sequence[Sequence[str]],
    answers: list[dict[str, list[str]]],
) -> Question:
    if columns[0][1] is not None:
        given = [
            [option for at, option in columns if option and cells[at] in ("1", "√", "是", option)] for cells in kept
        ]
        kind = "multiple"
    else:
        at, title = columns[0][0], titles[columns[0][0]]
        column = [cells[at] for cells in kept]
        several = "多选" in title or any("┋" in cell for cell in column)
        joined = "\n".join(column)
        given = [
            _chosen(cell, joined) if several else [_LETTER.sub("", cell)] if cell not in _SKIPPED else []
            for cell in column
        ]
        distinct = len({cell for cell in column if cell not in _SKIPPED})
        written = bool(_OPINION.search(title)) or (distinct > 20 and distinct * 2 > len(column))
        kind = "multiple" if several else "text" if "填空" in title or (written and distinct > 1) else "single"
    for one, chosen in zip(answers, given, strict=True):
        if chosen:
            one[number] = chosen
    counts: dict[str, int] = dict.fromkeys((option for _at, option in columns if option), 0)
    for chosen in given:
        for label in dict.fromkeys(chosen):
            counts[label] = counts.get(label, 0) + 1
    answered = sum(bool(chosen) for chosen in given)
    options = tuple(Option(label, count) for label, count in counts.items()) if kind != "text" else ()
    return Question(number, text, kind, options, answered, len(kept) - answered)


def _chosen(cell: str, column: str) -> list[str]:
    """The options of a multiple choice, by the strongest separator that the column uses."""
    if cell in _SKIPPED:
        return []
    by = next((mark for mark in _SEPARATORS if mark in column and not (mark == "\n" and mark not in cell)), None)
    parts = cell.split(by) if by else [cell]
    return [_LETTER.sub("", part.strip()) for part in parts if part.strip() not in _SKIPPED]


def _text(title: str) -> str:
    match = _NUMBERED.match(title)
    return _KIND.sub("", match[2] if match else title).strip()


def _share(text: str) -> Fraction | None:
    try:
        return Fraction(text.rstrip("%％")) / 100 if text.endswith(("%", "％")) else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None

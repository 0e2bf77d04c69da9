/*
id: EVI-001
name: field_parse_and_unit
aliases: []
title: 数据无法识别、日期不可能或金额单位错位
summary: Rows that could not be read, impossible dates, amounts ten thousand times off, totals that do not add up.
kind: finding
class: data
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: KJF, article: 第十三条}
  - {law: SJF, article: 第三十四条}
  - {law: SJT, article: 第二十八条}
scope: [unit]
key: [subject, sheet, field]
finding: each
repair: state
visibility: unit
params:
  max_reject_rate: {type: decimal, default: "0.02", doc: 未能载入的行超过此比例为高}
  years_back: {type: integer, default: 10, doc: 早于评价年度若干年的日期视为不可能}
  ratio_from: {type: decimal, default: "9990", doc: 金额单位错位的倍数下限}
  ratio_to: {type: decimal, default: "10010", doc: 金额单位错位的倍数上限}
  total_tolerance: {type: decimal, default: "0.05", doc: 合计数允许的差额（元）}
requires: [rejects.reason]
any_of: []
message: "{lead}，{unit}{document}{subject}的{field}为{stated_date}，{fault}，需进一步核实。"
message_confirmed: "{lead}，{unit}{document}{subject}的{field}为{stated_date}，{fault}，登记有误，不符合{basis}的规定。"
subrules:
  A:
    title: 有数据行未能载入
    proof: tests/checks/test_field_parse_and_unit.py
    message: "{lead}，{unit}文件“{subject}”工作表“{sheet}”有{count}行数据因单元格无法识别未载入（如{example}），占数据行的{share}，需进一步核实。"
    message_confirmed: "{lead}，{unit}文件“{subject}”工作表“{sheet}”有{count}行数据因单元格无法识别未载入（如{example}），占数据行的{share}，不符合{basis}的规定。"
  B:
    title: 合同签订日期不可能
    severity: medium
    requires: [contracts.sign_date]
  C:
    title: 付款日期不可能
    severity: medium
    requires: [payments.payment_date]
  D:
    title: 验收日期不可能
    severity: medium
    requires: [acceptances.acceptance_date]
  E:
    title: 金额单位错位
    requires: [contracts.contract_no, contracts.amount]
    any_of: [[payments.amount, procurements.award_amount]]
    optional: [payments.contract_no, payments.status, procurements.contract_no, contracts.procurement_no]
    message: "{lead}，{unit}合同{subject}的合同金额为{amount}，{field}为{other_amount}，相差约一万倍，疑似元与万元错位，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{subject}的合同金额为{amount}，{field}为{other_amount}，元与万元错位，登记有误，不符合{basis}的规定。"
  F:
    title: 表内合计与逐行相加不符
    proof: tests/checks/test_field_parse_and_unit.py
    requires: [sheet_totals.stated]
    message: "{lead}，{unit}文件“{subject}”工作表“{sheet}”的{field}合计数为{stated}，逐行相加为{control}，相差{difference}，需进一步核实。"
    message_confirmed: "{lead}，{unit}文件“{subject}”工作表“{sheet}”的{field}合计数为{stated}，逐行相加为{control}，相差{difference}，不符合{basis}的规定。"
why: 读不进来的行、不可能的日期、错位的金额单位会使其后各项检查漏掉或误报，应当先弄清再用。
false_positives:
  - 外币合同、真实的小额合同
  - 多年前签订、仍在履行的租赁等长期合同
  - 合计行取整或为手工填写
  - 红字负数是合法值（不报）
remediation: 统一日期和金额单位口径，按原件更正后重新导出；接收资料时核对行数和控制总数。
*/
-- subrule: A
SELECT s.unit, s.file AS subject, any_value(k.subject_key) AS subject_key, s.sheet, '' AS field,
       count(DISTINCT r.row) AS count, '第' || min(r.row) || '行“' || arg_min(r.value, r.row) || '”' AS example,
       round(count(DISTINCT r.row) * 100.0 / (any_value(s.loaded) + any_value(s.rejected)), 1)::VARCHAR || '%' AS share,
       CASE WHEN count(DISTINCT r.row) > $max_reject_rate::DECIMAL(9,6) * (any_value(s.loaded) + any_value(s.rejected))
            THEN 'high' ELSE 'medium' END AS severity,
       list({'sheet_id': r.sheet_id, 'row': r.row, 'column': r."column", 'value': r.value}) AS rejected_cells,
       list(DISTINCT r.sheet_id) AS table_sheets
FROM rejects AS r
JOIN sheets AS s ON s.sheet_id = r.sheet_id
-- A table is known by what it holds, not by its file's name: a renamed file is the same finding.
JOIN (
    SELECT sheet_id, ledger || '-' || row_number() OVER (PARTITION BY unit, ledger, sheet ORDER BY file) AS subject_key
    FROM sheets
) AS k ON k.sheet_id = s.sheet_id
GROUP BY s.unit, s.file, s.sheet
ORDER BY s.file, s.sheet

-- population: A
SELECT count(*) AS n FROM sheets

-- subrule: B
SELECT c.unit, '合同' AS document, c.contract_no AS subject, c.contract_no_key AS subject_key,
       '' AS sheet, '签订日期' AS field, c.sign_date AS stated_date, c.sign_date_to AS stated_date_to,
       CASE WHEN c.sign_date > $asof::DATE THEN '晚于评价截止日' ELSE '远早于评价年度' END AS fault,
       c.row_id AS contract_row
FROM contracts AS c
WHERE c.sign_date > $asof::DATE
   OR c.sign_date_to < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
ORDER BY c.row_id

-- population: B
SELECT count(c.sign_date) AS n FROM contracts AS c

-- undecided: B
SELECT c.row_id AS contract_row, 'contracts.sign_date' AS missing, '日期只到期间，部分在合理范围以外' AS why
FROM contracts AS c
WHERE (c.sign_date <= $asof::DATE AND c.sign_date_to > $asof::DATE)
   OR (c.sign_date < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
       AND c.sign_date_to >= make_date($year::INTEGER - $years_back::INTEGER, 1, 1))

-- subrule: C
SELECT p.unit, '付款' AS document, coalesce(p.payment_no, p.voucher_no) AS subject, coalesce(p.payment_no, p.voucher_no_key) AS subject_key,
       '' AS sheet, '付款日期' AS field, p.payment_date AS stated_date, p.payment_date_to AS stated_date_to,
       CASE WHEN p.payment_date > $asof::DATE THEN '晚于评价截止日' ELSE '远早于评价年度' END AS fault,
       p.row_id AS payment_row
FROM payments AS p
WHERE p.payment_date > $asof::DATE
   OR p.payment_date_to < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
ORDER BY p.row_id

-- population: C
SELECT count(p.payment_date) AS n FROM payments AS p

-- undecided: C
SELECT p.row_id AS payment_row, 'payments.payment_date' AS missing, '日期只到期间，部分在合理范围以外' AS why
FROM payments AS p
WHERE (p.payment_date <= $asof::DATE AND p.payment_date_to > $asof::DATE)
   OR (p.payment_date < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
       AND p.payment_date_to >= make_date($year::INTEGER - $years_back::INTEGER, 1, 1))

-- subrule: D
SELECT a.unit, '合同' AS document, a.contract_no AS subject, coalesce(a.acceptance_no, a.contract_no_key) AS subject_key,
       '' AS sheet, '验收日期' AS field, a.acceptance_date AS stated_date, a.acceptance_date_to AS stated_date_to,
       CASE WHEN a.acceptance_date > $asof::DATE THEN '晚于评价截止日' ELSE '远早于评价年度' END AS fault,
       a.row_id AS acceptance_row
FROM acceptances AS a
WHERE a.acceptance_date > $asof::DATE
   OR a.acceptance_date_to < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
ORDER BY a.row_id

-- population: D
SELECT count(a.acceptance_date) AS n FROM acceptances AS a

-- undecided: D
SELECT a.row_id AS acceptance_row, 'acceptances.acceptance_date' AS missing, '日期只到期间，部分在合理范围以外' AS why
FROM acceptances AS a
WHERE (a.acceptance_date <= $asof::DATE AND a.acceptance_date_to > $asof::DATE)
   OR (a.acceptance_date < make_date($year::INTEGER - $years_back::INTEGER, 1, 1)
       AND a.acceptance_date_to >= make_date($year::INTEGER - $years_back::INTEGER, 1, 1))

-- shared: E
WITH paid AS (
    SELECT named.key, p.unit, sum(p.amount) AS amount, list(p.row_id) AS other_rows
    FROM payments_contract_no AS named
    JOIN payments AS p ON p.row_id = named.row_id
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND p.amount > 0
    GROUP BY named.key, p.unit
),
awarded AS (
    -- The procurement names the contract, or the contract the procurement.
    SELECT number.row_id AS contract_row, q.row_id
    FROM contracts_contract_no AS number
    JOIN procurements_contract_no AS named ON named.key = number.key
    JOIN procurements AS q ON q.row_id = named.row_id
    UNION
    SELECT named.row_id, q.row_id
    FROM contracts_procurement_no AS named
    JOIN procurements_procurement_no AS number ON number.key = named.key
    JOIN procurements AS q ON q.row_id = number.row_id
),
compared AS (
    SELECT c.row_id AS contract_row, '支付金额' AS field, sum(p.amount) AS other_amount, flatten(list(p.other_rows)) AS other_rows
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN paid AS p ON p.key = number.key AND p.unit = c.unit
    GROUP BY c.row_id
    UNION ALL
    SELECT c.row_id, '中标金额', sum(q.award_amount), list(q.row_id)
    FROM contracts AS c
    JOIN awarded AS w ON w.contract_row = c.row_id
    JOIN procurements AS q ON q.row_id = w.row_id AND q.unit = c.unit
    WHERE q.award_amount > 0
    GROUP BY c.row_id
)
-- subrule: E
SELECT c.unit, c.contract_no AS subject, c.contract_no_key AS subject_key, '' AS sheet, m.field, c.amount, m.other_amount,
       c.row_id AS contract_row, m.other_rows
FROM compared AS m
JOIN contracts AS c ON c.row_id = m.contract_row
WHERE greatest(c.amount, m.other_amount) BETWEEN least(c.amount, m.other_amount) * $ratio_from::DECIMAL(9,2)
                                             AND least(c.amount, m.other_amount) * $ratio_to::DECIMAL(9,2)
ORDER BY c.row_id, m.field

-- population: E
SELECT count(*) AS n
FROM compared AS m
JOIN contracts AS c ON c.row_id = m.contract_row
WHERE c.amount > 0

-- subrule: F
SELECT t.unit, t.file AS subject, k.subject_key, t.sheet, coalesce(t.header, t."column") AS field,
       t.stated, t.control, abs(t.stated - t.control) AS difference, c.total_cells, t.sheet_id AS table_sheet
FROM sheet_totals AS t
JOIN (
    SELECT sheet_id, "column",
           list({'sheet_id': sheet_id, 'row': "row", 'column': "column", 'value': amount}) AS total_cells
    FROM total_cells
    GROUP BY sheet_id, "column"
) AS c ON c.sheet_id = t.sheet_id AND c."column" = t."column"
JOIN (
    SELECT sheet_id, ledger || '-' || row_number() OVER (PARTITION BY unit, ledger, sheet ORDER BY file) AS subject_key
    FROM sheets
) AS k ON k.sheet_id = t.sheet_id
WHERE abs(t.stated - t.control) > $total_tolerance::DECIMAL(18,2)
ORDER BY t.file, t.sheet, t."column"

-- population: F
SELECT count(t.stated) AS n FROM sheet_totals AS t

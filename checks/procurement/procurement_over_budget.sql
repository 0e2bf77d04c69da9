/*
id: PUR-008
name: procurement_over_budget
aliases: []
title: 无预算、超预算采购
summary: Awarded above the procurement budget, the ceiling or the project's budget; begun before the budget was approved; no budget at all.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 4, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第六条}
  - {law: ZXQ, article: 第八条}
scope: [unit]
key: [subject]
finding: each
repair: event
visibility: unit
params:
  tolerance: {type: decimal, default: "0", doc: 可超出预算的比例}
requires: [procurements.procurement_no, procurements.award_amount, procurements.budget_amount]
any_of: []
optional: [procurements.is_urgent, procurements.method]
subrules:
  A: {title: 中标金额超过采购预算}
  B:
    title: 中标金额超过最高限价
    basis: [{law: ZCF, article: 第三十六条第一款第（三）项}]
    requires: [procurements.procurement_no, procurements.award_amount, procurements.ceiling_price]
    message: "{lead}，{unit}采购项目{subject}{titled}，最高限价{cap}，中标（成交）金额{award_amount}，超出{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{subject}{titled}，最高限价{cap}，中标（成交）金额{award_amount}，超出{amount}，不符合{basis}的规定。"
  C:
    title: 项目累计中标金额超过全年预算
    finding: project
    requires: [procurements.procurement_no, procurements.award_amount, procurements.project_code, procurements.notice_date, budgets.project_code, budgets.fiscal_year, budgets.budget_final]
    message: "{lead}，{unit}项目{subject}{titled}{year}年全年预算{cap}，采购{procurements}次，累计中标（成交）金额{award_amount}，超出{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{subject}{titled}{year}年全年预算{cap}，采购{procurements}次，累计中标（成交）金额{award_amount}，超预算采购{amount}，不符合{basis}的规定。"
  D:
    title: 采购启动早于预算批复
    class: suspicion
    severity: medium
    requires: [procurements.procurement_no, procurements.project_code, procurements.notice_date, budgets.project_code, budgets.fiscal_year, budgets.approve_date]
    message: "{lead}，{unit}采购项目{subject}{titled}公告日期为{notice_date}，项目预算批复日期为{approve_date}，采购启动早于预算批复，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{subject}{titled}公告日期为{notice_date}，项目预算批复日期为{approve_date}，预算批复前启动采购，未经批准预采购，不符合{basis}的规定。"
  E:
    title: 采购项目未见预算
    absence: {partner: budgets}
    basis: [{law: ZCF, article: 第六条}, {law: YSF, article: 第十三条}, {law: ZXQ, article: 第八条}]
    requires: [procurements.procurement_no, procurements.project_code, procurements.notice_date, budgets.project_code, budgets.fiscal_year]
    message: "{lead}，{unit}采购项目{subject}{titled}所列预算项目{project_code}，在{year}年项目预算中未见，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{subject}{titled}所列预算项目{project_code}，{year}年没有预算，无预算采购，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{subject}{titled}，采购预算{cap}，中标（成交）金额{award_amount}，超出{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{subject}{titled}，采购预算{cap}，中标（成交）金额{award_amount}，超预算采购{amount}，不符合{basis}的规定。"
why: 没有预算就采购，钱从别处挪来或欠供应商；超预算成交说明预算约束和评审把关都失了效。
false_positives:
  - 跨年度项目按年分付，应与当年应付部分比较
  - 经批准的次年预算预采购
  - 预算年中追加，应取追加后的金额
  - 框架协议、紧急采购（不查）
remediation: 采购计划与批复预算逐项挂接；成交价超预算、限价的依法废标或先调整预算。
*/
-- shared:
WITH judged AS (
    SELECT q.row_id AS procurement_row, q.unit, q.award_amount, q.budget_amount, q.ceiling_price, q.notice_date, q.notice_date_to,
           year(q.notice_date) AS year
    FROM procurements AS q
    WHERE q.is_urgent IS DISTINCT FROM true AND q.method IS DISTINCT FROM '框架协议'
),
budget AS (
    SELECT code.key, b.row_id AS budget_row, b.unit, b.fiscal_year, b.budget_final, b.approve_date, b.approve_date_to, b.project_code, b.project_name
    FROM budgets_project_code AS code
    JOIN budgets AS b ON b.row_id = code.row_id
)

-- subrule: A
SELECT q.unit, q.procurement_no AS subject, q.procurement_no_key AS subject_key, coalesce('“' || q.name || '”', '') AS titled,
       coalesce(q.award_confirm_date, q.notice_date) AS date, q.budget_amount AS cap, q.award_amount, q.award_amount - q.budget_amount AS amount,
       q.row_id AS procurement_row
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.award_amount > j.budget_amount * (1 + $tolerance::DECIMAL(9,6))
ORDER BY q.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT procurement_row, CASE WHEN award_amount IS NULL THEN 'procurements.award_amount' ELSE 'procurements.budget_amount' END AS missing,
       CASE WHEN award_amount IS NULL THEN '没有中标金额' ELSE '没有采购预算' END AS why
FROM judged
WHERE award_amount IS NULL OR budget_amount IS NULL

-- subrule: B
SELECT q.unit, q.procurement_no AS subject, q.procurement_no_key AS subject_key, coalesce('“' || q.name || '”', '') AS titled,
       coalesce(q.award_confirm_date, q.notice_date) AS date, q.ceiling_price AS cap, q.award_amount, q.award_amount - q.ceiling_price AS amount,
       q.row_id AS procurement_row
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.award_amount > j.ceiling_price * (1 + $tolerance::DECIMAL(9,6))
ORDER BY q.row_id
-- population: B
SELECT count(*) AS n FROM judged WHERE ceiling_price IS NOT NULL
-- undecided: B
SELECT procurement_row, 'procurements.award_amount' AS missing, '没有中标金额' AS why
FROM judged
WHERE ceiling_price IS NOT NULL AND award_amount IS NULL

-- shared: C
WITH project AS (
    SELECT j.unit, code.key, j.year, sum(j.award_amount) AS awarded, bool_or(j.award_amount IS NULL) AS unknown,
           count(*) AS procurements, max(j.notice_date) AS date, list(j.procurement_row ORDER BY j.procurement_row) AS procurement_rows
    FROM judged AS j
    JOIN procurements_project_code AS code ON code.row_id = j.procurement_row
    GROUP BY j.unit, code.key, j.year
),
funded AS (
    -- One project in several rows, a source of money each.
    SELECT p.unit, p.key, p.year, p.awarded, p.unknown, p.procurements, p.date, p.procurement_rows, sum(b.budget_final) AS cap,
           bool_or(b.budget_final IS NULL) AS unfunded, first(b.project_code ORDER BY b.budget_row) AS project_code,
           first(b.project_name ORDER BY b.budget_row) AS project_name, list(b.budget_row ORDER BY b.budget_row) AS budget_rows
    FROM project AS p
    JOIN budget AS b ON b.unit = p.unit AND b.key = p.key AND b.fiscal_year = p.year
    GROUP BY ALL
)
-- subrule: C
SELECT unit, project_code || '（' || year || '年）' AS subject, key || year AS subject_key, coalesce('“' || project_name || '”', '') AS titled,
       year, date, cap, awarded AS award_amount, awarded - cap AS amount, procurements, procurement_rows, budget_rows
FROM funded
WHERE NOT unfunded AND awarded > cap * (1 + $tolerance::DECIMAL(9,6))
ORDER BY key
-- population: C
SELECT count(*) AS n FROM funded
-- undecided: C
SELECT procurement_rows, CASE WHEN unfunded THEN 'budgets.budget_final' ELSE 'procurements.award_amount' END AS missing,
       CASE WHEN unfunded THEN '没有全年预算数' ELSE '没有中标金额' END AS why
FROM funded
WHERE unfunded OR (unknown AND NOT coalesce(awarded > cap * (1 + $tolerance::DECIMAL(9,6)), false))

-- shared: D
WITH approved AS (
    SELECT j.procurement_row, j.notice_date, j.notice_date_to, min(b.approve_date) AS approve_date, min(b.approve_date_to) AS approve_date_to,
           list(b.budget_row ORDER BY b.budget_row) AS budget_rows
    FROM judged AS j
    JOIN procurements_project_code AS code ON code.row_id = j.procurement_row
    JOIN budget AS b ON b.unit = j.unit AND b.key = code.key AND b.fiscal_year = j.year
    GROUP BY ALL
)
-- subrule: D
SELECT q.unit, q.procurement_no AS subject, q.procurement_no_key AS subject_key, coalesce('“' || q.name || '”', '') AS titled,
       q.notice_date AS date, q.notice_date, q.notice_date_to, a.approve_date, a.approve_date_to, q.budget_amount AS amount,
       q.row_id AS procurement_row, a.budget_rows
FROM approved AS a
JOIN procurements AS q ON q.row_id = a.procurement_row
-- Of ranges the end that favours the unit.
WHERE a.notice_date_to < a.approve_date
ORDER BY q.row_id
-- population: D
SELECT count(*) AS n FROM approved
-- undecided: D
SELECT procurement_row, 'budgets.approve_date' AS missing,
       CASE WHEN approve_date IS NULL THEN '没有预算批复日期' ELSE '日期只到期间，无法判断先后' END AS why
FROM approved
WHERE approve_date IS NULL OR (notice_date < approve_date_to AND notice_date_to >= approve_date)

-- subrule: E
SELECT q.unit, q.procurement_no AS subject, q.procurement_no_key AS subject_key, coalesce('“' || q.name || '”', '') AS titled,
       q.notice_date AS date, q.award_amount AS amount, q.project_code, j.year, q.row_id AS procurement_row
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE q.project_code IS NOT NULL AND j.year IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM procurements_project_code AS code JOIN budget AS b ON b.key = code.key
      WHERE code.row_id = j.procurement_row AND b.unit = j.unit AND b.fiscal_year = j.year)
ORDER BY q.row_id
-- population: E
SELECT unit, count(*) AS n FROM judged GROUP BY unit
-- undecided: E
SELECT q.row_id AS procurement_row, CASE WHEN q.project_code IS NULL THEN 'procurements.project_code' ELSE 'procurements.notice_date' END AS missing,
       CASE WHEN q.project_code IS NULL THEN '没有预算项目编码' ELSE '没有公告日期，不知预算年度' END AS why
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE q.project_code IS NULL OR j.year IS NULL

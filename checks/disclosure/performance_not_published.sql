/*
id: DIS-009
name: performance_not_published
aliases: []
title: 绩效目标、绩效自评未随预决算公开
summary: Performance targets or self-evaluations not published with the budget or the final accounts.
kind: finding
class: violation
severity: medium
status: draft
feeds: [{rubric: xj-2023, indicator: B21, criterion: 1, mode: criterion_fail}]
basis:
  - {law: GKG}
  - {law: JXP}
scope: [unit]
key: [item_type, fiscal_year]
finding: each
cause: {name: performance_not_published, by: [fiscal_year], title: 绩效信息未随预决算公开}
repair: event
visibility: unit
params: {}
requires: [disclosures.item_type, disclosures.fiscal_year, disclosures.publish_date]
any_of: []
optional: [disclosures.content_items]
subrules:
  A:
    title: 绩效目标未随预算公开
    absence: {partner: disclosures}
  B:
    title: 绩效自评未随决算公开
    absence: {partner: disclosures}
  C:
    title: 绩效信息晚于预决算公开
    class: suspicion
    severity: low
    feeds: [{rubric: xj-2023, indicator: B21, mode: risk_only}]
    message: "{lead}，{unit}{fiscal_year}年度{item_type}于{budget_date}公开，{partner_type}至{publish_date}方公开，晚{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年度{item_type}于{budget_date}公开，{partner_type}至{publish_date}方公开，晚{days}天，建议核实。"
message: "{lead}，{unit}{fiscal_year}年度{item_type}已于{budget_date}公开，未见{partner_type}公开记录，需进一步核实。"
message_confirmed: "{lead}，{unit}{fiscal_year}年度{item_type}已于{budget_date}公开，{partner_type}未随同公开，建议核实。"
why: 花钱要问效，绩效目标和自评结果随预决算公开，社会才能监督效果。
false_positives:
  - 绩效目标、自评载于预决算公开文本之内（公开内容清单提到绩效的不报）
  - 涉密部门、涉密内容
  - 由主管部门汇总公开的基层单位
remediation: 绩效目标与预算同步公开，绩效自评与决算同步公开，网页快照归档。
*/
-- shared:
WITH published AS (
    -- Budgets and final accounts that were published, with the kind of paper that goes with each.
    SELECT list(d.row_id ORDER BY d.row_id)[1] AS item_row, d.unit, d.item_type, d.fiscal_year,
           CASE WHEN ends_with(d.item_type, '预算') THEN '绩效目标' ELSE '绩效自评' END AS partner_type,
           min(d.publish_date) AS budget_date, min(d.publish_date_to) AS budget_date_to, list(d.row_id) AS disclosure_rows,
           coalesce(bool_or(contains(array_to_string(d.content_items, ';'), '绩效')), false) AS inside
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算', '单位预算', '部门决算', '单位决算') AND d.publish_date IS NOT NULL AND d.fiscal_year IS NOT NULL
    GROUP BY d.unit, d.item_type, d.fiscal_year
    HAVING NOT coalesce(bool_or(contains(array_to_string(d.content_items, ';'), '涉密')), false)
),
partner AS (
    SELECT p.item_row, min(d.publish_date) AS publish_date, min(d.publish_date_to) AS publish_date_to, list(d.row_id) AS partner_rows,
           list(d.publish_date_row) FILTER (WHERE d.publish_date_mark = '未见') AS notice_check_rows
    FROM published AS p
    JOIN disclosures AS d ON d.unit = p.unit AND d.item_type = p.partner_type AND d.fiscal_year = p.fiscal_year
    GROUP BY p.item_row
),
judged AS (
    SELECT p.*, r.publish_date, r.publish_date_to, r.partner_rows, r.notice_check_rows
    FROM published AS p
    LEFT JOIN partner AS r ON r.item_row = p.item_row
)

-- subrule: A
SELECT j.unit, j.item_type, j.fiscal_year, j.partner_type, j.budget_date AS date, j.budget_date, j.budget_date_to,
       j.disclosure_rows, j.notice_check_rows
FROM judged AS j
WHERE j.partner_type = '绩效目标' AND NOT j.inside AND j.publish_date IS NULL
ORDER BY j.item_row
-- population: A
SELECT j.unit, count(*) AS n FROM judged AS j WHERE j.partner_type = '绩效目标' GROUP BY j.unit

-- subrule: B
SELECT j.unit, j.item_type, j.fiscal_year, j.partner_type, j.budget_date AS date, j.budget_date, j.budget_date_to,
       j.disclosure_rows, j.notice_check_rows
FROM judged AS j
WHERE j.partner_type = '绩效自评' AND NOT j.inside AND j.publish_date IS NULL
ORDER BY j.item_row
-- population: B
SELECT j.unit, count(*) AS n FROM judged AS j WHERE j.partner_type = '绩效自评' GROUP BY j.unit

-- subrule: C
SELECT j.unit, j.item_type, j.fiscal_year, j.partner_type, j.publish_date AS date, j.budget_date, j.budget_date_to,
       j.publish_date, j.publish_date_to, j.publish_date - j.budget_date_to AS days, j.disclosure_rows, j.partner_rows
FROM judged AS j
WHERE NOT j.inside AND j.publish_date > j.budget_date_to
ORDER BY j.item_row
-- population: C
SELECT count(j.publish_date) AS n FROM judged AS j
-- undecided: C
SELECT j.disclosure_rows, 'disclosures.publish_date' AS missing, '日期只到期间，无法判断先后' AS why
FROM judged AS j
WHERE NOT j.inside AND j.publish_date <= j.budget_date_to AND j.publish_date_to > j.budget_date

/*
id: PER-004
name: self_eval_coverage
aliases: []
title: 自评未全覆盖或逾期
summary: Projects without a self-evaluation, or handed in late.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B41, mode: risk_only}]
basis:
  - {law: YST, article: 第五十三条}
  - {law: JXP, article: 单位自评}
scope: [unit]
key: [project_code, fiscal_year]
finding: project
cause: {name: self_eval_coverage, by: [project_code, fiscal_year], title: 绩效自评未全覆盖}
repair: event
visibility: unit
params:
  secret: {type: text, default: "涉密", doc: 项目名称含这些字样的不要求自评（正则）}
requires: [budgets.project_code, budgets.exp_type]
any_of: []
optional: []
subrules:
  A:
    title: 预算项目没有自评
    absence: {partner: self_evals}
    requires: [budgets.project_code, budgets.exp_type, self_evals.project_code]
    optional: [budgets.fiscal_year, budgets.project_name, budgets.budget_final, budgets.paid, self_evals.fiscal_year]
    message: "{lead}，{unit}{fiscal_year}年项目{project_code}{named}未见绩效自评{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年项目{project_code}{named}未开展绩效自评{amount_label}{amount}，自评未全覆盖，不符合{basis}的规定。"
  B:
    title: 自评逾期提交
    severity: low
    requires: [self_evals.project_code, self_evals.submit_date, self_evals.due_date]
    optional: [self_evals.fiscal_year]
    message: "{lead}，{unit}{fiscal_year}年项目{project_code}{named}自评应于{due_date}前提交，实际提交日期为{submit_date}，逾期{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年项目{project_code}{named}自评应于{due_date}前提交，实际逾期{days}天，不符合{basis}的规定。"
message: "{lead}，{unit}项目{project_code}自评需要核对，需进一步核实。"
why: 单位自评应覆盖全部项目支出，漏评的往往是执行差、效果说不清的项目，平均分因此虚高。
false_positives:
  - 涉密、当年未实施、预算已全部收回的项目（能识别的已剔除）
  - 打捆项目一份自评对应多个项目
  - 项目编码年中换号
remediation: 对照项目预算清单补做自评，纳入平均分；建立自评提交台账，逾期的通报。
*/
-- shared: A
WITH project AS (
    SELECT b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, min(b.project_code) AS project_code,
           coalesce('“' || min(b.project_name) || '”', '') AS named, sum(b.budget_final) AS amount, list(b.row_id) AS budget_rows
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    WHERE b.exp_type = '项目支出' AND NOT regexp_matches(coalesce(b.project_name, ''), $secret::VARCHAR)
      -- Taken back whole, nothing spent: nothing to evaluate.
      AND (b.budget_final = 0 AND b.paid = 0) IS DISTINCT FROM true
    GROUP BY b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT)
)
-- subrule: A
SELECT r.unit, r.project_code, r.key AS project_code_key, r.fiscal_year, make_date(r.fiscal_year, 12, 31) AS date, r.named, r.amount,
       CASE WHEN r.amount IS NULL THEN '' ELSE '，全年预算' END AS amount_label, r.budget_rows
FROM project AS r
WHERE NOT EXISTS (SELECT 1 FROM self_evals AS s
                  JOIN self_evals_project_code AS named ON named.row_id = s.row_id
                  WHERE s.unit = r.unit AND named.key = r.key AND coalesce(s.fiscal_year, r.fiscal_year) = r.fiscal_year)
  AND EXISTS (SELECT 1 FROM self_evals AS s WHERE s.unit = r.unit AND coalesce(s.fiscal_year, r.fiscal_year) = r.fiscal_year)
-- population: A
SELECT r.unit, count(*) AS n FROM project AS r GROUP BY r.unit
-- undecided: A
SELECT r.budget_rows, 'self_evals.fiscal_year' AS missing, '没有该单位该年度的自评' AS why
FROM project AS r
WHERE NOT EXISTS (SELECT 1 FROM self_evals AS s WHERE s.unit = r.unit AND coalesce(s.fiscal_year, r.fiscal_year) = r.fiscal_year)

-- subrule: B
SELECT s.unit, s.project_code, s.project_code_key, coalesce(s.fiscal_year, $year::BIGINT) AS fiscal_year,
       make_date(coalesce(s.fiscal_year, $year::BIGINT), 12, 31) AS date, coalesce('“' || s.project_name || '”', '') AS named,
       s.submit_date, s.submit_date_to, s.due_date, s.due_date_to, s.submit_date - s.due_date_to AS days, s.row_id AS self_eval_row
FROM self_evals AS s
WHERE s.submit_date > s.due_date_to
-- population: B
SELECT count(*) AS n FROM self_evals
-- undecided: B
SELECT s.row_id AS self_eval_row, CASE WHEN s.due_date IS NULL THEN 'self_evals.due_date' ELSE 'self_evals.submit_date' END AS missing,
       CASE WHEN s.due_date IS NULL THEN '没有应提交日期' WHEN s.submit_date IS NULL THEN '没有提交日期' ELSE '日期只到期间，无法判断先后' END AS why
FROM self_evals AS s
WHERE s.due_date IS NULL OR s.submit_date IS NULL OR (s.submit_date <= s.due_date_to AND s.submit_date_to > s.due_date)

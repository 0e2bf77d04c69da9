/*
id: BUD-005
name: carryover_stale
aliases: []
title: 结转资金连续两年未用完
summary: Money carried over that two years did not use up.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B31, mode: risk_only}]
basis:
  - {law: YSF, article: 第四十二条}
  - {law: YST, article: 第五十条}
scope: [unit]
key: [project_code, fiscal_year]
finding: project
cause: {name: carryover_stale, by: [project_code], title: 存量资金沉淀}
repair: state
visibility: unit
params:
  years: {type: integer, default: 2, doc: 结转资金连续未用完的年数（法定两年）}
  excluded_funds: {type: text, default: "非财政|事业收入|自有|科研|基建", doc: 资金性质含这些字样的另有规定，不比较（正则）}
requires: [budgets.project_code, budgets.carry_in, budgets.carry_in_year, budgets.paid]
any_of: []
optional: [budgets.fiscal_year, budgets.fund_source]
message: "{lead}，{unit}项目{project_code}{named}结转{carry_in_year}年度资金{carry_in}，{fiscal_year}年执行{paid}，仍有{amount}未使用，需进一步核实。"
message_confirmed: "{lead}，{unit}项目{project_code}{named}结转{carry_in_year}年度资金{carry_in}，至{fiscal_year}年末仍有{amount}未使用，连续两年未用完而未作为结余资金清理，不符合{basis}的规定。"
why: 连续两年未用完的结转资金应作为结余资金收回统筹，继续沉淀说明当年预算不实或项目停滞，资金闲置。
false_positives:
  - 基建跨期、科研项目另有规定（资金性质已登记的已剔除）
  - 非财政拨款资金
  - 年末已被财政收回而台账未更新
remediation: 逐项清理结转资金，连续两年未用完的按规定交回或申请统筹使用；当年预算先用结转后用新增。
*/
-- shared:
WITH carried AS (
    SELECT b.row_id, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, b.carry_in, b.carry_in_year, b.paid
    FROM budgets AS b
    WHERE b.carry_in > 0 AND NOT regexp_matches(coalesce(b.fund_source, ''), $excluded_funds::VARCHAR)
      AND make_date(coalesce(b.fiscal_year, $year::BIGINT), 12, 31) <= $asof::DATE
)
-- subrule:
SELECT b.unit, b.project_code, b.project_code_key, coalesce('“' || b.project_name || '”', '') AS named, c.fiscal_year,
       make_date(c.fiscal_year, 12, 31) AS date, c.carry_in, c.carry_in_year, c.paid, c.carry_in - c.paid AS amount,
       b.row_id AS budget_row
FROM carried AS c
JOIN budgets AS b ON b.row_id = c.row_id
WHERE c.fiscal_year - c.carry_in_year >= $years::BIGINT AND c.paid < c.carry_in
-- population:
SELECT count(*) AS n FROM carried
-- undecided:
SELECT c.row_id AS budget_row,
       CASE WHEN c.paid IS NULL THEN 'budgets.paid' ELSE 'budgets.carry_in_year' END AS missing,
       CASE WHEN c.paid IS NULL THEN '没有执行数' ELSE '没有结转资金所属年度' END AS why
FROM carried AS c
WHERE c.paid IS NULL OR (c.carry_in_year IS NULL AND c.paid < c.carry_in)

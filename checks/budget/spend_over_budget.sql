/*
id: BUD-003
name: spend_over_budget
aliases: []
title: 无预算、超预算支出
summary: A project spent more than its budget, or had none.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 4, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第十三条}
  - {law: YST, article: 第六十条}
scope: [unit]
key: [project_code, fiscal_year]
finding: project
cause: {name: spend_over_budget, by: [project_code, fiscal_year], title: 无预算、超预算支出}
repair: event
visibility: unit
params:
  tol: {type: decimal, default: "0", doc: 允许超过预算的比例}
  excluded_funds: {type: text, default: "往来|代管", doc: 资金性质含这些字样的支付不占预算（正则）}
requires: [budgets.project_code, budgets.budget_final]
any_of: []
optional: [budgets.fiscal_year, budgets.carry_in, budgets.project_name]
subrules:
  A:
    title: 累计支付超过项目预算
    requires: [budgets.project_code, budgets.budget_final, payments.project_code, payments.amount, payments.payment_date]
    optional: [budgets.fiscal_year, budgets.carry_in, budgets.project_name, payments.fund_source, payments.status]
  B:
    title: 支出的项目不在预算中
    absence: {partner: budgets}
    requires: [payments.project_code, budgets.project_code]
    optional: [payments.amount, payments.payment_date, payments.fund_source, payments.status, budgets.fiscal_year]
    message: "{lead}，{unit}{fiscal_year}年以项目编码{project_code}支付{count}笔{amount_label}{amount}，项目预算中未见该项目，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年以项目编码{project_code}支付{count}笔{amount_label}{amount}，未列入预算，不符合{basis}的规定。"
  C:
    title: 预算执行数超过项目预算
    requires: [budgets.project_code, budgets.budget_final, budgets.paid]
message: "{lead}，{unit}项目{project_code}{named}{fiscal_year}年{spent_label}{spent}，全年预算{limit_label}{limit}，超出{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}项目{project_code}{named}{fiscal_year}年{spent_label}{spent}，全年预算{limit_label}{limit}，超预算支出{amount}，不符合{basis}的规定。"
why: 未列入预算的不得支出，超出预算的部分没有法定依据，往往靠挤占其他项目或往来款垫支。
false_positives:
  - 上年结转资金未登记到项目预算台账
  - 跨项目合并支付后已经调账
  - 往来款、代管资金支付不占预算（资金性质已登记的已剔除）
  - 预算台账只列主要项目，或项目编码年中换号
remediation: 支付环节按项目预算余额控制；确需追加的先按程序报批，批准前不得支出；年末核对指标账与支付明细。
*/
-- shared:
WITH budget AS (
    SELECT b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, min(b.project_code) AS project_code,
           coalesce('“' || min(b.project_name) || '”', '') AS named,
           CASE WHEN bool_and(b.budget_final IS NOT NULL) THEN sum(b.budget_final) + coalesce(sum(b.carry_in), 0) END AS limit_of,
           CASE WHEN sum(b.carry_in) <> 0 THEN '（含上年结转）' ELSE '' END AS limit_label,
           CASE WHEN bool_and(b.paid IS NOT NULL) THEN sum(b.paid) END AS paid, list(b.row_id) AS budget_rows
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    GROUP BY b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT)
),
payment AS (
    SELECT p.row_id, p.unit, named.key, p.project_code, p.amount,
           CASE WHEN year(p.payment_date) = year(p.payment_date_to) THEN year(p.payment_date) END AS fiscal_year
    FROM payments AS p
    JOIN payments_project_code AS named ON named.row_id = p.row_id
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT regexp_matches(coalesce(p.fund_source, ''), $excluded_funds::VARCHAR)
)

-- shared: A
WITH judged AS (
    SELECT b.unit, b.key, b.fiscal_year, b.project_code, b.named, b.limit_of, b.limit_label, b.budget_rows,
           sum(p.amount) FILTER (WHERE p.fiscal_year IS NOT NULL) AS spent, list(p.row_id) AS payment_rows,
           coalesce(bool_or(p.row_id IS NOT NULL AND (p.fiscal_year IS NULL OR p.amount IS NULL)), false) AS partly
    FROM budget AS b
    LEFT JOIN payment AS p ON p.unit = b.unit AND p.key = b.key AND (p.fiscal_year = b.fiscal_year OR p.fiscal_year IS NULL)
    GROUP BY b.unit, b.key, b.fiscal_year, b.project_code, b.named, b.limit_of, b.limit_label, b.budget_rows
)
-- subrule: A
SELECT j.unit, j.project_code, j.key AS project_code_key, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.named,
       '累计支付' AS spent_label, j.spent, j.limit_label, j.limit_of AS "limit", j.spent - j.limit_of AS amount,
       j.budget_rows, j.payment_rows
FROM judged AS j
WHERE j.spent > j.limit_of * (1 + $tol::DECIMAL(9,6))
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.budget_rows,
       CASE WHEN j.limit_of IS NULL THEN 'budgets.budget_final' ELSE 'payments.payment_date' END AS missing,
       CASE WHEN j.limit_of IS NULL THEN '没有全年预算数' ELSE '有付款没有日期或金额，不知是否超预算' END AS why
FROM judged AS j
WHERE j.limit_of IS NULL OR (j.partly AND coalesce(j.spent, 0) <= j.limit_of * (1 + $tol::DECIMAL(9,6)))

-- shared: B
WITH project AS (
    SELECT p.unit, p.key, coalesce(p.fiscal_year, $year::BIGINT) AS fiscal_year, min(p.project_code) AS project_code,
           count(*) AS count, sum(p.amount) AS amount, list(p.row_id) AS payment_rows
    FROM payment AS p
    GROUP BY p.unit, p.key, coalesce(p.fiscal_year, $year::BIGINT)
)
-- subrule: B
-- Years of which the books hold no budget at all say nothing.
SELECT r.unit, r.project_code, r.key AS project_code_key, r.fiscal_year, make_date(r.fiscal_year, 12, 31) AS date,
       r.count, r.amount, CASE WHEN r.amount IS NULL THEN '' ELSE '，合计' END AS amount_label, r.payment_rows
FROM project AS r
WHERE EXISTS (SELECT 1 FROM budget AS b WHERE b.unit = r.unit AND b.fiscal_year = r.fiscal_year)
  AND NOT EXISTS (SELECT 1 FROM budget AS b WHERE b.unit = r.unit AND b.key = r.key)
-- population: B
SELECT r.unit, count(*) AS n FROM project AS r GROUP BY r.unit
-- undecided: B
SELECT r.payment_rows, 'budgets.fiscal_year' AS missing, '没有该单位该年度的项目预算' AS why
FROM project AS r
WHERE NOT EXISTS (SELECT 1 FROM budget AS b WHERE b.unit = r.unit AND b.fiscal_year = r.fiscal_year)

-- subrule: C
SELECT b.unit, b.project_code, b.key AS project_code_key, b.fiscal_year, make_date(b.fiscal_year, 12, 31) AS date, b.named,
       '执行数' AS spent_label, b.paid AS spent, b.limit_label, b.limit_of AS "limit", b.paid - b.limit_of AS amount,
       b.budget_rows
FROM budget AS b
WHERE b.paid > b.limit_of * (1 + $tol::DECIMAL(9,6))
-- population: C
SELECT count(*) AS n FROM budget
-- undecided: C
SELECT b.budget_rows, CASE WHEN b.limit_of IS NULL THEN 'budgets.budget_final' ELSE 'budgets.paid' END AS missing,
       CASE WHEN b.limit_of IS NULL THEN '没有全年预算数' ELSE '没有执行数' END AS why
FROM budget AS b
WHERE b.limit_of IS NULL OR b.paid IS NULL

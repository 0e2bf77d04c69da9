/*
id: BUD-004
name: adjustment_without_approval
aliases: []
title: 预算调剂无批文、先调后批、先支后调或频繁调剂
summary: Budget adjustments without approval, approved or made too late, or made over and over.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第七十二条}
  - {law: CFT, article: 第七条}
scope: [unit]
key: [project_code, adj_no, fiscal_year]
finding: each
cause: {name: budget_adjustment, by: [project_code], title: 预算调剂手续不规范}
repair: event
visibility: unit
params:
  own_kinds: {type: list, default: null, doc: 本级规定由单位自主调剂、登记即可的调整类型（如 科目调剂），填写后不查批文}
  freq: {type: integer, default: 3, doc: 同一项目一年调整达到这个次数的提示}
requires: [budget_adjustments.project_code]
any_of: []
optional: []
subrules:
  A:
    title: 预算调剂无批复文号
    absence: budget_adjustments.approval_no
    requires: [budget_adjustments.project_code, budget_adjustments.approval_no]
    optional: [budget_adjustments.adj_kind, budget_adjustments.approval_date]
    message: "{lead}，{unit}项目{project_code}{day_label}{adj_date}{adj_kind}{amount_label}{amount}，未见批复文号，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}{day_label}{adj_date}{adj_kind}{amount_label}{amount}，未履行报批程序，不符合{basis}的规定。"
  B:
    title: 批复晚于调剂
    requires: [budget_adjustments.project_code, budget_adjustments.adj_date, budget_adjustments.approval_date]
    optional: [budget_adjustments.adj_kind]
    message: "{lead}，{unit}项目{project_code}{day_label}{adj_date}{adj_kind}{amount_label}{amount}，批复日期为{approval_date}，批复晚于调剂{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}{day_label}{adj_date}{adj_kind}{amount_label}{amount}，批复日期为{approval_date}，先调剂后报批，不符合{basis}的规定。"
  C:
    title: 同一项目一年内频繁调剂
    class: suspicion
    severity: low
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [budget_adjustments.project_code, budget_adjustments.adj_date]
    message: "{lead}，{unit}项目{project_code}{fiscal_year}年调整预算{count}次，建议了解预算编制是否细化，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}{fiscal_year}年调整预算{count}次，预算编制不细、约束不严。"
  D:
    title: 先支出后调剂
    class: suspicion
    requires: [budget_adjustments.project_code, budget_adjustments.adj_date, budget_adjustments.amount, budgets.project_code, budgets.budget_initial, payments.project_code, payments.amount, payments.payment_date]
    optional: [budget_adjustments.adj_kind, budgets.carry_in, budgets.fiscal_year, payments.status]
    message: "{lead}，{unit}项目{project_code}于{adj_date}追加{amount}，此前可用预算{available}，已支付{spent}，先支出后追加，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}于{adj_date}追加{amount}，此前可用预算{available}，已支付{spent}，先支出后追加，不符合{basis}的规定。"
message: "{lead}，{unit}项目{project_code}预算调剂手续不完备，需进一步核实。"
why: 预算调剂先批后办，才谈得上预算约束；无批文、后补批文或先花钱再追加，等于用支出倒逼预算。
false_positives:
  - 单位自主调剂权限内（本级规定登记即可的，在参数 own_kinds 中填写）
  - 财政系统自动下达、年中批量追加没有单独文号
  - 调整日期登记的是录入日而非批复执行日
remediation: 按权限报批后再调整指标和支付；调剂登记批复文号和日期；细化年初预算，减少来回调整。
*/
-- shared:
WITH adjustment AS (
    SELECT j.row_id, j.unit, j.project_code, j.project_code_key, j.adj_no, coalesce(j.adj_kind, '预算调整') AS adj_kind,
           j.adj_date, j.adj_date_to, j.amount, j.approval_no, j.approval_date, j.approval_date_to,
           CASE WHEN year(j.adj_date) = year(j.adj_date_to) THEN year(j.adj_date) END AS fiscal_year
    FROM budget_adjustments AS j
    WHERE NOT coalesce(list_contains($own_kinds::VARCHAR[], j.adj_kind), false)
)
-- subrule: A
SELECT j.unit, j.project_code, j.project_code_key, j.adj_no, j.fiscal_year, j.adj_kind, j.adj_date AS date, j.adj_date, j.adj_date_to,
       CASE WHEN j.adj_date IS NULL THEN '' ELSE '于' END AS day_label,
       j.amount, CASE WHEN j.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       -- Shifts between classes may lie within the unit's own powers.
       CASE WHEN j.adj_kind = '科目调剂' THEN 'suspicion' ELSE 'violation' END AS class, j.row_id AS adjustment_row
FROM adjustment AS j
WHERE j.approval_no IS NULL AND j.approval_date IS NULL
-- population: A
SELECT count(*) AS n FROM adjustment
-- undecided: A
SELECT j.row_id AS adjustment_row, 'budget_adjustments.approval_no' AS missing, '有批复日期而无文号' AS why
FROM adjustment AS j
WHERE j.approval_no IS NULL AND j.approval_date IS NOT NULL

-- subrule: B
SELECT j.unit, j.project_code, j.project_code_key, j.adj_no, j.fiscal_year, j.adj_kind, j.adj_date AS date, j.adj_date, j.adj_date_to,
       '于' AS day_label, j.approval_date, j.approval_date_to, j.approval_date - j.adj_date_to AS days,
       j.amount, CASE WHEN j.amount IS NULL THEN '' ELSE '，金额' END AS amount_label, j.row_id AS adjustment_row
FROM adjustment AS j
WHERE j.approval_date > j.adj_date_to
-- population: B
SELECT count(*) AS n FROM adjustment
-- undecided: B
SELECT j.row_id AS adjustment_row,
       CASE WHEN j.approval_date IS NULL THEN 'budget_adjustments.approval_date' ELSE 'budget_adjustments.adj_date' END AS missing,
       CASE WHEN j.approval_date IS NULL THEN '没有批复日期' WHEN j.adj_date IS NULL THEN '没有调整日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM adjustment AS j
WHERE j.approval_date IS NULL OR j.adj_date IS NULL
   OR (j.approval_date <= j.adj_date_to AND j.approval_date_to > j.adj_date)

-- shared: C
WITH project AS (
    SELECT j.unit, j.project_code_key, j.fiscal_year, min(j.project_code) AS project_code, max(j.adj_date) AS date,
           sum(j.amount) AS amount, count(*) AS count, list(j.row_id) AS adjustment_rows
    FROM adjustment AS j
    WHERE j.project_code_key IS NOT NULL AND j.fiscal_year IS NOT NULL
    GROUP BY j.unit, j.project_code_key, j.fiscal_year
)
-- subrule: C
SELECT p.unit, p.project_code, p.project_code_key, CAST(NULL AS VARCHAR) AS adj_no, p.fiscal_year, p.date, p.amount, p.count,
       p.adjustment_rows
FROM project AS p
WHERE p.count >= $freq::BIGINT
-- population: C
SELECT count(*) AS n FROM project
-- undecided: C
SELECT j.row_id AS adjustment_row,
       CASE WHEN j.project_code_key IS NULL THEN 'budget_adjustments.project_code' ELSE 'budget_adjustments.adj_date' END AS missing,
       CASE WHEN j.project_code_key IS NULL THEN '没有项目编码' ELSE '没有调整日期，或日期跨年度' END AS why
FROM adjustment AS j
WHERE j.project_code_key IS NULL OR j.fiscal_year IS NULL

-- shared: D
WITH signed AS (
    -- What an adjustment did to the project as a whole.
    SELECT j.row_id, j.unit, j.project_code_key AS key, j.fiscal_year, j.adj_date, j.adj_date_to,
           CASE j.adj_kind WHEN '追加' THEN abs(j.amount) WHEN '追减' THEN -abs(j.amount) WHEN '科目调剂' THEN 0 ELSE j.amount END AS amount
    FROM adjustment AS j
),
planned AS (
    SELECT b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, list(b.row_id) AS budget_rows,
           CASE WHEN bool_and(b.budget_initial IS NOT NULL) THEN sum(b.budget_initial) + coalesce(sum(b.carry_in), 0) END AS planned
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    GROUP BY b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT)
),
judged AS (
    -- Before an addition: what the project had, other adjustments up to that day counted in its favour, and what was paid.
    SELECT s.row_id, s.amount, b.budget_rows,
           b.planned + coalesce((SELECT sum(CASE WHEN o.fiscal_year IS NULL THEN greatest(o.amount, 0) ELSE o.amount END) FROM signed AS o
                                 WHERE o.unit = s.unit AND o.key = s.key AND o.row_id <> s.row_id
                                   AND (o.fiscal_year = s.fiscal_year AND o.adj_date <= s.adj_date_to OR o.fiscal_year IS NULL)), 0) AS available,
           (SELECT sum(p.amount)
            FROM payments AS p
            JOIN payments_project_code AS named ON named.row_id = p.row_id
            WHERE p.unit = s.unit AND named.key = s.key AND p.payment_date_to < s.adj_date
              AND year(p.payment_date) = s.fiscal_year AND coalesce(p.status, '') NOT IN ('作废', '退票')) AS spent
    FROM signed AS s
    LEFT JOIN planned AS b ON b.unit = s.unit AND b.key = s.key AND b.fiscal_year = s.fiscal_year
    WHERE s.amount > 0
)
-- subrule: D
SELECT j.unit, j.project_code, j.project_code_key, j.adj_no, j.fiscal_year, j.adj_date AS date, j.adj_date, j.adj_date_to,
       g.amount, g.available, g.spent, j.row_id AS adjustment_row, g.budget_rows
FROM judged AS g
JOIN adjustment AS j ON j.row_id = g.row_id
WHERE g.spent > g.available
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.row_id AS adjustment_row,
       CASE WHEN j.fiscal_year IS NULL THEN 'budget_adjustments.adj_date' ELSE 'budgets.budget_initial' END AS missing,
       CASE WHEN j.fiscal_year IS NULL THEN '没有调整日期，或日期跨年度' ELSE '没有该项目的年初预算' END AS why
FROM judged AS g
JOIN adjustment AS j ON j.row_id = g.row_id
WHERE g.available IS NULL

/*
id: STA-006
name: year_end_rush
aliases: []
title: 年末集中支付
summary: A large share of the year's payments in December, of the unit or of single projects.
kind: finding
class: suspicion
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B31, mode: risk_only}]
basis:
  - {law: YST, article: 第六十条}
  - {law: YSF, article: 第五十七条}
scope: [unit]
key: [month]
finding: month
cause: {name: year_end_rush, by: [], title: 支出进度不均，年末集中支付}
repair: event
visibility: unit
params:
  share_max: {type: decimal, default: "0.25", doc: 12月支付占全年的比例超过此值的列出}
  item_max: {type: decimal, default: "0.5", doc: 项目12月支付占该项目全年的比例超过此值的列出}
  last_days: {type: integer, default: 5, doc: 另行说明年末最后几日支付的占比}
  min_months: {type: integer, default: 6, doc: 台账中有付款的月份少于此数的，不能代表全年，不作判断}
  late_budget: {type: integer, default: 10, doc: 预算在此月及以后批复下达的项目不比较（月份）}
  excluded_purposes: {type: text, default: "年终奖|年终一次性|绩效奖|退休|抚恤|社保|公积金", doc: 用途含这些字样的付款按规定在年末发生，不比较（正则）}
requires: [payments.amount, payments.payment_date]
any_of: []
optional: [payments.status, payments.purpose, payments.project_code, budgets.project_code, budgets.approve_date]
subrules:
  A: {title: 12月支付占全年比例高}
  B:
    title: 项目资金集中在12月支付
    requires: [payments.amount, payments.payment_date, payments.project_code]
    optional: [payments.status, payments.purpose, budgets.project_code, budgets.approve_date]
    message: "{lead}，{unit}{month}有{count}个项目的支付超过该项目全年支付的{percent}%（{projects}），共{payments}笔，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}有{count}个项目的支付超过该项目全年支付的{percent}%（{projects}），合计{amount}，支出进度安排不合理，不符合{basis}的规定。"
message: "{lead}，{unit}{month}支付{payments}笔，合计{amount}，占全年支付的{share}%，其中最后{last_days}日占{last_share}%，需进一步核实。"
message_confirmed: "{lead}，{unit}{month}支付{payments}笔，合计{amount}，占全年支付的{share}%，支出进度安排不合理，不符合{basis}的规定。"
why: 钱集中在年末花，常常是为了执行率赶进度，预付、虚列、验收走过场多在这时发生；未验收即付款的另见VOU-010。
false_positives:
  - 据实结算、年终奖、政府投资项目进度款
  - 指标在年末才下达的项目（按预算批复日期不比较）
  - 国库集中支付年终清算
remediation: 年初细化用款计划，按进度考核支出；年末大额支付逐笔核对合同、验收和发票。
*/
-- shared:
-- Judged: what a year paid, of projects whose money was there before its last months.
WITH paid AS (
    SELECT p.row_id, p.unit, p.project_code, p.project_code_key, p.amount, p.payment_date AS day, p.payment_date_to AS last_day,
           year(p.payment_date) AS year, month(p.payment_date) AS month
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND p.amount IS NOT NULL
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT EXISTS (SELECT 1 FROM payments_project_code AS n
                      JOIN budgets_project_code AS k USING (key)
                      JOIN budgets AS b ON b.row_id = k.row_id
                      WHERE n.row_id = p.row_id AND b.unit = p.unit AND year(b.approve_date) = year(p.payment_date)
                        AND month(b.approve_date) >= $late_budget::INTEGER)
),
-- A date that names more than a month may be December's or not.
known AS (SELECT * FROM paid WHERE year = year(last_day) AND month = month(last_day)),
total AS (
    SELECT unit, year, year || '年12月' AS in_month, count(DISTINCT month) AS months, sum(amount) AS whole, first(row_id ORDER BY row_id) AS first_row
    FROM known
    GROUP BY unit, year
),
open AS (
    SELECT row_id AS payment_row, 'payments.payment_date' AS missing, '没有支付日期，或日期不能确定月份' AS why
    FROM paid AS p
    WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = p.row_id)
    UNION ALL
    SELECT p.row_id, 'payments.payment_date', '支付台账有付款的月份不足' || $min_months::INTEGER || '个，不能代表全年'
    FROM known AS p
    JOIN total AS t ON t.unit = p.unit AND t.year = p.year
    WHERE t.months < $min_months::INTEGER
)
-- subrule: A
SELECT p.unit, t.in_month AS month, p.year AS fiscal_year, max(p.day) AS date, count(*) AS payments, sum(p.amount) AS amount,
       CAST(sum(p.amount) * 100 / t.whole AS DECIMAL(9,1)) AS share, $last_days::INTEGER AS last_days,
       CAST(coalesce(sum(p.amount) FILTER (WHERE day(p.day) > 31 - $last_days::INTEGER), 0) * 100 / t.whole AS DECIMAL(9,1)) AS last_share,
       list(p.row_id ORDER BY p.row_id) AS payment_rows
FROM known AS p
JOIN total AS t ON t.unit = p.unit AND t.year = p.year
WHERE p.month = 12 AND t.months >= $min_months::INTEGER
GROUP BY p.unit, p.year, t.in_month, t.whole
HAVING sum(p.amount) > $share_max::DECIMAL(9,6) * t.whole AND t.whole > 0
ORDER BY p.unit, p.year
-- population: A
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: A
SELECT payment_row, missing, why FROM open

-- subrule: B
WITH late AS (
    SELECT k.unit, k.year, k.project_code_key, first(k.project_code ORDER BY k.row_id) AS project_code,
           sum(k.amount) FILTER (WHERE k.month = 12) AS amount, list(k.row_id ORDER BY k.row_id) FILTER (WHERE k.month = 12) AS payment_rows
    FROM known AS k
    WHERE k.project_code_key IS NOT NULL
    GROUP BY k.unit, k.year, k.project_code_key
    HAVING sum(k.amount) FILTER (WHERE k.month = 12) > $item_max::DECIMAL(9,6) * sum(k.amount) AND sum(k.amount) > 0
)
SELECT l.unit, t.in_month AS month, l.year AS fiscal_year, make_date(CAST(l.year AS INTEGER), 12, 31) AS date, count(*) AS count,
       CAST( $item_max::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS percent, sum(l.amount) AS amount, sum(len(l.payment_rows))::BIGINT AS payments,
       array_to_string(list(l.project_code ORDER BY l.amount DESC, l.project_code)[1:5], '、') AS projects,
       flatten(list(l.payment_rows ORDER BY l.project_code_key)) AS payment_rows
FROM late AS l
JOIN total AS t ON t.unit = l.unit AND t.year = l.year
WHERE t.months >= $min_months::INTEGER
GROUP BY l.unit, l.year, t.in_month
ORDER BY l.unit, l.year
-- population: B
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: B
SELECT payment_row, missing, why FROM open
UNION ALL
SELECT k.row_id, 'payments.project_code', '没有项目编码'
FROM known AS k
WHERE k.project_code_key IS NULL AND NOT EXISTS (SELECT 1 FROM open AS o WHERE o.payment_row = k.row_id)

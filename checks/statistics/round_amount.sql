/*
id: STA-003
name: round_amount
aliases: []
title: 整数金额集中
summary: Many payments of whole thousands, in all or in one economic class; payments of whole ten thousands.
kind: finding
class: suspicion
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis: [{law: NS}]
scope: [unit]
key: [year, subject]
finding: unit
repair: event
visibility: unit
params:
  share_max: {type: decimal, default: null, doc: 整千元付款笔数占比超过此值的列出（抽样提示，如0.25；不填不比较）}
  min_amount: {type: decimal, default: null, doc: 整万元付款中不低于此金额的列出（元，抽样提示，如10000；不填不列）}
  min_n: {type: integer, default: 30, doc: 计算占比的最少笔数，不足不作判断}
  excluded_purposes: {type: text, default: "工资|津贴|补贴|补助|借款|备用金|定额|公积金|社保|保证金", doc: 用途含这些字样的付款有标准或为往来，不比较（正则）}
requires: [payments.amount, payments.payment_date]
any_of: []
optional: [payments.is_advance, payments.status, payments.purpose]
subrules:
  A:
    title: 全年整千元付款占比高
    params: [share_max]
  B:
    title: 某一经济分类整千元付款占比高
    params: [share_max]
    requires: [payments.amount, payments.payment_date, payments.econ_class]
    message: "{lead}，{unit}{year}列支{subject}的付款{count}笔，其中整千元{rounds}笔，占{share}%，高于全部付款的{whole}%，合计{amount}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}列支{subject}的付款{count}笔，其中整千元{rounds}笔，占{share}%，合计{amount}，建议核实。"
  C:
    title: 整万元付款
    params: [min_amount]
    message: "{lead}，{unit}{year}有整万元付款{count}笔，合计{amount}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}有整万元付款{count}笔，合计{amount}，建议核实。"
message: "{lead}，{unit}{year}付款{count}笔，其中整千元{rounds}笔，占{share}%，合计{amount}，建议列入抽样，需进一步核实。"
message_confirmed: "{lead}，{unit}{year}付款{count}笔，其中整千元{rounds}笔，占{share}%，合计{amount}，建议核实。"
why: 真实交易的金额很少恰好是整千整万；整数多，可能是预付、估列或凑数，劳务费、专家费尤其如此。仅作抽样提示。
false_positives:
  - 预付款、借款、定额补助、按标准支付的讲课费
  - 合同约定的整数价款
remediation: 统计线索不直接定性；抽查整数付款的合同、发票和明细清单。
*/
-- shared:
-- Judged: what was paid for something; advances and what is paid by a fixed sum are round by nature.
WITH paid AS (
    SELECT p.row_id, p.unit, year(p.payment_date) AS year, p.payment_date, p.amount, p.amount % 1000 = 0 AS is_round,
           coalesce(nullif(regexp_extract(p.econ_class, '[0-9]{3,}'), ''), p.econ_class) AS class
    FROM payments AS p
    WHERE p.amount > 0 AND coalesce(p.status, '') NOT IN ('作废', '退票') AND p.is_advance IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
)
-- shared: A
WITH total AS (
    SELECT unit, year, count(*) AS count, count(CASE WHEN is_round THEN row_id END) AS rounds,
           sum(CASE WHEN is_round THEN amount END) AS amount, list(CASE WHEN is_round THEN row_id END ORDER BY row_id) AS payment_rows,
           first(row_id ORDER BY row_id) AS first_row
    FROM paid
    GROUP BY unit, year
)
-- subrule: A
SELECT unit, year || '年' AS year, year AS fiscal_year, '全部付款' AS subject, count, rounds, CAST(rounds * 100.0 / count AS DECIMAL(5,1)) AS share,
       amount, payment_rows
FROM total
WHERE year IS NOT NULL AND count >= $min_n::INTEGER AND rounds > $share_max::DECIMAL(9,6) * count
ORDER BY unit, fiscal_year
-- population: A
SELECT unit, count(*) AS n FROM total GROUP BY unit
-- undecided: A
SELECT first_row AS payment_row, 'payments.payment_date' AS missing,
       CASE WHEN year IS NULL THEN '没有支付日期' ELSE '付款不足' || $min_n::INTEGER || '笔，不作判断' END AS why
FROM total
WHERE year IS NULL OR count < $min_n::INTEGER

-- shared: B
WITH whole AS (
    SELECT unit, year, CAST(count(CASE WHEN is_round THEN row_id END) * 100.0 / count(*) AS DECIMAL(5,1)) AS whole
    FROM paid
    GROUP BY unit, year
),
total AS (
    SELECT unit, year, class, count(*) AS count, count(CASE WHEN is_round THEN row_id END) AS rounds,
           CAST(count(CASE WHEN is_round THEN row_id END) * 100.0 / count(*) AS DECIMAL(5,1)) AS share,
           sum(CASE WHEN is_round THEN amount END) AS amount, list(CASE WHEN is_round THEN row_id END ORDER BY row_id) AS payment_rows,
           first(row_id ORDER BY row_id) AS first_row
    FROM paid
    GROUP BY unit, year, class
)
-- subrule: B
SELECT t.unit, t.year || '年' AS year, t.year AS fiscal_year, t.class AS subject, t.count, t.rounds, t.share, w.whole, t.amount, t.payment_rows
FROM total AS t
JOIN whole AS w ON w.unit = t.unit AND w.year = t.year
WHERE t.class IS NOT NULL AND t.count >= $min_n::INTEGER AND t.rounds > $share_max::DECIMAL(9,6) * t.count AND t.share > w.whole
ORDER BY t.unit, t.year, t.class
-- population: B
SELECT unit, count(*) AS n FROM total GROUP BY unit
-- undecided: B
SELECT first_row AS payment_row, CASE WHEN year IS NULL THEN 'payments.payment_date' ELSE 'payments.econ_class' END AS missing,
       CASE WHEN year IS NULL THEN '没有支付日期' WHEN class IS NULL THEN '没有经济分类'
            ELSE '该经济分类付款不足' || $min_n::INTEGER || '笔，不作判断' END AS why
FROM total
WHERE year IS NULL OR class IS NULL OR count < $min_n::INTEGER

-- subrule: C
SELECT unit, year || '年' AS year, year AS fiscal_year, '整万元' AS subject, count(*) AS count, sum(amount) AS amount,
       list(row_id ORDER BY row_id) AS payment_rows
FROM paid
WHERE amount % 10000 = 0 AND amount >= $min_amount::DECIMAL(18,2) AND year IS NOT NULL
GROUP BY unit, year
ORDER BY unit, fiscal_year
-- population: C
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: C
SELECT row_id AS payment_row, 'payments.payment_date' AS missing, '没有支付日期' AS why FROM paid WHERE year IS NULL

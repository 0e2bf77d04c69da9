/*
id: STA-007
name: outlier_and_rare_pair
aliases: []
title: 离群金额、罕见借贷组合、模糊摘要
summary: Sums far above what an account usually bears, rare pairs of accounts, summaries that say nothing.
kind: finding
class: suspicion
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis: [{law: NS}]
scope: [unit]
key: [subject]
finding: unit
repair: event
visibility: unit
params:
  k: {type: decimal, default: "6", doc: 金额（取对数）高出同科目中位数超过这么多倍绝对中位差（MAD）的为离群}
  min_n: {type: integer, default: 30, doc: 同一科目的最少分录数，不足不作判断}
  p_min: {type: decimal, default: "0.001", doc: 借贷科目组合占凭证的比例低于此值的为罕见；凭证数不足其倒数的不作判断}
  vague: {type: text, default: null, doc: 视为模糊的摘要（正则，抽样提示，不填不比较，如^(付款|报销|其他|调账|往来|代付|补)$）}
  min_length: {type: integer, default: 4, doc: 摘要少于这么多字的视为模糊（填写vague后起作用）}
  excluded_summaries: {type: text, default: "结转|计提|折旧|摊销", doc: 摘要含这些字样的分录不比较（正则）}
requires: [vouchers.voucher_no, vouchers.account_code, vouchers.debit]
any_of: [[vouchers.fiscal_year, vouchers.voucher_date]]
optional: [vouchers.summary, vouchers.void_flag, vouchers.is_closing]
subrules:
  A:
    title: 金额离群
  B:
    title: 罕见借贷科目组合
    requires: [vouchers.voucher_no, vouchers.account_code, vouchers.debit, vouchers.credit]
    message: "{lead}，{unit}{subject}年有{count}张凭证的借贷科目组合全年极少出现（{pairs}），借方合计{amount}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{subject}年有{count}张凭证的借贷科目组合极少出现（{pairs}），借方合计{amount}，建议核实。"
  C:
    title: 摘要模糊
    finding: month
    params: [vague]
    requires: [vouchers.voucher_no, vouchers.summary, vouchers.voucher_date]
    any_of: []
    optional: [vouchers.void_flag, vouchers.is_closing]
    message: "{lead}，{unit}{subject}有{count}张凭证的摘要过简（{pairs}），借方合计{amount}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{subject}有{count}张凭证的摘要过简（{pairs}），借方合计{amount}，建议核实。"
message: "{lead}，{unit}{subject}有{count}笔金额远高于通常（中位数{median}，最大{largest}），合计{amount}，建议列入抽样，需进一步核实。"
message_confirmed: "{lead}，{unit}{subject}有{count}笔金额远高于通常（中位数{median}，最大{largest}），合计{amount}，建议核实。"
why: 同类业务的金额、科目对应通常很稳定，远离常态的分录和说不清事由的摘要最值得抽查；本身不是问题。
false_positives:
  - 一次性大额合同有依据
  - 结账、计提、折旧等凭证（按结转标志和摘要排除）
  - 新业务首次发生
  - 按品名比较单价没有可用的列，未能自动化
remediation: 统计线索不直接定性；纳入抽样，核对原始凭证和审批。
*/
-- shared:
WITH entry AS (
    SELECT v.row_id, v.unit, coalesce(v.fiscal_year, year(v.voucher_date)) AS year, coalesce(v.voucher_no_key, CAST(v.row_id AS VARCHAR)) AS number,
           v.account_code, v.account_name, v.debit, v.credit
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(v.summary, ''), $excluded_summaries::VARCHAR)
)
-- shared: A
-- Expenses, by account. Sums are spread by factors, not by differences: logarithms.
WITH sum_of AS (
    SELECT e.row_id, e.unit, e.year, e.account_code, e.account_name, e.debit, log2(e.debit) AS size,
           count(*) OVER own AS n, median(log2(e.debit)) OVER own AS middle, median(e.debit) OVER own AS median
    FROM entry AS e
    WHERE starts_with(e.account_code, '5') AND e.debit > 0
    WINDOW own AS (PARTITION BY e.unit, e.year, e.account_code)
),
deviation AS (
    SELECT s.*, median(abs(s.size - s.middle)) OVER (PARTITION BY s.unit, s.year, s.account_code) AS mad
    FROM sum_of AS s
)
-- subrule: A
SELECT unit, year || '年科目' || account_code || coalesce(first(account_name ORDER BY row_id), '') AS subject, year || '、' || account_code AS subject_key,
       year AS fiscal_year, count(*) AS count, CAST(median AS DECIMAL(18,2)) AS median, max(debit) AS largest, sum(debit) AS amount,
       list(row_id ORDER BY row_id) AS voucher_rows
FROM deviation
WHERE year IS NOT NULL AND n >= $min_n::INTEGER AND mad > 0 AND size - middle > CAST( $k::DECIMAL(9,2) AS DOUBLE) * mad
GROUP BY unit, year, account_code, median
ORDER BY unit, subject
-- population: A
SELECT unit, count(*) AS n FROM sum_of GROUP BY unit
-- undecided: A
SELECT row_id AS voucher_row, CASE WHEN year IS NULL THEN 'vouchers.fiscal_year' ELSE 'vouchers.debit' END AS missing,
       CASE WHEN year IS NULL THEN '没有年度或凭证日期' ELSE '该科目分录不足' || $min_n::INTEGER || '笔，不作判断' END AS why
FROM sum_of
WHERE year IS NULL OR n < $min_n::INTEGER

-- shared: B
-- Which account stands against which is plain where one side has but one; each of the two sets of accounts has its own pairs.
WITH side AS (
    SELECT e.unit, e.year, e.number, regexp_matches(e.account_code, '^[678]') AS budgetary, sum(e.debit) AS amount,
           list_sort(list_distinct(list(CASE WHEN e.debit <> 0 THEN left(e.account_code, 4) END))) AS debits,
           list_sort(list_distinct(list(CASE WHEN e.credit <> 0 THEN left(e.account_code, 4) END))) AS credits,
           list(e.row_id ORDER BY e.row_id) AS voucher_rows, first(e.row_id ORDER BY e.row_id) AS voucher_row
    FROM entry AS e
    GROUP BY e.unit, e.year, e.number, budgetary
),
pair AS (
    SELECT s.unit, s.year, s.number, s.amount, s.voucher_rows, s.voucher_row, s.budgetary,
           unnest(list_transform(s.debits, lambda d: list_transform(s.credits, lambda c: d || '/' || c)), recursive := true) AS pair
    FROM side AS s
    WHERE len(s.debits) = 1 OR len(s.credits) = 1
),
counted AS (
    SELECT p.*, count(*) OVER (PARTITION BY p.unit, p.year, p.budgetary, p.pair) AS times,
           count(*) OVER (PARTITION BY p.unit, p.year, p.budgetary) AS pairs
    FROM pair AS p
)
-- subrule: B
SELECT c.unit, CAST(c.year AS VARCHAR) AS subject, c.year AS fiscal_year, count(DISTINCT c.number) AS count, sum(c.amount) AS amount,
       array_to_string(list_sort(list_distinct(list('借' || replace(c.pair, '/', '贷'))))[1:5], '、') AS pairs,
       flatten(list(c.voucher_rows ORDER BY c.number, c.pair)) AS voucher_rows
FROM counted AS c
WHERE c.year IS NOT NULL AND c.times < $p_min::DECIMAL(9,6) * c.pairs
GROUP BY c.unit, c.year
ORDER BY c.unit, c.year
-- population: B
SELECT unit, count(*) AS n FROM pair GROUP BY unit
-- undecided: B
SELECT voucher_row, CASE WHEN year IS NULL THEN 'vouchers.fiscal_year' ELSE 'vouchers.account_code' END AS missing,
       CASE WHEN year IS NULL THEN '没有年度或凭证日期' ELSE '凭证太少，不能判断何为罕见' END AS why
FROM counted
WHERE year IS NULL OR $p_min::DECIMAL(9,6) * pairs <= 1

-- shared: C
WITH voucher AS (
    SELECT v.unit, coalesce(v.voucher_no_key, CAST(v.row_id AS VARCHAR)) AS number, min(v.voucher_date) AS date,
           first(v.voucher_no ORDER BY v.row_id) AS voucher_no, first(v.summary ORDER BY v.row_id) AS summary,
           coalesce(sum(v.debit) FILTER (WHERE regexp_matches(v.account_code, '^[1-5]')), sum(v.debit)) AS amount,
           -- A voucher says nothing where none of its lines does.
           bool_and(regexp_matches(v.summary, $vague::VARCHAR) OR length(v.summary) < $min_length::INTEGER) AS vague,
           list(v.row_id ORDER BY v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
    GROUP BY v.unit, coalesce(v.voucher_no_key, CAST(v.row_id AS VARCHAR))
)
-- subrule: C
SELECT unit, year(date) || '年' || month(date) || '月' AS subject, max(date) AS date, count(*) AS count, coalesce(sum(amount), 0) AS amount,
       array_to_string(list(coalesce(voucher_no, '无号') || '“' || summary || '”' ORDER BY number)[1:5], '、') AS pairs,
       flatten(list(voucher_rows ORDER BY number)) AS voucher_rows
FROM voucher
WHERE vague AND date IS NOT NULL
GROUP BY unit, year(date), month(date)
ORDER BY unit, year(date), month(date)
-- population: C
SELECT unit, count(*) AS n FROM voucher GROUP BY unit
-- undecided: C
SELECT voucher_rows, CASE WHEN date IS NULL THEN 'vouchers.voucher_date' ELSE 'vouchers.summary' END AS missing, '没有凭证日期或摘要' AS why
FROM voucher
WHERE date IS NULL OR vague IS NULL

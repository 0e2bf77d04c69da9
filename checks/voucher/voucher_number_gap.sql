/*
id: VOU-001
name: voucher_number_gap
aliases: []
title: 凭证断号、重号、号序与日期倒挂
summary: Numbers missing or used twice in a month's vouchers, dates that run against the numbers.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: KJF, article: 第十三条}
  - {law: KJG, article: 第五十一条}
scope: [unit]
key: [month, voucher_type]
finding: month
cause: {name: voucher_numbers, by: [], title: 记账凭证编号不连续}
repair: event
visibility: unit
after: [EVI-007]
params:
  gap_tolerance: {type: integer, default: 0, doc: 允许的断号个数}
  restart: {type: text, default: 自动, doc: 凭证号按“月”重排或按“年”连续编号；“自动”即一年中只有一个月出现1号的视为按年}
requires: [vouchers.voucher_no, vouchers.voucher_date]
any_of: []
optional: [vouchers.void_flag]
message: "{lead}，{unit}{month}{voucher_type}字凭证编号1至{last}中缺{count}个（{numbers}），需进一步核实。"
message_confirmed: "{lead}，{unit}{month}{voucher_type}字凭证编号1至{last}中缺{count}个（{numbers}），编号不连续，不符合{basis}的规定。"
subrules:
  A:
    title: 凭证断号
  B:
    title: 凭证重号
    requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.line_no, vouchers.account_code]
    optional: [vouchers.void_flag, vouchers.summary, vouchers.debit, vouchers.credit]
    message: "{lead}，{unit}{month}{voucher_type}字凭证有{count}个编号重复（{numbers}），需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}{voucher_type}字凭证有{count}个编号重复（{numbers}），不符合{basis}的规定。"
  C:
    title: 凭证号序与日期倒挂
    severity: low
    message: "{lead}，{unit}{month}{voucher_type}字凭证有{count}处编号在后而日期在前（{numbers}），需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}{voucher_type}字凭证有{count}处编号在后而日期在前（{numbers}），未按时间顺序填制，不符合{basis}的规定。"
why: 凭证号应当连续；缺号可能是凭证被抽走，重号可能是同一号下另装一张，倒挂说明补记或改期。
false_positives:
  - 作废号保留（导出文件没有作废凭证时）
  - 按年连续编号的单位（把参数restart设为“年”）
  - 仅导出部分科目或部分月份（先通过序时账完整性检查）
  - 同一凭证多页分录不是重号
  - 财务会计与预算会计分别编号的单位用不同的凭证字
remediation: 核对凭证实物与系统编号，缺号的查明去向并作书面说明；重号、倒挂的按规定更正；系统中锁定自动连续编号。
*/
-- shared:
-- Judged: the numbers of one series: unit, month (or year), word of the voucher; lines whose numbers nobody can read are one
-- more of a unit. A voided voucher keeps its number.
WITH numbered AS (
    SELECT v.unit, v.voucher_no_key AS key, min(v.voucher_date) AS first_day, max(v.voucher_date_to) AS last_day,
           min(v.row_id) AS row_id, coalesce(bool_and(v.void_flag), false) AS void,
           left(v.voucher_no_key, 4) || '年' AS year, split_part(v.voucher_no_key, '-', 2)::INTEGER || '月' AS of_month,
           split_part(v.voucher_no_key, '-', 3) AS voucher_type, split_part(v.voucher_no_key, '-', 4)::INTEGER AS number
    FROM vouchers AS v
    GROUP BY v.unit, v.voucher_no_key
),
series AS (
    SELECT n.unit, n.year, n.voucher_type,
           $restart::VARCHAR = '年' OR ($restart::VARCHAR = '自动' AND count(DISTINCT n.of_month) > 1
               AND count(DISTINCT CASE WHEN n.number = 1 THEN n.of_month END) <= 1) AS yearly
    FROM numbered AS n
    GROUP BY n.unit, n.year, n.voucher_type
),
voucher AS (
    SELECT n.unit, n.year || CASE WHEN s.yearly THEN '' ELSE n.of_month END AS month, n.voucher_type, n.number, n.key,
           n.first_day, n.last_day, n.row_id, n.void
    FROM numbered AS n
    JOIN series AS s USING (unit, year, voucher_type)
)

-- shared: A
WITH neighbour AS (
    SELECT v.unit, v.month, v.voucher_type, v.number, v.first_day, v.row_id, lag(v.number, 1, 0) OVER w + 1 AS next,
           max(v.number) OVER (PARTITION BY v.unit, v.month, v.voucher_type) AS last
    FROM voucher AS v
    WINDOW w AS (PARTITION BY v.unit, v.month, v.voucher_type ORDER BY v.number)
),
hole AS (SELECT * FROM neighbour AS n WHERE n.number > n.next)
-- subrule: A
SELECT h.unit, h.month, h.voucher_type, last(h.first_day ORDER BY h.number) AS date, h.last, sum(h.number - h.next)::INTEGER AS count,
       string_agg(concat_ws('—', h.next, nullif(h.number - 1, h.next)), '、' ORDER BY h.number) AS numbers,
       list(h.row_id ORDER BY h.number) AS voucher_rows
FROM hole AS h
GROUP BY h.unit, h.month, h.voucher_type, h.last
HAVING sum(h.number - h.next) > $gap_tolerance::INTEGER
ORDER BY h.unit, h.month, h.voucher_type
-- population: A
SELECT v.unit, count(DISTINCT (v.month, v.voucher_type)) AS n FROM voucher AS v GROUP BY v.unit
UNION ALL
SELECT n.unit, 1 FROM numbered AS n WHERE n.key IS NULL
-- undecided: A
SELECT list(v.row_id) AS voucher_rows, 'vouchers.voucher_no' AS missing, '没有可识别的凭证号' AS why
FROM vouchers AS v
WHERE v.voucher_no_key IS NULL
GROUP BY v.unit

-- shared: B
WITH line AS (
    SELECT v.row_id, v.unit, v.voucher_no_key AS key, v.line_no, v.voucher_date,
           CASE WHEN left(v.account_code, 1) BETWEEN '1' AND '5' THEN 'financial' ELSE 'budgetary' END AS books,
           [v.summary, v.account_code, v.debit::VARCHAR, v.credit::VARCHAR] AS content
    FROM vouchers AS v
    WHERE v.line_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
),
-- The same line number twice with other content, in one of the two sets of accounts: two vouchers under one number.
twice AS (
    SELECT l.unit, l.key, min(l.voucher_date) AS date, list(l.row_id) AS row_ids
    FROM line AS l
    GROUP BY l.unit, l.key, l.books, l.line_no
    HAVING count(DISTINCT l.content) > 1
)
-- subrule: B
SELECT v.unit, v.month, v.voucher_type, last(t.date ORDER BY v.number) AS date, count(DISTINCT v.number) AS count,
       array_to_string(list_sort(list(DISTINCT v.number)), '、') AS numbers, flatten(list(t.row_ids)) AS voucher_rows
FROM twice AS t
JOIN voucher AS v USING (unit, key)
GROUP BY v.unit, v.month, v.voucher_type
ORDER BY v.unit, v.month, v.voucher_type
-- population: B
SELECT v.unit, count(DISTINCT (v.month, v.voucher_type)) AS n FROM voucher AS v GROUP BY v.unit
UNION ALL
SELECT n.unit, 1 FROM numbered AS n WHERE n.key IS NULL
-- undecided: B
SELECT list(v.row_id) AS voucher_rows, 'vouchers.voucher_no' AS missing, '没有可识别的凭证号' AS why
FROM vouchers AS v
WHERE v.voucher_no_key IS NULL
GROUP BY v.unit

-- shared: C
WITH dated AS (
    SELECT v.unit, v.month, v.voucher_type, v.number, v.first_day, v.last_day, v.row_id,
           max(v.first_day) OVER (PARTITION BY v.unit, v.month, v.voucher_type ORDER BY v.number
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_before
    FROM voucher AS v
    WHERE NOT v.void
)
-- subrule: C
SELECT d.unit, d.month, d.voucher_type, last(d.first_day ORDER BY d.number) AS date, count(*) AS count,
       string_agg(d.number::VARCHAR, '、' ORDER BY d.number) AS numbers, list(d.row_id ORDER BY d.number) AS voucher_rows
FROM dated AS d
WHERE d.last_day < d.latest_before
GROUP BY d.unit, d.month, d.voucher_type
ORDER BY d.unit, d.month, d.voucher_type
-- population: C
SELECT d.unit, count(DISTINCT (d.month, d.voucher_type)) AS n FROM dated AS d GROUP BY d.unit
-- undecided: C
SELECT list(d.row_id) AS voucher_rows, 'vouchers.voucher_date' AS missing, '没有凭证日期' AS why
FROM dated AS d
WHERE d.first_day IS NULL
GROUP BY d.unit, d.month, d.voucher_type

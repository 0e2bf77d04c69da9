/*
id: VOU-012
name: parallel_entry_missing
aliases: []
title: 平行记账缺失或不勾稽
summary: Cash that moved in the financial accounts without, or otherwise than, in the budgetary accounts.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: KJF, article: 第十三条}
  - {law: ZKZ, article: 报表勾稽}
scope: [unit]
key: [month]
finding: month
cause: {name: parallel_entries, by: [], title: 预算会计与财务会计未平行记账}
repair: event
visibility: unit
after: [EVI-007]
params:
  tol: {type: decimal, default: "0.01", doc: 允许的差额（元）}
  non_budget: {type: text, default: "^(1212|1218|1214|1891|2103|2305|2307|2901)", doc: 凭证含这些科目的属暂收暂付、受托代理、应缴财政款，不要求平行记账}
requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.debit, vouchers.credit]
any_of: []
optional: [vouchers.void_flag, vouchers.is_closing]
message: "{lead}，{unit}{month}有{count}笔凭证货币资金变动与预算会计资金结存变动不一致（{numbers}），相差合计{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{month}有{count}笔凭证货币资金变动与预算会计资金结存变动不一致（{numbers}），相差合计{amount}，未按规定平行记账，不符合{basis}的规定。"
why: 纳入部门预算管理的现金收支要同时记财务会计和预算会计；只记一套，决算就与账对不上。
false_positives:
  - 暂收暂付、受托代理、应缴财政款和资金内部划转不平行记账（按科目排除，内部划转净额为零）
  - 折旧摊销等非现金业务只记财务会计（没有货币资金变动，不比较）
  - 财务会计与预算会计分别编号的单位（没有一张凭证同时含两套分录的，不判断）
  - 预算一体化后零余额账户科目不再使用的地区
remediation: 逐笔补记或更正预算会计分录，月末按资金结存与货币资金勾稽核对。
*/
-- shared:
-- Judged: vouchers that move money of the budget. Both sets of entries bear one number; closing and void ones are no movement.
WITH voucher AS (
    SELECT v.unit, v.voucher_no_key, first(v.voucher_no ORDER BY v.row_id) AS voucher_no, first(v.voucher_date ORDER BY v.row_id) AS date,
           sum(CASE WHEN regexp_matches(v.account_code, '^(1001|1002|1011|1021|1201)') THEN coalesce(v.credit, 0) - coalesce(v.debit, 0) ELSE 0 END) AS paid,
           sum(CASE WHEN starts_with(v.account_code, '8001') THEN coalesce(v.credit, 0) - coalesce(v.debit, 0) ELSE 0 END) AS settled,
           bool_or(regexp_matches(v.account_code, '^(1001|1002|1011|1021|1201|8001)')) AS moves,
           bool_or(regexp_matches(v.account_code, $non_budget::VARCHAR)) AS apart,
           bool_or(regexp_matches(v.account_code, '^[1-5]')) AND bool_or(regexp_matches(v.account_code, '^[6-8]')) AS both,
           bool_or(v.account_code IS NULL) AS unknown, list(v.row_id ORDER BY v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
    GROUP BY v.unit, v.voucher_no_key, year(v.voucher_date), CASE WHEN v.voucher_no_key IS NULL THEN v.row_id END
),
-- Whoever numbers the two sets apart never has both in one voucher: then nothing pairs them.
paired AS (SELECT v.unit FROM voucher AS v WHERE v.both GROUP BY v.unit),
judged AS (
    SELECT v.unit, v.voucher_no_key, v.voucher_no, v.date, abs(v.paid - v.settled) AS difference, v.voucher_rows,
           CASE WHEN v.voucher_no_key IS NULL THEN 'vouchers.voucher_no' WHEN v.unknown THEN 'vouchers.account_code'
                WHEN v.date IS NULL THEN 'vouchers.voucher_date' END AS missing
    FROM voucher AS v
    JOIN paired AS p USING (unit)
    WHERE v.moves AND NOT v.apart
)
-- subrule:
SELECT j.unit, year(j.date) || '年' || month(j.date) || '月' AS month, min(j.date) AS date, count(*) AS count, sum(j.difference) AS amount,
       array_to_string(list(j.voucher_no ORDER BY j.voucher_no_key)[1:10], '、') || CASE WHEN count(*) > 10 THEN '等' ELSE '' END AS numbers,
       flatten(list(j.voucher_rows ORDER BY j.voucher_no_key)) AS voucher_rows
FROM judged AS j
WHERE j.missing IS NULL AND j.difference > $tol::DECIMAL(18,2)
GROUP BY j.unit, year(j.date), month(j.date)
ORDER BY j.unit, year(j.date), month(j.date)
-- population:
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided:
SELECT j.voucher_rows, j.missing, '没有凭证号、科目或日期，无法核对' AS why
FROM judged AS j
WHERE j.missing IS NOT NULL

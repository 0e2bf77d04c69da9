/*
id: STA-002
name: near_duplicate_entries
aliases: []
title: 近似重复分录
summary: Entries of several vouchers with the same account, sum and counterparty, alike in words and days apart.
kind: finding
class: suspicion
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: KJF, article: 第九条}
  - {law: NS}
scope: [unit]
key: [subject]
finding: each
cause: {name: booked_twice, by: [subject], title: 同一业务重复记账}
repair: event
visibility: unit
params:
  days: {type: integer, default: 10, doc: 两张凭证相隔不超过的天数}
  similarity: {type: decimal, default: "0.7", doc: 摘要用字相同的比例（共有的字÷全部的字）达到此值视为相似}
  min_amount: {type: decimal, default: "500", doc: 低于此金额的分录不比较（元）}
requires: [vouchers.debit, vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.summary, vouchers.counterparty]
any_of: []
optional: [vouchers.reversal_of, vouchers.void_flag, vouchers.is_closing]
subrules:
  A: {title: 科目、金额、往来单位相同而摘要相似}
  B:
    title: 没有往来单位，科目、金额、摘要相同
    severity: info
    requires: [vouchers.debit, vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.summary]
    optional: [vouchers.counterparty, vouchers.reversal_of, vouchers.void_flag, vouchers.is_closing]
message: "{lead}，{unit}{count}张凭证（{numbers}）在{first_day}至{last_day}之间以相同科目{account_code}、相同金额{each}记录{with_whom}“{summary}”等相似事项，可能重复记账，需进一步核实。"
message_confirmed: "{lead}，{unit}{count}张凭证（{numbers}）以相同科目{account_code}、相同金额{each}重复记录{with_whom}“{summary}”，涉及金额{amount}，不符合{basis}的规定。"
why: 同一张发票或报销单记两次账，金额、对象、摘要都会相近；相隔几天是最常见的样子，值得先看原始凭证。
false_positives:
  - 按月、按期的固定费用（摘要中的月份、期号、单号不同的不比较）
  - 分部门、分项目分摊同额费用
  - 冲销后重做（已按冲销原凭证号和红字剔除）
  - 按人、按次等额发放的补助、劳务费
remediation: 核对原始凭证、发票号码和付款回单；确属重复记账的作更正分录，已付款的追回。
*/
-- shared:
WITH entry AS (
    -- Judged: what each voucher charges to an account; money received and the budgetary half of an entry are no charge.
    SELECT v.unit, coalesce(v.voucher_no_key, v.voucher_no) AS number, v.voucher_no, v.voucher_date, v.voucher_date_to, v.account_code,
           v.debit, starts_with(CAST(v.debit AS VARCHAR), '-') AS red, v.counterparty, v.counterparty_key, v.summary, v.row_id,
           list_distinct(string_split(nullif(regexp_replace(v.summary, '[^\p{Han}A-Za-z0-9]', '', 'g'), ''), '')) AS words,
           -- Months, terms and numbers of documents: what differs there is another matter.
           regexp_extract_all(v.summary, '[0-9]+') AS figures
    FROM vouchers AS v
    WHERE abs(v.debit) >= $min_amount::DECIMAL(18,2) AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND v.reversal_of IS NULL AND NOT regexp_matches(coalesce(v.account_code, ''), '^([678]|1001|1002|1011|1021|1201)')
      AND NOT EXISTS (SELECT 1 FROM vouchers AS r
                      JOIN vouchers_reversal_of AS n ON n.row_id = r.row_id
                      WHERE r.unit = v.unit AND n.key = v.voucher_no_key)
),
known AS (
    SELECT e.* FROM entry AS e
    WHERE NOT e.red AND e.voucher_date = e.voucher_date_to AND e.words IS NOT NULL AND e.account_code IS NOT NULL AND e.number IS NOT NULL
),
pair AS (
    SELECT a.row_id, a.unit, a.counterparty_key,
           len(list_intersect(a.words, b.words)) >= $similarity::DECIMAL(9,6) * len(list_distinct(list_concat(a.words, b.words))) AS alike,
           a.summary = b.summary AS same
    FROM known AS a
    JOIN known AS b ON b.unit = a.unit AND b.account_code = a.account_code AND b.debit = a.debit AND b.number <> a.number
    WHERE b.counterparty_key IS NOT DISTINCT FROM a.counterparty_key AND b.figures = a.figures
      AND abs(date_diff('day', a.voucher_date, b.voucher_date)) <= $days::INTEGER
),
twin AS (
    SELECT DISTINCT row_id, CASE WHEN counterparty_key IS NULL THEN 'B' ELSE 'A' END AS rule
    FROM pair
    WHERE alike AND (same OR counterparty_key IS NOT NULL)
),
hit AS (
    SELECT t.rule, k.unit, k.account_code, k.debit AS each, k.counterparty_key, count(DISTINCT k.number) AS count, sum(k.debit) AS amount,
           array_to_string(list_sort(list_distinct(list(k.voucher_no))), '、') AS numbers,
           min(k.voucher_date) AS first_day, max(k.voucher_date) AS last_day, first(k.summary ORDER BY k.row_id) AS summary,
           coalesce('与' || first(k.counterparty ORDER BY k.row_id) || '的', '') AS with_whom, list(k.row_id ORDER BY k.row_id) AS voucher_rows
    FROM twin AS t
    JOIN known AS k ON k.row_id = t.row_id
    GROUP BY t.rule, k.unit, k.account_code, k.debit, k.counterparty_key
    -- Red figures of the same sum take one away each.
    HAVING count(DISTINCT k.number) - (SELECT count(DISTINCT e.number) FROM entry AS e
                                       WHERE e.unit = k.unit AND e.account_code = k.account_code AND e.debit = -k.debit
                                         AND e.counterparty_key IS NOT DISTINCT FROM k.counterparty_key) >= 2
),
found AS (
    SELECT h.rule, h.unit, concat_ws('、', h.account_code, h.counterparty_key, h.each, h.first_day) AS subject, h.first_day AS date,
           h.last_day AS date_to, h.first_day, h.last_day, h.account_code, h.each, h.amount, h.count, h.numbers, h.summary, h.with_whom, h.voucher_rows
    FROM hit AS h
),
open AS (
    SELECT e.row_id AS voucher_row, CASE WHEN e.counterparty_key IS NULL THEN 'B' ELSE 'A' END AS rule,
           CASE WHEN e.number IS NULL THEN 'vouchers.voucher_no' WHEN e.account_code IS NULL THEN 'vouchers.account_code'
                WHEN e.words IS NULL THEN 'vouchers.summary' ELSE 'vouchers.voucher_date' END AS missing,
           '没有凭证号、科目、摘要或确切的凭证日期' AS why
    FROM entry AS e
    WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = e.row_id) AND NOT e.red
)
-- subrule: A
SELECT * EXCLUDE (rule) FROM found WHERE rule = 'A' ORDER BY unit, subject
-- population: A
SELECT e.unit, count(*) AS n FROM entry AS e WHERE e.counterparty_key IS NOT NULL AND NOT e.red GROUP BY e.unit
-- undecided: A
SELECT voucher_row, missing, why FROM open WHERE rule = 'A'

-- subrule: B
SELECT * EXCLUDE (rule) FROM found WHERE rule = 'B' ORDER BY unit, subject
-- population: B
SELECT e.unit, count(*) AS n FROM entry AS e WHERE e.counterparty_key IS NULL AND NOT e.red GROUP BY e.unit
-- undecided: B
SELECT voucher_row, missing, why FROM open WHERE rule = 'B'

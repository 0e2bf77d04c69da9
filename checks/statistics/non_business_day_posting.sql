/*
id: STA-004
name: non_business_day_posting
aliases: []
title: 非工作日或非工作时段办理业务
summary: Payments or vouchers dated on days off, entries made at night.
kind: finding
class: suspicion
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: FJB, article: 放假安排}
  - {law: NS}
scope: [unit]
key: [document_no]
finding: each
repair: event
visibility: unit
params:
  excluded_purposes: {type: text, default: "利息|手续费|代扣", doc: 用途含这些字样的付款由银行自动办理，不比较}
  hours: {type: text, default: "07-21", doc: 工作时段，07-21即7时0分至21时59分}
requires: [payments.payment_date, calendar.date, calendar.is_workday]
any_of: []
message: "{lead}，{unit}{business}日期为{date}{weekday}{amount_label}{amount}，当日为非工作日，需进一步核实。"
message_confirmed: "{lead}，{unit}{business}日期为{date}{weekday}{amount_label}{amount}，当日为非工作日。"
subrules:
  A:
    title: 非工作日付款
    optional: [payments.purpose, payments.status]
  B:
    title: 非工作日记账
    requires: [vouchers.voucher_no, vouchers.voucher_date, calendar.date, calendar.is_workday]
    optional: [vouchers.void_flag]
  C:
    title: 非工作时段录入凭证
    requires: [vouchers.voucher_no, vouchers.entry_time]
    optional: [vouchers.void_flag]
    message: "{lead}，{unit}{business}录入时间为{entry_time}{amount_label}{amount}，不在工作时段内，需进一步核实。"
    message_confirmed: "{lead}，{unit}{business}录入时间为{entry_time}{amount_label}{amount}，不在工作时段内。"
why: 休息日、节假日和深夜办理付款、记账，不相容岗位往往不全在场，是抽取样本、追查审批和系统日志的线索，本身不是违规。
false_positives:
  - 调休上班日（日历已按国务院办公厅放假通知处理）
  - 国库批量清算、银行自动扣款
  - 年末决算加班
  - 凭证日期统一填写为月末（月末日不报）
remediation: 纳入抽样并核对审批记录、系统操作日志；确需在非工作日办理的应有审批；规范凭证日期填写。
*/
-- subrule: A
WITH days AS (
    SELECT DISTINCT p.payment_date AS first_day, p.payment_date_to AS last_day
    FROM payments AS p
    WHERE p.payment_date IS NOT NULL
),
judged AS (
    -- Of a range each day counts; a day that the calendar does not cover or calls both counts for neither.
    SELECT d.first_day, d.last_day, date_diff('day', d.first_day, d.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM days AS d
    JOIN calendar AS y ON y.date BETWEEN d.first_day AND d.last_day
    GROUP BY d.first_day, d.last_day
)
SELECT p.unit, coalesce(p.payment_no, p.voucher_no) AS document_no,
       CASE WHEN p.payment_no IS NOT NULL THEN p.payment_no
            WHEN p.voucher_no IS NOT NULL
            THEN concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, coalesce(p.payee_key, p.payee))
       END AS document_no_key,
       '付款' || coalesce(p.payment_no, p.voucher_no, '') || coalesce('（收款人' || p.payee || '）', '') AS business,
       p.payment_date AS date, p.payment_date_to AS date_to,
       CASE WHEN p.payment_date = p.payment_date_to
            THEN '（星期' || substr('一二三四五六日', isodow(p.payment_date), 1) || '）' ELSE '' END AS weekday,
       p.amount, CASE WHEN p.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       p.row_id AS payment_row
FROM payments AS p
JOIN judged AS j ON j.first_day = p.payment_date AND j.last_day = p.payment_date_to
WHERE j.off = j.length AND j.working = 0
  AND coalesce(p.status, '') NOT IN ('作废', '退票')
  AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
ORDER BY p.row_id

-- population: A
SELECT count(*) AS n
FROM payments AS p
WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
  AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)

-- undecided: A
WITH days AS (
    SELECT DISTINCT p.payment_date AS first_day, p.payment_date_to AS last_day
    FROM payments AS p
    WHERE p.payment_date IS NOT NULL
),
judged AS (
    SELECT d.first_day, d.last_day, date_diff('day', d.first_day, d.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM days AS d
    JOIN calendar AS y ON y.date BETWEEN d.first_day AND d.last_day
    GROUP BY d.first_day, d.last_day
)
SELECT p.row_id AS payment_row,
       CASE WHEN p.payment_date = p.payment_date_to THEN 'calendar.is_workday' ELSE 'payments.payment_date' END AS missing,
       CASE WHEN p.payment_date IS NULL THEN '没有支付日期'
            WHEN p.payment_date < p.payment_date_to THEN '日期只到期间，无法判断是否工作日'
            ELSE '工作日历未覆盖该日' END AS why
FROM payments AS p
WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
  AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
  AND NOT EXISTS (
      SELECT 1 FROM judged AS j
      WHERE j.first_day = p.payment_date AND j.last_day = p.payment_date_to
        AND ((j.off = j.length AND j.working = 0) OR (j.working = j.length AND j.off = 0)))

-- subrule: B
WITH voucher AS (
    SELECT v.unit, coalesce(v.voucher_no_key, v.voucher_no) AS number, min(v.voucher_no) AS voucher_no,
           min(v.voucher_date) AS first_day, max(v.voucher_date_to) AS last_day,
           -- Both sets of accounts book one voucher: the financial one names its amount.
           coalesce(sum(CASE WHEN left(v.account_code, 1) BETWEEN '1' AND '5' THEN v.debit END), sum(v.debit)) AS amount,
           list(v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, coalesce(v.voucher_no_key, v.voucher_no)
),
judged AS (
    SELECT d.first_day, d.last_day, date_diff('day', d.first_day, d.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM (SELECT DISTINCT first_day, last_day FROM voucher WHERE first_day IS NOT NULL) AS d
    JOIN calendar AS y ON y.date BETWEEN d.first_day AND d.last_day
    GROUP BY d.first_day, d.last_day
)
SELECT v.unit, v.voucher_no AS document_no, v.number AS document_no_key, '凭证' || v.voucher_no || '记账' AS business,
       v.first_day AS date, v.last_day AS date_to,
       CASE WHEN v.first_day = v.last_day
            THEN '（星期' || substr('一二三四五六日', isodow(v.first_day), 1) || '）' ELSE '' END AS weekday,
       v.amount, CASE WHEN v.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       v.voucher_rows
FROM voucher AS v
JOIN judged AS j ON j.first_day = v.first_day AND j.last_day = v.last_day
WHERE j.off = j.length AND j.working = 0
  -- The last day of a month is what many bookkeepers write on everything they book at its end.
  AND NOT (v.first_day = v.last_day AND v.first_day = last_day(v.first_day))
ORDER BY v.unit, v.number

-- population: B
WITH voucher AS (
    SELECT v.unit, coalesce(v.voucher_no_key, v.voucher_no) AS number,
           min(v.voucher_date) AS first_day, max(v.voucher_date_to) AS last_day
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, coalesce(v.voucher_no_key, v.voucher_no)
)
SELECT count(*) AS n
FROM voucher AS v
WHERE NOT coalesce(v.first_day = v.last_day AND v.first_day = last_day(v.first_day), false)

-- undecided: B
WITH voucher AS (
    SELECT v.unit, coalesce(v.voucher_no_key, v.voucher_no) AS number, min(v.row_id) AS voucher_row,
           min(v.voucher_date) AS first_day, max(v.voucher_date_to) AS last_day
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, coalesce(v.voucher_no_key, v.voucher_no)
),
judged AS (
    SELECT d.first_day, d.last_day, date_diff('day', d.first_day, d.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM (SELECT DISTINCT first_day, last_day FROM voucher WHERE first_day IS NOT NULL) AS d
    JOIN calendar AS y ON y.date BETWEEN d.first_day AND d.last_day
    GROUP BY d.first_day, d.last_day
)
SELECT v.voucher_row,
       CASE WHEN v.first_day = v.last_day THEN 'calendar.is_workday' ELSE 'vouchers.voucher_date' END AS missing,
       CASE WHEN v.first_day IS NULL THEN '没有凭证日期'
            WHEN v.first_day < v.last_day THEN '日期只到期间，无法判断是否工作日'
            ELSE '工作日历未覆盖该日' END AS why
FROM voucher AS v
WHERE NOT coalesce(v.first_day = v.last_day AND v.first_day = last_day(v.first_day), false)
  AND NOT EXISTS (
      SELECT 1 FROM judged AS j
      WHERE j.first_day = v.first_day AND j.last_day = v.last_day
        AND ((j.off = j.length AND j.working = 0) OR (j.working = j.length AND j.off = 0)))

-- subrule: C
WITH entry AS (
    -- Midnight is what a system writes that keeps only the day.
    SELECT v.*, v.entry_time IS NOT NULL AND v.entry_time <> date_trunc('day', v.entry_time)
                AND NOT hour(v.entry_time) BETWEEN split_part($hours::VARCHAR, '-', 1)::INTEGER
                                               AND split_part($hours::VARCHAR, '-', 2)::INTEGER AS at_night
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
)
SELECT v.unit, min(v.voucher_no) AS document_no, coalesce(v.voucher_no_key, v.voucher_no) AS document_no_key,
       '凭证' || min(v.voucher_no) AS business,
       min(CASE WHEN v.at_night THEN v.entry_time END) AS entry_time,
       min(CASE WHEN v.at_night THEN v.entry_time END)::DATE AS date,
       coalesce(sum(CASE WHEN left(v.account_code, 1) BETWEEN '1' AND '5' THEN v.debit END), sum(v.debit)) AS amount,
       CASE WHEN sum(v.debit) IS NULL THEN '' ELSE '，金额' END AS amount_label,
       list(v.row_id) AS voucher_rows
FROM entry AS v
GROUP BY v.unit, coalesce(v.voucher_no_key, v.voucher_no)
HAVING bool_or(v.at_night)
ORDER BY v.unit, document_no_key

-- population: C
SELECT count(*) AS n
FROM (
    SELECT DISTINCT v.unit, coalesce(v.voucher_no_key, v.voucher_no) AS number
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
) AS voucher

-- undecided: C
SELECT min(v.row_id) AS voucher_row, 'vouchers.entry_time' AS missing,
       CASE WHEN count(v.entry_time) = 0 THEN '没有录入时间' ELSE '录入时间只到日，没有时分' END AS why
FROM vouchers AS v
WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
GROUP BY v.unit, coalesce(v.voucher_no_key, v.voucher_no)
HAVING NOT coalesce(bool_or(v.entry_time <> date_trunc('day', v.entry_time)), false)

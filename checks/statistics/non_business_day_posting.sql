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
key: [month]
finding: month
repair: event
visibility: unit
params:
  excluded_purposes: {type: text, default: "利息|手续费|代扣", doc: 用途含这些字样的付款由银行自动办理，不比较}
  hours: {type: text, default: "07-21", doc: 工作时段，07-21即7时0分至21时59分}
requires: [payments.payment_date, calendar.date, calendar.is_workday]
any_of: []
message: "{lead}，{unit}{month}有{count}笔付款的日期为非工作日（{documents}）{amount_label}{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{month}有{count}笔付款在非工作日办理（{documents}）{amount_label}{amount}。"
subrules:
  A:
    title: 非工作日付款
    optional: [payments.purpose, payments.status]
  B:
    title: 非工作日记账
    requires: [vouchers.voucher_no, vouchers.voucher_date, calendar.date, calendar.is_workday]
    optional: [vouchers.void_flag]
    message: "{lead}，{unit}{month}有{count}张凭证的日期为非工作日（{documents}）{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}有{count}张凭证在非工作日记账（{documents}）{amount_label}{amount}。"
  C:
    title: 非工作时段录入凭证
    requires: [vouchers.voucher_no, vouchers.entry_time]
    optional: [vouchers.void_flag]
    message: "{lead}，{unit}{month}有{count}张凭证不在工作时段内录入（{documents}）{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}有{count}张凭证不在工作时段内录入（{documents}）{amount_label}{amount}。"
why: 休息日、节假日和深夜办理付款、记账，不相容岗位往往不全在场，是抽取样本、追查审批和系统日志的线索，本身不是违规。
false_positives:
  - 调休上班日（日历已按国务院办公厅放假通知处理）
  - 国库批量清算、银行自动扣款
  - 年末决算加班
  - 凭证日期统一填写为月末（月末日不报）
remediation: 纳入抽样并核对审批记录、系统操作日志；确需在非工作日办理的应有审批；规范凭证日期填写。
*/
-- shared: A
-- Judged: each payment that a person ordered.
WITH payment AS (
    SELECT p.row_id, p.payment_date AS first_day, p.payment_date_to AS last_day
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
),
day AS (
    -- Of a range each day counts; a day that the calendar does not cover or calls both counts for neither.
    SELECT p.row_id, date_diff('day', p.first_day, p.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM payment AS p
    JOIN calendar AS y ON y.date BETWEEN p.first_day AND p.last_day
    GROUP BY p.row_id, p.first_day, p.last_day
),
judged AS (
    SELECT p.row_id,
           CASE WHEN d.off = d.length THEN 'hit'
                WHEN d.working = d.length THEN 'clean' ELSE 'undecided' END AS verdict,
           CASE WHEN p.first_day IS NULL THEN '没有支付日期'
                WHEN p.first_day < p.last_day THEN '日期只到期间，无法判断是否工作日'
                ELSE '工作日历未覆盖该日' END AS why
    FROM payment AS p
    LEFT JOIN day AS d ON d.row_id = p.row_id
)
-- subrule: A
WITH hit AS (
    SELECT p.unit, p.payment_date AS day, p.payment_date_to AS last_day, p.amount, p.row_id,
           coalesce(p.payment_no, p.voucher_no, p.payee, '无单号') AS document
    FROM judged AS j
    JOIN payments AS p ON p.row_id = j.row_id
    WHERE j.verdict = 'hit'
)
SELECT h.unit, year(h.day) || '年' || month(h.day) || '月' AS month, min(h.day) AS date, max(h.last_day) AS date_to, count(*) AS count,
       sum(h.amount) AS amount, CASE WHEN sum(h.amount) IS NULL THEN '' ELSE '，合计' END AS amount_label,
       array_to_string(list(h.document || '，' || day(h.day) || '日星期' || substr('一二三四五六日', isodow(h.day), 1) ORDER BY h.day, h.row_id)[1:5], '；')
           || CASE WHEN count(*) > 5 THEN '等' ELSE '' END AS documents,
       list(h.row_id ORDER BY h.row_id) AS payment_rows
FROM hit AS h
GROUP BY h.unit, year(h.day), month(h.day)
ORDER BY h.unit, year(h.day), month(h.day)
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.row_id AS payment_row,
       CASE j.why WHEN '工作日历未覆盖该日' THEN 'calendar.is_workday' ELSE 'payments.payment_date' END AS missing, j.why
FROM judged AS j
WHERE j.verdict = 'undecided'

-- shared: B
-- Judged: each voucher; the last day of a month is what many bookkeepers write on everything they book at its end.
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
day AS (
    SELECT d.first_day, d.last_day, date_diff('day', d.first_day, d.last_day) + 1 AS length,
           count(DISTINCT CASE WHEN y.is_workday THEN y.date END) AS working,
           count(DISTINCT CASE WHEN NOT y.is_workday THEN y.date END) AS off
    FROM (SELECT DISTINCT v.first_day, v.last_day FROM voucher AS v) AS d
    JOIN calendar AS y ON y.date BETWEEN d.first_day AND d.last_day
    GROUP BY d.first_day, d.last_day
),
judged AS (
    SELECT v.unit, v.number, v.voucher_no, v.first_day, v.last_day, v.amount, v.voucher_rows,
           CASE WHEN d.off = d.length THEN 'hit'
                WHEN d.working = d.length THEN 'clean' ELSE 'undecided' END AS verdict,
           CASE WHEN v.first_day IS NULL THEN '没有凭证日期'
                WHEN v.first_day < v.last_day THEN '日期只到期间，无法判断是否工作日'
                ELSE '工作日历未覆盖该日' END AS why
    FROM voucher AS v
    LEFT JOIN day AS d ON d.first_day = v.first_day AND d.last_day = v.last_day
    WHERE NOT coalesce(v.first_day = v.last_day AND v.first_day = last_day(v.first_day), false)
)
-- subrule: B
SELECT j.unit, year(j.first_day) || '年' || month(j.first_day) || '月' AS month, min(j.first_day) AS date, max(j.last_day) AS date_to,
       count(*) AS count, sum(j.amount) AS amount, CASE WHEN sum(j.amount) IS NULL THEN '' ELSE '，合计' END AS amount_label,
       array_to_string(list(j.voucher_no || '，' || day(j.first_day) || '日星期' || substr('一二三四五六日', isodow(j.first_day), 1)
                            ORDER BY j.first_day, j.number)[1:5], '；')
           || CASE WHEN count(*) > 5 THEN '等' ELSE '' END AS documents,
       flatten(list(j.voucher_rows ORDER BY j.number)) AS voucher_rows
FROM judged AS j
WHERE j.verdict = 'hit'
GROUP BY j.unit, year(j.first_day), month(j.first_day)
ORDER BY j.unit, year(j.first_day), month(j.first_day)
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.voucher_rows,
       CASE j.why WHEN '工作日历未覆盖该日' THEN 'calendar.is_workday' ELSE 'vouchers.voucher_date' END AS missing, j.why
FROM judged AS j
WHERE j.verdict = 'undecided'

-- shared: C
-- Judged: each voucher by the times of its entries.
WITH entry AS (
    -- Midnight is what a system writes that keeps only the day.
    SELECT v.row_id, v.unit, v.voucher_no, coalesce(v.voucher_no_key, v.voucher_no) AS number, v.account_code, v.debit,
           v.entry_time, v.entry_time <> date_trunc('day', v.entry_time) AS timed,
           NOT hour(v.entry_time) BETWEEN split_part($hours::VARCHAR, '-', 1)::INTEGER
                                      AND split_part($hours::VARCHAR, '-', 2)::INTEGER AS late
    FROM vouchers AS v
    WHERE v.voucher_no IS NOT NULL AND v.void_flag IS DISTINCT FROM true
),
judged AS (
    SELECT e.unit, min(e.voucher_no) AS voucher_no, e.number, list(e.row_id) AS voucher_rows,
           min(CASE WHEN e.timed AND e.late THEN e.entry_time END) AS at_night,
           coalesce(bool_or(e.timed), false) AS timed, count(e.entry_time) AS times,
           coalesce(sum(CASE WHEN left(e.account_code, 1) BETWEEN '1' AND '5' THEN e.debit END), sum(e.debit)) AS amount
    FROM entry AS e
    GROUP BY e.unit, e.number
)
-- subrule: C
SELECT j.unit, year(j.at_night) || '年' || month(j.at_night) || '月' AS month, min(j.at_night)::DATE AS date, count(*) AS count,
       sum(j.amount) AS amount, CASE WHEN sum(j.amount) IS NULL THEN '' ELSE '，合计' END AS amount_label,
       array_to_string(list(j.voucher_no || '，' || day(j.at_night) || '日' || strftime(j.at_night, '%H时%M分') ORDER BY j.at_night, j.number)[1:5], '；')
           || CASE WHEN count(*) > 5 THEN '等' ELSE '' END AS documents,
       flatten(list(j.voucher_rows ORDER BY j.number)) AS voucher_rows
FROM judged AS j
WHERE j.at_night IS NOT NULL
GROUP BY j.unit, year(j.at_night), month(j.at_night)
ORDER BY j.unit, year(j.at_night), month(j.at_night)
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.voucher_rows, 'vouchers.entry_time' AS missing,
       CASE WHEN j.times = 0 THEN '没有录入时间' ELSE '录入时间只到日，没有时分' END AS why
FROM judged AS j
WHERE NOT j.timed

/*
id: VOU-010
name: cutoff_and_fictitious_expense
aliases: []
title: 跨期入账、年末虚列支出
summary: Booked long after the goods came or in another year, spent at the end of the year before they came, written back in the new year, parked in payables.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第五十七条}
  - {law: YSF, article: 第九十三条第（一）项}
  - {law: KJF, article: 第二十四条}
  - {law: YST, article: 第八十三条}
scope: [unit]
key: [document_no]
finding: each
cause: {name: expense_out_of_period, by: [document_no], title: 支出跨期入账或虚列}
repair: event
visibility: unit
params:
  lag_days: {type: integer, default: 60, doc: 验收、开票后超过此天数才首次付款入账的列出}
  cutoff_start: {type: text, default: 12-20, doc: 年末大额支出从此日（月-日）起查}
  min_amount: {type: decimal, default: "50000", doc: 低于此金额的不查（元）}
  excluded_summaries: {type: text, default: "结转|折旧|摊销|调账|工资|津贴|社保|公积金|质保金|保证金|预付|退款|转移支付", doc: 摘要、用途含这些字样的不查}
requires: [payments.contract_no, payments.payment_date, contracts.contract_no]
any_of: [[acceptances.acceptance_date, invoices.invoice_date]]
optional: [payments.status, payments.purpose, payments.is_advance, payments.amount, acceptances.contract_no, acceptances.result, invoices.contract_no, invoices.status]
message: "{lead}，{unit}合同{document_no}于{business_date}验收开票，{payment_date}才首次付款入账，相隔{days}天，涉及金额{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{document_no}于{business_date}验收开票，{payment_date}才首次付款入账，相隔{days}天，涉及金额{amount}，不符合{basis}的规定。"
subrules:
  A:
    title: 业务完成后长期未入账
    severity: medium
  B:
    title: 业务与入账跨年度
    severity: medium
    message: "{lead}，{unit}合同{document_no}于{business_date}验收开票，{payment_date}才首次付款入账，跨年度列支{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}于{business_date}验收开票，{payment_date}才首次付款入账，跨年度列支{amount}，不符合{basis}的规定。"
  C:
    title: 年末付款而次年才验收
    requires: [payments.contract_no, payments.payment_date, payments.amount, acceptances.contract_no, acceptances.acceptance_date]
    any_of: []
    optional: [payments.status, payments.purpose, payments.is_advance, acceptances.result]
    message: "{lead}，{unit}合同{document_no}年末付款{amount}，{business_date}才验收，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}年末付款{amount}，{business_date}才验收，提前列支，不符合{basis}的规定。"
  D:
    title: 年末大额付款未见验收
    absence: {partner: acceptances}
    requires: [payments.contract_no, payments.payment_date, payments.amount, acceptances.contract_no]
    any_of: []
    optional: [payments.status, payments.purpose, payments.is_advance, acceptances.result]
    message: "{lead}，{unit}合同{document_no}年末付款{amount}，未见验收记录，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}年末付款{amount}，没有验收，虚列支出，不符合{basis}的规定。"
  E:
    title: 次年初冲销上年十二月支出
    requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.reversal_of]
    any_of: [[vouchers.debit, vouchers.credit]]
    optional: [vouchers.void_flag, vouchers.is_closing]
    message: "{lead}，{unit}凭证{document_no}于{date}冲销上年十二月凭证{reversed}的支出{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{document_no}于{date}冲销上年十二月凭证{reversed}的支出{amount}，上年虚列支出，不符合{basis}的规定。"
  F:
    title: 年末列支挂其他应付款
    requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.debit, vouchers.credit]
    any_of: []
    optional: [vouchers.void_flag, vouchers.is_closing, vouchers.summary]
    message: "{lead}，{unit}凭证{document_no}于{date}列支{amount}，同时挂其他应付款，资金未付出，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{document_no}于{date}列支{amount}，同时挂其他应付款，虚列支出，不符合{basis}的规定。"
why: 年末突击列支、以拨代支，把没有发生的业务记成支出，是决算失真和资金沉淀账外的主要来路。
false_positives:
  - 年末依合同预付且有批准（登记为预付款的不报）
  - 财政拨付下级、转移支付
  - 按进度确认的工程和服务
  - 红字更正有审批（另由更正凭证检查）
  - 已收货未付款的应计支出
remediation: 查明业务实际发生时间和资金去向；虚列的冲回并上缴或结转，追回已拨付沉淀的资金；严格按实际发生列支，年末付款必须附验收和发票。
*/
-- shared:
WITH payment AS (
    SELECT p.row_id, p.unit, k.key, p.contract_no, p.payment_date, p.payment_date_to, p.amount,
           -- From the day given to the last of the year.
           p.payment_date >= (year(p.payment_date) || '-' || $cutoff_start::VARCHAR)::DATE AND p.payment_date_to <= make_date(year(p.payment_date), 12, 31) AS at_the_end
    FROM payments AS p
    JOIN payments_contract_no AS k USING (row_id)
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.is_advance IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_summaries::VARCHAR)
),
accepted AS (
    SELECT a.unit, k.key, min(a.acceptance_date_to) AS first_day, bool_or(a.acceptance_date IS NULL) AS undated, list(a.row_id ORDER BY a.row_id) AS acceptance_rows
    FROM acceptances AS a
    JOIN acceptances_contract_no AS k USING (row_id)
    WHERE a.result IS DISTINCT FROM '不合格'
    GROUP BY a.unit, k.key
),
invoiced AS (
    SELECT i.unit, k.key, min(i.invoice_date_to) AS first_day, list(i.row_id ORDER BY i.row_id) AS invoice_rows
    FROM invoices AS i
    JOIN invoices_contract_no AS k USING (row_id)
    WHERE coalesce(i.status, '') NOT IN ('作废', '红冲')
    GROUP BY i.unit, k.key
),
booked AS (
    -- Judged: a contract's first payment beside the later of its first acceptance and first invoice.
    SELECT p.unit, p.key, first(p.contract_no ORDER BY p.row_id) AS document_no, min(p.payment_date) AS payment_date, sum(p.amount) AS amount,
           bool_or(p.payment_date IS NULL) AS undated, list(p.row_id ORDER BY p.row_id) AS payment_rows
    FROM payment AS p
    GROUP BY p.unit, p.key
),
lapse AS (
    SELECT b.unit, b.key, b.document_no, b.payment_date, b.amount, b.undated, b.payment_rows, a.acceptance_rows, i.invoice_rows,
           greatest(a.first_day, i.first_day) AS business_date
    FROM booked AS b
    LEFT JOIN accepted AS a USING (unit, key)
    LEFT JOIN invoiced AS i USING (unit, key)
),
year_end AS (
    SELECT p.unit, p.key, first(p.contract_no ORDER BY p.row_id) AS document_no, sum(p.amount) AS amount, min(p.payment_date) AS payment_date,
           list(p.row_id ORDER BY p.row_id) AS payment_rows
    FROM payment AS p
    WHERE p.at_the_end
    GROUP BY p.unit, p.key, year(p.payment_date)
    HAVING sum(p.amount) >= $min_amount::DECIMAL(18,2)
)
-- subrule: A
SELECT l.unit, l.document_no, l.key AS document_no_key, l.business_date, l.payment_date, l.payment_date AS date,
       l.payment_date - l.business_date AS days, l.amount, l.payment_rows, l.acceptance_rows, l.invoice_rows
FROM lapse AS l
WHERE l.payment_date - l.business_date > $lag_days::INTEGER AND year(l.payment_date) = year(l.business_date) AND NOT l.undated
ORDER BY l.unit, l.key
-- population: A
SELECT l.unit, count(*) AS n FROM lapse AS l GROUP BY l.unit
-- undecided: A
SELECT l.payment_rows, CASE WHEN l.business_date IS NULL THEN 'acceptances.acceptance_date' ELSE 'payments.payment_date' END AS missing,
       '没有验收、开票日期或支付日期' AS why
FROM lapse AS l
WHERE l.business_date IS NULL OR l.undated

-- subrule: B
SELECT l.unit, l.document_no, l.key AS document_no_key, l.business_date, l.payment_date, l.payment_date AS date, l.amount,
       l.payment_rows, l.acceptance_rows, l.invoice_rows
FROM lapse AS l
WHERE year(l.payment_date) > year(l.business_date) AND NOT l.undated
ORDER BY l.unit, l.key
-- population: B
SELECT l.unit, count(*) AS n FROM lapse AS l GROUP BY l.unit
-- undecided: B
SELECT l.payment_rows, CASE WHEN l.business_date IS NULL THEN 'acceptances.acceptance_date' ELSE 'payments.payment_date' END AS missing,
       '没有验收、开票日期或支付日期' AS why
FROM lapse AS l
WHERE l.business_date IS NULL OR l.undated

-- subrule: C
SELECT y.unit, y.document_no, y.key AS document_no_key, y.amount, a.first_day AS business_date, y.payment_date AS date,
       y.payment_rows, a.acceptance_rows
FROM year_end AS y
JOIN accepted AS a USING (unit, key)
WHERE year(a.first_day) > year(y.payment_date) AND NOT a.undated
ORDER BY y.unit, y.key
-- population: C
SELECT y.unit, count(*) AS n FROM year_end AS y JOIN accepted AS a USING (unit, key) GROUP BY y.unit
-- undecided: C
SELECT y.payment_rows, 'acceptances.acceptance_date' AS missing, '有验收没有日期' AS why
FROM year_end AS y
JOIN accepted AS a USING (unit, key)
WHERE a.undated AND NOT coalesce(year(a.first_day) <= year(y.payment_date), false)

-- subrule: D
SELECT y.unit, y.document_no, y.key AS document_no_key, y.amount, y.payment_date AS date, y.payment_rows
FROM year_end AS y
ANTI JOIN accepted AS a USING (unit, key)
ORDER BY y.unit, y.key
-- population: D
SELECT y.unit, count(*) AS n FROM year_end AS y GROUP BY y.unit
-- undecided: D
SELECT p.row_id AS payment_row, 'payments.amount' AS missing, '没有金额' AS why
FROM payment AS p
WHERE p.at_the_end AND p.amount IS NULL

-- shared: E
WITH entry AS (
    SELECT v.row_id, v.unit, v.voucher_no, v.voucher_no_key, v.voucher_date, r.key AS reversed,
           -- Written back in red, or on the other side.
           CASE WHEN starts_with(v.account_code, '5') THEN coalesce(v.credit, 0) - coalesce(v.debit, 0) END AS amount
    FROM vouchers AS v
    JOIN vouchers_reversal_of AS r USING (row_id)
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
),
judged AS (
    SELECT e.unit, e.voucher_no_key, first(e.voucher_no ORDER BY e.row_id) AS document_no, first(e.voucher_date ORDER BY e.row_id) AS date,
           first(e.reversed ORDER BY e.row_id) AS reversed, sum(e.amount) AS amount, list(e.row_id ORDER BY e.row_id) AS voucher_rows
    FROM entry AS e
    GROUP BY e.unit, e.voucher_no_key
)
-- subrule: E
SELECT j.unit, j.document_no, j.voucher_no_key AS document_no_key, j.date, j.reversed, j.amount, j.voucher_rows
FROM judged AS j
WHERE month(j.date) <= 3 AND starts_with(j.reversed, (year(j.date) - 1) || '-12-') AND j.amount > 0
ORDER BY j.unit, j.voucher_no_key
-- population: E
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided: E
SELECT j.voucher_rows, 'vouchers.voucher_date' AS missing, '没有凭证日期' AS why
FROM judged AS j
WHERE j.date IS NULL

-- shared: F
WITH voucher AS (
    SELECT v.unit, v.voucher_no_key, first(v.voucher_no ORDER BY v.row_id) AS document_no, first(v.voucher_date ORDER BY v.row_id) AS date,
           -- What was both spent and owed in the same voucher.
           least(coalesce(sum(CASE WHEN starts_with(v.account_code, '5') THEN v.debit END), 0),
                 coalesce(sum(CASE WHEN regexp_matches(v.account_code, '^230[57]') THEN v.credit END), 0)) AS amount,
           list(v.row_id ORDER BY v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(v.summary, ''), $excluded_summaries::VARCHAR)
    GROUP BY v.unit, v.voucher_no_key
)
-- subrule: F
SELECT v.unit, v.document_no, v.voucher_no_key AS document_no_key, v.date, v.amount, v.voucher_rows
FROM voucher AS v
WHERE v.date >= (year(v.date) || '-' || $cutoff_start::VARCHAR)::DATE AND v.amount >= $min_amount::DECIMAL(18,2)
ORDER BY v.unit, v.voucher_no_key
-- population: F
SELECT v.unit, count(*) AS n FROM voucher AS v GROUP BY v.unit
-- undecided: F
SELECT v.voucher_rows, 'vouchers.voucher_date' AS missing, '没有凭证日期' AS why
FROM voucher AS v
WHERE v.date IS NULL

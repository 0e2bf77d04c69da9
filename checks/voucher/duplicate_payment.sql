/*
id: VOU-004
name: duplicate_payment
aliases: []
title: 重复付款
summary: The same sum to the same payee again within a month, or one invoice paid more than it says.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第九条}
  - {law: CFT, article: 第六条第（一）项}
  - {law: NKG, article: 第三十条}
  - {law: UNIT}
scope: [unit]
key: [payee, subject]
finding: each
cause: {name: paid_twice, by: [payee], title: 同一事项重复付款}
repair: event
visibility: unit
params:
  window_days: {type: integer, default: 30, doc: 两笔付款相隔不超过的天数}
  min_amount: {type: decimal, default: "1000", doc: 低于此金额的付款不比较（元）}
  periodic_months: {type: integer, default: 3, doc: 同一收款人同一金额在这么多个月份都有付款的视为定期费用，只比较同月的}
  excluded_payees: {type: text, default: "国库|财政|税务|社会保险|社保|医疗保障|医疗保险|公积金|代发|公务卡|工会", doc: 收款人含这些字样的不比较}
  excluded_purposes: {type: text, default: "工资|津贴|补贴|补助|慰问|劳务|评审|专家|讲课|授课|工会经费|水费|电费|暖气|采暖|供暖|物业|房租|租金|租赁|网络|宽带|通讯|通信|电话|保洁|保安|押金|保证金|退款|预存|充值", doc: 用途含这些字样的按人按月按次等额支付，不比较}
requires: [payments.payee, payments.amount, payments.payment_date]
any_of: []
message: "{lead}，{unit}于{date}至{last_date}向{payee}付款{count}笔，每笔均为{each}，相隔不超过{window_days}天{refunded}，可能重复付款，需进一步核实。"
message_confirmed: "{lead}，{unit}于{date}至{last_date}向{payee}付款{count}笔，每笔均为{each}{refunded}，存在重复付款，涉及金额{amount}，不符合{basis}的规定。"
subrules:
  A:
    title: 短期内向同一收款人支付相同金额
    optional:
      - payments.payment_no
      - payments.status
      - payments.purpose
      - payments.pay_method
      - payments.econ_class
      - payments.invoice_no
      - payments.contract_no
      - payments.voucher_no
      - contracts.contract_no
      - contracts.amount
      - vouchers.reversal_of
  B:
    title: 同一发票付款超过票面金额
    requires: [payments.invoice_no, payments.amount, payments.payee, invoices.invoice_no, invoices.amount_total]
    optional: [payments.status, payments.payment_date, payments.payment_no, invoices.status]
    message: "{lead}，{unit}凭发票{subject}付款{count}笔合计{paid}，发票金额{invoiced}，超出{amount}，可能重复付款，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭发票{subject}付款{count}笔合计{paid}，发票金额{invoiced}，重复付款{amount}，不符合{basis}的规定。"
why: 同一笔业务付两次款，钱已经出了单位的账户；多因单据流转两次、退票重付或人为虚报，发现越早越容易追回。
false_positives:
  - 按月、按次的固定费用（连续多个月同额的只比较同月）
  - 合同约定的等额分期（付款未超合同金额的不报）
  - 退票后重付而台账没有登记退票
  - 批量发放的同额劳务费、补助
  - 两批货物恰好同价（两张发票号码都登记的不报）
remediation: 逐笔核对支付申请、发票和银行回单；确属重复的立即向收款方追回或抵扣，并作账务更正；支付前查重，退票重付须附原退票单。
*/
-- shared: A
WITH paid AS (
    -- Judged: what was paid and could be paid once too often; a line that two exports both list is one payment.
    SELECT p.row_id, p.unit, p.payee_key, p.amount, p.payment_date, date_trunc('month', p.payment_date) AS month,
           CASE WHEN p.payee_key IS NULL THEN 'payments.payee'
                WHEN p.amount IS NULL THEN 'payments.amount'
                WHEN (p.payment_date = p.payment_date_to) IS DISTINCT FROM true THEN 'payments.payment_date' END AS missing,
           (SELECT list(i.key) FROM payments_invoice_no AS i WHERE i.row_id = p.row_id) AS invoices,
           (SELECT list(k.key) FROM payments_contract_no AS k WHERE k.row_id = p.row_id) AS contracts
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.pay_method IS DISTINCT FROM '公务卡'
      AND NOT starts_with(coalesce(p.econ_class, ''), '301')
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND coalesce(p.amount, $min_amount::DECIMAL(18,2)) >= $min_amount::DECIMAL(18,2)
      AND NOT EXISTS (SELECT 1 FROM payments_voucher_no AS n
                      JOIN vouchers_reversal_of AS r USING (key)
                      JOIN vouchers AS v ON v.row_id = r.row_id
                      WHERE n.row_id = p.row_id AND v.unit = p.unit)
    QUALIFY row_number() OVER (
        PARTITION BY p.unit, p.payee_key, p.amount, p.payment_date, coalesce(p.payment_no, p.row_id::VARCHAR)
        ORDER BY p.row_id) = 1
),
known AS (
    SELECT d.row_id, d.unit, d.payee_key, d.amount, d.payment_date, d.month, d.invoices, d.contracts,
           count(DISTINCT d.month) OVER (PARTITION BY d.unit, d.payee_key, d.amount) AS months
    FROM paid AS d
    WHERE d.missing IS NULL
),
within_contract AS (
    -- Contracts under which no more was paid than agreed: equal sums are instalments.
    SELECT c.unit, list(DISTINCT n.key) AS contracts
    FROM contracts AS c
    JOIN contracts_contract_no AS n USING (row_id)
    JOIN (SELECT p.unit, k.key, sum(p.amount) AS total
          FROM payments AS p
          JOIN payments_contract_no AS k USING (row_id)
          WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
          GROUP BY p.unit, k.key) AS t USING (unit, key)
    WHERE t.total <= c.amount
    GROUP BY c.unit
),
pair AS (
    SELECT unit, payee_key, amount, [a.row_id, b.row_id] AS payments
    FROM known AS a
    JOIN known AS b USING (unit, payee_key, amount)
    LEFT JOIN within_contract AS w USING (unit)
    WHERE (a.payment_date, a.row_id) < (b.payment_date, b.row_id)
      AND b.payment_date - a.payment_date <= $window_days::INTEGER
      AND (a.months < $periodic_months::INTEGER OR a.month = b.month)
      -- Two invoices or two contracts, both known: two debts.
      AND list_has_any(a.invoices, b.invoices) IS DISTINCT FROM false
      AND list_has_any(a.contracts, b.contracts) IS DISTINCT FROM false
      AND list_has_any(list_intersect(a.contracts, b.contracts), w.contracts) IS DISTINCT FROM true
),
found AS (
    SELECT m.unit, m.payee_key, m.amount, count(*) AS number, list(m.row_id ORDER BY m.row_id) AS payment_rows,
           min(p.payment_date) AS date, max(p.payment_date) AS last_date,
           first(p.payee ORDER BY m.row_id) AS payee
    FROM (SELECT DISTINCT x.unit, x.payee_key, x.amount, unnest(x.payments) AS row_id FROM pair AS x) AS m
    JOIN payments AS p ON p.row_id = m.row_id
    GROUP BY m.unit, m.payee_key, m.amount
),
refund AS (
    SELECT r.unit, r.payee_key, -r.amount AS amount, count(*) AS refunds
    FROM payments AS r
    WHERE coalesce(r.status, '') NOT IN ('作废', '退票')
    GROUP BY r.unit, r.payee_key, r.amount
)
-- subrule: A
SELECT unit, f.payee, payee_key, strftime(f.date, '%Y-%m-%d') || coalesce('#' || nullif(row_number() OVER (
           PARTITION BY unit, payee_key, f.date ORDER BY amount), 1), '') AS subject,
       f.date, f.last_date, amount AS each, f.number AS count, $window_days::INTEGER AS window_days,
       CASE WHEN r.refunds IS NULL THEN '' ELSE '，其中已退回' || r.refunds || '笔' END AS refunded,
       amount * (f.number - 1 - coalesce(r.refunds, 0)) AS amount, f.payment_rows
FROM found AS f
LEFT JOIN refund AS r USING (unit, payee_key, amount)
WHERE f.number - coalesce(r.refunds, 0) > 1
ORDER BY unit, payee_key, f.date, each
-- population: A
SELECT d.unit, count(*) AS n FROM paid AS d GROUP BY d.unit
-- undecided: A
SELECT d.row_id AS payment_row, d.missing, '没有收款人、金额或确切的支付日期，无法比较' AS why
FROM paid AS d
WHERE d.missing IS NOT NULL

-- shared: B
WITH paid AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date, i.key
    FROM payments AS p
    JOIN payments_invoice_no AS i ON i.row_id = p.row_id
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
    QUALIFY row_number() OVER (
        PARTITION BY p.unit, i.key, p.payee_key, p.amount, p.payment_date, coalesce(p.payment_no, p.row_id::VARCHAR)
        ORDER BY p.row_id) = 1
),
judged AS (
    SELECT d.unit, d.key, first(d.payee ORDER BY d.row_id) AS payee, first(d.payee_key ORDER BY d.row_id) AS payee_key,
           sum(d.amount) AS paid, count(*) AS number, max(d.payment_date) AS date,
           bool_or(d.amount IS NULL) AS blank, list(d.row_id ORDER BY d.row_id) AS payment_rows
    FROM paid AS d
    GROUP BY d.unit, d.key
    HAVING count(*) > 1
),
invoice AS (
    -- A payment may settle several invoices: all that the payments of this one name stand against it.
    SELECT m.unit, m.key, sum(i.amount_total) AS invoiced, bool_or(i.amount_total IS NULL) AS blank,
           list(i.row_id ORDER BY i.row_id) AS invoice_rows
    FROM (SELECT DISTINCT d.unit, d.key, n.row_id
          FROM paid AS d
          JOIN payments_invoice_no AS other ON other.row_id = d.row_id
          LEFT JOIN (invoices_invoice_no AS number JOIN invoices AS n ON n.row_id = number.row_id)
                 ON number.key = other.key AND n.unit = d.unit) AS m
    LEFT JOIN invoices AS i ON i.row_id = m.row_id AND coalesce(i.status, '') NOT IN ('作废', '红冲')
    GROUP BY m.unit, m.key
)
-- subrule: B
SELECT unit, j.payee, j.payee_key, key AS subject,
       j.date, j.number AS count, j.paid, i.invoiced, j.paid - i.invoiced AS amount, j.payment_rows, i.invoice_rows
FROM judged AS j
JOIN invoice AS i USING (unit, key)
WHERE j.paid > i.invoiced AND NOT j.blank AND NOT i.blank
ORDER BY unit, key
-- population: B
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided: B
SELECT j.payment_rows,
       CASE WHEN j.blank THEN 'payments.amount' ELSE 'invoices.amount_total' END AS missing,
       '付款没有金额，或发票台账没有该发票的金额' AS why
FROM judged AS j
JOIN invoice AS i USING (unit, key)
WHERE j.blank OR i.blank

/*
id: VOU-006
name: invoice_anomaly
aliases: []
title: 发票要素异常
summary: Invoices made out to another body, void ones booked, before the contract, of past years, missing or short of what was paid.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: FPB, article: 第二十条}
  - {law: KJF, article: 第十四条}
  - {law: KJG, article: 第四十八条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: invoice_unfit, by: [document_no], title: 发票不符合报销要求}
repair: event
visibility: unit
params:
  lead_days: {type: integer, default: 0, doc: 开票可早于合同签订的天数}
  carry_month: {type: integer, default: 3, doc: 上年发票在次年此月底前入账的不列出}
  no_inv_min: {type: decimal, default: "500", doc: 低于此金额的付款不查有无发票（元）}
  own_tax_no: {type: text, default: null, doc: 本单位统一社会信用代码（纳税人识别号）}
  excluded_types: {type: text, default: "财政票据|非税|铁路|火车|航空|机票|行程单|通行费|客票|出租车|定额|形式发票", doc: 发票种类含这些字样的不查抬头和税号}
  excluded_purposes: {type: text, default: "工资|津贴|补贴|补助|劳务|讲课|评审|慰问|奖励|抚恤|救助|差旅|社保|社会保险|公积金|个人所得税|税款|手续费|保证金|押金|退款|还款|划转|拨款|转移支付|党费|工会经费|水费|电费|利息|赔偿", doc: 用途含这些字样的付款依法不以发票为凭证或另有凭证，不查}
requires: [invoices.invoice_no, invoices.buyer]
any_of: []
message: "{lead}，{unit}列支的发票{document_no}{sold}购买方为“{buyer}”{amount_label}{amount}，不是本单位名称，需进一步核实。"
message_confirmed: "{lead}，{unit}列支的发票{document_no}{sold}购买方为“{buyer}”{amount_label}{amount}，抬头不是本单位，不符合{basis}的规定。"
subrules:
  A:
    title: 发票抬头不是本单位
    optional: [invoices.status, invoices.invoice_type, invoices.amount_total, invoices.invoice_date]
  B:
    title: 作废、红冲、异常发票列支
    severity: high
    requires: [invoices.invoice_no, invoices.status, invoices.voucher_no]
    optional: [invoices.amount_total, invoices.invoice_date, vouchers.voucher_no, vouchers.void_flag, vouchers.reversal_of]
    message: "{lead}，{unit}凭证{voucher_no}列支的发票{document_no}{sold}状态为{status}{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{voucher_no}列支的发票{document_no}{sold}状态为{status}{amount_label}{amount}，不符合{basis}的规定。"
  C:
    title: 开票早于合同签订
    requires: [invoices.invoice_no, invoices.invoice_date, invoices.contract_no, contracts.contract_no, contracts.sign_date]
    optional: [invoices.status, invoices.amount_total, contracts.is_framework]
    message: "{lead}，{unit}合同{contract_no}签订日期为{sign_date}，发票{document_no}{sold}开票日期为{invoice_date}{amount_label}{amount}，开票早于签订{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}签订日期为{sign_date}，发票{document_no}{sold}开票日期为{invoice_date}{amount_label}{amount}，开票早于签订{days}天，不符合{basis}的规定。"
  D:
    title: 跨年度报销发票
    requires: [invoices.invoice_no, invoices.invoice_date, invoices.voucher_no, vouchers.voucher_no, vouchers.voucher_date]
    optional: [invoices.status, invoices.amount_total, vouchers.void_flag]
    message: "{lead}，{unit}发票{document_no}{sold}开票日期为{invoice_date}{amount_label}{amount}，{voucher_date}才在凭证{voucher_no}入账，跨年度报销，需进一步核实。"
    message_confirmed: "{lead}，{unit}发票{document_no}{sold}开票日期为{invoice_date}{amount_label}{amount}，{voucher_date}才在凭证{voucher_no}入账，跨年度报销，不符合{basis}的规定。"
  E:
    title: 付款未见发票
    absence: {partner: invoices}
    requires: [payments.amount, payments.payment_date, invoices.invoice_no]
    any_of: [[payments.invoice_no, payments.voucher_no, payments.contract_no]]
    optional: [payments.payment_no, payments.status, payments.purpose, payments.econ_class, payments.is_advance, invoices.voucher_no, invoices.contract_no]
    message: "{lead}，{unit}于{date}付款{document_no}{sold}，金额{amount}，发票台账中未见相应发票，需进一步核实。"
    message_confirmed: "{lead}，{unit}于{date}付款{document_no}{sold}，金额{amount}，未取得发票，不符合{basis}的规定。"
    basis: [{law: FPB, article: 第十九条}, {law: KJF, article: 第十四条}, {law: KJG, article: 第四十八条}, {law: UNIT}]
  F:
    title: 合同付款超过取得的发票
    absence: {partner: invoices}
    requires: [payments.contract_no, payments.amount, invoices.contract_no, invoices.amount_total]
    optional: [payments.status, payments.purpose, payments.is_advance, payments.payment_date, invoices.status]
    message: "{lead}，{unit}合同{document_no}累计付款{paid}，取得发票{invoiced}，付款超过发票{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}累计付款{paid}，取得发票{invoiced}，{amount}未取得发票，不符合{basis}的规定。"
    basis: [{law: FPB, article: 第十九条}, {law: KJF, article: 第十四条}, {law: UNIT}]
  G:
    title: 发票购买方税号不是本单位
    params: [own_tax_no]
    requires: [invoices.invoice_no, invoices.buyer_tax_no]
    optional: [invoices.status, invoices.invoice_type, invoices.amount_total, invoices.invoice_date]
    message: "{lead}，{unit}列支的发票{document_no}{sold}购买方税号为{tax_no}{amount_label}{amount}，不是本单位税号，需进一步核实。"
    message_confirmed: "{lead}，{unit}列支的发票{document_no}{sold}购买方税号为{tax_no}{amount_label}{amount}，不是本单位税号，不符合{basis}的规定。"
why: 发票是支出最基本的凭证，抬头、状态、时间、金额有一项不符，都可能是替人报销、重复报销或没有真实业务。
false_positives:
  - 财政票据、行程单、通行费电子票、境外形式发票（已按发票种类排除抬头检查）
  - 单位更名过渡期，旧名称开票（把旧名称登记为单位别名）
  - 预付阶段尚未开票（登记为预付款的不报）
  - 跨年发票有合同进度或结算依据
  - 发票台账没有登记凭证号、合同编号，付款与发票无法对应
remediation: 退回不合规发票并要求换开；作废、红冲发票已列支的冲回；当年业务当年取得发票、当年报销；付款前查验发票真伪、状态和抬头。
*/
-- shared:
WITH invoice AS (
    SELECT i.row_id, i.unit, i.invoice_no AS document_no, concat_ws('|', i.invoice_no_key, i.invoice_code) AS document_no_key,
           coalesce('（' || i.seller || '）', '') AS sold, i.amount_total AS amount,
           CASE WHEN i.amount_total IS NULL THEN '' ELSE '，金额' END AS amount_label,
           i.invoice_date, i.invoice_date_to, i.status, i.buyer, i.buyer_key, i.buyer_tax_no, i.voucher_no,
           regexp_matches(coalesce(i.invoice_type, ''), $excluded_types::VARCHAR) AS apart
    FROM invoices AS i
    WHERE i.invoice_no IS NOT NULL
),
good AS (
    SELECT * FROM invoice AS i WHERE coalesce(i.status, '') NOT IN ('作废', '红冲')
),
voucher AS (
    -- A voucher has many entries; one that was voided books nothing.
    SELECT v.unit, v.voucher_no_key AS key, first(v.voucher_no ORDER BY v.row_id) AS voucher_no,
           first(v.voucher_date ORDER BY v.row_id) AS voucher_date, first(v.row_id ORDER BY v.row_id) AS voucher_row
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, v.voucher_no_key
),
payment AS (
    SELECT p.row_id, p.unit, p.payment_no, p.voucher_no, p.voucher_no_key, p.contract_no, p.payee, p.payee_key, p.payment_date, p.amount
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.is_advance IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT regexp_matches(coalesce(p.econ_class, ''), '^30[13]')
)
-- subrule: A
SELECT i.unit, i.document_no, i.document_no_key, i.sold, i.buyer, i.amount_label, i.amount, i.invoice_date AS date,
       i.row_id AS invoice_row
FROM good AS i
WHERE NOT i.apart AND i.buyer_key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM units AS u WHERE u.name = i.unit AND u.alias_key = i.buyer_key)
ORDER BY i.row_id
-- population: A
SELECT i.unit, count(*) AS n FROM good AS i WHERE NOT i.apart GROUP BY i.unit
-- undecided: A
SELECT i.row_id AS invoice_row, 'invoices.buyer' AS missing, '没有购买方名称' AS why
FROM good AS i
WHERE NOT i.apart AND i.buyer_key IS NULL

-- subrule: B
SELECT i.unit, i.document_no, i.document_no_key, i.sold, i.status, i.voucher_no, i.amount_label, i.amount,
       i.invoice_date AS date, i.row_id AS invoice_row
FROM invoice AS i
WHERE i.status IN ('作废', '红冲', '异常')
  AND EXISTS (SELECT 1 FROM invoices_voucher_no AS n
              WHERE n.row_id = i.row_id
                AND NOT EXISTS (SELECT 1 FROM vouchers AS v
                                WHERE v.unit = i.unit AND v.voucher_no_key = n.key AND v.void_flag)
                AND NOT EXISTS (SELECT 1 FROM vouchers_reversal_of AS r JOIN vouchers AS v USING (row_id)
                                WHERE v.unit = i.unit AND r.key = n.key))
ORDER BY i.row_id
-- population: B
SELECT i.unit, count(*) AS n FROM invoice AS i GROUP BY i.unit
-- undecided: B
SELECT i.row_id AS invoice_row, CASE WHEN i.status IS NULL THEN 'invoices.status' ELSE 'invoices.voucher_no' END AS missing,
       '没有发票状态，或作废、红冲、异常发票没有凭证号' AS why
FROM invoice AS i
WHERE i.status IS NULL OR (i.status IN ('作废', '红冲', '异常') AND i.voucher_no IS NULL)

-- shared: C
WITH signed AS (
    SELECT i.row_id AS invoice_row, c.row_id AS contract_row, c.sign_date
    FROM good AS i
    JOIN invoices_contract_no AS named ON named.row_id = i.row_id
    JOIN contracts_contract_no AS number USING (key)
    JOIN contracts AS c ON c.row_id = number.row_id
    WHERE c.unit = i.unit AND c.is_framework IS DISTINCT FROM true
)
-- subrule: C
SELECT i.unit, i.document_no, i.document_no_key, i.sold, i.amount_label, i.amount, c.contract_no, c.sign_date, c.sign_date_to,
       i.invoice_date, i.invoice_date_to, c.sign_date - i.invoice_date_to AS days, c.sign_date AS date,
       i.row_id AS invoice_row, c.row_id AS contract_row
FROM signed AS s
JOIN good AS i ON i.row_id = s.invoice_row
JOIN contracts AS c ON c.row_id = s.contract_row
WHERE i.invoice_date_to < c.sign_date - $lead_days::INTEGER
ORDER BY i.row_id, c.row_id
-- population: C
SELECT i.unit, count(DISTINCT s.invoice_row) AS n FROM signed AS s JOIN good AS i ON i.row_id = s.invoice_row GROUP BY i.unit
-- undecided: C
SELECT DISTINCT i.row_id AS invoice_row, CASE WHEN i.invoice_date IS NULL THEN 'invoices.invoice_date' ELSE 'contracts.sign_date' END AS missing,
       '没有开票日期或合同签订日期' AS why
FROM signed AS s
JOIN good AS i ON i.row_id = s.invoice_row
WHERE i.invoice_date IS NULL OR s.sign_date IS NULL

-- shared: D
WITH link AS (
    SELECT i.row_id AS invoice_row, i.unit, n.key FROM good AS i JOIN invoices_voucher_no AS n USING (row_id)
    UNION
    -- A number without a year was read as of the invoice's year; a month before the invoice can only be of the next.
    SELECT i.row_id, i.unit, (TRY_CAST(left(n.key, 4) AS INTEGER) + 1) || substr(n.key, 5)
    FROM good AS i
    JOIN invoices_voucher_no AS n USING (row_id)
    WHERE starts_with(n.key, strftime(i.invoice_date_to, '%Y-')) AND split_part(n.key, '-', 2) < strftime(i.invoice_date_to, '%m')
),
booked AS (
    SELECT l.invoice_row, min(v.voucher_date) AS voucher_date, first(v.voucher_no ORDER BY v.voucher_row) AS voucher_no,
           list(v.voucher_row ORDER BY v.voucher_row) AS voucher_rows
    FROM link AS l
    JOIN voucher AS v USING (unit, key)
    GROUP BY l.invoice_row
)
-- subrule: D
SELECT i.unit, i.document_no, i.document_no_key, i.sold, i.amount_label, i.amount, i.invoice_date, i.invoice_date_to,
       b.voucher_no, b.voucher_date, b.voucher_date AS date, i.row_id AS invoice_row, b.voucher_rows
FROM booked AS b
JOIN good AS i ON i.row_id = b.invoice_row
WHERE (year(b.voucher_date) - year(i.invoice_date_to)) * 12 + month(b.voucher_date) > 12 + $carry_month::INTEGER
ORDER BY i.row_id
-- population: D
SELECT i.unit, count(*) AS n FROM booked AS b JOIN good AS i ON i.row_id = b.invoice_row GROUP BY i.unit
-- undecided: D
SELECT i.row_id AS invoice_row, CASE WHEN i.invoice_date IS NULL THEN 'invoices.invoice_date' ELSE 'vouchers.voucher_date' END AS missing,
       '没有开票日期或入账日期' AS why
FROM booked AS b
JOIN good AS i ON i.row_id = b.invoice_row
WHERE i.invoice_date IS NULL OR b.voucher_date IS NULL

-- shared: E
-- Judged: payments that need an invoice; known is what names something by which to find it.
WITH judged AS (
    SELECT p.row_id, p.amount IS NOT NULL
               AND (EXISTS (SELECT 1 FROM payments_invoice_no AS n WHERE n.row_id = p.row_id)
                    OR EXISTS (SELECT 1 FROM payments_voucher_no AS n WHERE n.row_id = p.row_id)
                    OR EXISTS (SELECT 1 FROM payments_contract_no AS n WHERE n.row_id = p.row_id)) AS known
    FROM payment AS p
    WHERE coalesce(p.amount >= $no_inv_min::DECIMAL(18,2), true)
),
met AS (
    -- The body stands beside each number: bodies have the same numbers of vouchers.
    SELECT p.row_id
    FROM payment AS p
    JOIN payments_invoice_no AS n ON n.row_id = p.row_id
    JOIN invoices_invoice_no AS k ON k.key = n.key
    JOIN invoices AS i ON i.row_id = k.row_id AND i.unit = p.unit
    UNION
    SELECT p.row_id
    FROM payment AS p
    JOIN payments_voucher_no AS n ON n.row_id = p.row_id
    JOIN invoices_voucher_no AS k ON k.key = n.key
    JOIN invoices AS i ON i.row_id = k.row_id AND i.unit = p.unit
    UNION
    SELECT p.row_id
    FROM payment AS p
    JOIN payments_contract_no AS n ON n.row_id = p.row_id
    JOIN invoices_contract_no AS k ON k.key = n.key
    JOIN invoices AS i ON i.row_id = k.row_id AND i.unit = p.unit
)
-- subrule: E
SELECT p.unit, coalesce(p.payment_no, p.voucher_no, p.contract_no) AS document_no,
       coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.contract_no), p.payment_date, p.payee_key)) AS document_no_key,
       coalesce('（收款人' || p.payee || '）', '') AS sold, p.amount, p.payment_date AS date, p.row_id AS payment_row
FROM judged AS j
JOIN payment AS p USING (row_id)
ANTI JOIN met AS m ON m.row_id = p.row_id
WHERE j.known
ORDER BY p.row_id
-- population: E
SELECT p.unit, count(*) AS n FROM judged AS j JOIN payment AS p USING (row_id) GROUP BY p.unit
-- undecided: E
SELECT row_id AS payment_row, 'payments.amount' AS missing, '没有金额，或没有发票号、凭证号、合同编号，无法与发票对应' AS why
FROM judged AS j
JOIN payment AS p USING (row_id)
WHERE NOT j.known

-- shared: F
WITH paid AS (
    SELECT p.unit, k.key, sum(p.amount) AS paid, min(p.payment_date) AS date, bool_or(p.amount IS NULL) AS blank,
           list(p.row_id ORDER BY p.row_id) AS payment_rows, first(p.contract_no ORDER BY p.row_id) AS document_no
    FROM payment AS p
    JOIN payments_contract_no AS k USING (row_id)
    GROUP BY p.unit, k.key
),
invoiced AS (
    SELECT i.unit, k.key, sum(i.amount) AS invoiced, bool_or(i.amount IS NULL) AS blank, list(i.row_id ORDER BY i.row_id) AS invoice_rows
    FROM good AS i
    JOIN invoices_contract_no AS k USING (row_id)
    GROUP BY i.unit, k.key
)
-- subrule: F
SELECT unit, p.document_no, key AS document_no_key, p.paid, i.invoiced, p.paid - i.invoiced AS amount, p.date, p.payment_rows, i.invoice_rows
FROM paid AS p
JOIN invoiced AS i USING (unit, key)
WHERE p.paid > i.invoiced AND NOT p.blank AND NOT i.blank
ORDER BY unit, key
-- population: F
SELECT unit, count(*) AS n FROM paid AS p JOIN invoiced AS i USING (unit, key) GROUP BY unit
-- undecided: F
SELECT p.payment_rows, CASE WHEN p.blank THEN 'payments.amount' ELSE 'invoices.amount_total' END AS missing, '有付款或发票没有金额' AS why
FROM paid AS p
JOIN invoiced AS i USING (unit, key)
WHERE p.blank OR i.blank

-- subrule: G
SELECT i.unit, i.document_no, i.document_no_key, i.sold, i.buyer_tax_no AS tax_no, i.amount_label, i.amount, i.invoice_date AS date,
       i.row_id AS invoice_row
FROM good AS i
WHERE NOT i.apart AND upper(trim(i.buyer_tax_no)) <> upper(trim($own_tax_no::VARCHAR))
ORDER BY i.row_id
-- population: G
SELECT i.unit, count(*) AS n FROM good AS i WHERE NOT i.apart GROUP BY i.unit
-- undecided: G
SELECT i.row_id AS invoice_row, 'invoices.buyer_tax_no' AS missing, '没有购买方税号' AS why
FROM good AS i
WHERE NOT i.apart AND i.buyer_tax_no IS NULL

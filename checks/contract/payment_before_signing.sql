/*
id: CON-003
name: payment_before_signing
aliases: []
title: 付款早于合同签订
summary: First payment made before the contract was signed.
kind: finding
class: violation
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}
basis:
  - {law: ZCT, article: 第五十一条}
  - {law: YSF, article: 第五十七条}
  - {law: NKG, article: 第五十七条}
  - {law: UNIT}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: contract_signed_late, by: [contract_no], title: 合同签订晚于履行}
repair: event
visibility: unit
params:
  grace_days: {type: integer, default: 0, doc: 允许的补签天数}
  excluded_purposes: {type: text, default: "保证金|退款|水费|电费", doc: 用途含这些字样的付款不比较}
requires: [contracts.contract_no, contracts.sign_date, payments.contract_no, payments.payment_date]
any_of: []
optional: [contracts.is_framework, payments.status, payments.amount, payments.purpose]
message: "{lead}，{unit}合同{contract_no}{titled}签订日期为{sign_date}，首笔付款日期为{payment_date}{paid_label}{paid_early}，付款早于合同签订，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}签订日期为{sign_date}，首笔付款日期为{payment_date}{paid_label}{paid_early}，付款早于合同签订，不符合{basis}的规定。"
why: 没有合同就付款，付款的对象、金额和条件都没有约定可对，财会部门无从按合同履行情况结算。
false_positives:
  - 投标、履约保证金等退付款误挂合同号
  - 水电气等公用事业预存
  - 同一供应商上一期合同的付款挂错合同号
  - 签订日期误填为归档或登记日期（仅有台账时只作疑点）
remediation: 无合同不付款；支付申请必须附已签订合同，财会部门核对合同签订日期与付款条件后支付。
*/
WITH payment AS (
    -- What was really paid out under the contract: no returned or void payments, no refunds, deposits or utilities.
    SELECT DISTINCT c.row_id AS contract_row, p.row_id AS payment_row, p.payment_date, p.payment_date_to, p.amount,
           p.payment_date_origin AS origin
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT coalesce(p.amount <= 0, false)
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
),
too_early AS (
    -- Of a range the end that favours the unit: the last day of the payment against the first day of the signature.
    SELECT p.contract_row,
           list(p.payment_row) AS payment_rows,
           sum(p.amount) AS paid_early,
           bool_or(p.origin = 'paper' AND c.sign_date_origin = 'paper') AS on_paper,
           arg_min(p.payment_date, (p.payment_date_to, p.payment_date)) AS payment_date,
           min(p.payment_date_to) AS payment_date_to
    FROM payment AS p
    JOIN contracts AS c ON c.row_id = p.contract_row
    WHERE p.payment_date_to < c.sign_date - $grace_days::INTEGER
    GROUP BY p.contract_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.sign_date AS date, c.sign_date, c.sign_date_to, e.payment_date, e.payment_date_to,
       e.paid_early, e.paid_early AS amount, CASE WHEN e.paid_early IS NULL THEN '' ELSE '，签订前已付款' END AS paid_label,
       date_diff('day', e.payment_date_to, c.sign_date) AS days_early,
       -- A register's own dates are weak: 违规 only where a person read both off the documents.
       CASE WHEN e.on_paper THEN 'violation' ELSE 'suspicion' END AS class,
       c.row_id AS contract_row, e.payment_rows
FROM too_early AS e
JOIN contracts AS c ON c.row_id = e.contract_row
WHERE c.is_framework IS DISTINCT FROM true
ORDER BY c.row_id

-- population:
SELECT count(*) AS n FROM contracts AS c WHERE c.is_framework IS DISTINCT FROM true

-- undecided:
WITH payment AS (
    SELECT c.row_id AS contract_row, min(p.payment_date) AS first_day, min(p.payment_date_to) AS last_day
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE p.payment_date IS NOT NULL
      AND coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT coalesce(p.amount <= 0, false)
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
    GROUP BY c.row_id
)
SELECT c.row_id AS contract_row,
       CASE WHEN p.contract_row IS NULL THEN 'payments.payment_date' ELSE 'contracts.sign_date' END AS missing,
       CASE WHEN p.contract_row IS NULL THEN '没有该合同的付款日期'
            WHEN c.sign_date IS NULL THEN '没有签订日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM contracts AS c
LEFT JOIN payment AS p ON p.contract_row = c.row_id
WHERE c.is_framework IS DISTINCT FROM true
  AND (p.contract_row IS NULL
       OR c.sign_date IS NULL
       OR (p.last_day >= c.sign_date - $grace_days::INTEGER AND p.first_day < c.sign_date_to - $grace_days::INTEGER))

/*
id: CON-006
name: same_day_closure
aliases: []
title: 合同、验收、付款同日闭环（疑似补办手续）
summary: Signature, acceptance and payment within a few days of each other.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: KJF, article: 第九条}
  - {law: NKG, article: 第五十五条}
  - {law: NKG, article: 第五十七条}
  - {law: UNIT}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: contract_signed_late, by: [contract_no], title: 合同签订晚于履行}
repair: event
visibility: unit
params:
  max_sign_accept: {type: integer, default: 1, doc: 签订至最后一次验收不超过的天数}
  max_sign_pay: {type: integer, default: 3, doc: 签订至首笔付款不超过的天数}
  min_amount: {type: decimal, default: "50000", doc: 合同金额下限（元）}
  exempt_methods: {type: text, default: "电子卖场|直购", doc: 即买即付的采购方式不比较}
requires:
  - contracts.contract_no
  - contracts.sign_date
  - contracts.amount
  - acceptances.contract_no
  - acceptances.acceptance_date
  - payments.contract_no
  - payments.payment_date
any_of: []
optional: [contracts.procurement_method, contracts.procurement_no, procurements.method, procurements.procurement_no, payments.status]
message: "{lead}，{unit}合同{contract_no}{titled}，金额{amount}，签订日期为{sign_date}，验收日期为{acceptance_date}，付款日期为{payment_date}，三者集中完成，建议核对到货、使用等实际履行时间，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，金额{amount}，签订日期为{sign_date}，验收日期为{acceptance_date}，付款日期为{payment_date}，三者集中完成，与实际履行时间不一致。"
why: 较大金额的采购在一两天内签约、验收、付款，常见于先履行后补手续，是核对实际履行时间的线索。
false_positives:
  - 现货即买即付（电子卖场、直购、办公耗材）
  - 一次性服务（印刷、租车）
remediation: 先签合同后履行；验收如实记录到货与启用时间；付款前核对三者时间。
*/
-- shared:
WITH bought_off_the_shelf AS (
    SELECT c.row_id AS contract_row
    FROM contracts AS c
    WHERE regexp_matches(c.procurement_method, $exempt_methods::VARCHAR)
    UNION
    SELECT named.row_id
    FROM contracts_procurement_no AS named
    JOIN procurements_procurement_no AS number ON number.key = named.key
    JOIN procurements AS q ON q.row_id = number.row_id
    JOIN contracts AS c ON c.row_id = named.row_id AND c.unit = q.unit
    WHERE regexp_matches(q.method, $exempt_methods::VARCHAR)
)
-- subrule:
WITH acceptance AS (
    SELECT c.row_id AS contract_row, max(a.acceptance_date) AS day, max(a.acceptance_date_to) AS day_to,
           list(DISTINCT a.row_id ORDER BY a.row_id) AS acceptance_rows
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
    WHERE a.acceptance_date IS NOT NULL
    GROUP BY c.row_id
),
payment AS (
    SELECT c.row_id AS contract_row, min(p.payment_date) AS day, min(p.payment_date_to) AS day_to,
           list(DISTINCT p.row_id) AS payment_rows
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE p.payment_date IS NOT NULL AND coalesce(p.status, '') NOT IN ('作废', '退票')
    GROUP BY c.row_id
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       c.sign_date AS date, c.sign_date, c.sign_date_to,
       a.day AS acceptance_date, a.day_to AS acceptance_date_to, p.day AS payment_date, p.day_to AS payment_date_to,
       c.row_id AS contract_row, a.acceptance_rows, p.payment_rows
FROM contracts AS c
JOIN acceptance AS a ON a.contract_row = c.row_id
JOIN payment AS p ON p.contract_row = c.row_id
-- Both come after the signature, and close behind it, whatever days of a range one takes.
WHERE c.amount >= $min_amount::DECIMAL(18,2)
  AND a.day >= c.sign_date_to AND a.day_to - c.sign_date <= $max_sign_accept::INTEGER
  AND p.day >= c.sign_date_to AND p.day_to - c.sign_date <= $max_sign_pay::INTEGER
  AND NOT EXISTS (SELECT 1 FROM bought_off_the_shelf AS b WHERE b.contract_row = c.row_id)
ORDER BY c.row_id

-- population:
SELECT count(*) AS n
FROM contracts AS c
WHERE (c.amount IS NULL OR c.amount >= $min_amount::DECIMAL(18,2))
  AND NOT EXISTS (SELECT 1 FROM bought_off_the_shelf AS b WHERE b.contract_row = c.row_id)

-- undecided:
WITH acceptance AS (
    SELECT c.row_id AS contract_row, max(a.acceptance_date) AS day, max(a.acceptance_date_to) AS day_to
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
    GROUP BY c.row_id
),
payment AS (
    SELECT c.row_id AS contract_row, min(p.payment_date) AS day, min(p.payment_date_to) AS day_to
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
    GROUP BY c.row_id
),
judged AS (
    SELECT c.row_id AS contract_row, c.amount, c.sign_date, a.day AS accepted, p.day AS paid,
           -- Certainly close behind, and certainly not; in between the ranges are too wide.
           a.day >= c.sign_date_to AND a.day_to - c.sign_date <= $max_sign_accept::INTEGER AS accepted_at_once,
           a.day_to < c.sign_date OR a.day - c.sign_date_to > $max_sign_accept::INTEGER AS accepted_apart,
           p.day >= c.sign_date_to AND p.day_to - c.sign_date <= $max_sign_pay::INTEGER AS paid_at_once,
           p.day_to < c.sign_date OR p.day - c.sign_date_to > $max_sign_pay::INTEGER AS paid_apart
    FROM contracts AS c
    LEFT JOIN acceptance AS a ON a.contract_row = c.row_id
    LEFT JOIN payment AS p ON p.contract_row = c.row_id
    WHERE (c.amount IS NULL OR c.amount >= $min_amount::DECIMAL(18,2))
      AND NOT EXISTS (SELECT 1 FROM bought_off_the_shelf AS b WHERE b.contract_row = c.row_id)
)
SELECT contract_row,
       CASE WHEN sign_date IS NULL THEN 'contracts.sign_date'
            WHEN accepted IS NULL THEN 'acceptances.acceptance_date'
            WHEN paid IS NULL THEN 'payments.payment_date'
            WHEN amount IS NULL THEN 'contracts.amount'
            ELSE 'acceptances.acceptance_date' END AS missing,
       CASE WHEN sign_date IS NULL THEN '没有签订日期'
            WHEN accepted IS NULL THEN '没有验收日期'
            WHEN paid IS NULL THEN '没有付款日期'
            WHEN amount IS NULL THEN '没有合同金额'
            ELSE '日期只到期间，无法计算间隔' END AS why
FROM judged
-- One pair that certainly lies apart is enough to be clean.
WHERE NOT coalesce(accepted_apart, false)
  AND NOT coalesce(paid_apart, false)
  AND (amount IS NULL OR NOT coalesce(accepted_at_once, false) OR NOT coalesce(paid_at_once, false))

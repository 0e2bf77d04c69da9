/*
id: VOU-011
name: major_spend_without_decision
aliases: []
title: 重大支出未经集体决策／先办后议
summary: Large payments and contracts without minutes of a meeting, or decided after the contract was signed.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 3, mode: criterion_fail}]
basis:
  - {law: GZT, article: 第九条}
  - {law: NKG, article: 第十四条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: no_collective_decision, by: [document_no], title: 重大支出未经集体决策}
repair: event
visibility: unit
params:
  major_threshold: {type: decimal, default: null, doc: 本单位“三重一大”制度规定须集体决策的支出金额下限（元）}
  excluded_purposes: {type: text, default: "工资|津贴|社保|社会保险|医疗保险|公积金|个人所得税|税款|退款|保证金|上缴|转移支付", doc: 用途含这些字样的法定刚性支出不比较}
requires: [payments.amount, payments.meeting_minutes_no]
any_of: []
optional: [payments.contract_no, payments.payment_no, payments.status, payments.purpose, payments.econ_class]
message: "{lead}，{unit}付款{document_no}{paid_to}金额{amount}，达到集体决策标准{threshold}，未见会议纪要，需进一步核实。"
message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}金额{amount}，达到集体决策标准{threshold}，未经集体决策，不符合{basis}的规定。"
subrules:
  A:
    title: 大额付款无集体决策文号
    params: [major_threshold]
    absence: payments.meeting_minutes_no
  B:
    title: 同一合同累计付款达到标准而无集体决策文号
    params: [major_threshold]
    absence: payments.meeting_minutes_no
    requires: [payments.amount, payments.meeting_minutes_no, payments.contract_no]
    optional: [payments.payment_no, payments.status, payments.purpose, payments.econ_class]
    message: "{lead}，{unit}合同{document_no}{paid_to}累计付款{count}笔{amount}，达到集体决策标准{threshold}，未见会议纪要，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}{paid_to}累计付款{count}笔{amount}，达到集体决策标准{threshold}，未经集体决策，不符合{basis}的规定。"
  C:
    title: 合同签订早于会议决策
    params: [major_threshold]
    class: suspicion
    requires: [contracts.contract_no, contracts.sign_date, contracts.amount, evidence.ref_key, evidence.doc_type, evidence.doc_date]
    optional: []
    message: "{lead}，{unit}合同{document_no}金额{amount}，签订日期为{sign_date}，会议纪要日期为{decided}，先签订后决策，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}金额{amount}，签订日期为{sign_date}，会议纪要日期为{decided}，先签订后决策，不符合{basis}的规定。"
why: 大额资金使用须领导班子集体决定，这是“三重一大”的底线；没有纪要或先办后议，就是个人说了算。
false_positives:
  - 年初已集体审定预算并逐笔授权
  - 工资、社保等法定刚性支出（已排除）
  - 按合同分期的后续付款（同一合同任何一笔有纪要即不报）
  - 纪要存档而支付台账没有登记文号
remediation: 补充会议纪要等决策依据；没有集体决策的作出说明并追究责任；达到标准的支出，支付申请必须附纪要文号。
*/
-- shared:
-- Judged: what is not paid by law anyhow.
WITH payment AS (
    SELECT p.row_id, p.unit, p.payee, p.payment_date, p.amount, p.meeting_minutes_no, p.contract_no,
           coalesce(p.payment_no, p.voucher_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, p.payee_key)) AS document_no_key
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT starts_with(coalesce(p.econ_class, ''), '301')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
)

-- shared: A
WITH judged AS (
    SELECT * FROM payment AS p
    WHERE coalesce(p.amount >= $major_threshold::DECIMAL(18,2), true) AND p.contract_no IS NULL
)
-- subrule: A
SELECT j.unit, j.document_no, j.document_no_key, coalesce('（收款人' || j.payee || '）', '') AS paid_to, j.amount,
       $major_threshold::DECIMAL(18,2) AS threshold, j.payment_date AS date, j.row_id AS payment_row
FROM judged AS j
WHERE j.amount IS NOT NULL AND j.meeting_minutes_no IS NULL
ORDER BY j.row_id
-- population: A
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided: A
SELECT j.row_id AS payment_row, 'payments.amount' AS missing, '没有金额，不知是否应集体决策' AS why
FROM judged AS j
WHERE j.amount IS NULL

-- shared: B
WITH judged AS (
    SELECT p.unit, k.key AS document_no_key, first(p.contract_no ORDER BY p.row_id) AS document_no, first(p.payee ORDER BY p.row_id) AS payee,
           sum(p.amount) AS amount, count(*) AS number, count(p.amount) AS known, count(p.meeting_minutes_no) AS decided,
           min(p.payment_date) AS date, list(p.row_id ORDER BY p.row_id) AS payment_rows
    FROM payment AS p
    JOIN payments_contract_no AS k USING (row_id)
    GROUP BY p.unit, k.key
)
-- subrule: B
SELECT j.unit, j.document_no, j.document_no_key, coalesce('（收款人' || j.payee || '）', '') AS paid_to, j.amount, j.number AS count,
       $major_threshold::DECIMAL(18,2) AS threshold, j.date, j.payment_rows
FROM judged AS j
WHERE j.amount >= $major_threshold::DECIMAL(18,2) AND j.decided = 0
ORDER BY j.unit, j.document_no_key
-- population: B
SELECT j.unit, count(*) AS n FROM judged AS j
WHERE j.amount >= $major_threshold::DECIMAL(18,2) OR j.known < j.number GROUP BY j.unit
-- undecided: B
SELECT j.payment_rows, 'payments.amount' AS missing, '有付款没有金额，不知是否应集体决策' AS why
FROM judged AS j
WHERE j.known < j.number AND j.decided = 0 AND NOT coalesce(j.amount >= $major_threshold::DECIMAL(18,2), false)

-- shared: C
WITH minutes AS (
    SELECT c.row_id AS contract_row, min(f.doc_date) AS decided, bool_or(f.doc_date IS NULL) AS undated, list(f.row_id ORDER BY f.row_id) AS evidence_rows
    FROM contracts AS c
    JOIN evidence AS f ON f.unit = c.unit
    WHERE f.doc_type = '会议纪要'
      AND upper(regexp_replace(f.ref_key, '[^\pL\pN]', '', 'g')) = split_part(c.contract_no_key, '|', 1)
      AND coalesce(c.amount >= $major_threshold::DECIMAL(18,2), true)
    GROUP BY c.row_id
)
-- subrule: C
SELECT c.unit, c.contract_no AS document_no, c.contract_no_key AS document_no_key, c.amount, c.sign_date, c.sign_date_to,
       m.decided, c.sign_date AS date, c.row_id AS contract_row, m.evidence_rows
FROM minutes AS m
JOIN contracts AS c ON c.row_id = m.contract_row
WHERE m.decided > c.sign_date_to AND NOT m.undated AND c.amount IS NOT NULL
ORDER BY c.row_id
-- population: C
SELECT c.unit, count(*) AS n FROM minutes AS m JOIN contracts AS c ON c.row_id = m.contract_row GROUP BY c.unit
-- undecided: C
SELECT m.contract_row, CASE WHEN c.amount IS NULL THEN 'contracts.amount' WHEN c.sign_date IS NULL THEN 'contracts.sign_date' ELSE 'evidence.doc_date' END AS missing,
       '没有合同金额、签订日期或纪要日期' AS why
FROM minutes AS m
JOIN contracts AS c ON c.row_id = m.contract_row
WHERE c.amount IS NULL OR c.sign_date IS NULL OR (m.undated AND NOT coalesce(m.decided <= c.sign_date_to, false))

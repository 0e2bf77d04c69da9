/*
id: VOU-014
name: sampling_fee_mismatch
aliases: []
title: 抽检费与批次不符或批次重复付费
summary: Inspection fees that are not batches times price, more batches paid than accepted, one lot of batches paid twice.
kind: finding
class: suspicion
severity: high
status: draft
feeds:
  - {rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B41, mode: risk_only}
basis:
  - {law: KJF, article: 第九条}
  - {law: YSF, article: 第五十七条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: sampling_fee, by: [payee], title: 抽检费结算与实际批次不符}
repair: event
visibility: unit
params:
  words: {type: text, default: "抽检|抽查|检验检测|检测费|监督抽样|风险监测", doc: 用途含这些字样的为抽检付款}
  tol: {type: decimal, default: "1", doc: 批次乘单价与付款金额允许的差额（元）}
requires: [payments.purpose, payments.amount, payments.payee]
any_of: []
optional: [payments.status, payments.payment_no, payments.payment_date]
message: "{lead}，{unit}付款{document_no}（收款人{payee}）用途为“{purpose}”，{batches}批次按单价{price}应为{expected}，实际付款{paid}，相差{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}付款{document_no}（收款人{payee}）用途为“{purpose}”，{batches}批次按单价{price}应为{expected}，实际付款{paid}，结算金额不实，不符合{basis}的规定。"
subrules:
  A:
    title: 付款金额不等于批次乘单价
  B:
    title: 付费批次多于验收批次
    requires: [payments.purpose, payments.contract_no, payments.payee, acceptances.contract_no, acceptances.quantity]
    optional: [payments.status, payments.amount, payments.payment_date, acceptances.result]
    message: "{lead}，{unit}合同{document_no}（收款人{payee}）累计付费{batches}批次{paid}，验收{accepted}批次，多付费{over}批次，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}（收款人{payee}）累计付费{batches}批次{paid}，验收{accepted}批次，多付费{over}批次，不符合{basis}的规定。"
  C:
    title: 同一批次重复付费
    message: "{lead}，{unit}向{payee}付款{count}笔，用途均为“{purpose}”，合计{paid}，可能对同一批次重复付费，需进一步核实。"
    message_confirmed: "{lead}，{unit}向{payee}付款{count}笔，用途均为“{purpose}”，合计{paid}，对同一批次重复付费{amount}，不符合{basis}的规定。"
why: 抽检费按批次结算，批次数是检验机构自己报的；批次虚增、重复计费是市场监管系统专项资金最常见的流失处。
false_positives:
  - 单价分产品类别，用途只写平均单价
  - 含购样费、运输费的结算
  - 不同任务、不同月份用途填写完全相同（补充任务编号后可区分）
  - 验收单按报告份数或任务数而不是批次登记数量
remediation: 按检验报告编号逐批核对结算清单，重复和虚增的追回；付款用途写明任务、起止批次和单价，验收单登记批次数和报告编号。
*/
-- shared:
-- Judged: payments of inspections. 批次 is read from the words of the payment: 120批次×1500元, 120个批次，每批次1500元.
WITH fee AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.purpose, p.amount, p.payment_date, p.contract_no,
           coalesce(p.payment_no, p.voucher_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, p.payee_key)) AS document_no_key,
           TRY_CAST(regexp_extract(p.purpose, '([0-9]+) *个?(?:批次|批)', 1) AS INTEGER) AS batches,
           TRY_CAST(regexp_extract(p.purpose, '(?:单价|每批次|每批|每个批次|批次?[×xX*]) *([0-9]+(?:\.[0-9]+)?) *元', 1) AS DECIMAL(18,2)) AS price
    FROM payments AS p
    WHERE regexp_matches(p.purpose, $words::VARCHAR) AND coalesce(p.status, '') NOT IN ('作废', '退票')
)

-- subrule: A
SELECT f.unit, f.document_no, f.document_no_key, f.payee, f.payee_key, f.purpose, f.batches, f.price, f.batches * f.price AS expected,
       f.amount AS paid, abs(f.amount - f.batches * f.price) AS amount, f.payment_date AS date, f.row_id AS payment_row
FROM fee AS f
WHERE abs(f.amount - f.batches * f.price) > $tol::DECIMAL(18,2)
ORDER BY f.row_id
-- population: A
SELECT f.unit, count(*) AS n FROM fee AS f GROUP BY f.unit
-- undecided: A
SELECT f.row_id AS payment_row, CASE WHEN f.amount IS NULL THEN 'payments.amount' ELSE 'payments.purpose' END AS missing,
       '没有金额，或用途没有写明批次和单价' AS why
FROM fee AS f
WHERE f.amount IS NULL OR f.batches IS NULL OR f.price IS NULL

-- shared: B
WITH paid AS (
    SELECT f.unit, k.key, first(f.contract_no ORDER BY f.row_id) AS document_no, first(f.payee ORDER BY f.row_id) AS payee,
           first(f.payee_key ORDER BY f.row_id) AS payee_key, sum(f.batches) AS batches, sum(f.amount) AS paid,
           bool_or(f.batches IS NULL) AS unknown, first(f.payment_date ORDER BY f.row_id) AS date, list(f.row_id ORDER BY f.row_id) AS payment_rows
    FROM fee AS f
    JOIN payments_contract_no AS k USING (row_id)
    GROUP BY f.unit, k.key
),
accepted AS (
    SELECT a.unit, k.key, sum(a.quantity) AS accepted, bool_or(a.quantity IS NULL) AS unknown, list(a.row_id ORDER BY a.row_id) AS acceptance_rows
    FROM acceptances AS a
    JOIN acceptances_contract_no AS k USING (row_id)
    WHERE a.result IS DISTINCT FROM '不合格'
    GROUP BY a.unit, k.key
)
-- subrule: B
SELECT unit, p.document_no, key AS document_no_key, p.payee, p.payee_key, p.batches, p.paid, a.accepted::BIGINT AS accepted,
       (p.batches - a.accepted)::BIGINT AS over, p.date, p.payment_rows, a.acceptance_rows
FROM paid AS p
JOIN accepted AS a USING (unit, key)
WHERE p.batches > a.accepted AND NOT a.unknown
ORDER BY unit, key
-- population: B
SELECT unit, count(*) AS n FROM paid AS p JOIN accepted AS a USING (unit, key) GROUP BY unit
-- undecided: B
SELECT p.payment_rows, CASE WHEN a.unknown THEN 'acceptances.quantity' ELSE 'payments.purpose' END AS missing,
       '验收没有登记批次数，或付款用途没有写明批次' AS why
FROM paid AS p
JOIN accepted AS a USING (unit, key)
WHERE a.unknown OR (p.unknown AND NOT coalesce(p.batches > a.accepted, false))

-- shared: C
-- The same words to the same payee, naming batches: nothing tells the two lots apart.
WITH lot AS (
    SELECT f.unit, f.payee_key, regexp_replace(f.purpose, '[^\pL\pN]', '', 'g') AS words, first(f.payee ORDER BY f.row_id) AS payee,
           first(f.purpose ORDER BY f.row_id) AS purpose, count(*) AS number, sum(f.amount) AS paid, first(f.amount ORDER BY f.row_id) AS once,
           first(f.payment_date ORDER BY f.row_id) AS date, list(f.row_id ORDER BY f.row_id) AS payment_rows
    FROM fee AS f
    WHERE f.batches IS NOT NULL AND f.amount > 0 AND f.payee_key IS NOT NULL
    GROUP BY f.unit, f.payee_key, regexp_replace(f.purpose, '[^\pL\pN]', '', 'g')
)
-- subrule: C
SELECT l.unit, l.purpose AS document_no, concat_ws('|', l.payee_key, l.words) AS document_no_key, l.payee, l.payee_key, l.purpose,
       l.number AS count, l.paid, l.paid - l.once AS amount, l.date, l.payment_rows
FROM lot AS l
WHERE l.number > 1
ORDER BY l.unit, l.payee_key, l.words
-- population: C
SELECT f.unit, count(*) AS n FROM fee AS f GROUP BY f.unit
-- undecided: C
SELECT f.row_id AS payment_row,
       CASE WHEN f.amount IS NULL THEN 'payments.amount' WHEN f.payee_key IS NULL THEN 'payments.payee' ELSE 'payments.purpose' END AS missing,
       '没有金额、收款人，或用途没有写明批次' AS why
FROM fee AS f
WHERE f.amount IS NULL OR f.payee_key IS NULL OR f.batches IS NULL

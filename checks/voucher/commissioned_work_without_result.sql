/*
id: VOU-013
name: commissioned_work_without_result
aliases: []
title: 委托业务费无成果
summary: Fees for commissioned work without an accepted result, though it was refused, or without a contract.
kind: finding
class: suspicion
severity: high
status: draft
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第九条}
  - {law: YSF, article: 第五十七条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: no_result, by: [document_no], title: 委托业务没有成果}
repair: event
visibility: unit
params:
  min_amount: {type: decimal, default: "10000", doc: 累计低于此金额的委托业务不查（元）}
  words: {type: text, default: "委托|课题|研究|规划编制|咨询|论证|第三方|评估服务|技术服务|审计服务|调查服务", doc: 没有登记经济分类时，用途含这些字样的为委托业务}
requires: [payments.contract_no, payments.amount, acceptances.contract_no]
any_of: [[payments.econ_class, payments.purpose]]
optional: [payments.status, payments.is_advance, payments.payment_date, acceptances.result]
message: "{lead}，{unit}合同{document_no}（收款人{payee}）已支付委托业务费{amount}，未见成果验收记录，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{document_no}（收款人{payee}）已支付委托业务费{amount}，没有委托成果，不符合{basis}的规定。"
subrules:
  A:
    title: 委托业务付款未见成果验收
    absence: {partner: acceptances}
  B:
    title: 成果验收不合格仍付款
    requires: [payments.contract_no, payments.amount, payments.payment_date, acceptances.contract_no, acceptances.result, acceptances.acceptance_date]
    optional: [payments.status, payments.is_advance]
    message: "{lead}，{unit}合同{document_no}（收款人{payee}）成果于{acceptance_date}验收不合格，其后又支付委托业务费{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{document_no}（收款人{payee}）成果于{acceptance_date}验收不合格，其后仍支付委托业务费{amount}，不符合{basis}的规定。"
  C:
    title: 委托业务付款没有合同
    absence: payments.contract_no
    requires: [payments.amount, payments.contract_no]
    optional: [payments.status, payments.is_advance, payments.payment_date]
    message: "{lead}，{unit}付款{document_no}（收款人{payee}）支付委托业务费{amount}，未见合同编号，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}（收款人{payee}）支付委托业务费{amount}，没有委托合同，不符合{basis}的规定。"
why: 课题、咨询、规划等委托业务看不见实物，钱付了没有成果，或者成果就是网上的旧稿，是专项资金流失和利益输送的常见形式。
false_positives:
  - 成果按阶段交付，尚在合同期内
  - 成果以报告、会议纪要形式存档，没有单独的验收单
  - 零星委托业务用委托函代替合同
remediation: 索取委托成果及其采用情况，比对查重；没有成果的追回已付费用；以后委托业务按合同约定凭成果验收付款。
*/
-- shared:
-- Judged: commissioned work by its economic class (30227 委托业务费), else by its words.
WITH fee AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date, p.contract_no, coalesce(p.payment_no, p.voucher_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, p.payee_key)) AS document_no_key
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND p.is_advance IS DISTINCT FROM true
      AND coalesce(starts_with(p.econ_class, '30227'), regexp_matches(p.purpose, $words::VARCHAR))
),
paid AS (
    SELECT f.unit, k.key, first(f.contract_no ORDER BY f.row_id) AS document_no, first(f.payee ORDER BY f.row_id) AS payee,
           first(f.payee_key ORDER BY f.row_id) AS payee_key, sum(f.amount) AS amount, bool_or(f.amount IS NULL) AS unknown,
           first(f.payment_date ORDER BY f.row_id) AS date, list(f.row_id ORDER BY f.row_id) AS payment_rows
    FROM fee AS f
    JOIN payments_contract_no AS k USING (row_id)
    GROUP BY f.unit, k.key
),
accepted AS (
    SELECT a.unit, k.key, a.row_id, a.result, a.acceptance_date_to
    FROM acceptances AS a
    JOIN acceptances_contract_no AS k USING (row_id)
)

-- shared: A
WITH judged AS (
    SELECT * FROM paid AS p WHERE p.unknown OR p.amount >= $min_amount::DECIMAL(18,2)
)
-- subrule: A
SELECT j.unit, j.document_no, j.key AS document_no_key, j.payee, j.payee_key, j.amount, j.date, j.payment_rows
FROM judged AS j
ANTI JOIN accepted AS a USING (unit, key)
WHERE j.amount >= $min_amount::DECIMAL(18,2)
ORDER BY j.unit, j.key
-- population: A
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided: A
SELECT j.payment_rows, 'payments.amount' AS missing, '有付款没有金额' AS why
FROM judged AS j
WHERE (j.amount >= $min_amount::DECIMAL(18,2)) IS DISTINCT FROM true

-- shared: B
-- The last word on the result counts.
WITH verdict AS (
    SELECT a.unit, a.key, last(a.result ORDER BY a.acceptance_date_to, a.row_id) AS result, max(a.acceptance_date_to) AS acceptance_date,
           bool_or(a.acceptance_date_to IS NULL OR a.result IS NULL) AS unknown, list(a.row_id ORDER BY a.row_id) AS acceptance_rows
    FROM accepted AS a
    GROUP BY a.unit, a.key
),
after AS (
    SELECT f.unit, k.key, first(f.contract_no ORDER BY f.row_id) AS document_no, first(f.payee ORDER BY f.row_id) AS payee,
           first(f.payee_key ORDER BY f.row_id) AS payee_key, sum(f.amount) AS amount, first(f.payment_date ORDER BY f.row_id) AS date,
           list(f.row_id ORDER BY f.row_id) AS payment_rows
    FROM fee AS f
    JOIN payments_contract_no AS k USING (row_id)
    JOIN verdict AS v USING (unit, key)
    WHERE f.payment_date >= v.acceptance_date
    GROUP BY f.unit, k.key
)
-- subrule: B
SELECT unit, f.document_no, key AS document_no_key, f.payee, f.payee_key, f.amount, v.acceptance_date, f.date, f.payment_rows, v.acceptance_rows
FROM after AS f
JOIN verdict AS v USING (unit, key)
WHERE v.result = '不合格' AND NOT v.unknown
ORDER BY unit, key
-- population: B
SELECT unit, count(*) AS n FROM paid AS p JOIN verdict AS v USING (unit, key) GROUP BY unit
-- undecided: B
SELECT p.payment_rows, 'acceptances.result' AS missing, '验收没有结论或日期' AS why
FROM paid AS p
JOIN verdict AS v USING (unit, key)
WHERE v.unknown

-- subrule: C
SELECT f.unit, f.document_no, f.document_no_key, f.payee, f.payee_key, f.amount, f.payment_date AS date, f.row_id AS payment_row
FROM fee AS f
WHERE f.contract_no IS NULL AND f.amount >= $min_amount::DECIMAL(18,2)
ORDER BY f.row_id
-- population: C
SELECT f.unit, count(*) AS n FROM fee AS f GROUP BY f.unit
-- undecided: C
SELECT f.row_id AS payment_row, 'payments.amount' AS missing, '没有金额' AS why
FROM fee AS f
WHERE f.contract_no IS NULL AND f.amount IS NULL

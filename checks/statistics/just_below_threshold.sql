/*
id: STA-005
name: just_below_threshold
aliases: []
title: 金额聚集在限额之下
summary: Several payments, contracts or awards of one supplier just below a limit, few at or above it.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: ZCF, article: 第二十八条}
scope: [unit]
key: [subject, year]
finding: supplier
repair: event
visibility: unit
params:
  approval_limits: {type: list, default: null, doc: 本单位付款审批、三重一大等限额（元，可写多个，如50000;100000）}
  purchase_limits: {type: list, default: null, doc: 本地区采购限额、招标数额标准（元，可写多个，如500000;2000000）}
  band: {type: decimal, default: "0.05", doc: 限额上下比较的范围（占限额的比例）}
  times: {type: decimal, default: "3", doc: 限额之下的笔数至少为限额之上（不足1笔按1笔）的倍数}
  n_min: {type: integer, default: 3, doc: 限额之下的最少笔数}
  excluded_purposes: {type: text, default: "工资|津贴|补贴|社保|公积金|税", doc: 用途含这些字样的付款不比较（正则）}
requires: [payments.amount, payments.payee, payments.payment_date]
any_of: []
optional: [payments.status, payments.purpose]
subrules:
  A:
    title: 付款聚集在审批限额之下
    params: [approval_limits]
    basis: [{law: UNIT}]
  B:
    title: 自行签订的合同聚集在采购限额之下
    params: [purchase_limits]
    requires: [contracts.amount, contracts.party_b, contracts.sign_date]
    optional: [contracts.procurement_no, contracts.is_framework]
    message: "{lead}，{unit}{year}与{subject}签订的合同有{below}份在限额{limit}之下{percent}%以内，达到或略高于限额的{above}份，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}与{subject}签订的合同有{below}份略低于限额{limit}，合计{amount}，规避采购限额，不符合{basis}的规定。"
  C:
    title: 成交金额聚集在采购限额之下
    params: [purchase_limits]
    requires: [procurements.award_amount, procurements.award_supplier]
    any_of: [[procurements.award_confirm_date, procurements.award_notice_date, procurements.notice_date]]
    optional: [procurements.method]
    message: "{lead}，{unit}{year}由{subject}成交的采购有{below}项金额在限额{limit}之下{percent}%以内，达到或略高于限额的{above}项，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}由{subject}成交的采购有{below}项金额略低于限额{limit}，合计{amount}，规避采购限额，不符合{basis}的规定。"
message: "{lead}，{unit}{year}向{subject}付款有{below}笔在审批限额{limit}之下{percent}%以内，达到或略高于限额的{above}笔，合计{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{year}向{subject}付款有{below}笔略低于审批限额{limit}，合计{amount}，规避审批权限，不符合{basis}的规定。"
why: 金额总是刚好低于要多一道审批、要招标的线，往往是照着限额定的价或拆的单。
false_positives:
  - 预算上限、最高限价附近自然成交
  - 同一规格同一单价的重复采购
  - 公开招标的项目不存在规避（不比较）
remediation: 对照需求和合同，合并计算同一事项金额；属拆分的按合并后的权限和方式补办手续。
*/
-- shared: A
WITH item AS (
    SELECT p.row_id, p.unit, p.payee AS supplier, p.payee_key AS supplier_key, p.amount, p.payment_date AS day
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
),
known AS (SELECT i.* FROM item AS i WHERE i.supplier_key IS NOT NULL AND i.amount IS NOT NULL AND i.day IS NOT NULL)
-- subrule: A
SELECT i.unit, first(i.supplier ORDER BY i.row_id) AS subject, i.supplier_key AS subject_key, year(i.day) || '年' AS year, year(i.day) AS fiscal_year,
       t.level AS "limit", CAST( $band::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS percent, count(CASE WHEN i.amount < t.level THEN i.row_id END) AS below,
       count(CASE WHEN i.amount >= t.level THEN i.row_id END) AS above, sum(CASE WHEN i.amount < t.level THEN i.amount END) AS amount, max(i.day) AS date,
       list(i.row_id ORDER BY i.row_id) AS payment_rows
FROM known AS i
JOIN (SELECT CAST(unnest( $approval_limits::VARCHAR[]) AS DECIMAL(18,2)) AS level) AS t
  ON i.amount >= t.level * (1 - $band::DECIMAL(9,6)) AND i.amount < t.level * (1 + $band::DECIMAL(9,6))
GROUP BY i.unit, i.supplier_key, year(i.day), t.level
HAVING below >= $n_min::INTEGER AND below >= $times::DECIMAL(9,2) * greatest(1, above)
-- One limit speaks for a supplier: that under which most lie.
QUALIFY row_number() OVER (PARTITION BY i.unit, i.supplier_key, year(i.day) ORDER BY below DESC, t.level) = 1
ORDER BY i.unit, subject
-- population: A
SELECT unit, count(*) AS n FROM item GROUP BY unit
-- undecided: A
SELECT row_id AS payment_row, CASE WHEN supplier_key IS NULL THEN 'payments.payee' WHEN amount IS NULL THEN 'payments.amount' ELSE 'payments.payment_date' END AS missing,
       '没有收款人、金额或支付日期' AS why
FROM item AS i
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = i.row_id)

-- shared: B
WITH item AS (
    -- What came out of a procurement is compared there.
    SELECT c.row_id, c.unit, c.party_b AS supplier, c.party_b_key AS supplier_key, c.amount, c.sign_date AS day
    FROM contracts AS c
    WHERE c.procurement_no IS NULL AND c.is_framework IS DISTINCT FROM true
),
known AS (SELECT i.* FROM item AS i WHERE i.supplier_key IS NOT NULL AND i.amount IS NOT NULL AND i.day IS NOT NULL)
-- subrule: B
SELECT i.unit, first(i.supplier ORDER BY i.row_id) AS subject, i.supplier_key AS subject_key, year(i.day) || '年' AS year, year(i.day) AS fiscal_year,
       t.level AS "limit", CAST( $band::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS percent, count(CASE WHEN i.amount < t.level THEN i.row_id END) AS below,
       count(CASE WHEN i.amount >= t.level THEN i.row_id END) AS above, sum(CASE WHEN i.amount < t.level THEN i.amount END) AS amount, max(i.day) AS date,
       list(i.row_id ORDER BY i.row_id) AS contract_rows
FROM known AS i
JOIN (SELECT CAST(unnest( $purchase_limits::VARCHAR[]) AS DECIMAL(18,2)) AS level) AS t
  ON i.amount >= t.level * (1 - $band::DECIMAL(9,6)) AND i.amount < t.level * (1 + $band::DECIMAL(9,6))
GROUP BY i.unit, i.supplier_key, year(i.day), t.level
HAVING below >= $n_min::INTEGER AND below >= $times::DECIMAL(9,2) * greatest(1, above)
-- One limit speaks for a supplier: that under which most lie.
QUALIFY row_number() OVER (PARTITION BY i.unit, i.supplier_key, year(i.day) ORDER BY below DESC, t.level) = 1
ORDER BY i.unit, subject
-- population: B
SELECT unit, count(*) AS n FROM item GROUP BY unit
-- undecided: B
SELECT row_id AS contract_row, CASE WHEN supplier_key IS NULL THEN 'contracts.party_b' WHEN amount IS NULL THEN 'contracts.amount' ELSE 'contracts.sign_date' END AS missing,
       '没有乙方、合同金额或签订日期' AS why
FROM item AS i
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = i.row_id)

-- shared: C
WITH item AS (
    -- Who tenders openly avoids no tender.
    SELECT q.row_id, q.unit, q.award_supplier AS supplier, q.award_supplier_key AS supplier_key, q.award_amount AS amount,
           coalesce(q.award_confirm_date, q.award_notice_date, q.notice_date) AS day
    FROM procurements AS q
    WHERE q.method IS DISTINCT FROM '公开招标'
),
known AS (SELECT i.* FROM item AS i WHERE i.supplier_key IS NOT NULL AND i.amount IS NOT NULL AND i.day IS NOT NULL)
-- subrule: C
SELECT i.unit, first(i.supplier ORDER BY i.row_id) AS subject, i.supplier_key AS subject_key, year(i.day) || '年' AS year, year(i.day) AS fiscal_year,
       t.level AS "limit", CAST( $band::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS percent, count(CASE WHEN i.amount < t.level THEN i.row_id END) AS below,
       count(CASE WHEN i.amount >= t.level THEN i.row_id END) AS above, sum(CASE WHEN i.amount < t.level THEN i.amount END) AS amount, max(i.day) AS date,
       list(i.row_id ORDER BY i.row_id) AS procurement_rows
FROM known AS i
JOIN (SELECT CAST(unnest( $purchase_limits::VARCHAR[]) AS DECIMAL(18,2)) AS level) AS t
  ON i.amount >= t.level * (1 - $band::DECIMAL(9,6)) AND i.amount < t.level * (1 + $band::DECIMAL(9,6))
GROUP BY i.unit, i.supplier_key, year(i.day), t.level
HAVING below >= $n_min::INTEGER AND below >= $times::DECIMAL(9,2) * greatest(1, above)
-- One limit speaks for a supplier: that under which most lie.
QUALIFY row_number() OVER (PARTITION BY i.unit, i.supplier_key, year(i.day) ORDER BY below DESC, t.level) = 1
ORDER BY i.unit, subject
-- population: C
SELECT unit, count(*) AS n FROM item GROUP BY unit
-- undecided: C
SELECT row_id AS procurement_row, CASE WHEN supplier_key IS NULL THEN 'procurements.award_supplier' WHEN amount IS NULL THEN 'procurements.award_amount' ELSE 'procurements.award_confirm_date' END AS missing,
       '没有成交供应商、金额或日期' AS why
FROM item AS i
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = i.row_id)

/*
id: EVI-009
name: key_field_changed_later
aliases: []
title: 关键字段事后变更
summary: A date, amount or seal behind an earlier finding is another one in books handed in later.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: KJF, article: 第十三条}
scope: [unit]
key: [document_no, field]
finding: each
cause: {name: key_field_changed_later, by: [document_no], title: 关键字段事后变更}
repair: event
visibility: unit
params: {}
requires: [earlier.value]
any_of: []
message: "{lead}，{unit}{document}{document_no}的{field}，{day}检查时为{before}（{place}），现为{after}，事后有变更，需进一步核实。"
message_confirmed: "{lead}，{unit}{document}{document_no}的{field}，{day}检查时为{before}（{place}），现为{after}，属事后变更，不符合{basis}的规定。"
subrules:
  A:
    title: 合同签订日期、金额或用印事后变更
    optional: [contracts.sign_date, contracts.amount, contracts.seal_name]
  B:
    title: 验收或启用日期事后变更
    optional: [acceptances.contract_no, acceptances.acceptance_date, acceptances.first_use_date]
  C:
    title: 开票日期或发票金额事后变更
    optional: [invoices.invoice_no, invoices.invoice_date, invoices.amount_total]
  D:
    title: 付款日期或金额事后变更
    optional: [payments.amount, payments.payment_date]
  E:
    title: 采购公告日期、定标日期或中标金额事后变更
    optional: [procurements.procurement_no, procurements.award_confirm_date, procurements.notice_date, procurements.award_amount]
  F:
    title: 资产事项批复或发生日期事后变更
    optional: [asset_events.event_no, asset_events.approval_date, asset_events.event_date]
  G:
    title: 公开日期事后变更
    optional: [disclosures.disclosure_id, disclosures.publish_date]
why: 已查出问题的日期、金额、用印，在后来提供的台账中变了样，可能是更正差错，也可能是为消除问题而改动。原问题不因台账改动而视为整改。
false_positives:
  - 经审计人员核对原件后更正登记差错
  - 先后提供的是不同口径的台账（登记日期、审批日期）
  - 含税与不含税金额口径调整
remediation: 调取原件核对；属于登记差错的，由更正人说明原因和依据并留痕；不得以修改台账代替整改。
*/
-- shared:
WITH changed AS (
    SELECT e.* EXCLUDE (day), e.day::DATE AS day,
           CASE e."column" WHEN 'sign_date' THEN '签订日期' WHEN 'amount' THEN '金额' WHEN 'seal_name' THEN '用印'
                           WHEN 'acceptance_date' THEN '验收日期' WHEN 'first_use_date' THEN '启用日期'
                           WHEN 'invoice_date' THEN '开票日期' WHEN 'amount_total' THEN '价税合计'
                           WHEN 'payment_date' THEN '付款日期' WHEN 'award_confirm_date' THEN '定标日期'
                           WHEN 'notice_date' THEN '公告日期' WHEN 'award_amount' THEN '中标金额'
                           WHEN 'approval_date' THEN '批复日期' WHEN 'event_date' THEN '发生日期' ELSE '公开日期' END AS field,
           concat_ws(' ', e.file, e.sheet, '第' || e.row || '行') AS place,
           CASE WHEN e."column" LIKE '%_date' THEN strftime(e.value::DATE, '%Y年%-m月%-d日')
                WHEN e."column" LIKE '%amount%' THEN e.value || '元' ELSE '“' || e.value || '”' END AS before,
           CASE WHEN e."column" LIKE '%_date' THEN strftime(e.now::DATE, '%Y年%-m月%-d日')
                WHEN e."column" LIKE '%amount%' THEN e.now || '元' ELSE '“' || e.now || '”' END AS after
    FROM earlier AS e
    -- 2023年4月 that became 2023年4月20日 is the same, more precisely.
    WHERE e.now_to < e.value OR e.now > e.value_to
)
-- subrule: A
SELECT m.unit, '合同' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.sign_date, r.amount, r.seal_name, r.row_id AS contract_row
FROM changed AS m
JOIN ledger.contracts AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: A
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'contracts' GROUP BY e.unit
-- undecided: A
SELECT any_value(r.row_id) AS contract_row, 'contracts.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN contracts AS r ON r.unit = e.unit
WHERE e.ledger = 'contracts' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: B
SELECT m.unit, '验收（合同）' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.acceptance_date, r.first_use_date, r.row_id AS acceptance_row
FROM changed AS m
JOIN ledger.acceptances AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: B
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'acceptances' GROUP BY e.unit
-- undecided: B
SELECT any_value(r.row_id) AS acceptance_row, 'acceptances.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN acceptances AS r ON r.unit = e.unit
WHERE e.ledger = 'acceptances' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: C
SELECT m.unit, '发票' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.invoice_date, r.amount_total, r.row_id AS invoice_row
FROM changed AS m
JOIN ledger.invoices AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: C
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'invoices' GROUP BY e.unit
-- undecided: C
SELECT any_value(r.row_id) AS invoice_row, 'invoices.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN invoices AS r ON r.unit = e.unit
WHERE e.ledger = 'invoices' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: D
SELECT m.unit, '付款' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.payment_date, r.amount, r.row_id AS payment_row
FROM changed AS m
JOIN ledger.payments AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: D
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'payments' GROUP BY e.unit
-- undecided: D
SELECT any_value(r.row_id) AS payment_row, 'payments.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN payments AS r ON r.unit = e.unit
WHERE e.ledger = 'payments' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: E
SELECT m.unit, '采购' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.award_confirm_date, r.notice_date, r.award_amount, r.row_id AS procurement_row
FROM changed AS m
JOIN ledger.procurements AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: E
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'procurements' GROUP BY e.unit
-- undecided: E
SELECT any_value(r.row_id) AS procurement_row, 'procurements.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN procurements AS r ON r.unit = e.unit
WHERE e.ledger = 'procurements' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: F
SELECT m.unit, '资产事项' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.approval_date, r.event_date, r.row_id AS event_row
FROM changed AS m
JOIN ledger.asset_events AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: F
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'asset_events' GROUP BY e.unit
-- undecided: F
SELECT any_value(r.row_id) AS event_row, 'asset_events.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN asset_events AS r ON r.unit = e.unit
WHERE e.ledger = 'asset_events' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

-- subrule: G
SELECT m.unit, '公开事项' AS document, m.document_no, m.key AS document_no_key, m.field, m.day, m.place, m.before, m.after,
       r.publish_date, r.row_id AS disclosure_row
FROM changed AS m
JOIN ledger.disclosures AS r ON r.row_id = m.row_id
ORDER BY r.row_id, m."column"
-- population: G
SELECT e.unit, count(*) AS n FROM earlier AS e WHERE e.ledger = 'disclosures' GROUP BY e.unit
-- undecided: G
SELECT any_value(r.row_id) AS disclosure_row, 'disclosures.' || e."column" AS missing, '本次台账没有该记录或该栏，或有多条同号记录' AS why
FROM earlier AS e
JOIN disclosures AS r ON r.unit = e.unit
WHERE e.ledger = 'disclosures' AND e.now IS NULL
GROUP BY e.unit, e.key, e."column"

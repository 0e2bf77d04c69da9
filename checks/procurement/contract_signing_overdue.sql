/*
id: PUR-006
name: contract_signing_overdue
aliases: []
title: 中标（成交）通知书发出后30日内未签订合同
summary: The contract was signed more than thirty days after the notice of award, or not at all.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第四十六条}
scope: [unit]
key: [procurement_no]
finding: each
repair: event
visibility: unit
params:
  limit_days: {type: integer, default: 30, doc: 通知书发出后签订合同的天数（法定）}
  exempt_methods: {type: list, default: "电子卖场;框架协议;自行采购", doc: 没有通知书环节的采购方式不比较}
requires: [procurements.procurement_no, procurements.award_notice_date, contracts.contract_no, contracts.sign_date]
any_of: [[procurements.contract_no, contracts.procurement_no]]
optional: [procurements.method, contracts.parent_contract_no, calendar.date]
subrules:
  A: {title: 合同签订超过30日}
  B:
    title: 期满未签订合同
    absence: {partner: contracts}
    basis: [{law: ZCF, article: 第四十六条}, {law: ZCF, article: 第七十一条第（五）项}]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）通知书发出日期为{award_notice_date}，应于{deadline}前签订合同，截至{asof}未见合同，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）通知书发出日期为{award_notice_date}，应于{deadline}前签订合同，截至{asof}未签订合同，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）通知书发出日期为{award_notice_date}，合同签订日期为{sign_date}，超过{limit_days}日，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）通知书发出日期为{award_notice_date}，合同签订日期为{sign_date}，超过{limit_days}日，不符合{basis}的规定。"
why: 通知书对采购人和供应商都有法律效力，迟迟不签合同，价格和供货都可能生变，也给另谈条件留下空间。
false_positives:
  - 质疑、投诉期间暂停签订的时间应当扣除
  - 供应商放弃中标，重新确定供应商
  - 签订日期登记的是归档或备案日期（仅有台账时只作疑点）
remediation: 通知书发出后按时限节点督办，质疑投诉暂停的留存文书；合同签订日期以落款为准登记。
*/
-- shared:
WITH link AS (
    -- A supplement, or an order under a framework, is not the contract of the award.
    SELECT l.procurement_row, l.contract_row
    FROM (
        SELECT number.row_id AS procurement_row, named.row_id AS contract_row
        FROM contracts_procurement_no AS named
        JOIN procurements_procurement_no AS number ON number.key = named.key
        UNION
        SELECT named.row_id, number.row_id
        FROM procurements_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
    ) AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row AND c.unit = q.unit
    WHERE c.parent_contract_no IS NULL
),
awarded AS (
    -- The first day does not count; a last day that is a day off is put off to the next working day.
    SELECT q.row_id AS procurement_row, q.award_notice_date, early.next_workday AS first_deadline, late.next_workday AS last_deadline
    FROM procurements AS q
    LEFT JOIN calendar AS early ON early.date = q.award_notice_date + $limit_days::INTEGER
    LEFT JOIN calendar AS late ON late.date = q.award_notice_date_to + $limit_days::INTEGER
    WHERE NOT list_contains($exempt_methods::VARCHAR[], coalesce(q.method, ''))
),
signed AS (
    -- Somebody who looked and wrote 未见 found no contract.
    SELECT l.procurement_row, min(c.sign_date) AS sign_date, min(c.sign_date_to) AS sign_date_to,
           arg_min(c.sign_date_origin, c.sign_date) AS origin, list(c.row_id ORDER BY c.row_id) AS contract_rows
    FROM link AS l
    JOIN contracts AS c ON c.row_id = l.contract_row
    WHERE c.sign_date_mark IS DISTINCT FROM '未见'
    GROUP BY l.procurement_row
)

-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       s.sign_date AS date, q.award_notice_date, q.award_notice_date_to, s.sign_date, s.sign_date_to,
       $limit_days::INTEGER AS limit_days, s.sign_date - a.last_deadline AS days_late,
       -- A register's own date of signature is weak: 违规 only where a person read it off the document.
       CASE s.origin WHEN 'paper' THEN 'violation' ELSE 'suspicion' END AS class,
       q.row_id AS procurement_row, s.contract_rows
FROM awarded AS a
JOIN signed AS s ON s.procurement_row = a.procurement_row
JOIN procurements AS q ON q.row_id = a.procurement_row
WHERE s.sign_date > a.last_deadline
ORDER BY q.row_id
-- population: A
SELECT count(*) AS n FROM awarded AS a JOIN signed AS s ON s.procurement_row = a.procurement_row
-- undecided: A
SELECT a.procurement_row,
       CASE WHEN a.award_notice_date IS NULL THEN 'procurements.award_notice_date' WHEN s.sign_date IS NULL THEN 'contracts.sign_date'
            WHEN a.last_deadline IS NULL THEN 'calendar.date' ELSE 'contracts.sign_date' END AS missing,
       CASE WHEN a.award_notice_date IS NULL THEN '没有通知书发出日期' WHEN s.sign_date IS NULL THEN '没有签订日期'
            WHEN a.last_deadline IS NULL THEN '工作日历未覆盖签订期限' ELSE '日期只到期间，无法判断是否逾期' END AS why
FROM awarded AS a
JOIN signed AS s ON s.procurement_row = a.procurement_row
WHERE a.award_notice_date IS NULL OR s.sign_date IS NULL OR a.last_deadline IS NULL
   OR (s.sign_date_to > a.first_deadline AND s.sign_date <= a.last_deadline)

-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       a.last_deadline + 1 AS date, q.award_notice_date, q.award_notice_date_to, a.last_deadline AS deadline, $asof::DATE AS asof,
       q.row_id AS procurement_row,
       (SELECT list(c.sign_date_row) FROM link AS l JOIN contracts AS c ON c.row_id = l.contract_row
        WHERE l.procurement_row = q.row_id) AS check_rows
FROM awarded AS a
JOIN procurements AS q ON q.row_id = a.procurement_row
WHERE $asof::DATE > a.last_deadline
  AND NOT EXISTS (SELECT 1 FROM signed AS s WHERE s.procurement_row = a.procurement_row)
ORDER BY q.row_id
-- population: B
SELECT q.unit, count(*) AS n
FROM awarded AS a
JOIN procurements AS q ON q.row_id = a.procurement_row
GROUP BY q.unit
-- undecided: B
SELECT a.procurement_row,
       CASE WHEN a.award_notice_date IS NOT NULL AND a.last_deadline IS NULL THEN 'calendar.date'
            ELSE 'procurements.award_notice_date' END AS missing,
       CASE WHEN a.award_notice_date IS NULL THEN '没有通知书发出日期' WHEN a.last_deadline IS NULL THEN '工作日历未覆盖签订期限'
            ELSE '日期只到期间，无法判断是否期满' END AS why
FROM awarded AS a
WHERE NOT EXISTS (SELECT 1 FROM signed AS s WHERE s.procurement_row = a.procurement_row)
  AND (a.award_notice_date IS NULL OR a.last_deadline IS NULL
       OR ($asof::DATE > a.first_deadline AND $asof::DATE <= a.last_deadline))

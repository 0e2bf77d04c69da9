/*
id: DIS-006
name: award_result_publication_late
aliases: []
title: 中标、成交结果未在2个工作日内公告、通知
summary: The result of a procurement published, or the winner notified, later than two working days after the award.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B33, criterion: 2, mode: veto}]
basis:
  - {law: ZCT, article: 第四十三条}
scope: [unit]
key: [procurement_no]
finding: each
cause: {name: award_result_publication_late, by: [procurement_no], title: 中标、成交结果公开不及时}
repair: event
visibility: unit
params:
  limit_workdays: {type: integer, default: 2, doc: 确定中标、成交供应商后公告和通知的工作日（条例规定2个工作日）}
  exempt_methods: {type: list, default: [电子卖场, 自行采购], doc: 不适用的采购方式}
requires: [procurements.procurement_no, procurements.award_confirm_date, procurements.result_pub_date, calendar.date]
any_of: []
optional: [procurements.method, procurements.is_secret, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
subrules:
  A: {title: 结果公告晚于2个工作日}
  B:
    title: 通知书晚于2个工作日
    requires: [procurements.procurement_no, procurements.award_confirm_date, procurements.award_notice_date, calendar.date]
    optional: [procurements.method, procurements.is_secret]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}于{award_confirm_date}确定中标、成交供应商，通知书于{done_date}发出，历时{workdays}个工作日，超过{limit_workdays}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}于{award_confirm_date}确定中标、成交供应商，通知书于{done_date}发出，历时{workdays}个工作日，不符合{basis}的规定。"
  C:
    title: 核查未见结果公告
    requires: [procurements.procurement_no, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
    optional: [procurements.method, procurements.is_secret, procurements.result_pub_date]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}经查询未见结果公告，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}未公告中标、成交结果，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}于{award_confirm_date}确定中标、成交供应商，结果于{done_date}公告，历时{workdays}个工作日，超过{limit_workdays}个工作日，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}于{award_confirm_date}确定中标、成交供应商，结果于{done_date}公告，历时{workdays}个工作日，不符合{basis}的规定。"
why: 结果不及时公开，落选的供应商无从质疑，社会无从监督。
false_positives:
  - 定标日应取采购人确认日，误填评审日
  - 单位自有工作日历与国务院放假通知不一致
  - 涉密项目（已剔除）
remediation: 定标当日启动公告和通知书流程，公告、通知书按节点督办，网页快照归档。
*/
-- shared:
WITH project AS (
    SELECT q.row_id AS procurement_row, q.unit
    FROM procurements AS q
    WHERE q.is_secret IS DISTINCT FROM true AND NOT list_contains($exempt_methods::VARCHAR[], coalesce(q.method, ''))
),
notice AS (
    -- The first notice of the result that a person found, else the first in the register, else whether it was looked for in vain.
    SELECT p.procurement_row, d.publish_date, d.publish_date_to, d.publish_date_origin = 'paper' AS found,
           CASE d.publish_date_mark WHEN '未见' THEN d.publish_date_row END AS notice_check_row
    FROM project AS p
    JOIN procurements_procurement_no AS number ON number.row_id = p.procurement_row
    JOIN disclosures_procurement_no AS named ON named.key = number.key
    JOIN disclosures AS d ON d.row_id = named.row_id AND d.unit = p.unit
    WHERE d.item_type = '结果公告'
    QUALIFY row_number() OVER (
        PARTITION BY p.procurement_row
        ORDER BY d.publish_date IS NULL, d.publish_date_origin DESC, d.publish_date, d.publish_date_mark DESC NULLS LAST, d.row_id) = 1
),
result AS (
    SELECT p.procurement_row,
           CASE WHEN n.found THEN coalesce(n.publish_date, q.result_pub_date) ELSE coalesce(q.result_pub_date, n.publish_date) END AS done_date,
           CASE WHEN n.found THEN coalesce(n.publish_date_to, q.result_pub_date_to)
                ELSE coalesce(q.result_pub_date_to, n.publish_date_to) END AS done_date_to,
           n.notice_check_row
    FROM project AS p
    JOIN procurements AS q ON q.row_id = p.procurement_row
    LEFT JOIN notice AS n ON n.procurement_row = p.procurement_row
),
confirmed AS (
    -- The day of the award does not count.
    SELECT q.row_id AS procurement_row, late.workday_no AS last_no, early.workday_no AS first_no
    FROM procurements AS q
    LEFT JOIN calendar AS early ON early.date = q.award_confirm_date
    LEFT JOIN calendar AS late ON late.date = q.award_confirm_date_to
)

-- shared: A
WITH judged AS (
    SELECT r.procurement_row, r.done_date, r.done_date_to, early.workday_no - c.last_no AS workdays, late.workday_no - c.first_no AS most_workdays
    FROM result AS r
    JOIN confirmed AS c ON c.procurement_row = r.procurement_row
    LEFT JOIN calendar AS early ON early.date = r.done_date
    LEFT JOIN calendar AS late ON late.date = r.done_date_to
    WHERE r.notice_check_row IS NULL
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       q.award_confirm_date AS date, q.award_confirm_date, q.award_confirm_date_to, j.done_date, j.done_date_to,
       j.workdays, $limit_workdays::INTEGER AS limit_workdays, q.row_id AS procurement_row
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays > $limit_workdays::INTEGER
ORDER BY q.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.procurement_row,
       CASE WHEN q.award_confirm_date IS NULL THEN 'procurements.award_confirm_date' WHEN j.done_date IS NULL THEN 'procurements.result_pub_date'
            WHEN j.workdays IS NULL THEN 'calendar.date' ELSE 'procurements.result_pub_date' END AS missing,
       CASE WHEN q.award_confirm_date IS NULL THEN '没有定标日期' WHEN j.done_date IS NULL THEN '没有结果公告日期，须查询是否已公告'
            WHEN j.workdays IS NULL THEN '工作日历未覆盖' ELSE '日期只到期间，无法计算工作日' END AS why
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays IS NULL OR (j.workdays <= $limit_workdays::INTEGER AND j.most_workdays > $limit_workdays::INTEGER)

-- shared: B
WITH judged AS (
    SELECT p.procurement_row, early.workday_no - c.last_no AS workdays, late.workday_no - c.first_no AS most_workdays
    FROM project AS p
    JOIN procurements AS q ON q.row_id = p.procurement_row
    JOIN confirmed AS c ON c.procurement_row = p.procurement_row
    LEFT JOIN calendar AS early ON early.date = q.award_notice_date
    LEFT JOIN calendar AS late ON late.date = q.award_notice_date_to
)
-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       q.award_confirm_date AS date, q.award_confirm_date, q.award_confirm_date_to,
       q.award_notice_date AS done_date, q.award_notice_date_to AS done_date_to,
       j.workdays, $limit_workdays::INTEGER AS limit_workdays, q.row_id AS procurement_row
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays > $limit_workdays::INTEGER
ORDER BY q.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.procurement_row,
       CASE WHEN q.award_confirm_date IS NULL THEN 'procurements.award_confirm_date' WHEN q.award_notice_date IS NULL THEN 'procurements.award_notice_date'
            WHEN j.workdays IS NULL THEN 'calendar.date' ELSE 'procurements.award_notice_date' END AS missing,
       CASE WHEN q.award_confirm_date IS NULL THEN '没有定标日期' WHEN q.award_notice_date IS NULL THEN '没有通知书发出日期'
            WHEN j.workdays IS NULL THEN '工作日历未覆盖' ELSE '日期只到期间，无法计算工作日' END AS why
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays IS NULL OR (j.workdays <= $limit_workdays::INTEGER AND j.most_workdays > $limit_workdays::INTEGER)

-- subrule: C
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       q.award_confirm_date AS date, q.row_id AS procurement_row, r.notice_check_row
FROM result AS r
JOIN procurements AS q ON q.row_id = r.procurement_row
WHERE r.notice_check_row IS NOT NULL AND r.done_date IS NULL
ORDER BY q.row_id
-- population: C
SELECT count(*) AS n FROM result AS r WHERE r.notice_check_row IS NOT NULL
-- undecided: C
SELECT r.procurement_row, 'procurements.result_pub_date' AS missing, '台账有结果公告日期而核查未见，须核对公开渠道' AS why
FROM result AS r
WHERE r.notice_check_row IS NOT NULL AND r.done_date IS NOT NULL

/*
id: DIS-007
name: contract_publication_late
aliases: []
title: 政府采购合同未在2个工作日内公告、7个工作日内备案
summary: A procurement contract published later than two, or filed later than seven working days after signing.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B33, mode: risk_only}]
basis:
  - {law: ZCT, article: 第五十条}
scope: [unit]
key: [contract_no, procurement_no]
finding: each
cause: {name: contract_publication_late, by: [procurement_no], title: 政府采购合同公告、备案不及时}
repair: event
visibility: unit
params:
  pub_workdays: {type: integer, default: 2, doc: 签订后公告合同的工作日（条例规定2个工作日）}
  file_workdays: {type: integer, default: 7, doc: 签订后合同备案的工作日（采购法规定七个工作日）}
  exempt_methods: {type: list, default: [电子卖场, 自行采购], doc: 不适用的采购方式}
requires: [contracts.contract_no, contracts.sign_date, procurements.procurement_no, procurements.contract_pub_date, calendar.date]
any_of: [[procurements.contract_no, contracts.procurement_no]]
optional: [procurements.method, procurements.is_secret, contracts.parent_contract_no, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
subrules:
  A: {title: 合同公告晚于2个工作日}
  B:
    title: 合同备案晚于7个工作日
    basis: [{law: ZCF, article: 第四十七条}]
    requires: [contracts.contract_no, contracts.sign_date, procurements.procurement_no, calendar.date]
    any_of: [[procurements.contract_no, contracts.procurement_no], [procurements.contract_file_date, contracts.file_date]]
    optional: [procurements.method, procurements.is_secret, contracts.parent_contract_no]
    message: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}于{sign_date}签订、{done_date}备案，历时{workdays}个工作日，超过{limit_workdays}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}于{sign_date}签订、{done_date}备案，历时{workdays}个工作日，备案不及时，不符合{basis}的规定。"
  C:
    title: 核查未见合同公告
    requires: [contracts.contract_no, procurements.procurement_no, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
    optional: [procurements.method, procurements.is_secret, contracts.parent_contract_no, procurements.contract_pub_date]
    message: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}经查询未见合同公告，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}未公告，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}于{sign_date}签订、{done_date}公告，历时{workdays}个工作日，超过{limit_workdays}个工作日，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}合同{contract_no}{titled}于{sign_date}签订、{done_date}公告，历时{workdays}个工作日，公告不及时，不符合{basis}的规定。"
why: 合同公开让供应商和社会能对照采购结果监督履约；备案是财政监管的抓手。
false_positives:
  - 线上系统以公告代备案的省份（可将备案工作日放宽）
  - 台账的签订日期常为登记日，仅凭台账只作疑点
  - 涉密项目不公告（已剔除）；商业秘密条款可不公告该部分
  - 没有与采购项目对应的合同视为非政府采购合同，不查
remediation: 合同签订当日报送公告和备案，台账登记公告、备案日期并与系统核对。
*/
-- shared:
WITH link AS (
    -- A supplement is not the contract of the award. What is not known to be a government procurement is none.
    SELECT l.contract_row, l.procurement_row
    FROM (
        SELECT named.row_id AS contract_row, number.row_id AS procurement_row
        FROM contracts_procurement_no AS named
        JOIN procurements_procurement_no AS number ON number.key = named.key
        UNION
        SELECT number.row_id, named.row_id
        FROM procurements_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
    ) AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row AND c.unit = q.unit
    WHERE c.parent_contract_no IS NULL AND q.is_secret IS DISTINCT FROM true
      AND NOT list_contains($exempt_methods::VARCHAR[], coalesce(q.method, ''))
),
notice AS (
    -- The first notice of the contract that a person found, else the first in the register, else whether it was looked for in vain.
    SELECT q.row_id AS procurement_row, d.publish_date, d.publish_date_to, d.publish_date_origin = 'paper' AS found,
           CASE d.publish_date_mark WHEN '未见' THEN d.publish_date_row END AS notice_check_row
    FROM procurements AS q
    JOIN procurements_procurement_no AS number ON number.row_id = q.row_id
    JOIN disclosures_procurement_no AS named ON named.key = number.key
    JOIN disclosures AS d ON d.row_id = named.row_id AND d.unit = q.unit
    WHERE d.item_type = '合同公告'
    QUALIFY row_number() OVER (
        PARTITION BY q.row_id
        ORDER BY d.publish_date IS NULL, d.publish_date_origin DESC, d.publish_date, d.publish_date_mark DESC NULLS LAST, d.row_id) = 1
),
signed AS (
    -- The day of signing does not count.
    SELECT l.contract_row, l.procurement_row, late.workday_no AS last_no, early.workday_no AS first_no
    FROM link AS l
    JOIN contracts AS c ON c.row_id = l.contract_row
    LEFT JOIN calendar AS early ON early.date = c.sign_date
    LEFT JOIN calendar AS late ON late.date = c.sign_date_to
)

-- shared: A
WITH published AS (
    SELECT l.contract_row, l.procurement_row, n.notice_check_row,
           CASE WHEN n.found THEN coalesce(n.publish_date, q.contract_pub_date) ELSE coalesce(q.contract_pub_date, n.publish_date) END AS done_date,
           CASE WHEN n.found THEN coalesce(n.publish_date_to, q.contract_pub_date_to)
                ELSE coalesce(q.contract_pub_date_to, n.publish_date_to) END AS done_date_to
    FROM link AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    LEFT JOIN notice AS n ON n.procurement_row = l.procurement_row
),
judged AS (
    SELECT p.contract_row, p.procurement_row, p.done_date, p.done_date_to,
           early.workday_no - s.last_no AS workdays, late.workday_no - s.first_no AS most_workdays
    FROM published AS p
    JOIN signed AS s ON s.contract_row = p.contract_row AND s.procurement_row = p.procurement_row
    LEFT JOIN calendar AS early ON early.date = p.done_date
    LEFT JOIN calendar AS late ON late.date = p.done_date_to
    WHERE p.notice_check_row IS NULL
)
-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, q.procurement_no, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       c.sign_date AS date, c.sign_date, c.sign_date_to, j.done_date, j.done_date_to, j.workdays, $pub_workdays::INTEGER AS limit_workdays,
       -- A register's own date of signature is weak.
       CASE c.sign_date_origin WHEN 'paper' THEN 'violation' ELSE 'suspicion' END AS class,
       j.contract_row, j.procurement_row
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.contract_row
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays > $pub_workdays::INTEGER
ORDER BY j.contract_row, j.procurement_row
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.contract_row,
       CASE WHEN c.sign_date IS NULL THEN 'contracts.sign_date' WHEN j.done_date IS NULL THEN 'procurements.contract_pub_date'
            WHEN j.workdays IS NULL THEN 'calendar.date' ELSE 'procurements.contract_pub_date' END AS missing,
       CASE WHEN c.sign_date IS NULL THEN '没有签订日期' WHEN j.done_date IS NULL THEN '没有合同公告日期，须查询是否已公告'
            WHEN j.workdays IS NULL THEN '工作日历未覆盖' ELSE '日期只到期间，无法计算工作日' END AS why
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.contract_row
WHERE j.workdays IS NULL OR (j.workdays <= $pub_workdays::INTEGER AND j.most_workdays > $pub_workdays::INTEGER)

-- shared: B
WITH filed AS (
    SELECT l.contract_row, l.procurement_row, coalesce(q.contract_file_date, c.file_date) AS done_date,
           coalesce(q.contract_file_date_to, c.file_date_to) AS done_date_to
    FROM link AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row
),
judged AS (
    SELECT f.contract_row, f.procurement_row, f.done_date, f.done_date_to,
           early.workday_no - s.last_no AS workdays, late.workday_no - s.first_no AS most_workdays
    FROM filed AS f
    JOIN signed AS s ON s.contract_row = f.contract_row AND s.procurement_row = f.procurement_row
    LEFT JOIN calendar AS early ON early.date = f.done_date
    LEFT JOIN calendar AS late ON late.date = f.done_date_to
)
-- subrule: B
SELECT c.unit, c.contract_no, c.contract_no_key, q.procurement_no, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       c.sign_date AS date, c.sign_date, c.sign_date_to, j.done_date, j.done_date_to, j.workdays, $file_workdays::INTEGER AS limit_workdays,
       CASE c.sign_date_origin WHEN 'paper' THEN 'violation' ELSE 'suspicion' END AS class,
       j.contract_row, j.procurement_row
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.contract_row
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.workdays > $file_workdays::INTEGER
ORDER BY j.contract_row, j.procurement_row
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.contract_row,
       CASE WHEN c.sign_date IS NULL THEN 'contracts.sign_date' WHEN j.done_date IS NULL THEN 'procurements.contract_file_date'
            WHEN j.workdays IS NULL THEN 'calendar.date' ELSE 'procurements.contract_file_date' END AS missing,
       CASE WHEN c.sign_date IS NULL THEN '没有签订日期' WHEN j.done_date IS NULL THEN '没有备案日期'
            WHEN j.workdays IS NULL THEN '工作日历未覆盖' ELSE '日期只到期间，无法计算工作日' END AS why
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.contract_row
WHERE j.workdays IS NULL OR (j.workdays <= $file_workdays::INTEGER AND j.most_workdays > $file_workdays::INTEGER)

-- shared: C
WITH looked_for AS (
    SELECT l.contract_row, l.procurement_row, n.notice_check_row
    FROM link AS l
    JOIN notice AS n ON n.procurement_row = l.procurement_row
    WHERE n.notice_check_row IS NOT NULL
)
-- subrule: C
SELECT c.unit, c.contract_no, c.contract_no_key, q.procurement_no, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       c.sign_date AS date, v.contract_row, v.procurement_row, v.notice_check_row
FROM looked_for AS v
JOIN contracts AS c ON c.row_id = v.contract_row
JOIN procurements AS q ON q.row_id = v.procurement_row
WHERE q.contract_pub_date IS NULL
ORDER BY v.contract_row, v.procurement_row
-- population: C
SELECT count(*) AS n FROM looked_for
-- undecided: C
SELECT v.contract_row, 'procurements.contract_pub_date' AS missing, '台账有合同公告日期而核查未见，须核对公开渠道' AS why
FROM looked_for AS v
JOIN procurements AS q ON q.row_id = v.procurement_row
WHERE q.contract_pub_date IS NOT NULL

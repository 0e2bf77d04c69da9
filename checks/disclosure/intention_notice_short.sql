/*
id: DIS-004
name: intention_notice_short
aliases: []
title: 采购意向未公开或公开不足30日
summary: The intention to procure published less than 30 days before the procurement began, or not at all.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B33, mode: risk_only}]
basis: [{law: Q10}]
scope: [unit]
key: [procurement_no]
finding: each
cause: {name: intention_notice_short, by: [procurement_no], title: 采购意向公开不到位}
repair: event
visibility: unit
params:
  limit_days: {type: integer, default: 30, doc: 意向公开至采购公告的天数（原则上不少于30日）}
  exempt_methods: {type: list, default: [单一来源, 框架协议, 电子卖场], doc: 不适用的采购方式}
requires: [procurements.procurement_no, procurements.method, procurements.intention_date, procurements.notice_date]
any_of: []
optional: [procurements.budget_amount, procurements.category, procurements.is_urgent, procurements.is_secret, ref_limits.value, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
subrules:
  A: {title: 意向公开至采购公告不足30日}
  B:
    title: 核查未见采购意向
    requires: [procurements.procurement_no, procurements.method, disclosures.item_type, disclosures.procurement_no, disclosures.publish_date]
    optional: [procurements.budget_amount, procurements.category, procurements.is_urgent, procurements.is_secret, procurements.intention_date, ref_limits.value]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}经查询未见采购意向公开，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}未公开采购意向，建议核实。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}于{intention_date}公开意向、{notice_date}发布采购公告，相隔{days}日，少于{limit_days}日，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}于{intention_date}公开意向、{notice_date}发布采购公告，相隔{days}日，少于{limit_days}日，建议核实。"
why: 提前公开意向，供应商才有时间准备，采购才有充分竞争。
false_positives:
  - “原则上”三十日，因不可预见的原因急需开展的采购可不公开（注明紧急的不报）
  - 小额零星、定点、协议供货、批量集采以及集采目录内服务由单位自定
  - 意向以打包、批次公开，登记的编号与项目不一
remediation: 预算批复后即编制采购意向清单，按月公开，公告前复核意向公开日期。
*/
-- shared:
WITH standard AS (
    -- 分散采购限额标准 of the day, place and category; of several the highest favours the unit. A public tender needs none.
    SELECT q.row_id AS procurement_row, max(l.value) AS value, arg_max(l.ref_id, l.value) AS limit_ref
    FROM procurements AS q
    JOIN ref_limits AS l
      ON l.kind = '分散采购限额标准' AND (l.category IS NULL OR l.category = q.category)
     AND (l.from IS NULL OR coalesce(q.notice_date_to, q.intention_date_to) >= l.from)
     AND (l.to IS NULL OR coalesce(q.notice_date, q.intention_date) <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.level = l.level))
    WHERE q.method <> '公开招标'
    GROUP BY q.row_id
),
project AS (
    SELECT q.row_id AS procurement_row, q.unit, s.limit_ref,
           CASE WHEN q.method IS NULL THEN 'procurements.method'
                WHEN q.method = '公开招标' THEN NULL
                WHEN q.budget_amount IS NULL THEN 'procurements.budget_amount'
                WHEN s.value IS NULL THEN 'ref_limits.value' END AS missing
    FROM procurements AS q
    LEFT JOIN standard AS s ON s.procurement_row = q.row_id
    WHERE q.is_urgent IS DISTINCT FROM true AND q.is_secret IS DISTINCT FROM true
      AND NOT list_contains($exempt_methods::VARCHAR[], coalesce(q.method, ''))
      AND (q.budget_amount < s.value) IS DISTINCT FROM true
),
notice AS (
    -- The first notice of the intention that a person found, else the first in the register, else whether it was looked for in vain.
    SELECT p.procurement_row, d.publish_date, d.publish_date_to, d.publish_date_origin = 'paper' AS found,
           CASE d.publish_date_mark WHEN '未见' THEN d.publish_date_row END AS notice_check_row
    FROM project AS p
    JOIN procurements_procurement_no AS number ON number.row_id = p.procurement_row
    JOIN disclosures_procurement_no AS named ON named.key = number.key
    JOIN disclosures AS d ON d.row_id = named.row_id AND d.unit = p.unit
    WHERE d.item_type = '采购意向'
    QUALIFY row_number() OVER (
        PARTITION BY p.procurement_row
        ORDER BY d.publish_date IS NULL, d.publish_date_origin DESC, d.publish_date, d.publish_date_mark DESC NULLS LAST, d.row_id) = 1
),
intention AS (
    SELECT p.procurement_row, p.missing, p.limit_ref, n.notice_check_row,
           CASE WHEN n.found THEN coalesce(n.publish_date, q.intention_date) ELSE coalesce(q.intention_date, n.publish_date) END AS intention_date,
           CASE WHEN n.found THEN coalesce(n.publish_date_to, q.intention_date_to)
                ELSE coalesce(q.intention_date_to, n.publish_date_to) END AS intention_date_to
    FROM project AS p
    JOIN procurements AS q ON q.row_id = p.procurement_row
    LEFT JOIN notice AS n ON n.procurement_row = p.procurement_row
)

-- shared: A
WITH judged AS (
    SELECT i.procurement_row, i.intention_date, i.intention_date_to, q.notice_date_to - i.intention_date AS days,
           q.notice_date - i.intention_date_to AS least_days, i.missing, i.limit_ref
    FROM intention AS i
    JOIN procurements AS q ON q.row_id = i.procurement_row
    WHERE i.notice_check_row IS NULL
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount,
       q.notice_date AS date, j.intention_date, j.intention_date_to, q.notice_date, q.notice_date_to,
       j.days, $limit_days::INTEGER AS limit_days, q.row_id AS procurement_row, j.limit_ref
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.missing IS NULL AND j.days < $limit_days::INTEGER
ORDER BY q.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.procurement_row,
       CASE WHEN j.intention_date IS NULL THEN 'procurements.intention_date' WHEN q.notice_date IS NULL THEN 'procurements.notice_date'
            ELSE coalesce(j.missing, 'procurements.notice_date') END AS missing,
       CASE WHEN j.intention_date IS NULL THEN '没有意向公开日期，须查询是否已公开' WHEN q.notice_date IS NULL THEN '没有采购公告日期'
            WHEN j.missing = 'procurements.method' THEN '没有采购方式'
            WHEN j.missing = 'procurements.budget_amount' THEN '没有采购预算'
            WHEN j.missing IS NOT NULL THEN '限额标准表没有该采购当日的分散采购限额标准' ELSE '日期只到期间，无法计算天数' END AS why
FROM judged AS j
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE j.days IS NULL OR (j.missing IS NOT NULL AND j.days < $limit_days::INTEGER)
   OR (j.days >= $limit_days::INTEGER AND j.least_days < $limit_days::INTEGER)

-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount,
       q.notice_date AS date, q.row_id AS procurement_row, i.notice_check_row, i.limit_ref
FROM intention AS i
JOIN procurements AS q ON q.row_id = i.procurement_row
WHERE i.notice_check_row IS NOT NULL AND i.intention_date IS NULL AND i.missing IS NULL
ORDER BY q.row_id
-- population: B
SELECT count(*) AS n FROM intention AS i WHERE i.notice_check_row IS NOT NULL
-- undecided: B
SELECT i.procurement_row, coalesce(i.missing, 'procurements.intention_date') AS missing,
       CASE WHEN i.missing IS NULL THEN '台账有意向公开日期而核查未见，须核对公开渠道' ELSE '不知是否达到分散采购限额标准' END AS why
FROM intention AS i
WHERE i.notice_check_row IS NOT NULL AND (i.intention_date IS NOT NULL OR i.missing IS NOT NULL)

/*
id: PUR-003
name: method_without_approval
aliases: []
title: 采购方式未经批准、单一来源未公示
summary: Above the tendering limit another method without approval, a sole source without publication.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第二十七条}
  - {law: ZCT, article: 第二十三条}
scope: [unit]
key: [procurement_no]
finding: each
repair: event
visibility: unit
params:
  works_tender_limit: {type: decimal, default: null, doc: 工程必须招标的单项合同估算价（元）}
  publication_workdays: {type: integer, default: 5, doc: 单一来源公示的最少工作日（法定）}
requires: [procurements.procurement_no, procurements.method, procurements.category, procurements.budget_amount, procurements.method_approval_no]
any_of: []
optional: [procurements.is_secret, procurements.is_urgent, procurements.notice_date, procurements.single_src_pub_start, procurements.award_confirm_date]
subrules:
  A:
    title: 非公开招标方式未见批准
    requires: [procurements.procurement_no, procurements.method, procurements.category, procurements.budget_amount, procurements.method_approval_no, ref_limits.value]
    absence: procurements.method_approval_no
  B:
    title: 单一来源未见公示
    absence: procurements.single_src_pub_start
    basis: [{law: ZCT, article: 第三十八条}]
    requires: [procurements.procurement_no, procurements.method, procurements.budget_amount, procurements.single_src_pub_start, ref_limits.value]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，预算金额{amount}，采用单一来源方式，未见公示记录，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，预算金额{amount}，采用单一来源方式，未公示，不符合{basis}的规定。"
  C:
    title: 单一来源公示期不足
    basis: [{law: ZCT, article: 第三十八条}]
    requires: [procurements.procurement_no, procurements.method, procurements.budget_amount, procurements.single_src_pub_start, procurements.single_src_pub_end, ref_limits.value]
    optional: [procurements.is_secret, procurements.is_urgent, calendar.date]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，单一来源公示自{single_src_pub_start}至{single_src_pub_end}，计{workdays}个工作日，不足{limit_workdays}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，单一来源公示自{single_src_pub_start}至{single_src_pub_end}，计{workdays}个工作日，不足{limit_workdays}个工作日，不符合{basis}的规定。"
  D:
    title: 工程应招标未招标
    params: [works_tender_limit]
    basis: [{law: ZTF, article: 第三条}, {law: FG16, article: 第五条}]
    requires: [procurements.procurement_no, procurements.method, procurements.category, procurements.budget_amount]
    message: "{lead}，{unit}工程采购项目{procurement_no}{titled}，预算金额{amount}，达到招标规模标准，采用{method}方式，需进一步核实。"
    message_confirmed: "{lead}，{unit}工程采购项目{procurement_no}{titled}，预算金额{amount}，达到招标规模标准，采用{method}方式，应招标未招标，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}，预算金额{amount}，达到公开招标数额标准，采用{method}方式，未见批准文号，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，预算金额{amount}，达到公开招标数额标准，未经批准采用{method}方式，不符合{basis}的规定。"
why: 达到数额标准的采购以公开招标为原则，改用其他方式须事先批准；单一来源公示是其他供应商唯一能提出异议的机会。
false_positives:
  - 紧急采购、原有采购项目的小额添购不公示（台账注明紧急、涉密的不查）
  - 框架协议、合作创新采购另有规则（框架协议不查）
  - 批准文号在档案里，未入台账
remediation: 采购活动开始前报批采购方式，批复文号入台账；单一来源公示截图、专家论证意见一并归档。
*/
-- shared:
WITH dated AS (
    -- A single source has no notice, and one that was not published only its award.
    SELECT q.row_id AS procurement_row, coalesce(q.notice_date, q.single_src_pub_start, q.award_confirm_date) AS first_day,
           coalesce(q.notice_date_to, q.single_src_pub_start_to, q.award_confirm_date_to) AS last_day
    FROM procurements AS q
),
standard AS (
    -- 公开招标数额标准 of the day, place and category; of several the highest favours the unit.
    SELECT q.row_id AS procurement_row, max(l.value) AS value, min(l.value) AS lowest, arg_max(l.ref_id, l.value) AS limit_ref
    FROM procurements AS q
    JOIN dated AS d ON d.procurement_row = q.row_id
    JOIN ref_limits AS l
      ON l.kind = '公开招标数额标准' AND coalesce(l.category = q.category, true)
     AND (l.from IS NULL OR d.last_day >= l.from) AND (l.to IS NULL OR d.first_day <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.level = l.level))
    GROUP BY q.row_id
),
candidate AS (
    SELECT q.row_id AS procurement_row, q.method, q.category, q.budget_amount, d.first_day, s.value, s.lowest, s.limit_ref
    FROM procurements AS q
    JOIN dated AS d ON d.procurement_row = q.row_id
    LEFT JOIN standard AS s ON s.procurement_row = q.row_id
    WHERE q.is_secret IS DISTINCT FROM true AND q.is_urgent IS DISTINCT FROM true AND q.method IS DISTINCT FROM '框架协议'
)

-- shared: A
WITH large AS (
    -- Of an unknown category the lowest tells whether it matters.
    SELECT procurement_row, method, category, budget_amount, first_day, value, limit_ref
    FROM candidate
    WHERE coalesce(category, '') <> '工程' AND coalesce(method, '') <> '公开招标'
      AND (budget_amount < CASE WHEN category IS NULL THEN lowest ELSE value END) IS DISTINCT FROM true
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, l.first_day AS date,
       q.budget_amount AS amount, q.method, q.row_id AS procurement_row, l.limit_ref
FROM large AS l
JOIN procurements AS q ON q.row_id = l.procurement_row
WHERE l.category IS NOT NULL AND l.method IS NOT NULL AND l.budget_amount >= l.value AND q.method_approval_no IS NULL
ORDER BY q.row_id
-- population: A
SELECT q.unit, count(*) AS n FROM large AS l JOIN procurements AS q ON q.row_id = l.procurement_row GROUP BY q.unit
-- undecided: A
SELECT procurement_row,
       CASE WHEN method IS NULL THEN 'procurements.method' WHEN category IS NULL THEN 'procurements.category'
            WHEN budget_amount IS NULL THEN 'procurements.budget_amount' WHEN first_day IS NULL THEN 'procurements.notice_date'
            ELSE 'ref_limits.value' END AS missing,
       CASE WHEN method IS NULL THEN '没有采购方式' WHEN category IS NULL THEN '没有采购类别' WHEN budget_amount IS NULL THEN '没有采购预算'
            WHEN first_day IS NULL THEN '没有采购公告、公示、中标日期，不知适用哪一限额标准'
            ELSE '限额标准表没有该采购当日的公开招标数额标准' END AS why
FROM large AS l
WHERE (method IS NULL OR category IS NULL OR budget_amount IS NULL OR value IS NULL)
  AND EXISTS (SELECT 1 FROM procurements AS q WHERE q.row_id = l.procurement_row AND q.method_approval_no IS NULL)

-- shared: B
WITH sole AS (
    SELECT procurement_row, budget_amount, first_day, value, limit_ref
    FROM candidate
    WHERE method = '单一来源' AND (budget_amount < value) IS DISTINCT FROM true
)
-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, s.first_day AS date,
       q.budget_amount AS amount, q.row_id AS procurement_row, s.limit_ref
FROM sole AS s
JOIN procurements AS q ON q.row_id = s.procurement_row
WHERE s.budget_amount >= s.value AND q.single_src_pub_start IS NULL
ORDER BY q.row_id
-- population: B
SELECT q.unit, count(*) AS n FROM sole AS s JOIN procurements AS q ON q.row_id = s.procurement_row GROUP BY q.unit
-- undecided: B
SELECT s.procurement_row,
       CASE WHEN s.budget_amount IS NULL THEN 'procurements.budget_amount' WHEN s.first_day IS NULL THEN 'procurements.notice_date'
            ELSE 'ref_limits.value' END AS missing,
       CASE WHEN s.budget_amount IS NULL THEN '没有采购预算' WHEN s.first_day IS NULL THEN '没有采购公告、公示、中标日期，不知适用哪一限额标准'
            ELSE '限额标准表没有该采购当日的公开招标数额标准' END AS why
FROM sole AS s
JOIN procurements AS q ON q.row_id = s.procurement_row
WHERE (s.budget_amount IS NULL OR s.value IS NULL) AND q.single_src_pub_start IS NULL

-- shared: C
WITH published AS (
    -- The first day does not count; of ranges the longest span favours the unit.
    SELECT c.procurement_row, c.budget_amount, c.value, c.limit_ref, q.single_src_pub_end,
           last_end.workday_no - first_start.workday_no AS most, first_end.workday_no - last_start.workday_no AS least
    FROM candidate AS c
    JOIN procurements AS q ON q.row_id = c.procurement_row
    LEFT JOIN calendar AS first_start ON first_start.date = q.single_src_pub_start
    LEFT JOIN calendar AS last_start ON last_start.date = q.single_src_pub_start_to
    LEFT JOIN calendar AS first_end ON first_end.date = q.single_src_pub_end
    LEFT JOIN calendar AS last_end ON last_end.date = q.single_src_pub_end_to
    WHERE c.method = '单一来源' AND q.single_src_pub_start IS NOT NULL
      AND (c.budget_amount < c.value) IS DISTINCT FROM true
)
-- subrule: C
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.single_src_pub_start AS date,
       q.single_src_pub_start, q.single_src_pub_start_to, q.single_src_pub_end, q.single_src_pub_end_to, q.budget_amount AS amount,
       p.most AS workdays, $publication_workdays::INTEGER AS limit_workdays, q.row_id AS procurement_row, p.limit_ref
FROM published AS p
JOIN procurements AS q ON q.row_id = p.procurement_row
WHERE p.budget_amount IS NOT NULL AND p.value IS NOT NULL AND p.most < $publication_workdays::INTEGER
ORDER BY q.row_id
-- population: C
SELECT count(*) AS n FROM published
-- undecided: C
SELECT procurement_row,
       CASE WHEN single_src_pub_end IS NULL THEN 'procurements.single_src_pub_end' WHEN most IS NULL THEN 'calendar.date'
            WHEN most >= $publication_workdays::INTEGER THEN 'procurements.single_src_pub_end'
            WHEN budget_amount IS NULL THEN 'procurements.budget_amount' ELSE 'ref_limits.value' END AS missing,
       CASE WHEN single_src_pub_end IS NULL THEN '没有公示结束日期' WHEN most IS NULL THEN '工作日历未覆盖公示期间'
            WHEN most >= $publication_workdays::INTEGER THEN '日期只到期间，无法计算工作日'
            WHEN budget_amount IS NULL THEN '没有采购预算' ELSE '限额标准表没有该采购当日的公开招标数额标准' END AS why
FROM published
WHERE most IS NULL
   OR (most < $publication_workdays::INTEGER AND (budget_amount IS NULL OR value IS NULL))
   OR (most >= $publication_workdays::INTEGER AND least < $publication_workdays::INTEGER)

-- shared: D
WITH works AS (
    SELECT procurement_row, method, category, budget_amount
    FROM candidate
    WHERE coalesce(category, '工程') = '工程' AND coalesce(method, '') NOT IN ('公开招标', '邀请招标')
      AND (budget_amount IS NULL OR budget_amount >= $works_tender_limit::DECIMAL(18,2))
)
-- subrule: D
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.notice_date AS date,
       q.budget_amount AS amount, q.method, q.row_id AS procurement_row
FROM works AS w
JOIN procurements AS q ON q.row_id = w.procurement_row
WHERE w.category IS NOT NULL AND w.method IS NOT NULL AND w.budget_amount IS NOT NULL
ORDER BY q.row_id
-- population: D
SELECT count(*) AS n FROM works
-- undecided: D
SELECT procurement_row,
       CASE WHEN method IS NULL THEN 'procurements.method' WHEN category IS NULL THEN 'procurements.category'
            ELSE 'procurements.budget_amount' END AS missing,
       CASE WHEN method IS NULL THEN '没有采购方式' WHEN category IS NULL THEN '没有采购类别' ELSE '没有采购预算' END AS why
FROM works
WHERE method IS NULL OR category IS NULL OR budget_amount IS NULL

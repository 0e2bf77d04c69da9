/*
id: PUR-004
name: bid_period_too_short
aliases: []
title: 投标（响应）时间或采购文件提供期不足
summary: Less time to bid, or to fetch the documents, than the law gives.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第三十五条}
scope: [unit]
key: [procurement_no]
finding: each
repair: event
visibility: unit
params:
  tender_days: {type: integer, default: 20, doc: 招标文件发出至投标截止的最少天数（法定）}
  document_workdays: {type: integer, default: 5, doc: 招标文件提供期限的最少工作日（法定）}
  consultation_days: {type: integer, default: 10, doc: 磋商文件发出至响应截止的最少天数}
  negotiation_workdays: {type: integer, default: 3, doc: 谈判文件、询价通知书发出至响应截止的最少工作日}
requires: [procurements.procurement_no, procurements.method, procurements.doc_start, procurements.bid_deadline]
any_of: []
optional: [calendar.date]
subrules:
  A: {title: 等标期不足}
  B:
    title: 招标文件提供期不足
    basis: [{law: ZCT, article: 第三十一条}]
    requires: [procurements.procurement_no, procurements.method, procurements.doc_start, procurements.doc_end]
    optional: [calendar.date]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，招标文件自{doc_start}至{doc_end}提供，计{span}个工作日，不足{limit}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，招标文件自{doc_start}至{doc_end}提供，计{span}个工作日，不足{limit}个工作日，不符合{basis}的规定。"
  C:
    title: 磋商响应时间不足
    class: suspicion
    basis: [{law: C214, article: 第十条}]
  D:
    title: 谈判、询价响应时间不足
    class: suspicion
    basis: [{law: L74, article: 第二十九条}, {law: L74, article: 第四十五条}]
    optional: [calendar.date]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，采购文件自{doc_start}发出，响应截止日期为{bid_deadline}，计{span}个工作日，不足{limit}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，采购文件自{doc_start}发出，响应截止日期为{bid_deadline}，计{span}个工作日，不足{limit}个工作日，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}，采购文件自{doc_start}发出，投标（响应）截止日期为{bid_deadline}，计{span}天，不足{limit}天，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，采购文件自{doc_start}发出，投标（响应）截止日期为{bid_deadline}，计{span}天，不足{limit}天，不符合{basis}的规定。"
why: 时间压得越短，来得及投标的越少，常是为内定的供应商让路。
false_positives:
  - 重新公告、延期后应取最后一次有效文件的发出日期
  - 台账登记的是公告日期而非文件发出日期
  - 电子卖场、框架协议第二阶段、单一来源没有等标期（不查）
remediation: 采购文件发出前按方式核算时限，系统设下限；澄清、修改影响编制的顺延截止时间。
*/
-- shared:
WITH span AS (
    -- The first day does not count. Of ranges the longest span favours the unit, the shortest shows what is open.
    SELECT q.row_id AS procurement_row, q.method, q.doc_start, q.doc_end, q.bid_deadline,
           q.bid_deadline_to - q.doc_start AS most_days, q.bid_deadline - q.doc_start_to AS least_days,
           deadline_last.workday_no - start_first.workday_no AS most_workdays,
           deadline_first.workday_no - start_last.workday_no AS least_workdays,
           end_last.workday_no - start_first.workday_no AS most_document, end_first.workday_no - start_last.workday_no AS least_document
    FROM procurements AS q
    LEFT JOIN calendar AS start_first ON start_first.date = q.doc_start
    LEFT JOIN calendar AS start_last ON start_last.date = q.doc_start_to
    LEFT JOIN calendar AS end_first ON end_first.date = q.doc_end
    LEFT JOIN calendar AS end_last ON end_last.date = q.doc_end_to
    LEFT JOIN calendar AS deadline_first ON deadline_first.date = q.bid_deadline
    LEFT JOIN calendar AS deadline_last ON deadline_last.date = q.bid_deadline_to
),
judged AS (
    SELECT procurement_row, method, 'A' AS rule, doc_start, bid_deadline AS until, 'procurements.bid_deadline' AS lacking,
           most_days AS most, least_days AS least, $tender_days::INTEGER AS "limit"
    FROM span
    WHERE coalesce(method, '公开招标') IN ('公开招标', '邀请招标')
    UNION ALL
    SELECT procurement_row, method, 'B', doc_start, doc_end, 'procurements.doc_end', most_document, least_document, $document_workdays::INTEGER
    FROM span
    WHERE coalesce(method, '公开招标') IN ('公开招标', '邀请招标')
    UNION ALL
    SELECT procurement_row, method, 'C', doc_start, bid_deadline, 'procurements.bid_deadline', most_days, least_days, $consultation_days::INTEGER
    FROM span
    WHERE coalesce(method, '竞争性磋商') = '竞争性磋商'
    UNION ALL
    SELECT procurement_row, method, 'D', doc_start, bid_deadline, 'procurements.bid_deadline', most_workdays, least_workdays, $negotiation_workdays::INTEGER
    FROM span
    WHERE coalesce(method, '询价') IN ('竞争性谈判', '询价')
),
hit AS (
    SELECT j.rule, q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount,
           q.doc_start AS date, q.doc_start, q.doc_start_to, q.doc_end, q.doc_end_to, q.bid_deadline, q.bid_deadline_to,
           j.most AS span, j."limit", q.row_id AS procurement_row
    FROM judged AS j
    JOIN procurements AS q ON q.row_id = j.procurement_row
    WHERE j.method IS NOT NULL AND j.most < j."limit"
),
open AS (
    SELECT rule, procurement_row,
           CASE WHEN method IS NULL THEN 'procurements.method' WHEN doc_start IS NULL THEN 'procurements.doc_start'
                WHEN until IS NOT NULL AND most IS NULL THEN 'calendar.date' ELSE lacking END AS missing,
           CASE WHEN method IS NULL THEN '没有采购方式' WHEN doc_start IS NULL THEN '没有采购文件提供开始日期'
                WHEN until IS NULL THEN '没有截止日期' WHEN most IS NULL THEN '工作日历未覆盖期间'
                ELSE '日期只到期间，无法计算天数' END AS why
    FROM judged
    WHERE method IS NULL OR most IS NULL OR (most >= "limit" AND least < "limit")
)

-- subrule: A
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, doc_start, doc_start_to, doc_end, doc_end_to,
       bid_deadline, bid_deadline_to, span, "limit", procurement_row
FROM hit
WHERE rule = 'A'
ORDER BY procurement_row
-- population: A
SELECT count(*) AS n FROM judged WHERE rule = 'A'
-- undecided: A
SELECT procurement_row, missing, why FROM open WHERE rule = 'A'

-- subrule: B
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, doc_start, doc_start_to, doc_end, doc_end_to,
       bid_deadline, bid_deadline_to, span, "limit", procurement_row
FROM hit
WHERE rule = 'B'
ORDER BY procurement_row
-- population: B
SELECT count(*) AS n FROM judged WHERE rule = 'B'
-- undecided: B
SELECT procurement_row, missing, why FROM open WHERE rule = 'B'

-- subrule: C
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, doc_start, doc_start_to, doc_end, doc_end_to,
       bid_deadline, bid_deadline_to, span, "limit", procurement_row
FROM hit
WHERE rule = 'C'
ORDER BY procurement_row
-- population: C
SELECT count(*) AS n FROM judged WHERE rule = 'C'
-- undecided: C
SELECT procurement_row, missing, why FROM open WHERE rule = 'C'

-- subrule: D
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, doc_start, doc_start_to, doc_end, doc_end_to,
       bid_deadline, bid_deadline_to, span, "limit", procurement_row
FROM hit
WHERE rule = 'D'
ORDER BY procurement_row
-- population: D
SELECT count(*) AS n FROM judged WHERE rule = 'D'
-- undecided: D
SELECT procurement_row, missing, why FROM open WHERE rule = 'D'

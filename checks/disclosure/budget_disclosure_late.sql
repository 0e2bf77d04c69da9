/*
id: DIS-001
name: budget_disclosure_late
aliases: []
title: 部门预算未在批复后20日内公开
summary: Department budget published later than 20 days after approval.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B21, criterion: 2, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第十四条第二款}
  - {law: GKG}
scope: [unit]
key: [item_type, fiscal_year]
finding: each
cause: {name: budget_disclosure_late, by: [item_type, fiscal_year], title: 部门预算未按时限公开}
repair: event
visibility: unit
params: {limit_days: {type: integer, default: 20, doc: 批复后应公开的天数（预算法规定二十日）}}
requires: [disclosures.item_type, disclosures.approve_date, disclosures.publish_date]
any_of: []
optional: [disclosures.content_items, disclosures.fiscal_year, calendar.date]
subrules:
  A: {title: 逾期公开}
  B:
    title: 到期未公开
    message: "{lead}，{unit}{year_label}{item_type}批复日期为{approve_date}，应于{due_date}以前公开，截至{asof_date}未见公开，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year_label}{item_type}批复日期为{approve_date}，应于{due_date}以前公开，截至{asof_date}未公开，不符合{basis}的规定。"
message: "{lead}，{unit}{year_label}{item_type}批复日期为{approve_date}，公开日期为{publish_date}，超过公开期限{days_late}天，需进一步核实。"
message_confirmed: "{lead}，{unit}{year_label}{item_type}批复日期为{approve_date}，公开日期为{publish_date}，超过公开期限{days_late}天，不符合{basis}的规定。"
why: 预决算公开的期限由法律规定，起算日是批复日而不是收文日，首日不计，末日遇休假日顺延。
false_positives:
  - 涉密部门、涉密内容（公开内容清单注明涉密的不报）
  - 批复日期误填为收文日期
  - 财政部门统一公开日晚于批复的，仍以法定期限为准
remediation: 建立公开事项清单与到期提醒，发布前由业务与财务双人核对，网页快照归档。
*/

-- subrule: A
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT d.unit, d.item_type, d.fiscal_year,
           max(d.approve_date) AS approve_date, max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date, arg_min(d.publish_date_to, d.publish_date) AS publish_date_to,
           min(d.row_id) AS disclosure_row, list(d.row_id) AS disclosure_rows
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
working_day AS (
    -- A last day that is a holiday moves to the next working day (民法典 203); a day that the calendar lacks stays.
    SELECT date,
           min(CASE WHEN is_workday THEN date END) OVER (ORDER BY date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS moved
    FROM calendar
),
deadline AS (
    -- The day of approval itself does not count (民法典 201).
    SELECT i.disclosure_row, coalesce(w.moved, i.approve_date_to + $limit_days::INTEGER) AS due_date
    FROM item AS i
    LEFT JOIN working_day AS w ON w.date = i.approve_date_to + $limit_days::INTEGER
)
SELECT i.unit, i.item_type, i.fiscal_year, coalesce(CAST(i.fiscal_year AS VARCHAR) || '年度', '') AS year_label,
       i.approve_date AS date, i.approve_date, i.approve_date_to, t.due_date,
       i.publish_date, i.publish_date_to, i.publish_date - t.due_date AS days_late,
       i.disclosure_rows
FROM item AS i
JOIN deadline AS t ON t.disclosure_row = i.disclosure_row
WHERE i.publish_date > t.due_date
ORDER BY i.disclosure_row

-- population: A
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT min(d.publish_date) AS publish_date,
           min(d.row_id) AS disclosure_row
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
)
SELECT count(*) AS n FROM item AS i WHERE i.publish_date IS NOT NULL

-- undecided: A
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT max(d.approve_date) AS approve_date, max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date, arg_min(d.publish_date_to, d.publish_date) AS publish_date_to,
           min(d.row_id) AS disclosure_row
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
working_day AS (
    -- A last day that is a holiday moves to the next working day (民法典 203); a day that the calendar lacks stays.
    SELECT date,
           min(CASE WHEN is_workday THEN date END) OVER (ORDER BY date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS moved
    FROM calendar
),
deadline AS (
    -- The day of approval itself does not count (民法典 201). Of a range of approvals the latest and the earliest last day.
    SELECT i.disclosure_row, coalesce(w.moved, i.approve_date_to + $limit_days::INTEGER) AS due_date,
           coalesce(v.moved, i.approve_date + $limit_days::INTEGER) AS earliest_due_date
    FROM item AS i
    LEFT JOIN working_day AS w ON w.date = i.approve_date_to + $limit_days::INTEGER
    LEFT JOIN working_day AS v ON v.date = i.approve_date + $limit_days::INTEGER
)
SELECT i.disclosure_row,
       CASE WHEN i.approve_date IS NULL THEN 'disclosures.approve_date' ELSE 'disclosures.publish_date' END AS missing,
       CASE WHEN i.approve_date IS NULL THEN '没有批复日期' ELSE '日期只到期间，无法判断是否逾期' END AS why
FROM item AS i
JOIN deadline AS t ON t.disclosure_row = i.disclosure_row
WHERE i.publish_date IS NOT NULL
  AND (i.approve_date IS NULL OR (i.publish_date <= t.due_date AND i.publish_date_to > t.earliest_due_date))

-- subrule: B
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT d.unit, d.item_type, d.fiscal_year,
           max(d.approve_date) AS approve_date, max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date,
           bool_or(coalesce(d.publish_date_mark = '未见', false)) AS looked_in_vain,
           min(d.row_id) AS disclosure_row, list(d.row_id) AS disclosure_rows
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
working_day AS (
    -- A last day that is a holiday moves to the next working day (民法典 203); a day that the calendar lacks stays.
    SELECT date,
           min(CASE WHEN is_workday THEN date END) OVER (ORDER BY date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS moved
    FROM calendar
),
deadline AS (
    -- The day of approval itself does not count (民法典 201).
    SELECT i.disclosure_row, coalesce(w.moved, i.approve_date_to + $limit_days::INTEGER) AS due_date
    FROM item AS i
    LEFT JOIN working_day AS w ON w.date = i.approve_date_to + $limit_days::INTEGER
)
SELECT i.unit, i.item_type, i.fiscal_year, coalesce(CAST(i.fiscal_year AS VARCHAR) || '年度', '') AS year_label,
       i.approve_date AS date, i.approve_date, i.approve_date_to, t.due_date,
       $asof::DATE AS asof_date, $asof::DATE - t.due_date AS days_late,
       i.disclosure_rows
FROM item AS i
JOIN deadline AS t ON t.disclosure_row = i.disclosure_row
-- A blank says nothing: only a person who looked for it and wrote 未见 does.
WHERE i.publish_date IS NULL AND i.looked_in_vain AND $asof::DATE > t.due_date
ORDER BY i.disclosure_row

-- population: B
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date,
           min(d.row_id) AS disclosure_row
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
working_day AS (
    -- A last day that is a holiday moves to the next working day (民法典 203); a day that the calendar lacks stays.
    SELECT date,
           min(CASE WHEN is_workday THEN date END) OVER (ORDER BY date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS moved
    FROM calendar
),
deadline AS (
    -- The day of approval itself does not count (民法典 201).
    SELECT i.disclosure_row, coalesce(w.moved, i.approve_date_to + $limit_days::INTEGER) AS due_date
    FROM item AS i
    LEFT JOIN working_day AS w ON w.date = i.approve_date_to + $limit_days::INTEGER
)
SELECT count(*) AS n
FROM item AS i
JOIN deadline AS t ON t.disclosure_row = i.disclosure_row
WHERE i.publish_date IS NULL AND (i.approve_date_to IS NULL OR $asof::DATE > t.due_date)

-- undecided: B
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date,
           bool_or(coalesce(d.publish_date_mark = '未见', false)) AS looked_in_vain,
           min(d.row_id) AS disclosure_row
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
working_day AS (
    -- A last day that is a holiday moves to the next working day (民法典 203); a day that the calendar lacks stays.
    SELECT date,
           min(CASE WHEN is_workday THEN date END) OVER (ORDER BY date ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS moved
    FROM calendar
),
deadline AS (
    -- The day of approval itself does not count (民法典 201).
    SELECT i.disclosure_row, coalesce(w.moved, i.approve_date_to + $limit_days::INTEGER) AS due_date
    FROM item AS i
    LEFT JOIN working_day AS w ON w.date = i.approve_date_to + $limit_days::INTEGER
)
SELECT i.disclosure_row,
       CASE WHEN i.approve_date_to IS NULL THEN 'disclosures.approve_date' ELSE 'disclosures.publish_date' END AS missing,
       CASE WHEN i.approve_date_to IS NULL THEN '没有批复日期' ELSE '没有公开日期，须查询是否已公开' END AS why
FROM item AS i
JOIN deadline AS t ON t.disclosure_row = i.disclosure_row
WHERE i.publish_date IS NULL
  AND (i.approve_date_to IS NULL OR ($asof::DATE > t.due_date AND NOT i.looked_in_vain))

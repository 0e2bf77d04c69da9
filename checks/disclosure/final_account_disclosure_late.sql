/*
id: DIS-002
name: final_account_disclosure_late
aliases: []
title: 部门决算、单位预决算未在批复后20日内公开
summary: Final accounts or a subordinate unit's budget published later than 20 days after approval.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B21, criterion: 2, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第十四条第二款}
  - {law: YST, article: 第六条}
  - {law: GKG}
scope: [unit]
key: [item_type, fiscal_year]
finding: each
cause: {name: final_account_disclosure_late, by: [item_type, fiscal_year], title: 决算、单位预决算未按时限公开}
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
  - 批复日与公开日皆空的尚未批复，不适用
  - 由主管部门汇总公开的基层单位
remediation: 建立公开事项清单与到期提醒，发布前由业务与财务双人核对，网页快照归档。
*/
-- shared:
WITH item AS (
    -- One item of one year: of several publications the first counts, of several approvals the last.
    SELECT d.unit, d.item_type, d.fiscal_year,
           max(d.approve_date) AS approve_date, max(d.approve_date_to) AS approve_date_to,
           min(d.publish_date) AS publish_date, min(d.publish_date_to) AS publish_date_to,
           bool_or(coalesce(d.publish_date_mark = '未见', false)) AS looked_in_vain,
           -- 未见 speaks of the site that was looked at, a date in the register perhaps of another.
           bool_or(d.publish_date_mark = '未见' AND r.publish_date IS NOT NULL) AS registered,
           list(d.row_id ORDER BY d.row_id) AS disclosure_rows
    FROM disclosures AS d
    LEFT JOIN ledger.disclosures AS r ON r.row_id = d.row_id
    WHERE d.item_type IN ('部门决算', '单位预算', '单位决算')
      AND NOT regexp_matches(coalesce(array_to_string(d.content_items, ';'), ''), '涉密')
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
),
judged AS (
    -- The day of approval does not count. A last day that is a holiday moves to the next working day (民法典 201, 203);
    -- where the calendar does not cover it, it stays.
    SELECT i.*, coalesce(l.next_workday, i.approve_date_to + $limit_days::INTEGER) AS due_date,
           coalesce(f.next_workday, i.approve_date + $limit_days::INTEGER) AS earliest_due_date
    FROM item AS i
    LEFT JOIN calendar AS l ON l.date = i.approve_date_to + $limit_days::INTEGER
    LEFT JOIN calendar AS f ON f.date = i.approve_date + $limit_days::INTEGER
)

-- subrule: A
SELECT j.unit, j.item_type, j.fiscal_year, coalesce(CAST(j.fiscal_year AS VARCHAR) || '年度', '') AS year_label,
       j.approve_date AS date, j.approve_date, j.approve_date_to, j.due_date,
       j.publish_date, j.publish_date_to, j.publish_date - j.due_date AS days_late,
       j.disclosure_rows
FROM judged AS j
WHERE j.publish_date > j.due_date
ORDER BY j.disclosure_rows
-- population: A
SELECT count(publish_date) AS n FROM judged
-- undecided: A
SELECT j.disclosure_rows,
       CASE WHEN j.approve_date IS NULL THEN 'disclosures.approve_date' ELSE 'disclosures.publish_date' END AS missing,
       CASE WHEN j.approve_date IS NULL THEN '没有批复日期' ELSE '日期只到期间，无法判断是否逾期' END AS why
FROM judged AS j
WHERE j.publish_date IS NOT NULL
  AND (j.approve_date IS NULL OR (j.publish_date <= j.due_date AND j.publish_date_to > j.earliest_due_date))

-- shared: B
WITH unpublished AS (
    -- Past due; without an approval nothing is due yet.
    SELECT * FROM judged WHERE publish_date IS NULL AND $asof::DATE > due_date
)
-- subrule: B
SELECT u.unit, u.item_type, u.fiscal_year, coalesce(CAST(u.fiscal_year AS VARCHAR) || '年度', '') AS year_label,
       u.approve_date AS date, u.approve_date, u.approve_date_to, u.due_date,
       $asof::DATE AS asof_date, $asof::DATE - u.due_date AS days_late,
       u.disclosure_rows
FROM unpublished AS u
-- A blank says nothing: only a person who looked for it and wrote 未见 does.
WHERE u.looked_in_vain AND u.registered IS DISTINCT FROM true
ORDER BY u.disclosure_rows
-- population: B
SELECT count(*) AS n FROM unpublished
-- undecided: B
SELECT u.disclosure_rows, 'disclosures.publish_date' AS missing,
       CASE WHEN u.registered THEN '台账有公开日期而核查未见，须核对公开渠道' ELSE '没有公开日期，须查询是否已公开' END AS why
FROM unpublished AS u
WHERE u.registered OR NOT u.looked_in_vain

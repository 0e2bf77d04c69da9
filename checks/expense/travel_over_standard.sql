/*
id: EXP-003
name: travel_over_standard
aliases: []
title: 差旅费超标准
summary: Lodging, meals or local transport above the standard of place, time and rank.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第九十五条第（三）项}
  - {law: CFT, article: 第六条第（四）项}
  - {law: CLF}
scope: [unit]
key: [claim_no, claimant, item]
finding: each
cause: {name: travel_over_standard, by: [claim_no, claimant], title: 差旅费超标准}
repair: event
visibility: unit
params:
  exempt: {type: text, default: "超标审批|超标说明", doc: 要件含这些字样的已经审批（正则）}
requires: [expense_claims.claim_type, expense_claims.start_date, expense_claims.end_date, expense_claims.persons, ref_travel.value]
any_of: []
optional: [expense_claims.city, expense_claims.attachments, staff.name, staff.post]
subrules:
  A:
    title: 住宿费超标准
    requires: [expense_claims.claim_type, expense_claims.start_date, expense_claims.end_date, expense_claims.persons, expense_claims.lodging, ref_travel.value]
  B:
    title: 伙食补助超标准
    requires: [expense_claims.claim_type, expense_claims.start_date, expense_claims.end_date, expense_claims.persons, expense_claims.meal_allowance, ref_travel.value]
  C:
    title: 市内交通费超标准
    requires: [expense_claims.claim_type, expense_claims.start_date, expense_claims.end_date, expense_claims.persons, expense_claims.local_transport, ref_travel.value]
message: "{lead}，{unit}{claimant}于{start_date}至{end_date}{going}出差{persons}人，报销{item}{paid}，按标准{standard}/人·天计{length}天最高{allowed}，超出{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{claimant}于{start_date}至{end_date}{going}出差{persons}人，报销{item}{paid}，超过标准{allowed}，超标准{amount}，不符合{basis}的规定。"
why: 差旅费按地区、职级和时间定标准，超标准报销属于提高开支标准，超出部分应由个人承担。
false_positives:
  - 由接待单位安排并已交费
  - 会议、培训期间食宿已包
  - 旺季上浮（标准表有淡旺季的已处理）
  - 本地办法与标准表不同；乘夜间车船无住宿
remediation: 报销环节按地区、职级、时间自动比对标准；超标准部分收回；确需超标的事前报批并附说明。
*/
-- shared:
WITH trip AS (
    -- Of vague dates the longest stay that they allow: it favours the traveller.
    SELECT x.row_id, x.unit, x.claim_no, x.claimant, x.city, x.persons, x.start_date, x.end_date, x.end_date_to,
           x.lodging, x.meal_allowance, x.local_transport, date_diff('day', x.start_date, x.end_date_to) AS nights
    FROM expense_claims AS x
    WHERE x.claim_type = '差旅'
      AND NOT regexp_matches(coalesce(list_aggregate(x.attachments, 'string_agg', '、'), ''), $exempt::VARCHAR)
),
claimed AS (
    SELECT t.row_id, '住宿费' AS item, t.lodging AS paid, t.nights AS length FROM trip AS t WHERE t.lodging > 0
    UNION ALL
    SELECT t.row_id, '伙食补助费', t.meal_allowance, t.nights + 1 FROM trip AS t WHERE t.meal_allowance > 0
    UNION ALL
    SELECT t.row_id, '市内交通费', t.local_transport, t.nights + 1 FROM trip AS t WHERE t.local_transport > 0
),
ranked AS (
    SELECT DISTINCT s.unit, s.name, s.post FROM staff AS s
    WHERE EXISTS (SELECT 1 FROM ref_travel AS r WHERE r.rank = s.post)
),
standard AS (
    -- The nearest place that the table names; of ranks and seasons that may apply the highest.
    SELECT t.row_id, r.item, arg_max(r.value, (coalesce(length(r.place), 0), r.value)) AS value,
           arg_max(r.ref_id, (coalesce(length(r.place), 0), r.value)) AS standard_ref
    FROM trip AS t
    JOIN ref_travel AS r
      ON (r.place IS NULL OR contains(t.city, r.place))
     AND t.start_date BETWEEN coalesce(r.from, DATE '0001-01-01') AND coalesce(r.to, DATE '9999-12-31')
     AND (r.month_from IS NULL
          -- A season may run over the turn of the year.
          OR (month(t.start_date) - r.month_from::INTEGER + 12) % 12 <= (r.month_to::INTEGER - r.month_from::INTEGER + 12) % 12)
     AND (r.rank IS NULL OR EXISTS (SELECT 1 FROM ranked AS k WHERE k.unit = t.unit AND k.name = t.claimant AND k.post = r.rank)
          OR NOT EXISTS (SELECT 1 FROM ranked AS k WHERE k.unit = t.unit AND k.name = t.claimant))
    GROUP BY t.row_id, r.item
),
judged AS (
    SELECT t.unit, t.claim_no, t.claimant, t.persons, t.start_date, t.end_date, t.end_date_to, c.item, c.paid, c.length,
           coalesce('赴' || t.city, '') AS going, s.value AS standard, s.value * c.length * t.persons AS allowed, s.standard_ref,
           t.row_id AS claim_row
    FROM claimed AS c
    JOIN trip AS t ON t.row_id = c.row_id
    LEFT JOIN standard AS s ON s.row_id = c.row_id AND s.item = c.item
),
over AS (
    SELECT j.unit, j.claim_no, j.claimant, j.persons, j.start_date, j.start_date AS date, j.end_date, j.end_date_to, j.item, j.paid,
           j.length, j.going, j.standard, j.allowed, j.paid - j.allowed AS amount, j.standard_ref, j.claim_row
    FROM judged AS j
    WHERE j.paid > j.allowed
),
unknown AS (
    SELECT j.claim_row, j.item,
           CASE WHEN j.persons IS NULL THEN 'expense_claims.persons' WHEN j.length IS NULL THEN 'expense_claims.start_date'
                ELSE 'ref_travel.value' END AS missing,
           CASE WHEN j.persons IS NULL THEN '没有人数' WHEN j.length IS NULL THEN '没有出差日期'
                ELSE '标准表没有该地点、时间、职级的标准' END AS why
    FROM judged AS j
    WHERE j.allowed IS NULL
)
-- subrule: A
SELECT o.* FROM over AS o WHERE o.item = '住宿费'
-- population: A
SELECT count(*) AS n FROM judged AS j WHERE j.item = '住宿费'
-- undecided: A
SELECT u.* FROM unknown AS u WHERE u.item = '住宿费'
-- subrule: B
SELECT o.* FROM over AS o WHERE o.item = '伙食补助费'
-- population: B
SELECT count(*) AS n FROM judged AS j WHERE j.item = '伙食补助费'
-- undecided: B
SELECT u.* FROM unknown AS u WHERE u.item = '伙食补助费'
-- subrule: C
SELECT o.* FROM over AS o WHERE o.item = '市内交通费'
-- population: C
SELECT count(*) AS n FROM judged AS j WHERE j.item = '市内交通费'
-- undecided: C
SELECT u.* FROM unknown AS u WHERE u.item = '市内交通费'

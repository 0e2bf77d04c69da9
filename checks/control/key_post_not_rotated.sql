/*
id: SOD-007
name: key_post_not_rotated
aliases: []
title: 关键岗位未按期轮岗
summary: A key post held for longer than the unit's own rule allows.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}]
basis:
  - {law: UNIT}
  - {law: NKG, article: 第十五条}
scope: [unit]
key: [person]
finding: person
cause: {name: key_post_not_rotated, by: [person], title: 关键岗位未轮岗}
repair: state
visibility: unit
params:
  rotation_years: {type: integer, default: null, doc: 本单位规定的轮岗周期（年）}
  key_posts: {type: text, default: "出纳|会计|财务|采购|招标|资产管理|合同管理|预算|收费|票据|基建|工程|印章", doc: 关键岗位（正则，比对岗位和内控角色）}
needs: [rotation_years]
requires: [staff.name, staff.post_start]
any_of: [[staff.post, staff.roles]]
optional: [staff.leave_date]
message: "{lead}，{unit}{person}自{post_start}起任{post}，至{date}已满{years}年，超过本单位规定的轮岗周期{rotation_years}年，需进一步核实。"
message_confirmed: "{lead}，{unit}{person}自{post_start}起任{post}，至{date}已满{years}年，超过轮岗周期{rotation_years}年，建议核实是否采取专项审计等替代措施。"
why: 关键岗位长期由一人任职，问题容易被长期掩盖；轮岗或专项审计是内部控制对关键岗位的基本要求。
false_positives:
  - 不具备轮岗条件并已采取专项审计等控制措施
  - 岗位名称相同、分管业务已经调整
  - 任岗日期登记的是入职日期
remediation: 明确关键岗位目录和轮岗周期并按期轮岗；不具备条件的定期开展专项审计并留存记录。
*/
-- shared:
WITH held AS (
    SELECT s.row_id, s.unit, s.name, s.post_start, s.post_start_to,
           coalesce(s.post, list_aggregate(s.roles, 'string_agg', '、')) AS post
    FROM staff AS s
    WHERE (s.leave_date_to < $asof::DATE) IS DISTINCT FROM true
      AND regexp_matches(concat_ws('、', s.post, list_aggregate(s.roles, 'string_agg', '、')), $key_posts::VARCHAR)
)
-- subrule:
SELECT h.unit, h.name AS person, h.post, h.post_start, h.post_start_to, $asof::DATE AS date,
       date_sub('year', h.post_start_to, $asof::DATE) AS years, $rotation_years::INTEGER AS rotation_years, h.row_id AS staff_row
FROM held AS h
WHERE h.post_start_to + to_years($rotation_years::INTEGER) < $asof::DATE
-- population:
SELECT count(*) AS n FROM held
-- undecided:
SELECT h.row_id AS staff_row, 'staff.post_start' AS missing,
       CASE WHEN h.post_start IS NULL THEN '没有任岗日期' ELSE '任岗日期只到期间，不知是否已满' END AS why
FROM held AS h
WHERE h.post_start IS NULL
   OR (h.post_start + to_years($rotation_years::INTEGER) < $asof::DATE AND h.post_start_to + to_years($rotation_years::INTEGER) >= $asof::DATE)

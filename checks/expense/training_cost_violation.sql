/*
id: EXP-006
name: training_cost_violation
aliases: []
title: 培训费、讲课费超标
summary: Training above the standards, lecturers paid too much or for too many hours, unplanned.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: PXF}
  - {law: JYG}
scope: [unit]
key: [claim_no]
finding: each
cause: {name: training, by: [claim_no], title: 培训费不规范}
repair: event
visibility: unit
params:
  online: {type: text, default: "视频|线上|网络培训", doc: 场所或地点含这些字样的培训不适用综合定额（正则）}
  half_day_hours: {type: integer, default: 4, doc: 每半天最多计算的学时}
requires: [expense_claims.claim_no, expense_claims.claim_type]
any_of: []
optional: [expense_claims.venue, expense_claims.city]
subrules:
  A:
    title: 培训费超综合定额
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.total, expense_claims.persons, expense_claims.start_date, expense_claims.end_date, ref_standards.value]
    optional: [expense_claims.meeting_class, expense_claims.lecture_fee, expense_claims.venue, expense_claims.city]
    message: "{lead}，{unit}培训报销{claim_no}共{persons}人{days}天，扣除讲课费后金额{amount}，人均日{each}，超过综合定额{standard}，需进一步核实。"
    message_confirmed: "{lead}，{unit}培训报销{claim_no}人均日{each}，超过综合定额{standard}，建议核实并收回超标准部分。"
  B:
    title: 讲课费超标准
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.lecture_fee, expense_claims.lecture_hours, ref_standards.value]
    optional: [expense_claims.lecturer_title]
    message: "{lead}，{unit}培训报销{claim_no}讲课费{amount}，{hours}学时，每学时{each}，超过标准{standard}，需进一步核实。"
    message_confirmed: "{lead}，{unit}培训报销{claim_no}讲课费每学时{each}，超过标准{standard}，建议核实税前税后口径并收回超标准部分。"
  C:
    title: 讲课学时超过每半天上限
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.lecture_hours, expense_claims.start_date, expense_claims.end_date]
    message: "{lead}，{unit}培训报销{claim_no}共{days}天，讲课{hours}学时，最多{allowed}学时，需进一步核实。"
    message_confirmed: "{lead}，{unit}培训报销{claim_no}讲课{hours}学时，超过{days}天最多可计的{allowed}学时，建议核实课表。"
  D:
    title: 培训工作人员超过规定比例
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.persons, expense_claims.staff_count, ref_standards.value]
    message: "{lead}，{unit}培训报销{claim_no}参训{persons}人，工作人员{staff}人，最多{allowed}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}培训报销{claim_no}工作人员{staff}人，超过规定的{allowed}人，建议核实。"
  E:
    title: 培训无计划、无批件
    absence: {partner: expense_claims}
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.plan_no]
    message: "{lead}，{unit}培训报销{claim_no}{amount_label}{amount}，未见培训计划或批件，需进一步核实。"
    message_confirmed: "{lead}，{unit}培训报销{claim_no}{amount_label}{amount}，未列入培训计划、未经审批，建议核实并补办手续。"
message: "{lead}，{unit}培训报销{claim_no}不规范，需进一步核实。"
why: 培训实行计划管理、综合定额和讲课费标准，超标准或虚列学时容易成为套取资金、变相发放的渠道。
false_positives:
  - 同时为多班次授课（不重复计算，按课表核对）
  - 讲课费税前、税后口径不同
  - 地方标准与标准表不同；网络培训
remediation: 培训先列计划；按综合定额和讲课费标准结算；超标准部分收回；讲课费按课表和签收记录支付到本人账户。
*/
-- shared:
WITH training AS (
    SELECT x.row_id, x.unit, x.claim_no, x.total, x.total - coalesce(x.lecture_fee, 0) AS amount, x.lecture_fee, x.lecture_hours AS hours,
           x.lecturer_title, x.persons, x.staff_count AS staff, x.meeting_class, x.plan_no, coalesce(x.end_date_to, x.start_date_to) AS date,
           date_diff('day', x.start_date, x.end_date_to) + 1 AS days,
           regexp_matches(concat_ws(' ', x.venue, x.city), $online::VARCHAR) AS online
    FROM expense_claims AS x
    WHERE x.claim_type = '培训'
),
standard AS (
    SELECT t.row_id, l.item, max(l.value) AS value, arg_max(l.ref_id, l.value) AS standard_ref
    FROM training AS t
    JOIN ref_standards AS l
      ON l.kind = '培训' AND (l.class IS NULL OR l.class = CASE WHEN l.item = '讲课费' THEN t.lecturer_title ELSE t.meeting_class END)
     AND t.date BETWEEN coalesce(l.from, DATE '0001-01-01') AND coalesce(l.to, DATE '9999-12-31')
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = t.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = t.unit AND u.level = l.level))
    GROUP BY t.row_id, l.item
),
item AS (
    SELECT t.row_id, '综合定额' AS item, t.amount / nullif(t.persons * t.days, 0) AS measure FROM training AS t WHERE NOT t.online
    UNION ALL
    SELECT t.row_id, '讲课费', t.lecture_fee / nullif(t.hours, 0) FROM training AS t WHERE t.lecture_fee > 0
    UNION ALL
    SELECT t.row_id, '工作人员比例', t.staff / nullif(t.persons, 0) FROM training AS t
),
judged AS (
    SELECT i.row_id, i.item, i.measure, s.value, s.standard_ref
    FROM item AS i
    LEFT JOIN standard AS s ON s.row_id = i.row_id AND s.item = i.item
),
over AS (
    SELECT t.unit, t.claim_no, t.amount, t.lecture_fee, t.hours, t.date, t.persons, t.staff, t.days, j.item, j.measure,
           CAST(j.measure AS DECIMAL(18,2)) AS each, j.value, CAST(j.value AS DECIMAL(18,2)) AS standard, j.standard_ref, t.row_id AS claim_row
    FROM judged AS j
    JOIN training AS t ON t.row_id = j.row_id
    WHERE j.measure > j.value
),
unknown AS (
    SELECT j.row_id AS claim_row, j.item,
           CASE WHEN j.value IS NULL THEN 'ref_standards.value' WHEN j.item = '讲课费' THEN 'expense_claims.lecture_hours'
                ELSE 'expense_claims.persons' END AS missing,
           CASE WHEN j.value IS NULL THEN '标准表没有该类培训的' || j.item ELSE '没有计算' || j.item || '的数据' END AS why
    FROM judged AS j
    WHERE j.measure IS NULL OR j.value IS NULL
)
-- subrule: A
SELECT o.* FROM over AS o WHERE o.item = '综合定额'
-- population: A
SELECT count(*) AS n FROM judged AS j WHERE j.item = '综合定额'
-- undecided: A
SELECT u.* FROM unknown AS u WHERE u.item = '综合定额'
-- subrule: B
SELECT o.unit, o.claim_no, o.lecture_fee AS amount, o.hours, o.date, o.each, o.standard, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '讲课费'
-- population: B
SELECT count(*) AS n FROM judged AS j WHERE j.item = '讲课费'
-- undecided: B
SELECT u.* FROM unknown AS u WHERE u.item = '讲课费'
-- subrule: C
SELECT t.unit, t.claim_no, t.lecture_fee AS amount, t.date, t.days, t.hours, t.days * 2 * $half_day_hours::BIGINT AS allowed, t.row_id AS claim_row
FROM training AS t
WHERE t.hours > t.days * 2 * $half_day_hours::BIGINT
-- population: C
SELECT count(*) AS n FROM training AS t WHERE t.hours IS NOT NULL
-- undecided: C
SELECT t.row_id AS claim_row, 'expense_claims.end_date' AS missing, '没有培训起止日期' AS why
FROM training AS t
WHERE t.hours IS NOT NULL AND t.days IS NULL
-- subrule: D
SELECT o.unit, o.claim_no, o.amount, o.date, o.persons, o.staff, CAST(floor(o.value * o.persons) AS BIGINT) AS allowed, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '工作人员比例'
-- population: D
SELECT count(*) AS n FROM judged AS j WHERE j.item = '工作人员比例'
-- undecided: D
SELECT u.* FROM unknown AS u WHERE u.item = '工作人员比例'
-- subrule: E
SELECT t.unit, t.claim_no, t.total AS amount, CASE WHEN t.total IS NULL THEN '' ELSE '，金额' END AS amount_label, t.date, t.row_id AS claim_row
FROM training AS t WHERE t.plan_no IS NULL
-- population: E
SELECT t.unit, count(*) AS n FROM training AS t GROUP BY t.unit

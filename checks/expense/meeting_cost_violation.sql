/*
id: EXP-005
name: meeting_cost_violation
aliases: []
title: 会议费超标、无计划、场所或结算违规
summary: Meetings above the standards, unplanned, at resorts, or paid in cash.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: HYF}
  - {law: JYG}
scope: [unit]
key: [claim_no]
finding: each
cause: {name: meeting, by: [claim_no], title: 会议费不规范}
repair: event
visibility: unit
params:
  online: {type: text, default: "视频|电视电话|线上|网络会议", doc: 场所或地点含这些字样的会议不适用（正则）}
  resorts: {type: text, default: "景区|度假|温泉|山庄|疗养|高尔夫", doc: 禁止开会的场所（正则）}
requires: [expense_claims.claim_no, expense_claims.claim_type]
any_of: []
optional: [expense_claims.venue, expense_claims.city]
subrules:
  A:
    title: 会议费超综合定额
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.total, expense_claims.persons, expense_claims.start_date, expense_claims.end_date, ref_standards.value]
    optional: [expense_claims.meeting_class, expense_claims.venue, expense_claims.city]
    message: "{lead}，{unit}会议报销{claim_no}共{persons}人{days}天，金额{amount}，人均日{each}，超过综合定额{standard}，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}人均日{each}，超过综合定额{standard}，建议核实并收回超标准部分。"
  B:
    title: 会期超过规定天数
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.start_date, expense_claims.end_date, ref_standards.value]
    optional: [expense_claims.meeting_class, expense_claims.venue, expense_claims.city]
    message: "{lead}，{unit}会议报销{claim_no}会期{days}天，超过规定的{standard}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}会期{days}天，超过规定的{standard}天，建议核实。"
  C:
    title: 参会人数超过规定
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.persons, ref_standards.value]
    optional: [expense_claims.meeting_class, expense_claims.venue, expense_claims.city]
    message: "{lead}，{unit}会议报销{claim_no}参会{persons}人，超过规定的{standard}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}参会{persons}人，超过规定的{standard}人，建议核实。"
  D:
    title: 会议工作人员超过规定比例
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.persons, expense_claims.staff_count, ref_standards.value]
    optional: [expense_claims.meeting_class, expense_claims.venue, expense_claims.city]
    message: "{lead}，{unit}会议报销{claim_no}参会{persons}人，工作人员{staff}人，最多{allowed}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}工作人员{staff}人，超过规定的{allowed}人，建议核实。"
  E:
    title: 会议无计划、无批件
    absence: {partner: expense_claims}
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.plan_no]
    message: "{lead}，{unit}会议报销{claim_no}{amount_label}{amount}，未见会议计划或批件，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}{amount_label}{amount}，未列入会议计划、未经审批，建议核实并补办手续。"
  F:
    title: 在景区等场所开会
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.venue]
    message: "{lead}，{unit}会议报销{claim_no}的会议场所为{place}，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}在{place}召开会议，建议核实场所是否属于禁止开会的范围。"
  G:
    title: 会议费以现金结算
    severity: low
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.pay_method]
    message: "{lead}，{unit}会议报销{claim_no}{amount_label}{amount}以现金结算，需进一步核实。"
    message_confirmed: "{lead}，{unit}会议报销{claim_no}{amount_label}{amount}以现金结算，未使用公务卡或转账，建议核实。"
message: "{lead}，{unit}会议报销{claim_no}不规范，需进一步核实。"
why: 会议实行计划管理和综合定额，超标准、无计划、到景区开会或以现金结算，往往夹带吃喝、旅游和发放钱物。
false_positives:
  - 电视电话、视频会议（已剔除）
  - 国际会议另有办法
  - 地方标准与标准表不同；报到、离开各半天不算会期
remediation: 会议先列计划、经批准再召开；在定点场所按综合定额结算，使用公务卡或转账；超标准部分不予报销并收回。
*/
-- shared:
WITH meeting AS (
    SELECT x.row_id, x.unit, x.claim_no, x.total AS amount, CASE WHEN x.total IS NULL THEN '' ELSE '，金额' END AS amount_label,
           x.persons, x.staff_count AS staff, x.meeting_class, x.venue, x.plan_no, x.pay_method, coalesce(x.end_date_to, x.start_date_to) AS date,
           date_diff('day', x.start_date, x.end_date_to) + 1 AS longest, date_diff('day', x.start_date_to, x.end_date) + 1 AS shortest
    FROM expense_claims AS x
    WHERE x.claim_type = '会议' AND NOT regexp_matches(concat_ws(' ', x.venue, x.city), $online::VARCHAR)
),
standard AS (
    SELECT m.row_id, l.item, max(l.value) AS value, arg_max(l.ref_id, l.value) AS standard_ref
    FROM meeting AS m
    JOIN ref_standards AS l
      ON l.kind = '会议' AND (l.class IS NULL OR l.class = m.meeting_class)
     AND m.date BETWEEN coalesce(l.from, DATE '0001-01-01') AND coalesce(l.to, DATE '9999-12-31')
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = m.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = m.unit AND u.level = l.level))
    GROUP BY m.row_id, l.item
),
measured AS (
    -- What each standard speaks of; of vague dates the days that favour the unit.
    SELECT m.row_id, '综合定额' AS item, m.amount / nullif(m.persons * m.longest, 0) AS measure FROM meeting AS m
    UNION ALL
    SELECT m.row_id, '会期', greatest(m.shortest, 1) FROM meeting AS m WHERE m.shortest IS NOT NULL
    UNION ALL
    SELECT m.row_id, '人数', m.persons FROM meeting AS m
    UNION ALL
    SELECT m.row_id, '工作人员比例', m.staff / nullif(m.persons, 0) FROM meeting AS m
),
judged AS (
    SELECT m.row_id, i.item, n.measure, s.value, s.standard_ref
    FROM meeting AS m
    CROSS JOIN (SELECT unnest(['综合定额', '会期', '人数', '工作人员比例']) AS item) AS i
    LEFT JOIN measured AS n ON n.row_id = m.row_id AND n.item = i.item
    LEFT JOIN standard AS s ON s.row_id = m.row_id AND s.item = i.item
),
over AS (
    SELECT m.unit, m.claim_no, m.amount, m.date, m.persons, m.staff, m.longest, m.shortest, j.item, j.measure, j.value, j.standard_ref,
           m.row_id AS claim_row
    FROM judged AS j
    JOIN meeting AS m ON m.row_id = j.row_id
    WHERE j.measure > j.value
),
unknown AS (
    SELECT j.row_id AS claim_row, j.item,
           CASE WHEN j.value IS NULL THEN 'ref_standards.value' WHEN j.item = '会期' THEN 'expense_claims.end_date'
                ELSE 'expense_claims.persons' END AS missing,
           CASE WHEN j.value IS NULL THEN '标准表没有该类会议的' || j.item ELSE '没有计算' || j.item || '的数据' END AS why
    FROM judged AS j
    WHERE j.measure IS NULL OR j.value IS NULL
)
-- subrule: A
SELECT o.unit, o.claim_no, o.amount, o.date, o.persons, o.longest AS days, CAST(o.measure AS DECIMAL(18,2)) AS each,
       CAST(o.value AS DECIMAL(18,2)) AS standard, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '综合定额'
-- population: A
SELECT count(*) AS n FROM meeting
-- undecided: A
SELECT u.* FROM unknown AS u WHERE u.item = '综合定额'
-- subrule: B
SELECT o.unit, o.claim_no, o.amount, o.date, o.shortest AS days, CAST(o.value AS BIGINT) AS standard, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '会期'
-- population: B
SELECT count(*) AS n FROM meeting
-- undecided: B
SELECT u.* FROM unknown AS u WHERE u.item = '会期'
-- subrule: C
SELECT o.unit, o.claim_no, o.amount, o.date, o.persons, CAST(o.value AS BIGINT) AS standard, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '人数'
-- population: C
SELECT count(*) AS n FROM meeting
-- undecided: C
SELECT u.* FROM unknown AS u WHERE u.item = '人数'
-- subrule: D
SELECT o.unit, o.claim_no, o.amount, o.date, o.persons, o.staff, CAST(floor(o.value * o.persons) AS BIGINT) AS allowed, o.standard_ref, o.claim_row
FROM over AS o WHERE o.item = '工作人员比例'
-- population: D
SELECT count(*) AS n FROM meeting
-- undecided: D
SELECT u.* FROM unknown AS u WHERE u.item = '工作人员比例'
-- subrule: E
SELECT m.unit, m.claim_no, m.amount, m.amount_label, m.date, m.row_id AS claim_row FROM meeting AS m WHERE m.plan_no IS NULL
-- population: E
SELECT m.unit, count(*) AS n FROM meeting AS m GROUP BY m.unit
-- subrule: F
SELECT m.unit, m.claim_no, m.amount, m.date, m.venue AS place, m.row_id AS claim_row
FROM meeting AS m WHERE regexp_matches(m.venue, $resorts::VARCHAR)
-- population: F
SELECT count(*) AS n FROM meeting
-- undecided: F
SELECT m.row_id AS claim_row, 'expense_claims.venue' AS missing, '没有会议场所' AS why FROM meeting AS m WHERE m.venue IS NULL
-- subrule: G
SELECT m.unit, m.claim_no, m.amount, m.amount_label, m.date, m.row_id AS claim_row FROM meeting AS m WHERE m.pay_method = '现金'
-- population: G
SELECT count(*) AS n FROM meeting
-- undecided: G
SELECT m.row_id AS claim_row, 'expense_claims.pay_method' AS missing, '没有结算方式' AS why FROM meeting AS m WHERE m.pay_method IS NULL

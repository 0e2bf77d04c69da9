/*
id: SOD-004
name: approval_limit_exceeded
aliases: []
title: 超权限审批、拆分规避审批权限
summary: Payments approved above the approver's limit, or split to stay below it.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: NKG, article: 第十二条}
  - {law: NKG, article: 第三十条}
  - {law: UNIT}
scope: [unit]
key: [person, payee]
finding: person
cause: {name: approval_limit_exceeded, by: [person], title: 未按权限审批}
repair: event
visibility: unit
params:
  window_days: {type: integer, default: 7, doc: 同一申请人、收款人在这些天内的付款合并看}
  near: {type: decimal, default: "0.9", doc: 单笔达到限额的这个比例而未到限额的，视为贴近限额}
  near_count: {type: integer, default: 3, doc: 贴近限额的付款达到这个笔数才提示}
requires: [payments.amount, payments.approver, staff.name, staff.approve_limit]
any_of: []
optional: [payments.status]
subrules:
  A: {title: 审批金额超过审批人限额}
  B:
    title: 短期内拆分付款规避限额
    requires: [payments.amount, payments.approver, payments.applicant, payments.payee, payments.payment_date, staff.name, staff.approve_limit]
    optional: [payments.status, payments.contract_no]
    message: "{lead}，{unit}{applicant}于{first_day}至{date}申请付{payee}{count}笔合计{amount}，每笔均低于审批人{person}的限额{limit}，合计已达到限额，需进一步核实。"
    message_confirmed: "{lead}，{unit}{applicant}于{first_day}至{date}将付{payee}的款项分{count}笔申请，合计{amount}，规避审批人{person}的限额{limit}，建议核实是否属于同一事项并补办审批。"
  C:
    title: 多笔付款贴近审批限额
    severity: info
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    message: "{lead}，{unit}{person}审批的付款有{count}笔贴近其限额{limit}，合计{amount}，建议抽查是否拆分，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}审批的付款有{count}笔贴近其限额{limit}，合计{amount}，建议核实是否拆分。"
message: "{lead}，{unit}{person}审批的付款有{count}笔超过其审批限额{limit}，合计{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{person}审批的付款有{count}笔超过其审批限额{limit}，合计{amount}，建议核实授权并补办审批。"
why: 分级授权按金额定人，超限额审批或拆成小额，等于绕过应当由更高层级作出的决定。
false_positives:
  - 有临时授权、授权委托记录
  - 年度合同分期付款（有合同编号的不看拆分）
  - 岗位名册中的限额表未更新
remediation: 在系统中按金额控制审批节点；超限额的由有权人补充审批并说明原因；同一事项合并申请。
*/
-- shared:
WITH limits AS (
    -- Of several rows of one name the highest limit, which favours the unit.
    SELECT s.unit, regexp_replace(s.name, '\s', '', 'g') AS person, max(s.approve_limit) AS most, list(s.row_id) AS staff_rows
    FROM staff AS s
    GROUP BY s.unit, regexp_replace(s.name, '\s', '', 'g')
),
approved AS (
    SELECT p.row_id, p.unit, regexp_replace(p.approver, '\s', '', 'g') AS person, p.amount, p.payment_date, p.payment_date_to,
           p.applicant, p.payee, p.payee_key, p.contract_no, s.most, s.staff_rows
    FROM payments AS p
    LEFT JOIN limits AS s ON s.unit = p.unit AND s.person = regexp_replace(p.approver, '\s', '', 'g')
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
)
-- subrule: A
SELECT a.unit, a.person, CAST(NULL AS VARCHAR) AS payee, max(a.payment_date_to) AS date, count(*) AS count, sum(a.amount) AS amount,
       a.most AS "limit", a.staff_rows, list(a.row_id) AS payment_rows
FROM approved AS a
WHERE a.amount > a.most
GROUP BY a.unit, a.person, a.most, a.staff_rows
-- population: A
SELECT count(*) AS n FROM approved
-- undecided: A
SELECT a.row_id AS payment_row,
       CASE WHEN a.person IS NULL THEN 'payments.approver' WHEN a.amount IS NULL THEN 'payments.amount' ELSE 'staff.approve_limit' END AS missing,
       CASE WHEN a.person IS NULL THEN '没有审批人' WHEN a.amount IS NULL THEN '没有金额' ELSE '没有该审批人的限额' END AS why
FROM approved AS a
WHERE a.amount IS NULL OR a.most IS NULL

-- shared: B
WITH small AS (
    SELECT a.row_id, a.unit, a.person, a.applicant, a.payee, a.payee_key, a.amount, a.payment_date, a.payment_date_to, a.most, a.staff_rows
    FROM approved AS a
    WHERE a.contract_no IS NULL AND a.applicant IS NOT NULL AND a.payee_key IS NOT NULL
),
windows AS (
    -- All that follow within the window of one; a window inside another of the same group is left out below.
    SELECT f.unit, f.person, f.applicant, f.payee_key, f.most, f.staff_rows, min(n.payment_date) AS first_day, max(n.payment_date_to) AS date,
           any_value(f.payee) AS payee, count(*) AS count, sum(n.amount) AS amount, list_sort(list(n.row_id)) AS payment_rows
    FROM small AS f
    JOIN small AS n ON n.unit = f.unit AND n.person = f.person AND n.applicant = f.applicant AND n.payee_key = f.payee_key
                   AND n.payment_date >= f.payment_date AND n.payment_date_to <= f.payment_date + $window_days::INTEGER
    WHERE n.amount < n.most
    GROUP BY f.unit, f.person, f.applicant, f.payee_key, f.most, f.staff_rows, f.row_id
    HAVING sum(n.amount) >= f.most
)
-- subrule: B
SELECT DISTINCT w.unit, w.person, w.applicant, w.payee, w.payee_key, w.first_day, w.date, w.count, w.amount, w.most AS "limit",
       w.staff_rows, w.payment_rows
FROM windows AS w
WHERE NOT EXISTS (SELECT 1 FROM windows AS o
                  WHERE len(o.payment_rows) > len(w.payment_rows) AND list_has_all(o.payment_rows, w.payment_rows))
-- population: B
SELECT count(*) AS n FROM small
-- undecided: B
SELECT s.row_id AS payment_row,
       CASE WHEN s.payment_date IS NULL THEN 'payments.payment_date' WHEN s.amount IS NULL THEN 'payments.amount' ELSE 'staff.approve_limit' END AS missing,
       CASE WHEN s.payment_date IS NULL THEN '没有支付日期' WHEN s.amount IS NULL THEN '没有金额' ELSE '没有该审批人的限额' END AS why
FROM small AS s
WHERE s.payment_date IS NULL OR s.amount IS NULL OR s.most IS NULL

-- subrule: C
SELECT a.unit, a.person, CAST(NULL AS VARCHAR) AS payee, max(a.payment_date_to) AS date, count(*) AS count, sum(a.amount) AS amount,
       a.most AS "limit", a.staff_rows, list(a.row_id) AS payment_rows
FROM approved AS a
WHERE a.amount >= a.most * $near::DECIMAL(9,6) AND a.amount < a.most
GROUP BY a.unit, a.person, a.most, a.staff_rows
HAVING count(*) >= $near_count::BIGINT
-- population: C
SELECT count(*) AS n FROM approved
-- undecided: C
SELECT a.row_id AS payment_row, 'staff.approve_limit' AS missing, '没有金额或该审批人的限额' AS why
FROM approved AS a
WHERE a.amount IS NULL OR a.most IS NULL

/*
id: EXP-004
name: travel_overlap
aliases: []
title: 差旅时间重叠、与会议培训或现场签字冲突
summary: One person on two trips at once, or signing at home while on a trip.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: CFT, article: 第六条第（一）项}
  - {law: CLF}
scope: [unit]
key: [claimant, claim_no, other]
finding: each
cause: {name: travel_overlap, by: [claimant, claim_no], title: 差旅时间冲突}
repair: event
visibility: unit
params:
  min_overlap_days: {type: integer, default: 1, doc: 重叠达到这些天才提示（首尾同日为0天）}
requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.claimant, expense_claims.start_date, expense_claims.end_date]
any_of: []
optional: []
subrules:
  A: {title: 同一人两次出差时间重叠}
  B:
    title: 出差与会议、培训时间重叠且领取补助
    severity: medium
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.claimant, expense_claims.start_date, expense_claims.end_date, expense_claims.meal_allowance]
    message: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}）领取伙食补助，与{other}时间重叠{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}{claimant}出差（{claim_no}）领取伙食补助，与{other}时间重叠{days}天，重复领取补助，不符合{basis}的规定。"
  C:
    title: 出差期间在验收单上签字
    severity: medium
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.claimant, expense_claims.start_date, expense_claims.end_date, acceptances.acceptors, acceptances.acceptance_date]
    optional: [acceptances.acceptance_no]
    message: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），期间于{signed}参加{other}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），期间于{signed}参加{other}，出差或验收不实，不符合{basis}的规定。"
  D:
    title: 出差期间制单
    severity: info
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.claimant, expense_claims.start_date, expense_claims.end_date, vouchers.preparer, vouchers.voucher_date]
    optional: [vouchers.voucher_no, vouchers.void_flag]
    message: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），期间制单{count}张（{other}），建议了解是否异地办公，需进一步核实。"
    message_confirmed: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），期间制单{count}张（{other}）。"
message: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），与{other}时间重叠{days}天，需进一步核实。"
message_confirmed: "{lead}，{unit}{claimant}{start_date}至{end_date}出差（{claim_no}），与{other}时间重叠{days}天，重复报销或行程不实，不符合{basis}的规定。"
why: 一个人不能同时在两地，时间重叠的差旅往往是重复报销、虚报人数或借名套取。
false_positives:
  - 首尾同日衔接（不计）
  - 同名同姓（须有人员编号）
  - 一次行程分段报销、参会人自行提前报到
  - 电子审批、电子制单可以异地办理
remediation: 报销系统按人员编号校验行程重叠；核对审批单、住宿和交通票据，重复领取的收回。
*/
-- shared:
WITH trip AS (
    SELECT x.row_id, x.unit, x.claim_no, x.claim_type, regexp_replace(x.claimant, '\s', '', 'g') AS claimant, x.start_date, x.start_date_to,
           x.end_date, x.end_date_to, x.meal_allowance
    FROM expense_claims AS x
),
dated AS (
    SELECT t.row_id, t.unit, t.claim_no, t.claim_type, t.claimant, t.start_date, t.start_date_to, t.end_date, t.end_date_to, t.meal_allowance
    FROM trip AS t
    WHERE t.end_date - t.start_date IS NOT NULL
),
travel AS (
    SELECT t.row_id, t.unit, t.claim_no, t.claimant, t.start_date, t.start_date_to, t.end_date, t.end_date_to, t.meal_allowance
    FROM dated AS t
    WHERE t.claim_type = '差旅'
),
unknown AS (
    SELECT t.row_id AS claim_row, CASE WHEN t.claimant IS NULL THEN 'expense_claims.claimant' ELSE 'expense_claims.start_date' END AS missing,
           CASE WHEN t.claimant IS NULL THEN '没有出差人' ELSE '没有出差起止日期' END AS why
    FROM trip AS t
    WHERE t.claim_type = '差旅' AND (t.claimant IS NULL OR t.end_date - t.start_date IS NULL)
)
-- subrule: A
SELECT t.unit, t.claimant, t.claim_no, '出差报销' || o.claim_no AS other, t.start_date, t.start_date_to, t.end_date, t.end_date_to,
       t.start_date AS date, least(t.end_date, o.end_date) - greatest(t.start_date_to, o.start_date_to) AS days,
       t.row_id AS claim_row, o.row_id AS other_row
FROM travel AS t
JOIN travel AS o ON o.unit = t.unit AND o.claimant = t.claimant AND o.row_id > t.row_id
WHERE least(t.end_date, o.end_date) - greatest(t.start_date_to, o.start_date_to) >= $min_overlap_days::INTEGER
-- population: A
SELECT count(*) AS n FROM trip AS t WHERE t.claim_type = '差旅'
-- undecided: A
SELECT u.* FROM unknown AS u

-- subrule: B
SELECT t.unit, t.claimant, t.claim_no, o.claim_type || '报销' || o.claim_no AS other, t.start_date, t.start_date_to, t.end_date, t.end_date_to,
       t.start_date AS date, t.meal_allowance AS amount, least(t.end_date, o.end_date) - greatest(t.start_date_to, o.start_date_to) AS days,
       t.row_id AS claim_row, o.row_id AS other_row
FROM travel AS t
JOIN dated AS o ON o.unit = t.unit AND o.claimant = t.claimant
WHERE o.claim_type IN ('会议', '培训') AND t.meal_allowance > 0
  AND least(t.end_date, o.end_date) - greatest(t.start_date_to, o.start_date_to) >= $min_overlap_days::INTEGER
-- population: B
SELECT count(*) AS n FROM trip AS t WHERE t.claim_type = '差旅'
-- undecided: B
SELECT u.* FROM unknown AS u

-- subrule: C
SELECT t.unit, t.claimant, t.claim_no, '验收' || coalesce(a.acceptance_no, '') AS other, t.start_date, t.start_date_to, t.end_date, t.end_date_to,
       t.start_date AS date, a.acceptance_date AS signed, a.acceptance_date_to AS signed_to, t.row_id AS claim_row, a.row_id AS acceptance_row
FROM travel AS t
JOIN acceptances AS a ON a.unit = t.unit
WHERE list_contains(list_transform(a.acceptors, lambda x: regexp_replace(x, '\s', '', 'g')), t.claimant)
  AND a.acceptance_date > t.start_date_to AND a.acceptance_date_to < t.end_date
-- population: C
SELECT count(*) AS n FROM trip AS t WHERE t.claim_type = '差旅'
-- undecided: C
SELECT u.* FROM unknown AS u

-- subrule: D
SELECT t.unit, t.claimant, t.claim_no, t.start_date, t.start_date_to, t.end_date, t.end_date_to, t.start_date AS date,
       count(DISTINCT v.voucher_no_key) AS count, string_agg(DISTINCT v.voucher_no, '、' ORDER BY v.voucher_no) AS other,
       t.row_id AS claim_row, list(v.row_id) AS voucher_rows
FROM travel AS t
JOIN vouchers AS v ON v.unit = t.unit AND regexp_replace(v.preparer, '\s', '', 'g') = t.claimant
WHERE v.voucher_date > t.start_date_to AND v.voucher_date_to < t.end_date AND v.void_flag IS DISTINCT FROM true
GROUP BY t.unit, t.claimant, t.claim_no, t.start_date, t.start_date_to, t.end_date, t.end_date_to, t.row_id
-- population: D
SELECT count(*) AS n FROM trip AS t WHERE t.claim_type = '差旅'
-- undecided: D
SELECT u.* FROM unknown AS u

/*
id: ADV-004
name: deposit_not_returned
aliases: []
title: 保证金逾期未退
summary: Bid bonds not given back in five working days; performance and warranty deposits open after their day.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZXQ, article: 第十三条}
  - {law: UNIT}
scope: [unit]
key: [counterparty, subject]
finding: each
cause: {name: deposit_not_returned, by: [counterparty], title: 保证金未按期退还}
repair: state
visibility: unit
params:
  bid_bond_workdays: {type: integer, default: 5, doc: 投标保证金退还期限（工作日，法定）}
  grace: {type: integer, default: 30, doc: 履约保证金、质保金到期后的办理天数}
requires: [advances.counterparty, advances.kind, advances.balance, advances.due_date]
any_of: []
message: "{lead}，{unit}收取{counterparty}的{kind}余额{amount}，应于{due}退还，至{asof}已逾期{days}天，需进一步核实。"
message_confirmed: "{lead}，{unit}收取{counterparty}的{kind}余额{amount}，应于{due}退还，至{asof}逾期{days}天未退，不符合{basis}的规定。"
subrules:
  A:
    title: 履约保证金、质保金到期未退
  B:
    title: 投标保证金逾期未退
    basis: [{law: ZCT, article: 第三十三条}, {law: ZTT, article: 第五十七条}, {law: UNIT}]
    class: suspicion
    requires: [advances.counterparty, advances.kind, advances.balance, advances.occur_date, procurements.award_supplier, procurements.award_notice_date, procurements.bid_deadline, calendar.date]
    optional: [procurements.procurement_no, bids.procurement_no, bids.bidder, contracts.procurement_no, contracts.sign_date]
    message: "{lead}，{unit}收取{counterparty}的投标保证金余额{amount}，项目“{project}”{event}日期为{base}，至{asof}已{days}个工作日未退，需进一步核实。"
    message_confirmed: "{lead}，{unit}收取{counterparty}的投标保证金余额{amount}，项目“{project}”{event}日期为{base}，至{asof}已{days}个工作日未退，不符合{basis}的规定。"
why: 保证金是供应商的钱，逾期不退占压企业资金，也是清理拖欠的重点。
false_positives:
  - 供应商账户信息错误被退回，或供应商未来办理
  - 质疑、投诉处理期间暂停
  - 依法依约不予退还（有书面决定）
  - 工程招标为书面合同签订后五日内
  - 退款已办而往来明细未核销
remediation: 逐笔核对保证金台账，到期的立即退还；投标保证金在中标通知书发出（未中标）或采购合同签订（中标）后五个工作日内退还，逾期的按规定支付资金占用费。
*/
-- shared: A
WITH deposit AS (
    SELECT w.row_id, w.unit, w.counterparty, w.counterparty_key, w.kind, w.balance, w.due_date_to,
           concat_ws('|', w.kind, coalesce(w.voucher_no_key, w.occur_date::VARCHAR)) AS subject
    FROM advances AS w
    WHERE w.kind IN ('履约保证金', '质保金') AND NOT coalesce(w.balance <= 0, false)
)
-- subrule: A
SELECT w.unit, w.counterparty, w.counterparty_key, w.subject, w.kind, w.balance AS amount, w.due_date_to AS due, $asof::DATE AS asof,
       $asof::DATE - w.due_date_to AS days, $asof::DATE AS date, $year::INTEGER AS fiscal_year, w.row_id AS advance_row
FROM deposit AS w
WHERE w.balance IS NOT NULL AND w.due_date_to + $grace::INTEGER < $asof::DATE
ORDER BY w.row_id
-- population: A
SELECT w.unit, count(*) AS n FROM deposit AS w GROUP BY w.unit
-- undecided: A
SELECT w.row_id AS advance_row, CASE WHEN w.balance IS NULL THEN 'advances.balance' ELSE 'advances.due_date' END AS missing,
       '没有余额或应退还日期' AS why
FROM deposit AS w
WHERE w.balance IS NULL OR w.due_date_to IS NULL

-- shared: B
-- Judged: bid bonds still held. A bond is taken for that of the bidder's first tender that closed after it was paid in.
WITH bond AS (
    SELECT w.row_id, w.unit, w.counterparty, w.counterparty_key AS bidder, w.balance, w.occur_date, w.voucher_no_key
    FROM advances AS w
    WHERE w.kind = '投标保证金' AND NOT coalesce(w.balance <= 0, false)
),
tender AS (
    SELECT q.row_id AS procurement_row, q.unit, q.award_supplier_key AS bidder, q.bid_deadline_to AS closed FROM procurements AS q
    UNION
    SELECT q.row_id, q.unit, b.bidder_key, q.bid_deadline_to
    FROM bids AS b
    JOIN bids_procurement_no AS k USING (row_id)
    JOIN procurements_procurement_no AS n USING (key)
    JOIN procurements AS q ON q.row_id = n.row_id AND q.unit = b.unit
),
signed AS (
    SELECT n.row_id AS procurement_row, c.unit, max(c.sign_date_to) AS sign_date
    FROM contracts AS c
    JOIN contracts_procurement_no AS k USING (row_id)
    JOIN procurements_procurement_no AS n USING (key)
    GROUP BY n.row_id, c.unit
),
judged AS (
    SELECT b.row_id, t.procurement_row,
           CASE WHEN q.award_supplier_key = b.bidder THEN '（中标）合同签订' ELSE '中标通知书发出' END AS event,
           CASE WHEN q.award_supplier_key = b.bidder THEN s.sign_date ELSE q.award_notice_date_to END AS base
    FROM bond AS b
    LEFT JOIN tender AS t ON t.unit = b.unit AND t.bidder = b.bidder AND t.closed >= b.occur_date
    LEFT JOIN procurements AS q ON q.row_id = t.procurement_row
    LEFT JOIN signed AS s ON s.unit = t.unit AND s.procurement_row = t.procurement_row
    QUALIFY row_number() OVER (PARTITION BY b.row_id ORDER BY t.closed, t.procurement_row) = 1
),
counted AS (
    SELECT j.row_id, ends.workday_no - begins.workday_no AS days
    FROM judged AS j
    JOIN calendar AS begins ON begins.date = j.base
    JOIN calendar AS ends ON ends.date = $asof::DATE
)
-- subrule: B
SELECT b.unit, b.counterparty, b.bidder AS counterparty_key, concat_ws('|', '投标保证金', coalesce(b.voucher_no_key, b.occur_date::VARCHAR)) AS subject,
       b.balance AS amount, coalesce(q.name, q.procurement_no) AS project, j.event, j.base, c.days, $asof::DATE AS asof,
       $asof::DATE AS date, $year::INTEGER AS fiscal_year, b.row_id AS advance_row, j.procurement_row
FROM judged AS j
JOIN counted AS c USING (row_id)
JOIN bond AS b USING (row_id)
JOIN procurements AS q ON q.row_id = j.procurement_row
WHERE b.balance IS NOT NULL AND c.days > $bid_bond_workdays::INTEGER
ORDER BY b.row_id
-- population: B
SELECT b.unit, count(*) AS n FROM bond AS b GROUP BY b.unit
-- undecided: B
SELECT b.row_id AS advance_row,
       CASE WHEN b.balance IS NULL THEN 'advances.balance' WHEN j.procurement_row IS NULL THEN 'procurements.award_supplier'
            WHEN j.base IS NULL THEN 'procurements.award_notice_date' ELSE 'calendar.is_workday' END AS missing,
       CASE WHEN b.balance IS NULL THEN '没有余额' WHEN j.procurement_row IS NULL THEN '不知是哪个采购项目的投标保证金'
            WHEN j.base IS NULL THEN '没有中标通知书或合同签订日期' ELSE '工作日历未覆盖' END AS why
FROM judged AS j
JOIN bond AS b USING (row_id)
LEFT JOIN counted AS c USING (row_id)
WHERE b.balance IS NULL OR c.days IS NULL

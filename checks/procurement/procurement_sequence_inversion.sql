/*
id: PUR-010
name: procurement_sequence_inversion
aliases: []
title: 采购全流程时序倒挂
summary: A later step of a procurement dated before the step that must precede it.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第六十四条}
  - {law: ZCT, article: 第二十九条}
  - {law: NKG, article: 第三十五条}
  - {law: NKG, article: 第三十七条}
scope: [unit]
key: [document_no, node_from, node_to]
finding: each
cause: {name: contract_signed_late, by: [document_no], title: 合同签订晚于履行}
repair: event
visibility: unit
params:
  advance_purposes: {type: text, default: "预付|首付|定金|保证金|退款", doc: 用途含这些字样的付款不与验收、签订比较}
requires: [contracts.contract_no]
any_of: [[contracts.sign_date, acceptances.acceptance_date, payments.payment_date]]
optional: []
subrules:
  A:
    title: 中标、签订、验收、付款时序倒挂
    optional:
      - contracts.is_framework
      - contracts.parent_contract_no
      - contracts.procurement_no
      - procurements.contract_no
      - procurements.award_notice_date
      - payments.is_advance
      - payments.status
      - payments.amount
      - payments.purpose
  B:
    title: 意向、公告、截止、定标、通知时序倒挂
    requires: [procurements.procurement_no]
    any_of:
      - - procurements.intention_date
        - procurements.notice_date
        - procurements.bid_deadline
        - procurements.award_confirm_date
        - procurements.award_notice_date
    message: "{lead}，{unit}采购项目{document_no}{titled}，{node_from}日期为{from_date}，{node_to}日期为{to_date}，{node_to}早于{node_from}，采购流程时序倒挂，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{document_no}{titled}，{node_from}日期为{from_date}，{node_to}日期为{to_date}，{node_to}早于{node_from}，采购流程时序倒挂，不符合{basis}的规定。"
message: "{lead}，{unit}合同{document_no}{titled}，{node_from}日期为{from_date}，{node_to}日期为{to_date}，{node_to}早于{node_from}，采购流程时序倒挂，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{document_no}{titled}，{node_from}日期为{from_date}，{node_to}日期为{to_date}，{node_to}早于{node_from}，采购流程时序倒挂，不符合{basis}的规定。"
why: 采购、签约、验收、付款一环扣一环，次序颠倒说明某一环是事后补的，或台账日期登记有误。
false_positives:
  - 预付款早于验收属正常（台账注明预付款或用途写明的不比较）
  - 按期付费的服务先付款、年末统一验收
  - 台账登记日期代替了实际日期
remediation: 限额以上项目线上全流程留痕，时限节点系统预警；合同、公告、备案由采购岗逐项销号。
*/
-- shared: A
WITH procurement AS (
    -- The last dated step of the procurement behind the contract; the register names it, or it names the contract.
    SELECT link.contract_row, q.row_id AS source_row,
           CASE WHEN q.award_notice_date IS NOT NULL THEN '发出中标（成交）通知书'
                WHEN q.award_confirm_date IS NOT NULL THEN '确定中标（成交）'
                WHEN q.bid_deadline IS NOT NULL THEN '投标（响应）截止'
                WHEN q.notice_date IS NOT NULL THEN '采购公告'
                ELSE '采购意向公开' END AS node,
           coalesce(q.award_notice_date, q.award_confirm_date, q.bid_deadline, q.notice_date, q.intention_date) AS day,
           coalesce(q.award_notice_date_to, q.award_confirm_date_to, q.bid_deadline_to, q.notice_date_to, q.intention_date_to) AS day_to
    FROM (
        SELECT named.row_id AS contract_row, number.row_id AS procurement_row
        FROM contracts_procurement_no AS named
        JOIN procurements_procurement_no AS number ON number.key = named.key
        UNION
        SELECT number.row_id, named.row_id
        FROM procurements_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
    ) AS link
    JOIN procurements AS q ON q.row_id = link.procurement_row
    JOIN contracts AS c ON c.row_id = link.contract_row AND c.unit = q.unit
    -- A supplement, or an order under a framework, goes on under the procurement of its main contract.
    WHERE c.parent_contract_no IS NULL
),
acceptance AS (
    SELECT DISTINCT c.row_id AS contract_row, a.row_id AS source_row, '验收' AS node, a.acceptance_date AS day, a.acceptance_date_to AS day_to
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
),
payment AS (
    SELECT DISTINCT c.row_id AS contract_row, p.row_id AS source_row, '付款' AS node, p.payment_date AS day, p.payment_date_to AS day_to
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT coalesce(p.amount <= 0, false)
      AND p.is_advance IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(p.purpose, ''), $advance_purposes::VARCHAR)
),
node AS (
    -- One of each kind: the earliest procurement, the first acceptance, the first payment.
    SELECT contract_row, step, node, day, day_to, source_row
    FROM (
        SELECT contract_row, 1 AS step, node, day, day_to, source_row FROM procurement
        UNION ALL
        SELECT row_id, 2, '合同签订', sign_date, sign_date_to, row_id FROM contracts WHERE parent_contract_no IS NULL
        UNION ALL
        SELECT contract_row, 3, node, day, day_to, source_row FROM acceptance
        UNION ALL
        SELECT contract_row, 4, node, day, day_to, source_row FROM payment
    ) AS every
    WHERE day IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY contract_row, step ORDER BY day_to, day, source_row) = 1
),
pair AS (
    -- Steps without a date take no part: neighbours are neighbours among the dated ones. Of ranges the ends that favour
    -- the unit.
    SELECT contract_row, node, day, day_to, source_row, step,
           lag(node) OVER steps AS before_node, lag(day) OVER steps AS before_day, lag(day_to) OVER steps AS before_day_to,
           lag(source_row) OVER steps AS before_row, lag(step) OVER steps AS before_step,
           day_to < lag(day) OVER steps AS inverted, day < lag(day_to) OVER steps AS perhaps
    FROM node
    WINDOW steps AS (PARTITION BY contract_row ORDER BY step)
)
-- subrule: A
SELECT c.unit, c.contract_no AS document_no, c.contract_no_key AS document_no_key, c.contract_no,
       coalesce('“' || c.contract_name || '”', '') AS titled, c.amount, p.day AS date,
       p.before_node AS node_from, p.node AS node_to,
       p.before_day AS from_date, p.before_day_to AS from_date_to, p.day AS to_date, p.day_to AS to_date_to,
       date_diff('day', p.day_to, p.before_day) AS days_early,
       c.row_id AS contract_row,
       list_distinct([CASE WHEN p.before_step = 1 THEN p.before_row END]) AS procurement_rows,
       list_distinct([CASE WHEN p.step = 3 THEN p.source_row END, CASE WHEN p.before_step = 3 THEN p.before_row END]) AS acceptance_rows,
       list_distinct([CASE WHEN p.step = 4 THEN p.source_row END]) AS payment_rows
FROM pair AS p
JOIN contracts AS c ON c.row_id = p.contract_row
WHERE p.inverted AND c.is_framework IS DISTINCT FROM true
ORDER BY c.row_id, p.step
-- population: A
SELECT count(*) AS n FROM contracts AS c WHERE c.is_framework IS DISTINCT FROM true
-- undecided: A
SELECT c.row_id AS contract_row,
       CASE WHEN c.sign_date IS NULL THEN 'contracts.sign_date'
            WHEN bool_or(p.step = 3) THEN 'payments.payment_date'
            ELSE 'acceptances.acceptance_date' END AS missing,
       CASE WHEN count(p.before_day) = 0 THEN '有日期的节点不足两个' ELSE '日期只到期间，无法判断先后' END AS why
FROM contracts AS c
LEFT JOIN pair AS p ON p.contract_row = c.row_id
WHERE c.is_framework IS DISTINCT FROM true
GROUP BY c.row_id, c.sign_date
HAVING count(p.before_day) = 0 OR (NOT bool_or(p.inverted) AND bool_or(p.perhaps))

-- shared: B
WITH node AS (
    SELECT procurement_row, step, node, day, day_to
    FROM (
        SELECT row_id AS procurement_row, 1 AS step, '采购意向公开' AS node, intention_date AS day, intention_date_to AS day_to
        FROM procurements
        UNION ALL
        SELECT row_id, 2, '采购公告', notice_date, notice_date_to FROM procurements
        UNION ALL
        SELECT row_id, 3, '投标（响应）截止', bid_deadline, bid_deadline_to FROM procurements
        UNION ALL
        SELECT row_id, 4, '确定中标（成交）', award_confirm_date, award_confirm_date_to FROM procurements
        UNION ALL
        SELECT row_id, 5, '发出中标（成交）通知书', award_notice_date, award_notice_date_to FROM procurements
    ) AS every
    WHERE day IS NOT NULL
),
pair AS (
    -- Neighbours among the dated steps, as with A.
    SELECT procurement_row, node, day, day_to,
           lag(node) OVER steps AS before_node, lag(day) OVER steps AS before_day, lag(day_to) OVER steps AS before_day_to,
           day_to < lag(day) OVER steps AS inverted, day < lag(day_to) OVER steps AS perhaps
    FROM node
    WINDOW steps AS (PARTITION BY procurement_row ORDER BY step)
)
-- subrule: B
SELECT q.unit, q.procurement_no AS document_no, q.procurement_no_key AS document_no_key, q.procurement_no,
       coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount, p.day AS date,
       p.before_node AS node_from, p.node AS node_to,
       p.before_day AS from_date, p.before_day_to AS from_date_to, p.day AS to_date, p.day_to AS to_date_to,
       date_diff('day', p.day_to, p.before_day) AS days_early,
       'procurement_sequence_inversion' AS cause,
       q.row_id AS procurement_row
FROM pair AS p
JOIN procurements AS q ON q.row_id = p.procurement_row
WHERE p.inverted
ORDER BY q.row_id, p.day
-- population: B
SELECT count(*) AS n FROM procurements
-- undecided: B
SELECT q.row_id AS procurement_row,
       CASE WHEN q.notice_date IS NULL THEN 'procurements.notice_date' ELSE 'procurements.award_notice_date' END AS missing,
       CASE WHEN count(p.before_day) = 0 THEN '有日期的节点不足两个' ELSE '日期只到期间，无法判断先后' END AS why
FROM procurements AS q
LEFT JOIN pair AS p ON p.procurement_row = q.row_id
GROUP BY q.row_id, q.notice_date
HAVING count(p.before_day) = 0 OR (NOT bool_or(p.inverted) AND bool_or(p.perhaps))

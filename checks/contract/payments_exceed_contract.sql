/*
id: CON-008
name: payments_exceed_contract
aliases: []
title: 累计付款超合同金额、合同到期后继续付款
summary: More paid than the contract and its supplements allow, or paid long after the contract ended.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCT, article: 第五十一条}
  - {law: MFD, article: 第五百零九条}
  - {law: NKG, article: 第五十七条}
  - {law: UNIT}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params:
  tolerance: {type: decimal, default: "0", doc: 累计付款可超出合同金额的比例}
  tail_days: {type: integer, default: 180, doc: 合同到期后视为正常结算尾款的天数}
  estimate_pattern: {type: text, default: "框架|据实|单价", doc: 名称含这些字样的合同金额是预估数，不比较}
  returned_purposes: {type: text, default: "投标保证金|履约保证金|退款", doc: 用途含这些字样的不是合同价款}
  final_purposes: {type: text, default: "质保金|质量保证金|保修金|尾款", doc: 用途含这些字样的付款可在到期以后}
requires: [contracts.contract_no, contracts.amount, payments.contract_no, payments.amount]
any_of: []
optional: [contracts.parent_contract_no, contracts.is_framework, contracts.contract_name, payments.status, payments.purpose, payments.payment_date]
subrules:
  A: {title: 累计付款超合同金额}
  B:
    title: 合同到期后继续付款
    class: suspicion
    severity: medium
    requires: [contracts.contract_no, contracts.end_date, payments.contract_no, payments.payment_date]
    optional: [contracts.parent_contract_no, contracts.is_framework, contracts.contract_name, payments.status, payments.purpose, payments.amount]
    message: "{lead}，{unit}合同{contract_no}{titled}约定{end_date}结束，最近一次付款日期为{payment_date}，到期{tail_days}天后又付款{payments}笔{amount_label}{amount}，未见展期或补充协议，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}约定{end_date}结束，最近一次付款日期为{payment_date}，到期{tail_days}天后又付款{payments}笔{amount_label}{amount}，无展期或补充协议，不符合{basis}的规定。"
message: "{lead}，{unit}合同{contract_no}{titled}，合同金额（含补充协议）{cap}，累计付款{paid}，超出{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，合同金额（含补充协议）{cap}，累计付款{paid}，超合同金额付款{amount}，不符合{basis}的规定。"
why: 付款超过合同约定，或合同到期后继续按原合同付款，超出部分没有约定和审批可依，常见于结算审核缺位、重复支付或应重新采购而未采购。
false_positives:
  - 单价合同、按量据实结算，合同额为预估（名称注明的不比较）
  - 结算审定增加、税率调整（须有审定单）
  - 补充协议未入合同台账，或补充协议金额登记的是变更后总价
  - 到期后支付质保金、尾款（用途注明的不比较）
remediation: 付款前由财会部门核对累计付款与合同金额；变更价款、展期须先签补充协议；多付款项及时追回。
*/
-- shared:
WITH parent AS (
    SELECT own.row_id AS contract_row, main.row_id AS main_row, main.is_framework
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS own ON own.row_id = named.row_id
    JOIN contracts AS main ON main.row_id = number.row_id AND main.unit = own.unit
),
judged AS (
    -- A supplement goes with its main contract; an order under a framework stands for itself.
    SELECT c.row_id AS main_row,
           c.parent_contract_no IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM parent AS p WHERE p.contract_row = c.row_id) AS orphan
    FROM contracts AS c
    WHERE c.is_framework IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(c.contract_name, ''), $estimate_pattern::VARCHAR)
      AND NOT EXISTS (
          SELECT 1 FROM parent AS p WHERE p.contract_row = c.row_id AND p.is_framework IS DISTINCT FROM true)
),
member AS (
    SELECT main_row, main_row AS contract_row FROM judged
    UNION
    SELECT p.main_row, p.contract_row FROM parent AS p JOIN judged AS j ON j.main_row = p.main_row
),
agreed AS (
    SELECT m.main_row, sum(c.amount) AS cap, bool_or(c.amount IS NULL) AS cap_unknown,
           max(c.end_date) AS end_date, max(c.end_date_to) AS end_date_to,
           list(c.row_id) FILTER (WHERE c.row_id <> m.main_row) AS supplement_rows
    FROM member AS m
    JOIN contracts AS c ON c.row_id = m.contract_row
    GROUP BY m.main_row
),
payment AS (
    SELECT DISTINCT m.main_row, p.row_id AS payment_row, p.payment_date, p.payment_date_to, coalesce(p.purpose, '') AS purpose,
           -- A payment under several contracts: nobody knows how much went to which.
           CASE WHEN (SELECT count(DISTINCT several.key) FROM payments_contract_no AS several WHERE several.row_id = p.row_id) = 1
                THEN p.amount END AS amount
    FROM member AS m
    JOIN contracts_contract_no AS number ON number.row_id = m.contract_row
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id
    JOIN contracts AS c ON c.row_id = m.contract_row AND c.unit = p.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $returned_purposes::VARCHAR)
)

-- subrule: A
WITH paid AS (
    -- Refunds are negative and count as such.
    SELECT main_row, sum(amount) AS paid, max(payment_date) AS payment_date, list(payment_row ORDER BY payment_row) AS payment_rows
    FROM payment
    GROUP BY main_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       p.payment_date AS date, a.cap, p.paid, p.paid - a.cap AS amount,
       c.row_id AS contract_row, a.supplement_rows, p.payment_rows
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.main_row
JOIN agreed AS a ON a.main_row = j.main_row
JOIN paid AS p ON p.main_row = j.main_row
WHERE NOT j.orphan AND NOT a.cap_unknown
  AND p.paid > a.cap * (1 + $tolerance::DECIMAL(9,6))
ORDER BY c.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
WITH paid AS (
    SELECT main_row, coalesce(sum(amount), 0) AS paid, bool_or(amount IS NULL) AS unknown FROM payment GROUP BY main_row
)
SELECT j.main_row AS contract_row,
       CASE WHEN j.orphan THEN 'contracts.parent_contract_no' WHEN a.cap_unknown THEN 'contracts.amount'
            WHEN p.main_row IS NULL THEN 'payments.contract_no' ELSE 'payments.amount' END AS missing,
       CASE WHEN j.orphan THEN '主合同不在台账' WHEN a.cap_unknown THEN '没有合同或补充协议金额'
            WHEN p.main_row IS NULL THEN '没有该合同的付款' ELSE '付款没有金额，或一笔付款对应多份合同' END AS why
FROM judged AS j
JOIN agreed AS a ON a.main_row = j.main_row
LEFT JOIN paid AS p ON p.main_row = j.main_row
WHERE j.orphan OR a.cap_unknown OR p.main_row IS NULL
   OR (p.unknown AND p.paid <= a.cap * (1 + $tolerance::DECIMAL(9,6)))

-- shared: B
WITH later AS (
    SELECT main_row, payment_row, payment_date, payment_date_to, amount
    FROM payment
    WHERE NOT regexp_matches(purpose, $final_purposes::VARCHAR)
)
-- subrule: B
WITH late AS (
    -- Of ranges the end that favours the unit; a supplement that ends later extends the contract.
    SELECT l.main_row, count(*) AS payments, sum(l.amount) AS amount, max(l.payment_date) AS payment_date,
           max(l.payment_date_to) AS payment_date_to, list(l.payment_row ORDER BY l.payment_row) AS payment_rows
    FROM later AS l
    JOIN agreed AS a ON a.main_row = l.main_row
    WHERE l.payment_date > a.end_date_to + $tail_days::INTEGER
    GROUP BY l.main_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       l.payment_date AS date, l.payment_date, l.payment_date_to, a.end_date, a.end_date_to, $tail_days::INTEGER AS tail_days,
       l.payments, l.amount, CASE WHEN l.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.row_id AS contract_row, a.supplement_rows, l.payment_rows
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.main_row
JOIN agreed AS a ON a.main_row = j.main_row
JOIN late AS l ON l.main_row = j.main_row
WHERE NOT j.orphan
ORDER BY c.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
WITH seen AS (
    SELECT l.main_row, coalesce(bool_or(l.payment_date > a.end_date_to + $tail_days::INTEGER), false) AS late,
           bool_or(l.payment_date IS NULL) AS undated,
           coalesce(bool_or(l.payment_date_to > a.end_date + $tail_days::INTEGER), false) AS perhaps
    FROM later AS l
    JOIN agreed AS a ON a.main_row = l.main_row
    GROUP BY l.main_row
)
SELECT j.main_row AS contract_row,
       CASE WHEN j.orphan THEN 'contracts.parent_contract_no' WHEN s.main_row IS NULL THEN 'payments.contract_no'
            WHEN a.end_date IS NULL THEN 'contracts.end_date' ELSE 'payments.payment_date' END AS missing,
       CASE WHEN j.orphan THEN '主合同不在台账' WHEN s.main_row IS NULL THEN '没有该合同的付款'
            WHEN a.end_date IS NULL THEN '没有合同结束日期' WHEN s.undated THEN '没有付款日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM judged AS j
JOIN agreed AS a ON a.main_row = j.main_row
LEFT JOIN seen AS s ON s.main_row = j.main_row
WHERE j.orphan OR s.main_row IS NULL OR a.end_date IS NULL OR (NOT s.late AND (s.undated OR s.perhaps))

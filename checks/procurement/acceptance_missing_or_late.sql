/*
id: PUR-009
name: acceptance_missing_or_late
aliases: []
title: 履约验收缺失、不规范或拖延
summary: Paid without acceptance, accepted without a record by item or too few people, late, or for less than was paid.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第四十一条}
  - {law: ZCT, article: 第四十五条}
  - {law: NKG, article: 第三十七条}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params:
  min_acceptors: {type: integer, default: null, doc: 验收人员的最少人数，按本单位制度}
  min_amount: {type: decimal, default: "10000", doc: 合同金额下限（元），低于不查}
  periodic_pattern: {type: text, default: "物业|租赁|网络|运维|食堂|保安|保洁", doc: 名称含这些字样的按期付费，以考核记录代验收，不查有无验收}
  advance_purposes: {type: text, default: "预付|首付|定金|保证金|退款", doc: 用途含这些字样的付款可在验收以前}
requires: [contracts.contract_no, payments.contract_no, payments.amount, acceptances.contract_no]
any_of: []
optional: [contracts.amount, contracts.contract_name, contracts.parent_contract_no, contracts.is_framework, payments.is_advance,
           payments.purpose, payments.status, acceptances.acceptance_date, voucher_checks.contract_no, voucher_checks.acceptance_date, voucher_checks.point_1,
           voucher_checks.point_6]
subrules:
  A:
    title: 已付款未见验收
    absence: {partner: acceptances}
  B:
    title: 验收无逐项记录
    severity: medium
    requires: [acceptances.contract_no, acceptances.item_checklist]
    optional: [contracts.contract_no, contracts.amount]
    message: "{lead}，{unit}合同{contract_no}的验收{acceptances}次未逐项记录各项标准的履约情况，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}的验收{acceptances}次未逐项记录各项标准的履约情况，不符合{basis}的规定。"
  C:
    title: 验收人员不足
    class: suspicion
    severity: medium
    params: [min_acceptors]
    basis: [{law: UNIT}, {law: NKG, article: 第三十七条}]
    requires: [acceptances.contract_no, acceptances.acceptors]
    optional: [contracts.contract_no, contracts.amount]
    message: "{lead}，{unit}合同{contract_no}的验收人员为{people}，少于{min_acceptors}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}的验收人员为{people}，少于{min_acceptors}人，不符合{basis}的规定。"
  D:
    title: 验收单供应商未签章
    class: suspicion
    severity: medium
    basis: [{law: UNIT}, {law: NKG, article: 第三十七条}]
    requires: [acceptances.contract_no, acceptances.supplier_signed]
    optional: [contracts.contract_no, contracts.amount]
    message: "{lead}，{unit}合同{contract_no}的验收{acceptances}次供应商未签章，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}的验收{acceptances}次供应商未签章，验收手续不完整，不符合{basis}的规定。"
  E:
    title: 超过约定期限验收
    severity: medium
    basis: [{law: ZXQ, article: 第十条}, {law: NKG, article: 第三十七条}]
    requires: [acceptances.contract_no, acceptances.acceptance_date, acceptances.acceptance_deadline]
    optional: [contracts.contract_no, contracts.amount, calendar.date]
    message: "{lead}，{unit}合同{contract_no}约定验收截止日为{acceptance_deadline}，实际验收日期为{acceptance_date}，逾期{days_late}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}约定验收截止日为{acceptance_deadline}，实际验收日期为{acceptance_date}，逾期{days_late}天，拖延验收，不符合{basis}的规定。"
  F:
    title: 验收金额小于已付款金额
    requires: [contracts.contract_no, payments.contract_no, payments.amount, acceptances.contract_no, acceptances.accepted_amount]
    message: "{lead}，{unit}合同{contract_no}{titled}，除预付款外累计付款{paid}，累计验收{accepted}，多付{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，除预付款外累计付款{paid}，累计验收{accepted}，未经验收付款{amount}，不符合{basis}的规定。"
message: "{lead}，{unit}合同{contract_no}{titled}，除预付款外已付款{amount}，未见验收记录，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，除预付款外已付款{amount}，未组织履约验收，不符合{basis}的规定。"
why: 不验收就付款，货物是否到齐、服务是否做完无人负责；验收走过场，问题在质保期外才暴露。
false_positives:
  - 预付款阶段（台账注明预付款或用途写明的不算）
  - 按期付费的服务以考核记录代验收（名称注明的不查有无验收）
  - 货到即付的零星采购以入库单代验收（低于金额下限的不查）
  - 验收单另册保管，未入台账
remediation: 付款前核对验收单；验收书按合同逐项记录，验收人员签字；约定验收期限并督办。
*/
-- shared:
WITH parent AS (
    SELECT own.row_id AS contract_row, main.row_id AS main_row
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS own ON own.row_id = named.row_id
    JOIN contracts AS main ON main.row_id = number.row_id AND main.unit = own.unit
    WHERE main.is_framework IS DISTINCT FROM true
),
member AS (
    -- A supplement is accepted and paid together with its main contract; an order under a framework stands for itself.
    SELECT coalesce(p.main_row, c.row_id) AS main_row, c.row_id AS contract_row
    FROM contracts AS c
    LEFT JOIN parent AS p ON p.contract_row = c.row_id
    WHERE c.is_framework IS DISTINCT FROM true
),
acceptance AS (
    -- 未见 is a look that found none; where the register has a day, nobody knows.
    SELECT DISTINCT m.main_row, a.row_id AS acceptance_row, a.acceptance_date_row AS check_row, a.accepted_amount,
           a.acceptance_date_mark IS NOT DISTINCT FROM '未见' AS missed, missed AND b.acceptance_date IS NULL AS looked_for
    FROM member AS m
    JOIN contracts_contract_no AS number ON number.row_id = m.contract_row
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id
    JOIN contracts AS c ON c.row_id = m.contract_row AND c.unit = a.unit
    LEFT JOIN ledger.acceptances AS b ON b.row_id = a.row_id
),
payment AS (
    SELECT DISTINCT m.main_row, p.row_id AS payment_row, p.payment_date,
           -- A payment under several contracts: nobody knows how much went to which.
           CASE WHEN (SELECT count(DISTINCT several.key) FROM payments_contract_no AS several WHERE several.row_id = p.row_id) = 1
                THEN p.amount END AS amount
    FROM member AS m
    JOIN contracts_contract_no AS number ON number.row_id = m.contract_row
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id
    JOIN contracts AS c ON c.row_id = m.contract_row AND c.unit = p.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.is_advance IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(p.purpose, ''), $advance_purposes::VARCHAR)
),
paid AS (
    SELECT p.main_row, sum(p.amount) AS paid, bool_or(p.amount IS NULL) AS unknown, max(p.payment_date) AS payment_date,
           list(p.payment_row ORDER BY p.payment_row) AS payment_rows
    FROM payment AS p
    JOIN contracts AS c ON c.row_id = p.main_row
    WHERE NOT regexp_matches(coalesce(c.contract_name, ''), $periodic_pattern::VARCHAR)
      AND NOT coalesce(c.amount < $min_amount::DECIMAL(18,2), false)
    GROUP BY p.main_row
),
sheet AS (
    -- Acceptances one by one, those of small contracts left out.
    SELECT a.*
    FROM acceptances AS a
    WHERE NOT EXISTS (
        SELECT 1
        FROM acceptances_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
        JOIN contracts AS c ON c.row_id = number.row_id
        WHERE named.row_id = a.row_id AND c.unit = a.unit AND c.amount < $min_amount::DECIMAL(18,2))
)

-- shared: A
WITH unaccepted AS (
    SELECT p.main_row, p.paid, p.payment_date, p.payment_rows, p.unknown AND NOT coalesce(p.paid > 0, false) AS unknown,
           -- Who found the papers of a payment complete saw an acceptance, unless he wrote 未见.
           EXISTS (
               SELECT 1
               FROM member AS m
               JOIN contracts_contract_no AS number ON number.row_id = m.contract_row
               JOIN voucher_checks_contract_no AS named ON named.key = number.key
               JOIN voucher_checks AS v ON v.row_id = named.row_id
               JOIN contracts AS c ON c.row_id = m.contract_row AND c.unit = v.unit
               WHERE m.main_row = p.main_row AND '√' IN (v.point_1, v.point_6))
           AND NOT EXISTS (SELECT 1 FROM acceptance AS a WHERE a.main_row = p.main_row) AS attested
    FROM paid AS p
    WHERE NOT EXISTS (SELECT 1 FROM acceptance AS a WHERE a.main_row = p.main_row AND NOT a.looked_for)
)
-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       p.payment_date AS date, p.paid AS amount, c.row_id AS contract_row, p.payment_rows,
       (SELECT list(a.acceptance_row) FROM acceptance AS a WHERE a.main_row = p.main_row) AS acceptance_rows,
       (SELECT list(a.check_row) FROM acceptance AS a WHERE a.main_row = p.main_row) AS check_rows
FROM unaccepted AS p
JOIN contracts AS c ON c.row_id = p.main_row
WHERE p.paid > 0 AND NOT p.attested
ORDER BY c.row_id
-- population: A
SELECT c.unit, count(*) AS n FROM paid AS p JOIN contracts AS c ON c.row_id = p.main_row GROUP BY c.unit
-- undecided: A
SELECT main_row AS contract_row, CASE WHEN attested THEN 'acceptances.acceptance_date' ELSE 'payments.amount' END AS missing,
       CASE WHEN attested THEN '抽凭检查表称单证齐全，未照录验收日期' ELSE '付款没有金额，或一笔付款对应多份合同' END AS why
FROM unaccepted
WHERE attested OR unknown
UNION ALL
SELECT DISTINCT p.main_row, 'acceptances.acceptance_date', '台账有验收日期而抽凭未见，须核对原件'
FROM paid AS p
JOIN acceptance AS a ON a.main_row = p.main_row
WHERE a.missed AND NOT a.looked_for

-- subrule: B
SELECT s.unit, first(s.contract_no ORDER BY s.row_id) AS contract_no, s.contract_no_key, max(s.acceptance_date) AS date, count(*) AS acceptances,
       list(s.row_id ORDER BY s.row_id) AS acceptance_rows
FROM sheet AS s
WHERE NOT s.item_checklist
GROUP BY s.unit, s.contract_no_key
ORDER BY s.contract_no_key
-- population: B
SELECT count(*) AS n FROM sheet
-- undecided: B
SELECT s.row_id AS acceptance_row, 'acceptances.item_checklist' AS missing, '没有验收逐项记录情况' AS why
FROM sheet AS s
WHERE s.item_checklist IS NULL

-- subrule: C
SELECT s.unit, first(s.contract_no ORDER BY s.row_id) AS contract_no, s.contract_no_key, max(s.acceptance_date) AS date,
       list_sort(list_distinct(flatten(list(s.acceptors)))) AS people, $min_acceptors::INTEGER AS min_acceptors,
       list(s.row_id ORDER BY s.row_id) AS acceptance_rows
FROM sheet AS s
WHERE len(s.acceptors) < $min_acceptors::INTEGER
GROUP BY s.unit, s.contract_no_key
ORDER BY s.contract_no_key
-- population: C
SELECT count(*) AS n FROM sheet
-- undecided: C
SELECT s.row_id AS acceptance_row, 'acceptances.acceptors' AS missing, '没有验收人员' AS why
FROM sheet AS s
WHERE s.acceptors IS NULL

-- subrule: D
SELECT s.unit, first(s.contract_no ORDER BY s.row_id) AS contract_no, s.contract_no_key, max(s.acceptance_date) AS date, count(*) AS acceptances,
       list(s.row_id ORDER BY s.row_id) AS acceptance_rows
FROM sheet AS s
WHERE NOT s.supplier_signed
GROUP BY s.unit, s.contract_no_key
ORDER BY s.contract_no_key
-- population: D
SELECT count(*) AS n FROM sheet
-- undecided: D
SELECT s.row_id AS acceptance_row, 'acceptances.supplier_signed' AS missing, '没有供应商签章情况' AS why
FROM sheet AS s
WHERE s.supplier_signed IS NULL

-- shared: E
WITH due AS (
    -- A last day that is a day off is put off to the next working day.
    SELECT s.row_id AS acceptance_row, s.acceptance_date, s.acceptance_date_to, s.acceptance_deadline, s.acceptance_deadline_to,
           early.next_workday AS first_day, late.next_workday AS last_day
    FROM sheet AS s
    LEFT JOIN calendar AS early ON early.date = s.acceptance_deadline
    LEFT JOIN calendar AS late ON late.date = s.acceptance_deadline_to
)
-- subrule: E
SELECT a.unit, first(a.contract_no ORDER BY a.row_id) AS contract_no, a.contract_no_key, max(d.acceptance_date) AS date,
       arg_max(d.acceptance_date, d.acceptance_date - d.last_day) AS acceptance_date,
       arg_max(d.acceptance_date_to, d.acceptance_date - d.last_day) AS acceptance_date_to,
       arg_max(d.acceptance_deadline, d.acceptance_date - d.last_day) AS acceptance_deadline,
       arg_max(d.acceptance_deadline_to, d.acceptance_date - d.last_day) AS acceptance_deadline_to,
       max(d.acceptance_date - d.last_day) AS days_late, list(a.row_id ORDER BY a.row_id) AS acceptance_rows
FROM due AS d
JOIN acceptances AS a ON a.row_id = d.acceptance_row
WHERE d.acceptance_date > d.last_day
GROUP BY a.unit, a.contract_no_key
ORDER BY a.contract_no_key
-- population: E
SELECT count(*) AS n FROM due
-- undecided: E
SELECT acceptance_row,
       CASE WHEN acceptance_date IS NULL THEN 'acceptances.acceptance_date'
            WHEN acceptance_deadline IS NOT NULL AND last_day IS NULL THEN 'calendar.date'
            ELSE 'acceptances.acceptance_deadline' END AS missing,
       CASE WHEN acceptance_date IS NULL THEN '没有验收日期' WHEN acceptance_deadline IS NULL THEN '没有约定验收截止日'
            WHEN last_day IS NULL THEN '工作日历未覆盖验收截止日' ELSE '日期只到期间，无法判断是否逾期' END AS why
FROM due
WHERE acceptance_date IS NULL OR last_day IS NULL OR (acceptance_date_to > first_day AND acceptance_date <= last_day)

-- shared: F
WITH compared AS (
    SELECT p.main_row, p.paid, p.unknown, p.payment_date, p.payment_rows, sum(a.accepted_amount) AS accepted,
           bool_or(a.accepted_amount IS NULL) AS unmeasured, list(a.acceptance_row ORDER BY a.acceptance_row) AS acceptance_rows
    FROM paid AS p
    JOIN acceptance AS a ON a.main_row = p.main_row
    WHERE NOT a.looked_for
    GROUP BY ALL
)
-- subrule: F
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       k.payment_date AS date, k.paid, k.accepted, k.paid - k.accepted AS amount, c.row_id AS contract_row, k.acceptance_rows, k.payment_rows
FROM compared AS k
JOIN contracts AS c ON c.row_id = k.main_row
WHERE NOT k.unmeasured AND k.accepted < k.paid
ORDER BY c.row_id
-- population: F
SELECT count(*) AS n FROM compared
-- undecided: F
SELECT main_row AS contract_row, CASE WHEN unmeasured THEN 'acceptances.accepted_amount' ELSE 'payments.amount' END AS missing,
       CASE WHEN unmeasured THEN '没有验收金额' ELSE '付款没有金额，或一笔付款对应多份合同' END AS why
FROM compared
WHERE unmeasured OR (unknown AND NOT coalesce(accepted < paid, false))

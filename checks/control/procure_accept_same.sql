/*
id: SOD-003
name: procure_accept_same
aliases: []
title: 采购、验收、合同、申请、审批、付款不相容岗位合一
summary: One person buys and accepts, applies and approves, or approves and pays.
kind: finding
class: violation
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}
basis:
  - {law: KJF, article: 第二十五条}
  - {law: NKG, article: 第二十九条}
  - {law: NKG, article: 第三十三条}
scope: [unit]
key: [person]
finding: person
cause: {name: duties_not_separated, by: [person], title: 不相容岗位未分离}
repair: event
visibility: unit
params:
  few: {type: integer, default: 2, doc: 验收人员不多于这个数时，采购经办参加验收按违规；多于时只作提示}
requires: [payments.applicant, payments.approver]
any_of: []
optional: [payments.status, payments.amount]
subrules:
  A:
    title: 采购经办人自行验收
    requires: [procurements.handler, procurements.contract_no, acceptances.contract_no, acceptances.acceptors]
    message: "{lead}，{unit}{person}经办采购的{count}项合同（{documents}）由其本人参加验收，验收人员不多于{few}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}经办采购的{count}项合同（{documents}）由其本人验收，采购与验收未分离，不符合{basis}的规定。"
  B:
    title: 付款申请人与审批人为同一人
  C:
    title: 付款审批人与执行人为同一人
    requires: [payments.approver, payments.executor]
    message: "{lead}，{unit}{person}审批的付款有{count}笔由其本人执行付款{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}审批并执行付款{count}笔{amount_label}{amount}，审批与支付未分离，不符合{basis}的规定。"
  D:
    title: 合同经办人与审批人为同一人
    requires: [contracts.handler, contracts.approver]
    optional: [contracts.amount]
    message: "{lead}，{unit}{person}经办的合同有{count}份由其本人审批{amount_label}{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}经办并审批合同{count}份{amount_label}{amount}，经办与审批未分离，不符合{basis}的规定。"
  E:
    title: 资产管理员兼任会计
    repair: state
    requires: [staff.name, staff.roles]
    optional: [staff.leave_date]
    message: "{lead}，{unit}{person}负责资产管理，同时担任会计，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}兼任资产管理员和会计，财物保管与记账未分离，不符合{basis}的规定。"
  F:
    title: 采购经办人参加多人验收
    class: suspicion
    severity: info
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [procurements.handler, procurements.contract_no, acceptances.contract_no, acceptances.acceptors]
    message: "{lead}，{unit}{person}经办采购的{count}项合同（{documents}）由其本人参加多人验收，建议了解是否担任验收组长，需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}经办采购的{count}项合同（{documents}）由其本人参加多人验收。"
message: "{lead}，{unit}{person}申请的付款有{count}笔由其本人审批{amount_label}{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{person}申请并审批付款{count}笔{amount_label}{amount}，申请与审批未分离，不符合{basis}的规定。"
why: 申请与审批、采购与验收、审批与支付由一个人办，内部牵制不起作用，虚假采购和超付难以发现。
false_positives:
  - 采购经办作为验收组多人之一且不是组长（单列提示）
  - 单位负责人本人报销按规定由其他班子成员审批
  - 重名（须有人员编号）
  - 支付系统的录入、终审岗位不等于内部审批人
remediation: 按内控规范分设申请、审批、采购、验收、付款岗位并在系统中固化权限；已发生的由负责人或上级重新审核并补充验收。
*/
-- shared:
WITH bought AS (
    -- One row a contract: who bought it, and whether he was among those who accepted it.
    SELECT DISTINCT q.unit, q.row_id AS procurement_row, a.row_id AS acceptance_row, regexp_replace(q.handler, '\s', '', 'g') AS person,
           q.contract_no, list_contains(list_transform(a.acceptors, lambda x: regexp_replace(x, '\s', '', 'g')), regexp_replace(q.handler, '\s', '', 'g')) AS same,
           len(a.acceptors) AS heads, a.acceptance_date_to AS day, a.accepted_amount AS amount
    FROM procurements AS q
    JOIN procurements_contract_no AS number ON number.row_id = q.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = q.unit
),
accepted AS (
    SELECT b.unit, b.person, b.heads <= $few::BIGINT AS few, max(b.day) AS date, count(DISTINCT b.contract_no) AS count,
           string_agg(DISTINCT b.contract_no, '、' ORDER BY b.contract_no) AS documents, sum(b.amount) AS amount,
           list(b.procurement_row) AS procurement_rows, list(b.acceptance_row) AS acceptance_rows
    FROM bought AS b
    WHERE b.same
    GROUP BY b.unit, b.person, b.heads <= $few::BIGINT
),
payment AS (
    SELECT p.row_id, p.unit, p.payment_date_to AS day, p.amount, regexp_replace(p.applicant, '\s', '', 'g') AS applicant,
           regexp_replace(p.approver, '\s', '', 'g') AS approver, regexp_replace(p.executor, '\s', '', 'g') AS executor
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
)
-- subrule: A
SELECT a.unit, a.person, a.date, a.count, a.documents, $few::BIGINT AS few, a.amount, a.procurement_rows, a.acceptance_rows
FROM accepted AS a
WHERE a.few
-- population: A
SELECT count(*) AS n FROM bought
-- undecided: A
SELECT b.acceptance_row, CASE WHEN b.person IS NULL THEN 'procurements.handler' ELSE 'acceptances.acceptors' END AS missing,
       CASE WHEN b.person IS NULL THEN '没有采购经办人' ELSE '没有验收人员' END AS why
FROM bought AS b
WHERE b.same IS NULL

-- subrule: B
SELECT p.unit, p.approver AS person, max(p.day) AS date, count(*) AS count, sum(p.amount) AS amount,
       CASE WHEN sum(p.amount) IS NULL THEN '' ELSE '，金额合计' END AS amount_label, list(p.row_id) AS payment_rows
FROM payment AS p
WHERE p.applicant = p.approver
GROUP BY p.unit, p.approver
-- population: B
SELECT count(*) AS n FROM payment
-- undecided: B
SELECT p.row_id AS payment_row, CASE WHEN p.applicant IS NULL THEN 'payments.applicant' ELSE 'payments.approver' END AS missing,
       CASE WHEN p.applicant IS NULL THEN '没有申请人' ELSE '没有审批人' END AS why
FROM payment AS p
WHERE p.applicant IS NULL OR p.approver IS NULL

-- subrule: C
SELECT p.unit, p.approver AS person, max(p.day) AS date, count(*) AS count, sum(p.amount) AS amount,
       CASE WHEN sum(p.amount) IS NULL THEN '' ELSE '，金额合计' END AS amount_label, list(p.row_id) AS payment_rows
FROM payment AS p
WHERE p.executor = p.approver
GROUP BY p.unit, p.approver
-- population: C
SELECT count(*) AS n FROM payment
-- undecided: C
SELECT p.row_id AS payment_row, CASE WHEN p.executor IS NULL THEN 'payments.executor' ELSE 'payments.approver' END AS missing,
       CASE WHEN p.executor IS NULL THEN '没有付款执行人' ELSE '没有审批人' END AS why
FROM payment AS p
WHERE p.executor IS NULL OR p.approver IS NULL

-- shared: D
WITH contract AS (
    SELECT c.row_id, c.unit, c.sign_date_to AS day, c.amount, regexp_replace(c.handler, '\s', '', 'g') AS handler,
           regexp_replace(c.approver, '\s', '', 'g') AS approver
    FROM contracts AS c
)
-- subrule: D
SELECT c.unit, c.approver AS person, max(c.day) AS date, count(*) AS count, sum(c.amount) AS amount,
       CASE WHEN sum(c.amount) IS NULL THEN '' ELSE '，金额合计' END AS amount_label, list(c.row_id) AS contract_rows
FROM contract AS c
WHERE c.handler = c.approver
GROUP BY c.unit, c.approver
-- undecided: D
SELECT c.row_id AS contract_row, CASE WHEN c.handler IS NULL THEN 'contracts.handler' ELSE 'contracts.approver' END AS missing,
       CASE WHEN c.handler IS NULL THEN '没有经办人' ELSE '没有审批人' END AS why
FROM contract AS c
WHERE c.handler IS NULL OR c.approver IS NULL

-- shared: E
WITH present AS (
    SELECT s.row_id, s.unit, s.name, s.roles, s.post FROM staff AS s WHERE (s.leave_date_to < $asof::DATE) IS DISTINCT FROM true
)
-- subrule: E
SELECT s.unit, s.name AS person, $asof::DATE AS date, s.row_id AS staff_row
FROM present AS s
WHERE list_has_any(list_transform(s.roles, lambda r: regexp_matches(r, '资产管理|资产保管|实物保管|仓库|库管')), [true])
  AND list_has_any(list_transform(s.roles, lambda r: regexp_matches(r, '^(会计|资产会计|主管会计|总账会计)$|记账|制单')), [true])
-- population: E
SELECT count(*) AS n FROM present
-- undecided: E
SELECT s.row_id AS staff_row, 'staff.roles' AS missing, '没有登记角色' AS why FROM present AS s WHERE s.roles IS NULL

-- subrule: F
SELECT a.unit, a.person, a.date, a.count, a.documents, a.amount, a.procurement_rows, a.acceptance_rows
FROM accepted AS a
WHERE NOT a.few
-- population: F
SELECT count(*) AS n FROM bought

/*
id: CON-005
name: unauthorised_signatory
aliases: []
title: 签署人无授权或越权签署
summary: A contract signed by someone without authority, with an expired one, or above his limit.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: MFD, article: 第一百六十五条}
  - {law: MFD, article: 第一百七十条}
  - {law: MFD, article: 第一百七十一条}
  - {law: NKG, article: 第五十四条}
  - {law: UNIT}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params:
  min_amount: {type: decimal, default: "10000", doc: 合同金额下限（元），低于不查}
requires: [contracts.contract_no, contracts.signatory_is_legal_rep, contracts.authorization_no]
any_of: []
optional: [contracts.amount]
subrules:
  A:
    title: 非法定代表人签署而无授权委托书
    absence: contracts.authorization_no
    message: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，由非法定代表人{signatory}签署，未见授权委托书，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，由非法定代表人{signatory}签署，无授权委托书，不符合{basis}的规定。"
  B:
    title: 授权已过期
    requires: [contracts.contract_no, contracts.authorization_expiry, contracts.sign_date]
    optional: [contracts.signatory_is_legal_rep, contracts.authorization_no, contracts.amount]
    message: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，签订日期为{sign_date}，签署人{signatory}的授权截止日期为{authorization_expiry}，签订时授权已过期，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，签订日期为{sign_date}，签署人{signatory}的授权截止日期为{authorization_expiry}，签订时授权已过期，不符合{basis}的规定。"
  C:
    title: 超过签署人审批限额
    requires: [contracts.contract_no, contracts.signatory, contracts.amount, staff.name, staff.approve_limit]
    optional: [contracts.signatory_is_legal_rep]
    message: "{lead}，{unit}合同{contract_no}{titled}，金额{amount}，由{signatory}签署，超过其审批限额{approve_limit}，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，金额{amount}，由{signatory}签署，超过其审批限额{approve_limit}，不符合{basis}的规定。"
message: "{lead}，{unit}合同{contract_no}{titled}，签署权限存疑，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，签署权限不符合{basis}的规定。"
why: 没有代理权、超越代理权或者代理权终止后签订的合同，未经追认对单位不发生效力；也说明合同授权与用印没有管住。
false_positives:
  - 单位以分级授权文件统一授权，不逐份出具授权书
  - 台账未登记授权书但档案里有
  - 人员名册的审批限额不是合同签署限额
remediation: 建立分级授权文件并登记授权期限、限额；用印前核对签署人的授权；对已签合同补办授权或追认。
*/
-- shared:
WITH contract AS (
    SELECT c.row_id AS contract_row, c.signatory_is_legal_rep,
           regexp_replace(coalesce(c.signatory, ''), '\s', '', 'g') AS signatory
    FROM contracts AS c
    WHERE c.signatory_is_legal_rep IS DISTINCT FROM true
      AND (c.amount IS NULL OR c.amount >= $min_amount::DECIMAL(18,2))
)

-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.sign_date AS date, coalesce(c.signatory, '') AS signatory, c.row_id AS contract_row, c.authorization_no_row AS check_row
FROM contract AS k
JOIN contracts AS c ON c.row_id = k.contract_row
WHERE NOT k.signatory_is_legal_rep AND c.authorization_no IS NULL AND c.authorization_no_mark IS DISTINCT FROM 'N/A'
ORDER BY c.row_id
-- population: A
SELECT c.unit, count(*) AS n
FROM contract AS k
JOIN contracts AS c ON c.row_id = k.contract_row
WHERE c.authorization_no_mark IS DISTINCT FROM 'N/A'
GROUP BY c.unit
-- undecided: A
SELECT c.row_id AS contract_row, 'contracts.signatory_is_legal_rep' AS missing, '没有记录签署人是否法定代表人，也没有授权书编号' AS why
FROM contract AS k
JOIN contracts AS c ON c.row_id = k.contract_row
WHERE k.signatory_is_legal_rep IS NULL AND c.authorization_no IS NULL AND c.authorization_no_mark IS DISTINCT FROM 'N/A'

-- shared: B
WITH authorised AS (
    SELECT c.row_id AS contract_row, c.sign_date, c.sign_date_to, c.authorization_expiry, c.authorization_expiry_to
    FROM contract AS k
    JOIN contracts AS c ON c.row_id = k.contract_row
    WHERE c.authorization_no IS NOT NULL OR c.authorization_expiry IS NOT NULL
)
-- subrule: B
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.sign_date AS date, c.sign_date, c.sign_date_to, c.authorization_expiry, c.authorization_expiry_to,
       coalesce(c.signatory, '') AS signatory, c.row_id AS contract_row
FROM authorised AS a
JOIN contracts AS c ON c.row_id = a.contract_row
-- Of ranges the end that favours the unit.
WHERE a.authorization_expiry_to < a.sign_date
ORDER BY c.row_id
-- population: B
SELECT count(*) AS n FROM authorised
-- undecided: B
SELECT contract_row,
       CASE WHEN sign_date IS NULL THEN 'contracts.sign_date' ELSE 'contracts.authorization_expiry' END AS missing,
       CASE WHEN sign_date IS NULL THEN '没有签订日期' WHEN authorization_expiry IS NULL THEN '没有授权截止日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM authorised
WHERE sign_date IS NULL OR authorization_expiry IS NULL
   OR (authorization_expiry < sign_date_to AND authorization_expiry_to >= sign_date)

-- shared: C
WITH allowed AS (
    -- Two of one name: the higher limit favours the unit. One without a limit leaves it open.
    SELECT k.contract_row, CASE WHEN bool_and(s.approve_limit IS NOT NULL) THEN max(s.approve_limit) END AS approve_limit,
           list(s.row_id ORDER BY s.row_id) AS staff_rows
    FROM contract AS k
    JOIN contracts AS c ON c.row_id = k.contract_row
    JOIN staff AS s ON s.unit = c.unit AND regexp_replace(s.name, '\s', '', 'g') = k.signatory
    GROUP BY k.contract_row
)
-- subrule: C
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       c.sign_date AS date, c.signatory, a.approve_limit, c.row_id AS contract_row, a.staff_rows
FROM allowed AS a
JOIN contracts AS c ON c.row_id = a.contract_row
WHERE c.amount > a.approve_limit
ORDER BY c.row_id
-- population: C
SELECT count(*) AS n FROM contract
-- undecided: C
SELECT c.row_id AS contract_row,
       CASE WHEN k.signatory = '' THEN 'contracts.signatory' WHEN c.amount IS NULL THEN 'contracts.amount'
            ELSE 'staff.approve_limit' END AS missing,
       CASE WHEN k.signatory = '' THEN '没有签署人' WHEN c.amount IS NULL THEN '没有合同金额'
            ELSE '人员名册没有签署人的审批限额' END AS why
FROM contract AS k
JOIN contracts AS c ON c.row_id = k.contract_row
LEFT JOIN allowed AS a ON a.contract_row = k.contract_row
WHERE k.signatory = '' OR c.amount IS NULL OR a.approve_limit IS NULL

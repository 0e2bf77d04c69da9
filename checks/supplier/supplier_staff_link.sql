/*
id: SUP-005
name: supplier_staff_link
aliases: []
title: 供应商与本单位人员存在关联
summary: Suppliers whose telephone or bank account is that of a member of the unit's staff.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第十二条}
  - {law: ZCT, article: 第九条}
scope: [unit]
key: [supplier, person]
finding: each
cause: {name: supplier_staff_link, by: [supplier], title: 供应商与本单位人员存在关联}
repair: event
visibility: internal
requires: [suppliers.name, staff.name]
any_of: [[suppliers.phone], [suppliers.bank_account]]
optional: [suppliers.legal_rep, suppliers.shareholders, procurements.award_supplier, procurements.handler, contracts.party_b, contracts.contract_no, contracts.handler, acceptances.contract_no, acceptances.acceptors]
subrules:
  A:
    title: 供应商银行账号与人员账号相同
    requires: [suppliers.name, suppliers.bank_account, staff.name, staff.bank_account_hash]
    any_of: []
    message: "{lead}，{unit}供应商“{supplier}”的银行账号与在册人员{person}的账号相同{also}，需进一步核实。"
    message_confirmed: "{lead}，{unit}供应商“{supplier}”的银行账号与在册人员{person}的账号相同{also}，存在利害关系而未回避，不符合{basis}的规定。"
  B:
    title: 供应商联系电话与人员电话相同
    requires: [suppliers.name, suppliers.phone, staff.name, staff.phone_hash]
    any_of: []
message: "{lead}，{unit}供应商“{supplier}”的联系电话与在册人员{person}的电话相同{also}，需进一步核实。"
message_confirmed: "{lead}，{unit}供应商“{supplier}”的联系电话与在册人员{person}的电话相同{also}，存在利害关系而未回避，不符合{basis}的规定。"
why: 采购人员及相关人员与供应商有利害关系必须回避；职工或其家属开办的企业向本单位供货，价格和验收都可能失去约束。
false_positives:
  - 仅姓名相同的不列出（同名不同人）
  - 单位公用电话登记为供应商联系电话
  - 工会福利、扶贫采购的个体经营户由职工代填联系方式
  - 人员名册的哈希由别处算出的，不能比对
remediation: 在授权范围内核对人事信息、工商登记和回避声明；确有利害关系的，按规定处理采购结果，完善回避和供应商关联申报制度。
*/
-- shared:
WITH involved AS (
    SELECT q.unit, q.award_supplier_key AS name_key, regexp_replace(q.handler, '\s', '', 'g') AS person FROM procurements AS q
    UNION ALL
    SELECT c.unit, c.party_b_key, regexp_replace(c.handler, '\s', '', 'g') FROM contracts AS c
    UNION ALL
    SELECT c.unit, c.party_b_key, regexp_replace(unnest(a.acceptors), '\s', '', 'g')
    FROM acceptances AS a
    JOIN acceptances_contract_no AS l ON l.row_id = a.row_id
    JOIN contracts_contract_no AS k ON k.key = l.key
    JOIN contracts AS c ON c.row_id = k.row_id AND c.unit = a.unit
),
met AS (
    SELECT u.unit, u.name, u.name_key, u.row_id AS supplier_row, s.row_id AS staff_row, regexp_replace(s.name, '\s', '', 'g') AS person,
           'A' AS rule, coalesce(regexp_replace(u.legal_rep, '\s', '', 'g') = regexp_replace(s.name, '\s', '', 'g'), false)
               OR coalesce(list_contains(u.shareholders, s.name), false) AS same_name
    FROM suppliers AS u
    JOIN staff AS s ON s.unit = u.unit AND s.bank_account_hash = u.bank_account_hash
    UNION ALL
    SELECT u.unit, u.name, u.name_key, u.row_id, s.row_id, regexp_replace(s.name, '\s', '', 'g'),
           'B', coalesce(regexp_replace(u.legal_rep, '\s', '', 'g') = regexp_replace(s.name, '\s', '', 'g'), false)
               OR coalesce(list_contains(u.shareholders, s.name), false)
    FROM suppliers AS u
    JOIN staff AS s ON s.unit = u.unit AND s.phone_hash = u.phone_hash
),
told AS (
    SELECT m.rule, m.unit, min(m.name) AS supplier, m.person, bool_or(m.same_name) AS same_name,
           bool_or(i.person IS NOT NULL) AS takes_part, list(DISTINCT m.supplier_row) AS supplier_rows,
           list(DISTINCT m.staff_row) AS staff_rows
    FROM met AS m
    LEFT JOIN involved AS i ON i.unit = m.unit AND i.name_key = m.name_key AND i.person = m.person
    GROUP BY m.rule, m.unit, m.name_key, m.person
),
said AS (
    SELECT t.*, CASE WHEN t.takes_part THEN 'high' ELSE 'medium' END AS severity,
           CASE WHEN t.same_name THEN '，法定代表人或股东与其同名' ELSE '' END
               || CASE WHEN t.takes_part THEN '，该人员经办或参与了对其采购、签约或验收' ELSE '' END AS also
    FROM told AS t
)
-- subrule: A
SELECT s.unit, s.supplier, s.person, s.also, s.severity, s.supplier_rows, s.staff_rows FROM said AS s WHERE s.rule = 'A'
-- population: A
SELECT count(*) AS n FROM suppliers AS u
-- undecided: A
SELECT u.row_id AS supplier_row, 'suppliers.bank_account' AS missing, '供应商没有登记银行账号' AS why
FROM suppliers AS u WHERE u.bank_account_hash IS NULL
-- subrule: B
SELECT s.unit, s.supplier, s.person, s.also, s.severity, s.supplier_rows, s.staff_rows FROM said AS s WHERE s.rule = 'B'
-- population: B
SELECT count(*) AS n FROM suppliers AS u
-- undecided: B
SELECT u.row_id AS supplier_row, 'suppliers.phone' AS missing, '供应商没有登记联系电话' AS why
FROM suppliers AS u WHERE u.phone_hash IS NULL

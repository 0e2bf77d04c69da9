/*
id: DIS-008
name: disclosure_ledger_mismatch
aliases: []
title: 公告内容与台账、合同不一致
summary: Amount or supplier of a notice differs from the register or the contract.
kind: finding
class: suspicion
severity: medium
status: stable
feeds:
  - {rubric: xj-2023, indicator: B33, mode: risk_only}
  - {rubric: xj-2023, indicator: B21, mode: risk_only}
basis:
  - {law: ZCF, article: 第十一条}
  - {law: L101}
scope: [unit]
key: [procurement_no]
finding: each
cause: {name: disclosure_ledger_mismatch, by: [procurement_no], title: 公告内容与台账、合同不一致}
repair: event
visibility: unit
params: {tolerance: {type: decimal, default: "1", doc: 允许的金额差（元）}}
requires: [disclosures.item_type, disclosures.procurement_no, disclosures.amount, procurements.procurement_no, procurements.award_amount]
any_of: []
optional: [disclosures.publish_date]
subrules:
  A: {title: 结果公告金额与中标金额不一致}
  B:
    title: 结果公告供应商与中标供应商不一致
    requires: [disclosures.item_type, disclosures.procurement_no, disclosures.supplier, procurements.procurement_no, procurements.award_supplier]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}结果公告的供应商为“{published}”，台账中标供应商为“{registered}”，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}结果公告的供应商为“{published}”，实际中标供应商为“{registered}”，公告内容不准确，不符合{basis}的规定。"
  C:
    title: 合同公告金额与合同金额不一致
    requires: [disclosures.item_type, disclosures.procurement_no, disclosures.amount, procurements.procurement_no, contracts.contract_no, contracts.amount]
    any_of: [[contracts.procurement_no, procurements.contract_no]]
    optional: [disclosures.publish_date, contracts.parent_contract_no]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}合同公告金额{published}，合同台账金额{registered}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}合同公告金额{published}，合同金额{registered}，公告内容不准确，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}结果公告金额{published}，台账中标金额{registered}，相差{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}结果公告金额{published}，实际中标金额{registered}，公告内容不准确，不符合{basis}的规定。"
why: 公告与合同、台账各说各的，要么公告失实，要么合同背离了采购结果。
false_positives:
  - 万元、元口径不同，或四舍五入（可放宽允许的差额）
  - 多标段合并公告
  - 有更正公告的以最后一次为准
remediation: 公告前以中标文件、合同逐项核对，发现差错及时发布更正公告。
*/
-- shared:
WITH last_notice AS (
    -- A correction stands after what it corrects.
    SELECT q.row_id AS procurement_row, d.row_id AS disclosure_row, d.item_type
    FROM disclosures AS d
    JOIN disclosures_procurement_no AS named ON named.row_id = d.row_id
    JOIN procurements_procurement_no AS number ON number.key = named.key
    JOIN procurements AS q ON q.row_id = number.row_id AND q.unit = d.unit
    QUALIFY row_number() OVER (
        PARTITION BY q.row_id, d.item_type ORDER BY d.publish_date DESC NULLS LAST, d.row_id DESC) = 1
)

-- shared: A
WITH compared AS (
    SELECT n.procurement_row, n.disclosure_row, d.amount AS published, q.award_amount AS registered
    FROM last_notice AS n
    JOIN disclosures AS d ON d.row_id = n.disclosure_row
    JOIN procurements AS q ON q.row_id = n.procurement_row
    WHERE n.item_type = '结果公告'
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, d.publish_date AS date,
       c.published, c.registered, abs(c.published - c.registered) AS amount, c.disclosure_row, c.procurement_row
FROM compared AS c
JOIN procurements AS q ON q.row_id = c.procurement_row
JOIN disclosures AS d ON d.row_id = c.disclosure_row
WHERE abs(c.published - c.registered) > $tolerance::DECIMAL(18,2)
ORDER BY c.disclosure_row
-- population: A
SELECT count(*) AS n FROM compared
-- undecided: A
SELECT c.disclosure_row, CASE WHEN c.published IS NULL THEN 'disclosures.amount' ELSE 'procurements.award_amount' END AS missing,
       CASE WHEN c.published IS NULL THEN '没有公告金额' ELSE '没有中标金额' END AS why
FROM compared AS c
WHERE c.published - c.registered IS NULL

-- shared: B
WITH compared AS (
    SELECT n.procurement_row, n.disclosure_row, d.supplier AS published, q.award_supplier AS registered,
           CASE WHEN NOT regexp_matches(d.supplier || q.award_supplier, '[、；;，,/\n]') THEN d.supplier_key <> q.award_supplier_key END AS differs
    FROM last_notice AS n
    JOIN disclosures AS d ON d.row_id = n.disclosure_row
    JOIN procurements AS q ON q.row_id = n.procurement_row
    WHERE n.item_type = '结果公告'
)
-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, d.publish_date AS date,
       c.published, c.registered, q.award_amount AS amount, c.disclosure_row, c.procurement_row
FROM compared AS c
JOIN procurements AS q ON q.row_id = c.procurement_row
JOIN disclosures AS d ON d.row_id = c.disclosure_row
WHERE c.differs
ORDER BY c.disclosure_row
-- population: B
SELECT count(*) AS n FROM compared
-- undecided: B
SELECT c.disclosure_row, CASE WHEN c.registered IS NULL THEN 'procurements.award_supplier' ELSE 'disclosures.supplier' END AS missing,
       CASE WHEN c.registered IS NULL THEN '没有中标供应商' WHEN c.published IS NULL THEN '没有公告供应商' ELSE '列有多家供应商，须逐家核对' END AS why
FROM compared AS c
WHERE c.differs IS NULL

-- shared: C
WITH link AS (
    SELECT DISTINCT l.procurement_row, l.contract_row
    FROM (
        SELECT number.row_id AS procurement_row, named.row_id AS contract_row
        FROM contracts_procurement_no AS named
        JOIN procurements_procurement_no AS number ON number.key = named.key
        UNION
        SELECT named.row_id, number.row_id
        FROM procurements_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
    ) AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row AND c.unit = q.unit
    WHERE c.parent_contract_no IS NULL
),
compared AS (
    -- One notice for all lots: the contracts together.
    SELECT n.procurement_row, n.disclosure_row, d.amount AS published, sum(c.amount) AS registered, list(c.row_id) AS contract_rows
    FROM last_notice AS n
    JOIN disclosures AS d ON d.row_id = n.disclosure_row
    JOIN link AS l ON l.procurement_row = n.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row
    WHERE n.item_type = '合同公告'
    GROUP BY n.procurement_row, n.disclosure_row, d.amount
)
-- subrule: C
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, d.publish_date AS date,
       c.published, c.registered, abs(c.published - c.registered) AS amount, c.disclosure_row, c.procurement_row, c.contract_rows
FROM compared AS c
JOIN procurements AS q ON q.row_id = c.procurement_row
JOIN disclosures AS d ON d.row_id = c.disclosure_row
WHERE abs(c.published - c.registered) > $tolerance::DECIMAL(18,2)
ORDER BY c.disclosure_row
-- population: C
SELECT count(*) AS n FROM compared
-- undecided: C
SELECT c.disclosure_row, CASE WHEN c.published IS NULL THEN 'disclosures.amount' ELSE 'contracts.amount' END AS missing,
       CASE WHEN c.published IS NULL THEN '没有公告金额' ELSE '没有合同金额' END AS why
FROM compared AS c
WHERE c.published - c.registered IS NULL

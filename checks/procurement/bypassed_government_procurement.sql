/*
id: PUR-002
name: bypassed_government_procurement
aliases: []
title: 达到限额未实施政府采购、应集采未集采
summary: A contract at or above the limit with no procurement behind it; a catalogue item bought by the unit itself.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第二条}
  - {law: ZCF, article: 第六十四条}
  - {law: BZ, article: 限额标准}
scope: [unit]
key: [document_no]
finding: each
repair: event
visibility: unit
params:
  exempt_pattern: {type: text, default: "租赁协议|房屋租赁|补助|捐赠|会费|委托管理|供电|供水|供气|供热|保密", doc: 名称含这些字样的不适用政府采购}
requires: [contracts.contract_no, contracts.amount, contracts.category, procurements.procurement_no]
any_of: [[procurements.contract_no, contracts.procurement_no]]
optional: [contracts.is_urgent, contracts.contract_name, contracts.procurement_method, contracts.parent_contract_no]
subrules:
  A:
    title: 货物、服务达到限额未见采购记录
    requires: [contracts.contract_no, contracts.amount, contracts.category, procurements.procurement_no, ref_limits.value]
    absence: {partner: procurements}
  B:
    title: 工程达到限额未见采购记录
    requires: [contracts.contract_no, contracts.amount, contracts.category, procurements.procurement_no, ref_limits.value]
    absence: {partner: procurements}
  C:
    title: 集中采购目录内项目自行或分散采购
    basis: [{law: ZCF, article: 第七条}, {law: ZCF, article: 第十八条}, {law: ZCF, article: 第七十四条}]
    requires: [procurements.procurement_no, procurements.in_central_catalog, procurements.org_form]
    any_of: []
    optional: [procurements.is_secret, procurements.is_urgent]
    message: "{lead}，{unit}采购项目{document_no}{titled}属集中采购目录以内，采购组织形式为{org_form}，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{document_no}{titled}属集中采购目录以内，采购组织形式为{org_form}，应集中采购未集中采购，不符合{basis}的规定。"
message: "{lead}，{unit}{category}合同{document_no}{titled}，金额{amount}，达到限额标准{limit}，未见政府采购记录，需进一步核实。"
message_confirmed: "{lead}，{unit}{category}合同{document_no}{titled}，金额{amount}，达到限额标准{limit}，未实施政府采购，不符合{basis}的规定。"
why: 绕开政府采购，就绕开了预算、公开和竞争三道关。
false_positives:
  - 房屋租赁和依法不适用政府采购的支出（补助、捐赠、会费）（按名称排除）
  - 科研仪器自行采购、涉密采购、独占经营的水电气
  - 上级统一采购、下级分摊
  - 采购台账不全：合同注明采购编号或方式而台账未见的，只列待核
remediation: 合同审签时核对采购方式和采购编号；达到限额的编入采购计划；目录内项目委托集中采购机构。
*/
-- shared:
WITH linked AS (
    SELECT l.contract_row
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
),
standard AS (
    -- 分散采购限额标准 of the day, place and category; of several the highest favours the unit.
    SELECT c.row_id AS contract_row, max(l.value) AS value, min(l.value) AS lowest, arg_max(l.ref_id, l.value) AS limit_ref
    FROM contracts AS c
    JOIN ref_limits AS l
      ON l.kind = '分散采购限额标准' AND coalesce(l.category = c.category, true)
     AND (l.from IS NULL OR c.sign_date_to >= l.from) AND (l.to IS NULL OR c.sign_date <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.level = l.level))
    GROUP BY c.row_id
),
contract AS (
    -- A supplement or an order goes on under the procurement of its main contract.
    SELECT c.row_id AS contract_row, c.amount, c.category, s.value, s.limit_ref,
           -- Of an unknown category the lowest tells whether it matters.
           CASE WHEN c.category IS NULL THEN s.lowest ELSE s.value END AS least,
           EXISTS (SELECT 1 FROM linked AS l WHERE l.contract_row = c.row_id) AS procured,
           c.procurement_no IS NOT NULL OR coalesce(c.procurement_method, '自行采购') <> '自行采购' AS told
    FROM contracts AS c
    LEFT JOIN standard AS s ON s.contract_row = c.row_id
    WHERE c.parent_contract_no IS NULL AND c.is_urgent IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(c.contract_name, ''), $exempt_pattern::VARCHAR)
)

-- shared: A
WITH large AS (
    SELECT * FROM contract
    WHERE category IS DISTINCT FROM '工程' AND (amount < least) IS DISTINCT FROM true
)
-- subrule: A
SELECT c.unit, c.contract_no AS document_no, c.contract_no_key AS document_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.category, c.amount, c.sign_date AS date, l.value AS "limit", c.row_id AS contract_row, l.limit_ref
FROM large AS l
JOIN contracts AS c ON c.row_id = l.contract_row
WHERE NOT l.procured AND NOT l.told AND l.amount >= l.value AND l.category IS NOT NULL
ORDER BY c.row_id
-- population: A
SELECT c.unit, count(*) AS n FROM large AS l JOIN contracts AS c ON c.row_id = l.contract_row GROUP BY c.unit
-- undecided: A
SELECT contract_row,
       CASE WHEN amount IS NULL THEN 'contracts.amount' WHEN category IS NULL THEN 'contracts.category'
            WHEN value IS NULL THEN 'ref_limits.value' ELSE 'procurements.procurement_no' END AS missing,
       CASE WHEN amount IS NULL THEN '没有合同金额' WHEN category IS NULL THEN '没有合同类别'
            WHEN value IS NULL THEN '限额标准表没有该合同当日的分散采购限额标准' ELSE '合同注明采购编号或方式，采购台账未见' END AS why
FROM large
WHERE NOT procured AND (told OR amount IS NULL OR category IS NULL OR value IS NULL)

-- shared: B
WITH works AS (
    SELECT * FROM contract WHERE category = '工程' AND (amount < least) IS DISTINCT FROM true
)
-- subrule: B
SELECT c.unit, c.contract_no AS document_no, c.contract_no_key AS document_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.category, c.amount, c.sign_date AS date, w.value AS "limit", c.row_id AS contract_row, w.limit_ref
FROM works AS w
JOIN contracts AS c ON c.row_id = w.contract_row
WHERE NOT w.procured AND NOT w.told AND w.amount >= w.value
ORDER BY c.row_id
-- population: B
SELECT c.unit, count(*) AS n FROM works AS w JOIN contracts AS c ON c.row_id = w.contract_row GROUP BY c.unit
-- undecided: B
SELECT contract_row,
       CASE WHEN amount IS NULL THEN 'contracts.amount' WHEN value IS NULL THEN 'ref_limits.value' ELSE 'procurements.procurement_no' END AS missing,
       CASE WHEN amount IS NULL THEN '没有合同金额' WHEN value IS NULL THEN '限额标准表没有该合同当日的分散采购限额标准' ELSE '合同注明采购编号或方式，采购台账未见' END AS why
FROM works
WHERE NOT procured AND (told OR amount IS NULL OR value IS NULL)

-- shared: C
WITH catalogued AS (
    SELECT q.row_id AS procurement_row, q.org_form
    FROM procurements AS q
    WHERE q.in_central_catalog AND q.is_secret IS DISTINCT FROM true AND q.is_urgent IS DISTINCT FROM true
)
-- subrule: C
SELECT q.unit, q.procurement_no AS document_no, q.procurement_no_key AS document_no_key, coalesce('“' || q.name || '”', '') AS titled,
       q.award_amount AS amount, q.notice_date AS date, q.org_form, q.row_id AS procurement_row
FROM catalogued AS k
JOIN procurements AS q ON q.row_id = k.procurement_row
WHERE k.org_form IN ('分散采购', '自行采购')
ORDER BY q.row_id
-- population: C
SELECT count(*) AS n FROM procurements AS q
WHERE (q.in_central_catalog OR q.in_central_catalog IS NULL) AND q.is_secret IS DISTINCT FROM true AND q.is_urgent IS DISTINCT FROM true
-- undecided: C
SELECT q.row_id AS procurement_row,
       CASE WHEN q.in_central_catalog IS NULL THEN 'procurements.in_central_catalog' ELSE 'procurements.org_form' END AS missing,
       CASE WHEN q.in_central_catalog IS NULL THEN '没有是否集采目录内' ELSE '没有采购组织形式' END AS why
FROM procurements AS q
WHERE q.is_secret IS DISTINCT FROM true AND q.is_urgent IS DISTINCT FROM true
  AND (q.in_central_catalog IS NULL OR (q.in_central_catalog AND q.org_form IS NULL))

/*
id: PUR-007
name: contract_award_mismatch
aliases: []
title: 合同与中标结果实质性背离
summary: The contract names another supplier, amount or subject than the award.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第四十六条}
  - {law: ZCT, article: 第六十七条第（四）项}
scope: [unit]
key: [procurement_no]
finding: each
repair: event
visibility: unit
params:
  tolerance_amount: {type: decimal, default: "1", doc: 合同金额与中标金额可相差的元数}
  tolerance_ratio: {type: decimal, default: "0", doc: 合同金额与中标金额可相差的比例}
  similarity: {type: decimal, default: "0.5", doc: 名称相似度低于此值的提示标的可能不同}
  estimate_pattern: {type: text, default: "框架|据实|单价|费率|入围|下浮", doc: 名称含这些字样的金额是预估数，不比较}
requires: [procurements.procurement_no, procurements.award_supplier, contracts.contract_no, contracts.party_b]
any_of: [[procurements.contract_no, contracts.procurement_no]]
optional: [contracts.parent_contract_no, contracts.is_framework, contracts.supplier_credit_code, suppliers.name, suppliers.credit_code,
           bids.bidder, bids.credit_code]
subrules:
  A: {title: 签约供应商与中标供应商不一致}
  B:
    title: 签约供应商信用代码与中标供应商不一致
    class: suspicion
    requires: [procurements.procurement_no, procurements.award_supplier, contracts.contract_no, contracts.supplier_credit_code]
    any_of: [[procurements.contract_no, contracts.procurement_no], [suppliers.credit_code, bids.credit_code]]
    optional: [contracts.parent_contract_no, contracts.is_framework, contracts.party_b, suppliers.name, bids.bidder]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）供应商{award_supplier}的统一社会信用代码为{award_codes}，合同乙方的为{contract_codes}，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）供应商{award_supplier}的统一社会信用代码为{award_codes}，合同乙方的为{contract_codes}，未与中标（成交）供应商签订合同，不符合{basis}的规定。"
  C:
    title: 合同金额与中标金额不一致
    requires: [procurements.procurement_no, procurements.award_amount, contracts.contract_no, contracts.amount]
    optional: [contracts.parent_contract_no, contracts.is_framework, contracts.contract_name, procurements.name, procurements.method]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）金额{award_amount}，合同金额{contract_amount}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）金额{award_amount}，合同金额{contract_amount}，相差{amount}，未按采购文件确定的事项签订合同，不符合{basis}的规定。"
  D:
    title: 合同名称与采购项目名称差异较大
    class: suspicion
    severity: low
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [procurements.procurement_no, procurements.name, contracts.contract_no, contracts.contract_name]
    optional: [contracts.parent_contract_no, contracts.is_framework]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}，对应合同名称为“{contract_name}”，名称差异较大，建议核对标的，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，对应合同名称为“{contract_name}”，合同标的与采购项目不一致，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）供应商为{award_supplier}，合同乙方为{party_b}，两者不一致，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}，中标（成交）供应商为{award_supplier}，合同乙方为{party_b}，未与中标（成交）供应商签订合同，不符合{basis}的规定。"
why: 合同背离中标结果，等于采购结果作废，竞争落空；另换供应商、抬高价款往往另有安排。
false_positives:
  - 联合体中标由牵头人签约（名称互相包含的不报）
  - 一个采购项目分几份合同（金额按合计比较）；一份合同合并几个采购项目（不能判断）
  - 费率、单价中标而合同写预估总额（名称注明的不比较）
  - 供应商更名（统一社会信用代码相同的不报；名称近似的列待核）
remediation: 合同签订前与中标通知书逐项核对供应商、金额、标的；确需变更的按规定重新确定。
*/
-- shared:
WITH link AS (
    SELECT l.procurement_row, l.contract_row
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
    WHERE c.parent_contract_no IS NULL AND c.is_framework IS DISTINCT FROM true
),
code AS (
    -- What the master file and the bids say of the supplier that won.
    SELECT q.row_id AS procurement_row, list_sort(list_distinct(list(k.credit_code))) AS codes
    FROM procurements AS q
    JOIN (
        SELECT unit, name_key, credit_code FROM suppliers
        UNION
        SELECT unit, bidder_key, credit_code FROM bids
    ) AS k ON k.unit = q.unit AND k.name_key = q.award_supplier_key AND k.credit_code IS NOT NULL
    GROUP BY q.row_id
),
pair AS (
    SELECT l.procurement_row, l.contract_row, q.unit, q.award_supplier_key, c.party_b, c.party_b_key, c.supplier_credit_code,
           -- A consortium and its leader contain one another.
           contains(q.award_supplier_key, c.party_b_key) OR contains(c.party_b_key, q.award_supplier_key) AS same_name,
           list_contains(k.codes, c.supplier_credit_code) AS same_code, k.codes
    FROM link AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row
    LEFT JOIN code AS k ON k.procurement_row = l.procurement_row
)

-- shared: A
WITH judged AS (
    SELECT p.procurement_row, p.contract_row, p.award_supplier_key, p.party_b, p.party_b_key,
           CASE WHEN p.same_code THEN 'same'
                WHEN p.same_name IS NULL THEN 'unknown'
                WHEN p.same_name THEN 'same'
                WHEN EXISTS (
                    SELECT 1 FROM name_candidates AS n
                    WHERE (n.unit, n.name_key, n.other_key) IN ((p.unit, p.party_b_key, p.award_supplier_key),
                                                                (p.unit, p.award_supplier_key, p.party_b_key))) THEN 'perhaps'
                ELSE 'other' END AS verdict
    FROM pair AS p
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       max(c.sign_date) AS date, q.award_supplier, list(DISTINCT o.party_b ORDER BY o.party_b) AS party_b,
       q.row_id AS procurement_row, list(o.contract_row ORDER BY o.contract_row) AS contract_rows
FROM judged AS o
JOIN procurements AS q ON q.row_id = o.procurement_row
JOIN contracts AS c ON c.row_id = o.contract_row
WHERE o.verdict = 'other'
GROUP BY ALL
ORDER BY q.row_id
-- population: A
SELECT count(DISTINCT procurement_row) AS n FROM link
-- undecided: A
SELECT p.procurement_row,
       CASE WHEN bool_or(p.award_supplier_key IS NULL) THEN 'procurements.award_supplier' ELSE 'contracts.party_b' END AS missing,
       CASE WHEN bool_or(p.award_supplier_key IS NULL) THEN '没有中标供应商' WHEN bool_or(p.party_b_key IS NULL) THEN '没有合同乙方'
            ELSE '供应商名称近似，可能是同一主体' END AS why
FROM judged AS p
GROUP BY p.procurement_row
HAVING bool_or(p.verdict IN ('unknown', 'perhaps')) AND NOT bool_or(p.verdict = 'other')

-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       max(c.sign_date) AS date, q.award_supplier, p.codes AS award_codes,
       list(DISTINCT p.supplier_credit_code ORDER BY p.supplier_credit_code) AS contract_codes,
       q.row_id AS procurement_row, list(p.contract_row ORDER BY p.contract_row) AS contract_rows
FROM pair AS p
JOIN procurements AS q ON q.row_id = p.procurement_row
JOIN contracts AS c ON c.row_id = p.contract_row
WHERE p.same_name AND NOT p.same_code
GROUP BY ALL
ORDER BY q.row_id
-- population: B
SELECT count(DISTINCT procurement_row) AS n FROM pair WHERE same_name
-- undecided: B
SELECT p.procurement_row,
       CASE WHEN bool_or(p.supplier_credit_code IS NULL) THEN 'contracts.supplier_credit_code' ELSE 'suppliers.credit_code' END AS missing,
       CASE WHEN bool_or(p.supplier_credit_code IS NULL) THEN '合同没有乙方信用代码' ELSE '没有中标供应商的信用代码' END AS why
FROM pair AS p
WHERE p.same_name
GROUP BY p.procurement_row
HAVING bool_or(p.same_code IS NULL) AND NOT coalesce(bool_or(NOT p.same_code), false)

-- shared: C
WITH priced AS (
    SELECT q.row_id AS procurement_row, q.award_amount, sum(c.amount) AS contract_amount, bool_or(c.amount IS NULL) AS unknown,
           -- One contract for several procurements: nobody knows how much is for which.
           bool_or((SELECT count(*) FROM link AS several WHERE several.contract_row = l.contract_row) > 1) AS joined,
           max(c.sign_date) AS date, list(c.row_id ORDER BY c.row_id) AS contract_rows
    FROM link AS l
    JOIN procurements AS q ON q.row_id = l.procurement_row
    JOIN contracts AS c ON c.row_id = l.contract_row
    WHERE coalesce(q.method, '') <> '框架协议'
    GROUP BY q.row_id, q.award_amount, q.name
    HAVING NOT regexp_matches(coalesce(q.name, '') || coalesce(string_agg(c.contract_name, ''), ''), $estimate_pattern::VARCHAR)
)
-- subrule: C
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, p.date,
       p.award_amount, p.contract_amount, abs(p.contract_amount - p.award_amount) AS amount,
       q.row_id AS procurement_row, p.contract_rows
FROM priced AS p
JOIN procurements AS q ON q.row_id = p.procurement_row
WHERE NOT p.unknown AND NOT p.joined
  AND abs(p.contract_amount - p.award_amount) > greatest( $tolerance_amount::DECIMAL(18,2), p.award_amount * $tolerance_ratio::DECIMAL(9,6))
ORDER BY q.row_id
-- population: C
SELECT count(*) AS n FROM priced
-- undecided: C
SELECT procurement_row,
       CASE WHEN award_amount IS NULL THEN 'procurements.award_amount' ELSE 'contracts.amount' END AS missing,
       CASE WHEN award_amount IS NULL THEN '没有中标金额' WHEN unknown THEN '没有合同金额' ELSE '一份合同对应几个采购项目' END AS why
FROM priced
WHERE award_amount IS NULL OR unknown OR joined

-- shared: D
WITH named AS (
    -- Characters in common, without the words that every name has.
    SELECT w.procurement_row, w.contract_row,
           2 * len(list_intersect(w.of_procurement, w.of_contract)) AS common, len(w.of_procurement) + len(w.of_contract) AS together
    FROM (
        SELECT l.procurement_row, l.contract_row,
               list_distinct(string_split(nullif(regexp_replace(q.name, '项目|采购|合同|[^\p{Han}A-Za-z]', '', 'g'), ''), '')) AS of_procurement,
               list_distinct(string_split(nullif(regexp_replace(c.contract_name, '项目|采购|合同|[^\p{Han}A-Za-z]', '', 'g'), ''), '')) AS of_contract
        FROM link AS l
        JOIN procurements AS q ON q.row_id = l.procurement_row
        JOIN contracts AS c ON c.row_id = l.contract_row
    ) AS w
)
-- subrule: D
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
       max(c.sign_date) AS date, list(DISTINCT c.contract_name ORDER BY c.contract_name) AS contract_name,
       q.row_id AS procurement_row, list(n.contract_row ORDER BY n.contract_row) AS contract_rows
FROM named AS n
JOIN procurements AS q ON q.row_id = n.procurement_row
JOIN contracts AS c ON c.row_id = n.contract_row
WHERE n.common < n.together * $similarity::DECIMAL(9,6)
GROUP BY ALL
ORDER BY q.row_id
-- population: D
SELECT count(DISTINCT procurement_row) AS n FROM link
-- undecided: D
SELECT procurement_row, 'contracts.contract_name' AS missing, '没有采购项目名称或合同名称' AS why
FROM named AS n
GROUP BY procurement_row
HAVING bool_or(together IS NULL) AND NOT coalesce(bool_or(common < together * $similarity::DECIMAL(9,6)), false)

/*
id: CON-009
name: supplement_over_10pct
aliases: []
title: 补充协议累计超过原合同金额10%
summary: Supplements to a contract add up to more than ten per cent of it.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第四十九条}
  - {law: ZCT, article: 第六十七条第（五）项}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params:
  ratio_cap: {type: decimal, default: "0.1", doc: 补充合同金额占原合同金额的上限（法定）}
  renewal_pattern: {type: text, default: "续签|续租|续期|续约", doc: 名称含这些字样的是新一期合同，不是追加}
requires: [contracts.contract_no, contracts.parent_contract_no, contracts.amount]
any_of: []
optional: [contracts.is_framework, contracts.contract_name, contracts.category, contracts.procurement_no, contracts.procurement_method,
           procurements.contract_no, procurements.procurement_no]
message: "{lead}，{unit}合同{contract_no}{titled}，原合同金额{main_amount}，补充协议{supplements}份合计{added}，占原合同金额的{share}%，超过{cap_percent}%的部分{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，原合同金额{main_amount}，补充协议{supplements}份合计{added}，占原合同金额的{share}%，超过{cap_percent}%的部分{amount}，不符合{basis}的规定。"
why: 追加采购超过原合同金额的百分之十，等于未经竞争又采购了一次，容易低价中标、事后追加。
false_positives:
  - 不属于政府采购的合同不适用10%上限（没有采购编号的只作低级别疑点）
  - 变更而非追加，价款不增；工程设计变更、政策性调价按概算管理另查
  - 续签的新一年度合同误登为补充协议（名称注明续签的不算）
  - 补充协议登记的金额是变更后的总价
remediation: 追加前核对累计金额，超过10%的另行采购；补充协议与主合同同号管理，注明增加的标的与价款。
*/
-- shared:
WITH link AS (
    SELECT own.row_id AS supplement_row, main.row_id AS main_row
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS own ON own.row_id = named.row_id
    JOIN contracts AS main ON main.row_id = number.row_id AND main.unit = own.unit
),
added AS (
    -- More of the same: no next year's contract, nothing of another category, no order under a framework.
    SELECT DISTINCT l.supplement_row, l.main_row, s.amount, s.sign_date
    FROM link AS l
    JOIN contracts AS s ON s.row_id = l.supplement_row
    JOIN contracts AS m ON m.row_id = l.main_row
    WHERE m.is_framework IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(s.contract_name, ''), $renewal_pattern::VARCHAR)
      AND NOT coalesce(s.category <> m.category, false)
),
total AS (
    SELECT main_row, count(*) AS supplements, sum(amount) AS added, bool_or(amount IS NULL) AS unknown, max(sign_date) AS last_day,
           list(supplement_row ORDER BY supplement_row) AS supplement_rows
    FROM added
    GROUP BY main_row
),
orphan AS (
    SELECT c.row_id AS contract_row
    FROM contracts AS c
    WHERE c.parent_contract_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM link AS l WHERE l.supplement_row = c.row_id)
)
-- subrule:
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       t.last_day AS date, c.amount AS main_amount, t.supplements, t.added,
       CAST(t.added * 100 / c.amount AS DECIMAL(18,1)) AS share,
       CAST( $ratio_cap::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS cap_percent,
       CAST(t.added - c.amount * $ratio_cap::DECIMAL(9,6) AS DECIMAL(18,2)) AS amount,
       -- Only government procurement is bound; a register that names no procurement leaves it open.
       CASE WHEN p.bound THEN 'violation' ELSE 'suspicion' END AS class,
       CASE WHEN p.bound THEN 'high' ELSE 'low' END AS severity,
       c.row_id AS contract_row, t.supplement_rows
FROM total AS t
JOIN contracts AS c ON c.row_id = t.main_row
JOIN (
    SELECT m.row_id AS contract_row,
           m.procurement_no IS NOT NULL
               OR coalesce(m.procurement_method <> '自行采购', false)
               OR EXISTS (
                   SELECT 1
                   FROM procurements_contract_no AS named
                   JOIN contracts_contract_no AS number ON number.key = named.key
                   JOIN procurements AS q ON q.row_id = named.row_id
                   WHERE number.row_id = m.row_id AND q.unit = m.unit) AS bound
    FROM contracts AS m
) AS p ON p.contract_row = t.main_row
WHERE NOT t.unknown AND t.added > c.amount * $ratio_cap::DECIMAL(9,6)
ORDER BY c.row_id
-- population:
SELECT (SELECT count(*) FROM total) + (SELECT count(*) FROM orphan) AS n
-- undecided:
SELECT c.row_id AS contract_row, 'contracts.amount' AS missing,
       CASE WHEN c.amount IS NULL THEN '没有原合同金额' ELSE '没有补充协议金额' END AS why
FROM total AS t
JOIN contracts AS c ON c.row_id = t.main_row
WHERE c.amount IS NULL OR t.unknown
UNION ALL
SELECT contract_row, 'contracts.parent_contract_no', '主合同不在台账' FROM orphan

/*
id: CON-010
name: deposit_ratio_violation
aliases: []
title: 保证金、预付款、质保金比例或形式违规
summary: Performance bonds above ten per cent or in cash, retention and advances above their caps.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCT, article: 第四十八条}
  - {law: ZTT, article: 第五十八条}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params:
  bond_cap: {type: decimal, default: "0.1", doc: 履约保证金占合同金额的上限（法定）}
  warranty_cap: {type: decimal, default: "0.03", doc: 工程质量保证金比例上限}
  advance_cap: {type: decimal, default: "0.3", doc: 工程预付款比例上限}
requires: [contracts.contract_no, contracts.perf_bond, contracts.amount]
any_of: []
optional: []
subrules:
  A: {title: 履约保证金超过合同金额10%}
  B:
    title: 履约保证金限定现金
    basis: [{law: ZCT, article: 第四十八条}, {law: ZXQ, article: 第十三条}]
    requires: [contracts.contract_no, contracts.perf_bond_form]
    message: "{lead}，{unit}合同{contract_no}{titled}的履约保证金以现金形式收取，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}的履约保证金以现金形式收取，不符合{basis}的规定。"
  C:
    title: 工程质量保证金比例过高
    class: suspicion
    basis: [{law: ZB138, article: 第七条}]
    requires: [contracts.contract_no, contracts.category, contracts.warranty_ratio]
    message: "{lead}，{unit}工程合同{contract_no}{titled}约定质量保证金比例{percent}%，高于{cap_percent}%，需进一步核实。"
    message_confirmed: "{lead}，{unit}工程合同{contract_no}{titled}约定质量保证金比例{percent}%，高于{cap_percent}%，不符合{basis}的规定。"
  D:
    title: 工程预付款比例过高
    class: suspicion
    basis: [{law: JS369, article: 第十二条}]
    requires: [contracts.contract_no, contracts.category, contracts.advance_ratio]
    optional: [contracts.sme_flag]
    message: "{lead}，{unit}工程合同{contract_no}{titled}约定预付款比例{percent}%，高于{cap_percent}%，需进一步核实。"
    message_confirmed: "{lead}，{unit}工程合同{contract_no}{titled}约定预付款比例{percent}%，高于{cap_percent}%，不符合{basis}的规定。"
message: "{lead}，{unit}合同{contract_no}{titled}，合同金额{contract_amount}，履约保证金{bond}，占{percent}%，高于{cap_percent}%，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}，合同金额{contract_amount}，履约保证金{bond}，占{percent}%，高于{cap_percent}%，不符合{basis}的规定。"
why: 多收或限定现金收取保证金，占用供应商资金；预付过多，则单位承担对方不履约的风险。
false_positives:
  - 货物、服务约定的质量保证金不适用工程3%的规定（只查工程）
  - 首付款即到货款，被误标为预付款
  - 鼓励提高对中小企业的预付款比例（台账注明中小企业的只作提示）
  - 招标文件要求的是投标保证金，误登为履约保证金
remediation: 合同范本写明比例上限和可用的保函形式；多收、应退的保证金及时退还。
*/
-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.sign_date AS date,
       c.amount AS contract_amount, c.perf_bond AS bond, CAST(c.perf_bond * 100 / c.amount AS DECIMAL(18,1)) AS percent,
       CAST( $bond_cap::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS cap_percent,
       CAST(c.perf_bond - c.amount * $bond_cap::DECIMAL(9,6) AS DECIMAL(18,2)) AS amount, c.row_id AS contract_row
FROM contracts AS c
WHERE c.perf_bond > c.amount * $bond_cap::DECIMAL(9,6)
ORDER BY c.row_id
-- population: A
SELECT count(*) AS n FROM contracts AS c WHERE c.perf_bond IS NOT NULL
-- undecided: A
SELECT c.row_id AS contract_row, 'contracts.amount' AS missing, '没有合同金额' AS why
FROM contracts AS c
WHERE c.perf_bond IS NOT NULL AND c.amount IS NULL

-- subrule: B
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.sign_date AS date,
       c.perf_bond AS amount, c.row_id AS contract_row
FROM contracts AS c
WHERE c.perf_bond_form = '现金'
ORDER BY c.row_id
-- population: B
SELECT count(*) AS n FROM contracts AS c WHERE c.perf_bond_form IS NOT NULL OR c.perf_bond IS NOT NULL
-- undecided: B
SELECT c.row_id AS contract_row, 'contracts.perf_bond_form' AS missing, '没有履约保证金形式' AS why
FROM contracts AS c
WHERE c.perf_bond IS NOT NULL AND c.perf_bond_form IS NULL

-- subrule: C
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.sign_date AS date, c.amount,
       CAST(c.warranty_ratio * 100 AS DECIMAL(18,1)) AS percent,
       CAST( $warranty_cap::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS cap_percent, c.row_id AS contract_row
FROM contracts AS c
WHERE c.category = '工程' AND c.warranty_ratio > $warranty_cap::DECIMAL(9,6)
ORDER BY c.row_id
-- population: C
SELECT count(*) AS n FROM contracts AS c WHERE coalesce(c.category, '工程') = '工程' AND c.warranty_ratio IS NOT NULL
-- undecided: C
SELECT c.row_id AS contract_row, 'contracts.category' AS missing, '没有合同类别' AS why
FROM contracts AS c
WHERE c.category IS NULL AND c.warranty_ratio > $warranty_cap::DECIMAL(9,6)

-- subrule: D
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.sign_date AS date, c.amount,
       CAST(c.advance_ratio * 100 AS DECIMAL(18,1)) AS percent,
       CAST( $advance_cap::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS cap_percent,
       CASE WHEN c.sme_flag THEN 'info' ELSE 'medium' END AS severity, c.row_id AS contract_row
FROM contracts AS c
WHERE c.category = '工程' AND c.advance_ratio > $advance_cap::DECIMAL(9,6)
ORDER BY c.row_id
-- population: D
SELECT count(*) AS n FROM contracts AS c WHERE coalesce(c.category, '工程') = '工程' AND c.advance_ratio IS NOT NULL
-- undecided: D
SELECT c.row_id AS contract_row, 'contracts.category' AS missing, '没有合同类别' AS why
FROM contracts AS c
WHERE c.category IS NULL AND c.advance_ratio > $advance_cap::DECIMAL(9,6)

/*
id: EVI-006
name: identifier_collision
aliases: []
title: 合同编号重号或一号多写
summary: One contract number for several contracts, or one contract under several spellings.
kind: finding
class: data
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: NKG, article: 第五十八条}
scope: [unit]
key: [contract_no_a, contract_no_b]
finding: each
repair: state
visibility: unit
params:
  date_tol: {type: integer, default: 3, doc: 视为同一日签订的天数差}
requires: [contracts.contract_no]
any_of: []
message: "{lead}，{unit}合同编号{contract_no_a}在{part}年度登记了{count}份乙方或金额不同的合同，疑似重号，需进一步核实。"
message_confirmed: "{lead}，{unit}合同编号{contract_no_a}在{part}年度登记了{count}份乙方或金额不同的合同，编号重复，建议核实更正。"
subrules:
  A:
    title: 合同编号重号
    requires: [contracts.contract_no, contracts.sign_date]
    any_of: [[contracts.party_b, contracts.amount]]
    optional: [contracts.parent_contract_no, contracts.supplier_credit_code]
  B:
    title: 一份合同两种编号写法
    requires: [contracts.contract_no, contracts.party_b, contracts.amount, contracts.sign_date]
    optional: [contracts.parent_contract_no]
    message: "{lead}，{unit}合同编号{contract_no_a}与{contract_no_b}写法相近，乙方、金额相同，签订日期相近，疑似同一合同的两种写法，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同编号{contract_no_a}与{contract_no_b}为同一合同的两种写法，编号登记不统一，建议核实更正。"
  C:
    title: 去除标点后相同的不同编号
    severity: info
    optional: [contracts.parent_contract_no, contracts.party_b, contracts.amount, contracts.sign_date]
    message: "{lead}，{unit}合同编号{contract_no_a}与{contract_no_b}去除标点后相同但各段不同，核对时不得合并，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同编号{contract_no_a}与{contract_no_b}去除标点后相同但各段不同，为不同合同，建议规范编号。"
  D:
    title: 往来单位名称写法不一
    severity: info
    requires: []
    any_of: [[contracts.party_b, payments.payee, invoices.seller, procurements.award_supplier, suppliers.name]]
    message: "{lead}，{unit}往来单位“{contract_no_a}”与“{contract_no_b}”{why}，疑似同一单位的两种写法，需进一步核实。"
    message_confirmed: "{lead}，{unit}往来单位“{contract_no_a}”与“{contract_no_b}”为同一单位的两种写法，建议核实统一。"
why: 合同、验收、付款、发票靠编号相连，一号多义会把甲合同的付款记到乙合同名下，一物多号则使业务链断开。
false_positives:
  - 不同年度各自从头编号（年度不同的不报）
  - 多标段后缀-1、-2是不同合同
  - 补充协议是另一实体（登记了主合同编号的不与主合同比较）
  - 供应商更名（统一社会信用代码相同的不视为乙方不同）
remediation: 合同编号加年度并唯一，登记时系统校验重号；写法不统一的按原件更正台账并建立对照表。
*/
-- shared:
-- Two numbers of one unit that are alike without punctuation (strict) or in their parts (loose), and yet two numbers.
WITH near AS (
    SELECT a.row_id AS first_row, b.row_id AS second_row
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_strict = a.contract_no_strict AND b.contract_no_key > a.contract_no_key
    UNION
    SELECT a.row_id, b.row_id
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_loose = a.contract_no_loose AND b.contract_no_key > a.contract_no_key
),
pair AS (
    SELECT a.unit, n.first_row, n.second_row, a.contract_no AS first_no, b.contract_no AS second_no, a.sign_date,
           a.contract_no_key AS first_key, b.contract_no_key AS second_key,
           a.contract_no_strict = b.contract_no_strict AS same_strict,
           -- NULL where something is not known and nothing differs for certain. A supplement is no main contract.
           (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
               AND a.party_b_key = b.party_b_key AND a.amount = b.amount
               AND CASE WHEN greatest(a.sign_date_to - b.sign_date, b.sign_date_to - a.sign_date) <= $date_tol::INTEGER THEN true
                        WHEN greatest(a.sign_date - b.sign_date_to, b.sign_date - a.sign_date_to) > $date_tol::INTEGER THEN false
                   END AS alike
    FROM near AS n
    JOIN contracts AS a ON a.row_id = n.first_row
    JOIN contracts AS b ON b.row_id = n.second_row
)

-- shared: A
-- Judged: each contract that goes by the number of another one of its unit, beside all of those.
WITH same_number AS (
    SELECT a.row_id, a.unit, a.contract_no_key, year(a.sign_date) AS of_year,
           -- Certainly one year, certainly two, or NULL; likewise another contract, the same one, or NULL.
           CASE WHEN year(a.sign_date) = year(b.sign_date_to) AND year(b.sign_date) = year(a.sign_date_to) THEN true
                WHEN year(a.sign_date) > year(b.sign_date_to) OR year(b.sign_date) > year(a.sign_date_to) THEN false
           END AS one_year,
           CASE WHEN a.supplier_credit_code = b.supplier_credit_code THEN false ELSE a.party_b_key <> b.party_b_key END
               OR a.amount <> b.amount AS different
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_key = a.contract_no_key AND b.row_id <> a.row_id
    -- A supplement that goes by the number of its main contract is no second contract.
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
),
judged AS (
    SELECT s.row_id, s.unit, s.contract_no_key, s.of_year,
           CASE WHEN bool_or(s.one_year AND s.different) THEN 'hit'
                WHEN bool_or((s.one_year AND s.different) IS NULL) THEN 'undecided' ELSE 'clean' END AS verdict
    FROM same_number AS s
    GROUP BY s.row_id, s.unit, s.contract_no_key, s.of_year
)
-- subrule: A
SELECT j.unit, min(c.contract_no) AS contract_no_a, j.contract_no_key AS contract_no_a_key,
       max(c.contract_no) AS contract_no_b, j.contract_no_key || '|' || j.of_year AS contract_no_b_key,
       j.of_year::VARCHAR AS part, count(*) AS count, min(c.sign_date) AS date, list(c.row_id) AS contract_rows
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.row_id
WHERE j.verdict = 'hit'
GROUP BY j.unit, j.contract_no_key, j.of_year
ORDER BY j.unit, j.contract_no_key, j.of_year
-- population: A
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL
-- undecided: A
SELECT c.row_id AS contract_row,
       CASE WHEN c.sign_date IS NULL THEN 'contracts.sign_date'
            WHEN c.amount IS NULL THEN 'contracts.amount'
            WHEN c.party_b_key IS NULL THEN 'contracts.party_b' ELSE 'contracts.sign_date' END AS missing,
       '有同号合同，但年度、乙方或金额不明，无法判断是否重号' AS why
FROM judged AS j
JOIN contracts AS c ON c.row_id = j.row_id
WHERE j.verdict = 'undecided'

-- subrule: B
SELECT p.unit, min(p.first_no) AS contract_no_a, p.first_key AS contract_no_a_key,
       min(p.second_no) AS contract_no_b, p.second_key AS contract_no_b_key, min(p.sign_date) AS date,
       list(DISTINCT p.first_row) AS contract_rows, list(DISTINCT p.second_row) AS other_contract_rows
FROM pair AS p
WHERE p.alike
GROUP BY p.unit, p.first_key, p.second_key
ORDER BY p.unit, p.first_key, p.second_key
-- population: B
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL
-- undecided: B
SELECT c.row_id AS contract_row,
       CASE WHEN c.amount IS NULL THEN 'contracts.amount'
            WHEN c.party_b_key IS NULL THEN 'contracts.party_b' ELSE 'contracts.sign_date' END AS missing,
       '有编号写法相近的合同，但乙方、金额或签订日期不明' AS why
FROM contracts AS c
JOIN pair AS p ON p.first_row = c.row_id OR p.second_row = c.row_id
GROUP BY c.row_id, c.amount, c.party_b_key
HAVING bool_or(p.alike IS NULL) AND bool_or(p.alike) IS DISTINCT FROM true

-- subrule: C
SELECT p.unit, min(p.first_no) AS contract_no_a, p.first_key AS contract_no_a_key,
       min(p.second_no) AS contract_no_b, p.second_key AS contract_no_b_key, min(p.sign_date) AS date,
       list(DISTINCT p.first_row) AS contract_rows, list(DISTINCT p.second_row) AS other_contract_rows
FROM pair AS p
WHERE p.same_strict AND p.alike IS DISTINCT FROM true
  -- Only where both say where their parts end: HT2023118 does not, and sorts after one that does.
  AND regexp_matches(p.second_no, '[\p{P}\p{S}\s]')
GROUP BY p.unit, p.first_key, p.second_key
ORDER BY p.unit, p.first_key, p.second_key
-- population: C
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL

-- shared: D
WITH supplier_names AS (
    SELECT c.row_id, c.unit, c.party_b_key AS key FROM contracts AS c
    UNION ALL SELECT p.row_id, p.unit, p.payee_key FROM payments AS p
    UNION ALL SELECT i.row_id, i.unit, i.seller_key FROM invoices AS i
    UNION ALL SELECT q.row_id, q.unit, q.award_supplier_key FROM procurements AS q
    UNION ALL SELECT s.row_id, s.unit, s.name_key FROM suppliers AS s
),
supplier AS (SELECT m.unit, m.key, list(m.row_id) AS rows FROM supplier_names AS m GROUP BY m.unit, m.key)
-- subrule: D
SELECT n.unit, n.name AS contract_no_a, n.name_key AS contract_no_a_key, n.other AS contract_no_b, n.other_key AS contract_no_b_key,
       n.score, n.why, a.rows AS name_rows, b.rows AS other_name_rows
FROM name_candidates AS n
JOIN supplier AS a ON a.unit = n.unit AND a.key = n.name_key
JOIN supplier AS b ON b.unit = n.unit AND b.key = n.other_key
ORDER BY n.unit, n.name_key, n.other_key
-- population: D
-- Names that have another one beside them.
SELECT coalesce(sum(u.names), 0) AS n
FROM (SELECT count(s.key) AS names FROM supplier AS s GROUP BY s.unit) AS u
WHERE u.names > 1

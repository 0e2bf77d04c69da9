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
why: 合同、验收、付款、发票靠编号相连，一号多义会把甲合同的付款记到乙合同名下，一物多号则使业务链断开。
false_positives:
  - 不同年度各自从头编号（年度不同的不报）
  - 多标段后缀-1、-2是不同合同
  - 补充协议是另一实体（登记了主合同编号的不与主合同比较）
  - 供应商更名（统一社会信用代码相同的不视为乙方不同）
remediation: 合同编号加年度并唯一，登记时系统校验重号；写法不统一的按原件更正台账并建立对照表。
*/
-- subrule: A
WITH pair AS (
    SELECT a.unit, a.contract_no_key, a.row_id AS first_row, b.row_id AS second_row,
           -- Certainly one year, certainly two, or unknown.
           year(a.sign_date) = year(b.sign_date_to) AND year(b.sign_date) = year(a.sign_date_to)
               AND year(a.sign_date) = year(a.sign_date_to) AS one_year,
           year(a.sign_date) AS of_year,
           coalesce((a.party_b_key <> b.party_b_key
                     AND NOT coalesce(a.supplier_credit_code = b.supplier_credit_code, false))
                    OR a.amount <> b.amount, false) AS different
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_key = a.contract_no_key AND b.row_id > a.row_id
    -- A supplement that goes by the number of its main contract is no second contract.
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
),
numbered AS (
    SELECT p.unit, p.contract_no_key, p.of_year, p.first_row AS row_id FROM pair AS p WHERE p.one_year AND p.different
    UNION
    SELECT p.unit, p.contract_no_key, p.of_year, p.second_row FROM pair AS p WHERE p.one_year AND p.different
)
SELECT n.unit, min(c.contract_no) AS contract_no_a, n.contract_no_key AS contract_no_a_key,
       max(c.contract_no) AS contract_no_b, n.contract_no_key || '|' || n.of_year AS contract_no_b_key,
       n.of_year::VARCHAR AS part, count(*) AS count, min(c.sign_date) AS date, list(c.row_id) AS contract_rows
FROM numbered AS n
JOIN contracts AS c ON c.row_id = n.row_id
GROUP BY n.unit, n.contract_no_key, n.of_year
ORDER BY n.unit, n.contract_no_key, n.of_year

-- population: A
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL

-- undecided: A
WITH pair AS (
    SELECT a.row_id AS first_row, b.row_id AS second_row,
           year(a.sign_date) = year(b.sign_date_to) AND year(b.sign_date) = year(a.sign_date_to)
               AND year(a.sign_date) = year(a.sign_date_to) AS one_year,
           year(a.sign_date) > year(b.sign_date_to) OR year(b.sign_date) > year(a.sign_date_to) AS two_years,
           coalesce((a.party_b_key <> b.party_b_key
                     AND NOT coalesce(a.supplier_credit_code = b.supplier_credit_code, false))
                    OR a.amount <> b.amount, false) AS different,
           (a.party_b_key = b.party_b_key OR a.supplier_credit_code = b.supplier_credit_code) AND a.amount = b.amount AS alike
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_key = a.contract_no_key AND b.row_id > a.row_id
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
),
open_pair AS (
    SELECT p.* FROM pair AS p
    WHERE NOT coalesce(p.two_years, false) AND NOT coalesce(p.alike, false)
      AND NOT (coalesce(p.one_year, false) AND p.different)
),
unsure AS (
    SELECT p.first_row AS row_id FROM open_pair AS p
    UNION
    SELECT p.second_row FROM open_pair AS p
),
numbered AS (
    SELECT p.first_row AS row_id FROM pair AS p WHERE p.one_year AND p.different
    UNION
    SELECT p.second_row FROM pair AS p WHERE p.one_year AND p.different
)
SELECT c.row_id AS contract_row,
       CASE WHEN c.sign_date IS NULL THEN 'contracts.sign_date'
            WHEN c.amount IS NULL THEN 'contracts.amount'
            WHEN c.party_b_key IS NULL THEN 'contracts.party_b' ELSE 'contracts.sign_date' END AS missing,
       '有同号合同，但年度、乙方或金额不明，无法判断是否重号' AS why
FROM contracts AS c
JOIN unsure AS u ON u.row_id = c.row_id
WHERE NOT EXISTS (SELECT 1 FROM numbered AS n WHERE n.row_id = c.row_id)

-- subrule: B
WITH pair AS (
    SELECT a.unit, a.row_id AS first_row, b.row_id AS second_row, a.contract_no_key AS first_key, b.contract_no_key AS second_key
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_strict = a.contract_no_strict AND b.contract_no_key > a.contract_no_key
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
      AND a.party_b_key = b.party_b_key AND a.amount = b.amount
      AND greatest(a.sign_date_to - b.sign_date, b.sign_date_to - a.sign_date) <= $date_tol::INTEGER
    UNION
    SELECT a.unit, a.row_id, b.row_id, a.contract_no_key, b.contract_no_key
    FROM contracts AS a
    JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_loose = a.contract_no_loose AND b.contract_no_key > a.contract_no_key
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
      AND a.party_b_key = b.party_b_key AND a.amount = b.amount
      AND greatest(a.sign_date_to - b.sign_date, b.sign_date_to - a.sign_date) <= $date_tol::INTEGER
)
SELECT p.unit, min(a.contract_no) AS contract_no_a, p.first_key AS contract_no_a_key,
       min(b.contract_no) AS contract_no_b, p.second_key AS contract_no_b_key, min(a.sign_date) AS date,
       list(DISTINCT a.row_id) AS contract_rows, list(DISTINCT b.row_id) AS other_contract_rows
FROM pair AS p
JOIN contracts AS a ON a.row_id = p.first_row
JOIN contracts AS b ON b.row_id = p.second_row
GROUP BY p.unit, p.first_key, p.second_key
ORDER BY p.unit, p.first_key, p.second_key

-- population: B
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL

-- undecided: B
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
    SELECT a.row_id AS first_row, b.row_id AS second_row,
           a.party_b_key = b.party_b_key AND a.amount = b.amount
               AND greatest(a.sign_date_to - b.sign_date, b.sign_date_to - a.sign_date) <= $date_tol::INTEGER AS alike,
           -- One thing that certainly differs is enough.
           coalesce(a.party_b_key <> b.party_b_key, false) OR coalesce(a.amount <> b.amount, false)
               OR coalesce(greatest(a.sign_date - b.sign_date_to, b.sign_date - a.sign_date_to) > $date_tol::INTEGER, false) AS different
    FROM near AS n
    JOIN contracts AS a ON a.row_id = n.first_row
    JOIN contracts AS b ON b.row_id = n.second_row
    WHERE (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL)
),
alike AS (
    SELECT p.first_row AS row_id FROM pair AS p WHERE p.alike
    UNION
    SELECT p.second_row FROM pair AS p WHERE p.alike
),
unsure AS (
    SELECT p.first_row AS row_id FROM pair AS p WHERE NOT coalesce(p.alike, false) AND NOT p.different
    UNION
    SELECT p.second_row FROM pair AS p WHERE NOT coalesce(p.alike, false) AND NOT p.different
)
SELECT c.row_id AS contract_row,
       CASE WHEN c.amount IS NULL THEN 'contracts.amount'
            WHEN c.party_b_key IS NULL THEN 'contracts.party_b' ELSE 'contracts.sign_date' END AS missing,
       '有编号写法相近的合同，但乙方、金额或签订日期不明' AS why
FROM contracts AS c
JOIN unsure AS u ON u.row_id = c.row_id
WHERE NOT EXISTS (SELECT 1 FROM alike AS o WHERE o.row_id = c.row_id)

-- subrule: C
SELECT a.unit, min(a.contract_no) AS contract_no_a, a.contract_no_key AS contract_no_a_key,
       min(b.contract_no) AS contract_no_b, b.contract_no_key AS contract_no_b_key, min(a.sign_date) AS date,
       list(DISTINCT a.row_id) AS contract_rows, list(DISTINCT b.row_id) AS other_contract_rows
FROM contracts AS a
JOIN contracts AS b ON b.unit = a.unit AND b.contract_no_strict = a.contract_no_strict AND b.contract_no_key > a.contract_no_key
WHERE a.contract_no_loose <> b.contract_no_loose
  -- Only where both say where their parts end: HT2023118 does not.
  AND regexp_matches(trim(a.contract_no), '[\p{P}\p{S}\s]') AND regexp_matches(trim(b.contract_no), '[\p{P}\p{S}\s]')
  AND NOT coalesce(a.party_b_key = b.party_b_key AND a.amount = b.amount
                   AND greatest(a.sign_date_to - b.sign_date, b.sign_date_to - a.sign_date) <= $date_tol::INTEGER
                   AND (a.parent_contract_no IS NULL) = (b.parent_contract_no IS NULL), false)
GROUP BY a.unit, a.contract_no_key, b.contract_no_key
ORDER BY a.unit, a.contract_no_key, b.contract_no_key

-- population: C
SELECT count(*) AS n FROM contracts AS c WHERE c.contract_no_key IS NOT NULL

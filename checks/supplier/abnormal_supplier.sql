/*
id: SUP-006
name: abnormal_supplier
aliases: []
title: 供应商资格、状态异常
summary: A supplier founded shortly before a large award, blacklisted, deregistered, short of capital or with a wrong credit code.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第二十二条}
scope: [unit]
key: [subject]
finding: supplier
repair: event
visibility: internal
params:
  new_days: {type: integer, default: 180, doc: 成立不足此天数即成交的列出}
  min_amount: {type: decimal, default: "200000", doc: 新设供应商成交金额达到此值的列出（元）}
  cap_ratio: {type: decimal, default: null, doc: 注册资本低于合同金额的此比例的列出（认缴制下意义有限，不填不比较，如0.05）}
requires: [suppliers.name, suppliers.est_date, procurements.award_supplier, procurements.award_confirm_date, procurements.award_amount]
any_of: []
optional: []
subrules:
  A: {title: 新设供应商即获大额成交}
  B:
    title: 与失信、禁止参加采购的供应商签订合同
    severity: high
    requires: [suppliers.name, suppliers.blacklist, suppliers.blacklist_date, contracts.party_b, contracts.sign_date]
    message: "{lead}，供应商{subject}于{blacklist_date}被列入失信或禁止参加采购名单，{unit}此后与其签订合同{count}份，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，供应商{subject}于{blacklist_date}被列入失信或禁止参加采购名单，{unit}此后与其签订合同{count}份，合计{amount}，不符合{basis}的规定。"
  C:
    title: 供应商已注销、吊销
    requires: [suppliers.name, suppliers.status, contracts.party_b]
    message: "{lead}，供应商{subject}的登记状态为{status}，{unit}与其签订合同{count}份，合计{amount}，建议核对注销、吊销日期，需进一步核实。"
    message_confirmed: "{lead}，供应商{subject}的登记状态为{status}，{unit}与其签订合同{count}份，合计{amount}，不符合{basis}的规定。"
  D:
    title: 注册资本远低于合同金额
    severity: info
    params: [cap_ratio]
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [suppliers.name, suppliers.reg_capital, contracts.party_b, contracts.amount]
    message: "{lead}，供应商{subject}注册资本{capital}，{unit}与其签订的合同金额{amount}，注册资本偏低，需进一步核实。"
    message_confirmed: "{lead}，供应商{subject}注册资本{capital}，{unit}与其签订的合同金额{amount}，建议核实履约能力。"
  E:
    title: 统一社会信用代码校验不符
    severity: low
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [suppliers.name, suppliers.credit_code]
    message: "{lead}，{unit}供应商名录中{subject}的统一社会信用代码{credit_code}校验位不符，需进一步核实。"
    message_confirmed: "{lead}，{unit}供应商名录中{subject}的统一社会信用代码{credit_code}校验位不符，建议核实供应商主体。"
message: "{lead}，供应商{subject}成立于{est_date}，{award_date}即在{unit}成交{amount}，间隔{days}日，需进一步核实。"
message_confirmed: "{lead}，供应商{subject}成立于{est_date}，{award_date}即在{unit}成交{amount}，间隔{days}日，供应商条件审查不严，不符合{basis}的规定。"
why: 刚成立的公司拿大单、失信和已注销的公司仍在成交，说明资格审查没有做，或者供应商本来就不真实；只作内部线索。
false_positives:
  - 改制、更名后重新登记
  - 失信记录已修复、禁止期已满（名录没有移出日期，须查证）
  - 签约之后才注销的（名录没有注销日期，须查证）
  - 认缴制下注册资本没有直接意义（默认不比较）
  - 信用代码抄录错误
remediation: 查询信用中国、政府采购严重违法失信名单和企业登记信息，核对资格审查记录；属实的按规定终止合作并报告。
*/
-- shared: A
WITH award AS (
    SELECT q.row_id AS procurement_row, q.unit, u.name, u.name_key, u.row_id AS supplier_row, u.est_date, q.award_confirm_date,
           q.award_confirm_date_to AS last_day, q.award_amount
    FROM procurements AS q
    JOIN suppliers AS u ON u.unit = q.unit AND u.name_key = q.award_supplier_key
    WHERE NOT coalesce(q.award_amount < $min_amount::DECIMAL(18,2), false)
)
-- subrule: A
-- Of a date that names a period that end counts which favours the supplier.
SELECT unit, name AS subject, name_key || '、' || procurement_row AS subject_key, est_date, award_confirm_date AS award_date, award_confirm_date AS date,
       date_diff('day', est_date, last_day) AS days, award_amount AS amount, supplier_row, procurement_row
FROM award
WHERE date_diff('day', est_date, last_day) < $new_days::INTEGER AND award_amount IS NOT NULL
ORDER BY procurement_row
-- population: A
SELECT unit, count(*) AS n FROM award GROUP BY unit
-- undecided: A
SELECT procurement_row, supplier_row,
       CASE WHEN est_date IS NULL THEN 'suppliers.est_date' WHEN last_day IS NULL THEN 'procurements.award_confirm_date' ELSE 'procurements.award_amount' END AS missing,
       '没有成立日期、定标日期或中标金额' AS why
FROM award
WHERE est_date IS NULL OR last_day IS NULL OR award_amount IS NULL

-- shared: B
WITH signed AS (
    SELECT c.row_id AS contract_row, c.unit, c.sign_date, c.amount, u.name, u.name_key, u.row_id AS supplier_row, u.blacklist, u.blacklist_date,
           u.blacklist_date_to <= c.sign_date AS after
    FROM contracts AS c
    JOIN suppliers AS u ON u.unit = c.unit AND u.name_key = c.party_b_key
)
-- subrule: B
SELECT unit, first(name ORDER BY supplier_row) AS subject, name_key AS subject_key, blacklist_date, max(sign_date) AS date, count(*) AS count,
       coalesce(sum(amount), 0) AS amount, list(contract_row ORDER BY contract_row) AS contract_rows, list(supplier_row) AS supplier_rows
FROM signed
WHERE blacklist AND after
GROUP BY unit, name_key, blacklist_date
ORDER BY unit, name_key
-- population: B
SELECT unit, count(*) AS n FROM signed GROUP BY unit
-- undecided: B
SELECT contract_row, supplier_row, CASE WHEN blacklist IS NULL THEN 'suppliers.blacklist' WHEN sign_date IS NULL THEN 'contracts.sign_date' ELSE 'suppliers.blacklist_date' END AS missing,
       '没有失信情况、列入日期或签订日期' AS why
FROM signed
WHERE blacklist IS NULL OR (blacklist AND after IS NULL)

-- shared: C
WITH signed AS (
    SELECT c.row_id AS contract_row, c.unit, c.sign_date, c.amount, u.name, u.name_key, u.row_id AS supplier_row, u.status
    FROM contracts AS c
    JOIN suppliers AS u ON u.unit = c.unit AND u.name_key = c.party_b_key
)
-- subrule: C
SELECT unit, first(name ORDER BY supplier_row) AS subject, name_key AS subject_key, first(status ORDER BY supplier_row) AS status, max(sign_date) AS date,
       count(*) AS count, coalesce(sum(amount), 0) AS amount, list(contract_row ORDER BY contract_row) AS contract_rows, list(supplier_row) AS supplier_rows
FROM signed
WHERE regexp_matches(status, '^(已)?(注销|吊销)')
GROUP BY unit, name_key
ORDER BY unit, name_key
-- population: C
SELECT unit, count(*) AS n FROM signed GROUP BY unit
-- undecided: C
SELECT contract_row, supplier_row, 'suppliers.status' AS missing, '供应商没有登记状态' AS why FROM signed WHERE status IS NULL

-- shared: D
WITH signed AS (
    SELECT c.row_id AS contract_row, c.unit, c.contract_no_key, c.sign_date, c.amount, u.name, u.name_key, u.row_id AS supplier_row, u.reg_capital
    FROM contracts AS c
    JOIN suppliers AS u ON u.unit = c.unit AND u.name_key = c.party_b_key
)
-- subrule: D
SELECT unit, name AS subject, name_key AS subject_key, reg_capital AS capital, sign_date AS date, amount, contract_row, supplier_row
FROM signed
WHERE reg_capital < amount * $cap_ratio::DECIMAL(9,6)
-- One line a supplier: that with the largest contract.
QUALIFY row_number() OVER (PARTITION BY unit, name_key ORDER BY amount DESC, contract_row) = 1
ORDER BY contract_row
-- population: D
SELECT unit, count(*) AS n FROM signed GROUP BY unit
-- undecided: D
SELECT contract_row, supplier_row, CASE WHEN reg_capital IS NULL THEN 'suppliers.reg_capital' ELSE 'contracts.amount' END AS missing, '没有注册资本或合同金额' AS why
FROM signed
WHERE reg_capital IS NULL OR amount IS NULL

-- shared: E
-- GB 32100: the sum of each sign's value times 3 to the power of its place (mod 31) and of the check sign is a multiple of 31.
WITH code AS (
    SELECT u.row_id AS supplier_row, u.unit, u.name, u.name_key, u.credit_code, regexp_replace(upper(u.credit_code), '[^0-9A-Z]', '', 'g') AS signs,
           [1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28,1] AS weights
    FROM suppliers AS u
),
judged AS (
    SELECT supplier_row, unit, name, name_key, credit_code, regexp_full_match(signs, '[0-9A-HJ-NP-RTUWXY]{18}') AS whole,
           list_sum(list_transform(range(1, 19), lambda i: (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(signs, i, 1)) - 1) * weights[i])) % 31 AS rest
    FROM code
)
-- subrule: E
SELECT unit, name AS subject, name_key AS subject_key, credit_code, supplier_row
FROM judged
WHERE whole AND rest <> 0
ORDER BY supplier_row
-- undecided: E
SELECT supplier_row, 'suppliers.credit_code' AS missing, '没有18位统一社会信用代码' AS why FROM judged WHERE whole IS DISTINCT FROM true

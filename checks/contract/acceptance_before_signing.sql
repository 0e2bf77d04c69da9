/*
id: CON-002
name: acceptance_before_signing
aliases: []
title: 验收日期早于合同签订日期
summary: Acceptance dated before the contract was signed.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: UNIT}
  - {law: ZCT, article: 第四十五条}
  - {law: ZCF, article: 第四十一条}
  - {law: NKG, article: 第五十四条}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: contract_signed_late, by: [contract_no], title: 合同签订晚于履行}
repair: event
visibility: unit
params: {grace_days: {type: integer, default: 0, doc: 允许的补签天数}}
requires: [contracts.contract_no, contracts.sign_date, acceptances.contract_no, acceptances.acceptance_date]
any_of: []
optional: [contracts.is_framework, contracts.parent_contract_no]
message: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，签订日期为{sign_date}，验收日期为{acceptance_date}，验收早于合同签订，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，签订日期为{sign_date}，验收日期为{acceptance_date}，验收早于合同签订，不符合{basis}的规定。"
why: 先验收后签约，说明合同履行时没有书面约定可依，验收标准、价款和违约责任都是事后补的，付款失去合同约束。
false_positives:
  - 框架协议项下订单的验收（台账注明框架协议的不报）
  - 补充协议沿用原合同的验收（按主合同签订日期比较）
  - 台账登记的是开箱验货日期而非履约验收日期
  - 签订日期误填为归档或登记日期（仅有台账时只作疑点）
remediation: 先签合同后履行；用印登记、授权与合同台账联动；付款前由财会部门核对合同、验收单和发票。
*/
WITH main_contract AS (
    -- A supplement goes on under the acceptance of its main contract: the main contract's day counts for both.
    SELECT named.row_id AS contract_row, min(main.sign_date) AS sign_date, min(main.sign_date_to) AS sign_date_to,
           arg_min(main.sign_date_origin, main.sign_date) AS origin
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS main ON main.row_id = number.row_id
    JOIN contracts AS own ON own.row_id = named.row_id AND own.unit = main.unit
    GROUP BY named.row_id
),
signature AS (
    SELECT c.row_id AS contract_row,
           CASE WHEN c.parent_contract_no IS NULL THEN c.sign_date ELSE m.sign_date END AS sign_date,
           CASE WHEN c.parent_contract_no IS NULL THEN c.sign_date_to ELSE m.sign_date_to END AS sign_date_to,
           CASE WHEN c.parent_contract_no IS NULL THEN c.sign_date_origin ELSE m.origin END AS origin
    FROM contracts AS c
    LEFT JOIN main_contract AS m ON m.contract_row = c.row_id
    WHERE c.is_framework IS DISTINCT FROM true
),
acceptance AS (
    SELECT DISTINCT c.row_id AS contract_row, a.row_id AS acceptance_row, a.acceptance_date, a.acceptance_date_to,
           a.acceptance_date_origin AS origin
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
),
-- Of a range the end that favours the unit: the last day of the acceptance against the first day of the signature.
too_early AS (
    SELECT a.contract_row,
           list(a.acceptance_row) AS acceptance_rows,
           bool_or(a.origin = 'paper' AND s.origin = 'paper') AS on_paper,
           -- Of several the one read off paper speaks, else the earliest.
           arg_min(struct_pack(day := a.acceptance_date, day_to := a.acceptance_date_to),
                   (a.origin <> 'paper', a.acceptance_date)) AS spoken
    FROM acceptance AS a
    JOIN signature AS s ON s.contract_row = a.contract_row
    WHERE a.acceptance_date_to < s.sign_date - $grace_days::INTEGER
    GROUP BY a.contract_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       s.sign_date AS date, s.sign_date, s.sign_date_to, e.spoken.day AS acceptance_date, e.spoken.day_to AS acceptance_date_to,
       date_diff('day', e.spoken.day_to, s.sign_date) AS days_early,
       -- A register's own dates are weak: 违规 only where a person read both off the documents.
       CASE WHEN e.on_paper THEN 'violation' ELSE 'suspicion' END AS class,
       c.row_id AS contract_row, e.acceptance_rows
FROM too_early AS e
JOIN signature AS s ON s.contract_row = e.contract_row
JOIN contracts AS c ON c.row_id = e.contract_row
ORDER BY c.row_id

-- population:
SELECT count(*) AS n FROM contracts AS c WHERE c.is_framework IS DISTINCT FROM true

-- undecided:
WITH main_contract AS (
    SELECT named.row_id AS contract_row, min(main.sign_date) AS sign_date, min(main.sign_date_to) AS sign_date_to
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS main ON main.row_id = number.row_id
    JOIN contracts AS own ON own.row_id = named.row_id AND own.unit = main.unit
    GROUP BY named.row_id
),
signature AS (
    SELECT c.row_id AS contract_row, c.parent_contract_no,
           CASE WHEN c.parent_contract_no IS NULL THEN c.sign_date ELSE m.sign_date END AS sign_date,
           CASE WHEN c.parent_contract_no IS NULL THEN c.sign_date_to ELSE m.sign_date_to END AS sign_date_to
    FROM contracts AS c
    LEFT JOIN main_contract AS m ON m.contract_row = c.row_id
    WHERE c.is_framework IS DISTINCT FROM true
),
acceptance AS (
    SELECT c.row_id AS contract_row, min(a.acceptance_date) AS first_day, min(a.acceptance_date_to) AS last_day
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
    WHERE a.acceptance_date IS NOT NULL
    GROUP BY c.row_id
)
SELECT s.contract_row,
       CASE WHEN a.contract_row IS NULL THEN 'acceptances.acceptance_date' ELSE 'contracts.sign_date' END AS missing,
       CASE WHEN a.contract_row IS NULL THEN '没有验收日期'
            WHEN s.sign_date IS NULL AND s.parent_contract_no IS NOT NULL THEN '没有主合同的签订日期'
            WHEN s.sign_date IS NULL THEN '没有签订日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM signature AS s
LEFT JOIN acceptance AS a ON a.contract_row = s.contract_row
WHERE a.contract_row IS NULL
   OR s.sign_date IS NULL
   OR (a.last_day >= s.sign_date - $grace_days::INTEGER AND a.first_day < s.sign_date_to - $grace_days::INTEGER)

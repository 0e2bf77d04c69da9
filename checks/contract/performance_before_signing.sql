/*
id: CON-001
name: performance_before_signing
aliases: []
title: 先履行后签订合同
summary: Goods delivered or services begun before the contract was signed.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: UNIT}
  - {law: ZCF, article: 第四十四条}
  - {law: NKG, article: 第五十四条}
  - {law: NKG, article: 第五十五条}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: contract_signed_late, by: [contract_no], title: 合同签订晚于履行}
repair: event
visibility: unit
params:
  grace_days: {type: integer, default: 0, doc: 允许的补签天数}
  renewal_pattern: {type: text, default: "物业|租赁|网络|运维|食堂", doc: 名称含这些字样的服务合同按连续服务续签处理，只作提示}
requires: [contracts.contract_no, contracts.sign_date]
any_of: [[contracts.perf_start_date, acceptances.delivery_date, acceptances.first_use_date]]
optional: [contracts.is_framework, contracts.is_urgent, contracts.parent_contract_no, contracts.contract_name, contracts.category]
subrules:
  A: {title: 先履行后签订合同}
  B:
    title: 连续服务续签合同晚于服务开始
    class: suspicion
    severity: info
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [contracts.contract_no, contracts.sign_date, contracts.contract_name]
    optional: [contracts.is_framework, contracts.is_urgent, contracts.parent_contract_no, contracts.category]
    message: "{lead}，{unit}合同{contract_no}{titled}属连续服务，{performed}日期为{performance_date}，续签日期为{sign_date}，建议了解续签过渡期安排，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}属连续服务，{performed}日期为{performance_date}，续签日期为{sign_date}，续签晚于服务开始，建议及时续签。"
message: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，{performed}日期为{performance_date}，合同签订日期为{sign_date}，履行早于合同签订，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，{performed}日期为{performance_date}，合同签订日期为{sign_date}，履行早于合同签订，不符合{basis}的规定。"
why: 先履行后签约使采购脱离书面约定与审批，价款、质量和责任在事后才写进合同。一方已履行主要义务且对方接受的，合同依法成立，问题在于违反书面形式要求和内部管理制度，不在合同效力。
false_positives:
  - 框架、定点协议项下的订单，主协议签订日早于履行
  - 应急采购、抢险救灾（须有认定材料）
  - 服务续签过渡期、免费试用、样机测试
  - 签订日期误填为归档或登记日期（仅有台账时只作疑点）
remediation: 先签合同后履行；用印登记、授权与合同台账联动；付款前由财会部门核对合同、验收单和发票。
*/
-- shared:
WITH performance AS (
    SELECT c.row_id AS contract_row, 'start' AS act, c.perf_start_date AS day, c.perf_start_date_to AS day_to,
           'ledger' AS origin, CAST(NULL AS BIGINT) AS acceptance_row
    FROM contracts AS c
    UNION ALL
    SELECT c.row_id, p.act, p.day, p.day_to, p.origin, p.acceptance_row
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN (
        SELECT row_id AS acceptance_row, unit, 'delivery' AS act, delivery_date AS day, delivery_date_to AS day_to,
               'ledger' AS origin
        FROM acceptances
        UNION ALL
        SELECT row_id, unit, 'use', first_use_date, first_use_date_to, first_use_date_origin
        FROM acceptances
    ) AS p ON p.acceptance_row = named.row_id AND p.unit = c.unit
),
main_contract AS (
    SELECT named.row_id AS contract_row, min(main.sign_date) AS sign_date
    FROM contracts_parent_contract_no AS named
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS main ON main.row_id = number.row_id
    JOIN contracts AS own ON own.row_id = named.row_id AND own.unit = main.unit
    GROUP BY named.row_id
),
contract AS (
    -- Judged: no framework, nothing urgent; a service that goes on from year to year for itself (B).
    SELECT c.row_id AS contract_row, c.sign_date, c.sign_date_to, c.sign_date_origin, c.parent_contract_no, m.sign_date AS main_date,
           regexp_matches(coalesce(c.contract_name, ''), $renewal_pattern::VARCHAR)
               AND coalesce(c.category, '') NOT IN ('货物', '工程') AS goes_on
    FROM contracts AS c
    LEFT JOIN main_contract AS m ON m.contract_row = c.row_id
    WHERE c.is_framework IS DISTINCT FROM true
      AND c.is_urgent IS DISTINCT FROM true
),
too_early AS (
    -- Of a range the end that favours the unit: the last day of the performance against the first day of the signature.
    -- An order or a supplement under a main contract that was signed in time is not late either.
    SELECT k.contract_row, k.goes_on, p.act, p.day, p.day_to, p.acceptance_row, p.origin,
           p.origin = 'paper' AND k.sign_date_origin = 'paper' AS on_paper
    FROM contract AS k
    JOIN performance AS p ON p.contract_row = k.contract_row
    WHERE p.day_to < k.sign_date - $grace_days::INTEGER
      AND (k.parent_contract_no IS NULL OR p.day_to < k.main_date)
),
unknown AS (
    SELECT k.contract_row, k.goes_on,
           CASE WHEN k.sign_date IS NULL THEN '没有签订日期'
                WHEN p.first_day IS NULL THEN '没有履行日期'
                WHEN p.first_day >= k.sign_date_to - $grace_days::INTEGER OR p.first_day >= k.main_date THEN NULL
                WHEN p.last_day >= k.sign_date - $grace_days::INTEGER OR p.last_day >= k.main_date THEN '日期只到期间，无法判断先后'
                WHEN k.parent_contract_no IS NOT NULL AND k.main_date IS NULL THEN '没有主合同的签订日期' END AS why
    FROM contract AS k
    LEFT JOIN (
        SELECT contract_row, min(day) AS first_day, min(day_to) AS last_day FROM performance GROUP BY contract_row
    ) AS p ON p.contract_row = k.contract_row
)

-- subrule: A
WITH spoken AS (
    -- Of several the one read off paper speaks, else the earliest.
    SELECT e.contract_row, list(DISTINCT e.acceptance_row) AS acceptance_rows, bool_or(e.on_paper) AS on_paper,
           min(e.day_to) AS earliest,
           arg_min(struct_pack(act := e.act, day := e.day, day_to := e.day_to), (e.origin <> 'paper', e.day_to, e.day)) AS one
    FROM too_early AS e
    WHERE NOT e.goes_on
    GROUP BY e.contract_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.sign_date AS date, c.sign_date, c.sign_date_to,
       CASE s.one.act WHEN 'start' THEN '履行开始' WHEN 'delivery' THEN '到货' ELSE '到货启用' END AS performed,
       s.one.day AS performance_date, s.one.day_to AS performance_date_to,
       date_diff('day', s.earliest, c.sign_date) AS days_early,
       -- A register's own dates are weak: 违规 only where a person read both off the documents.
       CASE WHEN s.on_paper THEN 'violation' ELSE 'suspicion' END AS class,
       c.row_id AS contract_row, s.acceptance_rows
FROM spoken AS s
JOIN contracts AS c ON c.row_id = s.contract_row
ORDER BY c.row_id
-- population: A
SELECT count(*) AS n FROM contract WHERE NOT goes_on
-- undecided: A
SELECT contract_row,
       CASE why WHEN '没有签订日期' THEN 'contracts.sign_date' WHEN '没有主合同的签订日期' THEN 'contracts.parent_contract_no'
                ELSE 'acceptances.first_use_date' END AS missing,
       CASE why WHEN '没有履行日期' THEN '没有到货、启用或履行开始日期' ELSE why END AS why
FROM unknown
WHERE why IS NOT NULL AND NOT goes_on

-- subrule: B
WITH spoken AS (
    SELECT e.contract_row, list(DISTINCT e.acceptance_row) AS acceptance_rows,
           arg_min(e.act, (e.day_to, e.day)) AS act, arg_min(e.day, (e.day_to, e.day)) AS day, min(e.day_to) AS day_to
    FROM too_early AS e
    WHERE e.goes_on
    GROUP BY e.contract_row
)
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.sign_date AS date, c.sign_date, c.sign_date_to,
       CASE s.act WHEN 'start' THEN '服务开始' WHEN 'delivery' THEN '交付' ELSE '启用' END AS performed,
       s.day AS performance_date, s.day_to AS performance_date_to,
       date_diff('day', s.day_to, c.sign_date) AS days_early,
       c.row_id AS contract_row, s.acceptance_rows
FROM spoken AS s
JOIN contracts AS c ON c.row_id = s.contract_row
ORDER BY c.row_id
-- population: B
SELECT count(*) AS n FROM contract WHERE goes_on
-- undecided: B
SELECT contract_row,
       CASE why WHEN '没有签订日期' THEN 'contracts.sign_date' WHEN '没有主合同的签订日期' THEN 'contracts.parent_contract_no'
                ELSE 'contracts.perf_start_date' END AS missing,
       CASE why WHEN '没有履行日期' THEN '没有服务开始日期' ELSE why END AS why
FROM unknown
WHERE why IS NOT NULL AND goes_on

/*
id: AST-002
name: asset_capitalisation_lag
aliases: []
title: 验收后未及时登记入账
summary: Assets booked late, in another year than they were accepted, or accepted goods without a card.
kind: finding
class: violation
severity: medium
status: stable
feeds:
  - {rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 入账与卡片}
  - {rubric: xj-2023, indicator: B32, mode: risk_only}
basis:
  - {law: GZT, article: 第三十条}
  - {law: KJF, article: 第十条}
  - {law: UNIT}
scope: [unit]
key: [asset_no, contract_no]
finding: each
cause: {name: asset_booked_late, by: [], title: 资产验收后未及时登记入账}
repair: event
visibility: unit
params:
  book_days: {type: integer, default: null, doc: 验收后应登记入账的天数（按本单位制度填写）}
  cap_threshold: {type: decimal, default: "1000", doc: 固定资产的单位价值下限（元，财务规则规定的一般设备标准）}
requires: [assets.asset_no, assets.acceptance_date, assets.book_date]
any_of: []
optional: []
subrules:
  A:
    title: 入账晚于规定天数
    params: [book_days]
    message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）于{acceptance_date}验收、{book_date}入账，相隔{days}天，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）于{acceptance_date}验收、{book_date}入账，相隔{days}天，入账不及时，不符合{basis}的规定。"
  B:
    title: 货物已验收而无对应资产卡片
    class: suspicion
    repair: state
    absence: {partner: assets}
    requires: [acceptances.contract_no, acceptances.acceptance_date, contracts.contract_no, contracts.category, contracts.amount, assets.contract_no]
    optional: [acceptances.result]
    message: "{lead}，{unit}合同{contract_no}{titled}的货物已于{acceptance_date}验收，合同金额{amount}，未见对应的资产卡片，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}的货物已于{acceptance_date}验收，合同金额{amount}，未登记固定资产，形成账外资产，不符合{basis}的规定。"
  C: {title: 跨年度入账}
message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）于{acceptance_date}验收，至{book_date}方入账，跨年度{days}天，需进一步核实。"
message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）于{acceptance_date}验收，至{book_date}方入账，跨年度入账，不符合{basis}的规定。"
why: 资产到了而账上没有，就成了账外资产；跨年入账使当年的资产和费用都不真实。
false_positives:
  - 需安装调试的设备经在建工程核算，交付后方转固
  - 捐赠、调拨资产待评估、待手续齐备后入账
  - 合同标的为耗材、低值易耗品或配件，不登记固定资产（只作线索）
  - 验收不合格退回（验收结论为不合格的不报）
remediation: 验收、入账、贴标、领用“四同步”；验收单随报销凭证流转，资产管理与财务按月核对新增资产。
*/
-- shared:
WITH judged AS (
    -- A card belongs to the year in which it was booked; what was accepted and never booked waits.
    SELECT s.row_id AS asset_row, s.book_date - s.acceptance_date_to AS days, s.book_date_to - s.acceptance_date AS most_days,
           year(s.book_date) - year(s.acceptance_date_to) AS years, year(s.book_date_to) - year(s.acceptance_date) AS most_years,
           CASE WHEN s.acceptance_date IS NULL THEN 'assets.acceptance_date' WHEN s.book_date IS NULL THEN 'assets.book_date' END AS missing
    FROM assets AS s
    WHERE coalesce(year(s.book_date_to), $year::INTEGER) >= $year::INTEGER
)

-- subrule: A
SELECT s.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS contract_no, s.asset_name, s.original_value AS amount,
       s.book_date AS date, s.acceptance_date, s.acceptance_date_to, s.book_date, s.book_date_to,
       j.days, $book_days::INTEGER AS limit_days, s.row_id AS asset_row
FROM judged AS j
JOIN assets AS s ON s.row_id = j.asset_row
WHERE j.days > $book_days::INTEGER
ORDER BY s.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.asset_row, coalesce(j.missing, 'assets.book_date') AS missing,
       CASE j.missing WHEN 'assets.acceptance_date' THEN '没有验收日期'
                      WHEN 'assets.book_date' THEN '没有入账日期'
                      ELSE '日期只到期间，无法计算天数' END AS why
FROM judged AS j
WHERE j.missing IS NOT NULL OR (j.days <= $book_days::INTEGER AND j.most_days > $book_days::INTEGER)

-- shared: B
WITH goods AS (
    -- What a contract for goods brought in; a delivery that was refused brought nothing.
    SELECT DISTINCT c.row_id AS contract_row, a.row_id AS acceptance_row,
           EXISTS (SELECT 1 FROM assets_contract_no AS card JOIN assets AS s ON s.row_id = card.row_id
                   WHERE card.key = named.key AND s.unit = a.unit) AS carded,
           CASE WHEN c.category IS NULL THEN 'contracts.category' WHEN c.amount IS NULL THEN 'contracts.amount' END AS missing
    FROM acceptances AS a
    JOIN acceptances_contract_no AS named ON named.row_id = a.row_id
    JOIN contracts_contract_no AS number ON number.key = named.key
    JOIN contracts AS c ON c.row_id = number.row_id AND c.unit = a.unit
    WHERE a.acceptance_date IS NOT NULL AND a.result IS DISTINCT FROM '不合格'
      AND coalesce(c.category, '货物') = '货物' AND coalesce(c.amount >= $cap_threshold::DECIMAL(18,2), true)
)
-- subrule: B
SELECT c.unit, CAST(NULL AS VARCHAR) AS asset_no, c.contract_no, c.contract_no_key,
       coalesce('“' || c.contract_name || '”', '') AS titled, c.amount,
       min(a.acceptance_date) AS date, min(a.acceptance_date) AS acceptance_date,
       list(g.acceptance_row) AS acceptance_rows, c.row_id AS contract_row
FROM goods AS g
JOIN acceptances AS a ON a.row_id = g.acceptance_row
JOIN contracts AS c ON c.row_id = g.contract_row
WHERE g.missing IS NULL AND NOT g.carded
GROUP BY ALL
ORDER BY c.row_id
-- population: B
SELECT c.unit, count(DISTINCT g.contract_row) AS n FROM goods AS g JOIN contracts AS c ON c.row_id = g.contract_row GROUP BY c.unit
-- undecided: B
SELECT g.acceptance_row, g.missing, '合同没有类别或金额，不知是否应登记资产' AS why
FROM goods AS g
WHERE g.missing IS NOT NULL AND NOT g.carded

-- subrule: C
SELECT s.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS contract_no, s.asset_name, s.original_value AS amount,
       s.book_date AS date, s.acceptance_date, s.acceptance_date_to, s.book_date, s.book_date_to, j.days, s.row_id AS asset_row
FROM judged AS j
JOIN assets AS s ON s.row_id = j.asset_row
WHERE j.years > 0
ORDER BY s.row_id
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.asset_row, coalesce(j.missing, 'assets.book_date') AS missing,
       CASE j.missing WHEN 'assets.acceptance_date' THEN '没有验收日期'
                      WHEN 'assets.book_date' THEN '没有入账日期'
                      ELSE '日期只到期间，无法判断是否跨年度' END AS why
FROM judged AS j
WHERE j.missing IS NOT NULL OR (j.years <= 0 AND j.most_years > 0)

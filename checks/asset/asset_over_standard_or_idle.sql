/*
id: AST-012
name: asset_over_standard_or_idle
aliases: []
title: 超标准配置、闲置同时新购
summary: Assets above the standard of price or number that the unit set, or bought while like ones stand idle.
kind: finding
class: violation
severity: medium
status: draft
feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
basis:
  - {law: UNIT}
  - {law: CZ97}
  - {law: NKG, article: 第四十四条}
scope: [unit]
key: [asset_name, asset_no]
finding: each
cause: {name: asset_over_standard, by: [asset_name], title: 资产配置不合理}
repair: event
visibility: unit
params:
  price_standards: {type: list, default: null, doc: 单价上限，写作“台式计算机=5000”（元，按本级配置标准填写）}
  number_standards: {type: list, default: null, doc: 数量上限，写作“复印机=10”（每单位，按本级配置标准填写）}
requires: [assets.asset_no, assets.asset_name, assets.acquire_date]
any_of: []
optional: [assets.status]
subrules:
  A:
    title: 单价超过配置标准
    params: [price_standards]
    requires: [assets.asset_no, assets.asset_name, assets.acquire_date, assets.original_value]
    optional: [assets.unit_price, assets.quantity, assets.status]
  B:
    title: 数量超过配置标准
    params: [number_standards]
    repair: state
    requires: [assets.asset_no, assets.asset_name, assets.acquire_date]
    optional: [assets.quantity, assets.status]
    message: "{lead}，{unit}在账“{asset_name}”{pieces}件，超过配置标准{limit_pieces}件，需进一步核实。"
    message_confirmed: "{lead}，{unit}在账“{asset_name}”{pieces}件，超过配置标准{limit_pieces}件，建议核实。"
  C:
    title: 同类资产闲置而又新购
    class: suspicion
    requires: [assets.asset_no, assets.asset_name, assets.acquire_date, assets.status]
    optional: []
    message: "{lead}，{unit}评价年度新购“{asset_name}”{bought}张卡片、{amount}，同名资产闲置{idle}张卡片，需进一步核实。"
    message_confirmed: "{lead}，{unit}评价年度新购“{asset_name}”{bought}张卡片、{amount}，同名资产闲置{idle}张卡片未先行调剂使用，建议核实。"
message: "{lead}，{unit}于{acquire_date}取得的“{asset_name}”（编号{asset_no}）单价{unit_price}，超过配置标准{limit_price}，需进一步核实。"
message_confirmed: "{lead}，{unit}于{acquire_date}取得的“{asset_name}”（编号{asset_no}）单价{unit_price}，超过配置标准{limit_price}，建议核实。"
why: 超标准配置、闲置不调剂又新购，都是浪费；配置标准由财政部门和单位规定，须先填写。
false_positives:
  - 专用设备、特殊用途经批准超标准配置
  - 闲置资产已不能使用，待报废
  - 标准以名称匹配，名称相近而非同类的
remediation: 新增资产先查存量、先调剂，按标准编制配置计划；超标准的说明原因并补办审批。
*/
-- shared:
WITH bought AS (
    SELECT s.row_id AS asset_row, coalesce(s.unit_price, s.original_value / nullif(s.quantity, 0), s.original_value) AS price
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置' AND year(s.acquire_date) = $year::INTEGER
),
kept AS (
    SELECT s.row_id AS asset_row, s.unit, s.asset_name, coalesce(s.quantity, 1) AS pieces
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置'
)

-- shared: A
WITH standard AS (
    SELECT trim(split_part(line, '=', 1)) AS name, TRY_CAST(trim(split_part(line, '=', 2)) AS DECIMAL(18,2)) AS most
    FROM (SELECT unnest($price_standards::VARCHAR[]) AS line) AS list
),
measured AS (
    -- Of several names that fit the longest is meant.
    SELECT b.asset_row, b.price, arg_max(t.most, length(t.name)) AS most
    FROM bought AS b
    JOIN assets AS s ON s.row_id = b.asset_row
    JOIN standard AS t ON contains(s.asset_name, t.name)
    GROUP BY b.asset_row, b.price
)
-- subrule: A
SELECT s.unit, s.asset_name, s.asset_no, s.asset_no_key, s.acquire_date AS date, s.acquire_date, s.acquire_date_to,
       CAST(m.price AS DECIMAL(18,2)) AS unit_price, m.most AS limit_price, s.original_value AS amount, s.row_id AS asset_row
FROM measured AS m
JOIN assets AS s ON s.row_id = m.asset_row
WHERE m.price > m.most
ORDER BY s.row_id
-- population: A
SELECT count(*) AS n FROM measured
-- undecided: A
SELECT m.asset_row, 'assets.original_value' AS missing, '没有原值、单价，或标准没有写明数额' AS why
FROM measured AS m
WHERE m.price + m.most IS NULL

-- shared: B
WITH standard AS (
    SELECT trim(split_part(line, '=', 1)) AS name, TRY_CAST(trim(split_part(line, '=', 2)) AS DECIMAL(18,2)) AS most
    FROM (SELECT unnest($number_standards::VARCHAR[]) AS line) AS list
),
owned AS (
    SELECT k.unit, t.name, t.most, sum(k.pieces) AS pieces, list(k.asset_row) AS asset_rows
    FROM kept AS k
    JOIN standard AS t ON contains(k.asset_name, t.name)
    GROUP BY k.unit, t.name, t.most
)
-- subrule: B
SELECT o.unit, o.name AS asset_name, CAST(NULL AS VARCHAR) AS asset_no, make_date($year::INTEGER, 12, 31) AS date,
       o.pieces, o.most AS limit_pieces, o.asset_rows
FROM owned AS o
WHERE o.pieces > o.most
ORDER BY o.asset_rows
-- population: B
SELECT count(*) AS n FROM owned
-- undecided: B
SELECT o.asset_rows, 'assets.quantity' AS missing, '标准没有写明数额' AS why FROM owned AS o WHERE o.most IS NULL

-- shared: C
WITH new AS (
    SELECT s.unit, s.asset_name, count(*) AS bought, sum(s.original_value) AS amount, list(s.row_id) AS asset_rows
    FROM bought AS b
    JOIN assets AS s ON s.row_id = b.asset_row
    GROUP BY s.unit, s.asset_name
),
spare AS (
    SELECT s.unit, s.asset_name, count(*) AS idle, list(s.row_id) AS idle_rows
    FROM assets AS s
    WHERE s.status = '闲置' AND s.row_id NOT IN (SELECT b.asset_row FROM bought AS b)
    GROUP BY s.unit, s.asset_name
)
-- subrule: C
SELECT n.unit, n.asset_name, CAST(NULL AS VARCHAR) AS asset_no, make_date($year::INTEGER, 12, 31) AS date,
       n.bought, i.idle, n.amount, n.asset_rows, i.idle_rows
FROM new AS n
JOIN spare AS i ON i.unit = n.unit AND i.asset_name = n.asset_name
ORDER BY n.asset_rows
-- population: C
SELECT count(*) AS n FROM new
-- undecided: C
SELECT s.row_id AS asset_row, 'assets.status' AS missing, '没有使用状况，不知是否闲置' AS why FROM assets AS s WHERE s.status IS NULL

/*
id: AST-005
name: depreciation_error
aliases: []
title: 折旧计提异常
summary: Depreciation that does not follow from value, useful life and months in use.
kind: finding
class: suspicion
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
basis:
  - {law: ZJ3}
  - {law: ZKZ}
scope: [unit]
key: [category, asset_no]
finding: each
cause: {name: depreciation_error, by: [], title: 折旧计提异常}
repair: state
visibility: unit
params:
  relative_tolerance: {type: decimal, default: "0.05", doc: 应提数与账面数的允许相对差}
  absolute_tolerance: {type: decimal, default: "1", doc: 应提数与账面数的允许差额（元）}
  nominal_value: {type: decimal, default: "1", doc: 不高于此数的为名义金额，不提折旧（元）}
  closing_date: {type: date, default: null, doc: 卡片所载折旧的截止日（不填为评价年度末）}
  undepreciable:
    type: text
    default: "文物|陈列品|图书|档案|动物|植物|土地"
    doc: 分类含这些字样（且不含家具、用具、设备）的资产不提折旧
requires: [assets.original_value, assets.accumulated_dep]
any_of: []
optional: [assets.status, assets.category_code]
subrules:
  A:
    title: 分类折旧与应提数相差较大
    requires: [assets.original_value, assets.accumulated_dep, assets.useful_life_months, assets.book_date]
    message: "{lead}，{unit}{category_label}资产{cards}张卡片按原值、使用年限测算应提折旧{expected}，账面累计折旧{booked}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{category_label}资产{cards}张卡片按原值、使用年限测算应提折旧{expected}，账面累计折旧{booked}，相差{amount}，折旧计提不准确，建议核实。"
  B:
    title: 累计折旧大于原值
    requires: [assets.asset_no, assets.original_value, assets.accumulated_dep]
    message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）原值{original_value}，累计折旧{booked}，超过原值{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）原值{original_value}，累计折旧{booked}，超过原值{amount}，建议核实。"
  C:
    title: 不提折旧的资产计提了折旧
    requires: [assets.asset_no, assets.category_code, assets.accumulated_dep]
    optional: [assets.status, assets.original_value]
    message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）分类为“{category}”，不计提折旧，账面累计折旧{booked}，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）分类为“{category}”，不应计提折旧而计提了{booked}，建议核实。"
  D:
    title: 应提折旧的资产没有使用年限
    absence: assets.useful_life_months
    requires: [assets.asset_no, assets.useful_life_months]
    optional: [assets.status, assets.category_code, assets.original_value]
message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）未登记使用年限，无从计提折旧，需进一步核实。"
message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）未登记使用年限，无从计提折旧，建议核实。"
why: 折旧由原值、年限和月份就能复算，分类合计相差较大，说明年限填错、漏提或者导出时点不一。
false_positives:
  - 2019年新旧制度衔接时一次性补提
  - 改建、扩建后重新确定年限
  - 卡片导出日不是年末（可填截止日）
  - 使用年限的单位年、月混用
  - 类目规定的年限上下限未内置，须按本单位制度核对
remediation: 按规定年限复算并更正折旧，补登使用年限，导出卡片时注明截止日。
*/
-- shared:
WITH kept AS (
    -- Still there and worth more than its nominal value; `category` is the class (A02) where a code is written, else the text.
    SELECT s.row_id AS asset_row,
           coalesce(nullif(regexp_extract(s.category_code, '^[A-Za-z][0-9]{2}'), ''), s.category_code) AS category,
           coalesce(regexp_matches(s.category_code, $undepreciable::VARCHAR)
                    AND NOT regexp_matches(s.category_code, '家具|用具|设备'), false) AS never
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置' AND coalesce(s.original_value > $nominal_value::DECIMAL(18,2), true)
)

-- shared: A
WITH due AS (
    -- The month of booking counts. Nothing is left over at the end of the useful life.
    SELECT k.asset_row, k.category,
           greatest(date_diff('month', s.book_date, coalesce($closing_date::DATE, make_date($year::INTEGER, 12, 31))) + 1, 0) AS months
    FROM kept AS k
    JOIN assets AS s ON s.row_id = k.asset_row
    WHERE NOT k.never AND s.book_date IS NOT NULL
),
class AS (
    SELECT s.unit, d.category, count(*) AS cards, sum(s.accumulated_dep) AS booked, list(s.row_id) AS asset_rows,
           CAST(sum(s.original_value * least(d.months, s.useful_life_months) / s.useful_life_months) AS DECIMAL(18,2)) AS expected
    FROM due AS d
    JOIN assets AS s ON s.row_id = d.asset_row
    WHERE s.original_value IS NOT NULL AND s.accumulated_dep IS NOT NULL AND s.useful_life_months > 0
    GROUP BY s.unit, d.category
)
-- subrule: A
SELECT c.unit, c.category, coalesce('“' || c.category || '”类', '未分类') AS category_label, CAST(NULL AS VARCHAR) AS asset_no,
       coalesce($closing_date::DATE, make_date($year::INTEGER, 12, 31)) AS date,
       c.cards, c.expected, c.booked, abs(c.booked - c.expected) AS amount, c.asset_rows
FROM class AS c
WHERE abs(c.booked - c.expected) > greatest($absolute_tolerance::DECIMAL(18,2), $relative_tolerance::DECIMAL(18,6) * c.expected)
ORDER BY c.asset_rows
-- population: A
SELECT count(*) AS n FROM kept AS k WHERE NOT k.never
-- undecided: A
SELECT k.asset_row,
       CASE WHEN s.book_date IS NULL THEN 'assets.book_date' WHEN s.original_value IS NULL THEN 'assets.original_value'
            WHEN s.accumulated_dep IS NULL THEN 'assets.accumulated_dep' ELSE 'assets.useful_life_months' END AS missing,
       '没有入账日期、原值、累计折旧或使用年限，不能复算' AS why
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE NOT k.never
  AND (s.book_date IS NULL OR s.original_value IS NULL OR s.accumulated_dep IS NULL OR coalesce(s.useful_life_months, 0) <= 0)

-- subrule: B
SELECT s.unit, k.category, s.asset_no, s.asset_no_key, s.asset_name,
       s.original_value, s.accumulated_dep AS booked, s.accumulated_dep - s.original_value AS amount, s.row_id AS asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.accumulated_dep > s.original_value
ORDER BY s.row_id
-- population: B
SELECT count(*) AS n FROM kept
-- undecided: B
SELECT k.asset_row, CASE WHEN s.original_value IS NULL THEN 'assets.original_value' ELSE 'assets.accumulated_dep' END AS missing,
       '没有原值或累计折旧' AS why
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.original_value IS NULL OR s.accumulated_dep IS NULL

-- subrule: C
SELECT s.unit, s.category_code AS category, s.asset_no, s.asset_no_key, s.asset_name,
       s.accumulated_dep AS booked, s.accumulated_dep AS amount, s.row_id AS asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE k.never AND s.accumulated_dep > 0
ORDER BY s.row_id
-- population: C
SELECT count(*) AS n FROM kept
-- undecided: C
SELECT k.asset_row, 'assets.category_code' AS missing, '没有资产分类，不知是否应提折旧' AS why
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.category_code IS NULL AND s.accumulated_dep > 0

-- subrule: D
SELECT s.unit, k.category, s.asset_no, s.asset_no_key, s.asset_name, s.original_value AS amount, s.row_id AS asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE NOT k.never AND s.useful_life_months IS NULL
ORDER BY s.row_id
-- population: D
SELECT count(*) AS n FROM kept AS k WHERE NOT k.never
-- undecided: D
-- A blank is what this sub-rule is about: how full the column is decides (absence).
SELECT k.asset_row, 'assets.useful_life_months' AS missing, '' AS why FROM kept AS k WHERE false

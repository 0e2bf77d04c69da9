/*
id: AST-010
name: asset_card_quality
aliases: []
title: 资产卡片要素缺失、重复或者使用人失效
summary: Cards with repeated numbers, no custodian or place, a custodian who left, or sums that do not follow.
kind: finding
class: data
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
basis:
  - {law: GZT, article: 第十五条}
  - {law: GZT, article: 第三十条}
scope: [unit]
key: [asset_no, serial_no]
finding: each
cause: {name: asset_card_quality, by: [], title: 资产卡片登记不规范}
repair: state
visibility: unit
params:
  no_serial:
    type: text
    default: "^[-—/\\\\*×0无空待不详]*$|^(N/?A|NULL|none)$"
    doc: 出厂编号的占位写法，不作编号
  tolerance: {type: decimal, default: "0.01", doc: 数量乘单价与原值每件允许的差额（元）}
requires: [assets.asset_no]
any_of: []
optional: [assets.status]
subrules:
  A:
    title: 资产编号重复
    message: "{lead}，{unit}资产编号{asset_no}有{cards}张卡片（{asset_names}），编号重复，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产编号{asset_no}有{cards}张卡片（{asset_names}），编号重复，不符合{basis}的规定。"
  B:
    title: 出厂编号重复
    requires: [assets.asset_no, assets.serial_no]
    message: "{lead}，{unit}出厂编号{serial_no}见于{cards}张卡片（{asset_names}），疑为一物多卡，需进一步核实。"
    message_confirmed: "{lead}，{unit}出厂编号{serial_no}见于{cards}张卡片（{asset_names}），一物多卡，不符合{basis}的规定。"
  C:
    title: 没有使用人、保管人
    absence: assets.custodian
    requires: [assets.asset_no, assets.custodian]
    message: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）未登记使用人、保管人，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）未登记使用人、保管人，责任不明，不符合{basis}的规定。"
  D:
    title: 没有存放地点
    absence: assets.location
    requires: [assets.asset_no, assets.location]
    message: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）未登记存放地点，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）未登记存放地点，不符合{basis}的规定。"
  E:
    title: 使用人已离岗而未交接
    requires: [assets.asset_no, assets.custodian, staff.name, staff.leave_date]
    message: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）的使用人{custodian}已于{leave_date}离岗，卡片未变更，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）的使用人{custodian}已于{leave_date}离岗，未及时办理交接，不符合{basis}的规定。"
  F:
    title: 数量、单价与原值不符
    requires: [assets.asset_no, assets.quantity, assets.unit_price, assets.original_value]
message: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）数量{quantity}、单价{unit_price}，与原值{original_value}相差{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}资产“{asset_names}”（编号{asset_no}）数量{quantity}、单价{unit_price}，与原值{original_value}相差{amount}，卡片登记不准确，不符合{basis}的规定。"
why: 卡片说得清是什么、在哪里、归谁管，盘点和追责才有依据。
false_positives:
  - 出厂编号以无、0、横线等占位（已剔除）
  - 批量卡片一号多件
  - 公共区域的资产责任人为部门
  - 长期闲置须知闲置起始日，台账没有此栏，未能自动化
remediation: 逐项补登使用人、存放地点，重复编号核对实物后合并或重编，人员变动时先交接资产。
*/
-- shared:
WITH kept AS (
    SELECT s.row_id AS asset_row, s.unit, s.asset_no_key, s.asset_name, s.book_date, s.original_value
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置'
)

-- subrule: A
SELECT k.unit, min(s.asset_no) AS asset_no, k.asset_no_key, CAST(NULL AS VARCHAR) AS serial_no,
       count(*) AS cards, string_agg(DISTINCT s.asset_name, '、' ORDER BY s.asset_name) AS asset_names,
       sum(k.original_value) AS amount, list(k.asset_row) AS asset_rows
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE k.asset_no_key IS NOT NULL
GROUP BY k.unit, k.asset_no_key
HAVING count(*) > 1
ORDER BY asset_rows
-- population: A
SELECT count(*) AS n FROM kept
-- undecided: A
SELECT k.asset_row, 'assets.asset_no' AS missing, '没有资产编号' AS why FROM kept AS k WHERE k.asset_no_key IS NULL

-- shared: B
WITH numbered AS (
    SELECT k.asset_row, k.unit, k.original_value, upper(trim(s.serial_no)) AS serial
    FROM kept AS k
    JOIN assets AS s ON s.row_id = k.asset_row
    WHERE NOT regexp_matches(s.serial_no, $no_serial::VARCHAR, 'i')
)
-- subrule: B
SELECT n.unit, CAST(NULL AS VARCHAR) AS asset_no, n.serial AS serial_no, count(*) AS cards,
       string_agg(DISTINCT s.asset_name, '、' ORDER BY s.asset_name) AS asset_names,
       sum(n.original_value) AS amount, list(n.asset_row) AS asset_rows
FROM numbered AS n
JOIN assets AS s ON s.row_id = n.asset_row
GROUP BY n.unit, n.serial
HAVING count(*) > 1
ORDER BY asset_rows
-- population: B
SELECT count(*) AS n FROM kept
-- undecided: B
SELECT k.asset_row, 'assets.serial_no' AS missing, '没有出厂编号' AS why
FROM kept AS k
WHERE NOT EXISTS (SELECT 1 FROM numbered AS n WHERE n.asset_row = k.asset_row)

-- subrule: C
SELECT k.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS serial_no, s.asset_name AS asset_names, k.original_value AS amount, k.asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.custodian IS NULL
ORDER BY k.asset_row
-- population: C
SELECT count(*) AS n FROM kept

-- subrule: D
SELECT k.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS serial_no, s.asset_name AS asset_names, k.original_value AS amount, k.asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.location IS NULL
ORDER BY k.asset_row
-- population: D
SELECT count(*) AS n FROM kept

-- shared: E
WITH person AS (
    -- All of one name: whoever is still there may be the one.
    SELECT t.unit, trim(t.name) AS name, bool_or(t.leave_date IS NULL OR t.leave_date_to >= $asof::DATE) AS there,
           max(t.leave_date) AS leave_date, list(t.row_id) AS staff_rows
    FROM staff AS t
    GROUP BY t.unit, trim(t.name)
)
-- subrule: E
SELECT k.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS serial_no, s.asset_name AS asset_names, s.custodian,
       p.leave_date, k.original_value AS amount, k.asset_row, p.staff_rows
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
JOIN person AS p ON p.unit = k.unit AND p.name = trim(s.custodian)
WHERE NOT p.there
ORDER BY k.asset_row
-- population: E
SELECT count(*) AS n FROM kept
-- undecided: E
SELECT k.asset_row, 'assets.custodian' AS missing, '没有使用人，或使用人不在人员名册' AS why
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE NOT EXISTS (SELECT 1 FROM person AS p WHERE p.unit = k.unit AND p.name = trim(s.custodian))

-- subrule: F
SELECT k.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS serial_no, s.asset_name AS asset_names,
       s.quantity, s.unit_price, k.original_value, abs(s.quantity * s.unit_price - k.original_value) AS amount, k.asset_row
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE abs(s.quantity * s.unit_price - k.original_value) > $tolerance::DECIMAL(18,2) * s.quantity
ORDER BY k.asset_row
-- population: F
SELECT count(*) AS n FROM kept
-- undecided: F
SELECT k.asset_row,
       CASE WHEN s.quantity IS NULL THEN 'assets.quantity' WHEN s.unit_price IS NULL THEN 'assets.unit_price'
            ELSE 'assets.original_value' END AS missing,
       '没有数量、单价或原值' AS why
FROM kept AS k
JOIN assets AS s ON s.row_id = k.asset_row
WHERE s.quantity + s.unit_price + k.original_value IS NULL

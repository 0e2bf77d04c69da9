/*
id: AST-001
name: asset_tagging_late
aliases: []
title: 新增固定资产未及时贴标
summary: Fixed assets of the year without a tag, or tagged late.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 贴标}]
basis:
  - {law: UNIT}
  - {law: GZT, article: 第三十条}
  - {law: NKG, article: 第四十四条}
  - {law: CZ97}
scope: [unit]
key: [asset_no]
finding: each
cause: {name: asset_untagged, by: [], title: 新增固定资产未及时贴标}
repair: state
visibility: unit
params:
  tag_days: {type: integer, default: null, doc: 验收、入账后应贴标的天数（按本单位制度填写）}
  untaggable_names:
    type: text
    default: "(房屋|办公楼|综合楼|业务楼|实验楼|宿舍楼?|用房|车库|土地|土地使用权|构筑物|围墙|道路|管网|管线|线缆|轿车|汽车|客车|货车|越野车|面包车|商务车|摩托车|皮卡车?|执法车|检测车|采样车|车辆|图书|书籍|期刊|档案|文物|字画|陈列品|古籍|植物|动物|树木|苗木)$"
    doc: 名称以这些字样结尾的资产不宜贴标
  untaggable_categories:
    type: text
    default: "房屋|土地|构筑物|车辆|文物|陈列品|图书|档案|植物|动物"
    doc: 分类名称含这些字样（且不含家具、用具、设备）的资产不宜贴标
requires: [assets.asset_no, assets.acquire_date]
any_of: []
optional: [assets.asset_name, assets.category_code, assets.status]
subrules:
  A:
    title: 贴标晚于规定天数
    params: [tag_days]
    requires: [assets.asset_no, assets.acquire_date, assets.tag_date]
    optional: [assets.asset_name, assets.category_code, assets.status, assets.acceptance_date, assets.book_date]
    message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）验收、入账日期为{base_date}，贴标日期为{tag_date}，相隔{days}天，超过规定的{tag_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）验收、入账日期为{base_date}，贴标日期为{tag_date}，相隔{days}天，贴标不及时，不符合{basis}的规定。"
  B:
    title: 未贴标
    absence: assets.tag_no
    any_of: [[asset_counts.tag, assets.tag_no, assets.tag_date]]
    optional: [assets.asset_name, assets.category_code, assets.status, assets.acceptance_date, assets.book_date]
message: "{lead}，{unit}{acquire_date}取得的资产“{asset_name}”（编号{asset_no}）{seen}，需进一步核实。"
message_confirmed: "{lead}，{unit}{acquire_date}取得的资产“{asset_name}”（编号{asset_no}）{seen}，新增固定资产未及时贴标，不符合{basis}的规定。"
why: 标签把实物和卡片连在一起，没有标签就无从盘点、无从追责，资产容易流失或账实不符。
false_positives:
  - 房屋、土地、构筑物、车辆、文物、图书、动植物、线缆管网等不宜贴标（按名称剔除，个别名称认不出）
  - 涉密设备使用专用标识
  - 批量低值资产（如会议椅）一批一签
  - 数码小件由领用人保管标签
remediation: 验收、入账、贴标、领用“四同步”；年度盘点时逐件核对标签。
*/
-- shared:
WITH new_asset AS (
    -- Acquired in the year, still there, and of a kind that carries a tag. A05 and A06 changed places in the
    -- classification of 2022, so beyond houses and land (A01) the kind is told by its name.
    SELECT s.row_id AS asset_row,
           coalesce(greatest(s.acceptance_date, s.book_date), s.acquire_date) AS base_date,
           coalesce(greatest(s.acceptance_date_to, s.book_date_to), s.acquire_date_to) AS base_date_to,
           CASE WHEN s.acquire_date IS NULL THEN '没有取得日期'
                WHEN year(s.acquire_date) < year(s.acquire_date_to) THEN '取得日期跨年度' END AS unsure
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置'
      AND NOT starts_with(upper(coalesce(s.category_code, '')), 'A01')
      AND NOT (regexp_matches(coalesce(s.category_code, ''), $untaggable_categories::VARCHAR)
               AND NOT regexp_matches(s.category_code, '家具|用具|设备'))
      AND NOT regexp_matches(regexp_replace(coalesce(s.asset_name, ''), '[(（].*[)）]$', ''), $untaggable_names::VARCHAR)
      AND (s.acquire_date IS NULL OR (year(s.acquire_date) <= $year::INTEGER AND year(s.acquire_date_to) >= $year::INTEGER))
)

-- shared: A
WITH judged AS (
    SELECT n.asset_row, n.base_date, n.base_date_to, n.unsure,
           s.tag_date - n.base_date_to AS days, s.tag_date_to - n.base_date AS most_days
    FROM new_asset AS n
    JOIN assets AS s ON s.row_id = n.asset_row
    WHERE s.tag_date IS NOT NULL
)
-- subrule: A
SELECT s.unit, s.asset_no, s.asset_no_key, s.asset_name, s.original_value AS amount, s.acquire_date AS date,
       j.base_date, j.base_date_to, s.tag_date, s.tag_date_to, $tag_days::INTEGER AS tag_days, j.days, s.row_id AS asset_row
FROM judged AS j
JOIN assets AS s ON s.row_id = j.asset_row
WHERE j.unsure IS NULL AND j.days > $tag_days::INTEGER
ORDER BY s.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.asset_row,
       CASE j.unsure WHEN '没有取得日期' THEN 'assets.acquire_date' ELSE 'assets.tag_date' END AS missing,
       coalesce(j.unsure, '日期只到期间，无法计算天数') AS why
FROM judged AS j
WHERE j.unsure IS NOT NULL OR (j.days <= $tag_days::INTEGER AND j.most_days > $tag_days::INTEGER)

-- shared: B
WITH counted AS (
    -- The last time somebody looked at the tag of an asset that was there.
    SELECT s.row_id AS asset_row, k.row_id AS count_row, coalesce(k.tag_mark, k.tag) AS tag
    FROM assets AS s
    JOIN assets_asset_no AS number ON number.row_id = s.row_id
    JOIN asset_counts_asset_no AS named ON named.key = number.key
    JOIN asset_counts AS k ON k.row_id = named.row_id AND k.unit = s.unit
    WHERE (k.tag IS NOT NULL OR k.tag_mark IS NOT NULL)
      AND coalesce(k.found_mark, k.found, '') NOT IN ('×', '未见')
    QUALIFY row_number() OVER (PARTITION BY s.row_id ORDER BY k.check_date DESC NULLS LAST, k.row_id DESC) = 1
),
judged AS (
    SELECT n.asset_row, n.base_date_to, n.unsure, k.count_row, k.tag
    FROM new_asset AS n
    LEFT JOIN counted AS k ON k.asset_row = n.asset_row
    WHERE k.tag IS DISTINCT FROM 'N/A'
)
-- subrule: B
SELECT s.unit, s.asset_no, s.asset_no_key, s.asset_name, s.original_value AS amount, s.acquire_date AS date,
       s.acquire_date, s.acquire_date_to,
       CASE WHEN j.count_row IS NULL THEN '卡片标签号、贴标日期均为空' ELSE '未见标签' END AS seen,
       s.row_id AS asset_row, j.count_row
FROM judged AS j
JOIN assets AS s ON s.row_id = j.asset_row
WHERE j.unsure IS NULL
  -- A count outranks the card in both directions.
  AND CASE WHEN j.count_row IS NULL THEN s.tag_no IS NULL AND s.tag_date IS NULL ELSE j.tag IN ('×', '未见') END
  -- Where the unit's rule gives days, only what is past due.
  AND ($tag_days::INTEGER IS NULL OR $asof::DATE - j.base_date_to > $tag_days::INTEGER)
ORDER BY s.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.asset_row, 'assets.acquire_date' AS missing, j.unsure AS why
FROM judged AS j
WHERE j.unsure IS NOT NULL

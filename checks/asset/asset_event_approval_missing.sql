/*
id: AST-006
name: asset_event_approval_missing
aliases: []
title: 资产处置、调拨审批与交接手续缺失或倒置
summary: Disposal or transfer of assets without approval, before approval, or without hand-over.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 调拨处置审批与账务}]
basis:
  - {law: GZT, article: 第十九条}
  - {law: NKG, article: 第四十四条}
  - {law: UNIT}
scope: [unit]
key: [asset_no, event_no]
finding: each
cause: {name: asset_event_late, by: [], title: 资产调拨、处置审批手续及账务处理不规范}
repair: event
visibility: unit
params:
  inner_body_pattern: {type: text, default: '^(办公室|办公厅|[^省市县区州盟旗局厅院]{1,14}(处|科|室|股))$', doc: 调入方符合此式的为单位内部调剂，不查批复和账务}
  appraisal_min: {type: decimal, default: null, doc: 出售、置换、出租应评估的原值下限（元，按本级规定填写）}
requires: [asset_events.asset_no, asset_events.event_type]
any_of: []
optional: []
subrules:
  A:
    title: 处置、调拨无批复
    absence: asset_events.approval_no
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.event_date, asset_events.approval_no]
    optional: [asset_events.to_dept, asset_events.approval_date]
    message: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，未见批复文号，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，未履行审批手续，不符合{basis}的规定。"
  B:
    title: 批复晚于实际处置、调拨
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.event_date, asset_events.approval_date]
    optional: [asset_events.to_dept]
    message: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，批复日期为{approval_date}，批复晚于实际发生{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，批复日期为{approval_date}，先{event_type}后审批，不符合{basis}的规定。"
  C:
    title: 调拨无交接日期
    absence: asset_events.handover_date
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.handover_date]
    basis: [{law: GZT, article: 第十五条}, {law: NKG, article: 第四十四条}, {law: UNIT}]
    message: "{lead}，{unit}资产{asset_no}调拨未见交接日期，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}调拨未办理交接手续，不符合{basis}的规定。"
  D:
    title: 应评估未评估
    params: [appraisal_min]
    absence: asset_events.appraisal_no
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.appraisal_no, asset_events.original_value]
    basis: [{law: GZT, article: 第三十六条}, {law: UNIT}]
    message: "{lead}，{unit}资产{asset_no}{event_type}，原值{amount}，未见评估报告，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}{event_type}，原值{amount}，未按规定进行资产评估，不符合{basis}的规定。"
  E:
    title: 未达使用年限报废
    class: suspicion
    severity: medium
    feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
    requires:
      - asset_events.asset_no
      - asset_events.event_type
      - asset_events.event_date
      - assets.asset_no
      - assets.acquire_date
      - assets.useful_life_months
    optional: [asset_events.appraisal_no]
    message: "{lead}，{unit}资产{asset_no}“{asset_name}”于{event_date}报废，已使用{months_used}个月，规定使用{useful_life_months}个月，未见技术鉴定，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}“{asset_name}”于{event_date}报废，已使用{months_used}个月，规定使用{useful_life_months}个月，提前报废未见技术鉴定。"
  F:
    title: 调拨无调入方
    absence: asset_events.to_dept
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.to_dept]
    basis: [{law: GZT, article: 第十五条}, {law: NKG, article: 第四十四条}, {law: UNIT}]
    message: "{lead}，{unit}资产{asset_no}调拨未见调入部门或单位，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}调拨未登记调入部门或单位，交接手续不完备，不符合{basis}的规定。"
message: "{lead}，{unit}资产{asset_no}{event_type}手续不完备，需进一步核实。"
why: 处置和调拨要先集体决策、先批后办、当面交接，缺一环就可能造成资产流失、账实不符。
false_positives:
  - 单位内部科室调剂不需财政批复（只查交接）
  - 授权限额内单位自批，以会议纪要代批复
  - 规定不需评估的情形
  - 提前报废因损毁且有鉴定（台账没有技术鉴定一栏）
remediation: 调拨处置按权限报批，先批后办；交接双方签字并登记调入方；需评估的先评估后处置。
*/
-- shared:
WITH receiver AS (
    -- Who has it now: nobody named, this unit itself, one of its own departments, or another body; what was not
    -- transferred is gone.
    SELECT e.row_id AS event_row,
           CASE WHEN e.event_type IS DISTINCT FROM '调拨' THEN 'outside'
                WHEN e.to_dept IS NULL THEN 'unknown'
                WHEN e.to_dept = e.unit OR EXISTS (SELECT 1 FROM units AS u WHERE u.name = e.unit AND u.alias = e.to_dept) THEN 'self'
                WHEN regexp_matches(
                    coalesce((SELECT arg_max(substr(e.to_dept, length(u.alias) + 1), length(u.alias))
                              FROM units AS u WHERE u.name = e.unit AND starts_with(e.to_dept, u.alias)), e.to_dept),
                    $inner_body_pattern::VARCHAR) THEN 'inside'
                ELSE 'outside' END AS place
    FROM asset_events AS e
),
leaving AS (
    -- What leaves the unit, or may, and so is approved first.
    SELECT e.row_id AS event_row, e.event_type, r.place
    FROM asset_events AS e
    JOIN receiver AS r ON r.event_row = e.row_id
    WHERE (e.event_type IS NULL OR e.event_type IN ('报废', '报损', '出售', '捐赠', '置换', '调拨', '出租', '出借'))
      AND r.place NOT IN ('inside', 'self')
)

-- shared: A
WITH judged AS (
    SELECT e.row_id AS event_row, e.approval_no,
           CASE WHEN e.event_type IS NULL THEN 'asset_events.event_type'
                WHEN e.approval_date IS NOT NULL THEN 'asset_events.approval_no'
                WHEN l.place = 'unknown' THEN 'asset_events.to_dept'
                WHEN (e.event_date_to <= $asof::DATE) IS DISTINCT FROM true THEN 'asset_events.event_date' END AS missing
    FROM leaving AS l
    JOIN asset_events AS e ON e.row_id = l.event_row
)
-- subrule: A
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.approval_no IS NULL AND j.missing IS NULL
ORDER BY e.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.event_row, j.missing,
       CASE j.missing WHEN 'asset_events.event_type' THEN '没有变动类型'
                      WHEN 'asset_events.approval_no' THEN '有批复日期而无文号'
                      WHEN 'asset_events.to_dept' THEN '没有调入方，不知是否单位内部调剂'
                      ELSE '没有实际发生日期，或在评价截止日以后' END AS why
FROM judged AS j
WHERE j.approval_no IS NULL AND j.missing IS NOT NULL

-- shared: B
WITH judged AS (
    SELECT e.row_id AS event_row, e.event_date, e.event_date_to, e.approval_date, e.approval_date_to
    FROM leaving AS l
    JOIN asset_events AS e ON e.row_id = l.event_row
    WHERE l.event_type IS NOT NULL
)
-- subrule: B
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.approval_date, e.approval_date_to,
       e.approval_date - e.event_date_to AS days, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.approval_date > j.event_date_to
ORDER BY e.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.event_row,
       CASE WHEN j.approval_date IS NULL THEN 'asset_events.approval_date' ELSE 'asset_events.event_date' END AS missing,
       CASE WHEN j.approval_date IS NULL THEN '没有批复日期'
            WHEN j.event_date IS NULL THEN '没有实际发生日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM judged AS j
WHERE j.approval_date IS NULL OR j.event_date IS NULL
   OR (j.approval_date <= j.event_date_to AND j.approval_date_to > j.event_date)

-- subrule: C
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.row_id AS event_row
FROM asset_events AS e
WHERE e.event_type = '调拨' AND e.handover_date IS NULL
ORDER BY e.row_id
-- population: C
SELECT count(*) AS n FROM asset_events AS e WHERE e.event_type = '调拨'
-- undecided: C
-- A blank is what this sub-rule is about: how full the column is decides (absence).
SELECT e.row_id AS event_row, 'asset_events.handover_date' AS missing, '' AS why FROM asset_events AS e WHERE false

-- shared: D
WITH judged AS (
    SELECT e.row_id AS event_row, e.appraisal_no, e.original_value
    FROM asset_events AS e
    WHERE e.event_type IN ('出售', '置换', '出租')
      AND (e.original_value IS NULL OR e.original_value >= $appraisal_min::DECIMAL(18,2))
)
-- subrule: D
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.appraisal_no IS NULL AND j.original_value IS NOT NULL
ORDER BY e.row_id
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.event_row, 'asset_events.original_value' AS missing, '没有原值，不知是否应评估' AS why
FROM judged AS j
WHERE j.appraisal_no IS NULL AND j.original_value IS NULL

-- shared: E
WITH card AS (
    -- What was scrapped, beside its cards. Months in use as depreciation counts them: the month of acquisition counts,
    -- the month of disposal does not.
    SELECT e.row_id AS event_row, s.row_id AS asset_row, s.asset_name, s.useful_life_months,
           date_diff('month', s.acquire_date, e.event_date_to) AS months_used
    FROM asset_events AS e
    JOIN asset_events_asset_no AS named ON named.row_id = e.row_id
    JOIN assets_asset_no AS number ON number.key = named.key
    JOIN assets AS s ON s.row_id = number.row_id AND s.unit = e.unit
    WHERE e.event_type = '报废'
)
-- subrule: E
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, k.asset_name, k.months_used, k.useful_life_months, e.row_id AS event_row, k.asset_row
FROM card AS k
JOIN asset_events AS e ON e.row_id = k.event_row
WHERE k.months_used < k.useful_life_months AND e.appraisal_no IS NULL
ORDER BY e.row_id
-- population: E
SELECT count(*) AS n FROM asset_events AS e WHERE e.event_type = '报废'
-- undecided: E
WITH known AS (
    SELECT event_row, bool_and(useful_life_months IS NULL) AS no_life, bool_and(months_used IS NULL) AS no_day
    FROM card
    GROUP BY event_row
)
SELECT e.row_id AS event_row,
       CASE WHEN k.event_row IS NULL THEN 'assets.asset_no'
            WHEN k.no_life THEN 'assets.useful_life_months'
            ELSE 'assets.acquire_date' END AS missing,
       CASE WHEN k.event_row IS NULL THEN '资产卡片中没有该资产'
            WHEN k.no_life THEN '没有规定使用年限'
            ELSE '没有取得日期或报废日期' END AS why
FROM asset_events AS e
LEFT JOIN known AS k ON k.event_row = e.row_id
WHERE e.event_type = '报废' AND e.appraisal_no IS NULL
  AND (k.event_row IS NULL OR k.no_life OR k.no_day)

-- subrule: F
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.row_id AS event_row
FROM asset_events AS e
WHERE e.event_type = '调拨' AND e.to_dept IS NULL
ORDER BY e.row_id
-- population: F
SELECT count(*) AS n FROM asset_events AS e WHERE e.event_type = '调拨'
-- undecided: F
-- As with C.
SELECT e.row_id AS event_row, 'asset_events.to_dept' AS missing, '' AS why FROM asset_events AS e WHERE false

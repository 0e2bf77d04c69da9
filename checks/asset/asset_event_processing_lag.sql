/*
id: AST-007
name: asset_event_processing_lag
aliases: []
title: 资产调拨、处置、清查审批流程及账务处理不及时
summary: Approval or booking of asset transfers, disposals and counts came late or not at all.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 调拨处置审批与账务}]
basis:
  - {law: GZT, article: 第三十五条}
  - {law: UNIT}
scope: [unit]
key: [asset_no, event_no]
finding: each
cause: {name: asset_event_late, by: [], title: 资产调拨、处置审批手续及账务处理不规范}
repair: event
visibility: unit
params:
  inner_body_pattern: {type: text, default: '^(办公室|办公厅|[^省市县区州盟旗局厅院]{1,14}(处|科|室|股))$', doc: 调入方符合此式的为单位内部调剂，不查批复和账务}
  approval_days: {type: integer, default: null, doc: 申请至批复的天数（按本单位制度填写）}
  writeoff_days: {type: integer, default: null, doc: 批复、实际发生后账务处理的天数（按本单位制度填写）}
requires: [asset_events.asset_no, asset_events.event_type]
any_of: []
optional: []
subrules:
  A:
    title: 申请至批复时间过长
    params: [approval_days]
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.apply_date, asset_events.approval_date]
    basis: [{law: GZT, article: 第十九条}, {law: UNIT}]
    message: "{lead}，{unit}资产{asset_no}{event_type}于{apply_date}申请、{approval_date}批复，历时{days}天，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}{event_type}于{apply_date}申请、{approval_date}批复，历时{days}天，审批流程不及时，不符合{basis}的规定。"
  B:
    title: 账务处理晚于规定天数
    params: [writeoff_days]
    requires:
      - asset_events.asset_no
      - asset_events.event_type
      - asset_events.event_date
      - asset_events.approval_date
      - asset_events.book_date
    optional: [asset_events.to_dept]
    message: "{lead}，{unit}资产{asset_no}{event_type}于{base_date}批复、办理完毕，{book_date}进行账务处理，相隔{days}天，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}{event_type}于{base_date}批复、办理完毕，{book_date}进行账务处理，相隔{days}天，账务处理不及时，不符合{basis}的规定。"
  C:
    title: 处置、盘盈盘亏、对外调拨无账务处理凭证
    absence: asset_events.voucher_no
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.event_date, asset_events.voucher_no]
    optional: [asset_events.to_dept, asset_events.approval_no, asset_events.approval_date]
    message: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，未见账务处理凭证号，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，未进行账务处理，不符合{basis}的规定。"
  D:
    title: 已处置而资产卡片仍为在用
    requires:
      - asset_events.asset_no
      - asset_events.event_type
      - asset_events.event_date
      - assets.asset_no
      - assets.status
    optional: [asset_events.to_dept, assets.quantity]
    message: "{lead}，{unit}资产{asset_no}“{asset_name}”已于{event_date}{event_type}，资产卡片状态仍为在用，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}“{asset_name}”已于{event_date}{event_type}，资产卡片状态仍为在用，未及时核销台账，不符合{basis}的规定。"
  E:
    title: 超过规定天数未作账务处理
    params: [writeoff_days]
    absence: asset_events.book_date
    requires:
      - asset_events.asset_no
      - asset_events.event_type
      - asset_events.event_date
      - asset_events.approval_date
      - asset_events.book_date
    optional: [asset_events.to_dept]
    message: "{lead}，{unit}资产{asset_no}{event_type}于{base_date}批复、办理完毕，截至评价截止日{days}天未见账务处理日期，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}{event_type}于{base_date}批复、办理完毕，截至评价截止日{days}天未进行账务处理，不符合{basis}的规定。"
message: "{lead}，{unit}资产{asset_no}{event_type}办理不及时，需进一步核实。"
why: 批复和实物都已变动而账、卡不动，账面资产就与实有资产不符，盘点、折旧和决算都跟着失真。
false_positives:
  - 年末集中批复跨年入账，按批复到达日计算
  - 清查结果尚未批复，不能销账（不适用）
  - 财政部门审批时间不可归责于单位
remediation: 批复后当月销账并更新卡片；调拨处置按权限报批；清查结果批复后及时调整账务。
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
due AS (
    -- What has to be booked once it was approved and has happened, whichever came last.
    SELECT e.row_id AS event_row, r.place,
           greatest(e.approval_date, e.event_date) AS base_date, greatest(e.approval_date_to, e.event_date_to) AS base_date_to,
           CASE WHEN e.approval_date IS NULL THEN 'asset_events.approval_date'
                WHEN e.event_date IS NULL THEN 'asset_events.event_date' END AS missing
    FROM asset_events AS e
    JOIN receiver AS r ON r.event_row = e.row_id
    WHERE e.event_type IN ('报废', '报损', '出售', '捐赠', '置换', '盘盈', '盘亏', '转固', '调拨')
      AND r.place <> 'inside'
)

-- shared: A
WITH judged AS (
    -- A count whose result is not approved yet cannot be late.
    SELECT e.row_id AS event_row, e.approval_date - e.apply_date_to AS days, e.approval_date_to - e.apply_date AS most_days
    FROM asset_events AS e
    WHERE NOT (e.event_type IS NOT DISTINCT FROM '清查' AND e.approval_date IS NULL)
)
-- subrule: A
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.apply_date, e.apply_date_to, e.approval_date, e.approval_date_to, $approval_days::INTEGER AS limit_days,
       j.days, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.days > $approval_days::INTEGER
ORDER BY e.row_id
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT e.row_id AS event_row,
       CASE WHEN e.apply_date IS NULL THEN 'asset_events.apply_date' ELSE 'asset_events.approval_date' END AS missing,
       CASE WHEN e.apply_date IS NULL THEN '没有申请日期'
            WHEN e.approval_date IS NULL THEN '没有批复日期'
            ELSE '日期只到期间，无法计算天数' END AS why
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.days IS NULL OR (j.days <= $approval_days::INTEGER AND j.most_days > $approval_days::INTEGER)

-- shared: B
WITH judged AS (
    SELECT d.event_row, d.base_date, d.base_date_to, d.missing,
           e.book_date - d.base_date_to AS days, e.book_date_to - d.base_date AS most_days
    FROM due AS d
    JOIN asset_events AS e ON e.row_id = d.event_row
    WHERE e.book_date IS NOT NULL
)
-- subrule: B
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, j.base_date, j.base_date_to,
       e.book_date, e.book_date_to, $writeoff_days::INTEGER AS limit_days, j.days, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.missing IS NULL AND j.days > $writeoff_days::INTEGER
ORDER BY e.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.event_row, coalesce(j.missing, 'asset_events.book_date') AS missing,
       CASE j.missing WHEN 'asset_events.approval_date' THEN '没有批复日期'
                      WHEN 'asset_events.event_date' THEN '没有实际发生日期'
                      ELSE '日期只到期间，无法计算天数' END AS why
FROM judged AS j
WHERE j.missing IS NOT NULL OR (j.days <= $writeoff_days::INTEGER AND j.most_days > $writeoff_days::INTEGER)

-- shared: C
WITH judged AS (
    SELECT e.row_id AS event_row, e.voucher_no,
           CASE WHEN r.place = 'unknown' THEN 'asset_events.to_dept'
                WHEN (e.event_date_to <= $asof::DATE) IS DISTINCT FROM true THEN 'asset_events.event_date' END AS missing
    FROM asset_events AS e
    JOIN receiver AS r ON r.event_row = e.row_id
    WHERE e.event_type IN ('报废', '报损', '出售', '捐赠', '置换', '盘盈', '盘亏', '调拨')
      AND r.place NOT IN ('inside', 'self')
      -- What a count found is booked only after it was approved.
      AND (e.event_type NOT IN ('盘盈', '盘亏') OR e.approval_no IS NOT NULL OR e.approval_date IS NOT NULL)
)
-- subrule: C
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.voucher_no IS NULL AND j.missing IS NULL
ORDER BY e.row_id
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.event_row, j.missing,
       CASE j.missing WHEN 'asset_events.to_dept' THEN '没有调入方，不知是否对外调拨'
                      ELSE '没有实际发生日期，或在评价截止日以后' END AS why
FROM judged AS j
WHERE j.voucher_no IS NULL AND j.missing IS NOT NULL

-- shared: D
WITH card AS (
    -- What left, beside each of its cards. Without a card there is nothing that could still stand in use.
    SELECT DISTINCT e.row_id AS event_row, s.row_id AS asset_row, s.asset_name,
           s.status = '在用' AS in_use, coalesce(s.quantity > 1, false) AS several,
           r.place, coalesce(e.event_date_to <= $asof::DATE, false) AS happened
    FROM asset_events AS e
    JOIN receiver AS r ON r.event_row = e.row_id
    JOIN asset_events_asset_no AS named ON named.row_id = e.row_id
    JOIN assets_asset_no AS number ON number.key = named.key
    JOIN assets AS s ON s.row_id = number.row_id AND s.unit = e.unit
    WHERE e.event_type IN ('报废', '报损', '出售', '捐赠', '置换', '调拨')
      AND r.place NOT IN ('inside', 'self')
)
-- subrule: D
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, k.asset_name, e.row_id AS event_row, k.asset_row
FROM card AS k
JOIN asset_events AS e ON e.row_id = k.event_row
WHERE k.in_use AND NOT k.several AND k.place = 'outside' AND k.happened
ORDER BY e.row_id
-- population: D
SELECT count(DISTINCT event_row) AS n FROM card
-- undecided: D
WITH event AS (
    SELECT k.event_row,
           CASE WHEN bool_or(k.in_use) IS DISTINCT FROM true THEN 'assets.status'
                WHEN k.place = 'unknown' THEN 'asset_events.to_dept'
                WHEN NOT bool_or(k.in_use AND NOT k.several) THEN 'assets.quantity'
                WHEN NOT k.happened THEN 'asset_events.event_date' END AS missing
    FROM card AS k
    GROUP BY k.event_row, k.place, k.happened
    HAVING bool_or(coalesce(k.in_use, true))
)
SELECT v.event_row, v.missing,
       CASE v.missing WHEN 'assets.status' THEN '资产卡片没有使用状态'
                      WHEN 'asset_events.to_dept' THEN '没有调入方，不知是否对外调拨'
                      WHEN 'assets.quantity' THEN '批量卡片，须核对处置数量'
                      ELSE '没有实际发生日期，或在评价截止日以后' END AS why
FROM event AS v
WHERE v.missing IS NOT NULL

-- shared: E
WITH judged AS (
    SELECT d.event_row, d.base_date, d.base_date_to, $asof::DATE - d.base_date_to AS days,
           coalesce(d.missing, CASE WHEN d.place = 'unknown' THEN 'asset_events.to_dept' END) AS missing,
           e.book_date
    FROM due AS d
    JOIN asset_events AS e ON e.row_id = d.event_row
    WHERE d.place <> 'self'
)
-- subrule: E
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_type, e.original_value AS amount, e.event_date AS date,
       e.event_date, e.event_date_to, j.base_date, j.base_date_to,
       $writeoff_days::INTEGER AS limit_days, j.days, e.row_id AS event_row
FROM judged AS j
JOIN asset_events AS e ON e.row_id = j.event_row
WHERE j.book_date IS NULL AND j.missing IS NULL AND j.days > $writeoff_days::INTEGER
ORDER BY e.row_id
-- population: E
SELECT count(*) AS n FROM judged
-- undecided: E
SELECT j.event_row, j.missing,
       CASE j.missing WHEN 'asset_events.approval_date' THEN '没有批复日期'
                      WHEN 'asset_events.event_date' THEN '没有实际发生日期'
                      ELSE '没有调入方，不知是否单位内部调剂' END AS why
FROM judged AS j
WHERE j.book_date IS NULL AND j.missing IS NOT NULL

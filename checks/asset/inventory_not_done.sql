/*
id: AST-009
name: inventory_not_done
aliases: []
title: 未按期盘点、盘点差异未处理
summary: No stock-taking within the unit's period, differences left open, or too little counted.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 清查}]
basis:
  - {law: GZT, article: 第三十四条}
  - {law: KJF, article: 第十七条}
  - {law: UNIT}
scope: [unit]
key: [asset_no, event_no]
finding: each
cause: {name: inventory_not_done, by: [], title: 资产盘点清查不到位}
repair: event
visibility: unit
params:
  count_years: {type: integer, default: null, doc: 至少几年全面盘点一次（按本单位制度填写，每年为1）}
  resolve_days: {type: integer, default: null, doc: 盘点差异应处理完毕的天数（按本单位制度填写）}
  min_cover: {type: decimal, default: null, doc: 盘点原值应占资产原值的比例（按本单位制度填写，全面清查为1）}
requires: [assets.asset_no, asset_events.event_type, asset_events.event_date]
any_of: []
optional: [assets.status]
subrules:
  A:
    title: 规定期间内没有盘点记录
    params: [count_years]
    finding: unit
    absence: {partner: asset_events}
    message: "{lead}，{unit}有在账资产{cards}项，至{date}的{limit_years}年内未见盘点清查记录，需进一步核实。"
    message_confirmed: "{lead}，{unit}有在账资产{cards}项，至{date}的{limit_years}年内未进行盘点清查，不符合{basis}的规定。"
  B:
    title: 盘点差异超期未处理
    params: [resolve_days]
    repair: state
    absence: asset_events.resolve_date
    requires: [asset_events.asset_no, asset_events.event_date, asset_events.book_qty, asset_events.actual_qty, asset_events.resolve_date]
    optional: [asset_events.apply_date, asset_events.approval_no]
    message: "{lead}，{unit}资产{asset_no}于{event_date}盘点，账面{book_qty}、实盘{actual_qty}，至评价截止日{days}天未见处理，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}盘点，账面{book_qty}、实盘{actual_qty}，至评价截止日{days}天未处理，不符合{basis}的规定。"
  C:
    title: 盘点覆盖率不足
    params: [min_cover]
    finding: unit
    requires: [assets.asset_no, assets.original_value, asset_events.asset_no, asset_events.event_type, asset_events.event_date]
    message: "{lead}，{unit}评价年度盘点资产原值{counted}，占在账资产原值{total}的{cover}%，低于规定的{limit_cover}%，需进一步核实。"
    message_confirmed: "{lead}，{unit}评价年度盘点资产原值{counted}，占在账资产原值{total}的{cover}%，盘点覆盖不足，不符合{basis}的规定。"
message: "{lead}，{unit}资产盘点清查不到位，需进一步核实。"
why: 不盘点就不知道账上的东西还在不在；盘出差异不处理，账实不符就一直留着。
false_positives:
  - 条例只要求定期或者不定期盘点，频次以单位制度为准
  - 盘点资料另存，没有登入资产变动登记
  - 差异已报批、尚未批复（有申请日期而无批复文号的不报）
remediation: 按制度定期盘点并形成盘点表和清查报告，差异查明原因，限期报批处理。
*/
-- shared:
WITH kept AS (
    SELECT s.row_id AS asset_row, s.unit, s.original_value FROM assets AS s WHERE s.status IS DISTINCT FROM '已处置'
),
counting AS (
    SELECT e.row_id AS event_row, e.unit, e.event_date, e.event_date_to
    FROM asset_events AS e
    WHERE e.event_type IN ('清查', '盘盈', '盘亏')
)

-- subrule: A
SELECT k.unit, CAST(NULL AS VARCHAR) AS asset_no, CAST(NULL AS VARCHAR) AS event_no, make_date($year::INTEGER, 12, 31) AS date,
       count(*) AS cards, $count_years::INTEGER AS limit_years, list(k.asset_row) AS asset_rows
FROM kept AS k
WHERE NOT EXISTS (
    SELECT 1 FROM counting AS n
    WHERE n.unit = k.unit
      AND coalesce(year(n.event_date_to) > $year::INTEGER - $count_years::INTEGER AND year(n.event_date) <= $year::INTEGER, true))
GROUP BY k.unit
-- population: A
SELECT k.unit, count(DISTINCT k.unit) AS n FROM kept AS k GROUP BY k.unit
-- undecided: A
SELECT n.event_row, 'asset_events.event_date' AS missing, '盘点没有日期' AS why FROM counting AS n WHERE n.event_date IS NULL

-- shared: B
WITH difference AS (
    SELECT e.row_id AS event_row, e.book_qty <> e.actual_qty AS differs, e.resolve_date IS NOT NULL AS resolved,
           $asof::DATE - e.event_date_to AS days
    FROM asset_events AS e
    WHERE (e.book_qty IS NOT NULL OR e.actual_qty IS NOT NULL)
      -- Handed in and waiting for the approval.
      AND NOT (e.apply_date IS NOT NULL AND e.approval_no IS NULL)
)
-- subrule: B
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_date AS date, e.event_date, e.event_date_to, e.original_value AS amount,
       e.book_qty, e.actual_qty, d.days, $resolve_days::INTEGER AS limit_days, e.row_id AS event_row
FROM difference AS d
JOIN asset_events AS e ON e.row_id = d.event_row
WHERE d.differs AND NOT d.resolved AND d.days > $resolve_days::INTEGER
ORDER BY e.row_id
-- population: B
SELECT count(*) AS n FROM difference
-- undecided: B
SELECT d.event_row,
       CASE WHEN d.differs IS NOT NULL THEN 'asset_events.event_date'
            WHEN e.book_qty IS NULL THEN 'asset_events.book_qty' ELSE 'asset_events.actual_qty' END AS missing,
       CASE WHEN d.differs IS NOT NULL THEN '盘点没有日期' ELSE '账面、实盘数量缺一' END AS why
FROM difference AS d
JOIN asset_events AS e ON e.row_id = d.event_row
WHERE d.differs IS NULL OR (d.differs AND NOT d.resolved AND d.days IS NULL)

-- shared: C
WITH cover AS (
    -- What was counted in the year; a year without any count is sub-rule A's.
    SELECT k.unit, sum(k.original_value) AS total, list(k.asset_row) AS asset_rows, count(n.asset_row) AS cards,
           coalesce(sum(k.original_value) FILTER (WHERE n.asset_row IS NOT NULL), 0) AS counted
    FROM kept AS k
    LEFT JOIN (
        SELECT DISTINCT number.row_id AS asset_row, n.unit
        FROM counting AS n
        JOIN asset_events_asset_no AS named ON named.row_id = n.event_row
        JOIN assets_asset_no AS number ON number.key = named.key
        WHERE year(n.event_date) <= $year::INTEGER AND year(n.event_date_to) >= $year::INTEGER
    ) AS n ON n.asset_row = k.asset_row AND n.unit = k.unit
    GROUP BY k.unit
)
-- subrule: C
SELECT c.unit, CAST(NULL AS VARCHAR) AS asset_no, CAST(NULL AS VARCHAR) AS event_no, make_date($year::INTEGER, 12, 31) AS date,
       c.total - c.counted AS amount, c.counted, c.total, CAST(100 * c.counted / c.total AS DECIMAL(18,2)) AS cover,
       CAST(100 * $min_cover::DECIMAL(18,6) AS DECIMAL(18,2)) AS limit_cover, c.asset_rows
FROM cover AS c
WHERE c.cards > 0 AND c.counted < $min_cover::DECIMAL(18,6) * c.total
-- population: C
SELECT count(*) AS n FROM cover
-- undecided: C
SELECT k.asset_row, 'assets.original_value' AS missing, '没有原值，不计入盘点覆盖率' AS why FROM kept AS k WHERE k.original_value IS NULL

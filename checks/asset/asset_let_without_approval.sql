/*
id: AST-013
name: asset_let_without_approval
aliases: []
title: 出租、出借资产无批文或无租金
summary: Assets let or lent without a registered approval, or let without rent.
kind: finding
class: violation
severity: high
status: draft
feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
basis:
  - {law: UNIT}
  - {law: NKG, article: 第四十四条}
scope: [unit]
key: [asset_no, event_no]
finding: each
cause: {name: asset_let_without_approval, by: [asset_no], title: 资产出租、出借不规范}
repair: event
visibility: unit
params: {}
requires: [assets.asset_no, assets.status]
any_of: []
optional: []
subrules:
  A:
    title: 卡片为出租、出借而无变动登记
    absence: {partner: asset_events}
    requires: [assets.asset_no, assets.status, asset_events.asset_no, asset_events.event_type]
    message: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）卡片状态为{status}，未见{status}的审批登记，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产“{asset_name}”（编号{asset_no}）卡片状态为{status}，未见{status}的审批文件，建议核实。"
  B:
    title: 出租没有登记租金
    absence: asset_events.income
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.event_date, asset_events.income]
  C:
    title: 出租的租金为零
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.event_date, asset_events.income]
    message: "{lead}，{unit}资产{asset_no}于{event_date}出租，登记租金为零，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}出租，未收取租金，建议核实。"
message: "{lead}，{unit}资产{asset_no}于{event_date}出租，未见租金收入登记，需进一步核实。"
message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}出租，未见租金收入，建议核实。"
why: 出租出借要先批后租、公开招租、租金上缴，无批文无租金的往往就是账外收入或者无偿占用。
false_positives:
  - 已登记的出租、出借没有批复文号的，见资产处置、调拨审批检查，此处不重复
  - 经批准减免租金
  - 出租尚在免租期，租金未到期
remediation: 补办审批或者收回资产，租金全额上缴，合同、批复、收入逐项对应登记。
*/
-- shared: A
WITH let AS (
    SELECT s.row_id AS asset_row,
           EXISTS (SELECT 1 FROM assets_asset_no AS number
                   JOIN asset_events_asset_no AS named ON named.key = number.key
                   JOIN asset_events AS e ON e.row_id = named.row_id
                   WHERE number.row_id = s.row_id AND e.unit = s.unit
                     AND (e.event_type IS NULL OR e.event_type IN ('出租', '出借'))) AS registered
    FROM assets AS s
    WHERE s.status IN ('出租', '出借')
)
-- subrule: A
SELECT s.unit, s.asset_no, s.asset_no_key, CAST(NULL AS VARCHAR) AS event_no, s.asset_name, s.status,
       s.original_value AS amount, s.row_id AS asset_row
FROM let AS l
JOIN assets AS s ON s.row_id = l.asset_row
WHERE NOT l.registered AND s.asset_no IS NOT NULL
ORDER BY s.row_id
-- population: A
SELECT s.unit, count(*) AS n FROM let AS l JOIN assets AS s ON s.row_id = l.asset_row GROUP BY s.unit
-- undecided: A
SELECT l.asset_row, 'assets.asset_no' AS missing, '没有资产编号，无法与变动登记对应' AS why
FROM let AS l
JOIN assets AS s ON s.row_id = l.asset_row
WHERE s.asset_no IS NULL

-- subrule: B
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_date AS date, e.event_date, e.event_date_to,
       e.original_value AS amount, e.row_id AS event_row
FROM asset_events AS e
WHERE e.event_type = '出租' AND e.income IS NULL AND e.event_date_to <= $asof::DATE
ORDER BY e.row_id
-- population: B
SELECT count(*) AS n FROM asset_events AS e WHERE e.event_type = '出租'
-- undecided: B
SELECT e.row_id AS event_row, 'asset_events.event_date' AS missing, '没有出租日期，不知是否已起租' AS why
FROM asset_events AS e
WHERE e.event_type = '出租' AND e.income IS NULL AND e.event_date IS NULL

-- subrule: C
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, e.event_date AS date, e.event_date, e.event_date_to,
       e.original_value AS amount, e.row_id AS event_row
FROM asset_events AS e
WHERE e.event_type = '出租' AND e.income <= 0
ORDER BY e.row_id
-- population: C
SELECT count(e.income) AS n FROM asset_events AS e WHERE e.event_type = '出租'

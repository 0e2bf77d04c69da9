/*
id: AST-008
name: asset_income_not_remitted
aliases: []
title: 资产处置、出租收入未及时足额上缴
summary: Income of disposals and leases not paid to the treasury, in part, or late.
kind: finding
class: violation
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 收入上缴}
basis:
  - {law: GZT, article: 第二十五条}
  - {law: GZT, article: 第二十六条}
  - {law: CFT, article: 第四条}
scope: [unit]
key: [asset_no, event_no, account_code]
finding: each
cause: {name: asset_income_not_remitted, by: [], title: 资产处置、出租收入未按规定上缴}
repair: event
visibility: unit
params:
  remit_days: {type: integer, default: null, doc: 取得收入后应上缴的天数（按本级非税收入收缴规定填写）}
  tolerance: {type: decimal, default: "0", doc: 上缴金额与收入的允许差额（元）}
requires: [asset_events.asset_no, asset_events.event_type, asset_events.income, asset_events.remit_date]
any_of: []
optional: [asset_events.remit_amount, asset_events.event_date]
subrules:
  A:
    title: 有收入而未上缴
    absence: asset_events.remit_date
    message: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，取得收入{amount}，未见上缴，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，取得收入{amount}，未上缴，不符合{basis}的规定。"
  B:
    title: 上缴金额少于收入
    class: suspicion
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.income, asset_events.remit_amount]
    optional: [asset_events.remit_date]
    message: "{lead}，{unit}资产{asset_no}{event_type}收入{income}，上缴{remit_amount}，少缴{amount}，未见扣除税费、评估拍卖费的依据，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}{event_type}收入{income}，上缴{remit_amount}，少缴{amount}，不符合{basis}的规定。"
  C:
    title: 上缴晚于规定天数
    params: [remit_days]
    requires: [asset_events.asset_no, asset_events.event_type, asset_events.income, asset_events.event_date, asset_events.remit_date]
    optional: []
    message: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，收入{amount}于{remit_date}上缴，相隔{days}天，超过规定的{limit_days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}资产{asset_no}于{event_date}{event_type}，收入{amount}于{remit_date}上缴，相隔{days}天，上缴不及时，不符合{basis}的规定。"
  D:
    title: 应缴财政款年末有余额
    class: suspicion
    severity: medium
    repair: state
    feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
    requires: [gl_balances.fiscal_year, gl_balances.period, gl_balances.account_code, gl_balances.closing]
    optional: []
    message: "{lead}，{unit}应缴财政款（{account_code}{account_label}）年末余额{amount}，跨年度未上缴，需进一步核实。"
    message_confirmed: "{lead}，{unit}应缴财政款（{account_code}{account_label}）年末余额{amount}，跨年度未上缴，不符合{basis}的规定。"
message: "{lead}，{unit}资产{asset_no}{event_type}收入未及时足额上缴，需进一步核实。"
why: 处置和出租收入是国家的收入，留在单位账上或账外就是截留、坐支。
false_positives:
  - 事业单位按本级规定可以留用的使用收入（台账没有留用批文一栏）
  - 零残值报废、无偿回收（没有收入的不报）
  - 收入由承租人、拍卖机构直接缴库，不经单位账
  - 扣除税费、评估拍卖费后上缴（少缴只作疑点）
remediation: 处置、出租收入全额缴入国库或财政专户，扣除费用须有依据；年末结清应缴财政款。
*/
-- shared:
WITH earned AS (
    SELECT e.row_id AS event_row, e.income, e.remit_amount, e.remit_date IS NOT NULL OR e.remit_amount > 0 AS remitted,
           $asof::DATE - e.event_date_to AS age, e.remit_date - e.event_date_to AS days, e.remit_date_to - e.event_date AS most_days
    FROM asset_events AS e
    WHERE e.income > 0
)

-- subrule: A
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, CAST(NULL AS VARCHAR) AS account_code, e.event_type, e.income AS amount,
       e.event_date AS date, e.event_date, e.event_date_to, e.row_id AS event_row
FROM earned AS n
JOIN asset_events AS e ON e.row_id = n.event_row
-- Where the rules give days, only what is past due.
WHERE NOT coalesce(n.remitted, false) AND ($remit_days::INTEGER IS NULL OR n.age > $remit_days::INTEGER)
ORDER BY e.row_id
-- population: A
SELECT count(*) AS n FROM earned
-- undecided: A
SELECT e.row_id AS event_row, 'asset_events.income' AS missing, '没有登记收入，不知有无收入' AS why
FROM asset_events AS e
WHERE e.income IS NULL AND e.event_type IN ('出售', '出租')
UNION ALL
SELECT n.event_row, 'asset_events.event_date', '没有实际发生日期，不知是否到期'
FROM earned AS n
WHERE NOT coalesce(n.remitted, false) AND $remit_days::INTEGER IS NOT NULL AND n.age IS NULL

-- subrule: B
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, CAST(NULL AS VARCHAR) AS account_code, e.event_type,
       e.income, e.remit_amount, e.income - e.remit_amount AS amount,
       e.event_date AS date, e.row_id AS event_row
FROM earned AS n
JOIN asset_events AS e ON e.row_id = n.event_row
WHERE n.remitted AND n.income - n.remit_amount > $tolerance::DECIMAL(18,2)
ORDER BY e.row_id
-- population: B
SELECT count(*) AS n FROM earned AS n WHERE n.remitted
-- undecided: B
SELECT n.event_row, 'asset_events.remit_amount' AS missing, '有上缴日期而没有上缴金额' AS why
FROM earned AS n
WHERE n.remitted AND n.remit_amount IS NULL

-- subrule: C
SELECT e.unit, e.asset_no, e.asset_no_key, e.event_no, CAST(NULL AS VARCHAR) AS account_code, e.event_type, e.income AS amount,
       e.event_date AS date, e.event_date, e.event_date_to, e.remit_date, e.remit_date_to,
       n.days, $remit_days::INTEGER AS limit_days, e.row_id AS event_row
FROM earned AS n
JOIN asset_events AS e ON e.row_id = n.event_row
WHERE n.days > $remit_days::INTEGER
ORDER BY e.row_id
-- population: C
SELECT count(*) AS n FROM earned AS n WHERE n.remitted
-- undecided: C
SELECT n.event_row, CASE WHEN e.event_date IS NULL THEN 'asset_events.event_date' ELSE 'asset_events.remit_date' END AS missing,
       CASE WHEN e.event_date IS NULL THEN '没有实际发生日期'
            WHEN e.remit_date IS NULL THEN '没有上缴日期'
            ELSE '日期只到期间，无法计算天数' END AS why
FROM earned AS n
JOIN asset_events AS e ON e.row_id = n.event_row
WHERE n.remitted AND (n.days IS NULL OR (n.days <= $remit_days::INTEGER AND n.most_days > $remit_days::INTEGER))

-- shared: D
WITH year_end AS (
    -- A line of December, or one for the whole year; a heading repeats what the accounts below it say.
    SELECT h.row_id AS gl_row, h.unit, h.account_code, h.closing
    FROM gl_balances AS h
    WHERE h.fiscal_year = $year::INTEGER AND coalesce(h.period, 12) = 12 AND starts_with(h.account_code, '2103')
),
account AS (
    SELECT y.gl_row, y.closing
    FROM year_end AS y
    WHERE NOT EXISTS (
        SELECT 1 FROM year_end AS part
        WHERE part.unit = y.unit AND part.account_code <> y.account_code AND starts_with(part.account_code, y.account_code))
)
-- subrule: D
SELECT h.unit, CAST(NULL AS VARCHAR) AS asset_no, CAST(NULL AS VARCHAR) AS event_no, h.account_code,
       coalesce(h.account_name, '') AS account_label, h.closing AS amount, make_date($year::INTEGER, 12, 31) AS date, h.row_id AS gl_row
FROM account AS a
JOIN gl_balances AS h ON h.row_id = a.gl_row
WHERE a.closing <> 0
ORDER BY h.row_id
-- population: D
SELECT count(*) AS n FROM account
-- undecided: D
SELECT a.gl_row, 'gl_balances.closing' AS missing, '没有期末余额' AS why FROM account AS a WHERE a.closing IS NULL

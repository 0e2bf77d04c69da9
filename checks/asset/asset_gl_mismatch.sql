/*
id: AST-004
name: asset_gl_mismatch
aliases: []
title: 资产卡片与总账不符
summary: The cards' values or their depreciation do not add up to the general ledger.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 入账与卡片}]
basis:
  - {law: KJF, article: 第十七条}
  - {law: GZT, article: 第三十四条}
scope: [unit]
key: [fiscal_year]
finding: unit
cause: {name: asset_ledger_mismatch, by: [], title: 资产账卡不符}
repair: state
visibility: unit
params:
  tolerance: {type: decimal, default: "0.01", doc: 允许的差额（元）}
  other_accounts:
    type: text
    default: "^A08|无形资产|土地使用权|公共基础设施|政府储备物资|保障性住房|文物资源|在建工程"
    doc: 分类含这些字样的卡片不在固定资产科目核算
requires: [assets.asset_no, gl_balances.fiscal_year, gl_balances.account_code, gl_balances.closing]
any_of: []
optional: [assets.status, assets.category_code, assets.book_date, gl_balances.period]
subrules:
  A:
    title: 原值与固定资产科目不符
    requires: [assets.asset_no, assets.original_value, gl_balances.fiscal_year, gl_balances.account_code, gl_balances.closing]
    message: "{lead}，{unit}{fiscal_year}年末资产卡片原值合计{card_total}，固定资产科目（1601）余额{ledger_total}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年末资产卡片原值合计{card_total}，固定资产科目（1601）余额{ledger_total}，相差{amount}，账卡不符，不符合{basis}的规定。"
  B:
    title: 累计折旧与折旧科目不符
    requires: [assets.asset_no, assets.accumulated_dep, gl_balances.fiscal_year, gl_balances.account_code, gl_balances.closing]
message: "{lead}，{unit}{fiscal_year}年末资产卡片累计折旧合计{card_total}，固定资产累计折旧科目（1602）余额{ledger_total}，相差{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{fiscal_year}年末资产卡片累计折旧合计{card_total}，固定资产累计折旧科目（1602）余额{ledger_total}，相差{amount}，账卡不符，不符合{basis}的规定。"
why: 卡片是资产的明细账，合计数与总账对不上，说明有资产漏登、错登，或者处置、折旧没有同时入账。
false_positives:
  - 卡片导出日与总账截止日不同（年末以后入账的卡片已剔除，年末以后才销账的仍可能相差）
  - 公共基础设施、保障性住房、文物资源、无形资产另列科目（按分类剔除，分类未填的剔除不了）
  - 已批准处置、尚未销账
  - 卡片以万元为单位而表头未注明
remediation: 资产管理与财务按月对账，逐类查明差异原因，补登漏记、核销已处置资产，差异报批后调整。
*/
-- shared:
WITH year_end AS (
    -- The last month that an account has in the year; a line per account and year has none.
    SELECT h.row_id AS gl_row, h.unit, h.account_code, h.closing
    FROM gl_balances AS h
    WHERE h.fiscal_year = $year::INTEGER
    QUALIFY row_number() OVER (PARTITION BY h.unit, h.account_code ORDER BY coalesce(h.period, 99) DESC, h.row_id DESC) = 1
),
balance AS (
    -- Accounts that have no account below them: a heading repeats what its parts say.
    SELECT y.unit, substr(y.account_code, 1, 4) AS account, abs(sum(y.closing)) AS total,
           bool_or(y.closing IS NULL) AS blank, list(y.gl_row) AS gl_rows
    FROM year_end AS y
    WHERE NOT EXISTS (
        SELECT 1 FROM year_end AS part
        WHERE part.unit = y.unit AND part.account_code <> y.account_code AND starts_with(part.account_code, y.account_code))
    GROUP BY y.unit, substr(y.account_code, 1, 4)
),
card AS (
    -- On the books at the end of the year.
    SELECT s.row_id AS asset_row, s.unit, s.original_value, s.accumulated_dep
    FROM assets AS s
    WHERE s.status IS DISTINCT FROM '已处置'
      AND NOT regexp_matches(coalesce(s.category_code, ''), $other_accounts::VARCHAR)
      AND coalesce(year(s.book_date) <= $year::INTEGER, true)
)

-- shared: A
WITH compared AS (
    SELECT k.unit, sum(k.original_value) AS card_total, bool_or(k.original_value IS NULL) AS blank_card,
           list(k.asset_row) AS asset_rows, any_value(b.total) AS ledger_total, any_value(b.blank) AS blank_balance,
           any_value(b.gl_rows) AS gl_rows
    FROM card AS k
    LEFT JOIN balance AS b ON b.unit = k.unit AND b.account = '1601'
    GROUP BY k.unit
)
-- subrule: A
SELECT c.unit, $year::INTEGER AS fiscal_year, make_date($year::INTEGER, 12, 31) AS date,
       abs(c.card_total - c.ledger_total) AS amount, c.card_total, c.ledger_total, c.asset_rows, c.gl_rows
FROM compared AS c
WHERE NOT c.blank_card AND NOT c.blank_balance AND abs(c.card_total - c.ledger_total) > $tolerance::DECIMAL(18,2)
-- population: A
SELECT count(*) AS n FROM compared
-- undecided: A
SELECT c.asset_rows,
       CASE WHEN c.blank_card THEN 'assets.original_value' ELSE 'gl_balances.closing' END AS missing,
       CASE WHEN c.blank_card THEN '有卡片没有原值，不能合计' ELSE '没有固定资产科目的年末余额' END AS why
FROM compared AS c
WHERE c.blank_card OR coalesce(c.blank_balance, true)

-- shared: B
WITH compared AS (
    SELECT k.unit, coalesce(sum(k.accumulated_dep), 0) AS card_total, count(k.accumulated_dep) = 0 AS blank_card,
           list(k.asset_row) AS asset_rows, any_value(b.total) AS ledger_total, any_value(b.blank) AS blank_balance,
           any_value(b.gl_rows) AS gl_rows
    FROM card AS k
    LEFT JOIN balance AS b ON b.unit = k.unit AND b.account = '1602'
    GROUP BY k.unit
)
-- subrule: B
SELECT c.unit, $year::INTEGER AS fiscal_year, make_date($year::INTEGER, 12, 31) AS date,
       abs(c.card_total - c.ledger_total) AS amount, c.card_total, c.ledger_total, c.asset_rows, c.gl_rows
FROM compared AS c
WHERE NOT c.blank_card AND NOT c.blank_balance AND abs(c.card_total - c.ledger_total) > $tolerance::DECIMAL(18,2)
-- population: B
SELECT count(*) AS n FROM compared
-- undecided: B
SELECT c.asset_rows,
       CASE WHEN c.blank_card THEN 'assets.accumulated_dep' ELSE 'gl_balances.closing' END AS missing,
       CASE WHEN c.blank_card THEN '卡片没有累计折旧' ELSE '没有累计折旧科目的年末余额' END AS why
FROM compared AS c
WHERE c.blank_card OR coalesce(c.blank_balance, true)

/*
id: EVI-007
name: journal_completeness
aliases: []
title: 序时账不完整
summary: Vouchers out of balance, journal against account balances, balances carried on, months missing.
kind: finding
class: data
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: KJF, article: 第十五条}
  - {law: KJF, article: 第十七条}
  - {law: ZKZ, article: 报表勾稽}
  - {law: CPA}
scope: [unit]
key: [item, part]
finding: each
cause: {name: journal_completeness, by: [], title: 序时账与科目余额表不完整或勾稽不符}
repair: state
visibility: unit
params: {tol: {type: decimal, default: "0.005", doc: 允许的差额（元）}}
requires: [vouchers.voucher_no, vouchers.account_code]
any_of: []
message: "{lead}，{unit}凭证{item}的{part}分录借方合计{debit}、贷方合计{credit}，借贷不平，相差{difference}，需进一步核实。"
message_confirmed: "{lead}，{unit}凭证{item}的{part}分录借方合计{debit}、贷方合计{credit}，借贷不平，相差{difference}，不符合{basis}的规定。"
subrules:
  A:
    title: 凭证借贷不平
    any_of: [[vouchers.debit, vouchers.amount], [vouchers.credit, vouchers.direction]]
    optional: [vouchers.void_flag]
  B:
    title: 序时账发生额与科目余额表不符
    requires: [gl_balances.account_code, gl_balances.fiscal_year, gl_balances.debit, gl_balances.credit, vouchers.account_code, vouchers.fiscal_year]
    any_of: [[vouchers.debit, vouchers.amount], [vouchers.credit, vouchers.direction]]
    optional: [vouchers.void_flag]
    message: "{lead}，{unit}{part}年科目{item}{named}序时账借方{debit}、贷方{credit}，科目余额表借方{balance_debit}、贷方{balance_credit}，两者不符，需进一步核实。"
    message_confirmed: "{lead}，{unit}{part}年科目{item}{named}序时账借方{debit}、贷方{credit}，科目余额表借方{balance_debit}、贷方{balance_credit}，两者不符，不符合{basis}的规定。"
  C:
    title: 期初余额与上期期末余额不符
    requires: [gl_balances.account_code, gl_balances.fiscal_year, gl_balances.period, gl_balances.opening, gl_balances.closing]
    optional: [gl_balances.normal_side]
    message: "{lead}，{unit}科目{item}{named}{part}期初余额{opening}，上期期末余额{closing}，两者不符，需进一步核实。"
    message_confirmed: "{lead}，{unit}科目{item}{named}{part}期初余额{opening}，上期期末余额{closing}，两者不符，不符合{basis}的规定。"
  E:
    title: 序时账缺少月份
    requires: [vouchers.fiscal_year, vouchers.period]
    message: "{lead}，{unit}{item}年序时账没有{part}月份的凭证，需进一步核实。"
    message_confirmed: "{lead}，{unit}{item}年序时账没有{part}月份的凭证，会计资料不完整，不符合{basis}的规定。"
why: 序时账不完整，其后以凭证为对象的检查和抽样都不可靠；先核对完整性，再谈结论。
false_positives:
  - 财务会计与预算会计分别平衡（已分两套核对）
  - 作废凭证仍在导出文件中（有作废标志的不计）
  - 年末结账凭证未导出，或科目余额表只列部分期间
  - 跨年调整期初数
  - 年中设立或并账的单位前几个月没有凭证
remediation: 重新导出全部期间、全部科目的序时账和科目余额表，核对行数与金额；差额逐笔查明并更正。
*/
-- shared:
-- Void vouchers are no part of the books. Financial and budgetary accounts balance each for themselves.
WITH entry AS (
    SELECT v.row_id, v.unit, v.fiscal_year, v.voucher_no, v.voucher_no_key, v.voucher_date,
           left(v.account_code, 4) AS account,
           CASE WHEN left(v.account_code, 1) BETWEEN '1' AND '5' THEN '财务会计'
                WHEN left(v.account_code, 1) BETWEEN '6' AND '8' THEN '预算会计' END AS books,
           coalesce(v.debit, CASE WHEN v.credit IS NULL AND v.direction = '借' THEN v.amount END, 0) AS debit,
           coalesce(v.credit, CASE WHEN v.debit IS NULL AND v.direction = '贷' THEN v.amount END, 0) AS credit,
           coalesce(v.debit, v.credit, CASE WHEN v.direction IN ('借', '贷') THEN v.amount END) IS NULL AS blank
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true
)

-- shared: A
-- Judged: a voucher in each of the two sets of books; an entry without a number stands for itself.
WITH voucher AS (
    SELECT e.unit, e.voucher_no_key, bool_or(e.books IS NULL) AS unknown_account, bool_or(e.blank) AS blank
    FROM entry AS e
    GROUP BY e.unit, e.voucher_no_key
),
judged AS (
    SELECT e.unit, e.voucher_no_key, e.books, min(e.voucher_no) AS voucher_no, min(e.voucher_date) AS date,
           sum(e.debit) AS debit, sum(e.credit) AS credit, list(e.row_id) AS voucher_rows,
           CASE WHEN e.voucher_no_key IS NULL THEN 'vouchers.voucher_no'
                WHEN bool_or(v.unknown_account) THEN 'vouchers.account_code'
                WHEN bool_or(v.blank) THEN 'vouchers.debit' END AS missing
    FROM entry AS e
    JOIN voucher AS v ON v.unit = e.unit AND v.voucher_no_key IS NOT DISTINCT FROM e.voucher_no_key
    GROUP BY e.unit, e.voucher_no_key, e.books, CASE WHEN e.voucher_no_key IS NULL THEN e.row_id END
)
-- subrule: A
SELECT j.unit, j.voucher_no AS item, j.voucher_no_key AS item_key, j.books AS part, j.date,
       j.debit, j.credit, abs(j.debit - j.credit) AS difference, j.voucher_rows
FROM judged AS j
WHERE j.missing IS NULL AND abs(j.debit - j.credit) > $tol::DECIMAL(18,3)
ORDER BY j.unit, j.voucher_no_key, j.books
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.voucher_rows, j.missing,
       CASE j.missing WHEN 'vouchers.voucher_no' THEN '没有可识别的凭证号'
                      WHEN 'vouchers.account_code' THEN '凭证有分录科目不明，无法核对借贷'
                      ELSE '凭证有分录没有金额，无法核对借贷' END AS why
FROM judged AS j
WHERE j.missing IS NOT NULL

-- shared: B
-- Judged: an account of the first level, whose periods add up to the year, where the journal of that year was handed in;
-- a table of leaves has no row to compare with.
WITH journal AS (
    SELECT e.unit, e.fiscal_year, e.account, sum(e.debit) AS debit, sum(e.credit) AS credit, bool_or(e.blank) AS blank
    FROM entry AS e
    GROUP BY e.unit, e.fiscal_year, e.account
),
balance AS (
    SELECT g.unit, g.fiscal_year, g.account_code AS account, min(g.account_name) AS name,
           sum(g.debit) AS debit, sum(g.credit) AS credit,
           bool_or(g.debit IS NULL OR g.credit IS NULL) AS blank, list(g.row_id) AS gl_balance_rows
    FROM gl_balances AS g
    WHERE regexp_matches(g.account_code, '^[1-8][0-9]{3}$')
      AND EXISTS (SELECT 1 FROM entry AS e WHERE e.unit = g.unit AND e.fiscal_year = g.fiscal_year)
    GROUP BY g.unit, g.fiscal_year, g.account_code
),
judged AS (
    SELECT b.unit, b.fiscal_year, b.account, b.name, b.gl_balance_rows,
           coalesce(j.debit, 0)::DECIMAL(18,2) AS debit, coalesce(j.credit, 0)::DECIMAL(18,2) AS credit,
           b.debit AS balance_debit, b.credit AS balance_credit,
           CASE WHEN b.blank THEN 'gl_balances.debit' WHEN j.blank THEN 'vouchers.debit' END AS missing
    FROM balance AS b
    LEFT JOIN journal AS j ON j.unit = b.unit AND j.fiscal_year = b.fiscal_year AND j.account = b.account
)
-- subrule: B
SELECT j.unit, j.account AS item, j.fiscal_year::VARCHAR AS part, coalesce('（' || j.name || '）', '') AS named,
       j.debit, j.credit, j.balance_debit, j.balance_credit, j.gl_balance_rows
FROM judged AS j
WHERE j.missing IS NULL
  AND (abs(j.balance_debit - j.debit) > $tol::DECIMAL(18,3) OR abs(j.balance_credit - j.credit) > $tol::DECIMAL(18,3))
ORDER BY j.unit, j.fiscal_year, j.account
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.gl_balance_rows, j.missing,
       CASE j.missing WHEN 'gl_balances.debit' THEN '科目余额表没有本期发生额' ELSE '该科目有分录没有金额' END AS why
FROM judged AS j
WHERE j.missing IS NOT NULL

-- shared: C
-- Judged: an account in a month whose month before is in the table too.
WITH balance AS (
    SELECT g.unit, g.account_code AS account, min(g.account_name) AS name,
           g.fiscal_year, g.period, g.fiscal_year * 12 + g.period AS month, min(g.normal_side) AS side,
           CASE WHEN count(g.opening) = count(*) THEN sum(g.opening) END AS opening,
           CASE WHEN count(g.closing) = count(*) THEN sum(g.closing) END AS closing,
           list(g.row_id) AS balance_rows
    FROM gl_balances AS g
    WHERE g.period BETWEEN 1 AND 12
    GROUP BY g.unit, g.account_code, g.fiscal_year, g.period
),
judged AS (
    SELECT n.unit, n.account, n.name, n.fiscal_year, n.period, n.opening, o.closing,
           n.balance_rows AS gl_balance_rows, o.balance_rows AS before_rows,
           n.side IS DISTINCT FROM o.side AS side_changed,
           CASE WHEN n.opening IS NULL THEN 'gl_balances.opening'
                WHEN o.closing IS NULL THEN 'gl_balances.closing' END AS missing
    FROM balance AS n
    JOIN balance AS o ON o.unit = n.unit AND o.account = n.account AND o.month = n.month - 1
)
-- subrule: C
SELECT j.unit, j.account AS item, j.fiscal_year || '年' || j.period || '月' AS part,
       coalesce('（' || j.name || '）', '') AS named, j.opening, j.closing, j.gl_balance_rows, j.before_rows
FROM judged AS j
WHERE abs(j.opening - j.closing) > $tol::DECIMAL(18,3)
  -- Where the side of the balance changed, the sign may have changed with it.
  AND NOT (j.side_changed AND abs(j.opening + j.closing) <= $tol::DECIMAL(18,3))
ORDER BY j.unit, j.account, j.fiscal_year, j.period
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.gl_balance_rows, j.missing, '没有期初余额或上期期末余额' AS why
FROM judged AS j
WHERE j.missing IS NOT NULL

-- shared: E
-- Judged: each month that is over, of each unit whose journal of the year was handed in.
WITH month AS (
    SELECT m.number, last_day(make_date($year::INTEGER, m.number::INTEGER, 1)) AS last_day
    FROM (SELECT unnest(generate_series(1, 12)) AS number) AS m
),
body AS (
    SELECT v.unit, list(DISTINCT v.sheet_id) AS journal_sheets
    FROM vouchers AS v
    WHERE v.fiscal_year = $year::INTEGER AND v.period BETWEEN 1 AND 12
    GROUP BY v.unit
),
judged AS (
    SELECT b.unit, b.journal_sheets, m.number,
           EXISTS (SELECT 1 FROM vouchers AS v
                   WHERE v.unit = b.unit AND v.fiscal_year = $year::INTEGER AND v.period = m.number) AS present,
           -- Vouchers that may be of this month.
           (SELECT list(v.row_id) FROM vouchers AS v
            WHERE v.unit = b.unit
              AND (v.fiscal_year IS NULL OR (v.fiscal_year = $year::INTEGER AND v.period IS NULL))) AS undated_rows
    FROM body AS b
    CROSS JOIN month AS m
    WHERE m.last_day < $asof::DATE
)
-- subrule: E
SELECT j.unit, $year::INTEGER::VARCHAR AS item, j.number::VARCHAR AS part, j.journal_sheets
FROM judged AS j
WHERE NOT j.present AND j.undated_rows IS NULL
ORDER BY j.unit, j.number
-- population: E
SELECT count(*) AS n FROM judged
-- undecided: E
SELECT j.undated_rows AS voucher_rows, 'vouchers.period' AS missing, '有凭证不知属于哪个月份' AS why
FROM judged AS j
WHERE NOT j.present AND j.undated_rows IS NOT NULL

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
-- subrule: A
WITH entry AS (
    SELECT v.row_id, v.unit, v.voucher_no, v.voucher_no_key, v.voucher_date,
           -- Financial and budgetary accounts balance each for themselves.
           CASE WHEN left(trim(v.account_code), 1) BETWEEN '1' AND '5' THEN '财务会计'
                WHEN left(trim(v.account_code), 1) BETWEEN '6' AND '8' THEN '预算会计' END AS books,
           coalesce(v.debit, CASE WHEN v.credit IS NULL AND v.direction = '借' THEN v.amount END, 0) AS debit,
           coalesce(v.credit, CASE WHEN v.debit IS NULL AND v.direction = '贷' THEN v.amount END, 0) AS credit,
           v.debit IS NULL AND v.credit IS NULL
               AND (v.amount IS NULL OR coalesce(v.direction, '') NOT IN ('借', '贷')) AS blank
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.voucher_no_key IS NOT NULL
)
SELECT e.unit, min(e.voucher_no) AS item, e.voucher_no_key AS item_key, e.books AS part, min(e.voucher_date) AS date,
       sum(e.debit) AS debit, sum(e.credit) AS credit, abs(sum(e.debit) - sum(e.credit)) AS difference,
       list(e.row_id) AS voucher_rows
FROM entry AS e
WHERE NOT EXISTS (
    SELECT 1 FROM entry AS o
    WHERE o.unit = e.unit AND o.voucher_no_key = e.voucher_no_key AND (o.books IS NULL OR o.blank))
GROUP BY e.unit, e.voucher_no_key, e.books
HAVING abs(sum(e.debit) - sum(e.credit)) > $tol::DECIMAL(18,3)
ORDER BY e.unit, e.voucher_no_key, e.books

-- population: A
SELECT count(*) AS n
FROM (
    SELECT DISTINCT v.unit, coalesce(v.voucher_no_key, v.row_id::VARCHAR) AS number,
           CASE WHEN v.voucher_no_key IS NULL THEN ''
                WHEN left(trim(v.account_code), 1) BETWEEN '1' AND '5' THEN '财务会计'
                WHEN left(trim(v.account_code), 1) BETWEEN '6' AND '8' THEN '预算会计' END AS books
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true
) AS voucher

-- undecided: A
WITH entry AS (
    SELECT v.row_id, v.unit, v.voucher_no_key,
           CASE WHEN left(trim(v.account_code), 1) BETWEEN '1' AND '5' THEN '财务会计'
                WHEN left(trim(v.account_code), 1) BETWEEN '6' AND '8' THEN '预算会计' END AS books,
           v.debit IS NULL AND v.credit IS NULL
               AND (v.amount IS NULL OR coalesce(v.direction, '') NOT IN ('借', '贷')) AS blank
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true
)
SELECT min(e.row_id) AS voucher_row,
       CASE WHEN count(e.books) = count(*) THEN 'vouchers.debit' ELSE 'vouchers.account_code' END AS missing,
       '凭证有分录没有金额或科目不明，无法核对借贷' AS why
FROM entry AS e
WHERE EXISTS (
    SELECT 1 FROM entry AS o
    WHERE o.unit = e.unit AND o.voucher_no_key = e.voucher_no_key AND (o.books IS NULL OR o.blank))
GROUP BY e.unit, e.voucher_no_key, e.books
UNION ALL
SELECT e.row_id AS voucher_row, 'vouchers.voucher_no' AS missing, '没有可识别的凭证号' AS why
FROM entry AS e
WHERE e.voucher_no_key IS NULL

-- subrule: B
WITH entry AS (
    SELECT v.unit, v.fiscal_year, left(trim(v.account_code), 4) AS account,
           coalesce(v.debit, CASE WHEN v.credit IS NULL AND v.direction = '借' THEN v.amount END, 0) AS debit,
           coalesce(v.credit, CASE WHEN v.debit IS NULL AND v.direction = '贷' THEN v.amount END, 0) AS credit,
           v.debit IS NULL AND v.credit IS NULL
               AND (v.amount IS NULL OR coalesce(v.direction, '') NOT IN ('借', '贷')) AS blank
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.fiscal_year IS NOT NULL
),
journal AS (
    SELECT e.unit, e.fiscal_year, e.account, sum(e.debit) AS debit, sum(e.credit) AS credit,
           bool_or(e.blank) AS incomplete
    FROM entry AS e
    GROUP BY e.unit, e.fiscal_year, e.account
),
-- Only accounts of the first level: a table of leaves has no row to compare with. Its periods add up to the year.
balance AS (
    SELECT g.unit, g.fiscal_year, trim(g.account_code) AS account, min(g.account_name) AS name,
           sum(g.debit) AS debit, sum(g.credit) AS credit,
           bool_or(g.debit IS NULL OR g.credit IS NULL) AS incomplete, list(g.row_id) AS gl_balance_rows
    FROM gl_balances AS g
    WHERE regexp_matches(trim(g.account_code), '^[1-8][0-9]{3}$')
    GROUP BY g.unit, g.fiscal_year, trim(g.account_code)
)
SELECT b.unit, b.account AS item, b.fiscal_year::VARCHAR AS part, coalesce('（' || b.name || '）', '') AS named,
       coalesce(j.debit, 0)::DECIMAL(18,2) AS debit, coalesce(j.credit, 0)::DECIMAL(18,2) AS credit,
       b.debit AS balance_debit, b.credit AS balance_credit, b.gl_balance_rows
FROM balance AS b
LEFT JOIN journal AS j ON j.unit = b.unit AND j.fiscal_year = b.fiscal_year AND j.account = b.account
WHERE EXISTS (SELECT 1 FROM journal AS y WHERE y.unit = b.unit AND y.fiscal_year = b.fiscal_year)
  AND NOT b.incomplete AND NOT coalesce(j.incomplete, false)
  AND (abs(b.debit - coalesce(j.debit, 0)) > $tol::DECIMAL(18,3)
       OR abs(b.credit - coalesce(j.credit, 0)) > $tol::DECIMAL(18,3))
ORDER BY b.unit, b.fiscal_year, b.account

-- population: B
SELECT count(*) AS n
FROM (
    SELECT DISTINCT g.unit, g.fiscal_year, trim(g.account_code) AS account
    FROM gl_balances AS g
    WHERE regexp_matches(trim(g.account_code), '^[1-8][0-9]{3}$')
      AND EXISTS (SELECT 1 FROM vouchers AS v
                  WHERE v.unit = g.unit AND v.fiscal_year = g.fiscal_year AND v.void_flag IS DISTINCT FROM true)
) AS balance

-- undecided: B
WITH balance AS (
    SELECT g.unit, g.fiscal_year, trim(g.account_code) AS account, min(g.row_id) AS gl_balance_row,
           bool_or(g.debit IS NULL OR g.credit IS NULL) AS incomplete
    FROM gl_balances AS g
    WHERE regexp_matches(trim(g.account_code), '^[1-8][0-9]{3}$')
    GROUP BY g.unit, g.fiscal_year, trim(g.account_code)
)
SELECT b.gl_balance_row, CASE WHEN b.incomplete THEN 'gl_balances.debit' ELSE 'vouchers.debit' END AS missing,
       CASE WHEN b.incomplete THEN '科目余额表没有本期发生额' ELSE '该科目有分录没有金额' END AS why
FROM balance AS b
WHERE EXISTS (SELECT 1 FROM vouchers AS v
              WHERE v.unit = b.unit AND v.fiscal_year = b.fiscal_year AND v.void_flag IS DISTINCT FROM true)
  AND (b.incomplete
       OR EXISTS (SELECT 1 FROM vouchers AS v
                  WHERE v.unit = b.unit AND v.fiscal_year = b.fiscal_year AND v.void_flag IS DISTINCT FROM true
                    AND left(trim(v.account_code), 4) = b.account
                    AND v.debit IS NULL AND v.credit IS NULL
                    AND (v.amount IS NULL OR coalesce(v.direction, '') NOT IN ('借', '贷'))))

-- subrule: C
WITH balance AS (
    SELECT g.unit, trim(g.account_code) AS account, min(g.account_name) AS name,
           g.fiscal_year, g.period, g.fiscal_year * 12 + g.period AS month, min(g.normal_side) AS side,
           CASE WHEN count(g.opening) = count(*) THEN sum(g.opening) END AS opening,
           CASE WHEN count(g.closing) = count(*) THEN sum(g.closing) END AS closing,
           list(g.row_id) AS balance_rows
    FROM gl_balances AS g
    WHERE g.account_code IS NOT NULL AND g.fiscal_year IS NOT NULL AND g.period BETWEEN 1 AND 12
    GROUP BY g.unit, trim(g.account_code), g.fiscal_year, g.period
)
SELECT n.unit, n.account AS item, n.fiscal_year || '年' || n.period || '月' AS part,
       coalesce('（' || n.name || '）', '') AS named, n.opening, o.closing,
       n.balance_rows AS gl_balance_rows, o.balance_rows AS before_rows
FROM balance AS n
JOIN balance AS o ON o.unit = n.unit AND o.account = n.account AND o.month = n.month - 1
WHERE abs(n.opening - o.closing) > $tol::DECIMAL(18,3)
  -- Where the side of the balance changed, the sign may have changed with it.
  AND (n.side IS NOT DISTINCT FROM o.side OR abs(n.opening + o.closing) > $tol::DECIMAL(18,3))
ORDER BY n.unit, n.account, n.month

-- population: C
WITH balance AS (
    SELECT DISTINCT g.unit, trim(g.account_code) AS account, g.fiscal_year * 12 + g.period AS month
    FROM gl_balances AS g
    WHERE g.account_code IS NOT NULL AND g.fiscal_year IS NOT NULL AND g.period BETWEEN 1 AND 12
)
SELECT count(*) AS n
FROM balance AS n
JOIN balance AS o ON o.unit = n.unit AND o.account = n.account AND o.month = n.month - 1

-- undecided: C
WITH balance AS (
    SELECT g.unit, trim(g.account_code) AS account, g.fiscal_year * 12 + g.period AS month, min(g.row_id) AS gl_balance_row,
           count(g.opening) = count(*) AS opened, count(g.closing) = count(*) AS closed
    FROM gl_balances AS g
    WHERE g.account_code IS NOT NULL AND g.fiscal_year IS NOT NULL AND g.period BETWEEN 1 AND 12
    GROUP BY g.unit, trim(g.account_code), g.fiscal_year * 12 + g.period
)
SELECT n.gl_balance_row, CASE WHEN n.opened THEN 'gl_balances.closing' ELSE 'gl_balances.opening' END AS missing,
       '没有期初余额或上期期末余额' AS why
FROM balance AS n
JOIN balance AS o ON o.unit = n.unit AND o.account = n.account AND o.month = n.month - 1
WHERE NOT n.opened OR NOT o.closed

-- subrule: E
WITH month AS (
    SELECT unnest(generate_series(1, 12)) AS number
),
body AS (
    SELECT DISTINCT v.unit FROM vouchers AS v WHERE v.fiscal_year = $year::INTEGER AND v.period BETWEEN 1 AND 12
)
SELECT b.unit, $year::INTEGER::VARCHAR AS item, m.number::VARCHAR AS part,
       (SELECT list(DISTINCT v.sheet_id) FROM vouchers AS v WHERE v.unit = b.unit) AS journal_sheets
FROM body AS b
CROSS JOIN month AS m
WHERE last_day(make_date($year::INTEGER, m.number::INTEGER, 1)) < $asof::DATE
  AND NOT EXISTS (SELECT 1 FROM vouchers AS v
                  WHERE v.unit = b.unit AND v.fiscal_year = $year::INTEGER AND v.period = m.number)
  AND NOT EXISTS (SELECT 1 FROM vouchers AS v
                  WHERE v.unit = b.unit AND (v.fiscal_year IS NULL OR (v.fiscal_year = $year::INTEGER AND v.period IS NULL)))
ORDER BY b.unit, m.number

-- population: E
WITH month AS (
    SELECT unnest(generate_series(1, 12)) AS number
),
body AS (
    SELECT DISTINCT v.unit FROM vouchers AS v WHERE v.fiscal_year = $year::INTEGER AND v.period BETWEEN 1 AND 12
)
SELECT count(*) AS n
FROM body AS b
CROSS JOIN month AS m
WHERE last_day(make_date($year::INTEGER, m.number::INTEGER, 1)) < $asof::DATE

-- undecided: E
WITH month AS (
    SELECT unnest(generate_series(1, 12)) AS number
),
body AS (
    SELECT DISTINCT v.unit FROM vouchers AS v WHERE v.fiscal_year = $year::INTEGER AND v.period BETWEEN 1 AND 12
),
unknown AS (
    SELECT v.unit, min(v.row_id) AS voucher_row
    FROM vouchers AS v
    WHERE v.fiscal_year IS NULL OR (v.fiscal_year = $year::INTEGER AND v.period IS NULL)
    GROUP BY v.unit
)
SELECT u.voucher_row, 'vouchers.period' AS missing, '有凭证不知属于哪个月份' AS why
FROM body AS b
CROSS JOIN month AS m
JOIN unknown AS u ON u.unit = b.unit
WHERE last_day(make_date($year::INTEGER, m.number::INTEGER, 1)) < $asof::DATE
  AND NOT EXISTS (SELECT 1 FROM vouchers AS v
                  WHERE v.unit = b.unit AND v.fiscal_year = $year::INTEGER AND v.period = m.number)

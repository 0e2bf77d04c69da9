/*
id: AST-011
name: cip_not_transferred
aliases: []
title: 在建工程长期未转固、未办竣工财务决算
summary: Construction in progress kept on the books a year after acceptance, or without any movement.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 在建工程}]
basis:
  - {law: GZT, article: 第三十一条}
  - {law: ZFT, article: 第二十五条}
scope: [unit]
key: [contract_no, account_code]
finding: each
cause: {name: cip_not_transferred, by: [], title: 在建工程未及时转固}
repair: state
visibility: unit
params:
  settle_days: {type: integer, default: 365, doc: 竣工验收后办理竣工财务决算的天数（条例规定最长一年）}
  idle_months: {type: integer, default: 12, doc: 连续几个月没有发生额}
requires: [contracts.contract_no, contracts.category, acceptances.contract_no, acceptances.acceptance_date, gl_balances.account_code, gl_balances.closing]
any_of: []
optional: []
subrules:
  A:
    title: 工程验收已超过一年而在建工程仍有余额
    optional: [acceptances.result, assets.contract_no, asset_events.event_type, asset_events.event_date, gl_balances.period]
    message: "{lead}，{unit}工程合同{contract_no}{titled}于{acceptance_date}竣工验收，至评价截止日{days}天，未见转固，在建工程科目仍有余额{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}工程合同{contract_no}{titled}于{acceptance_date}竣工验收，超过一年未办理竣工财务决算、未转固，不符合{basis}的规定。"
  B:
    title: 在建工程科目长期没有发生额
    requires: [gl_balances.fiscal_year, gl_balances.account_code, gl_balances.closing, vouchers.account_code, vouchers.voucher_date]
    optional: [gl_balances.period, vouchers.void_flag]
message: "{lead}，{unit}在建工程（{account_code}{account_label}）余额{amount}，连续{months}个月没有发生额，需进一步核实。"
message_confirmed: "{lead}，{unit}在建工程（{account_code}{account_label}）余额{amount}，连续{months}个月没有发生额，未及时清理转固，不符合{basis}的规定。"
why: 交付使用而不转固，资产不实、折旧不提；久拖不决算，工程款和责任都说不清。
false_positives:
  - 分期建设的工程，余额属后期工程
  - 缓建、停建（有批准文件）
  - 资产卡片没有登记合同号，转固不能与合同对应（只作疑点）
  - 审计结算中的仍不得超过一年
remediation: 已交付的先暂估转固，限期办理竣工财务决算，决算批复后调整原值。
*/
-- shared:
WITH latest AS (
    -- The last known balance of each account; a heading repeats what the accounts below it say.
    SELECT h.row_id AS gl_row, h.unit, h.account_code, h.closing
    FROM gl_balances AS h
    WHERE starts_with(h.account_code, '1613') AND h.fiscal_year <= $year::INTEGER
    QUALIFY row_number() OVER (
        PARTITION BY h.unit, h.account_code ORDER BY h.fiscal_year DESC, coalesce(h.period, 99) DESC, h.row_id DESC) = 1
),
account AS (
    SELECT y.gl_row, y.unit, y.account_code, y.closing
    FROM latest AS y
    WHERE NOT EXISTS (
        SELECT 1 FROM latest AS part
        WHERE part.unit = y.unit AND part.account_code <> y.account_code AND starts_with(part.account_code, y.account_code))
)

-- shared: A
WITH balance AS (
    SELECT b.unit, sum(b.closing) AS total, list(b.gl_row) AS gl_rows FROM account AS b GROUP BY b.unit
),
work AS (
    -- Of several acceptances the last.
    SELECT c.row_id AS contract_row, c.unit,
           max(a.acceptance_date_to) AS finished, list(a.row_id) AS acceptance_rows,
           bool_or(EXISTS (SELECT 1 FROM assets_contract_no AS card JOIN assets AS s ON s.row_id = card.row_id
                           WHERE card.key = number.key AND s.unit = c.unit)) AS carded
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS named ON named.key = number.key
    JOIN acceptances AS a ON a.row_id = named.row_id AND a.unit = c.unit
    WHERE c.category = '工程' AND a.result IS DISTINCT FROM '不合格'
    GROUP BY c.row_id, c.unit
)
-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, CAST(NULL AS VARCHAR) AS account_code,
       coalesce('“' || c.contract_name || '”', '') AS titled, w.finished AS acceptance_date, w.finished AS date,
       $asof::DATE - w.finished AS days, b.total AS amount, w.contract_row, w.acceptance_rows, b.gl_rows
FROM work AS w
JOIN contracts AS c ON c.row_id = w.contract_row
JOIN balance AS b ON b.unit = w.unit
WHERE $asof::DATE - w.finished > $settle_days::INTEGER AND NOT w.carded AND b.total > 0
  AND NOT EXISTS (
      SELECT 1 FROM asset_events AS e
      WHERE e.unit = w.unit AND e.event_type = '转固' AND coalesce(e.event_date_to >= w.finished, true))
ORDER BY c.row_id
-- population: A
SELECT count(*) AS n FROM work
-- undecided: A
SELECT w.contract_row,
       CASE WHEN w.finished IS NULL THEN 'acceptances.acceptance_date' ELSE 'gl_balances.closing' END AS missing,
       CASE WHEN w.finished IS NULL THEN '没有验收日期' ELSE '没有在建工程科目的余额' END AS why
FROM work AS w
WHERE w.finished IS NULL
   OR ($asof::DATE - w.finished > $settle_days::INTEGER AND w.unit NOT IN (SELECT b.unit FROM balance AS b))

-- shared: B
WITH span AS (
    -- The months up to the end of the year; the journal must reach back to the first of them.
    SELECT v.unit, min(v.voucher_date) <= make_date($year::INTEGER, 12, 31) - to_months($idle_months::INTEGER - 1) AS covered
    FROM vouchers AS v
    GROUP BY v.unit
),
judged AS (
    SELECT b.gl_row, coalesce(s.covered, false) AS covered,
           EXISTS (
               SELECT 1 FROM vouchers AS v
               WHERE v.unit = b.unit AND starts_with(v.account_code, b.account_code) AND v.void_flag IS DISTINCT FROM true
                 AND v.voucher_date > make_date($year::INTEGER, 12, 31) - to_months($idle_months::INTEGER)) AS moved
    FROM account AS b
    LEFT JOIN span AS s ON s.unit = b.unit
    WHERE b.closing > 0
)
-- subrule: B
SELECT h.unit, CAST(NULL AS VARCHAR) AS contract_no, h.account_code, coalesce(h.account_name, '') AS account_label, h.closing AS amount,
       make_date($year::INTEGER, 12, 31) AS date, $idle_months::INTEGER AS months, h.row_id AS gl_row
FROM judged AS j
JOIN gl_balances AS h ON h.row_id = j.gl_row
WHERE j.covered AND NOT j.moved
ORDER BY h.row_id
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.gl_row, 'vouchers.voucher_date' AS missing, '序时账没有覆盖该期间' AS why FROM judged AS j WHERE NOT j.covered AND NOT j.moved

/*
id: ADV-001
name: stale_advances
aliases: []
title: 往来款长期挂账／余额方向异常
summary: Receivables and payables open too long or without movement, and balances on the wrong side.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: YST, article: 第八十三条}
  - {law: KJF, article: 第十七条}
  - {law: CWG, article: 往来款项}
  - {law: UNIT}
scope: [unit]
key: [account, subject]
finding: each
cause: {name: advances_not_cleared, by: [], title: 往来款项清理不及时}
repair: state
visibility: unit
params:
  imprest_days: {type: integer, default: null, doc: 备用金、借款超过此天数视为长期挂账（按本单位制度填写）}
  receivable_days: {type: integer, default: null, doc: 预付、其他应收等应收款项超过此天数视为长期挂账（按本单位制度填写）}
  payable_days: {type: integer, default: null, doc: 应付、其他应付等应付款项超过此天数视为长期挂账（按本单位制度填写）}
  idle_days: {type: integer, default: null, doc: 超过此天数没有变动视为长期挂账（按本单位制度填写）}
  tol: {type: decimal, default: "0.005", doc: 余额不超过此数视为零（元）}
requires: [advances.account_code, advances.counterparty, advances.balance, advances.occur_date]
any_of: []
message: "{lead}，{unit}科目{account}对{counterparty}的往来余额{amount}，发生于{since}，至{asof}已{days}天，超过{limit}天，需进一步核实。"
message_confirmed: "{lead}，{unit}科目{account}对{counterparty}的往来余额{amount}，发生于{since}，至{asof}已{days}天未清理，不符合{basis}的规定。"
subrules:
  A:
    title: 备用金、个人借款长期挂账
    params: [imprest_days]
    optional: [advances.kind]
    requires: [advances.account_code, advances.counterparty, advances.balance, advances.occur_date, advances.kind]
  B:
    title: 应收、预付款项长期挂账
    params: [receivable_days]
    optional: [advances.kind, advances.due_date]
  C:
    title: 应付款项长期挂账
    params: [payable_days]
    optional: [advances.kind, advances.due_date]
  D:
    title: 往来款长期无变动
    params: [idle_days]
    requires: [advances.account_code, advances.counterparty, advances.balance, advances.last_move_date]
    optional: [advances.kind, advances.due_date]
    message: "{lead}，{unit}科目{account}对{counterparty}的往来余额{amount}，最近变动于{since}，至{asof}已{days}天，超过{limit}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}科目{account}对{counterparty}的往来余额{amount}，{since}后至{asof}已{days}天没有变动，未及时清理，不符合{basis}的规定。"
  E:
    title: 往来科目余额方向异常
    requires: [gl_balances.account_code, gl_balances.fiscal_year, gl_balances.period, gl_balances.closing, gl_balances.normal_side]
    optional: [gl_balances.account_name]
    basis: [{law: KJF, article: 第十七条}, {law: YST, article: 第八十三条}, {law: UNIT}]
    message: "{lead}，{unit}科目{account}{counterparty}{subject}末{side}方余额{amount}，与科目性质相反，需进一步核实。"
    message_confirmed: "{lead}，{unit}科目{account}{counterparty}{subject}末{side}方余额{amount}，与科目性质相反，未及时核对清理，不符合{basis}的规定。"
  F:
    title: 往来明细余额方向异常
    requires: [advances.account_code, advances.counterparty, advances.balance]
    basis: [{law: KJF, article: 第十七条}, {law: YST, article: 第八十三条}, {law: UNIT}]
    message: "{lead}，{unit}科目{account}对{counterparty}的往来余额为{amount}，方向与科目性质相反，需进一步核实。"
    message_confirmed: "{lead}，{unit}科目{account}对{counterparty}的往来余额为{amount}，方向与科目性质相反，未及时核对清理，不符合{basis}的规定。"
why: 长期挂账的往来款里往往藏着收不回的资金、没入账的支出和没上缴的收入；方向异常说明串户、重付或漏记。
false_positives:
  - 押金、保证金未到合同期限（到期前不报）
  - 诉讼中、待核销报批的款项
  - 代管基金、党费、工会经费
  - 重分类列示，或辅助核算对象串户但科目余额正确
  - 往来明细只登记净额
remediation: 逐笔函证、查明原因：应收的限期收回，已有支出的及时报销冲账，应付无须支付的按规定上缴或转收入，确实无法收回的报批核销；建立账龄台账和预警。
*/
-- shared:
-- Judged: what is open; deposits held until a day that has not come are no arrears, those past it are ADV-004's.
WITH open AS (
    SELECT w.row_id, w.unit, w.account_code AS account, w.counterparty, w.balance AS amount, w.occur_date_to, w.last_move_date_to,
           coalesce(w.kind IN ('备用金', '借款'), false) AS imprest,
           concat_ws('|', coalesce(w.counterparty_key, w.counterparty), coalesce(w.voucher_no_key, w.occur_date::VARCHAR)) AS subject,
           CASE WHEN regexp_matches(w.account_code, '^(1212|1214|1218)') THEN 'receivable'
                WHEN regexp_matches(w.account_code, '^(2302|2305|2307)') THEN 'payable' END AS side
    FROM advances AS w
    WHERE NOT coalesce(w.kind IN ('质保金', '履约保证金') AND w.due_date_to IS NOT NULL, false)
      AND NOT coalesce(w.kind IN ('押金', '投标保证金') AND w.due_date_to >= $asof::DATE, false)
)
-- subrule: A
SELECT w.unit, w.account, w.subject, w.counterparty, w.amount, w.occur_date_to AS since, $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       $asof::DATE - w.occur_date_to AS days, $imprest_days::INTEGER AS limit, w.row_id AS advance_row
FROM open AS w
WHERE w.imprest AND w.amount > 0 AND $asof::DATE - w.occur_date_to > $imprest_days::INTEGER
ORDER BY w.row_id
-- population: A
SELECT w.unit, count(*) AS n FROM open AS w WHERE w.imprest GROUP BY w.unit
-- undecided: A
SELECT w.row_id AS advance_row, CASE WHEN w.amount IS NULL THEN 'advances.balance' ELSE 'advances.occur_date' END AS missing,
       '没有余额或发生日期' AS why
FROM open AS w
WHERE w.imprest AND (w.amount IS NULL OR w.occur_date_to IS NULL)

-- subrule: B
SELECT w.unit, w.account, w.subject, w.counterparty, w.amount, w.occur_date_to AS since, $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       $asof::DATE - w.occur_date_to AS days, $receivable_days::INTEGER AS limit, w.row_id AS advance_row
FROM open AS w
WHERE w.side = 'receivable' AND NOT w.imprest AND w.amount > 0 AND $asof::DATE - w.occur_date_to > $receivable_days::INTEGER
ORDER BY w.row_id
-- population: B
SELECT w.unit, count(*) AS n FROM open AS w WHERE coalesce(w.side, 'receivable') = 'receivable' AND NOT w.imprest GROUP BY w.unit
-- undecided: B
SELECT w.row_id AS advance_row,
       CASE WHEN w.side IS NULL THEN 'advances.account_code' WHEN w.amount IS NULL THEN 'advances.balance' ELSE 'advances.occur_date' END AS missing,
       '没有余额或发生日期，或不知是应收还是应付' AS why
FROM open AS w
WHERE coalesce(w.side, 'receivable') = 'receivable' AND NOT w.imprest
  AND (w.side IS NULL OR w.amount IS NULL OR w.occur_date_to IS NULL)

-- subrule: C
SELECT w.unit, w.account, w.subject, w.counterparty, w.amount, w.occur_date_to AS since, $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       $asof::DATE - w.occur_date_to AS days, $payable_days::INTEGER AS limit, w.row_id AS advance_row
FROM open AS w
WHERE w.side = 'payable' AND w.amount > 0 AND $asof::DATE - w.occur_date_to > $payable_days::INTEGER
ORDER BY w.row_id
-- population: C
SELECT w.unit, count(*) AS n FROM open AS w WHERE w.side = 'payable' GROUP BY w.unit
-- undecided: C
SELECT w.row_id AS advance_row, CASE WHEN w.amount IS NULL THEN 'advances.balance' ELSE 'advances.occur_date' END AS missing,
       '没有余额或发生日期' AS why
FROM open AS w
WHERE w.side = 'payable' AND (w.amount IS NULL OR w.occur_date_to IS NULL)

-- subrule: D
SELECT w.unit, w.account, w.subject, w.counterparty, w.amount, w.last_move_date_to AS since, $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       $asof::DATE - w.last_move_date_to AS days, $idle_days::INTEGER AS limit, w.row_id AS advance_row
FROM open AS w
WHERE w.amount <> 0 AND $asof::DATE - w.last_move_date_to > $idle_days::INTEGER
ORDER BY w.row_id
-- population: D
SELECT w.unit, count(*) AS n FROM open AS w GROUP BY w.unit
-- undecided: D
SELECT w.row_id AS advance_row, CASE WHEN w.amount IS NULL THEN 'advances.balance' ELSE 'advances.last_move_date' END AS missing,
       '没有余额或最近变动日期' AS why
FROM open AS w
WHERE w.amount IS NULL OR w.last_move_date_to IS NULL

-- shared: E
-- Judged: the last month in the table of each account of receivables or payables; a table prints a balance with its side.
WITH account AS (
    SELECT g.row_id, g.unit, g.account_code AS account, coalesce('（' || g.account_name || '）', '') AS counterparty,
           g.fiscal_year || '年' || coalesce(g.period || '月', '') AS subject, g.fiscal_year, g.normal_side, g.closing,
           CASE left(g.account_code, 1) WHEN '1' THEN '借' ELSE '贷' END AS proper
    FROM gl_balances AS g
    WHERE regexp_matches(g.account_code, '^(1212|1214|1218|2302|2305|2307)')
    QUALIFY rank() OVER (PARTITION BY g.unit, g.account_code, g.fiscal_year ORDER BY g.period DESC) = 1
)
-- subrule: E
SELECT a.unit, a.account, a.subject, a.counterparty, abs(a.closing) AS amount,
       CASE a.proper WHEN '借' THEN '贷' ELSE '借' END AS side, make_date(a.fiscal_year::INTEGER, 12, 31) AS date, a.fiscal_year, a.row_id AS gl_balance_row
FROM account AS a
-- Positive on the other side, or negative on its own.
WHERE CASE WHEN a.normal_side = a.proper THEN -a.closing ELSE a.closing END > $tol::DECIMAL(18,3) AND a.normal_side IS NOT NULL
ORDER BY a.row_id
-- population: E
SELECT a.unit, count(*) AS n FROM account AS a GROUP BY a.unit
-- undecided: E
SELECT a.row_id AS gl_balance_row, CASE WHEN a.closing IS NULL THEN 'gl_balances.closing' ELSE 'gl_balances.normal_side' END AS missing,
       '没有期末余额或余额方向' AS why
FROM account AS a
WHERE a.closing IS NULL OR (a.normal_side IS NULL AND a.closing <> 0)

-- subrule: F
SELECT w.unit, w.account, w.subject, w.counterparty, w.amount, $asof::DATE AS date, $year::INTEGER AS fiscal_year, w.row_id AS advance_row
FROM open AS w
WHERE w.amount < -$tol::DECIMAL(18,3)
ORDER BY w.row_id
-- population: F
SELECT w.unit, count(*) AS n FROM open AS w GROUP BY w.unit
-- undecided: F
SELECT w.row_id AS advance_row, 'advances.balance' AS missing, '没有余额' AS why
FROM open AS w
WHERE w.amount IS NULL

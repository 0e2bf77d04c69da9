/*
id: INC-002
name: revenue_not_booked
aliases: []
title: 收入不入账、少入账
summary: Tickets for revenue that the books do not show as revenue.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第十六条}
  - {law: CFT, article: 第十七条}
scope: [unit]
key: [item, fiscal_year]
finding: each
cause: {name: revenue_not_booked, by: [item, fiscal_year], title: 收入未按规定入账}
repair: event
visibility: unit
params:
  excluded_items: {type: text, default: "押金|保证金|往来|代收|代垫|捐赠|退", doc: 收费项目含这些字样的不属于收入（正则）}
  income_accounts: {type: text, default: "^(2103|4|6)", doc: 收入应记的科目编码：应缴财政款、收入类、预算收入类（正则）}
  grants: {type: text, default: "^(4001|4601|6001|6601)", doc: 财政拨款等不开票的收入科目编码，比较总额时剔除（正则）}
  tol: {type: decimal, default: "100", doc: 总额比较允许的差额（元）}
requires: [revenues.ticket_no, revenues.item, revenues.amount]
any_of: []
optional: []
subrules:
  A:
    title: 票据没有对应凭证
    class: violation
    absence: revenues.voucher_no
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.voucher_no]
    optional: [revenues.issue_date]
    message: "{lead}，{unit}{fiscal_year}年“{item}”有{count}张票据未见记账凭证，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”{count}张票据合计{amount}未入账，不符合{basis}的规定。"
  B:
    title: 票据所载凭证在序时账中查不到
    class: violation
    absence: {partner: vouchers}
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.voucher_no, vouchers.voucher_no]
    optional: [revenues.issue_date]
    message: "{lead}，{unit}{fiscal_year}年“{item}”票据{ticket_no}所载凭证{voucher_no}在序时账中未见，金额{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”票据{ticket_no}金额{amount}未入账，不符合{basis}的规定。"
  C:
    title: 收入未记入收入或应缴财政款
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.voucher_no, vouchers.voucher_no, vouchers.account_code, vouchers.credit]
    optional: [revenues.issue_date]
    message: "{lead}，{unit}{fiscal_year}年“{item}”有{count}张票据的凭证未贷记收入或应缴财政款（{accounts}），合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”收入合计{amount}记入{accounts}，未按规定确认收入或应缴财政款，不符合{basis}的规定。"
  D:
    title: 票据总额大于账面收入
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.issue_date, vouchers.account_code, vouchers.credit, vouchers.fiscal_year]
    optional: [vouchers.void_flag, vouchers.is_closing, fill.declared]
    message: "{lead}，{unit}{fiscal_year}年开具{item}票据合计{issued}，账面应缴财政款和收入合计{booked}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年开具{item}票据合计{issued}，账面仅入账{booked}，少入账{amount}，不符合{basis}的规定。"
message: "{lead}，{unit}{fiscal_year}年“{item}”收入入账需要核对，需进一步核实。"
why: 开了票的收入不进账或挂在往来，就成了账外资金的来源，截留、坐支、私设小金库都由此开始。
false_positives:
  - 押金、保证金等往来性质的票据（已剔除）
  - 汇总记账，票据台账未逐张登记凭证号
  - 缴款人直接缴入国库，单位不记账
  - 票据作废、重开未在台账注明
remediation: 票据与凭证逐张核对，未入账的补记收入或应缴财政款；挂往来的转入收入并上缴；按月核销票据。
*/
-- shared:
WITH ticket AS (
    SELECT r.row_id, r.unit, r.ticket_no, r.item, r.amount, r.voucher_no, coalesce(year(r.issue_date), $year::BIGINT) AS fiscal_year,
           r.issue_date_to
    FROM revenues AS r
    WHERE r.amount > 0 AND NOT regexp_matches(coalesce(r.item, ''), $excluded_items::VARCHAR)
),
linked AS (
    -- Tickets whose voucher the journal holds, and whether that voucher credits revenue.
    SELECT t.row_id, bool_or(regexp_matches(v.account_code, $income_accounts::VARCHAR)) FILTER (WHERE v.credit > 0) AS booked,
           string_agg(DISTINCT coalesce(v.account_name, v.account_code), '、' ORDER BY coalesce(v.account_name, v.account_code))
               FILTER (WHERE v.credit > 0) AS accounts,
           list(v.row_id) AS voucher_rows
    FROM ticket AS t
    JOIN revenues_voucher_no AS named ON named.row_id = t.row_id
    JOIN vouchers AS v ON v.voucher_no_key = named.key AND v.unit = t.unit
    GROUP BY t.row_id
)
-- subrule: A
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, count(*) AS count, sum(t.amount) AS amount,
       list(t.row_id) AS revenue_rows
FROM ticket AS t
WHERE t.voucher_no IS NULL AND (t.issue_date_to <= $asof::DATE) IS DISTINCT FROM false
GROUP BY t.unit, t.item, t.fiscal_year
-- population: A
SELECT count(*) AS n FROM ticket

-- subrule: B
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, t.ticket_no, t.voucher_no, t.amount, t.row_id AS revenue_row
FROM ticket AS t
WHERE t.voucher_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM linked AS l WHERE l.row_id = t.row_id)
-- population: B
SELECT t.unit, count(*) AS n FROM ticket AS t WHERE t.voucher_no IS NOT NULL GROUP BY t.unit

-- subrule: C
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, count(*) AS count, sum(t.amount) AS amount,
       string_agg(DISTINCT l.accounts, '、' ORDER BY l.accounts) AS accounts, list(t.row_id) AS revenue_rows, flatten(list(l.voucher_rows)) AS voucher_rows
FROM linked AS l
JOIN ticket AS t ON t.row_id = l.row_id
WHERE NOT l.booked
GROUP BY t.unit, t.item, t.fiscal_year
-- population: C
SELECT count(*) AS n FROM linked
-- undecided: C
SELECT l.voucher_rows, 'vouchers.credit' AS missing, '凭证没有贷方金额' AS why FROM linked AS l WHERE l.booked IS NULL

-- shared: D
WITH issued AS (
    SELECT t.unit, t.fiscal_year, sum(t.amount) AS issued, list(t.row_id) AS revenue_rows
    FROM ticket AS t
    WHERE t.issue_date_to IS NOT NULL
    GROUP BY t.unit, t.fiscal_year
),
booked AS (
    -- The financial accounts alone: the budget accounts book the same money once more.
    SELECT v.unit, v.fiscal_year, sum(coalesce(v.credit, 0)) AS booked
    FROM vouchers AS v
    WHERE regexp_matches(v.account_code, $income_accounts::VARCHAR) AND NOT regexp_matches(v.account_code, $grants::VARCHAR)
      AND NOT starts_with(v.account_code, '6') AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
    GROUP BY v.unit, v.fiscal_year
),
judged AS (
    SELECT i.unit, i.fiscal_year, i.issued, coalesce(b.booked, 0) AS booked, i.revenue_rows,
           i.issued > coalesce(b.booked, 0) + $tol::DECIMAL(18,2) AS less,
           EXISTS (SELECT 1 FROM fill AS d WHERE d.ledger = 'vouchers' AND d.declared) AS whole
    FROM issued AS i
    LEFT JOIN booked AS b ON b.unit = i.unit AND b.fiscal_year = i.fiscal_year
)
-- subrule: D
SELECT j.unit, '全部' AS item, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.issued, j.booked, j.issued - j.booked AS amount,
       j.revenue_rows
FROM judged AS j
WHERE j.less AND j.whole
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.revenue_rows, 'vouchers.credit' AS missing, '序时账未声明完整，账面收入少不能说明未入账' AS why FROM judged AS j WHERE j.less AND NOT j.whole

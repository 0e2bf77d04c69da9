/*
id: ADV-003
name: income_parked_in_payables
aliases: []
title: 收入挂往来、坐支、应缴未缴
summary: Income left in payables, spent from there, or receipts owed to the treasury still held at the end of the year.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第五十六条}
  - {law: GZT, article: 第二十六条}
  - {law: KJF, article: 第十六条}
  - {law: CFT, article: 第四条}
scope: [unit]
key: [document_no]
finding: each
cause: {name: income_parked, by: [counterparty], title: 收入挂往来}
repair: event
visibility: internal
params:
  kw: {type: text, default: "租金|房租|出租收入|处置|残值|变价|检测费|检验费|检定费|检测收入|检验收入|检定收入|培训费收入|培训收入|服务收入|会费|手续费返还|利息|赔偿|罚没|罚款|捐赠|返还|停车费", doc: 贷方摘要含这些字样的视为收入}
  excluded_summaries: {type: text, default: "押金|保证金|质保|代收代付|代收|代扣|代垫|党费|工会|公积金|社保|个人所得税|退回|退款|暂扣", doc: 摘要含这些字样的不是本单位收入}
  lag_days: {type: integer, default: 30, doc: 此天数内转作收入或上缴的不列出}
requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.credit, vouchers.summary]
any_of: []
optional: [vouchers.debit, vouchers.counterparty, vouchers.void_flag, vouchers.is_closing]
message: "{lead}，{unit}凭证{document_no}于{date}将“{summary}”{amount}记入往来科目{account}，{lag}天内未见转作收入或上缴，需进一步核实。"
message_confirmed: "{lead}，{unit}凭证{document_no}于{date}将“{summary}”{amount}记入往来科目{account}，未纳入收入核算和上缴，不符合{basis}的规定。"
subrules:
  A:
    title: 收入挂往来
  B:
    title: 挂往来的收入直接支出
    requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.account_code, vouchers.debit, vouchers.credit, vouchers.summary, vouchers.counterparty]
    optional: [vouchers.void_flag, vouchers.is_closing]
    basis: [{law: GZT, article: 第二十六条}, {law: YSF, article: 第五十六条}, {law: CFT, article: 第十七条}]
    message: "{lead}，{unit}凭证{document_no}于{date}从往来科目{account}支出“{summary}”{amount}，该往来对象此前有收入挂账（{parked}），需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{document_no}于{date}从往来科目{account}支出“{summary}”{amount}，坐支挂往来的收入（{parked}），不符合{basis}的规定。"
  C:
    title: 年末应缴财政款未缴
    requires: [gl_balances.account_code, gl_balances.fiscal_year, gl_balances.period, gl_balances.closing]
    optional: [gl_balances.normal_side]
    basis: [{law: YSF, article: 第五十六条}, {law: GZT, article: 第二十五条}, {law: CFT, article: 第四条}]
    message: "{lead}，{unit}{document_no}应缴财政款科目{account}余额{amount}，未上缴国库或财政专户，需进一步核实。"
    message_confirmed: "{lead}，{unit}{document_no}应缴财政款科目{account}余额{amount}，未及时足额上缴，不符合{basis}的规定。"
why: 租金、处置、检测、罚没等收入挂在其他应付款里，既不上缴也不入收入，随后直接列支，就是账内的小金库；本项为内部线索，不进入交单位的文书。
false_positives:
  - 代收代付、押金、党费、工会经费、代扣款（已按摘要排除）
  - 暂未分清性质、当月转出的款项（期限内转作收入或上缴的不报）
  - 罚没款直达国库，往来只作过渡
  - 年末最后几日收到、次年初上缴的款项
remediation: 查明款项性质，属于应缴收入的立即上缴，属于本单位收入的转入收入核算；坐支的予以追回并追究责任。
*/
-- shared:
WITH entry AS (
    SELECT v.row_id, v.unit, v.voucher_no, v.voucher_no_key, v.voucher_date, v.account_code AS account, v.summary, v.counterparty_key,
           coalesce(v.debit, 0) AS debit, coalesce(v.credit, 0) AS credit, regexp_matches(v.account_code, '^(2305|2307)') AS suspense
    FROM vouchers AS v
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
),
parked AS (
    -- Judged: what was credited to 应付、其他应付 and by its words is income.
    SELECT e.unit, e.voucher_no_key, first(e.voucher_no ORDER BY e.row_id) AS document_no, first(e.voucher_date ORDER BY e.row_id) AS date,
           e.counterparty_key, first(e.account ORDER BY e.row_id) AS account, first(e.summary ORDER BY e.row_id) AS summary,
           sum(e.credit) AS amount, list(e.row_id ORDER BY e.row_id) AS voucher_rows
    FROM entry AS e
    WHERE e.suspense AND e.credit > 0 AND regexp_matches(e.summary, $kw::VARCHAR)
      AND NOT regexp_matches(e.summary, $excluded_summaries::VARCHAR)
    GROUP BY e.unit, e.voucher_no_key, e.counterparty_key, CASE WHEN e.voucher_no_key IS NULL THEN e.row_id END
),
cleared AS (
    -- Vouchers that book income or what is owed to the treasury.
    SELECT e.unit, e.voucher_no_key, first(e.voucher_date ORDER BY e.row_id) AS date
    FROM entry AS e
    WHERE regexp_matches(e.account, '^(2103|4)') AND e.credit <> 0
    GROUP BY e.unit, e.voucher_no_key
),
moved AS (
    SELECT e.unit, e.counterparty_key, c.date, e.debit AS amount
    FROM cleared AS c
    JOIN entry AS e USING (unit, voucher_no_key)
    WHERE e.suspense AND e.debit <> 0
)
-- subrule: A
SELECT k.unit, k.document_no, concat_ws('|', k.voucher_no_key, k.counterparty_key) AS document_no_key, k.date, k.account, k.summary, k.amount,
       k.counterparty_key AS counterparty, $lag_days::INTEGER AS lag, k.voucher_rows
FROM parked AS k
WHERE k.date + $lag_days::INTEGER < $asof::DATE
  AND NOT EXISTS (SELECT 1 FROM moved AS m
                  WHERE m.unit = k.unit AND (m.counterparty_key = k.counterparty_key OR m.amount = k.amount)
                    AND m.date BETWEEN k.date AND k.date + $lag_days::INTEGER)
ORDER BY k.unit, k.voucher_no_key, k.counterparty_key
-- population: A
SELECT k.unit, count(*) AS n FROM parked AS k GROUP BY k.unit
-- undecided: A
SELECT k.voucher_rows, 'vouchers.voucher_date' AS missing, '没有凭证日期' AS why
FROM parked AS k
WHERE k.date IS NULL

-- shared: B
-- Paid out to whom, or for whom, income had been parked before: money on the other side, nothing to income.
WITH spent AS (
    SELECT e.unit, e.voucher_no_key, first(e.voucher_no ORDER BY e.row_id) AS document_no, first(e.voucher_date ORDER BY e.row_id) AS date,
           first(e.account ORDER BY e.row_id) FILTER (e.suspense) AS account, first(e.summary ORDER BY e.row_id) FILTER (e.suspense) AS summary,
           first(e.counterparty_key ORDER BY e.row_id) FILTER (e.suspense) AS counterparty_key,
           sum(CASE WHEN e.suspense THEN e.debit ELSE 0 END) AS amount, list(e.row_id ORDER BY e.row_id) AS voucher_rows
    FROM entry AS e
    GROUP BY e.unit, e.voucher_no_key
    HAVING bool_or(regexp_matches(e.account, '^(1001|1002)') AND e.credit > 0)
),
source AS (
    SELECT s.unit, s.voucher_no_key, first(k.document_no ORDER BY k.date) AS parked
    FROM spent AS s
    JOIN parked AS k USING (unit, counterparty_key)
    WHERE k.date <= s.date
    GROUP BY s.unit, s.voucher_no_key
)
-- subrule: B
SELECT s.unit, s.document_no, s.voucher_no_key AS document_no_key, s.date, s.account, s.summary, s.amount, s.counterparty_key AS counterparty,
       o.parked, s.voucher_rows
FROM spent AS s
JOIN source AS o USING (unit, voucher_no_key)
WHERE s.amount > 0 AND NOT regexp_matches(coalesce(s.summary, ''), $excluded_summaries::VARCHAR)
ORDER BY s.unit, s.voucher_no_key
-- population: B
SELECT s.unit, count(*) AS n FROM spent AS s WHERE s.amount > 0 GROUP BY s.unit
-- undecided: B
SELECT s.voucher_rows, CASE WHEN s.date IS NULL THEN 'vouchers.voucher_date' ELSE 'vouchers.counterparty' END AS missing,
       '没有凭证日期或往来单位' AS why
FROM spent AS s
WHERE s.amount > 0 AND (s.date IS NULL OR s.counterparty_key IS NULL)

-- shared: C
WITH owed AS (
    SELECT g.row_id, g.unit, g.account_code AS account, g.fiscal_year, CASE g.normal_side WHEN '借' THEN -g.closing ELSE g.closing END AS amount
    FROM gl_balances AS g
    WHERE starts_with(g.account_code, '2103') AND g.period = 12
)
-- subrule: C
SELECT o.unit, o.fiscal_year || '年末' AS document_no, o.fiscal_year || '|' || o.account AS document_no_key, o.account, o.amount,
       NULL::VARCHAR AS counterparty, make_date(o.fiscal_year::INTEGER, 12, 31) AS date, o.row_id AS gl_balance_row
FROM owed AS o
WHERE o.amount > 0
ORDER BY o.row_id
-- population: C
SELECT o.unit, count(*) AS n FROM owed AS o GROUP BY o.unit
-- undecided: C
SELECT o.row_id AS gl_balance_row, 'gl_balances.closing' AS missing, '没有期末余额' AS why
FROM owed AS o
WHERE o.amount IS NULL

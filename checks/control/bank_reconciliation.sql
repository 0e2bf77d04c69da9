/*
id: SOD-008
name: bank_reconciliation
aliases: []
title: 银行对账未按月办理或由出纳自行对账
summary: Bank accounts not reconciled every month, or reconciled by the cashier.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第十七条}
  - {law: NKG, article: 第四十三条}
scope: [unit]
key: [month]
finding: month
cause: {name: bank_reconciliation, by: [], title: 银行对账不规范}
repair: event
visibility: unit
params:
  bank_accounts: {type: text, default: "^(1002|1021)", doc: 须按月与银行核对的科目编码（正则）}
  statements: {type: text, default: "余额调节表|银行对账", doc: 附件清单中表示已对账的文件名（正则）}
  settle_days: {type: integer, default: 20, doc: 每月前这些天内形成的对账资料算上月的}
requires: [vouchers.account_code]
any_of: []
optional: []
subrules:
  A:
    title: 银行存款有发生额的月份未见对账资料
    absence: {partner: evidence}
    requires: [vouchers.account_code, vouchers.voucher_date, evidence.file_name]
    optional: [evidence.doc_date, vouchers.void_flag]
    message: "{lead}，{unit}{month}银行存款发生{count}笔，未见银行对账单、余额调节表等对账资料，需进一步核实。"
    message_confirmed: "{lead}，{unit}{month}未办理银行对账，未编制余额调节表，不符合{basis}的规定。"
  B:
    title: 出纳自行对账
    repair: state
    finding: person
    basis: [{law: KJF, article: 第三十五条}, {law: NKG, article: 第四十一条}]
    requires: [staff.name, staff.roles]
    optional: [staff.leave_date]
    message: "{lead}，{unit}{person}任出纳，同时负责银行对账，需进一步核实。"
    message_confirmed: "{lead}，{unit}出纳{person}自行办理银行对账、编制余额调节表，不符合{basis}的规定。"
message: "{lead}，{unit}{month}银行对账不规范，需进一步核实。"
why: 银行对账由出纳以外的人按月办理，是发现挪用、未达账和账外资金的最后一道关口。
false_positives:
  - 零余额账户由国库系统自动对账（默认不看1011）
  - 附件清单没有收录对账资料
  - 出纳只负责领取对账单，调节表由他人编制复核
remediation: 指定出纳以外的人员按月取得对账单、编制余额调节表并由负责人复核签字，逐笔清理未达账项；补齐缺失月份的对账。
*/
-- shared: A
WITH moved AS (
    SELECT v.unit, date_trunc('month', v.voucher_date)::DATE AS first_day, count(DISTINCT v.voucher_no_key) AS count,
           list(v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE regexp_matches(v.account_code, $bank_accounts::VARCHAR) AND v.void_flag IS DISTINCT FROM true
      AND date_trunc('month', v.voucher_date) = date_trunc('month', v.voucher_date_to)
      AND last_day(v.voucher_date) + 30 <= $asof::DATE
    GROUP BY v.unit, date_trunc('month', v.voucher_date)
),
reconciled AS (
    -- The month that the file's name says, else that of its day, the first days of a month counted to the one before.
    SELECT e.unit, date_trunc('month', e.doc_date - $settle_days::INTEGER)::DATE AS first_day,
           regexp_extract(e.file_name, '(20[0-9]{2})[年.\-]?0?([1-9][0-2]?)', ['year', 'month']) AS said
    FROM evidence AS e
    WHERE regexp_matches(e.file_name, $statements::VARCHAR)
)
-- subrule: A
SELECT m.unit, strftime(m.first_day, '%Y年%-m月') AS month, last_day(m.first_day) AS date, m.count, m.voucher_rows
FROM moved AS m
WHERE NOT EXISTS (SELECT 1 FROM reconciled AS r
                  WHERE r.unit = m.unit
                    AND CASE WHEN r.said.year <> '' THEN r.said.year || '-' || r.said.month = strftime(m.first_day, '%Y-%-m')
                             ELSE r.first_day = m.first_day END)
-- population: A
SELECT m.unit, count(*) AS n FROM moved AS m GROUP BY m.unit
-- undecided: A
SELECT list(v.row_id) AS voucher_rows, 'vouchers.voucher_date' AS missing, '有' || count(*) || '行银行存款分录没有日期，或日期跨月' AS why
FROM vouchers AS v
WHERE regexp_matches(v.account_code, $bank_accounts::VARCHAR) AND v.void_flag IS DISTINCT FROM true
  AND (date_trunc('month', v.voucher_date) = date_trunc('month', v.voucher_date_to)) IS DISTINCT FROM true
GROUP BY v.unit

-- shared: B
WITH cashier AS (
    SELECT s.row_id, s.unit, s.name, s.roles FROM staff AS s
    WHERE list_has_any(list_transform(s.roles, lambda r: contains(r, '出纳')), [true])
      AND (s.leave_date_to < $asof::DATE) IS DISTINCT FROM true
)
-- subrule: B
SELECT c.unit, c.name AS month, c.name AS person, $asof::DATE AS date, c.row_id AS staff_row
FROM cashier AS c
WHERE list_has_any(list_transform(c.roles, lambda r: regexp_matches(r, '对账|余额调节')), [true])
-- population: B
SELECT count(*) AS n FROM cashier
-- undecided: B
SELECT s.row_id AS staff_row, 'staff.roles' AS missing, '出纳没有登记角色' AS why
FROM staff AS s
WHERE s.roles IS NULL AND contains(s.post, '出纳')

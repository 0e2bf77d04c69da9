/*
id: INC-001
name: revenue_not_remitted
aliases: []
title: 罚没、检验检测、租金等收入未及时足额上缴
summary: Fines, fees and rents not remitted to the treasury in full or in time.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第五十六条}
  - {law: CFT, article: 第四条}
scope: [unit]
key: [item, fiscal_year]
finding: each
cause: {name: revenue_not_remitted, by: [item, fiscal_year], title: 非税收入未及时足额上缴}
repair: event
visibility: unit
params:
  remit_days: {type: integer, default: null, doc: 本级规定的上缴期限（开票后天数）}
  excluded_items: {type: text, default: "押金|保证金|往来|代收|代垫|捐赠|退", doc: 收费项目含这些字样的不属于应缴收入（正则）}
requires: [revenues.ticket_no, revenues.item, revenues.amount]
any_of: []
optional: []
subrules:
  A:
    title: 收入未上缴
    absence: revenues.remit_date
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.remit_date]
    optional: [revenues.issue_date, revenues.remit_amount]
    message: "{lead}，{unit}{fiscal_year}年“{item}”收入有{count}张票据未见上缴，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”收入{count}张票据合计{amount}未上缴，不符合{basis}的规定。"
  B:
    title: 收入逾期上缴
    severity: medium
    params: [remit_days]
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.issue_date, revenues.remit_date]
    message: "{lead}，{unit}{fiscal_year}年“{item}”收入有{count}张票据上缴超过{days}天，最长{longest}天，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”收入{count}张票据合计{amount}未及时上缴，最长{longest}天，不符合{basis}的规定。"
  C:
    title: 收入少缴
    requires: [revenues.ticket_no, revenues.item, revenues.amount, revenues.remit_amount]
    message: "{lead}，{unit}{fiscal_year}年“{item}”收入有{count}张票据上缴金额少于开票金额，合计少缴{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年“{item}”收入少缴{amount}，未足额上缴，不符合{basis}的规定。"
message: "{lead}，{unit}{fiscal_year}年“{item}”收入上缴需要核对，需进一步核实。"
why: 应缴财政的收入滞留在单位，就可能被截留、坐支或挪用，是非税收入最常见的问题。
false_positives:
  - 押金、保证金等往来性质的款项（已剔除）
  - 缴款人直接缴入国库或财政专户，票据台账未回填
  - 作废、重开的票据；按批次汇缴、汇总登记
remediation: 应缴收入按期全额缴入国库或财政专户；逐笔核对票据与缴款书，未缴的立即补缴；禁止坐支。
*/
-- shared:
WITH ticket AS (
    SELECT r.row_id, r.unit, r.item, r.amount, r.remit_amount, r.issue_date, r.issue_date_to, r.remit_date, r.remit_date_to,
           coalesce(year(r.issue_date), $year::BIGINT) AS fiscal_year
    FROM revenues AS r
    WHERE r.amount > 0 AND NOT regexp_matches(coalesce(r.item, ''), $excluded_items::VARCHAR)
)
-- subrule: A
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, count(*) AS count, sum(t.amount) AS amount,
       list(t.row_id) AS revenue_rows
FROM ticket AS t
WHERE t.remit_date IS NULL AND t.remit_amount IS NULL AND (t.issue_date_to <= $asof::DATE) IS DISTINCT FROM false
GROUP BY t.unit, t.item, t.fiscal_year
-- population: A
SELECT count(*) AS n FROM ticket
-- undecided: A
SELECT t.row_id AS revenue_row, 'revenues.remit_date' AS missing, '有上缴金额而无日期' AS why
FROM ticket AS t
WHERE t.remit_date IS NULL AND t.remit_amount IS NOT NULL

-- subrule: B
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, count(*) AS count, sum(t.amount) AS amount,
       $remit_days::INTEGER AS days, max(t.remit_date - t.issue_date_to) AS longest, list(t.row_id) AS revenue_rows
FROM ticket AS t
WHERE t.remit_date - t.issue_date_to > $remit_days::INTEGER
GROUP BY t.unit, t.item, t.fiscal_year
-- population: B
SELECT count(*) AS n FROM ticket
-- undecided: B
SELECT t.row_id AS revenue_row, CASE WHEN t.issue_date IS NULL THEN 'revenues.issue_date' ELSE 'revenues.remit_date' END AS missing,
       CASE WHEN t.issue_date IS NULL THEN '没有开票日期' WHEN t.remit_date IS NULL THEN '没有上缴日期' ELSE '日期只到期间，不知是否逾期' END AS why
FROM ticket AS t
WHERE t.remit_date - t.issue_date IS NULL
   OR (t.remit_date - t.issue_date_to <= $remit_days::INTEGER AND t.remit_date_to - t.issue_date > $remit_days::INTEGER)

-- subrule: C
SELECT t.unit, t.item, t.fiscal_year, make_date(t.fiscal_year, 12, 31) AS date, count(*) AS count, sum(t.amount - t.remit_amount) AS amount,
       list(t.row_id) AS revenue_rows
FROM ticket AS t
WHERE t.remit_amount < t.amount
GROUP BY t.unit, t.item, t.fiscal_year
-- population: C
SELECT count(*) AS n FROM ticket
-- undecided: C
SELECT t.row_id AS revenue_row, 'revenues.remit_amount' AS missing, '没有上缴金额' AS why FROM ticket AS t WHERE t.remit_amount IS NULL

/*
id: SOD-002
name: cashier_incompatible
aliases: []
title: 出纳兼任稽核、会计档案保管和账目登记
summary: The cashier also checks, books or keeps the files.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第三十五条}
  - {law: NKG, article: 第四十一条}
scope: [unit]
key: [person]
finding: person
cause: {name: cashier_incompatible, by: [person], title: 出纳兼任不相容岗位}
repair: state
visibility: unit
params:
  incompatible: {type: text, default: "^(会计|主管会计|总账会计)$|稽核|制单|审核|复核|记账|档案|账目登记", doc: 出纳不得兼任的角色（正则，先去掉日记账登记）}
  money_accounts: {type: text, default: "^(1001|1002|1011|1021|1201|8001)", doc: 收支凭证所用的货币资金科目编码（正则）}
requires: [staff.name, staff.roles]
any_of: []
optional: [staff.leave_date]
subrules:
  A:
    title: 岗位分工中出纳兼任不相容岗位
    message: "{lead}，{unit}{person}任出纳，同时负责{duties}，需进一步核实。"
    message_confirmed: "{lead}，{unit}出纳{person}兼任{duties}，不符合{basis}的规定。"
  B:
    title: 收支凭证的出纳同时制单、审核或记账
    requires: [vouchers.voucher_no, vouchers.account_code, vouchers.cashier]
    any_of: [[vouchers.preparer, vouchers.reviewer, vouchers.poster]]
    optional: [vouchers.void_flag, vouchers.is_closing]
message: "{lead}，{unit}{person}任出纳的收支凭证中，有{count}张由其本人{duties}{amount_label}{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}出纳{person}在{count}张收支凭证上兼任{duties}{amount_label}{amount}，不符合{basis}的规定。"
why: 出纳既管钱又管账、管审核，一个人就能完成挪用和掩盖，是货币资金舞弊最常见的条件。
false_positives:
  - 出纳登记现金、银行存款日记账是允许的（已剔除）
  - 重名（须有人员编号）
  - 人员极少的单位按规定报备并采取替代控制
remediation: 将稽核、会计档案保管和收支、债权债务账目登记调整给出纳以外的人员，同步收回系统权限；人员不足的由上级单位或兼职会计复核。
*/
-- shared: A
WITH cashier AS (
    -- What else a cashier in office does; books of daily receipts are a cashier's own.
    SELECT s.row_id, s.unit, s.name,
           list_sort(list_filter(list_transform(s.roles, lambda r: regexp_replace(r, '(现金|银行|存款|及|和|、)*日记账(登记|记账)?', '')),
                                 lambda r: regexp_matches(r, $incompatible::VARCHAR))) AS duties
    FROM staff AS s
    WHERE list_has_any(list_transform(s.roles, lambda r: contains(r, '出纳')), [true])
      AND (s.leave_date_to < $asof::DATE) IS DISTINCT FROM true
)
-- subrule: A
SELECT c.unit, c.name AS person, $asof::DATE AS date, list_aggregate(c.duties, 'string_agg', '、') AS duties, c.row_id AS staff_row
FROM cashier AS c
WHERE len(c.duties) > 0
-- population: A
SELECT count(*) AS n FROM cashier
-- undecided: A
SELECT s.row_id AS staff_row, 'staff.roles' AS missing, '出纳没有登记角色' AS why
FROM staff AS s
WHERE s.roles IS NULL AND contains(s.post, '出纳')

-- shared: B
WITH voucher AS (
    SELECT v.unit, v.voucher_no_key, any_value(v.voucher_date_to) AS day, list(v.row_id) AS voucher_rows,
           any_value(regexp_replace(v.cashier, '\s', '', 'g')) AS cashier, any_value(regexp_replace(v.preparer, '\s', '', 'g')) AS preparer,
           any_value(regexp_replace(v.reviewer, '\s', '', 'g')) AS reviewer, any_value(regexp_replace(v.poster, '\s', '', 'g')) AS poster,
           sum(CASE WHEN regexp_matches(v.account_code, '^[1-5]') THEN v.debit END) AS amount
    FROM vouchers AS v
    WHERE v.voucher_no_key IS NOT NULL AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
    GROUP BY v.unit, v.voucher_no_key
    HAVING bool_or(regexp_matches(v.account_code, $money_accounts::VARCHAR))
),
judged AS (
    SELECT u.unit, u.cashier, u.day, u.amount, u.voucher_rows,
           concat_ws('、', CASE WHEN u.preparer = u.cashier THEN '制单' END, CASE WHEN u.reviewer = u.cashier THEN '审核' END,
                     CASE WHEN u.poster = u.cashier THEN '记账' END) AS duties
    FROM voucher AS u
)
-- subrule: B
SELECT j.unit, j.cashier AS person, max(j.day) AS date, count(*) AS count, string_agg(DISTINCT j.duties, '、' ORDER BY j.duties) AS duties,
       sum(j.amount) AS amount, CASE WHEN sum(j.amount) IS NULL THEN '' ELSE '，金额合计' END AS amount_label,
       flatten(list(j.voucher_rows)) AS voucher_rows
FROM judged AS j
WHERE j.duties <> ''
GROUP BY j.unit, j.cashier
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.voucher_rows, 'vouchers.cashier' AS missing, '没有出纳' AS why FROM judged AS j WHERE j.cashier IS NULL

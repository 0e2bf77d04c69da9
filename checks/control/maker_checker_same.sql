/*
id: SOD-001
name: maker_checker_same
aliases: []
title: 制单、审核、记账为同一人
summary: The same person made and checked a voucher, or nobody checked it.
kind: finding
class: violation
severity: medium
status: stable
feeds:
  - {rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}
basis:
  - {law: KJF, article: 第二十五条}
  - {law: NKG, article: 第十二条}
  - {law: KJG}
scope: [unit]
key: [person]
finding: person
cause: {name: maker_checker_same, by: [], title: 凭证制单与审核未分离}
repair: event
visibility: unit
params:
  automatic: {type: text, default: "结转|计提折旧|计提摊销", doc: 摘要含这些字样的系统自动凭证不比较（正则）}
requires: [vouchers.voucher_no, vouchers.preparer, vouchers.reviewer]
any_of: []
optional: [vouchers.summary, vouchers.is_closing, vouchers.void_flag]
subrules:
  A: {title: 制单人与审核人为同一人}
  B:
    title: 凭证无审核人
    absence: vouchers.reviewer
    message: "{lead}，{unit}{person}制单的凭证有{count}张未见审核人{amount_label}{amount}（全部凭证{total}张），需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}制单的凭证有{count}张未经审核{amount_label}{amount}，不符合{basis}的规定。"
  C:
    title: 制单、记账为同一人且无审核人
    absence: vouchers.reviewer
    severity: high
    requires: [vouchers.voucher_no, vouchers.preparer, vouchers.reviewer, vouchers.poster]
    message: "{lead}，{unit}{person}制单并记账的凭证有{count}张未见审核人{amount_label}{amount}（全部凭证{total}张），需进一步核实。"
    message_confirmed: "{lead}，{unit}{person}一人制单、记账且未经审核的凭证{count}张{amount_label}{amount}，不符合{basis}的规定。"
message: "{lead}，{unit}{person}制单的凭证有{count}张由其本人审核{amount_label}{amount}（全部凭证{total}张），需进一步核实。"
message_confirmed: "{lead}，{unit}{person}制单的凭证有{count}张由其本人审核{amount_label}{amount}，不相容岗位未分离，不符合{basis}的规定。"
why: 制单、审核由一人完成，差错和舞弊没有第二双眼睛，会计监督落空。
false_positives:
  - 系统自动生成的折旧、结转凭证（已剔除）
  - 小单位委托代理记账，审核在代理机构
  - 交接期代班并有授权
  - 导出的序时账不带审核人（空栏多时只作资料不足）
remediation: 在财务软件中按岗位分配权限，制单人不得审核本人凭证；确因人员不足的，由负责人或上级单位复核并留痕；补办未审核凭证的审核手续。
*/
-- shared:
WITH voucher AS (
    -- One voucher has several lines, all with the same signatures; both sets of accounts book it.
    SELECT v.unit, v.voucher_no_key, any_value(v.voucher_date_to) AS day, list(v.row_id) AS voucher_rows,
           any_value(regexp_replace(v.preparer, '\s', '', 'g')) AS preparer, any_value(regexp_replace(v.reviewer, '\s', '', 'g')) AS reviewer,
           any_value(regexp_replace(v.poster, '\s', '', 'g')) AS poster,
           coalesce(sum(CASE WHEN left(v.account_code, 1) BETWEEN '1' AND '5' THEN v.debit END), sum(v.debit)) AS amount
    FROM vouchers AS v
    WHERE v.voucher_no_key IS NOT NULL AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(v.summary, ''), $automatic::VARCHAR)
    GROUP BY v.unit, v.voucher_no_key
),
judged AS (
    SELECT u.unit, u.preparer, u.day, u.voucher_rows, u.amount, count(*) OVER (PARTITION BY u.unit) AS total,
           CASE WHEN u.preparer = u.reviewer THEN 'A'
                WHEN u.preparer IS NULL THEN NULL
                WHEN u.reviewer IS NULL AND u.preparer = u.poster THEN 'C'
                WHEN u.reviewer IS NULL THEN 'B' ELSE 'clean' END AS verdict
    FROM voucher AS u
),
person AS (
    SELECT j.verdict, j.unit, j.preparer AS person, max(j.day) AS date, count(*) AS count, any_value(j.total) AS total,
           sum(j.amount) AS amount, CASE WHEN sum(j.amount) IS NULL THEN '' ELSE '，金额合计' END AS amount_label,
           flatten(list(j.voucher_rows)) AS voucher_rows
    FROM judged AS j
    GROUP BY j.verdict, j.unit, j.preparer
)
-- subrule: A
SELECT p.* FROM person AS p WHERE p.verdict = 'A'
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.voucher_rows, 'vouchers.preparer' AS missing, '没有制单人' AS why FROM judged AS j WHERE j.verdict IS NULL
-- subrule: B
SELECT p.* FROM person AS p WHERE p.verdict = 'B'
-- population: B
SELECT count(*) AS n FROM judged
-- subrule: C
SELECT p.* FROM person AS p WHERE p.verdict = 'C'
-- population: C
SELECT count(*) AS n FROM judged

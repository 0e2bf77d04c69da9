/*
id: SUP-007
name: supplier_concentration
aliases: []
title: 供应商集中、收款账户异常
summary: One supplier takes a large share, is chosen again and again, is paid into a new account, shares an account with others.
kind: finding
class: suspicion
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: NKG, article: 第三十五条}
  - {law: NKG, article: 第三十六条}
scope: [unit]
key: [subject]
finding: supplier
repair: event
visibility: internal
params:
  top1_max: {type: decimal, default: "0.3", doc: 单一供应商占全年对外付款的比例超过此值的列出}
  min_suppliers: {type: integer, default: 5, doc: 供应商少于此数的单位不计算集中度}
  n: {type: integer, default: 6, doc: 一年内自行采购同一供应商达到此次数的列出}
  amt: {type: decimal, default: "50000", doc: 换账户后首笔付款达到此金额的列出（元）}
  excluded_purposes: {type: text, default: "电费|水费|燃气|采暖|供暖|邮政|邮寄|电话费|通信费|宽带|工资|津贴|补贴|社保|公积金|税|拨款|党费|工会", doc: 用途含这些字样的付款不比较（正则）}
  excluded_payees: {type: text, default: "国库|财政|税务|社会保险|社保|医疗保障|医疗保险|公积金|代发|公务卡|工会|银行|电力|供电|水务|自来水|邮政|电信|移动通信|联通", doc: 收款人含这些字样的不比较（正则）}
requires: [payments.payee, payments.amount, payments.payment_date]
any_of: []
optional: [payments.status, payments.purpose, payments.payee_type, payments.econ_class]
subrules:
  A: {title: 单一供应商占比过高}
  B:
    title: 自行采购反复选择同一供应商
    requires: [procurements.procurement_no, procurements.method, procurements.award_supplier]
    any_of: [[procurements.award_confirm_date, procurements.award_notice_date, procurements.notice_date]]
    optional: [procurements.award_amount]
    message: "{lead}，{unit}{year}自行采购由{subject}成交{count}次，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}自行采购由{subject}成交{count}次，合计{amount}，建议核实选择供应商的程序。"
  C:
    title: 更换收款账户后大额付款
    severity: medium
    requires: [payments.payee, payments.payee_account, payments.amount, payments.payment_date]
    message: "{lead}，{unit}于{date}向{subject}付款{amount}，收款账户与上一笔（{before}）不同，需进一步核实。"
    message_confirmed: "{lead}，{unit}于{date}向{subject}付款{amount}，收款账户与上一笔（{before}）不同，建议核实账户变更资料。"
  D:
    title: 多个收款人使用同一账户
    severity: medium
    requires: [payments.payee, payments.payee_account]
    message: "{lead}，{unit}向{count}个收款人（{names}）付款时使用同一收款账户，合计{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}向{count}个收款人（{names}）付款时使用同一收款账户，合计{amount}，建议核实账户所有人。"
  E:
    title: 多个供应商登记同一银行账号
    severity: medium
    requires: [suppliers.name, suppliers.bank_account]
    optional: []
    message: "{lead}，{unit}供应商名录中{count}家供应商（{names}）登记同一银行账号，需进一步核实。"
    message_confirmed: "{lead}，{unit}供应商名录中{count}家供应商（{names}）登记同一银行账号，建议核实供应商之间的关系。"
message: "{lead}，{unit}{year}向{subject}付款{count}笔，合计{amount}，占对外付款的{share}%（共{suppliers}家，集中度指数{hhi}），需进一步核实。"
message_confirmed: "{lead}，{unit}{year}向{subject}付款{count}笔，合计{amount}，占对外付款的{share}%，建议核实采购竞争是否充分。"
why: 业务长期集中于一家、账户突然更换、几家公司共用一个账户，都是利益输送和虚假供应商的迹象，只作内部线索。
false_positives:
  - 垄断的公用事业、定点协议供应商
  - 财政拨款的下属单位、集团内代收款
  - 供应商正常更换开户行（应有变更函）
  - 台账的收款账号只有几位或经过遮盖
remediation: 核对采购程序、账户变更资料和工商信息；建立供应商账户变更复核制度。
*/
-- shared: A
WITH paid AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date, year(p.payment_date) AS year
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND coalesce(p.payee_type, '') NOT IN ('个人', '本单位')
      AND NOT regexp_matches(coalesce(p.econ_class, ''), '^(301|303)')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
),
known AS (SELECT * FROM paid WHERE payee_key IS NOT NULL AND amount IS NOT NULL AND year IS NOT NULL),
supplier AS (
    SELECT unit, year, payee_key, first(payee ORDER BY row_id) AS payee, count(*) AS count, sum(amount) AS amount, max(payment_date) AS date,
           list(row_id ORDER BY row_id) AS payment_rows
    FROM known
    GROUP BY unit, year, payee_key
    HAVING sum(amount) > 0
),
total AS (
    SELECT unit, year, count(*) AS suppliers, sum(amount) AS amount, sum(CAST(amount AS DOUBLE) * amount) AS squares
    FROM supplier
    GROUP BY unit, year
)
-- subrule: A
SELECT s.unit, s.payee AS subject, s.payee_key || '、' || s.year AS subject_key, s.year || '年' AS year, s.year AS fiscal_year, s.date, s.count, s.amount,
       CAST(s.amount * 100 / t.amount AS DECIMAL(9,1)) AS share, t.suppliers,
       format('{:.2f}', t.squares / (CAST(t.amount AS DOUBLE) * t.amount)) AS hhi, s.payment_rows
FROM supplier AS s
JOIN total AS t ON t.unit = s.unit AND t.year = s.year
WHERE s.amount > $top1_max::DECIMAL(9,6) * t.amount AND t.suppliers >= $min_suppliers::INTEGER
ORDER BY s.unit, s.year, s.amount DESC
-- population: A
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: A
SELECT row_id AS payment_row, CASE WHEN payee_key IS NULL THEN 'payments.payee' WHEN amount IS NULL THEN 'payments.amount' ELSE 'payments.payment_date' END AS missing,
       '没有收款人、金额或支付日期' AS why
FROM paid AS p
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = p.row_id)

-- shared: B
WITH bought AS (
    SELECT q.row_id, q.unit, q.award_supplier, q.award_supplier_key, q.award_amount, q.method, coalesce(q.award_confirm_date, q.award_notice_date, q.notice_date) AS date
    FROM procurements AS q
    WHERE coalesce(q.method, '自行采购') = '自行采购'
),
known AS (SELECT * FROM bought WHERE award_supplier_key IS NOT NULL AND method IS NOT NULL AND date IS NOT NULL)
-- subrule: B
SELECT unit, first(award_supplier ORDER BY row_id) AS subject, award_supplier_key || '、' || year(date) AS subject_key, year(date) || '年' AS year,
       year(date) AS fiscal_year, max(date) AS date, count(*) AS count, coalesce(sum(award_amount), 0) AS amount, list(row_id ORDER BY row_id) AS procurement_rows
FROM known
GROUP BY unit, award_supplier_key, year(date)
HAVING count(*) >= $n::INTEGER
ORDER BY unit, subject_key
-- population: B
SELECT unit, count(*) AS n FROM bought GROUP BY unit
-- undecided: B
SELECT row_id AS procurement_row, CASE WHEN method IS NULL THEN 'procurements.method' WHEN date IS NULL THEN 'procurements.award_confirm_date' ELSE 'procurements.award_supplier' END AS missing,
       '没有采购方式、成交供应商或日期' AS why
FROM bought AS b
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = b.row_id)

-- shared: C
-- Accounts are compared by their figures; masked ones and single payments to persons say nothing of suppliers.
WITH paid AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date, p.payment_date_to, 
           CASE WHEN regexp_matches(p.payee_account, '^[0-9A-Fa-f -]{8,}$') THEN p.payee_account_hash END AS account
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND coalesce(p.payee_type, '') NOT IN ('个人', '本单位')
      AND NOT regexp_matches(coalesce(p.econ_class, ''), '^(301|303)')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
),
known AS (
    SELECT * FROM paid
    WHERE payee_key IS NOT NULL AND amount IS NOT NULL AND payment_date = payment_date_to AND account IS NOT NULL
),
step AS (
    -- The first payment into an account that the supplier never had before.
    SELECT k.*, lag(k.row_id) OVER own AS before_row, lag(k.payment_date) OVER own AS before,
           row_number() OVER (PARTITION BY k.unit, k.payee_key, k.account ORDER BY k.payment_date, k.row_id) AS number
    FROM known AS k
    WINDOW own AS (PARTITION BY k.unit, k.payee_key ORDER BY k.payment_date, k.row_id)
)
-- subrule: C
SELECT unit, payee AS subject, payee_key || '、' || payment_date AS subject_key, payment_date AS date, amount, before, [before_row, row_id] AS payment_rows
FROM step
WHERE number = 1 AND before IS NOT NULL AND amount >= $amt::DECIMAL(18,2)
ORDER BY row_id
-- population: C
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: C
SELECT row_id AS payment_row, CASE WHEN account IS NULL THEN 'payments.payee_account' WHEN payee_key IS NULL THEN 'payments.payee' WHEN amount IS NULL THEN 'payments.amount'
       ELSE 'payments.payment_date' END AS missing, '没有收款账号、收款人、金额或确切的支付日期' AS why
FROM paid AS p
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = p.row_id)

-- shared: D
WITH paid AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date, 
           CASE WHEN regexp_matches(p.payee_account, '^[0-9A-Fa-f -]{8,}$') THEN p.payee_account_hash END AS account
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
)
-- subrule: D
SELECT unit, array_to_string(list_sort(list_distinct(list(payee_key))), '、') AS subject, array_to_string(list_sort(list_distinct(list(payee)))[1:5], '、') AS names,
       count(DISTINCT payee_key) AS count, coalesce(sum(amount), 0) AS amount, max(payment_date) AS date, list(row_id ORDER BY row_id) AS payment_rows
FROM paid
WHERE account IS NOT NULL
GROUP BY unit, account
HAVING count(DISTINCT payee_key) >= 2
ORDER BY unit, subject
-- population: D
SELECT unit, count(*) AS n FROM paid GROUP BY unit
-- undecided: D
SELECT row_id AS payment_row, CASE WHEN account IS NULL THEN 'payments.payee_account' ELSE 'payments.payee' END AS missing, '没有收款账号或收款人' AS why
FROM paid
WHERE account IS NULL OR payee_key IS NULL

-- subrule: E
SELECT u.unit, array_to_string(list_sort(list_distinct(list(u.name_key))), '、') AS subject, array_to_string(list_sort(list_distinct(list(u.name)))[1:5], '、') AS names,
       count(DISTINCT u.name_key) AS count, list(u.row_id ORDER BY u.row_id) AS supplier_rows
FROM suppliers AS u
WHERE u.bank_account_hash IS NOT NULL
GROUP BY u.unit, u.bank_account_hash
HAVING count(DISTINCT u.name_key) >= 2
ORDER BY u.unit, subject
-- undecided: E
SELECT u.row_id AS supplier_row, CASE WHEN u.name_key IS NULL THEN 'suppliers.name' ELSE 'suppliers.bank_account' END AS missing, '没有名称或银行账号' AS why
FROM suppliers AS u
WHERE u.name_key IS NULL OR u.bank_account_hash IS NULL

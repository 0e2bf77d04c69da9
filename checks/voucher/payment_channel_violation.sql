/*
id: VOU-007
name: payment_channel_violation
aliases: []
title: 支付渠道违规（超限现金、公款转个人、违规划转实有资金账户）
summary: Cash above the legal limit, business paid to a private account, money moved from the zero-balance account to the unit's own.
kind: finding
class: suspicion
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}
basis:
  - {law: XJT, article: 第五条}
  - {law: XJT, article: 第六条}
scope: [unit]
key: [document_no]
finding: each
cause: {name: payment_channel, by: [payee], title: 支付渠道不合规}
repair: event
visibility: internal
params:
  cash_limit: {type: decimal, default: "1000", doc: 现金结算起点（元，法定）}
  person_min: {type: decimal, default: "5000", doc: 低于此金额的付个人款项不查（元）}
  cash_purposes: {type: text, default: "工资|津贴|补贴|补助|劳务|讲课|评审|奖|抚恤|救助|慰问|福利|差旅|旅费|农副产品|备用金", doc: 现金管理规定允许用现金支付的用途}
  person_purposes: {type: text, default: "工资|津贴|补贴|补助|劳务|讲课|授课|评审|专家|咨询|稿费|奖|抚恤|救助|慰问|福利|差旅|旅费|报销|退休|丧葬|遗属|农副产品|退款|保证金|赔偿|借款|备用金", doc: 依法可以支付给个人的用途}
  transfer_purposes: {type: text, default: "归垫|工会经费|党费|公积金|工资|代扣|社保|医疗保险|个人所得税|批准", doc: 允许从零余额账户划入本单位账户的用途}
requires: [payments.pay_method, payments.amount]
any_of: []
optional: [payments.purpose, payments.econ_class, payments.status, payments.payment_no, payments.payment_date, payments.payee]
message: "{lead}，{unit}付款{document_no}{paid_to}以现金支付{amount}{used}，超过现金结算起点，需进一步核实。"
message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}以现金支付{amount}{used}，超过现金结算起点且不属于现金使用范围，不符合{basis}的规定。"
subrules:
  A:
    title: 超过结算起点使用现金
  B:
    title: 公款转入个人账户
    basis: [{law: CFT, article: 第十七条}, {law: YSF, article: 第六十一条}]
    requires: [payments.payee_type, payments.amount]
    optional: [payments.pay_method, payments.purpose, payments.econ_class, payments.status, payments.payment_no, payments.payment_date, payments.payee]
    message: "{lead}，{unit}付款{document_no}{paid_to}向个人账户支付{amount}{used}，不属于依法支付给个人的款项，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}向个人账户支付{amount}{used}，公款转入个人账户，不符合{basis}的规定。"
  C:
    title: 零余额账户资金划入本单位账户
    basis: [{law: YSF, article: 第六十一条}, {law: CFT, article: 第十一条}]
    requires: [payments.payer_account_type, payments.payee, payments.amount]
    optional: [payments.purpose, payments.status, payments.payment_no, payments.payment_date]
    message: "{lead}，{unit}付款{document_no}从零余额账户划入本单位账户{amount}{used}，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}从零余额账户划入本单位账户{amount}{used}，违规划转资金，不符合{basis}的规定。"
why: 现金、个人账户和实有资金账户都绕开了国库集中支付的监控，是套取资金、设立小金库的通道；本项为内部线索，不进入交单位的文书。
false_positives:
  - 劳务费、抚恤救助、讲课费、差旅补助、奖励金依法付个人
  - 向个人收购农副产品
  - 经批准的归垫、工会经费、住房公积金划转
  - 公务卡还款
remediation: 核对领款单、收款人身份和业务真实性；不合规的收回并改由转账支付；违规划转的归还零余额账户。
*/
-- shared:
WITH payment AS (
    SELECT p.row_id, p.unit, p.amount, p.payee_key, p.pay_method, p.payee_type, p.payer_account_type, p.payment_date AS date, p.purpose,
           coalesce(p.payment_no, p.voucher_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, p.payee_key)) AS document_no_key,
           coalesce('（收款人' || p.payee || '）', '') AS paid_to, coalesce('，用途为“' || p.purpose || '”', '') AS used,
           -- 303 对个人和家庭的补助, 301 工资福利
           regexp_matches(coalesce(p.econ_class, ''), '^30[13]') AS for_people
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
)

-- shared: A
WITH judged AS (
    SELECT * FROM payment AS p
    WHERE NOT p.for_people AND NOT regexp_matches(coalesce(p.purpose, ''), $cash_purposes::VARCHAR)
      AND coalesce(p.amount > $cash_limit::DECIMAL(18,2), true) AND coalesce(p.pay_method, '现金') = '现金'
)
-- subrule: A
SELECT j.unit, j.document_no, j.document_no_key, j.paid_to, j.used, j.amount, j.date, j.row_id AS payment_row
FROM judged AS j
WHERE j.amount IS NOT NULL AND j.pay_method IS NOT NULL
ORDER BY j.row_id
-- population: A
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: A
SELECT j.row_id AS payment_row, CASE WHEN j.amount IS NULL THEN 'payments.amount' ELSE 'payments.pay_method' END AS missing,
       '没有金额或支付方式' AS why
FROM judged AS j
WHERE j.amount IS NULL OR j.pay_method IS NULL

-- shared: B
WITH judged AS (
    SELECT * FROM payment AS p
    WHERE NOT p.for_people AND NOT regexp_matches(coalesce(p.purpose, ''), $person_purposes::VARCHAR)
      AND p.pay_method IS DISTINCT FROM '公务卡'
      AND coalesce(p.amount >= $person_min::DECIMAL(18,2), true) AND coalesce(p.payee_type, '个人') = '个人'
)
-- subrule: B
SELECT j.unit, j.document_no, j.document_no_key, j.paid_to, j.used, j.amount, j.date, j.row_id AS payment_row
FROM judged AS j
WHERE j.amount IS NOT NULL AND j.payee_type IS NOT NULL
ORDER BY j.row_id
-- population: B
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: B
SELECT j.row_id AS payment_row, CASE WHEN j.amount IS NULL THEN 'payments.amount' ELSE 'payments.payee_type' END AS missing,
       '没有金额或收款人类型' AS why
FROM judged AS j
WHERE j.amount IS NULL OR j.payee_type IS NULL

-- shared: C
WITH judged AS (
    SELECT * FROM payment AS p
    WHERE NOT regexp_matches(coalesce(p.purpose, ''), $transfer_purposes::VARCHAR)
      AND coalesce(p.payer_account_type, '零余额') = '零余额'
      AND (p.payee_key IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.name = p.unit AND u.alias_key = p.payee_key))
)
-- subrule: C
SELECT j.unit, j.document_no, j.document_no_key, j.used, j.amount, j.date, j.row_id AS payment_row
FROM judged AS j
WHERE j.payer_account_type IS NOT NULL AND j.payee_key IS NOT NULL AND j.amount > 0
ORDER BY j.row_id
-- population: C
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: C
SELECT j.row_id AS payment_row, CASE WHEN j.payee_key IS NULL THEN 'payments.payee' WHEN j.amount IS NULL THEN 'payments.amount' ELSE 'payments.payer_account_type' END AS missing,
       '没有收款人、金额或付款账户类型' AS why
FROM judged AS j
WHERE j.payer_account_type IS NULL OR j.payee_key IS NULL OR j.amount IS NULL

/*
id: EXP-007
name: official_card_not_used
aliases: []
title: 应使用公务卡而用现金或转账给个人
summary: Expenses that belong on the official card were paid in cash or to a person.
kind: finding
class: violation
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: XJT, article: 第三条}
  - {law: GWK}
scope: [unit]
key: [document]
finding: each
cause: {name: official_card_not_used, by: [document], title: 未按规定使用公务卡}
repair: event
visibility: unit
params:
  card_min: {type: decimal, default: "1000", doc: 应使用公务卡的单笔起点（元），默认为现金结算起点，本地另有规定的改写}
  types: {type: list, default: 差旅;会议;培训;公务接待;公务用车, doc: 应使用公务卡的费用类型}
  catalog: {type: text, default: "^(30201|30211|30215|30216|30217|30231)|办公费|差旅费|会议费|培训费|公务接待|公务用车", doc: 公务卡强制结算目录的经济分类（正则）}
  exempt: {type: text, default: "不具备刷卡|无法刷卡|无刷卡", doc: 要件、用途含这些字样的不报（正则）}
requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.pay_method, expense_claims.total]
any_of: []
optional: [expense_claims.attachments]
subrules:
  A: {title: 报销以现金结算}
  B:
    title: 目录内支出以现金支付
    requires: [payments.econ_class, payments.pay_method, payments.amount]
    optional: [payments.status, payments.purpose]
  C:
    title: 目录内支出转账给个人
    class: suspicion
    requires: [payments.econ_class, payments.pay_method, payments.payee_type, payments.amount]
    optional: [payments.status, payments.purpose]
message: "{lead}，{unit}{document}属公务卡结算范围，金额{amount}，{how}，需进一步核实。"
message_confirmed: "{lead}，{unit}{document}金额{amount}，{how}，未按规定使用公务卡，不符合{basis}的规定。"
why: 公务卡留下真实的消费商户和时间，现金和转账给个人则无从查证实际用途。
false_positives:
  - 不具备刷卡条件并有说明（已写明的剔除）
  - 单价低于起点；出租车、停车等小额
  - 转给个人的是补助，或本人垫付后凭公务卡消费记录报销
remediation: 目录内支出一律使用公务卡并附刷卡凭条；确不具备条件的附书面说明；减少现金报销。
*/
-- shared: A
WITH claim AS (
    SELECT x.row_id, x.unit, x.claim_no, x.claim_type, x.total, x.pay_method, coalesce(x.end_date_to, x.start_date_to) AS date
    FROM expense_claims AS x
    WHERE list_contains($types::VARCHAR[], x.claim_type)
      AND NOT regexp_matches(coalesce(list_aggregate(x.attachments, 'string_agg', '、'), ''), $exempt::VARCHAR)
      AND (x.total < $card_min::DECIMAL(18,2)) IS DISTINCT FROM true
)
-- subrule: A
SELECT c.unit, c.claim_type || '报销' || coalesce(c.claim_no, '') AS document, c.date, c.total AS amount, '以现金结算' AS how, c.row_id AS claim_row
FROM claim AS c
WHERE c.pay_method = '现金' AND c.total IS NOT NULL
-- population: A
SELECT count(*) AS n FROM claim
-- undecided: A
SELECT c.row_id AS claim_row, CASE WHEN c.pay_method IS NULL THEN 'expense_claims.pay_method' ELSE 'expense_claims.total' END AS missing,
       CASE WHEN c.pay_method IS NULL THEN '没有结算方式' ELSE '没有金额' END AS why
FROM claim AS c
WHERE c.pay_method IS NULL OR c.total IS NULL

-- shared:
WITH listed AS (
    SELECT p.row_id, p.unit, p.payment_date AS date, p.payment_date_to AS date_to, p.amount, p.pay_method, p.payee_type,
           '付款' || coalesce(p.payment_no, p.voucher_no, '') || coalesce('（' || p.payee || '）', '') AS document
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND NOT regexp_matches(coalesce(p.purpose, ''), $exempt::VARCHAR)
      AND regexp_matches(p.econ_class, $catalog::VARCHAR) AND p.amount >= $card_min::DECIMAL(18,2)
)
-- subrule: B
SELECT l.unit, l.document, l.date, l.date_to, l.amount, '以现金支付' AS how, l.row_id AS payment_row
FROM listed AS l
WHERE l.pay_method = '现金'
-- population: B
SELECT count(*) AS n FROM listed
-- undecided: B
SELECT l.row_id AS payment_row, 'payments.pay_method' AS missing, '没有支付方式' AS why FROM listed AS l WHERE l.pay_method IS NULL
-- subrule: C
SELECT l.unit, l.document, l.date, l.date_to, l.amount, '转账给个人' AS how, l.row_id AS payment_row
FROM listed AS l
WHERE l.pay_method IN ('转账', '授权支付', '直接支付') AND l.payee_type = '个人'
-- population: C
SELECT count(*) AS n FROM listed
-- undecided: C
SELECT l.row_id AS payment_row, CASE WHEN l.pay_method IS NULL THEN 'payments.pay_method' ELSE 'payments.payee_type' END AS missing,
       CASE WHEN l.pay_method IS NULL THEN '没有支付方式' ELSE '没有收款人类型' END AS why
FROM listed AS l
WHERE l.pay_method IS NULL OR l.payee_type IS NULL

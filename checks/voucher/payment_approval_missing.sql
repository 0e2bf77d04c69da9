/*
id: VOU-002
name: payment_approval_missing
aliases: []
title: 支付审批缺失、审批晚于付款或签批不全
summary: Payments nobody approved, approved after they were made or before they were asked for, or by too few.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第二十五条}
  - {law: NKG, article: 第三十条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: payment_not_approved, by: [document_no], title: 支付审批手续不完备}
repair: event
visibility: unit
params:
  grace_days: {type: integer, default: 0, doc: 审批可晚于付款的天数（电子审批跨零点等）}
  excluded_purposes: {type: text, default: "手续费|代扣|批扣|社保|社会保险|公积金|个人所得税|工资|统发", doc: 用途含这些字样的付款由银行、财政自动办理，不比较}
  multi_sign_min: {type: decimal, default: null, doc: 应由多人联签的付款金额下限（元，按本单位制度填写）}
  multi_sign_persons: {type: integer, default: 2, doc: 联签人数}
requires: [payments.payment_date]
any_of: []
optional: [payments.status, payments.amount, payments.purpose, payments.econ_class]
message: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，未见审批人，需进一步核实。"
message_confirmed: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，未经审批，不符合{basis}的规定。"
subrules:
  A:
    title: 付款无审批人
    absence: payments.approver
    requires: [payments.payment_date, payments.approver]
  B:
    title: 审批晚于付款
    requires: [payments.payment_date, payments.approval_date]
    optional: [payments.status, payments.amount, payments.purpose, payments.econ_class, payments.pay_method]
    message: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，审批日期为{approval_date}，审批晚于付款{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，审批日期为{approval_date}，先付款后审批，不符合{basis}的规定。"
  C:
    title: 审批早于申请
    class: suspicion
    severity: medium
    requires: [payments.apply_date, payments.approval_date]
    message: "{lead}，{unit}{business}审批日期为{approval_date}，申请日期为{apply_date}{amount_label}{amount}，审批早于申请{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}{business}审批日期为{approval_date}，申请日期为{apply_date}{amount_label}{amount}，先审批后申请，不符合{basis}的规定。"
  D:
    title: 大额付款联签人数不足
    params: [multi_sign_min]
    class: suspicion
    requires: [payments.amount, payments.approver]
    message: "{lead}，{unit}{business}金额{amount}，审批人为{approvers}，不足{persons}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}{business}金额{amount}，审批人为{approvers}，联签不足{persons}人，不符合{basis}的规定。"
  E:
    title: 付款有审批人而无审批日期
    severity: medium
    absence: payments.approval_date
    requires: [payments.payment_date, payments.approval_date, payments.approver]
    message: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，有审批人而未见审批日期，需进一步核实。"
    message_confirmed: "{lead}，{unit}{business}付款日期为{payment_date}{amount_label}{amount}，审批未注明日期，审批手续不完备，不符合{basis}的规定。"
why: 先审批后付款是支出控制的底线；没有审批或事后补批，资金支付就失去了授权和制约。
false_positives:
  - 财政统发工资、社保税费批扣、银行手续费（已按用途和经济分类排除）
  - 公务卡先刷后批（不比较审批与付款先后）
  - 电子审批时间跨零点（可设允许天数）
  - 国库系统的终审岗是操作人员，不是审批人，不得填入审批人一栏
  - 紧急支出经口头请示后补签，有记录
remediation: 补充审批说明并由原审批人确认；支付环节必须凭已完成的审批单付款，系统中设置未审批不得生成支付指令；大额支出按权限联签。
*/
-- shared:
-- Judged: what somebody had to approve; banks and treasuries draw fees, taxes and salaries by themselves.
WITH payment AS (
    SELECT p.row_id, p.unit, p.amount, p.payment_date, p.payment_date_to, p.approver, p.approval_date, p.approval_date_to,
           p.apply_date, p.apply_date_to, p.pay_method,
           coalesce(p.payment_no, p.voucher_no) AS document_no,
           CASE WHEN p.payment_no IS NOT NULL THEN p.payment_no
                WHEN p.voucher_no IS NOT NULL
                THEN concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, coalesce(p.payee_key, p.payee))
           END AS document_no_key,
           '付款' || coalesce(p.payment_no, p.voucher_no, '') || coalesce('（收款人' || p.payee || '）', '') AS business,
           CASE WHEN p.amount IS NULL THEN '' ELSE '，金额' END AS amount_label
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND NOT coalesce(p.amount <= 0, false)
      AND NOT starts_with(coalesce(p.econ_class, ''), '301')
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
)

-- subrule: A
SELECT p.unit, p.document_no, p.document_no_key, p.business, p.payment_date AS date, p.payment_date, p.payment_date_to,
       p.amount, p.amount_label, p.row_id AS payment_row
FROM payment AS p
WHERE p.approver IS NULL
ORDER BY p.row_id
-- population: A
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: A
-- A blank is what this sub-rule is about: how full the column is decides (absence).
SELECT p.row_id AS payment_row, 'payments.approver' AS missing, '' AS why FROM payments AS p LIMIT 0

-- subrule: B
SELECT p.unit, p.document_no, p.document_no_key, p.business, p.payment_date AS date, p.payment_date, p.payment_date_to,
       p.approval_date, p.approval_date_to, p.approval_date - p.payment_date_to AS days,
       p.amount, p.amount_label, p.row_id AS payment_row
FROM payment AS p
WHERE p.pay_method IS DISTINCT FROM '公务卡' AND p.approval_date > p.payment_date_to + $grace_days::INTEGER
ORDER BY p.row_id
-- population: B
SELECT p.unit, count(*) AS n FROM payment AS p WHERE p.pay_method IS DISTINCT FROM '公务卡' GROUP BY p.unit
-- undecided: B
SELECT p.row_id AS payment_row,
       CASE WHEN p.approval_date IS NULL THEN 'payments.approval_date' ELSE 'payments.payment_date' END AS missing,
       CASE WHEN p.approval_date IS NULL THEN '没有审批日期'
            WHEN p.payment_date IS NULL THEN '没有支付日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM payment AS p
WHERE p.pay_method IS DISTINCT FROM '公务卡'
  AND (p.approval_date > p.payment_date_to + $grace_days::INTEGER) IS DISTINCT FROM true
  AND (p.approval_date_to <= p.payment_date + $grace_days::INTEGER) IS DISTINCT FROM true

-- subrule: C
SELECT p.unit, p.document_no, p.document_no_key, p.business, p.approval_date AS date, p.approval_date, p.approval_date_to,
       p.apply_date, p.apply_date_to, p.apply_date - p.approval_date_to AS days,
       p.amount, p.amount_label, p.row_id AS payment_row
FROM payment AS p
WHERE p.apply_date > p.approval_date_to
ORDER BY p.row_id
-- population: C
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: C
SELECT p.row_id AS payment_row,
       CASE WHEN p.approval_date IS NULL THEN 'payments.approval_date' ELSE 'payments.apply_date' END AS missing,
       CASE WHEN p.approval_date IS NULL THEN '没有审批日期'
            WHEN p.apply_date IS NULL THEN '没有申请日期'
            ELSE '日期只到期间，无法判断先后' END AS why
FROM payment AS p
WHERE (p.apply_date > p.approval_date_to) IS DISTINCT FROM true
  AND (p.apply_date_to <= p.approval_date) IS DISTINCT FROM true

-- subrule: D
SELECT p.unit, p.document_no, p.document_no_key, p.business, p.payment_date AS date,
       p.amount, p.approver AS approvers, $multi_sign_persons::INTEGER AS persons, p.row_id AS payment_row
FROM payment AS p
WHERE p.amount >= $multi_sign_min::DECIMAL(18,2)
  AND len(list_distinct(regexp_extract_all(p.approver, '[^、,，;；/\s]+'))) < $multi_sign_persons::INTEGER
ORDER BY p.row_id
-- population: D
SELECT p.unit, count(*) AS n FROM payment AS p
WHERE coalesce(p.amount, $multi_sign_min::DECIMAL(18,2)) >= $multi_sign_min::DECIMAL(18,2) GROUP BY p.unit
-- undecided: D
SELECT p.row_id AS payment_row, CASE WHEN p.amount IS NULL THEN 'payments.amount' ELSE 'payments.approver' END AS missing,
       '没有金额或审批人，不知是否应联签' AS why
FROM payment AS p
WHERE coalesce(p.amount, $multi_sign_min::DECIMAL(18,2)) >= $multi_sign_min::DECIMAL(18,2)
  AND (p.amount IS NULL OR p.approver IS NULL)

-- subrule: E
SELECT p.unit, p.document_no, p.document_no_key, p.business, p.payment_date AS date, p.payment_date, p.payment_date_to,
       p.amount, p.amount_label, p.row_id AS payment_row
FROM payment AS p
WHERE p.approval_date IS NULL AND p.approver IS NOT NULL
ORDER BY p.row_id
-- population: E
SELECT p.unit, count(*) AS n FROM payment AS p WHERE p.approver IS NOT NULL GROUP BY p.unit
-- undecided: E
-- As with A.
SELECT p.row_id AS payment_row, 'payments.approval_date' AS missing, '' AS why FROM payments AS p LIMIT 0

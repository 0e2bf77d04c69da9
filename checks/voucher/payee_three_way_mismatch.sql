/*
id: VOU-003
name: payee_three_way_mismatch
aliases: []
title: 收款人与合同相对方、发票销售方不一致
summary: Paid to somebody who is neither the contract's party nor the invoice's seller, or to another account than the supplier's.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: FPB, article: 第十九条}
  - {law: KJG, article: 第四十八条}
  - {law: NKG, article: 第五十七条}
  - {law: MFD, article: 第五百四十六条}
  - {law: UNIT}
scope: [unit]
key: [document_no]
finding: each
cause: {name: paid_to_third_party, by: [payee], title: 款项支付给第三方}
repair: event
visibility: unit
params:
  name_sim: {type: decimal, default: "0.9", doc: 名称相似度达到此值的视为同一单位的不同写法}
  excluded_payees: {type: text, default: "国库|财政|税务|社会保险|社保|医疗保障|医疗保险|公积金|代发|工资专户|公务卡|法院|银行|支付宝|财付通|保理", doc: 收款人含这些字样的是代收代付机构，不比较}
  excluded_purposes: {type: text, default: "委托收款|代收|债权转让|协助执行|农民工工资|工资|保证金|退款|个人所得税", doc: 用途含这些字样的不比较}
requires: [payments.payee]
any_of: [[payments.contract_no, payments.invoice_no, payments.voucher_no], [contracts.party_b, invoices.seller]]
message: "{lead}，{unit}付款{document_no}的收款人为{payee}{amount_label}{amount}，{partners}，收款人与之不一致，需进一步核实。"
message_confirmed: "{lead}，{unit}付款{document_no}的收款人为{payee}{amount_label}{amount}，{partners}，款项支付给第三方，不符合{basis}的规定。"
subrules:
  A:
    title: 收款人不是合同相对方和发票销售方
    optional:
      - payments.status
      - payments.pay_method
      - payments.purpose
      - payments.amount
      - payments.payment_no
      - contracts.contract_no
      - invoices.invoice_no
      - invoices.voucher_no
  B:
    title: 收款账号与供应商登记的账号不一致
    requires: [payments.payee, payments.payee_account, suppliers.name, suppliers.bank_account]
    any_of: []
    optional: [payments.status, payments.pay_method, payments.purpose, payments.amount, payments.payment_no]
    message: "{lead}，{unit}付款{document_no}的收款人为{payee}{amount_label}{amount}，收款账号{account}，供应商信息登记账号为{partners}，两者不一致，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}的收款人为{payee}{amount_label}{amount}，收款账号{account}与供应商登记账号{partners}不一致，不符合{basis}的规定。"
why: 合同、发票、收款三方应是同一家；付给第三方常见于虚构交易、套取资金、挂靠转包，也可能付错了钱要不回来。
false_positives:
  - 委托收款、债权转让（应有书面通知）
  - 总公司签约、分公司收款开票（名称互相包含的不报）
  - 农民工工资专户代发、法院协助执行
  - 公务卡还款到个人
  - 供应商更名，或变更开户行（应有变更函）
remediation: 核对合同、发票、收款账户和委托收款手续；无正当理由付给第三方的，追查真实受益人并追回；支付前由系统校验收款人、账号与合同、供应商信息一致。
*/
-- shared:
-- Judged: payments to somebody who acts for himself; payees that collect for others are known.
WITH payment AS (
    SELECT p.row_id, p.unit, p.payee, p.payee_key, p.amount, p.payment_date,
           regexp_replace(p.payee_account, '[\s-]', '', 'g') AS account,
           CASE WHEN p.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
           coalesce(p.payment_no, p.voucher_no, p.contract_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.contract_no), p.payment_date, p.payee_key)) AS document_no_key
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.pay_method IS DISTINCT FROM '公务卡'
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
)

-- shared: A
-- Of a voucher with several payments nobody knows which invoice is whose: its sellers excuse and do not accuse.
WITH sole AS (
    SELECT p.unit, n.key
    FROM payments AS p
    JOIN payments_voucher_no AS n USING (row_id)
    GROUP BY p.unit, n.key
    HAVING count(*) = 1
),
partner AS (
    SELECT n.row_id, c.unit, c.party_b AS name, c.party_b_key AS other, '合同相对方为' AS role, c.row_id AS contract_row, NULL::BIGINT AS invoice_row, true AS sure
    FROM payments_contract_no AS n
    JOIN contracts_contract_no AS k USING (key)
    JOIN contracts AS c ON c.row_id = k.row_id
    UNION ALL
    SELECT n.row_id, i.unit, i.seller, i.seller_key, '发票销售方为', NULL, i.row_id, true
    FROM payments_invoice_no AS n
    JOIN invoices_invoice_no AS k USING (key)
    JOIN invoices AS i ON i.row_id = k.row_id
    UNION ALL
    SELECT n.row_id, i.unit, i.seller, i.seller_key, '发票销售方为', NULL, i.row_id,
           EXISTS (SELECT 1 FROM sole AS s WHERE s.unit = i.unit AND s.key = n.key)
    FROM payments_voucher_no AS n
    JOIN invoices_voucher_no AS k USING (key)
    JOIN invoices AS i ON i.row_id = k.row_id
),
judged AS (
    SELECT p.row_id,
           CASE WHEN p.payee_key IS NULL THEN 'payments.payee'
                WHEN NOT bool_or(m.sure AND m.other IS NOT NULL) THEN 'contracts.party_b' END AS missing,
           -- The same name, a slip of the pen (levenshtein counts bytes, as strlen does), or head office and branch.
           bool_or(coalesce(starts_with(p.payee_key, m.other) OR starts_with(m.other, p.payee_key)
                   OR 1 - levenshtein(p.payee_key, m.other) / greatest(strlen(p.payee_key), strlen(m.other)) >= $name_sim::DECIMAL(9,6), false)) AS met,
           array_to_string(list_sort(list_distinct(list(m.role || m.name))), '、') AS partners,
           list(DISTINCT m.contract_row) AS contract_rows,
           list(DISTINCT m.invoice_row) AS invoice_rows
    FROM payment AS p
    JOIN partner AS m USING (row_id, unit)
    GROUP BY p.row_id, p.payee_key
    HAVING bool_or(m.sure)
)
-- subrule: A
SELECT p.unit, p.document_no, p.document_no_key, p.payee, p.payee_key, p.amount, p.amount_label, j.partners, p.payment_date AS date,
       p.row_id AS payment_row, j.contract_rows, j.invoice_rows
FROM judged AS j
JOIN payment AS p USING (row_id)
WHERE j.missing IS NULL AND NOT j.met
ORDER BY row_id
-- population: A
SELECT p.unit, count(*) AS n FROM judged AS j JOIN payment AS p USING (row_id) GROUP BY p.unit
-- undecided: A
SELECT j.row_id AS payment_row, j.missing, '没有收款人，或合同、发票没有对方名称' AS why
FROM judged AS j
WHERE j.missing IS NOT NULL AND NOT j.met

-- shared: B
WITH registered AS (
    SELECT s.unit, s.name_key AS payee_key, list(regexp_replace(s.bank_account, '[\s-]', '', 'g')) AS accounts, list(s.row_id) AS supplier_rows
    FROM suppliers AS s
    WHERE s.bank_account IS NOT NULL
    GROUP BY s.unit, s.name_key
)
-- subrule: B
SELECT p.unit, p.document_no, p.document_no_key, p.payee, p.payee_key, p.amount, p.amount_label, p.account,
       array_to_string(r.accounts, '、') AS partners, p.payment_date AS date, p.row_id AS payment_row, r.supplier_rows
FROM payment AS p
JOIN registered AS r USING (unit, payee_key)
WHERE NOT list_contains(r.accounts, p.account) AND NOT contains(p.account || array_to_string(r.accounts, ''), '*')
ORDER BY p.row_id
-- population: B
SELECT p.unit, count(*) AS n FROM payment AS p JOIN registered AS r USING (unit, payee_key) GROUP BY p.unit
-- undecided: B
SELECT p.row_id AS payment_row, 'payments.payee_account' AS missing, '没有收款账号，或账号有掩码无法比较' AS why
FROM payment AS p
JOIN registered AS r USING (unit, payee_key)
WHERE NOT coalesce(list_contains(r.accounts, p.account), false) AND coalesce(contains(p.account || array_to_string(r.accounts, ''), '*'), true)

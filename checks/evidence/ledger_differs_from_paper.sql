/*
id: EVI-008
name: ledger_differs_from_paper
aliases: []
title: 台账与原件不一致
summary: What the ledger says differs from what a person read off the original.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: KJF, article: 第十七条}
scope: [unit]
key: [document_no, field]
finding: each
cause: {name: ledger_differs_from_paper, by: [document_no], title: 台账登记与原件不一致}
repair: event
visibility: unit
params: {}
requires: [contracts.sign_date, voucher_checks.contract_sign_date]
any_of: []
message: "{lead}，{unit}{document}{document_no}的{field}，台账登记为{in_ledger}，原件载明为{on_paper}，两者不一致，需进一步核实。"
message_confirmed: "{lead}，{unit}{document}{document_no}的{field}，台账登记为{in_ledger}，原件载明为{on_paper}，台账登记与原件不一致，不符合{basis}的规定。"
subrules:
  A:
    title: 合同签订日期与原件不一致
    basis: [{law: NKG, article: 第五十八条}]
    optional: [contracts.contract_no]
  B:
    title: 合同用印与原件不一致
    requires: [contracts.seal_name, voucher_checks.seal_text]
    basis: [{law: NKG, article: 第五十八条}]
    optional: [contracts.contract_no]
  C:
    title: 验收日期与原件不一致
    requires: [acceptances.acceptance_date, voucher_checks.acceptance_date]
    optional: [acceptances.contract_no]
  D:
    title: 开票日期与原件不一致
    requires: [invoices.invoice_date, voucher_checks.invoice_date]
    optional: [invoices.invoice_no]
  E:
    title: 付款日期与回单不一致
    requires: [payments.payment_date, voucher_checks.receipt_date]
    optional: [payments.payment_no, payments.voucher_no]
why: 台账的日期、用印与原件不一致，或是登记差错，或是事后补办、改动；以原件为准判断的同时，须查明差异原因。
false_positives:
  - 台账登记的是审批、归档或登记日期，不是原件载明日期
  - 回单日期为银行记账日，晚于支付系统的支付日期一两天
  - 抽凭检查表抄录有误
  - 同一凭证有多笔付款，检查表只记了一张回单（作资料不足）
remediation: 以原件更正台账并注明更正人和日期；查明差异原因，属于补办、改动的按相应问题处理。
*/
-- shared: A
WITH compared AS (
    SELECT c.row_id, b.sign_date AS in_ledger, b.sign_date_to AS in_ledger_to, c.sign_date AS on_paper, c.sign_date_to AS on_paper_to,
           -- No day that the one allows is one that the other allows.
           c.sign_date_to < b.sign_date OR c.sign_date > b.sign_date_to AS differs
    FROM contracts AS c
    JOIN ledger.contracts AS b ON b.row_id = c.row_id
    WHERE c.sign_date_origin = 'paper' AND c.sign_date IS NOT NULL AND b.sign_date IS NOT NULL
)
-- subrule: A
SELECT c.unit, '合同' AS document, c.contract_no AS document_no, c.contract_no_key AS document_no_key,
       '签订日期' AS field, m.in_ledger, m.in_ledger_to, m.on_paper, m.on_paper_to, m.on_paper AS date, c.amount,
       c.row_id AS contract_row, c.sign_date_row AS sheet_row
FROM compared AS m
JOIN contracts AS c ON c.row_id = m.row_id
WHERE m.differs
ORDER BY c.row_id

-- population: A
SELECT count(*) AS n FROM compared

-- undecided: A
SELECT m.row_id AS contract_row, 'contracts.sign_date' AS missing, '原件日期只到期间，无法与台账核对' AS why
FROM compared AS m
WHERE NOT m.differs AND (m.on_paper < m.in_ledger OR m.on_paper_to > m.in_ledger_to)

-- shared: B
WITH seal AS (
    SELECT c.row_id, b.seal_name AS in_ledger, c.seal_name AS on_paper,
           upper(regexp_replace(regexp_replace(b.seal_name, '\s', '', 'g'), '\(?(公章|印章|行政章)\)?$', '')) AS ledger_name,
           upper(regexp_replace(regexp_replace(c.seal_name, '\s', '', 'g'), '\(?(公章|印章|行政章)\)?$', '')) AS paper_name
    FROM contracts AS c
    JOIN ledger.contracts AS b ON b.row_id = c.row_id
    WHERE c.seal_name_origin = 'paper' AND c.seal_name IS NOT NULL AND b.seal_name IS NOT NULL
),
part AS (
    -- A seal for contracts is another seal than the official one of the same body.
    SELECT s.*, contains(s.ledger_name, '合同专用章') AS ledger_contract_seal, contains(s.paper_name, '合同专用章') AS paper_contract_seal,
           regexp_replace(s.ledger_name, '\(?合同专用章\)?', '') AS ledger_body,
           regexp_replace(s.paper_name, '\(?合同专用章\)?', '') AS paper_body,
           regexp_matches(ledger_body, '^(是|有|已|√|Y|1|单位|本单位|法人|盖章|已盖章|已用印|章)?$') AS of_nobody
    FROM seal AS s
)
-- subrule: B
SELECT c.unit, '合同' AS document, c.contract_no AS document_no, c.contract_no_key AS document_no_key,
       '我方用印' AS field, '“' || p.in_ledger || '”' AS in_ledger, '“' || p.on_paper || '”' AS on_paper,
       c.sign_date AS date, c.amount, c.row_id AS contract_row, c.seal_name_row AS sheet_row
FROM part AS p
JOIN contracts AS c ON c.row_id = p.row_id
WHERE NOT p.of_nobody
  AND (p.ledger_contract_seal <> p.paper_contract_seal
       OR (p.ledger_body <> p.paper_body
           AND NOT EXISTS (SELECT 1 FROM units AS u JOIN units AS o ON o.name_key = u.name_key
                           WHERE u.alias_key = p.ledger_body AND o.alias_key = p.paper_body)))
ORDER BY c.row_id

-- population: B
SELECT count(*) AS n FROM seal

-- undecided: B
SELECT p.row_id AS contract_row, 'contracts.seal_name' AS missing, '台账未写明印章全称' AS why
FROM part AS p
WHERE p.of_nobody

-- shared: C
WITH compared AS (
    SELECT a.row_id, b.acceptance_date AS in_ledger, b.acceptance_date_to AS in_ledger_to, a.acceptance_date AS on_paper, a.acceptance_date_to AS on_paper_to,
           -- No day that the one allows is one that the other allows.
           a.acceptance_date_to < b.acceptance_date OR a.acceptance_date > b.acceptance_date_to AS differs
    FROM acceptances AS a
    JOIN ledger.acceptances AS b ON b.row_id = a.row_id
    WHERE a.acceptance_date_origin = 'paper' AND a.acceptance_date IS NOT NULL AND b.acceptance_date IS NOT NULL
)
-- subrule: C
SELECT a.unit, '合同' AS document, a.contract_no AS document_no, a.contract_no_key AS document_no_key,
       '验收日期' AS field, m.in_ledger, m.in_ledger_to, m.on_paper, m.on_paper_to, m.on_paper AS date,
       a.row_id AS acceptance_row, a.acceptance_date_row AS sheet_row
FROM compared AS m
JOIN acceptances AS a ON a.row_id = m.row_id
WHERE m.differs
ORDER BY a.row_id

-- population: C
SELECT count(*) AS n FROM compared

-- undecided: C
SELECT m.row_id AS acceptance_row, 'acceptances.acceptance_date' AS missing, '原件日期只到期间，无法与台账核对' AS why
FROM compared AS m
WHERE NOT m.differs AND (m.on_paper < m.in_ledger OR m.on_paper_to > m.in_ledger_to)

-- shared: D
WITH compared AS (
    SELECT i.row_id, b.invoice_date AS in_ledger, b.invoice_date_to AS in_ledger_to, i.invoice_date AS on_paper, i.invoice_date_to AS on_paper_to,
           -- No day that the one allows is one that the other allows.
           i.invoice_date_to < b.invoice_date OR i.invoice_date > b.invoice_date_to AS differs
    FROM invoices AS i
    JOIN ledger.invoices AS b ON b.row_id = i.row_id
    WHERE i.invoice_date_origin = 'paper' AND i.invoice_date IS NOT NULL AND b.invoice_date IS NOT NULL
)
-- subrule: D
SELECT i.unit, '发票' AS document, i.invoice_no AS document_no, i.invoice_no_key AS document_no_key,
       '开票日期' AS field, m.in_ledger, m.in_ledger_to, m.on_paper, m.on_paper_to, m.on_paper AS date, i.amount_total AS amount,
       i.row_id AS invoice_row, i.invoice_date_row AS sheet_row
FROM compared AS m
JOIN invoices AS i ON i.row_id = m.row_id
WHERE m.differs
ORDER BY i.row_id

-- population: D
SELECT count(*) AS n FROM compared

-- undecided: D
SELECT m.row_id AS invoice_row, 'invoices.invoice_date' AS missing, '原件日期只到期间，无法与台账核对' AS why
FROM compared AS m
WHERE NOT m.differs AND (m.on_paper < m.in_ledger OR m.on_paper_to > m.in_ledger_to)

-- shared: E
WITH compared AS (
    SELECT p.row_id, b.payment_date AS in_ledger, b.payment_date_to AS in_ledger_to, p.payment_date AS on_paper, p.payment_date_to AS on_paper_to,
           -- No day that the one allows is one that the other allows.
           p.payment_date_to < b.payment_date OR p.payment_date > b.payment_date_to AS differs,
           -- One receipt of a voucher with several payments is the receipt of one of them.
           EXISTS (SELECT 1 FROM payments AS o
                   WHERE o.payment_date_row = p.payment_date_row AND o.row_id <> p.row_id) AS several
    FROM payments AS p
    JOIN ledger.payments AS b ON b.row_id = p.row_id
    WHERE p.payment_date_origin = 'paper' AND p.payment_date IS NOT NULL AND b.payment_date IS NOT NULL
)
-- subrule: E
SELECT p.unit, '付款' AS document, coalesce(p.payment_no, p.voucher_no) AS document_no,
       coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), coalesce(p.payee_key, p.payee))) AS document_no_key,
       '付款日期' AS field, m.in_ledger, m.in_ledger_to, m.on_paper, m.on_paper_to, m.on_paper AS date, p.amount,
       p.row_id AS payment_row, p.payment_date_row AS sheet_row
FROM compared AS m
JOIN payments AS p ON p.row_id = m.row_id
WHERE m.differs AND NOT m.several
ORDER BY p.row_id

-- population: E
SELECT count(*) AS n FROM compared

-- undecided: E
SELECT m.row_id AS payment_row, 'payments.payment_date' AS missing,
       CASE WHEN m.differs THEN '同一凭证有多笔付款，回单日期不知属于哪一笔'
            ELSE '原件日期只到期间，无法与台账核对' END AS why
FROM compared AS m
WHERE (m.differs AND m.several) OR (NOT m.differs AND (m.on_paper < m.in_ledger OR m.on_paper_to > m.in_ledger_to))

/*
id: CON-011
name: subcontracting_or_one_hand
aliases: []
title: 转包分包线索、签订验收付款同一人
summary: A bidder that lost is paid or invoices under the winner's contract; one person signs, accepts and applies for payment.
kind: finding
class: suspicion
severity: medium
status: draft
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: ZCF, article: 第四十八条}
  - {law: ZTF, article: 第四十八条}
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params: {}
requires: [contracts.contract_no, bids.procurement_no, bids.bidder, bids.is_winner, payments.contract_no, payments.payee]
any_of: [[contracts.procurement_no, procurements.contract_no]]
optional: [contracts.party_b, payments.status]
subrules:
  A: {title: 未中标单位收取合同款项}
  B:
    title: 未中标单位开具合同发票
    requires: [contracts.contract_no, bids.procurement_no, bids.bidder, bids.is_winner, invoices.contract_no, invoices.seller]
    optional: [contracts.party_b, invoices.status]
    message: "{lead}，{unit}合同{contract_no}{titled}乙方为{party_b}，发票由同一项目的未中标单位{others}开具，可能存在转包、分包，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}乙方为{party_b}，发票由同一项目的未中标单位{others}开具，合同由其转包、分包履行，不符合{basis}的规定。"
  C:
    title: 合同签订、验收、付款申请为同一人
    basis: [{law: NKG, article: 第五十四条}, {law: NKG, article: 第三十七条}, {law: UNIT}]
    requires: [contracts.contract_no, acceptances.contract_no, acceptances.acceptors, payments.contract_no, payments.applicant]
    any_of: [[contracts.signatory, contracts.handler]]
    optional: [payments.status]
    message: "{lead}，{unit}合同{contract_no}{titled}的签订（经办）、验收、付款申请均有{people}一人参与，不相容岗位可能未分离，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}的签订（经办）、验收、付款申请均由{people}办理，不相容岗位未分离，不符合{basis}的规定。"
message: "{lead}，{unit}合同{contract_no}{titled}乙方为{party_b}，款项付给同一项目的未中标单位{others}，可能存在转包、分包，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}乙方为{party_b}，款项付给同一项目的未中标单位{others}，合同由其转包、分包履行，不符合{basis}的规定。"
why: 落标的单位反而做了活、收了钱，说明中标人可能只是出面；一个人从签约办到付款，虚假验收、虚假付款没有人看得见。
false_positives:
  - 经采购人同意、合同约定的合法分包
  - 乙方委托收款、债权转让（须有协议）
  - 小单位人手不足，验收由经办处室会同，另有他人签字
remediation: 合同写明能否分包；付款、发票与合同乙方核对；签订、验收、付款申请分由不同的人办理。
*/
-- shared:
WITH loser AS (
    -- Who bid for the procurement behind a contract and is not its party.
    SELECT DISTINCT l.contract_row, b.row_id AS bid_row, b.bidder, b.bidder_key, b.is_winner
    FROM (
        SELECT named.row_id AS contract_row, named.key, k.unit
        FROM contracts_procurement_no AS named
        JOIN contracts AS k ON k.row_id = named.row_id
        UNION
        SELECT number.row_id, own.key, q.unit
        FROM procurements_contract_no AS named
        JOIN contracts_contract_no AS number ON number.key = named.key
        JOIN procurements AS q ON q.row_id = named.row_id
        JOIN procurements_procurement_no AS own ON own.row_id = q.row_id
    ) AS l
    JOIN bids_procurement_no AS offered ON offered.key = l.key
    JOIN bids AS b ON b.row_id = offered.row_id AND b.unit = l.unit
    JOIN contracts AS c ON c.row_id = l.contract_row AND c.unit = l.unit
    WHERE b.bidder_key IS DISTINCT FROM c.party_b_key
),
payment AS (
    SELECT DISTINCT c.row_id AS contract_row, p.row_id AS payment_row, p.payee_key, p.payment_date, p.amount,
           regexp_replace(coalesce(p.applicant, ''), '\s', '', 'g') AS applicant
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN payments_contract_no AS named ON named.key = number.key
    JOIN payments AS p ON p.row_id = named.row_id AND p.unit = c.unit
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
),
invoice AS (
    SELECT DISTINCT c.row_id AS contract_row, i.row_id AS invoice_row, i.seller_key, i.invoice_date, i.amount_total
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN invoices_contract_no AS named ON named.key = number.key
    JOIN invoices AS i ON i.row_id = named.row_id AND i.unit = c.unit
    WHERE coalesce(i.status, '') NOT IN ('作废', '红冲')
)

-- subrule: A
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, coalesce(c.party_b, '') AS party_b,
       max(p.payment_date) AS date, sum(p.amount) AS amount, list(DISTINCT o.bidder ORDER BY o.bidder) AS others,
       c.row_id AS contract_row, list(o.bid_row ORDER BY o.bid_row) AS bid_rows, list(p.payment_row ORDER BY p.payment_row) AS payment_rows
FROM loser AS o
JOIN payment AS p ON p.contract_row = o.contract_row AND p.payee_key = o.bidder_key
JOIN contracts AS c ON c.row_id = o.contract_row
WHERE NOT o.is_winner
GROUP BY ALL
ORDER BY c.row_id
-- population: A
SELECT count(DISTINCT contract_row) AS n FROM loser
-- undecided: A
SELECT o.contract_row, CASE WHEN count(p.payment_row) = 0 THEN 'payments.contract_no' ELSE 'bids.is_winner' END AS missing,
       CASE WHEN count(p.payment_row) = 0 THEN '没有该合同的付款' ELSE '收款的投标人没有是否中标记录' END AS why
FROM loser AS o
LEFT JOIN payment AS p ON p.contract_row = o.contract_row
GROUP BY o.contract_row
HAVING count(p.payment_row) = 0
    OR (bool_or(p.payee_key = o.bidder_key) AND NOT bool_or(p.payee_key = o.bidder_key AND o.is_winner IS NOT NULL))

-- subrule: B
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, coalesce(c.party_b, '') AS party_b,
       max(i.invoice_date) AS date, sum(i.amount_total) AS amount, list(DISTINCT o.bidder ORDER BY o.bidder) AS others,
       c.row_id AS contract_row, list(o.bid_row ORDER BY o.bid_row) AS bid_rows, list(i.invoice_row ORDER BY i.invoice_row) AS invoice_rows
FROM loser AS o
JOIN invoice AS i ON i.contract_row = o.contract_row AND i.seller_key = o.bidder_key
JOIN contracts AS c ON c.row_id = o.contract_row
WHERE NOT o.is_winner
GROUP BY ALL
ORDER BY c.row_id
-- population: B
SELECT count(DISTINCT contract_row) AS n FROM loser
-- undecided: B
SELECT o.contract_row, CASE WHEN count(i.invoice_row) = 0 THEN 'invoices.contract_no' ELSE 'bids.is_winner' END AS missing,
       CASE WHEN count(i.invoice_row) = 0 THEN '没有该合同的发票' ELSE '开票的投标人没有是否中标记录' END AS why
FROM loser AS o
LEFT JOIN invoice AS i ON i.contract_row = o.contract_row
GROUP BY o.contract_row
HAVING count(i.invoice_row) = 0
    OR (bool_or(i.seller_key = o.bidder_key) AND NOT bool_or(i.seller_key = o.bidder_key AND o.is_winner IS NOT NULL))

-- shared: C
WITH hand AS (
    SELECT c.row_id AS contract_row,
           list_distinct(string_split(regexp_replace(concat_ws('、', c.signatory, c.handler), '\s', '', 'g'), '、')) AS signers,
           (SELECT list(DISTINCT regexp_replace(a.name, '\s', '', 'g'))
            FROM (SELECT unnest(s.acceptors) AS name
                  FROM contracts_contract_no AS number
                  JOIN acceptances_contract_no AS named ON named.key = number.key
                  JOIN acceptances AS s ON s.row_id = named.row_id
                  WHERE number.row_id = c.row_id AND s.unit = c.unit) AS a) AS acceptors,
           (SELECT list(DISTINCT p.applicant) FROM payment AS p WHERE p.contract_row = c.row_id AND p.applicant <> '') AS applicants
    FROM contracts AS c
)
-- subrule: C
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled, c.amount, c.sign_date AS date,
       list_sort(list_intersect(list_intersect(h.signers, h.acceptors), h.applicants)) AS people, c.row_id AS contract_row,
       (SELECT list(p.payment_row) FROM payment AS p WHERE p.contract_row = c.row_id) AS payment_rows
FROM hand AS h
JOIN contracts AS c ON c.row_id = h.contract_row
WHERE len(list_intersect(list_intersect(h.signers, h.acceptors), h.applicants)) > 0
ORDER BY c.row_id
-- population: C
SELECT count(*) AS n FROM hand
-- undecided: C
SELECT contract_row,
       CASE WHEN signers = [''] THEN 'contracts.handler' WHEN acceptors IS NULL THEN 'acceptances.acceptors' ELSE 'payments.applicant' END AS missing,
       CASE WHEN signers = [''] THEN '没有签署人、经办人' WHEN acceptors IS NULL THEN '没有验收人员' ELSE '没有付款申请人' END AS why
FROM hand
WHERE signers = [''] OR acceptors IS NULL OR applicants IS NULL

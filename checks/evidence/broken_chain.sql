/*
id: EVI-002
name: broken_chain
aliases: []
title: 业务链断裂（编号在对应台账中查无）
summary: Rows that name a contract, procurement, voucher or asset that stands in no ledger; how complete the chains are.
kind: finding
class: data
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: NKG, article: 第五十八条}
  - {law: KJF, article: 第十四条}
scope: [unit]
key: [link]
finding: unit
repair: state
visibility: unit
usual_share: "1"
params:
  min_link_rate: {type: decimal, default: "0.95", doc: 对应率低于此比例为中，否则为低}
requires: [payments.contract_no, contracts.contract_no]
any_of: []
message: "{lead}，{unit}写有{target}编号的{rows}{total}笔，其中{orphans}笔、{amount}的编号在{target}台账中查无，对应率按笔数{rate_count}、按金额{rate_amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}写有{target}编号的{rows}{total}笔，其中{orphans}笔、{amount}的编号在{target}台账中查无，对应率按笔数{rate_count}、按金额{rate_amount}，不符合{basis}的规定。"
subrules:
  A:
    title: 付款写明的合同编号查无
    optional: [payments.amount, payments.status]
  B:
    title: 验收写明的合同编号查无
    requires: [acceptances.contract_no, contracts.contract_no]
    optional: [acceptances.accepted_amount]
  C:
    title: 合同写明的采购编号查无
    requires: [contracts.procurement_no, procurements.procurement_no]
    optional: [contracts.amount]
  D:
    title: 付款写明的凭证编号查无
    requires: [payments.voucher_no, vouchers.voucher_no]
    optional: [payments.amount, payments.status]
  E:
    title: 发票写明的凭证编号查无
    requires: [invoices.voucher_no, vouchers.voucher_no]
    optional: [invoices.amount_total]
  F:
    title: 资产写明的凭证编号查无
    requires: [assets.voucher_no, vouchers.voucher_no]
    optional: [assets.original_value]
  G:
    title: 资产事项写明的资产卡片编号查无
    requires: [asset_events.asset_no, assets.asset_no]
    optional: [asset_events.original_value]
  H:
    title: 已付款合同的单证链不完整
    requires: [contracts.contract_no, contracts.amount, payments.contract_no]
    any_of: [[acceptances.contract_no, invoices.contract_no]]
    optional: [payments.status]
    message: "{lead}，{unit}已付款的合同{total}份，验收、发票均有台账记录的{whole}份，单证链完整率按份数{rate_count}、按金额{rate_amount}（缺验收{no_acceptance}份，缺发票{no_invoice}份），需进一步核实。"
    message_confirmed: "{lead}，{unit}已付款的合同{total}份，验收、发票均有台账记录的{whole}份，单证链完整率按份数{rate_count}、按金额{rate_amount}（缺验收{no_acceptance}份，缺发票{no_invoice}份），不符合{basis}的规定。"
why: 采购、合同、验收、发票、付款、凭证、资产之间靠编号相连。编号对不上，其后的检查就看不到这笔业务，差错和舞弊也容易藏在其中。
false_positives:
  - 跨年合同、采购登记在上年度台账
  - 编号写法不同（先做EVI-006归一）
  - 只提供了部分单位或部分月份的台账
  - 无合同的零星支出（未写编号的不查）
not_automated:
  - 小额付款的排除限额：只查写明了编号的行，未写编号的不作断链
remediation: 统一编号与单位口径，补录缺失的合同、采购、验收登记，付款和记账时填写对应编号。
*/
-- shared: A
WITH named AS (
    SELECT r.row_id, r.unit, r.amount AS amount,
           bool_and(EXISTS (SELECT 1 FROM contracts_contract_no AS o JOIN contracts AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met
    FROM payments AS r
    JOIN payments_contract_no AS n ON n.row_id = r.row_id
    WHERE coalesce(r.status, '') NOT IN ('作废', '退票')
    GROUP BY r.row_id, r.unit, r.amount
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM payments AS r
    WHERE r.contract_no IS NOT NULL AND coalesce(r.status, '') NOT IN ('作废', '退票')
      AND NOT EXISTS (SELECT 1 FROM payments_contract_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: A
SELECT n.unit, '付款—合同' AS link, '付款' AS rows, '合同' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS payment_rows
FROM named AS n
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: A
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: A
SELECT u.row_id AS payment_row, 'payments.contract_no' AS missing, '编号无法识别' AS why FROM unreadable AS u

-- shared: B
WITH named AS (
    SELECT r.row_id, r.unit, r.accepted_amount AS amount,
           bool_and(EXISTS (SELECT 1 FROM contracts_contract_no AS o JOIN contracts AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met
    FROM acceptances AS r
    JOIN acceptances_contract_no AS n ON n.row_id = r.row_id
    GROUP BY r.row_id, r.unit, r.accepted_amount
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM acceptances AS r
    WHERE r.contract_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM acceptances_contract_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: B
SELECT n.unit, '验收—合同' AS link, '验收' AS rows, '合同' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS acceptance_rows
FROM named AS n
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: B
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: B
SELECT u.row_id AS acceptance_row, 'acceptances.contract_no' AS missing, '编号无法识别' AS why FROM unreadable AS u

-- shared: C
WITH named AS (
    SELECT r.row_id, r.unit, r.amount AS amount,
           bool_and(EXISTS (SELECT 1 FROM procurements_procurement_no AS o JOIN procurements AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met
    FROM contracts AS r
    JOIN contracts_procurement_no AS n ON n.row_id = r.row_id
    GROUP BY r.row_id, r.unit, r.amount
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM contracts AS r
    WHERE r.procurement_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM contracts_procurement_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: C
SELECT n.unit, '合同—采购' AS link, '合同' AS rows, '采购' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS contract_rows
FROM named AS n
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: C
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: C
SELECT u.row_id AS contract_row, 'contracts.procurement_no' AS missing, '编号无法识别' AS why FROM unreadable AS u

-- shared: D
WITH named AS (
    SELECT r.row_id, r.unit, r.amount AS amount,
           bool_and(EXISTS (SELECT 1 FROM vouchers_voucher_no AS o JOIN vouchers AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met,
           -- A month of which no journal was handed in says nothing.
           bool_and(EXISTS (SELECT 1 FROM vouchers AS v WHERE v.unit = r.unit AND left(v.voucher_no_key, 7) = left(n.key, 7))) AS covered
    FROM payments AS r
    JOIN payments_voucher_no AS n ON n.row_id = r.row_id
    WHERE coalesce(r.status, '') NOT IN ('作废', '退票')
    GROUP BY r.row_id, r.unit, r.amount
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM payments AS r
    WHERE r.voucher_no IS NOT NULL AND coalesce(r.status, '') NOT IN ('作废', '退票')
      AND NOT EXISTS (SELECT 1 FROM payments_voucher_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: D
SELECT n.unit, '付款—凭证' AS link, '付款' AS rows, '凭证' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS payment_rows
FROM named AS n
WHERE n.covered
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: D
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: D
SELECT u.row_id AS payment_row, 'payments.voucher_no' AS missing, '编号无法识别' AS why FROM unreadable AS u
UNION ALL
SELECT n.row_id, 'vouchers.voucher_no', '没有该月份的序时账' FROM named AS n WHERE NOT n.covered

-- shared: E
WITH named AS (
    SELECT r.row_id, r.unit, r.amount_total AS amount,
           bool_and(EXISTS (SELECT 1 FROM vouchers_voucher_no AS o JOIN vouchers AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met,
           -- A month of which no journal was handed in says nothing.
           bool_and(EXISTS (SELECT 1 FROM vouchers AS v WHERE v.unit = r.unit AND left(v.voucher_no_key, 7) = left(n.key, 7))) AS covered
    FROM invoices AS r
    JOIN invoices_voucher_no AS n ON n.row_id = r.row_id
    GROUP BY r.row_id, r.unit, r.amount_total
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM invoices AS r
    WHERE r.voucher_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM invoices_voucher_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: E
SELECT n.unit, '发票—凭证' AS link, '发票' AS rows, '凭证' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS invoice_rows
FROM named AS n
WHERE n.covered
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: E
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: E
SELECT u.row_id AS invoice_row, 'invoices.voucher_no' AS missing, '编号无法识别' AS why FROM unreadable AS u
UNION ALL
SELECT n.row_id, 'vouchers.voucher_no', '没有该月份的序时账' FROM named AS n WHERE NOT n.covered

-- shared: F
WITH named AS (
    SELECT r.row_id, r.unit, r.original_value AS amount,
           bool_and(EXISTS (SELECT 1 FROM vouchers_voucher_no AS o JOIN vouchers AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met,
           -- A month of which no journal was handed in says nothing.
           bool_and(EXISTS (SELECT 1 FROM vouchers AS v WHERE v.unit = r.unit AND left(v.voucher_no_key, 7) = left(n.key, 7))) AS covered
    FROM assets AS r
    JOIN assets_voucher_no AS n ON n.row_id = r.row_id
    GROUP BY r.row_id, r.unit, r.original_value
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM assets AS r
    WHERE r.voucher_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM assets_voucher_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: F
SELECT n.unit, '资产—凭证' AS link, '资产' AS rows, '凭证' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS asset_rows
FROM named AS n
WHERE n.covered
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: F
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: F
SELECT u.row_id AS asset_row, 'assets.voucher_no' AS missing, '编号无法识别' AS why FROM unreadable AS u
UNION ALL
SELECT n.row_id, 'vouchers.voucher_no', '没有该月份的序时账' FROM named AS n WHERE NOT n.covered

-- shared: G
WITH named AS (
    SELECT r.row_id, r.unit, r.original_value AS amount,
           bool_and(EXISTS (SELECT 1 FROM assets_asset_no AS o JOIN assets AS t ON t.row_id = o.row_id
                            WHERE o.key = n.key AND t.unit = r.unit)) AS met
    FROM asset_events AS r
    JOIN asset_events_asset_no AS n ON n.row_id = r.row_id
    GROUP BY r.row_id, r.unit, r.original_value
),
unreadable AS (
    SELECT r.row_id, r.unit
    FROM asset_events AS r
    WHERE r.asset_no IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM asset_events_asset_no AS n WHERE n.row_id = r.row_id)
)
-- subrule: G
SELECT n.unit, '资产事项—资产卡片' AS link, '资产事项' AS rows, '资产卡片' AS target, count(*) AS total, count(*) FILTER (NOT n.met) AS orphans,
       coalesce(sum(n.amount) FILTER (NOT n.met), 0) AS amount,
       (100.0 * count(*) FILTER (n.met) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(n.amount) FILTER (n.met), 0) / nullif(sum(n.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (n.met) < $min_link_rate::DECIMAL(9,6) * count(*) THEN 'medium' ELSE 'low' END AS severity,
       list(n.row_id) FILTER (NOT n.met) AS event_rows
FROM named AS n
GROUP BY n.unit
HAVING NOT bool_and(n.met)
ORDER BY n.unit
-- population: G
SELECT n.unit, count(*) AS n FROM named AS n GROUP BY n.unit
UNION ALL
SELECT u.unit, count(*) FROM unreadable AS u GROUP BY u.unit
-- undecided: G
SELECT u.row_id AS event_row, 'asset_events.asset_no' AS missing, '编号无法识别' AS why FROM unreadable AS u

-- shared: H
WITH ring AS (
    -- A ledger that was not handed in is no gap of the chain.
    SELECT c.row_id, c.unit, c.amount,
           EXISTS (SELECT 1 FROM acceptances AS a WHERE a.unit = c.unit)
           AND NOT EXISTS (SELECT 1 FROM acceptances_contract_no AS o JOIN acceptances AS a ON a.row_id = o.row_id
                           WHERE o.key = number.key AND a.unit = c.unit) AS no_acceptance,
           EXISTS (SELECT 1 FROM invoices_contract_no AS o JOIN invoices AS i ON i.row_id = o.row_id WHERE i.unit = c.unit)
           AND NOT EXISTS (SELECT 1 FROM invoices_contract_no AS o JOIN invoices AS i ON i.row_id = o.row_id
                           WHERE o.key = number.key AND i.unit = c.unit) AS no_invoice
    FROM contracts AS c
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    WHERE EXISTS (SELECT 1 FROM payments_contract_no AS o JOIN payments AS p ON p.row_id = o.row_id
                  WHERE o.key = number.key AND p.unit = c.unit AND p.amount > 0 AND coalesce(p.status, '') NOT IN ('作废', '退票'))
)
-- subrule: H
SELECT r.unit, '合同全链' AS link, count(*) AS total, count(*) FILTER (r.whole) AS whole,
       count(*) FILTER (r.no_acceptance) AS no_acceptance, count(*) FILTER (r.no_invoice) AS no_invoice,
       sum(r.amount) FILTER (NOT r.whole) AS amount,
       (100.0 * count(*) FILTER (r.whole) / count(*))::DECIMAL(9,2) || '%' AS rate_count,
       coalesce((100.0 * coalesce(sum(r.amount) FILTER (r.whole), 0) / nullif(sum(r.amount), 0))::DECIMAL(9,2) || '%', '不详') AS rate_amount,
       CASE WHEN count(*) FILTER (r.whole) < $min_link_rate::DECIMAL(9,6) * count(*)
            THEN 'medium' ELSE 'low' END AS severity,
       list(r.row_id) FILTER (NOT r.whole) AS contract_rows
FROM (SELECT g.*, NOT (g.no_acceptance OR g.no_invoice) AS whole FROM ring AS g) AS r
GROUP BY r.unit
HAVING NOT bool_and(r.whole)
ORDER BY r.unit
-- population: H
SELECT r.unit, count(*) AS n FROM ring AS r GROUP BY r.unit

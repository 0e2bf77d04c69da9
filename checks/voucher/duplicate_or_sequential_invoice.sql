/*
id: VOU-005
name: duplicate_or_sequential_invoice
aliases: []
title: 发票重复入账／同一供应商连号发票
summary: One invoice booked in two vouchers; invoices of one seller with running numbers that together pass a limit.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: KJF, article: 第十四条}
  - {law: FPB, article: 第二十条}
  - {law: DZP, article: 重复入账}
  - {law: UNIT}
scope: [unit]
key: [invoice_no]
finding: each
cause: {name: invoice_used_twice, by: [seller], title: 发票重复入账或拆分开票}
repair: event
visibility: unit
params:
  seq_gap: {type: integer, default: 5, doc: 号码相差不超过此数视为连号}
  seq_days: {type: integer, default: 30, doc: 相邻两张开票日期相隔不超过的天数}
  threshold: {type: decimal, default: "10000", doc: 单张低于、合计达到此金额的连号发票列出（元）}
requires: [invoices.invoice_no, invoices.voucher_no]
any_of: []
message: "{lead}，{unit}发票{invoice_no}{sold}先后在凭证{vouchers}列支{amount_label}{amount}，可能重复入账，需进一步核实。"
message_confirmed: "{lead}，{unit}发票{invoice_no}{sold}先后在凭证{vouchers}列支{amount_label}{amount}，发票重复入账，不符合{basis}的规定。"
subrules:
  A:
    title: 同一发票在不同凭证列支
    optional:
      - invoices.invoice_code
      - invoices.seller
      - invoices.status
      - invoices.amount_total
      - invoices.invoice_date
      - vouchers.voucher_no
      - vouchers.reversal_of
      - vouchers.void_flag
  B:
    title: 同一供应商连号发票单张低于限额
    class: suspicion
    severity: medium
    basis: [{law: FPB, article: 第二十一条}, {law: KJF, article: 第十四条}, {law: UNIT}]
    requires: [invoices.invoice_no, invoices.seller, invoices.invoice_date, invoices.amount_total]
    optional: [invoices.invoice_code, invoices.invoice_type, invoices.status]
    message: "{lead}，{unit}{date}至{last_date}取得{seller}连号发票{count}张（{invoice_no}至{last_no}），单张均低于{threshold}，合计{amount}，可能拆分开票，需进一步核实。"
    message_confirmed: "{lead}，{unit}{date}至{last_date}取得{seller}连号发票{count}张（{invoice_no}至{last_no}），单张均低于{threshold}，合计{amount}，拆分开票规避限额，不符合{basis}的规定。"
why: 一张发票报销两次就是重复支出；短期内连号开票、单张压在限额以下，常见于拆分采购或虚开发票套取资金。
false_positives:
  - 一张发票分摊到几张凭证（应有分摊表；发票台账一行登记几个凭证号的不报）
  - 红冲后重开、冲销后重记（台账有红冲、冲销标记的不报）
  - 全电发票号码全国统一分配，不适用连号判断（已按号码位数和发票种类排除）
  - 定点饭店、加油站、车辆维修等经常往来的供应商
remediation: 调取两张凭证核对发票原件和查验记录；重复列支的追回资金并作账务更正；报销环节启用发票查重，连号发票须说明原因并附采购审批。
*/
-- shared: A
-- Judged: an invoice, known by its own twenty digits, else by its number together with its code or its seller.
WITH cancelled AS (
    -- Vouchers that were voided or written back booked nothing in the end.
    SELECT v.unit, v.voucher_no_key AS key FROM vouchers AS v WHERE v.void_flag
    UNION
    SELECT v.unit, r.key FROM vouchers AS v JOIN vouchers_reversal_of AS r USING (row_id)
),
line AS (
    SELECT i.row_id, i.unit, i.invoice_no, i.invoice_no_key, i.seller, i.amount_total, i.invoice_date,
           CASE WHEN length(i.invoice_no_key) = 20 THEN i.invoice_no_key
                ELSE i.invoice_no_key || '|' || coalesce(i.invoice_code, i.seller_key) END AS identity,
           (SELECT list(n.key ORDER BY n.key)
            FROM invoices_voucher_no AS n
            ANTI JOIN cancelled AS x ON x.unit = i.unit AND x.key = n.key
            WHERE n.row_id = i.row_id) AS vouchers,
           EXISTS (SELECT 1 FROM invoices_voucher_no AS n WHERE n.row_id = i.row_id) AS booked
    FROM invoices AS i
    WHERE coalesce(i.status, '') NOT IN ('作废', '红冲')
),
judged AS (
    SELECT l.unit, l.identity, first(l.invoice_no ORDER BY l.row_id) AS invoice_no,
           first(l.invoice_no_key ORDER BY l.row_id) || coalesce('#' || nullif(row_number() OVER (
               PARTITION BY l.unit, first(l.invoice_no_key ORDER BY l.row_id) ORDER BY l.identity), 1), '') AS invoice_no_key,
           first(l.seller ORDER BY l.row_id) AS seller, first(l.invoice_date ORDER BY l.row_id) AS date,
           -- What was booked once too often.
           sum(l.amount_total) - first(l.amount_total ORDER BY l.row_id) AS amount,
           list(l.row_id ORDER BY l.row_id) AS invoice_rows,
           list_sort(list_distinct(flatten(list(l.vouchers)))) AS vouchers, bool_and(l.booked) AS booked,
           count(DISTINCT l.vouchers) AS bookings
    FROM line AS l
    WHERE l.identity IS NOT NULL
    GROUP BY l.unit, l.identity
)
-- subrule: A
SELECT j.unit, j.invoice_no, j.invoice_no_key, coalesce('（' || j.seller || '）', '') AS sold, j.seller, j.date, j.amount,
       array_to_string(j.vouchers, '、') AS vouchers,
       CASE WHEN j.amount IS NULL THEN '' ELSE '，多列支' END AS amount_label, j.invoice_rows
FROM judged AS j
WHERE j.bookings > 1
ORDER BY j.unit, j.identity
-- population: A
SELECT l.unit, count(DISTINCT coalesce(l.identity, l.row_id::VARCHAR)) AS n FROM line AS l GROUP BY l.unit
-- undecided: A
SELECT j.invoice_rows, 'invoices.voucher_no' AS missing, '同一发票登记几次，有的没有凭证号' AS why
FROM judged AS j
WHERE j.bookings <= 1 AND NOT j.booked AND len(j.invoice_rows) > 1
UNION ALL
SELECT [l.row_id], 'invoices.invoice_code', '没有发票号码，或只有号码而没有发票代码和销售方，无法识别'
FROM line AS l
WHERE l.identity IS NULL

-- shared: B
-- Judged: invoices on forms of paper or of the tax-control machine, whose numbers run by seller.
WITH single AS (
    SELECT i.row_id, i.unit, i.invoice_no, i.invoice_no_key, i.invoice_code, i.seller, i.seller_key, i.invoice_date,
           i.amount_total, TRY_CAST(i.invoice_no_key AS BIGINT) AS number
    FROM invoices AS i
    WHERE coalesce(i.status, '') NOT IN ('作废', '红冲')
      AND NOT regexp_matches(coalesce(i.invoice_type, ''), '数电|全电|全面数字化|财政|非税|铁路|航空|行程单|通行费')
      AND length(i.invoice_no_key) IS DISTINCT FROM 20
      AND NOT coalesce(i.amount_total >= $threshold::DECIMAL(18,2), false)
    QUALIFY row_number() OVER (PARTITION BY i.unit, i.seller_key, i.invoice_code, coalesce(i.invoice_no_key, i.row_id::VARCHAR)
                               ORDER BY i.row_id) = 1
),
known AS (
    SELECT s.row_id, s.unit, s.invoice_no, s.invoice_no_key, s.invoice_code, s.seller, s.seller_key, s.invoice_date, s.amount_total, s.number,
           coalesce(s.number - lag(s.number) OVER w > $seq_gap::INTEGER
                    OR abs(s.invoice_date - lag(s.invoice_date) OVER w) > $seq_days::INTEGER, true) AS begins
    FROM single AS s
    WHERE s.seller_key IS NOT NULL AND s.number IS NOT NULL AND s.invoice_date IS NOT NULL AND s.amount_total IS NOT NULL
    WINDOW w AS (PARTITION BY s.unit, s.seller_key, s.invoice_code ORDER BY s.number)
),
run AS (
    SELECT k.row_id, k.unit, k.invoice_no, k.invoice_no_key, k.invoice_code, k.seller, k.seller_key, k.invoice_date, k.amount_total, k.number,
           sum(k.begins::INTEGER) OVER (PARTITION BY k.unit, k.seller_key, k.invoice_code ORDER BY k.number) AS series
    FROM known AS k
)
-- subrule: B
SELECT r.unit, first(r.invoice_no ORDER BY r.number) AS invoice_no,
       concat_ws('|', first(r.invoice_no_key ORDER BY r.number), r.invoice_code, r.seller_key) AS invoice_no_key,
       last(r.invoice_no ORDER BY r.number) AS last_no,
       first(r.seller ORDER BY r.number) AS seller, r.seller_key, min(r.invoice_date) AS date, max(r.invoice_date) AS last_date,
       count(*) AS count, sum(r.amount_total) AS amount, $threshold::DECIMAL(18,2) AS threshold,
       list(r.row_id ORDER BY r.number) AS invoice_rows
FROM run AS r
GROUP BY r.unit, r.seller_key, r.invoice_code, r.series
HAVING sum(r.amount_total) >= $threshold::DECIMAL(18,2)
ORDER BY r.unit, r.seller_key, r.invoice_code, r.series
-- population: B
SELECT s.unit, count(*) AS n FROM single AS s GROUP BY s.unit
-- undecided: B
SELECT s.row_id AS invoice_row,
       CASE WHEN s.number IS NULL THEN 'invoices.invoice_no'
            WHEN s.seller_key IS NULL THEN 'invoices.seller'
            WHEN s.invoice_date IS NULL THEN 'invoices.invoice_date'
            ELSE 'invoices.amount_total' END AS missing,
       '没有号码、销售方、开票日期或金额，无法判断是否连号' AS why
FROM single AS s
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.row_id = s.row_id)

/*
id: EVI-003
name: evidence_pack_incomplete
aliases: []
title: 应附单证不齐或凭证无附件
summary: Vouchers whose attachments lack what their kind of business asks for, or that have none.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 2, mode: criterion_fail}]
basis:
  - {law: KJG, article: 第五十一条}
  - {law: KJF, article: 第十四条}
scope: [unit]
key: [voucher_no]
finding: each
repair: state
visibility: unit
params:
  min_amount: {type: decimal, default: "1000", doc: 低于此金额（元）的凭证不查附件张数}
  kept_share: {type: decimal, default: "0.8", doc: 附件张数大于0的凭证不低于此比例，才认为该栏是逐张填写的}
requires: [vouchers.voucher_no, vouchers.summary]
any_of: []
optional: [vouchers.void_flag, vouchers.account_code]
message: "{lead}，{unit}凭证{voucher_no}（{business}，{amount}）已登记的附件中没有{lacking}，需进一步核实。"
message_confirmed: "{lead}，{unit}凭证{voucher_no}（{business}，{amount}）未附{lacking}，不符合{basis}的规定。"
subrules:
  A:
    title: 应附单证不齐
    requires: [vouchers.voucher_no, vouchers.summary, evidence.doc_type, ref_packs.doc_type]
    any_of: [[evidence.voucher_no, evidence.ref_key]]
    absence: {partner: evidence}
  B:
    title: 凭证附件张数为零
    class: suspicion
    requires: [vouchers.voucher_no, vouchers.summary, vouchers.attachment_count, vouchers.debit]
    optional: [vouchers.void_flag, vouchers.account_code, evidence.voucher_no, evidence.ref_key]
    message: "{lead}，{unit}凭证{voucher_no}金额{amount}，附件张数为0，该单位其他凭证多已填写附件张数，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{voucher_no}金额{amount}，未附原始凭证，不符合{basis}的规定。"
why: 没有原始凭证，支出是否真实、是否经过审批、货物是否收到都无从证明。
false_positives:
  - 结账、更正、冲销、计提凭证可以不附原始凭证（已排除）
  - 一份原始凭证涉及多张凭证，附在其中一张之后
  - 电子凭证存于系统，未打印
  - 单证类型识别有误，或影像没有收齐
not_automated:
  - 附件张数与影像文件数是否一致：一个文件可以有多张单证
  - 附件张数多为软件默认值（0或1）的单位不查
remediation: 补齐或补开原始凭证，确实无法取得的由经办人说明并经批准；凭证附件张数如实填写。
*/
-- shared:
WITH voucher AS (
    SELECT v.unit, v.voucher_no_key, min(v.voucher_no) AS voucher_no, min(v.voucher_date) AS date,
           -- The same money stands once in the financial and once in the budget's own accounts.
           coalesce(greatest(sum(v.debit) FILTER (NOT v.budgetary), sum(v.debit) FILTER (v.budgetary)), 0) AS amount, string_agg(v.summary, '；') AS summary,
           max(v.attachment_count) AS attachments, list(v.row_id) AS voucher_rows
    FROM (SELECT *, coalesce(regexp_matches(account_code, '^[678]'), false) AS budgetary FROM vouchers) AS v
    WHERE v.voucher_no_key IS NOT NULL AND v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, v.voucher_no_key
    HAVING NOT bool_or(regexp_matches(coalesce(v.summary, ''), '结转|更正|冲销|计提'))
),
attached AS (
    SELECT e.unit, n.key, list(DISTINCT e.doc_type) AS types, count(*) > count(e.doc_type) AS blank, list(e.row_id) AS evidence_rows
    FROM (SELECT o.row_id, o.key FROM evidence_voucher_no AS o UNION SELECT r.row_id, r.key FROM evidence_ref_key AS r) AS n
    JOIN evidence AS e ON e.row_id = n.row_id
    GROUP BY e.unit, n.key
)
-- shared: A
WITH asked AS (
    SELECT v.unit, v.voucher_no_key, v.voucher_no, v.date, v.amount, v.voucher_rows, a.blank, a.evidence_rows,
           string_agg(DISTINCT p.business, '、' ORDER BY p.business) AS business,
           string_agg(DISTINCT p.doc_type, '、' ORDER BY p.doc_type) FILTER (NOT list_contains(a.types, p.doc_type)) AS lacking,
           list(p.ref_id ORDER BY p.ref_id) FILTER (NOT list_contains(a.types, p.doc_type)) AS pack_refs
    FROM voucher AS v
    JOIN attached AS a ON a.unit = v.unit AND a.key = v.voucher_no_key
    JOIN ref_packs AS p ON regexp_matches(v.summary, p.words)
                       AND v.date BETWEEN coalesce(p.from, DATE '0001-01-01') AND coalesce(p.to, DATE '9999-12-31')
    GROUP BY ALL
)
-- subrule: A
SELECT k.unit, k.voucher_no, k.voucher_no_key, k.date, k.amount, k.business, k.lacking, k.voucher_rows, k.evidence_rows, k.pack_refs
FROM asked AS k
WHERE k.lacking IS NOT NULL AND NOT k.blank
ORDER BY k.unit, k.voucher_no_key
-- population: A
SELECT k.unit, count(*) AS n FROM asked AS k GROUP BY k.unit
-- undecided: A
SELECT k.evidence_rows, 'evidence.doc_type' AS missing, '有单证类型不明的附件' AS why
FROM asked AS k
WHERE k.lacking IS NOT NULL AND k.blank

-- shared: B
WITH kept AS (
    -- Software that fills in 0 or 1 by itself says nothing.
    SELECT v.unit
    FROM voucher AS v
    GROUP BY v.unit
    HAVING count(*) FILTER (v.attachments > 0) >= $kept_share::DECIMAL(9,6) * count(*)
       AND count(DISTINCT v.attachments) FILTER (v.attachments > 0) > 1
),
judged AS (
    SELECT v.* FROM voucher AS v JOIN kept AS k ON k.unit = v.unit WHERE v.amount >= $min_amount::DECIMAL(18,2)
)
-- subrule: B
SELECT j.unit, j.voucher_no, j.voucher_no_key, j.date, j.amount, j.voucher_rows
FROM judged AS j
WHERE j.attachments = 0
  AND NOT EXISTS (SELECT 1 FROM attached AS a WHERE a.unit = j.unit AND a.key = j.voucher_no_key)
ORDER BY j.unit, j.voucher_no_key
-- population: B
SELECT j.unit, count(*) AS n FROM judged AS j GROUP BY j.unit
-- undecided: B
SELECT j.voucher_rows, 'vouchers.attachment_count' AS missing, '没有附件张数' AS why
FROM judged AS j
WHERE j.attachments IS NULL

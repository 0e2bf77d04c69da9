/*
id: EVI-004
name: evidence_reuse
aliases: []
title: 同一附件用于多笔业务
summary: One file, or one picture, serves as attachment of several vouchers.
kind: finding
class: suspicion
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, mode: risk_only}
  - {rubric: xj-2023, indicator: B41, mode: risk_only}
basis:
  - {law: KJF, article: 第十三条}
  - {law: CFT, article: 第六条第（一）项}
scope: [unit]
key: [document_hash, kind]
finding: each
repair: event
visibility: unit
params:
  ham: {type: integer, default: 6, doc: 两图感知哈希相差不超过若干位视为相似}
  most_alike: {type: integer, default: 3, doc: 与一张图片相似的其他业务图片超过此数时，视为同一版式，不作疑点}
requires: [evidence.sha256, evidence.ref_key, evidence.doc_type]
any_of: []
message: "{lead}，{unit}的同一{doc_type}文件（{documents}）分别作为{refs}的附件，文件内容完全相同，需进一步核实。"
message_confirmed: "{lead}，{unit}的同一{doc_type}文件（{documents}）重复作为{refs}的附件，不符合{basis}的规定。"
subrules:
  A:
    title: 同一文件用于多笔业务
  B:
    title: 附件图片高度相似
    severity: low
    requires: [evidence.phash, evidence.ref_key, evidence.doc_type]
    optional: [evidence.sha256, evidence.doc_date]
    message: "{lead}，{unit}的{doc_type}图片（{documents}）高度相似，分别作为{refs}的附件，可能为同一单证，需进一步核实。"
    message_confirmed: "{lead}，{unit}的同一{doc_type}（{documents}）重复作为{refs}的附件，不符合{basis}的规定。"
why: 一张发票、一份签到表附在两笔支出后面，其中一笔可能没有发生。文件哈希相同即内容完全相同；图片相似只是线索，须比对原件的号码和日期。
false_positives:
  - 一张发票分次付款，各次付款均附同一发票
  - 批量采购共用一份验收单
  - 会议纪要、合同、审批单统批多个事项（不查）
  - 同一版式的不同单证，图片也会相似（相似者过多的不报）
remediation: 调取原件比对号码、日期和金额；确属重复使用的，核实各笔业务是否真实发生，追回重复支付的款项。
*/
-- shared:
WITH document AS (
    SELECT e.row_id, e.unit, e.evidence_id, e.doc_type, e.doc_date, e.doc_date_to, e.phash, lower(e.sha256) AS sha256,
           e.ref_key, regexp_replace(coalesce(e.ref_ledger, ''), '(台账|会计|记账)', '', 'g') AS kind,
           list(r.key) AS keys
    FROM evidence AS e
    JOIN evidence_ref_key AS r ON r.row_id = e.row_id
    WHERE e.doc_type IN ('发票', '验收单', '签到表', '付款回单')
    GROUP BY ALL
),
same_file AS (
    -- An empty file is like every other one.
    SELECT a.row_id, a.unit, a.sha256, a.kind
    FROM document AS a
    JOIN document AS b ON b.unit = a.unit AND b.sha256 = a.sha256 AND b.kind = a.kind
    WHERE NOT list_has_any(a.keys, b.keys)
      AND a.sha256 <> 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    GROUP BY ALL
),
alike AS (
    SELECT a.row_id, b.row_id AS other_row
    FROM document AS a
    JOIN document AS b ON b.unit = a.unit AND b.kind = a.kind AND b.doc_type = a.doc_type
                      AND length(b.phash) = length(a.phash)
    WHERE NOT list_has_any(a.keys, b.keys)
      AND a.sha256 IS DISTINCT FROM b.sha256
      AND bit_count(xor(from_hex(a.phash)::BIT, from_hex(b.phash)::BIT)) <= $ham::INTEGER
      -- Two papers of different days are two papers.
      AND (a.doc_date IS NULL OR b.doc_date IS NULL OR (a.doc_date <= b.doc_date_to AND b.doc_date <= a.doc_date_to))
),
crowd AS (
    SELECT k.row_id FROM alike AS k GROUP BY k.row_id HAVING count(*) > $most_alike::INTEGER
)
-- subrule: A
SELECT d.unit, d.sha256 AS document_hash, d.kind, min(d.doc_type) AS doc_type, max(d.doc_date) AS date,
       string_agg(d.evidence_id, '、' ORDER BY d.row_id) AS documents,
       string_agg(DISTINCT d.ref_key, '、' ORDER BY d.ref_key) AS refs, list(d.row_id ORDER BY d.row_id) AS evidence_rows
FROM same_file AS s
JOIN document AS d ON d.row_id = s.row_id
GROUP BY d.unit, d.sha256, d.kind
ORDER BY d.sha256, d.kind

-- population: A
SELECT e.unit, count(*) AS n FROM evidence AS e WHERE e.doc_type IN ('发票', '验收单', '签到表', '付款回单') GROUP BY e.unit

-- undecided: A
SELECT e.row_id AS evidence_row,
       CASE WHEN e.sha256 IS NULL THEN 'evidence.sha256' ELSE 'evidence.ref_key' END AS missing,
       CASE WHEN e.sha256 IS NULL THEN '没有文件哈希' ELSE '未关联到凭证或合同' END AS why
FROM evidence AS e
WHERE e.doc_type IN ('发票', '验收单', '签到表', '付款回单')
  AND (e.sha256 IS NULL OR NOT EXISTS (SELECT 1 FROM evidence_ref_key AS r WHERE r.row_id = e.row_id))

-- subrule: B
SELECT d.unit, least(d.sha256, o.sha256) || '/' || greatest(d.sha256, o.sha256) AS document_hash, d.kind, d.doc_type,
       max(d.doc_date) AS date, string_agg(DISTINCT d.evidence_id, '、' ORDER BY d.evidence_id) AS documents,
       string_agg(DISTINCT d.ref_key, '、' ORDER BY d.ref_key) AS refs, list(DISTINCT d.row_id) AS evidence_rows
FROM alike AS k
JOIN document AS d ON d.row_id = k.row_id
JOIN document AS o ON o.row_id = k.other_row
WHERE NOT EXISTS (SELECT 1 FROM crowd AS c WHERE c.row_id IN (d.row_id, o.row_id))
GROUP BY d.unit, 2, d.kind, d.doc_type
ORDER BY 2

-- population: B
SELECT d.unit, count(*) AS n FROM document AS d WHERE d.phash IS NOT NULL GROUP BY d.unit

-- undecided: B
SELECT c.row_id AS evidence_row, 'evidence.doc_date' AS missing, '相似的图片过多，可能只是同一版式' AS why
FROM crowd AS c

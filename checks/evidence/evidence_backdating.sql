/*
id: EVI-005
name: evidence_backdating
aliases: []
title: 单证日期与文件时间矛盾
summary: Documents whose dates cannot be, or that were made long after the day they bear.
kind: finding
class: suspicion
severity: medium
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, mode: risk_only}
  - {rubric: xj-2023, indicator: B41, mode: risk_only}
basis:
  - {law: KJF, article: 第十三条}
scope: [unit]
key: [document_no]
finding: each
repair: event
visibility: unit
params:
  max_lag: {type: integer, default: 90, doc: 电子文档生成晚于载明日期超过若干天视为补制线索}
  entry_lag: {type: integer, default: 45, doc: 凭证录入晚于凭证日期超过若干天视为滞后}
  fieldwork_start: {type: date, default: null, doc: 审计（评价）进场日期}
requires: [evidence.evidence_id, evidence.doc_date, evidence.file_created]
any_of: []
message: "{lead}，{unit}的{document}（{file_name}）载明日期为{stated_date}，{fault}，需进一步核实。"
message_confirmed: "{lead}，{unit}的{document}（{file_name}）载明日期为{stated_date}，{fault}，不符合{basis}的规定。"
subrules:
  A:
    title: 电子文档生成明显晚于载明日期
    optional: [evidence.is_native, evidence.file_name]
  B:
    title: 载明日期在进场之前的文档生成于进场之后
    params: [fieldwork_start]
    optional: [evidence.is_native, evidence.file_name]
  C:
    title: 凭证录入明显晚于凭证日期
    requires: [vouchers.voucher_no, vouchers.voucher_date, vouchers.entry_time]
    optional: [vouchers.void_flag]
    message: "{lead}，{unit}的凭证{document_no}日期为{stated_date}，{fault}，需进一步核实。"
    message_confirmed: "{lead}，{unit}的凭证{document_no}日期为{stated_date}，{fault}，不符合{basis}的规定。"
  E:
    title: 载明日期晚于收到日期
    requires: [evidence.evidence_id, evidence.doc_date, evidence.received_at]
  F:
    title: 扫描或拍摄早于载明日期
    requires: [evidence.evidence_id, evidence.doc_date, evidence.file_created, evidence.is_native]
why: 单证的载明日期可以随意填写，文件自身的生成时间较难改动。两者矛盾，说明单证可能事后补制或者倒签日期。
false_positives:
  - 扫描件的生成时间是扫描时间，不是制作时间（A、B只看原生电子文档）
  - 格式转换、重新下载、另存会重置生成时间
  - 历史系统迁移时补录
  - 相机、扫描仪的时钟未校准
  - 期间、有效期等被误认为载明日期
not_automated:
  - 载明日期为周末、节假日且集中会签：清单没有会签人的栏目
remediation: 调取原始电子文件及系统日志，请经办人说明制作过程；确属补制的，如实注明补制日期和原因，不得倒签。
*/
-- shared:
WITH native AS (
    -- What was scanned was made before it was scanned. Without the column the name tells.
    SELECT e.*, e.file_created::DATE AS created
    FROM evidence AS e
    WHERE coalesce(e.is_native, true) AND NOT regexp_matches(coalesce(e.file_name, ''), '(?i)扫描|scan')
)
-- subrule: A
SELECT e.unit, e.evidence_id AS document_no, coalesce(e.doc_type, '单证') AS document, e.file_name, e.doc_date AS date,
       e.doc_date AS stated_date, e.doc_date_to AS stated_date_to,
       '文件生成于' || strftime(e.created, '%Y-%m-%d') || '，晚' || (e.created - e.doc_date_to) || '天' AS fault, e.row_id AS evidence_row
FROM native AS e
WHERE e.created > e.doc_date_to + $max_lag::INTEGER
ORDER BY e.row_id
-- population: A
SELECT e.unit, count(*) AS n FROM native AS e GROUP BY e.unit
-- undecided: A
SELECT e.row_id AS evidence_row, CASE WHEN e.doc_date IS NULL THEN 'evidence.doc_date' ELSE 'evidence.file_created' END AS missing,
       CASE WHEN e.doc_date IS NULL THEN '没有识别出载明日期' ELSE '文件没有生成时间' END AS why
FROM native AS e
WHERE e.doc_date IS NULL OR e.created IS NULL

-- subrule: B
SELECT e.unit, e.evidence_id AS document_no, coalesce(e.doc_type, '单证') AS document, e.file_name, e.doc_date AS date,
       e.doc_date AS stated_date, e.doc_date_to AS stated_date_to,
       '文件生成于进场之后的' || strftime(e.created, '%Y-%m-%d') AS fault, e.row_id AS evidence_row
FROM native AS e
WHERE e.created >= $fieldwork_start::DATE AND e.doc_date_to < $fieldwork_start::DATE
ORDER BY e.row_id
-- population: B
SELECT e.unit, count(*) AS n FROM native AS e GROUP BY e.unit
-- undecided: B
SELECT e.row_id AS evidence_row, CASE WHEN e.created IS NULL THEN 'evidence.file_created' ELSE 'evidence.doc_date' END AS missing,
       CASE WHEN e.created IS NULL THEN '文件没有生成时间' ELSE '进场之后生成，没有识别出载明日期' END AS why
FROM native AS e
WHERE e.created IS NULL OR (e.created >= $fieldwork_start::DATE AND e.doc_date IS NULL)

-- shared: C
WITH entered AS (
    SELECT v.unit, v.voucher_no_key, min(v.voucher_no) AS voucher_no, min(v.voucher_date) AS first_day,
           max(v.voucher_date_to) AS last_day, max(v.entry_time)::DATE AS entry_day, list(v.row_id) AS voucher_rows
    FROM vouchers AS v
    WHERE v.voucher_no_key IS NOT NULL AND v.void_flag IS DISTINCT FROM true
    GROUP BY v.unit, v.voucher_no_key
)
-- subrule: C
SELECT v.unit, v.voucher_no AS document_no, v.voucher_no_key AS document_no_key, v.first_day AS date,
       v.first_day AS stated_date, v.last_day AS stated_date_to,
       '录入于' || strftime(v.entry_day, '%Y-%m-%d') || '，晚' || (v.entry_day - v.last_day) || '天' AS fault, v.voucher_rows
FROM entered AS v
WHERE v.entry_day > v.last_day + $entry_lag::INTEGER
ORDER BY v.unit, v.voucher_no_key
-- population: C
SELECT v.unit, count(*) AS n FROM entered AS v GROUP BY v.unit
-- undecided: C
SELECT v.voucher_rows, CASE WHEN v.entry_day IS NULL THEN 'vouchers.entry_time' ELSE 'vouchers.voucher_date' END AS missing,
       CASE WHEN v.entry_day IS NULL THEN '没有录入时间' ELSE '没有凭证日期' END AS why
FROM entered AS v
WHERE v.entry_day IS NULL OR v.last_day IS NULL

-- subrule: E
SELECT e.unit, e.evidence_id AS document_no, coalesce(e.doc_type, '单证') AS document, e.file_name, e.doc_date AS date,
       e.doc_date AS stated_date, e.doc_date_to AS stated_date_to,
       '晚于收到日期' || strftime(e.received_at, '%Y-%m-%d') AS fault, e.row_id AS evidence_row
FROM evidence AS e
WHERE e.doc_date > e.received_at::DATE
ORDER BY e.row_id
-- undecided: E
SELECT e.row_id AS evidence_row, CASE WHEN e.doc_date IS NULL THEN 'evidence.doc_date' ELSE 'evidence.received_at' END AS missing,
       CASE WHEN e.doc_date IS NULL THEN '没有识别出载明日期' ELSE '没有收到日期' END AS why
FROM evidence AS e
WHERE e.doc_date IS NULL OR e.received_at IS NULL

-- shared: F
WITH scanned AS (
    SELECT e.*, e.file_created::DATE AS created FROM evidence AS e WHERE NOT e.is_native
)
-- subrule: F
SELECT e.unit, e.evidence_id AS document_no, coalesce(e.doc_type, '单证') AS document, e.file_name, e.doc_date AS date,
       e.doc_date AS stated_date, e.doc_date_to AS stated_date_to,
       '扫描（拍摄）于' || strftime(e.created, '%Y-%m-%d') || '，早于载明日期' AS fault, e.row_id AS evidence_row
FROM scanned AS e
WHERE e.doc_date > e.created
ORDER BY e.row_id
-- population: F
SELECT e.unit, count(*) AS n FROM scanned AS e GROUP BY e.unit
-- undecided: F
SELECT e.row_id AS evidence_row, CASE WHEN e.doc_date IS NULL THEN 'evidence.doc_date' ELSE 'evidence.file_created' END AS missing,
       CASE WHEN e.doc_date IS NULL THEN '没有识别出载明日期' ELSE '文件没有扫描或拍摄时间' END AS why
FROM scanned AS e
WHERE e.doc_date IS NULL OR e.created IS NULL

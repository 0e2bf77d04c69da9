/*
id: PUR-011
name: sme_share_not_reserved
aliases: []
title: 中小企业预留份额未落实
summary: A purchase within the limits not reserved for small and medium enterprises, or too small a share of the year reserved.
kind: finding
class: suspicion
severity: medium
status: draft
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: X46, article: 第八条}
scope: [unit]
key: [subject]
finding: each
repair: event
visibility: unit
params:
  goods_services_limit: {type: decimal, default: null, doc: 货物、服务专门面向中小企业采购的预算金额上限（元），按现行规定}
  works_limit: {type: decimal, default: null, doc: 工程专门面向中小企业采购的预算金额上限（元），按现行规定}
  least_share: {type: decimal, default: null, doc: 全年预留份额的最低比例，按现行规定}
requires: [procurements.procurement_no, procurements.category, procurements.budget_amount, procurements.sme_reserved]
any_of: []
optional: [procurements.is_secret, procurements.is_urgent]
subrules:
  A:
    title: 货物、服务项目未专门面向中小企业
    params: [goods_services_limit]
  B:
    title: 工程项目未专门面向中小企业
    params: [works_limit]
  C:
    title: 全年预留份额不足
    finding: unit
    params: [least_share]
    basis: [{law: X46, article: 第九条}]
    requires: [procurements.procurement_no, procurements.budget_amount, procurements.sme_reserved, procurements.notice_date]
    message: "{lead}，{unit}{subject}年采购预算{amount}，其中面向中小企业预留{reserved}，占{share}%，低于{least_percent}%，需进一步核实。"
    message_confirmed: "{lead}，{unit}{subject}年采购预算{amount}，其中面向中小企业预留{reserved}，占{share}%，低于{least_percent}%，不符合{basis}的规定。"
message: "{lead}，{unit}{category}采购项目{subject}{titled}，预算金额{amount}，未专门面向中小企业采购，建议核对有无不适宜预留的情形，需进一步核实。"
message_confirmed: "{lead}，{unit}{category}采购项目{subject}{titled}，预算金额{amount}，应专门面向中小企业采购而未预留，不符合{basis}的规定。"
why: 预留份额是中小企业参与政府采购的主要保障，不预留又不说明理由，政策就落空了。
false_positives:
  - 不适宜由中小企业提供、可能影响项目目标等可不预留的情形（须有说明）
  - 涉密、紧急采购（不查）
  - 采购台账只登记了一部分项目，全年比例不准
remediation: 编制采购预算时逐项明确是否预留；不预留的写明理由并公开；年末核算预留比例。
*/
-- shared:
WITH candidate AS (
    SELECT q.row_id AS procurement_row, q.unit, q.category, q.budget_amount, q.sme_reserved, year(q.notice_date) AS year
    FROM procurements AS q
    WHERE q.is_secret IS DISTINCT FROM true AND q.is_urgent IS DISTINCT FROM true
),
within AS (
    SELECT procurement_row, category, budget_amount, sme_reserved, CASE WHEN category = '工程' THEN 'B' ELSE 'A' END AS rule
    FROM candidate
    WHERE budget_amount IS NULL
       OR budget_amount <= CASE WHEN category = '工程' THEN $works_limit::DECIMAL(18,2) ELSE $goods_services_limit::DECIMAL(18,2) END
),
hit AS (
    SELECT w.rule, q.unit, q.procurement_no AS subject, q.procurement_no_key AS subject_key, coalesce('“' || q.name || '”', '') AS titled,
           q.category, q.budget_amount AS amount, q.notice_date AS date, q.row_id AS procurement_row
    FROM within AS w
    JOIN procurements AS q ON q.row_id = w.procurement_row
    WHERE NOT w.sme_reserved AND w.budget_amount IS NOT NULL AND w.category IS NOT NULL
),
open AS (
    SELECT rule, procurement_row,
           CASE WHEN sme_reserved IS NULL THEN 'procurements.sme_reserved' WHEN category IS NULL THEN 'procurements.category'
                ELSE 'procurements.budget_amount' END AS missing,
           CASE WHEN sme_reserved IS NULL THEN '没有是否面向中小企业' WHEN category IS NULL THEN '没有采购类别' ELSE '没有采购预算' END AS why
    FROM within
    WHERE sme_reserved IS NULL OR (NOT sme_reserved AND (category IS NULL OR budget_amount IS NULL))
)

-- subrule: A
SELECT unit, subject, subject_key, titled, category, amount, date, procurement_row FROM hit WHERE rule = 'A' ORDER BY procurement_row
-- population: A
SELECT count(*) AS n FROM within WHERE rule = 'A'
-- undecided: A
SELECT procurement_row, missing, why FROM open WHERE rule = 'A'

-- subrule: B
SELECT unit, subject, subject_key, titled, category, amount, date, procurement_row FROM hit WHERE rule = 'B' ORDER BY procurement_row
-- population: B
SELECT count(*) AS n FROM within WHERE rule = 'B'
-- undecided: B
SELECT procurement_row, missing, why FROM open WHERE rule = 'B'

-- shared: C
WITH yearly AS (
    SELECT unit, year, sum(budget_amount) AS amount, coalesce(sum(budget_amount) FILTER (WHERE sme_reserved), 0) AS reserved,
           bool_or(budget_amount IS NULL OR sme_reserved IS NULL) AS unknown, list(procurement_row ORDER BY procurement_row) AS procurement_rows
    FROM candidate
    GROUP BY unit, year
)
-- subrule: C
SELECT unit, CAST(year AS VARCHAR) AS subject, make_date(CAST(year AS INTEGER), 12, 31) AS date, amount, reserved,
       CAST(reserved * 100 / amount AS DECIMAL(18,1)) AS share, CAST( $least_share::DECIMAL(9,6) * 100 AS DECIMAL(9,1)) AS least_percent,
       procurement_rows
FROM yearly
WHERE NOT unknown AND year IS NOT NULL AND reserved < amount * $least_share::DECIMAL(9,6)
ORDER BY unit
-- population: C
SELECT count(*) AS n FROM yearly
-- undecided: C
SELECT procurement_rows, CASE WHEN year IS NULL THEN 'procurements.notice_date' ELSE 'procurements.sme_reserved' END AS missing,
       CASE WHEN year IS NULL THEN '没有公告日期，不知年度' ELSE '有项目没有采购预算或是否面向中小企业' END AS why
FROM yearly
WHERE unknown OR year IS NULL

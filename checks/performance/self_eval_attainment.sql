/*
id: PER-001
name: self_eval_attainment
aliases: []
title: 项目绩效达标率（自评平均分）
summary: Average of the projects' self-evaluation scores.
kind: measure
class: data
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B41, criterion: null, mode: formula}]
basis:
  - {law: FJ1, article: B41}
  - {law: JXP}
scope: []
key: []
params: {}
requires: [self_evals.score]
any_of: []
optional: [self_evals.budget, self_evals.fiscal_year]
why: 评分体系以自评平均分作为项目绩效达标率；样本数、极值和加权平均同时列出，便于判断平均分是否被少数项目左右。
false_positives:
  - 未自评的项目不进入平均，须另行说明（不按零分计）
  - 报告正文与表格引用的平均分须取自同一来源
  - 简单平均与按预算加权的平均可能不同，计分用简单平均
remediation: 绩效指标量化可验证，自评数据与业务系统、凭证互证并留存佐证，抽查复核后再上报。
*/
SELECT CAST(round(CAST(sum(score) AS DOUBLE) / nullif(count(score), 0), 8) AS DECIMAL(18,8)) AS average,
       CAST(sum(score) AS DECIMAL(18,4)) AS score_sum,
       nullif(count(score), 0) AS projects,
       min(score) AS lowest, max(score) AS highest,
       CAST(median(score) AS DECIMAL(18,4)) AS median,
       CAST(round(CAST(sum(score * budget) AS DOUBLE) / nullif(CAST(sum(budget) AS DOUBLE), 0), 4) AS DECIMAL(18,4)) AS weighted,
       list(row_id) AS self_eval_rows
FROM self_evals
WHERE coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT AND score IS NOT NULL

/*
id: PER-003
name: self_eval_score_recompute
aliases: []
title: 自评得分复算差异
summary: Self-evaluation scores, totals and grades that do not compute.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B41, mode: risk_only}]
basis:
  - {law: JXP, article: 单位自评}
  - {law: HX101}
scope: [unit]
key: [project_code, subject]
finding: project
cause: {name: self_eval_score_recompute, by: [project_code], title: 自评得分计算错误}
repair: state
visibility: unit
params:
  tol: {type: decimal, default: "0.5", doc: 允许的得分差（分）}
  over_target: {type: decimal, default: "1.3", doc: 实际值达到目标值的这个倍数时提示目标偏低}
  total: {type: decimal, default: "100", doc: 全部指标分值之和}
  grades: {type: list, default: 优|90;良|80;中|60;差|0, doc: 等级与最低分（等级|分数）}
  rate_tol: {type: decimal, default: "0.005", doc: 执行率允许的差}
requires: [self_evals.project_code, self_evals.score]
any_of: []
optional: []
subrules:
  A:
    title: 定量指标得分与完成情况不符
    requires: [self_eval_indicators.project_code, self_eval_indicators.indicator, self_eval_indicators.target_value, self_eval_indicators.actual_value, self_eval_indicators.weight, self_eval_indicators.score]
    message: "{lead}，{unit}项目{project_code}指标“{subject}”年度指标值{target}，实际值{actual}，分值{full}，自评得{told}分，按完成比例应得{computed}分，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}指标“{subject}”自评得{told}分，按完成比例应得{computed}分，建议核实评分规则后更正。"
  B:
    title: 预算执行率得分与执行率不符
    requires: [self_eval_indicators.project_code, self_eval_indicators.level1, self_eval_indicators.weight, self_eval_indicators.score, self_evals.project_code, self_evals.exec_rate]
    message: "{lead}，{unit}项目{project_code}预算执行率{rate}，分值{full}，自评得{told}分，按执行率应得{computed}分，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}预算执行率得分{told}分，按执行率应得{computed}分，建议核实后更正。"
  C:
    title: 指标得分之和与总分不符
    requires: [self_evals.project_code, self_evals.score, self_eval_indicators.project_code, self_eval_indicators.score]
    message: "{lead}，{unit}项目{project_code}各指标得分合计{computed}分，自评总分{told}分，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}各指标得分合计{computed}分，自评总分{told}分，计算不一致，建议核实后更正。"
  D:
    title: 指标分值之和不是满分
    requires: [self_eval_indicators.project_code, self_eval_indicators.weight]
    message: "{lead}，{unit}项目{project_code}各指标分值合计{computed}分，应为{told}分，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}各指标分值合计{computed}分，应为{told}分，建议核实后更正。"
  E:
    title: 自评等级与得分不符
    requires: [self_evals.project_code, self_evals.score, self_evals.grade]
    message: "{lead}，{unit}项目{project_code}自评{told}分，等级为“{grade}”，按分档应为“{computed}”，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}自评{told}分，等级应为“{computed}”而非“{grade}”，建议核实后更正。"
  F:
    title: 执行率与执行数、预算数不符
    requires: [self_evals.project_code, self_evals.exec_rate, self_evals.executed, self_evals.budget]
    message: "{lead}，{unit}项目{project_code}填报执行率{told}，按执行数除以预算数为{computed}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}填报执行率{told}，按执行数除以预算数为{computed}，建议核实后更正。"
  G:
    title: 完成值远超目标值
    severity: info
    requires: [self_eval_indicators.project_code, self_eval_indicators.indicator, self_eval_indicators.target_value, self_eval_indicators.actual_value]
    message: "{lead}，{unit}项目{project_code}指标“{subject}”年度指标值{target}，实际值{actual}，为目标的{times}倍，目标可能偏低，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}指标“{subject}”实际值为目标的{times}倍，年度目标设置偏低，建议核实。"
message: "{lead}，{unit}项目{project_code}自评得分需要复算，需进一步核实。"
why: 自评分由指标得分加总，逐项复算可以发现照抄满分、加错总分、等级错档，错误会一直带进部门得分。
false_positives:
  - 本地评分规则不同（超额不加分、偏离调减、分档计分）
  - 反向指标、定性指标（定性指标不复算）
  - 执行率按调整后预算或含结转计算
remediation: 按评分规则逐项更正得分、总分和等级，自评表设置公式；目标值明显偏低的在下年编制时调整。
*/
-- shared:
WITH number AS (
    -- Targets and results that are one number each, both per cent or neither; ranges and words are left alone.
    SELECT k.row_id, k.unit, k.project_code, k.project_code_key, k.indicator, k.target_value, k.actual_value, k.weight, k.score,
           CASE WHEN regexp_matches(k.target_value, '^\s*(≤|<|不超过|不高于|不大于|控制在)') THEN 'most' ELSE 'least' END AS sense,
           CAST(regexp_extract(k.target_value, '([0-9]+(\.[0-9]+)?)', 1) AS DECIMAL(18,4)) AS target,
           CAST(regexp_extract(k.actual_value, '([0-9]+(\.[0-9]+)?)', 1) AS DECIMAL(18,4)) AS actual
    FROM self_eval_indicators AS k
    WHERE regexp_matches(k.target_value, '^[^0-9]*[0-9]+(\.[0-9]+)?[^0-9]*$') AND regexp_matches(k.actual_value, '^[^0-9]*[0-9]+(\.[0-9]+)?[^0-9]*$')
      AND contains(k.target_value, '%') = contains(k.actual_value, '%')
),
ratio AS (
    SELECT n.row_id, n.unit, n.project_code, n.project_code_key, n.indicator, n.target_value, n.actual_value, n.weight, n.score,
           CASE WHEN n.sense = 'least' THEN n.actual / nullif(n.target, 0) ELSE least(n.target / nullif(n.actual, 0), 1) END AS done
    FROM number AS n
),
scored AS (
    SELECT k.unit, k.project_code_key, any_value(k.project_code) AS project_code, list(k.row_id) AS indicator_rows,
           CASE WHEN bool_and(k.score IS NOT NULL) THEN sum(k.score) END AS score,
           CASE WHEN bool_and(k.weight IS NOT NULL) THEN sum(k.weight) END AS weight
    FROM self_eval_indicators AS k
    GROUP BY k.unit, k.project_code_key
)
-- shared: A
WITH judged AS (
    SELECT r.row_id, r.unit, r.project_code, r.project_code_key, r.indicator, r.target_value, r.actual_value, r.weight, r.score,
           CAST(r.weight * least(r.done, 1) AS DECIMAL(18,2)) AS computed,
           CASE WHEN r.done IS NOT NULL THEN abs(r.score - r.weight * least(r.done, 1)) > $tol::DECIMAL(9,2) END AS differs
    FROM ratio AS r
)
-- subrule: A
SELECT j.unit, j.project_code, j.project_code_key, j.indicator AS subject, j.target_value AS target, j.actual_value AS actual,
       CAST(j.weight AS DECIMAL(18,2))::VARCHAR AS "full", CAST(j.score AS DECIMAL(18,2))::VARCHAR AS told, j.computed::VARCHAR AS computed,
       j.row_id AS indicator_row
FROM judged AS j
WHERE j.differs
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.row_id AS indicator_row, 'self_eval_indicators.score' AS missing, '没有得分或分值，或目标值为零' AS why FROM judged AS j WHERE j.differs IS NULL

-- shared: B
WITH judged AS (
    SELECT k.row_id, s.row_id AS self_eval_row, k.unit, k.project_code, k.project_code_key, k.weight, k.score, s.exec_rate,
           CAST(k.weight * least(s.exec_rate, 1) AS DECIMAL(18,2)) AS computed
    FROM self_eval_indicators AS k
    JOIN self_evals AS s ON s.unit = k.unit AND s.project_code_key = k.project_code_key
    WHERE k.level1 = '预算执行率' AND s.exec_rate IS NOT NULL
)
-- subrule: B
SELECT j.unit, j.project_code, j.project_code_key, '预算执行率' AS subject, CAST(j.exec_rate * 100 AS DECIMAL(18,2))::VARCHAR || '%' AS rate,
       CAST(j.weight AS DECIMAL(18,2))::VARCHAR AS "full", CAST(j.score AS DECIMAL(18,2))::VARCHAR AS told, j.computed::VARCHAR AS computed,
       j.row_id AS indicator_row, j.self_eval_row
FROM judged AS j
WHERE abs(j.score - j.computed) > $tol::DECIMAL(9,2)
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.row_id AS indicator_row, 'self_eval_indicators.score' AS missing, '没有得分或分值' AS why FROM judged AS j WHERE j.score - j.computed IS NULL

-- shared: C
WITH judged AS (
    SELECT s.row_id, s.unit, s.project_code, s.project_code_key, s.score AS told, k.score AS computed, k.indicator_rows
    FROM self_evals AS s
    JOIN scored AS k ON k.unit = s.unit AND k.project_code_key = s.project_code_key
)
-- subrule: C
SELECT j.unit, j.project_code, j.project_code_key, '总分' AS subject, CAST(j.told AS DECIMAL(18,2))::VARCHAR AS told,
       CAST(j.computed AS DECIMAL(18,2))::VARCHAR AS computed, j.row_id AS self_eval_row, j.indicator_rows
FROM judged AS j
WHERE abs(j.told - j.computed) > $tol::DECIMAL(9,2)
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.row_id AS self_eval_row, CASE WHEN j.told IS NULL THEN 'self_evals.score' ELSE 'self_eval_indicators.score' END AS missing,
       CASE WHEN j.told IS NULL THEN '没有自评总分' ELSE '有指标没有得分' END AS why
FROM judged AS j
WHERE j.told - j.computed IS NULL

-- subrule: D
SELECT k.unit, k.project_code, k.project_code_key, '分值' AS subject, CAST($total::DECIMAL(9,2) AS DECIMAL(18,2))::VARCHAR AS told,
       CAST(k.weight AS DECIMAL(18,2))::VARCHAR AS computed, k.indicator_rows
FROM scored AS k
WHERE k.weight <> $total::DECIMAL(9,2)
-- population: D
SELECT count(*) AS n FROM scored
-- undecided: D
SELECT k.indicator_rows, 'self_eval_indicators.weight' AS missing, '有指标没有分值' AS why FROM scored AS k WHERE k.weight IS NULL

-- shared: E
WITH grade AS (
    SELECT split_part(entry, '|', 1) AS grade, CAST(split_part(entry, '|', 2) AS DECIMAL(9,2)) AS least
    FROM (SELECT unnest($grades::VARCHAR[]) AS entry) AS given
),
judged AS (
    SELECT s.row_id, s.unit, s.project_code, s.project_code_key, s.score, s.grade,
           (SELECT arg_max(g.grade, g.least) FROM grade AS g WHERE g.least <= s.score) AS computed
    FROM self_evals AS s
)
-- subrule: E
SELECT j.unit, j.project_code, j.project_code_key, '等级' AS subject, CAST(j.score AS DECIMAL(18,2))::VARCHAR AS told, j.grade, j.computed,
       j.row_id AS self_eval_row
FROM judged AS j
WHERE j.grade <> j.computed
-- population: E
SELECT count(*) AS n FROM judged
-- undecided: E
SELECT j.row_id AS self_eval_row, CASE WHEN j.score IS NULL THEN 'self_evals.score' ELSE 'self_evals.grade' END AS missing,
       CASE WHEN j.score IS NULL THEN '没有自评得分' ELSE '没有自评等级' END AS why
FROM judged AS j
WHERE j.score IS NULL OR j.grade IS NULL

-- shared: F
WITH judged AS (
    SELECT s.row_id, s.unit, s.project_code, s.project_code_key, s.exec_rate AS told,
           CAST(s.executed / nullif(s.budget, 0) AS DECIMAL(18,6)) AS computed
    FROM self_evals AS s
)
-- subrule: F
SELECT j.unit, j.project_code, j.project_code_key, '执行率' AS subject, CAST(j.told * 100 AS DECIMAL(18,2))::VARCHAR || '%' AS told,
       CAST(j.computed * 100 AS DECIMAL(18,2))::VARCHAR || '%' AS computed, j.row_id AS self_eval_row
FROM judged AS j
WHERE abs(j.told - j.computed) > $rate_tol::DECIMAL(9,6)
-- population: F
SELECT count(*) AS n FROM judged
-- undecided: F
SELECT j.row_id AS self_eval_row, CASE WHEN j.told IS NULL THEN 'self_evals.exec_rate' ELSE 'self_evals.executed' END AS missing,
       CASE WHEN j.told IS NULL THEN '没有执行率' ELSE '没有执行数或预算数' END AS why
FROM judged AS j
WHERE j.told - j.computed IS NULL

-- subrule: G
SELECT r.unit, r.project_code, r.project_code_key, r.indicator AS subject, r.target_value AS target, r.actual_value AS actual,
       CAST(r.done AS DECIMAL(18,2))::VARCHAR AS times, r.row_id AS indicator_row
FROM ratio AS r
WHERE r.done >= $over_target::DECIMAL(9,2)
-- population: G
SELECT count(*) AS n FROM ratio

/*
id: PER-005
name: indicator_design_defect
aliases: []
title: 绩效指标设置缺陷
summary: Indicator sets that lack a kind, a measure, a balance or enough indicators.
kind: finding
class: suspicion
severity: low
status: stable
feeds: [{rubric: xj-2023, indicator: B41, mode: risk_only}]
basis:
  - {law: JXP, article: 单位自评}
  - {law: HX101}
scope: [unit]
key: [project_code]
finding: project
cause: {name: indicator_design_defect, by: [project_code], title: 绩效指标设置不规范}
repair: state
visibility: unit
params:
  needed: {type: list, default: 产出指标;效益指标;满意度指标, doc: 每个项目应有的一级指标}
  schemes: {type: list, default: "产出指标50,效益指标30,满意度指标10", doc: 认可的权重方案（一级指标后写分值，逗号分开；几种方案分号分开，符合一种即可）}
  min_n: {type: integer, default: 5, doc: 每个项目最少的指标数}
  verifiable: {type: text, default: "[0-9一二三四五六七八九十百千万]|完成|合格|达标|通过|无|零|全部|及时|按期", doc: 年度指标值可以核验的写法（正则）}
  inputs: {type: text, default: "资金投入|投入资金|资金到位|预算金额|投入人力|人员投入|经费投入", doc: 属于投入而不是产出的指标（正则）}
requires: [self_eval_indicators.project_code, self_eval_indicators.level1]
any_of: []
optional: []
subrules:
  A:
    title: 缺少产出、效益或满意度指标
    message: "{lead}，{unit}项目{project_code}的绩效指标中未见{lacking}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}未设置{lacking}，指标体系不完整，建议核实后完善。"
  B:
    title: 一级指标权重偏离规定
    requires: [self_eval_indicators.project_code, self_eval_indicators.level1, self_eval_indicators.weight]
    message: "{lead}，{unit}项目{project_code}各一级指标分值为{lacking}，与认可的权重方案都不一致，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}各一级指标分值为{lacking}，与规定的权重不一致，建议核实。"
  C:
    title: 年度指标值不可衡量
    requires: [self_eval_indicators.project_code, self_eval_indicators.level1, self_eval_indicators.target_value, self_eval_indicators.indicator]
    message: "{lead}，{unit}项目{project_code}有{count}个指标（{lacking}）的年度指标值不可衡量，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}有{count}个指标（{lacking}）的年度指标值不可衡量，建议量化。"
  E:
    title: 指标过少
    message: "{lead}，{unit}项目{project_code}仅设置{count}个绩效指标，少于{least}个，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}仅设置{count}个绩效指标，难以反映绩效，建议核实后完善。"
  F:
    title: 投入被列为产出
    requires: [self_eval_indicators.project_code, self_eval_indicators.level1, self_eval_indicators.indicator]
    message: "{lead}，{unit}项目{project_code}把{lacking}列为产出指标，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}把{lacking}列为产出指标，属于投入，建议核实后调整。"
message: "{lead}，{unit}项目{project_code}绩效指标需要完善，需进一步核实。"
why: 指标缺项、不可衡量、权重失衡，自评再高也说明不了绩效，评价结果无法使用。
false_positives:
  - 本地模板权重不同（在参数 schemes 中填写）
  - 小额项目简化；满意度不适用的内部项目
  - 质性指标另有评分标准
remediation: 按指标设置指引补齐产出、效益、满意度指标，目标值量化可验证，权重按规定分配；下年编制预算时审核。
*/
-- shared:
WITH indicator AS (
    SELECT k.row_id, k.unit, k.project_code, k.project_code_key, k.level1, k.indicator, k.target_value, k.weight
    FROM self_eval_indicators AS k
    WHERE k.level1 IS DISTINCT FROM '预算执行率'
),
project AS (
    SELECT k.unit, k.project_code_key, min(k.project_code) AS project_code, count(*) AS count, list(k.row_id) AS indicator_rows,
           bool_or(k.level1 IS NULL) AS unlabelled
    FROM indicator AS k
    GROUP BY k.unit, k.project_code_key
),
unlabelled AS (
    SELECT p.indicator_rows, 'self_eval_indicators.level1' AS missing, '有指标没有一级指标' AS why FROM project AS p WHERE p.unlabelled
)
-- subrule: A
SELECT p.unit, p.project_code, p.project_code_key, string_agg(n.level1, '、' ORDER BY n.level1) AS lacking, p.indicator_rows
FROM project AS p
CROSS JOIN (SELECT unnest($needed::VARCHAR[]) AS level1) AS n
WHERE NOT p.unlabelled
  AND NOT EXISTS (SELECT 1 FROM indicator AS k
                  WHERE k.unit = p.unit AND k.project_code_key = p.project_code_key AND k.level1 = n.level1)
GROUP BY p.unit, p.project_code, p.project_code_key, p.indicator_rows
-- population: A
SELECT count(*) AS n FROM project
-- undecided: A
SELECT u.* FROM unlabelled AS u

-- shared: B
WITH weighed AS (
    SELECT k.unit, k.project_code_key, k.level1, sum(k.weight) AS weight, bool_or(k.weight IS NULL) AS partly
    FROM indicator AS k
    GROUP BY k.unit, k.project_code_key, k.level1
),
written AS (
    SELECT w.unit, w.project_code_key, bool_or(w.partly) AS partly,
           list_sort(list(w.level1 || CAST(CAST(w.weight AS DOUBLE) AS VARCHAR))) AS weights
    FROM weighed AS w
    GROUP BY w.unit, w.project_code_key
),
scheme AS (
    SELECT list_sort(list_transform(string_split(entry, ','),
                                    lambda part: regexp_extract(part, '[^0-9.]+') || CAST(CAST(regexp_extract(part, '[0-9.]+') AS DOUBLE) AS VARCHAR))) AS weights
    FROM (SELECT unnest($schemes::VARCHAR[]) AS entry) AS given
),
judged AS (
    SELECT p.unit, p.project_code, p.project_code_key, p.indicator_rows, p.unlabelled OR w.partly AS partly,
           replace(list_aggregate(w.weights, 'string_agg', '、'), '.0', '') AS lacking,
           EXISTS (SELECT 1 FROM scheme AS s WHERE s.weights = w.weights) AS known
    FROM project AS p
    JOIN written AS w ON w.unit = p.unit AND w.project_code_key = p.project_code_key
)
-- subrule: B
SELECT j.unit, j.project_code, j.project_code_key, j.lacking, j.indicator_rows FROM judged AS j WHERE NOT j.partly AND NOT j.known
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.indicator_rows, 'self_eval_indicators.weight' AS missing, '有指标没有一级指标或分值' AS why FROM judged AS j WHERE j.partly

-- subrule: C
SELECT k.unit, min(k.project_code) AS project_code, k.project_code_key, count(*) AS count,
       string_agg(coalesce(k.indicator, '未写名称') || '：' || k.target_value, '、' ORDER BY k.row_id) AS lacking, list(k.row_id) AS indicator_rows
FROM indicator AS k
WHERE NOT regexp_matches(k.target_value, $verifiable::VARCHAR)
GROUP BY k.unit, k.project_code_key
-- population: C
SELECT count(*) AS n FROM indicator
-- undecided: C
SELECT k.row_id AS indicator_row, 'self_eval_indicators.target_value' AS missing, '没有年度指标值' AS why FROM indicator AS k WHERE k.target_value IS NULL

-- subrule: E
SELECT p.unit, p.project_code, p.project_code_key, p.count, $min_n::BIGINT AS least, p.indicator_rows FROM project AS p WHERE p.count < $min_n::BIGINT
-- population: E
SELECT count(*) AS n FROM project

-- subrule: F
SELECT k.unit, min(k.project_code) AS project_code, k.project_code_key, string_agg('“' || k.indicator || '”', '、' ORDER BY k.row_id) AS lacking,
       list(k.row_id) AS indicator_rows
FROM indicator AS k
WHERE k.level1 = '产出指标' AND regexp_matches(k.indicator, $inputs::VARCHAR)
GROUP BY k.unit, k.project_code_key
-- population: F
SELECT count(*) AS n FROM project
-- undecided: F
SELECT u.* FROM unlabelled AS u

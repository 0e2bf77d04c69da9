/*
id: PER-002
name: self_eval_unsupported
aliases: []
title: 自评不真实、无法印证
summary: Self-evaluations that records do not support.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B41, mode: veto}]
basis:
  - {law: FJ1, article: B41}
  - {law: JXP, article: 单位自评}
  - {law: KJF, article: 第九条}
scope: [unit]
key: [project_code]
finding: project
cause: {name: self_eval_unsupported, by: [project_code], title: 绩效自评不真实、无法印证}
repair: event
visibility: unit
params:
  dev: {type: decimal, default: "0.05", doc: 自评数与印证数允许的偏差比例}
  low_rate: {type: decimal, default: "0.8", doc: 指标全部满分而执行率低于此值的提示}
  counted: {type: text, default: "购置|采购|配备|更新|安装|印制", doc: 可以用验收数量印证的数量指标（正则）}
requires: [self_eval_indicators.project_code, self_eval_indicators.score, self_eval_indicators.weight]
any_of: []
optional: []
subrules:
  A:
    title: 满分指标没有佐证材料
    absence: self_eval_indicators.evidence_ref
    requires: [self_eval_indicators.project_code, self_eval_indicators.score, self_eval_indicators.weight, self_eval_indicators.evidence_ref]
    message: "{lead}，{unit}项目{project_code}自评满分的指标中有{count}个（{indicators}）未见佐证材料，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}自评满分的{count}个指标（{indicators}）没有佐证材料，自评无法印证，不符合{basis}的规定。"
  B:
    title: 自评完成数量与验收数量不符
    requires: [self_eval_indicators.project_code, self_eval_indicators.indicator, self_eval_indicators.actual_value, contracts.project_code, contracts.contract_no, acceptances.contract_no, acceptances.quantity]
    message: "{lead}，{unit}项目{project_code}指标“{indicators}”自评完成{told}，验收数量合计{seen}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}指标“{indicators}”自评完成{told}，实际验收{seen}，自评不真实，不符合{basis}的规定。"
  C:
    title: 自评执行数与支付数不符
    requires: [self_evals.project_code, self_evals.executed, payments.project_code, payments.amount]
    optional: [self_evals.fiscal_year, payments.payment_date, payments.status, fill.declared]
    message: "{lead}，{unit}项目{project_code}自评执行数{executed}，支付明细合计{paid}，相差{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}自评执行数{executed}，支付明细合计{paid}，自评不真实，不符合{basis}的规定。"
  D:
    title: 指标全部满分而执行率偏低
    severity: medium
    feeds: [{rubric: xj-2023, indicator: B41, mode: risk_only}]
    requires: [self_eval_indicators.project_code, self_eval_indicators.score, self_eval_indicators.weight, self_evals.project_code, self_evals.exec_rate]
    message: "{lead}，{unit}项目{project_code}的{count}个指标全部满分，预算执行率仅{rate}，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}的{count}个指标全部满分，预算执行率仅{rate}，自评结果与执行情况明显不符。"
message: "{lead}，{unit}项目{project_code}自评需要印证，需进一步核实。"
why: 自评分直接决定项目绩效达标率，不真实、无法印证的自评按评分标准不得分。
false_positives:
  - 统计口径、时点差异；质性指标
  - 佐证留在业务系统未导出（空栏多时只作资料不足）
  - 支付明细不全（少于自评数的，未声明完整时不报）
  - 验收数量的计量单位与指标不同
remediation: 自评数据与业务系统、凭证互证并留存佐证；抽查复核后再上报；不实的重新自评。
*/
-- shared: A
WITH full_score AS (
    SELECT k.row_id, k.unit, k.project_code, k.project_code_key, k.indicator, k.evidence_ref
    FROM self_eval_indicators AS k
    WHERE k.score = k.weight AND k.weight > 0 AND k.level1 IS DISTINCT FROM '预算执行率'
)
-- subrule: A
SELECT k.unit, min(k.project_code) AS project_code, k.project_code_key, count(*) AS count,
       string_agg(coalesce(k.indicator, '未写名称'), '、' ORDER BY k.row_id) AS indicators, list(k.row_id) AS indicator_rows
FROM full_score AS k
WHERE k.evidence_ref IS NULL
GROUP BY k.unit, k.project_code_key
-- population: A
SELECT count(*) AS n FROM full_score

-- shared: B
WITH accepted AS (
    SELECT c.unit, named.key, sum(a.quantity) AS seen, list(a.row_id) AS acceptance_rows, bool_or(a.quantity IS NULL) AS partly
    FROM contracts AS c
    JOIN contracts_project_code AS named ON named.row_id = c.row_id
    JOIN contracts_contract_no AS number ON number.row_id = c.row_id
    JOIN acceptances_contract_no AS own ON own.key = number.key
    JOIN acceptances AS a ON a.row_id = own.row_id AND a.unit = c.unit
    GROUP BY c.unit, named.key
),
told AS (
    -- Only a project with one such indicator: of several nobody knows which delivery belongs to which.
    SELECT k.unit, k.project_code_key, any_value(k.project_code) AS project_code, any_value(k.indicator) AS indicators,
           list(k.row_id) AS indicator_rows,
           any_value(TRY_CAST(regexp_extract(k.actual_value, '^[^0-9]*([0-9]+(\.[0-9]+)?)[^0-9]*$', 1) AS DECIMAL(18,2))) AS told
    FROM self_eval_indicators AS k
    WHERE regexp_matches(k.indicator, $counted::VARCHAR) AND NOT contains(k.actual_value, '%')
      AND regexp_matches(k.indicator, '数|量|台|套|件|辆|册')
    GROUP BY k.unit, k.project_code_key
    HAVING count(*) = 1
),
judged AS (
    SELECT t.unit, t.project_code, t.project_code_key, t.indicators, t.told, a.seen, t.indicator_rows, a.acceptance_rows, a.partly,
           abs(t.told - a.seen) > a.seen * $dev::DECIMAL(9,6) AS differs
    FROM told AS t
    JOIN accepted AS a ON a.unit = t.unit AND a.key = t.project_code_key
)
-- subrule: B
SELECT j.unit, j.project_code, j.project_code_key, j.indicators, j.told::VARCHAR AS told, CAST(j.seen AS DECIMAL(18,2))::VARCHAR AS seen,
       j.indicator_rows, j.acceptance_rows
FROM judged AS j
WHERE j.differs AND NOT j.partly
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.indicator_rows, CASE WHEN j.told IS NULL THEN 'self_eval_indicators.actual_value' ELSE 'acceptances.quantity' END AS missing,
       CASE WHEN j.told IS NULL THEN '实际值不是一个数' ELSE '有验收没有数量' END AS why
FROM judged AS j
WHERE j.told IS NULL OR j.partly

-- shared: C
WITH paid AS (
    SELECT p.unit, named.key, year(p.payment_date) AS fiscal_year, sum(p.amount) AS paid, list(p.row_id) AS payment_rows
    FROM payments AS p
    JOIN payments_project_code AS named ON named.row_id = p.row_id
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND year(p.payment_date) = year(p.payment_date_to)
    GROUP BY p.unit, named.key, year(p.payment_date)
),
executed AS (
    SELECT s.unit, s.project_code_key, coalesce(s.fiscal_year, $year::BIGINT) AS fiscal_year, min(s.project_code) AS project_code,
           sum(s.executed) AS executed, list(s.row_id) AS self_eval_rows
    FROM self_evals AS s
    WHERE s.executed IS NOT NULL
    GROUP BY s.unit, s.project_code_key, coalesce(s.fiscal_year, $year::BIGINT)
),
judged AS (
    SELECT e.unit, e.project_code, e.project_code_key, e.fiscal_year, e.executed, p.paid, e.self_eval_rows, p.payment_rows,
           CASE WHEN p.paid > e.executed * (1 + $dev::DECIMAL(9,6)) THEN 'hit'
                -- A list that may lack payments neither refutes nor confirms.
                WHEN NOT EXISTS (SELECT 1 FROM fill AS d WHERE d.ledger = 'payments' AND d.declared) THEN NULL
                WHEN p.paid >= e.executed * (1 - $dev::DECIMAL(9,6)) THEN 'clean' ELSE 'hit' END AS verdict
    FROM executed AS e
    JOIN paid AS p ON p.unit = e.unit AND p.key = e.project_code_key AND p.fiscal_year = e.fiscal_year
)
-- subrule: C
SELECT j.unit, j.project_code, j.project_code_key, make_date(j.fiscal_year, 12, 31) AS date, j.executed, j.paid,
       abs(j.executed - j.paid) AS amount, j.self_eval_rows, j.payment_rows
FROM judged AS j
WHERE j.verdict = 'hit'
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.self_eval_rows, 'payments.amount' AS missing, '支付明细未声明完整，不能据以印证自评执行数' AS why FROM judged AS j WHERE j.verdict IS NULL

-- shared: D
WITH scored AS (
    SELECT k.unit, k.project_code_key, min(k.project_code) AS project_code, count(*) AS count, list(k.row_id) AS indicator_rows,
           bool_and(coalesce(k.score = k.weight, false)) AS all_full, bool_or(k.score IS NULL OR k.weight IS NULL) AS partly
    FROM self_eval_indicators AS k
    WHERE k.level1 IS DISTINCT FROM '预算执行率'
    GROUP BY k.unit, k.project_code_key
),
judged AS (
    SELECT s.row_id, s.unit, c.project_code, c.project_code_key, c.count, s.exec_rate, c.all_full, c.partly, c.indicator_rows
    FROM scored AS c
    JOIN self_evals AS s ON s.unit = c.unit AND s.project_code_key = c.project_code_key
)
-- subrule: D
SELECT j.unit, j.project_code, j.project_code_key, j.count, (CAST(j.exec_rate * 100 AS DECIMAL(18,2)))::VARCHAR || '%' AS rate,
       j.row_id AS self_eval_row, j.indicator_rows
FROM judged AS j
WHERE j.all_full AND j.exec_rate < $low_rate::DECIMAL(9,6)
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.row_id AS self_eval_row, CASE WHEN j.exec_rate IS NULL THEN 'self_evals.exec_rate' ELSE 'self_eval_indicators.score' END AS missing,
       CASE WHEN j.exec_rate IS NULL THEN '没有执行率' ELSE '有指标没有分值或得分' END AS why
FROM judged AS j
WHERE j.exec_rate IS NULL OR j.partly

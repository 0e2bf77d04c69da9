/*
id: EVI-010
name: stated_rate_differs_from_parts
aliases: []
title: 指标数据与分子分母不一致
summary: A stated rate of an indicator is not what its numerator and denominator give.
kind: finding
class: data
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: ALL, mode: risk_only}]
basis:
  - {law: KJF, article: 第十七条}
scope: [unit]
key: [indicator]
finding: each
cause: {name: stated_rate_differs_from_parts, by: [indicator], title: 指标完成值与分子分母不一致}
repair: event
visibility: unit
params: {}
requires: [metrics.indicator, metrics.value, metrics.numerator, metrics.denominator]
any_of: []
optional: []
message: "{lead}，{unit}指标{indicator}“{name}”填报完成值{stated}，按分子{numerator}、分母{denominator}计算为{computed}，两者不一致，需进一步核实。"
message_confirmed: "{lead}，{unit}指标{indicator}“{name}”填报完成值{stated}，按分子{numerator}、分母{denominator}计算为{computed}，填报数据不准确，不符合{basis}的规定。"
why: 得分取自完成值；完成值与其分子分母对不上，说明口径、期间或抄录有误，评价结论的数据不可靠。
false_positives:
  - 分子、分母与完成值的统计口径或截止日不同
  - 分子、分母填反，或一个以万为单位
  - 完成值取自上级通报，分子、分母取自本单位台账
remediation: 查明口径后更正完成值或分子分母，并在数据来源中注明；评分以分子分母计算的结果为准。
*/
-- shared:
WITH written AS (
    SELECT m.*, regexp_extract(translate(m.value, '＝％，', '=%,'), '^[=约\s]*(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(%?)', ['n', 'percent']) AS said,
           coalesce(trim(m.value_unit) IN ('%', '％'), FALSE) AS in_percent
    FROM metrics AS m
    WHERE m.numerator IS NOT NULL OR m.denominator IS NOT NULL
),
rates AS (
    -- Millionths as whole numbers: no quotient is rounded before it is compared, and no product overflows.
    SELECT w.*, (TRY_CAST(replace(w.said.n, ',', '') AS DECIMAL(24, 6)) * 1000000)::HUGEINT AS rate,
           (abs(w.numerator)::DECIMAL(24, 6) * 1000000)::HUGEINT AS top, (w.denominator::DECIMAL(24, 6) * 1000000)::HUGEINT AS bottom,
           -- Half of the last printed place: 98.7% stands for what lies within 98.65% and 98.75%.
           CASE length(split_part(w.said.n, '.', 2)) WHEN 0 THEN 500000 WHEN 1 THEN 50000 WHEN 2 THEN 5000 WHEN 3 THEN 500 ELSE 50 END AS half
    FROM written AS w
    WHERE w.said.percent = '%' OR (w.in_percent AND w.said.n <> '')
),
compared AS (
    SELECT r.*, abs(r.rate * r.bottom - sign(r.numerator)::HUGEINT * r.top * 100000000) > r.half * r.bottom AS differs,
           -- Half up, in hundredths of a per cent.
           (r.top * 20000 + r.bottom) // (r.bottom * 2) AS hundredths
    FROM rates AS r
    WHERE r.denominator > 0
)
-- subrule:
SELECT c.unit, c.indicator, c.name, c.value AS stated, c.numerator, c.denominator,
       concat(CASE WHEN c.numerator < 0 THEN '-' ELSE '' END, c.hundredths // 100, '.', lpad((c.hundredths % 100)::VARCHAR, 2, '0'), '%')
           AS computed, c.row_id AS metric_row
FROM compared AS c
WHERE c.differs
ORDER BY c.row_id

-- population:
SELECT count(*) AS n FROM rates

-- undecided:
SELECT r.row_id AS metric_row, 'metrics.numerator' AS missing, '分子、分母只填了一个，或分母不大于0' AS why
FROM rates AS r
WHERE (r.numerator IS NOT NULL AND r.denominator > 0) IS NOT TRUE

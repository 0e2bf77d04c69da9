/*
id: STA-001
name: benford
aliases: []
title: 金额数字分布异常
summary: Digits of expense entries that deviate from Benford's law, last digits that are not evenly spread.
kind: finding
class: suspicion
severity: info
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis: [{law: NS}]
scope: [unit]
key: [year]
finding: unit
repair: event
visibility: unit
analysis: digits
params:
  min_n: {type: integer, default: 500, doc: 首位数字检验的最少笔数，不足不作判断}
  min_n_second: {type: integer, default: 1500, doc: 次位数字检验的最少笔数（更少时偶然波动就会超过界限）}
  min_n_two: {type: integer, default: 5000, doc: 前两位、末两位数字检验的最少笔数（更少时偶然波动就会超过界限）}
  mad_first: {type: decimal, default: "0.015", doc: 首位平均绝对偏差（MAD）界限，超过为不符合（Nigrini）}
  mad_second: {type: decimal, default: "0.012", doc: 次位平均绝对偏差界限（Nigrini）}
  mad_first2: {type: decimal, default: "0.0022", doc: 前两位平均绝对偏差界限（Nigrini）}
  mad_last2: {type: decimal, default: "0.0022", doc: 末两位与均匀分布的平均绝对偏差界限（无公认界限，比照前两位）}
  alpha: {type: decimal, default: "0.01", doc: 卡方检验的显著性水平，偏差可由偶然解释的不列出}
  min_span: {type: integer, default: 2, doc: 最大与最小金额至少相差的数量级，不足不作判断}
  min_amount: {type: decimal, default: "10", doc: 低于此金额的分录不比较（元）}
  excluded_summaries: {type: text, default: "计提|分摊|结转|折旧|摊销|工资|津贴|补贴|社保|公积金", doc: 摘要含这些字样的分录金额由标准或公式决定，不比较（正则）}
requires: [vouchers.account_code, vouchers.debit, vouchers.voucher_no]
any_of: [[vouchers.fiscal_year, vouchers.voucher_date]]
optional: [vouchers.summary, vouchers.void_flag, vouchers.is_closing]
subrules:
  A: {title: 首位数字偏离本福特定律}
  B:
    title: 次位数字偏离本福特定律
    message: "{lead}，{unit}{year}费用类分录{entries}笔，金额次位数字偏离本福特定律（平均绝对偏差{mad}，界限{limit}；卡方{chi_square}），偏多的为{digits}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}费用类分录{entries}笔，金额次位数字偏离本福特定律，偏多的为{digits}，建议核实。"
  C:
    title: 前两位数字偏离本福特定律
    message: "{lead}，{unit}{year}费用类分录{entries}笔，金额前两位数字偏离本福特定律（平均绝对偏差{mad}，界限{limit}；卡方{chi_square}），偏多的为{digits}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}费用类分录{entries}笔，金额前两位数字偏离本福特定律，偏多的为{digits}，建议核实。"
  D:
    title: 末两位数字分布不均
    message: "{lead}，{unit}{year}费用类分录{entries}笔（千元以上、非整百元），金额元以上末两位数字分布不均（平均绝对偏差{mad}，界限{limit}；卡方{chi_square}），偏多的为{digits}，建议列入抽样，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}费用类分录{entries}笔，金额末两位数字分布不均，偏多的为{digits}，建议核实。"
message: "{lead}，{unit}{year}费用类分录{entries}笔，金额首位数字偏离本福特定律（平均绝对偏差{mad}，界限{limit}；卡方{chi_square}），偏多的为{digits}，建议列入抽样，需进一步核实。"
message_confirmed: "{lead}，{unit}{year}费用类分录{entries}笔，金额首位数字偏离本福特定律，偏多的为{digits}，建议核实。"
why: 自然形成的金额，各位数字有稳定的分布；人为编造、凑限额、反复使用同一金额会使某些数字偏多。它只说明该从哪里抽样，本身不是问题。
false_positives:
  - 定额补助、统一收费标准、固定单价的批量业务
  - 受审批限额、公务卡限额约束的支出
  - 笔数少或金额跨度小（不足最少笔数、数量级的不作判断）
  - 分摊、折旧、工资等公式形成的分录（按摘要排除）
remediation: 统计线索不直接定性；将偏多数字对应的凭证纳入抽样，实施细节测试。
*/
-- shared:
-- Judged: the expense entries (5…) of a unit and year; a sum that one voucher bears on several lines is one.
WITH entry AS (
    SELECT v.unit, coalesce(v.fiscal_year, year(v.voucher_date)) AS fiscal_year, v.debit AS amount, first(v.row_id ORDER BY v.row_id) AS voucher_row
    FROM vouchers AS v
    WHERE starts_with(v.account_code, '5') AND v.debit >= $min_amount::DECIMAL(18,2)
      AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT regexp_matches(coalesce(v.summary, ''), $excluded_summaries::VARCHAR)
    GROUP BY v.unit, coalesce(v.fiscal_year, year(v.voucher_date)), v.debit, coalesce(v.voucher_no_key, CAST(v.row_id AS VARCHAR))
),
test AS (
    SELECT 'first' AS test, $min_n::INTEGER AS least, $mad_first::DECIMAL(9,6) AS mad_limit
    UNION ALL SELECT 'second', $min_n_second::INTEGER, $mad_second::DECIMAL(9,6)
    UNION ALL SELECT 'first_two', $min_n_two::INTEGER, $mad_first2::DECIMAL(9,6)
    UNION ALL SELECT 'last_two', $min_n_two::INTEGER, $mad_last2::DECIMAL(9,6)
),
judged AS (
    -- Of sums below a thousand the last two digits are among the first; whole hundreds are STA-003's.
    SELECT e.unit, e.fiscal_year, e.amount, e.voucher_row, t.test, t.mad_limit, CAST(t.mad_limit AS DECIMAL(9,4)) AS "limit",
           CASE WHEN e.fiscal_year IS NULL THEN '没有年度或凭证日期'
                WHEN count(*) OVER own < t.least THEN '分录不足' || t.least || '笔，不作判断'
                WHEN max(e.amount) OVER own < min(e.amount) OVER own * power(10, $min_span::INTEGER) THEN '金额跨度不足，不作判断' END AS why,
           row_number() OVER (own ORDER BY e.voucher_row) AS number
    FROM entry AS e
    CROSS JOIN test AS t
    WHERE t.test <> 'last_two' OR regexp_matches(CAST(e.amount AS VARCHAR), '^[0-9]{2,}([1-9][0-9]|0[1-9])[.]')
    WINDOW own AS (PARTITION BY e.unit, e.fiscal_year, t.test)
),
-- One row speaks for each unit and year.
sample AS (
    SELECT unit, test, voucher_row, CASE WHEN fiscal_year IS NULL THEN 'vouchers.fiscal_year' ELSE 'vouchers.debit' END AS missing, why
    FROM judged
    WHERE number = 1
)
-- subrule: A
SELECT unit, fiscal_year, test, mad_limit, "limit", amount, voucher_row FROM judged WHERE why IS NULL AND test = 'first'
-- population: A
SELECT unit, count(*) AS n FROM sample WHERE test = 'first' GROUP BY unit
-- undecided: A
SELECT voucher_row, missing, why FROM sample WHERE why IS NOT NULL AND test = 'first'

-- subrule: B
SELECT unit, fiscal_year, test, mad_limit, "limit", amount, voucher_row FROM judged WHERE why IS NULL AND test = 'second'
-- population: B
SELECT unit, count(*) AS n FROM sample WHERE test = 'second' GROUP BY unit
-- undecided: B
SELECT voucher_row, missing, why FROM sample WHERE why IS NOT NULL AND test = 'second'

-- subrule: C
SELECT unit, fiscal_year, test, mad_limit, "limit", amount, voucher_row FROM judged WHERE why IS NULL AND test = 'first_two'
-- population: C
SELECT unit, count(*) AS n FROM sample WHERE test = 'first_two' GROUP BY unit
-- undecided: C
SELECT voucher_row, missing, why FROM sample WHERE why IS NOT NULL AND test = 'first_two'

-- subrule: D
SELECT unit, fiscal_year, test, mad_limit, "limit", amount, voucher_row FROM judged WHERE why IS NULL AND test = 'last_two'
-- population: D
SELECT unit, count(*) AS n FROM sample WHERE test = 'last_two' GROUP BY unit
-- undecided: D
SELECT voucher_row, missing, why FROM sample WHERE why IS NOT NULL AND test = 'last_two'

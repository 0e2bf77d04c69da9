/*
id: BUD-001
name: budget_execution_rate
aliases: []
title: 支出预算执行率
summary: Share of the year's expenditure budget that was spent.
kind: measure
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B31, criterion: null, mode: formula}]
basis:
  - {law: FJ1, article: B31}
  - {law: YSF, article: 第五十七条}
scope: []
key: []
params:
  items: {type: list, default: 基本支出;项目支出;上缴上级支出;经营支出;对附属单位补助支出, doc: 决算报表中参与合计的支出类别（其中项和合计行不计）}
requires: []
any_of: [[final_accounts.actual, budgets.paid], [final_accounts.budget_final, budgets.budget_final]]
optional: [final_accounts.fiscal_year, budgets.fiscal_year]
why: 执行率反映预算编制是否准确、资金是否按计划使用；分母口径（全年预算数，含经营支出）须与评分体系一致。
false_positives:
  - 分母为决算报表的全年预算数，含追加、结转和经营支出；按年初预算计算会得到不同结果
  - 决算报表缺失时改用项目预算执行表，只覆盖所列项目
  - 年末追加尚未到账、按进度结算的项目会拉低执行率，但不是违规
remediation: 细化年初预算，按季监控执行进度；调剂先批后用；年末清理结转并与账簿、决算核对。
*/
WITH accounts AS (
    SELECT row_id, actual AS spent, budget_final AS planned
    FROM final_accounts
    WHERE kind = '支出' AND coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT
      AND list_contains($items::VARCHAR[], regexp_replace(item, '^[一二三四五六七八九十0-9]+[、.．]', ''))
      AND actual IS NOT NULL AND budget_final IS NOT NULL
),
-- Only where no final accounts were given: the projects alone are a part of the whole.
projects AS (
    SELECT row_id, paid AS spent, budget_final AS planned
    FROM budgets
    WHERE coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT
      AND paid IS NOT NULL AND budget_final IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM accounts)
),
counted AS (SELECT * FROM accounts UNION ALL SELECT * FROM projects)
SELECT CAST(round(CAST(sum(spent) AS DOUBLE) / nullif(CAST(sum(planned) AS DOUBLE), 0), 8) AS DECIMAL(18,8)) AS rate,
       CAST(sum(spent) AS DECIMAL(18,2)) AS numerator,
       CAST(sum(planned) AS DECIMAL(18,2)) AS denominator,
       CASE WHEN EXISTS (SELECT 1 FROM accounts) THEN 'final_accounts' ELSE 'budgets' END AS source,
       list(row_id) AS account_rows
FROM counted

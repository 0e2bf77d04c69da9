/*
id: BUD-002
name: project_budget_adjustment_rate
aliases: []
title: 项目支出预算调整率
summary: By how much the budget of project expenditure was changed during the year, net and gross.
kind: measure
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B42, criterion: null, mode: formula}]
basis:
  - {law: FJ1, article: B42}
  - {law: YSF, article: 第十三条}
scope: []
key: []
params:
  items: {type: list, default: 项目支出, doc: 决算报表中代表项目支出的类别}
  exempt_classes: {type: list, default: 国家新政策;不可抗力;上级临时交办, doc: 可剔除的调整原因，须同时有批复文号}
requires: []
any_of: [[final_accounts.budget_final, budgets.budget_final], [final_accounts.budget_initial, budgets.budget_initial]]
optional: [budget_adjustments.amount, budget_adjustments.reason_class, budget_adjustments.approval_no, budgets.adjust_add, budgets.adjust_cut]
why: 调整幅度大说明年初预算与工作实际脱节；净额会抵销追加与追减，因此同时给出总额。
false_positives:
  - 落实国家新政策、不可抗力、上级或本级党委政府临时交办的调整应剔除，须有批复文号
  - 科目重分类（如转列经营支出）是否算调整，由评分体系的口径决定
  - 年初预算为零的新增项目不能作分母，只按总额合计
remediation: 细化项目库和年初预算，调剂先批后用，批复文件与指标逐项对应留存。
*/
WITH accounts AS (
    SELECT row_id, budget_initial AS planned, budget_final AS final
    FROM final_accounts
    WHERE kind = '支出' AND coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT
      AND list_contains($items::VARCHAR[], regexp_replace(item, '^[一二三四五六七八九十0-9]+[、.．]', ''))
      AND budget_initial IS NOT NULL AND budget_final IS NOT NULL
),
projects AS (
    SELECT row_id, coalesce(budget_initial, 0) AS planned, budget_final AS final
    FROM budgets
    WHERE coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT AND exp_type = '项目支出'
      AND budget_final IS NOT NULL AND NOT EXISTS (SELECT 1 FROM accounts)
),
counted AS (SELECT * FROM accounts UNION ALL SELECT * FROM projects),
total AS (
    SELECT CAST(sum(planned) AS DECIMAL(18,2)) AS planned, CAST(sum(final) AS DECIMAL(18,2)) AS final,
           list(row_id) AS rows
    FROM counted
),
-- Each adjustment of the year; exempt only with a named reason and a document.
adjusted AS (
    SELECT CAST(sum(abs(amount)) AS DECIMAL(18,2)) AS gross,
           CAST(coalesce(sum(abs(amount)) FILTER (exempt), 0) AS DECIMAL(18,2)) AS exempt_gross,
           CAST(coalesce(sum(amount) FILTER (exempt), 0) AS DECIMAL(18,2)) AS exempt_net
    FROM (
        SELECT amount,
               coalesce(list_contains($exempt_classes::VARCHAR[], reason_class) AND approval_no IS NOT NULL, false) AS exempt
        FROM budget_adjustments
        WHERE coalesce(year(adj_date), $year::BIGINT) = $year::BIGINT
    )
),
columns_of_the_projects AS (
    SELECT CAST(sum(coalesce(abs(adjust_add), 0) + coalesce(abs(adjust_cut), 0)) AS DECIMAL(18,2)) AS gross
    FROM budgets
    WHERE coalesce(fiscal_year, $year::BIGINT) = $year::BIGINT AND exp_type = '项目支出'
      AND (adjust_add IS NOT NULL OR adjust_cut IS NOT NULL)
),
amounts AS (
    SELECT t.planned, t.final, t.rows, a.exempt_net, a.exempt_gross,
           CAST(t.final - t.planned - coalesce(a.exempt_net, 0) AS DECIMAL(18,2)) AS net,
           CAST(coalesce(a.gross - a.exempt_gross, c.gross) AS DECIMAL(18,2)) AS gross
    FROM total t, adjusted a, columns_of_the_projects c
)
SELECT CAST(round(CAST(net AS DOUBLE) / nullif(CAST(planned AS DOUBLE), 0), 8) AS DECIMAL(18,8)) AS net_rate,
       CAST(round(CAST(gross AS DOUBLE) / nullif(CAST(planned AS DOUBLE), 0), 8) AS DECIMAL(18,8)) AS gross_rate,
       net AS net_adjustment, gross AS gross_adjustment, planned AS budget_initial, final AS budget_final,
       CASE WHEN planned IS NULL THEN NULL ELSE coalesce(exempt_net, 0) END AS exempt,
       CASE WHEN EXISTS (SELECT 1 FROM accounts) THEN 'final_accounts' ELSE 'budgets' END AS source,
       rows AS account_rows
FROM amounts

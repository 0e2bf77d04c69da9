/*
id: BUD-006
name: budget_ledger_account_mismatch
aliases: []
title: 预算、账簿、决算不一致
summary: Budget execution, books, final accounts and self-evaluations that differ.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B31, mode: risk_only}]
basis:
  - {law: YSF, article: 第七十五条}
  - {law: YST, article: 第八十三条}
  - {law: KJF, article: 第十七条}
scope: [unit]
key: [subject, fiscal_year]
finding: each
cause: {name: budget_ledger_account_mismatch, by: [subject, fiscal_year], title: 预算、账簿、决算数据不一致}
repair: state
visibility: unit
params:
  tol: {type: decimal, default: "100", doc: 允许的差额（元）}
  items: {type: list, default: 基本支出;项目支出;经营支出;上缴上级支出;对附属单位补助支出, doc: 决算报表中相加为支出合计的项目}
requires: [budgets.paid]
any_of: []
optional: []
subrules:
  A:
    title: 预算执行数与决算数不一致
    requires: [budgets.paid, budgets.exp_type, final_accounts.item, final_accounts.actual]
    optional: [budgets.fiscal_year, final_accounts.kind, final_accounts.fiscal_year, fill.declared]
  B:
    title: 账面预算支出与决算数不一致
    requires: [vouchers.account_code, vouchers.debit, vouchers.fiscal_year, final_accounts.item, final_accounts.actual]
    optional: [vouchers.credit, vouchers.is_closing, vouchers.void_flag, vouchers.voucher_no, final_accounts.kind, final_accounts.fiscal_year, fill.declared]
  C:
    title: 项目账面支出与预算执行数不一致
    severity: medium
    requires: [vouchers.account_code, vouchers.debit, vouchers.project_code, vouchers.fiscal_year, budgets.project_code, budgets.paid]
    optional: [vouchers.credit, vouchers.is_closing, vouchers.void_flag, vouchers.voucher_no, budgets.fiscal_year, fill.declared]
  D:
    title: 自评执行数与预算执行数不一致
    severity: medium
    requires: [self_evals.project_code, self_evals.executed, budgets.project_code, budgets.paid]
    optional: [self_evals.fiscal_year, budgets.fiscal_year]
message: "{lead}，{unit}{fiscal_year}年{subject}{one_name}{one}，{other_name}{other}，相差{amount}，需进一步核实。"
message_confirmed: "{lead}，{unit}{fiscal_year}年{subject}{one_name}{one}，{other_name}{other}，相差{amount}且无法说明，不符合{basis}的规定。"
why: 执行数、账面数、决算数说的是同一笔钱，对不上就说明其中至少一处不真实，据此计算的执行率和绩效也不可靠。
false_positives:
  - 项目预算表只列主要项目、序时账不全（未声明资料完整时，少于决算的只作资料不足）
  - 年末结转分录（收支转入结余的已剔除）
  - 在途支付、年末调账的时间差
  - 决算报表按万元取整，经营支出口径不同
remediation: 逐项核对指标账、会计账与决算报表，查明差异原因并更正；建立月度对账；自评数据从核对后的执行数取。
*/
-- shared:
WITH account AS (
    SELECT f.unit, coalesce(f.fiscal_year, $year::BIGINT) AS fiscal_year, f.item, f.actual, f.row_id
    FROM final_accounts AS f
    WHERE coalesce(f.kind, '支出') = '支出' AND list_contains($items::VARCHAR[], f.item) AND f.actual IS NOT NULL
),
complete AS (
    -- Less in a list than in the accounts says something only of a list that is whole.
    SELECT DISTINCT d.ledger FROM fill AS d WHERE d.declared
),
expense AS (
    -- Budget accounts of expenditure; of their credits refunds count, the transfer to the balances (8) does not.
    SELECT v.row_id, v.unit, v.fiscal_year, v.project_code_key AS key,
           coalesce(v.debit, 0) - coalesce(v.credit, 0) AS amount
    FROM vouchers AS v
    WHERE starts_with(v.account_code, '7') AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT EXISTS (SELECT 1 FROM vouchers AS o
                      WHERE v.credit > 0 AND o.unit = v.unit AND o.voucher_no_key = v.voucher_no_key
                        AND regexp_matches(o.account_code, '^8[1-9]'))
),
project AS (
    SELECT b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, min(b.project_code) AS project_code,
           CASE WHEN bool_and(b.paid IS NOT NULL) THEN sum(b.paid) END AS paid, list(b.row_id) AS budget_rows
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    GROUP BY b.unit, number.key, coalesce(b.fiscal_year, $year::BIGINT)
)

-- shared: A
WITH spent AS (
    SELECT b.unit, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, b.exp_type, list(b.row_id) AS budget_rows,
           CASE WHEN bool_and(b.paid IS NOT NULL) THEN sum(b.paid) END AS paid
    FROM budgets AS b
    GROUP BY b.unit, coalesce(b.fiscal_year, $year::BIGINT), b.exp_type
),
judged AS (
    SELECT s.unit, s.fiscal_year, s.exp_type AS subject, s.paid AS one, sum(f.actual) AS other, s.budget_rows,
           list(f.row_id) AS account_rows,
           CASE WHEN s.paid IS NULL THEN '有项目没有执行数'
                WHEN s.paid > sum(f.actual) + $tol::DECIMAL(18,2) THEN NULL
                WHEN s.paid >= sum(f.actual) - $tol::DECIMAL(18,2) THEN '一致'
                WHEN NOT EXISTS (SELECT 1 FROM complete AS d WHERE d.ledger = 'budgets')
                THEN '项目预算表未声明完整，少于决算数不能说明不一致' END AS why
    FROM spent AS s
    JOIN account AS f ON f.unit = s.unit AND f.fiscal_year = s.fiscal_year AND f.item = s.exp_type
    GROUP BY s.unit, s.fiscal_year, s.exp_type, s.paid, s.budget_rows
)
-- subrule: A
SELECT j.unit, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.subject, '预算执行数' AS one_name, j.one,
       '决算数' AS other_name, j.other, abs(j.one - j.other) AS amount, j.budget_rows, j.account_rows
FROM judged AS j
WHERE j.why IS NULL
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.budget_rows, 'budgets.paid' AS missing, j.why FROM judged AS j WHERE j.why <> '一致'

-- shared: B
WITH judged AS (
    SELECT f.unit, f.fiscal_year, e.amount AS one, f.other, f.account_rows,
           CASE WHEN e.amount > f.other + $tol::DECIMAL(18,2) THEN NULL
                WHEN e.amount >= f.other - $tol::DECIMAL(18,2) THEN '一致'
                WHEN NOT EXISTS (SELECT 1 FROM complete AS d WHERE d.ledger = 'vouchers')
                THEN '序时账未声明完整，少于决算数不能说明不一致' END AS why
    FROM (SELECT a.unit, a.fiscal_year, sum(a.actual) AS other, list(a.row_id) AS account_rows
          FROM account AS a GROUP BY a.unit, a.fiscal_year) AS f
    JOIN (SELECT x.unit, x.fiscal_year, sum(x.amount) AS amount
          FROM expense AS x GROUP BY x.unit, x.fiscal_year) AS e ON e.unit = f.unit AND e.fiscal_year = f.fiscal_year
)
-- subrule: B
SELECT j.unit, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, '本年支出' AS subject, '账面预算支出' AS one_name, j.one,
       '决算数' AS other_name, j.other, abs(j.one - j.other) AS amount, j.account_rows
FROM judged AS j
WHERE j.why IS NULL
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.account_rows, 'vouchers.debit' AS missing, j.why FROM judged AS j WHERE j.why <> '一致'

-- shared: C
WITH judged AS (
    SELECT r.unit, r.fiscal_year, r.project_code, e.amount AS one, r.paid AS other, r.budget_rows, e.voucher_rows,
           CASE WHEN r.paid IS NULL THEN '没有执行数'
                WHEN e.amount > r.paid + $tol::DECIMAL(18,2) THEN NULL
                WHEN e.amount >= r.paid - $tol::DECIMAL(18,2) THEN '一致'
                WHEN NOT EXISTS (SELECT 1 FROM complete AS d WHERE d.ledger = 'vouchers')
                THEN '序时账未声明完整，少于执行数不能说明不一致' END AS why
    FROM project AS r
    JOIN (SELECT x.unit, x.fiscal_year, x.key, sum(x.amount) AS amount, list(x.row_id) AS voucher_rows
          FROM expense AS x GROUP BY x.unit, x.fiscal_year, x.key) AS e
      ON e.unit = r.unit AND e.fiscal_year = r.fiscal_year AND e.key = r.key
)
-- subrule: C
SELECT j.unit, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, '项目' || j.project_code AS subject,
       '账面预算支出' AS one_name, j.one, '预算执行数' AS other_name, j.other, abs(j.one - j.other) AS amount,
       j.budget_rows, j.voucher_rows
FROM judged AS j
WHERE j.why IS NULL
-- population: C
SELECT count(*) AS n FROM judged
-- undecided: C
SELECT j.budget_rows, CASE j.why WHEN '没有执行数' THEN 'budgets.paid' ELSE 'vouchers.debit' END AS missing, j.why
FROM judged AS j
WHERE j.why <> '一致'

-- shared: D
WITH told AS (
    SELECT s.unit, named.key, coalesce(s.fiscal_year, $year::BIGINT) AS fiscal_year, list(s.row_id) AS self_eval_rows,
           CASE WHEN bool_and(s.executed IS NOT NULL) THEN sum(s.executed) END AS executed
    FROM self_evals AS s
    JOIN self_evals_project_code AS named ON named.row_id = s.row_id
    GROUP BY s.unit, named.key, coalesce(s.fiscal_year, $year::BIGINT)
),
judged AS (
    SELECT r.unit, r.fiscal_year, r.project_code, t.executed AS one, r.paid AS other, t.self_eval_rows, r.budget_rows,
           abs(t.executed - r.paid) > $tol::DECIMAL(18,2) AS differs
    FROM told AS t
    JOIN project AS r ON r.unit = t.unit AND r.fiscal_year = t.fiscal_year AND r.key = t.key
)
-- subrule: D
SELECT j.unit, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, '项目' || j.project_code AS subject,
       '自评执行数' AS one_name, j.one, '预算执行数' AS other_name, j.other, abs(j.one - j.other) AS amount,
       j.self_eval_rows, j.budget_rows
FROM judged AS j
WHERE j.differs
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.self_eval_rows, CASE WHEN j.one IS NULL THEN 'self_evals.executed' ELSE 'budgets.paid' END AS missing, '没有执行数' AS why
FROM judged AS j
WHERE j.differs IS NULL

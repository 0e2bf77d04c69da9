/*
id: VOU-008
name: fund_use_mismatch
aliases: []
title: 资金用途与预算批复不符
summary: Project money spent on an economic class that was not approved, for another purpose, or booked to another project.
kind: finding
class: suspicion
severity: high
status: stable
feeds:
  - {rubric: xj-2023, indicator: B32, criterion: 4, mode: criterion_fail}
  - {rubric: xj-2023, indicator: B32, criterion: 5, mode: criterion_fail}
basis:
  - {law: YSF, article: 第六十三条}
  - {law: YSF, article: 第七十二条}
  - {law: YST, article: 第六十条}
  - {law: CFT, article: 第六条第（二）项}
scope: [unit]
key: [document_no]
finding: each
cause: {name: other_use, by: [project_code], title: 项目资金用途与批复不符}
repair: event
visibility: unit
params:
  sim_min: {type: decimal, default: null, doc: 付款用途的字与批复用途、项目名称相同的比例低于此值的列出（文本弱证据，只作抽样提示，如0.2）}
  personnel: {type: text, default: "^(301|3030[123]|501|50501)|工资|津贴|补贴|奖金|社会保障|养老保险|职业年金|医疗保险|住房公积金|离休费|退休费", doc: 项目支出中由BUD-007反映的人员经费（正则，六个参数均应与BUD-007一致），此处不重复反映}
  office: {type: text, default: "^(30217|30228|30229|30231|50206|50208)|公务接待|工会经费|福利费|公务用车", doc: 同上，公用经费}
  daily: {type: text, default: "^(3020[56789]|30239)|^(水费|电费|邮电费|取暖费|物业管理费|其他交通费用)", doc: 同上，日常公用经费}
  personnel_project: {type: text, default: "工资|津贴|编外|聘用|人员经费", doc: 项目名称或批复用途含这些字样的，BUD-007不反映人员经费，仍由此处与批复的经济分类比较（正则）}
  office_project: {type: text, default: "车辆|用车|接待|工会|福利", doc: 同上，公用经费}
  daily_project: {type: text, default: "运行|运维|运转|物业|后勤|水电|取暖|供暖|通信|网络|专线", doc: 同上，日常公用经费}
requires: [payments.project_code, payments.econ_class, payments.payment_date, budgets.project_code, budgets.allowed_econ]
any_of: []
optional: [payments.status, payments.amount, payments.payment_no, budgets.fiscal_year, budgets.exp_type, budgets.project_name, budget_adjustments.project_code, budget_adjustments.adj_kind, budget_adjustments.approval_no]
message: "{lead}，{unit}付款{document_no}{paid_to}列入项目{project_code}{project}，经济分类{econ_class}{amount_label}{amount}，不在批复的经济分类（{allowed}）内，需进一步核实。"
message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}列入项目{project_code}{project}，经济分类{econ_class}{amount_label}{amount}，超出批复用途，不符合{basis}的规定。"
subrules:
  A:
    title: 经济分类不在批复范围
  B:
    title: 付款用途与批复用途差异大
    severity: info
    params: [sim_min]
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [payments.project_code, payments.purpose, payments.payment_date, budgets.project_code, budgets.purpose]
    optional: [payments.status, payments.amount, payments.payment_no, budgets.fiscal_year, budgets.project_name]
    message: "{lead}，{unit}付款{document_no}{paid_to}用途为“{purpose}”{amount_label}{amount}，列入项目{project_code}{project}，与批复用途文字差异较大，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}用途为“{purpose}”{amount_label}{amount}，列入项目{project_code}{project}，不属于批复用途，不符合{basis}的规定。"
  D:
    title: 记账项目与付款项目不一致
    severity: medium
    requires: [payments.project_code, payments.voucher_no, vouchers.voucher_no, vouchers.project_code]
    optional: [payments.status, payments.amount, payments.payment_no, vouchers.void_flag]
    message: "{lead}，{unit}付款{document_no}{paid_to}支付项目为{project_code}，记账项目为{allowed}{amount_label}{amount}，两者不一致，需进一步核实。"
    message_confirmed: "{lead}，{unit}付款{document_no}{paid_to}支付项目为{project_code}，记账项目为{allowed}{amount_label}{amount}，项目资金混用，不符合{basis}的规定。"
why: 项目资金只能按批复的用途使用；换了科目、换了项目去花，就是挤占挪用，绩效目标也随之落空。
false_positives:
  - 批复允许列支的管理费、劳务费
  - 科研经费“包干制”项目
  - 项目内科目调剂已经批复（调整台账有科目调剂批复文号的不报）
  - 摘要过简导致文字差异（用途比较默认不启用）
  - 项目编码不在项目预算中的付款（由BUD-003反映）：没有批复可比，列为资料不足；以项目名称代替编码登记的，核对前先补编码
remediation: 超出批复用途的支出调回原渠道；确需调整的按程序报批后使用；支付系统按批复的经济分类控制。
*/
-- shared:
-- Judged: payments of projects, beside the budget of the project in the year of the payment.
WITH payment AS (
    SELECT p.row_id, p.unit, p.project_code, p.project_code_key, p.econ_class, p.purpose, p.amount, p.payment_date,
           coalesce(p.payment_no, p.voucher_no) AS document_no,
           coalesce(p.payment_no, concat_ws('|', coalesce(p.voucher_no_key, p.voucher_no), p.payment_date, p.payee_key)) AS document_no_key,
           coalesce('（收款人' || p.payee || '）', '') AS paid_to, CASE WHEN p.amount IS NULL THEN '' ELSE '，金额' END AS amount_label
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票') AND p.project_code IS NOT NULL
),
planned AS (
    SELECT p.row_id, flatten(list(g.allowed_econ)) AS allowed, string_agg(coalesce(g.purpose, '') || coalesce(g.project_name, ''), '') AS words,
           bool_or(g.purpose IS NOT NULL) AS told, coalesce(bool_or(g.exp_type = '项目支出'), false) AS of_projects, first('“' || g.project_name || '”' ORDER BY g.row_id) AS project, list(g.row_id ORDER BY g.row_id) AS budget_rows
    FROM payment AS p
    JOIN payments_project_code AS n USING (row_id)
    JOIN budgets_project_code AS k USING (key)
    JOIN budgets AS g ON g.row_id = k.row_id
    WHERE g.unit = p.unit AND coalesce(g.fiscal_year = year(p.payment_date), true)
    GROUP BY p.row_id
)

-- shared: A
WITH code AS (
    -- 30211 差旅费 is 30211; what bears no figures allows nobody knows what.
    SELECT q.row_id, list_sort(list_distinct(list(regexp_extract(q.entry, '^ *([0-9]{3,})', 1)))) AS codes
    FROM (SELECT l.row_id, unnest(l.allowed) AS entry FROM planned AS l) AS q
    GROUP BY q.row_id
),
released AS (
    -- Shifts between classes that were approved: of which class nobody wrote down.
    SELECT n.row_id
    FROM payment AS p
    JOIN payments_project_code AS n USING (row_id)
    JOIN budget_adjustments_project_code AS k USING (key)
    JOIN budget_adjustments AS j ON j.row_id = k.row_id
    WHERE j.unit = p.unit AND j.adj_kind = '科目调剂' AND j.approval_no IS NOT NULL
),
judged AS (
    SELECT p.row_id, c.codes,
           CASE WHEN p.econ_class IS NULL THEN 'payments.econ_class'
                WHEN c.codes IS NULL OR list_contains(c.codes, '') THEN 'budgets.allowed_econ' END AS missing
    FROM payment AS p
    LEFT JOIN code AS c USING (row_id)
    ANTI JOIN released AS r ON r.row_id = p.row_id
)
-- subrule: A
SELECT p.unit, p.document_no, p.document_no_key, p.paid_to, p.project_code, p.project_code_key, coalesce(l.project, '') AS project,
       p.econ_class, array_to_string(j.codes, '、') AS allowed, p.amount, p.amount_label, p.payment_date AS date,
       p.row_id AS payment_row, l.budget_rows
FROM judged AS j
JOIN payment AS p USING (row_id)
JOIN planned AS l USING (row_id)
WHERE j.missing IS NULL AND len(list_filter(j.codes, lambda code: starts_with(p.econ_class, code))) = 0
  -- Personnel and running costs of a project are BUD-007's: told once. Those that the project is named for it passes over.
  AND NOT (l.of_projects
           AND (   (regexp_matches(p.econ_class, $personnel::VARCHAR) AND NOT regexp_matches(l.words, $personnel_project::VARCHAR))
                OR (regexp_matches(p.econ_class, $office::VARCHAR) AND NOT regexp_matches(l.words, $office_project::VARCHAR))
                OR (regexp_matches(p.econ_class, $daily::VARCHAR) AND NOT regexp_matches(l.words, $daily_project::VARCHAR))))
ORDER BY row_id
-- population: A
SELECT p.unit, count(*) AS n FROM judged AS j JOIN payment AS p USING (row_id) GROUP BY p.unit
-- undecided: A
SELECT j.row_id AS payment_row, j.missing, '没有经济分类，或项目预算没有批复的经济分类编码' AS why
FROM judged AS j
WHERE j.missing IS NOT NULL

-- subrule: B
SELECT p.unit, p.document_no, p.document_no_key, p.paid_to, p.project_code, p.project_code_key, coalesce(l.project, '') AS project,
       p.purpose, p.amount, p.amount_label, p.payment_date AS date, p.row_id AS payment_row, l.budget_rows
FROM payment AS p
JOIN planned AS l USING (row_id)
WHERE l.told
  AND len(list_intersect(list_distinct(regexp_extract_all(p.purpose, '\pL')), regexp_extract_all(l.words, '\pL')))
      < $sim_min::DECIMAL(9,6) * len(list_distinct(regexp_extract_all(p.purpose, '\pL')))
ORDER BY row_id
-- population: B
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: B
SELECT p.row_id AS payment_row, CASE WHEN p.purpose IS NULL THEN 'payments.purpose' ELSE 'budgets.purpose' END AS missing,
       '没有付款用途，或项目预算没有批复用途' AS why
FROM payment AS p
LEFT JOIN planned AS l USING (row_id)
WHERE p.purpose IS NULL OR NOT coalesce(l.told, false)

-- shared: D
-- The projects of the entries of the payment's voucher; void vouchers book nothing.
WITH booked AS (
    SELECT n.row_id, list(v.project_code_key) AS keys, array_to_string(list_sort(list_distinct(list(v.project_code))), '、') AS projects,
           list(v.row_id ORDER BY v.row_id) AS voucher_rows
    FROM payment AS p
    JOIN payments_voucher_no AS n USING (row_id)
    JOIN vouchers_voucher_no AS k USING (key)
    JOIN vouchers AS v ON v.row_id = k.row_id
    WHERE v.unit = p.unit AND v.void_flag IS DISTINCT FROM true AND v.project_code_key IS NOT NULL
    GROUP BY n.row_id
)
-- subrule: D
SELECT p.unit, p.document_no, p.document_no_key, p.paid_to, p.project_code, p.project_code_key, b.projects AS allowed,
       p.amount, p.amount_label, p.payment_date AS date, p.row_id AS payment_row, b.voucher_rows
FROM payment AS p
JOIN booked AS b USING (row_id)
WHERE NOT list_contains(b.keys, p.project_code_key)
ORDER BY row_id
-- population: D
SELECT p.unit, count(*) AS n FROM payment AS p GROUP BY p.unit
-- undecided: D
SELECT p.row_id AS payment_row, 'vouchers.project_code' AS missing, '序时账没有该凭证或凭证没有项目' AS why
FROM payment AS p
ANTI JOIN booked AS b ON b.row_id = p.row_id

/*
id: BUD-007
name: project_pays_basic_costs
aliases: []
title: 项目支出列支人员经费、公用经费
summary: Personnel costs or running costs of the office charged to a project.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 4, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第七十二条}
  - {law: YST, article: 第六十条}
  - {law: CFT, article: 第六条第（四）项}
scope: [unit]
key: [project_code]
finding: project
cause: {name: project_pays_basic_costs, by: [project_code], title: 项目支出与基本支出相互挤占}
repair: event
visibility: unit
params:
  personnel: {type: text, default: "^(301|3030[123]|501|50501)|工资|津贴|补贴|奖金|社会保障|养老保险|职业年金|医疗保险|住房公积金|离休费|退休费", doc: 人员经费的部门（政府）经济分类编码，或没有编码时的名称（正则）}
  office: {type: text, default: "^(30217|30228|30229|30231|50206|50208)|公务接待|工会经费|福利费|公务用车", doc: 一般不得在项目中列支的公用经费（正则，写法同上）}
  daily: {type: text, default: "^(3020[56789]|30239)|^(水费|电费|邮电费|取暖费|物业管理费|其他交通费用)", doc: 日常运转的公用经费（正则，写法同上）}
  wages: {type: text, default: "工资|津贴|补贴|绩效奖|年终奖|加班费|过节费|社保|公积金|工会经费|福利费", doc: 用途、摘要中表示人员或福利开支的字样（正则）}
  not_wages: {type: text, default: "农民工|举报|竞赛|比赛|获奖|补贴对象|惠民", doc: 含这些字样的用途、摘要不作人员开支看（正则）}
  personnel_project: {type: text, default: "工资|津贴|编外|聘用|人员经费", doc: 项目名称或批复用途含这些字样的，视为批准列支人员经费（正则）}
  office_project: {type: text, default: "车辆|用车|接待|工会|福利", doc: 项目名称或批复用途含这些字样的，视为批准列支相应公用经费（正则）}
  daily_project: {type: text, default: "运行|运维|运转|物业|后勤|水电|取暖|供暖|通信|网络|专线", doc: 项目名称或批复用途含这些字样的，视为批准列支日常公用经费（正则）}
requires: [budgets.project_code, budgets.exp_type]
any_of: [[payments.project_code, vouchers.project_code], [payments.econ_class, vouchers.econ_class]]
optional:
  - budgets.project_name
  - budgets.purpose
  - budgets.allowed_econ
  - budget_adjustments.project_code
  - budget_adjustments.adj_kind
  - budget_adjustments.approval_no
  - budget_adjustments.reason
  - payments.amount
  - payments.status
  - payments.voucher_no
  - vouchers.voucher_no
  - vouchers.account_code
  - vouchers.debit
  - vouchers.void_flag
  - vouchers.is_closing
subrules:
  A: {title: 项目支出列支人员经费}
  B: {title: 项目支出列支公务接待、公务用车、工会、福利等公用经费}
  C:
    title: 项目支出列支水、电、暖、邮电、物业等日常公用经费
    severity: medium
  D:
    title: 项目支出以其他科目列支人员、福利开支
    class: suspicion
    severity: medium
    any_of: [[payments.project_code, vouchers.project_code], [payments.purpose, vouchers.summary]]
    message: "{lead}，{unit}项目{project_code}{named}有{count}笔支出的用途或摘要为“{words}”{amount_label}{amount}，列支科目为{classes}，疑似以项目支出列支人员、福利开支，需进一步核实。"
    message_confirmed: "{lead}，{unit}项目{project_code}{named}以{classes}列支“{words}”等人员、福利开支{count}笔{amount_label}{amount}，{allowance}，不符合{basis}的规定。"
message: "{lead}，{unit}项目{project_code}{named}列支{kind}{count}笔{amount_label}{amount}（{classes}），{allowance}，需进一步核实。"
message_confirmed: "{lead}，{unit}项目{project_code}{named}列支{kind}{count}笔{amount_label}{amount}（{classes}），{allowance}，扩大了项目支出范围，不符合{basis}的规定。"
why: 人员经费和公用经费由基本支出保障，进入项目就改变了批复用途，掩盖基本支出缺口，也使项目成本和绩效失真，是审计、评价中最常见的问题。
false_positives:
  - 批复的项目预算明细允许列支该科目（台账登记了允许经济分类的已剔除，未登记的只作疑点）
  - 项目内科目调剂已经批准（调剂原因写明科目编码的已剔除）
  - 科研经费包干制、编外人员经费专项等按规定可以列支人员费用的项目
  - 会计核算的经济分类填错，实际用途符合批复
  - 项目编码不在项目预算中的支出不知是否为项目支出，此处不判断，由BUD-003反映；项目名称表明批准该类经费而批复的经济分类未包含的，由VOU-008反映
remediation: 将项目中列支的人员、公用经费调回基本支出，确需由项目承担的先按规定办理科目调剂；编制预算时足额安排基本支出，支付和记账时按项目控制可用的经济分类。
*/
-- shared:
WITH project AS (
    SELECT b.unit, number.key, min(b.project_code) AS project_code, min(b.project_name) AS project_name,
           bool_or(b.exp_type = '项目支出') AS is_project, bool_or(b.allowed_econ IS NOT NULL) AS has_allowance,
           string_agg(concat_ws('，', b.project_name, b.purpose)) AS approved, list(b.row_id) AS budget_rows
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    GROUP BY b.unit, number.key
),
allowance AS (
    -- Classes that the approval, or an approved shift between classes, lets a project pay.
    SELECT b.unit, number.key, unnest(b.allowed_econ) AS class
    FROM budgets AS b
    JOIN budgets_project_code AS number ON number.row_id = b.row_id
    UNION ALL
    SELECT j.unit, named.key, unnest(regexp_extract_all(j.reason, '[0-9]{3,}')) AS class
    FROM budget_adjustments AS j
    JOIN budget_adjustments_project_code AS named ON named.row_id = j.row_id
    WHERE j.adj_kind = '科目调剂' AND j.approval_no IS NOT NULL
),
spent AS (
    SELECT p.unit, named.key, p.row_id AS payment_row, CAST(NULL AS BIGINT) AS voucher_row, p.payment_date_to AS day,
           p.amount, p.econ_class, p.purpose AS words
    FROM payments AS p
    JOIN payments_project_code AS named ON named.row_id = p.row_id
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
    UNION ALL
    -- The journal, for what no payment of the list shows: budget accounts (7), else those of costs (5).
    SELECT v.unit, named.key, NULL, v.row_id, v.voucher_date_to, v.debit, v.econ_class, v.summary
    FROM vouchers AS v
    JOIN vouchers_project_code AS named ON named.row_id = v.row_id
    WHERE v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true AND v.debit <> 0
      AND (starts_with(v.account_code, '7')
           OR (starts_with(v.account_code, '5')
               AND NOT EXISTS (SELECT 1 FROM vouchers AS o
                               JOIN vouchers_project_code AS same ON same.row_id = o.row_id
                               WHERE o.unit = v.unit AND o.voucher_no_key = v.voucher_no_key AND same.key = named.key
                                 AND starts_with(o.account_code, '7'))))
      AND NOT EXISTS (SELECT 1 FROM payments AS p
                      JOIN payments_voucher_no AS paid ON paid.row_id = p.row_id
                      JOIN payments_project_code AS own ON own.row_id = p.row_id
                      WHERE p.unit = v.unit AND paid.key = v.voucher_no_key AND own.key = named.key)
),
line AS (
    SELECT s.unit, s.key, s.payment_row, s.voucher_row, s.day, s.amount, s.econ_class, s.words, r.is_project,
           coalesce(nullif(regexp_extract(s.econ_class, '[0-9]{3,}'), ''), s.econ_class) AS code, r.approved
    FROM spent AS s
    JOIN project AS r ON r.unit = s.unit AND r.key = s.key
    WHERE r.is_project IS DISTINCT FROM false
),
kind AS (
    SELECT l.unit, l.key, l.payment_row, l.voucher_row, l.day, l.amount, l.econ_class, l.words,
           CASE WHEN regexp_matches(l.code, $personnel::VARCHAR) THEN '人员经费'
                WHEN regexp_matches(l.code, $office::VARCHAR) THEN '公用经费'
                WHEN regexp_matches(l.code, $daily::VARCHAR) THEN '日常公用经费'
                WHEN regexp_matches(l.words, $wages::VARCHAR) AND NOT regexp_matches(l.words, $not_wages::VARCHAR)
                THEN '其他' END AS kind
    FROM line AS l
    WHERE l.is_project
      AND NOT EXISTS (SELECT 1 FROM allowance AS a
                      WHERE a.unit = l.unit AND a.key = l.key
                        AND starts_with(l.code, coalesce(nullif(regexp_extract(a.class, '[0-9]{3,}'), ''), a.class)))
),
finding AS (
    SELECT k.kind, r.unit, r.project_code, r.key AS project_code_key,
           coalesce('“' || r.project_name || '”', '') AS named, r.approved,
           count(*) AS count, sum(k.amount) AS amount, CASE WHEN sum(k.amount) IS NULL THEN '' ELSE '，合计' END AS amount_label,
           max(k.day) AS date, string_agg(DISTINCT coalesce(k.econ_class, '未填经济分类'), '、' ORDER BY coalesce(k.econ_class, '未填经济分类')) AS classes,
           min(k.words) AS words,
           -- Without the list of classes in the books the approval may allow it: a lead.
           CASE WHEN r.has_allowance THEN 'violation' ELSE 'suspicion' END AS class,
           CASE WHEN r.has_allowance THEN '批复允许的经济分类未包含上述科目' ELSE '台账未载批复允许的经济分类' END AS allowance,
           r.budget_rows, list(k.payment_row) AS payment_rows, list(k.voucher_row) AS voucher_rows
    FROM kind AS k
    JOIN project AS r ON r.unit = k.unit AND r.key = k.key
    GROUP BY k.kind, r.unit, r.project_code, r.key, r.project_name, r.approved, r.has_allowance, r.budget_rows
    HAVING (sum(k.amount) > 0) IS DISTINCT FROM false
),
unknown AS (
    SELECT l.payment_row, l.voucher_row,
           CASE WHEN l.is_project IS NULL THEN 'budgets.exp_type'
                WHEN l.payment_row IS NULL THEN 'vouchers.econ_class' ELSE 'payments.econ_class' END AS missing,
           CASE WHEN l.is_project IS NULL THEN '项目预算没有支出类型' ELSE '没有经济分类' END AS why
    FROM line AS l
    WHERE l.is_project IS NULL OR l.econ_class IS NULL
)

-- subrule: A
SELECT f.* FROM finding AS f WHERE f.kind = '人员经费' AND NOT regexp_matches(f.approved, $personnel_project::VARCHAR)
-- population: A
SELECT count(*) AS n FROM line
-- undecided: A
SELECT u.* FROM unknown AS u

-- subrule: B
SELECT f.* FROM finding AS f WHERE f.kind = '公用经费' AND NOT regexp_matches(f.approved, $office_project::VARCHAR)
-- population: B
SELECT count(*) AS n FROM line
-- undecided: B
SELECT u.* FROM unknown AS u

-- subrule: C
SELECT f.* FROM finding AS f WHERE f.kind = '日常公用经费' AND NOT regexp_matches(f.approved, $daily_project::VARCHAR)
-- population: C
SELECT count(*) AS n FROM line
-- undecided: C
SELECT u.* FROM unknown AS u

-- subrule: D
SELECT f.* FROM finding AS f WHERE f.kind = '其他' AND NOT regexp_matches(f.approved, $personnel_project::VARCHAR)
-- population: D
SELECT count(*) AS n FROM line
-- undecided: D
SELECT l.payment_row, l.voucher_row,
       CASE WHEN l.is_project IS NULL THEN 'budgets.exp_type'
            WHEN l.payment_row IS NULL THEN 'vouchers.summary' ELSE 'payments.purpose' END AS missing,
       CASE WHEN l.is_project IS NULL THEN '项目预算没有支出类型' ELSE '没有用途或摘要' END AS why
FROM line AS l
WHERE l.is_project IS NULL OR l.words IS NULL

/*
id: EXP-001
name: three_public_over_or_hidden
aliases: []
title: 三公经费超预算、超上年或变相列支
summary: Receptions, cars and trips abroad above budget or last year, or booked under other names.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: YSF, article: 第九十五条第（三）项}
  - {law: ZWC, article: 第三十五条}
  - {law: JYG}
scope: [unit]
key: [subject, fiscal_year]
finding: each
cause: {name: three_public, by: [subject, fiscal_year], title: 三公经费管理不规范}
repair: event
visibility: unit
params:
  growth: {type: decimal, default: "0", doc: 允许比上年增长的比例（只减不增为0）}
  hidden: {type: text, default: "宴请|招待费|招待餐|接待费|接待餐|餐费|酒水|白酒款|红酒款|烟酒|香烟|茶叶|礼品|礼金|土特产|月饼|粽子|购物卡|景区门票|门票款|旅游费|洗浴|足浴|KTV|高尔夫|油卡|加油费|过路费|ETC", doc: 摘要中疑似三公经费的词（正则，整词）}
  innocent: {type: text, default: "抽检|抽样|检验|检测|监测|样品|购样|酒店|酒精|专卖|食堂|工作餐|值班餐|误餐|会议|培训|执法车", doc: 含这些词的摘要不看（正则）}
  declared: {type: text, default: "^[^0-9]*(30212|30215|30216|30217|30231|31013)|因公出国|公务接待|公务用车|会议|培训", doc: 已在三公、会议、培训科目列支的（正则，比对经济分类和科目名称）}
  plate: {type: text, default: "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}", doc: 车牌号（正则）}
  deviations: {type: decimal, default: "3", doc: 单车费用超过中位数多少个绝对中位差时提示}
requires: [payments.econ_class, payments.amount, payments.payment_date]
any_of: []
optional: [payments.status]
subrules:
  A:
    title: 三公经费支出超过预算
    class: violation
    requires: [payments.econ_class, payments.amount, payments.payment_date, budgets.project_name, budgets.budget_final]
    optional: [payments.status, budgets.fiscal_year]
    message: "{lead}，{unit}{fiscal_year}年{subject}支出{spent}，预算{planned}，超出{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年{subject}支出{spent}，超过预算{planned}，超预算{amount}，不符合{basis}的规定。"
  B:
    title: 三公经费比上年增长
    severity: medium
    message: "{lead}，{unit}{fiscal_year}年{subject}支出{spent}，上年{before}，增长{amount}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年{subject}支出{spent}，比上年{before}增长{amount}，未做到只减不增，不符合{basis}的规定。"
  C:
    title: 在其他科目列支疑似三公经费
    requires: [vouchers.voucher_no, vouchers.summary, vouchers.econ_class, vouchers.account_code, vouchers.debit]
    optional: [vouchers.account_name, vouchers.void_flag, vouchers.is_closing, expense_claims.voucher_no, expense_claims.claim_type]
    message: "{lead}，{unit}凭证{subject}摘要为“{summary}”{amount_label}{amount}，列支科目为{classes}，疑似在其他科目列支三公经费，需进一步核实。"
    message_confirmed: "{lead}，{unit}凭证{subject}以{classes}列支“{summary}”{amount_label}{amount}，变相列支三公经费，不符合{basis}的规定。"
  D:
    title: 车辆费用用于资产台账以外的车辆
    requires: [payments.purpose, payments.amount, payments.payment_date, assets.asset_name]
    optional: [payments.status, assets.spec, assets.serial_no, assets.asset_no]
    message: "{lead}，{unit}{fiscal_year}年为车辆{subject}支付{count}笔，合计{amount}，固定资产中未见该车辆，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年为非本单位车辆{subject}支付{count}笔，合计{amount}，不符合{basis}的规定。"
  E:
    title: 单车运行费用畸高
    severity: low
    feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
    requires: [payments.purpose, payments.amount, payments.payment_date]
    message: "{lead}，{unit}{fiscal_year}年车辆{subject}费用{amount}，各车中位数{median}，明显偏高，需进一步核实。"
    message_confirmed: "{lead}，{unit}{fiscal_year}年车辆{subject}费用{amount}，各车中位数{median}，明显偏高。"
message: "{lead}，{unit}{fiscal_year}年{subject}需要核对，需进一步核实。"
why: 三公经费按预算控制、只减不增，超出部分往往改头换面进入会议、培训、办公等科目，是公众最关注的支出。
false_positives:
  - 会议、培训综合定额内的餐费（已关联会议、培训报销的剔除）
  - 工作餐、值班餐、食堂补助；执法执勤车辆专项
  - 上年基数异常
  - 租赁车辆、借用车辆的费用（D）；大修、事故维修（E）
remediation: 三公经费按科目据实列支，超预算的停止支出并报批；变相列支的调账并按规定处理；车辆费用实行单车核算。
*/
-- shared:
WITH class AS (
    SELECT * FROM (VALUES ('公务接待费', '30217|50206|公务接待'), ('公务用车购置及运行费', '30231|31013|50208|公务用车|公车'),
                          ('因公出国（境）费', '30212|50207|因公出国|出国')) AS list(subject, words)
),
payment AS (
    SELECT p.row_id, p.unit, p.amount, p.econ_class, p.purpose,
           CASE WHEN year(p.payment_date) = year(p.payment_date_to) THEN year(p.payment_date) END AS fiscal_year
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
),
spent AS (
    SELECT p.unit, c.subject, p.fiscal_year, sum(p.amount) AS spent, list(p.row_id) AS payment_rows
    FROM payment AS p
    JOIN class AS c ON regexp_matches(p.econ_class, c.words)
    GROUP BY p.unit, c.subject, p.fiscal_year
),
undated AS (
    SELECT DISTINCT p.unit, c.subject
    FROM payment AS p
    JOIN class AS c ON regexp_matches(p.econ_class, c.words)
    WHERE p.fiscal_year IS NULL OR p.amount IS NULL
),
car AS (
    SELECT p.unit, regexp_extract(p.purpose, $plate::VARCHAR) AS subject, p.fiscal_year, count(*) AS count, sum(p.amount) AS amount,
           list(p.row_id) AS payment_rows
    FROM payment AS p
    WHERE regexp_matches(p.purpose, $plate::VARCHAR) AND p.fiscal_year IS NOT NULL
    GROUP BY p.unit, regexp_extract(p.purpose, $plate::VARCHAR), p.fiscal_year
)
-- shared: A
WITH planned AS (
    SELECT b.unit, c.subject, coalesce(b.fiscal_year, $year::BIGINT) AS fiscal_year, sum(b.budget_final) AS planned, list(b.row_id) AS budget_rows
    FROM budgets AS b
    JOIN class AS c ON regexp_matches(b.project_name, c.words)
    GROUP BY b.unit, c.subject, coalesce(b.fiscal_year, $year::BIGINT)
),
judged AS (
    SELECT b.unit, b.subject, b.fiscal_year, s.spent, b.planned, s.payment_rows, b.budget_rows, coalesce(s.spent > b.planned, false) AS over
    FROM planned AS b
    LEFT JOIN spent AS s ON s.unit = b.unit AND s.subject = b.subject AND s.fiscal_year = b.fiscal_year
)
-- subrule: A
SELECT j.unit, j.subject, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.spent, j.planned, j.spent - j.planned AS amount,
       j.payment_rows, j.budget_rows
FROM judged AS j
WHERE j.over
-- population: A
SELECT count(*) AS n FROM judged
-- undecided: A
SELECT j.budget_rows, CASE WHEN j.planned IS NULL THEN 'budgets.budget_final' ELSE 'payments.payment_date' END AS missing,
       CASE WHEN j.planned IS NULL THEN '没有全年预算数' ELSE '有付款没有金额或日期，不知是否超过' END AS why
FROM judged AS j
WHERE NOT j.over
  AND (j.planned IS NULL OR EXISTS (SELECT 1 FROM undated AS u WHERE u.unit = j.unit AND u.subject = j.subject))

-- shared: B
WITH judged AS (
    SELECT s.unit, s.subject, s.fiscal_year, s.spent, o.spent AS before, s.payment_rows, o.payment_rows AS before_rows,
           s.spent > o.spent * (1 + $growth::DECIMAL(9,6)) AS over
    FROM spent AS s
    JOIN spent AS o ON o.unit = s.unit AND o.subject = s.subject AND o.fiscal_year = s.fiscal_year - 1
)
-- subrule: B
SELECT j.unit, j.subject, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.spent, j.before, j.spent - j.before AS amount,
       j.payment_rows, j.before_rows
FROM judged AS j
WHERE j.over
-- population: B
SELECT count(*) AS n FROM judged
-- undecided: B
SELECT j.payment_rows, 'payments.payment_date' AS missing, '有付款没有金额或日期，不知是否增长' AS why
FROM judged AS j
WHERE j.over IS DISTINCT FROM true AND EXISTS (SELECT 1 FROM undated AS u WHERE u.unit = j.unit AND u.subject = j.subject)

-- shared: C
WITH line AS (
    SELECT v.row_id, v.unit, v.voucher_no, v.voucher_no_key, v.summary, v.voucher_date_to AS day, v.debit, v.econ_class,
           left(v.account_code, 1) AS kind, regexp_matches(v.summary, $hidden::VARCHAR) AND NOT regexp_matches(v.summary, $innocent::VARCHAR) AS suspect,
           regexp_matches(concat_ws(' ', v.econ_class, v.account_name), $declared::VARCHAR) AS declared,
           coalesce(v.econ_class, v.account_name) AS class
    FROM vouchers AS v
    WHERE v.voucher_no_key IS NOT NULL AND v.debit <> 0 AND regexp_matches(v.account_code, '^[57]')
      AND v.void_flag IS DISTINCT FROM true AND v.is_closing IS DISTINCT FROM true
      AND NOT EXISTS (SELECT 1 FROM expense_claims AS x
                      JOIN expense_claims_voucher_no AS named ON named.row_id = x.row_id
                      WHERE x.unit = v.unit AND named.key = v.voucher_no_key AND x.claim_type IN ('会议', '培训', '公务接待', '公务用车', '因公出国'))
)
-- subrule: C
-- Both sets of accounts book one voucher: one line of either says it; where either names the right class nothing is hidden.
SELECT l.unit, any_value(l.voucher_no) AS subject, l.voucher_no_key AS subject_key, year(any_value(l.day)) AS fiscal_year, max(l.day) AS date,
       min(l.summary) AS summary, coalesce(sum(CASE WHEN l.kind = '7' THEN l.debit END), sum(l.debit)) AS amount,
       '，金额' AS amount_label, string_agg(DISTINCT l.class, '、' ORDER BY l.class) AS classes, list(l.row_id) AS voucher_rows
FROM line AS l
WHERE l.suspect
  AND NOT EXISTS (SELECT 1 FROM line AS o WHERE o.unit = l.unit AND o.voucher_no_key = l.voucher_no_key AND o.suspect AND o.declared)
GROUP BY l.unit, l.voucher_no_key
-- population: C
SELECT count(DISTINCT (l.unit, l.voucher_no_key)) AS n FROM line AS l
-- undecided: C
SELECT list(l.row_id) AS voucher_rows, 'vouchers.summary' AS missing, '没有摘要' AS why
FROM line AS l
GROUP BY l.unit, l.voucher_no_key
HAVING bool_and(l.summary IS NULL)

-- shared: D
WITH judged AS (
    SELECT c.unit, c.subject, c.fiscal_year, c.count, c.amount, c.payment_rows,
           EXISTS (SELECT 1 FROM assets AS s
                   WHERE s.unit = c.unit AND contains(concat_ws(' ', s.asset_name, s.spec, s.serial_no, s.asset_no), c.subject)) AS own,
           -- A register that writes no plate at all cannot be asked for one.
           EXISTS (SELECT 1 FROM assets AS s
                   WHERE s.unit = c.unit AND regexp_matches(concat_ws(' ', s.asset_name, s.spec, s.serial_no, s.asset_no), $plate::VARCHAR)) AS written
    FROM car AS c
)
-- subrule: D
SELECT j.unit, j.subject, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.count, j.amount, j.payment_rows
FROM judged AS j
WHERE j.written AND NOT j.own
-- population: D
SELECT count(*) AS n FROM judged
-- undecided: D
SELECT j.payment_rows, 'assets.spec' AS missing, '资产台账没有登记车牌' AS why FROM judged AS j WHERE NOT j.written

-- shared: E
WITH fleet AS (
    SELECT c.unit, c.fiscal_year, median(c.amount) AS median, mad(c.amount) AS spread, count(*) AS cars
    FROM car AS c
    GROUP BY c.unit, c.fiscal_year
),
judged AS (
    -- Of fewer than five cars nothing can be said.
    SELECT c.unit, c.subject, c.fiscal_year, c.amount, c.payment_rows, CAST(f.median AS DECIMAL(18,2)) AS median,
           c.amount > f.median + $deviations::DECIMAL(9,2) * f.spread AS high
    FROM car AS c
    JOIN fleet AS f ON f.unit = c.unit AND f.fiscal_year = c.fiscal_year
    WHERE f.cars >= 5
)
-- subrule: E
SELECT j.unit, j.subject, j.fiscal_year, make_date(j.fiscal_year, 12, 31) AS date, j.amount, j.median, j.payment_rows
FROM judged AS j
WHERE j.high
-- population: E
SELECT count(*) AS n FROM judged

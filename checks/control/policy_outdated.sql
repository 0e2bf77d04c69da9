/*
id: SOD-006
name: policy_outdated
aliases: []
title: 制度引用废止法规、落后于上位法或缺少流程权限
summary: Policies that cite repealed law, are older than the law above them, or name no procedure.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B11, criterion: 2, mode: criterion_fail}]
basis:
  - {law: MFD, article: 第一千二百六十条}
  - {law: NKG, article: 第五章}
scope: [unit]
key: [title]
finding: each
cause: {name: policy_outdated, by: [title], title: 内控制度未及时修订完善}
repair: state
visibility: unit
params:
  repealed: {type: list, default: "^合同法;^民法通则;^民法总则;^担保法;^行政单位财务规则.*71号;^事业单位财务规则.*68号", doc: 已废止的法规（正则，已去掉书名号和“中华人民共和国”）}
  above: {type: list, default: "合同|民法典|2021-01-01;资产|行政事业性国有资产管理条例|2021-04-01;预算|预算法实施条例|2020-10-01;收支|会计法（2024年修正）|2024-07-01", doc: 各板块的重要上位法与施行日（板块|法规|日期）}
  grace_months: {type: integer, default: 12, doc: 上位法施行后允许的修订时间（月）}
requires: [policies.title]
any_of: []
optional: [policies.status]
subrules:
  B:
    title: 引用已废止的法规
    requires: [policies.title, policies.cites]
    message: "{lead}，{unit}《{title}》引用的{cited}已经废止，需进一步核实。"
    message_confirmed: "{lead}，{unit}《{title}》仍以已废止的{cited}为依据，未及时修订，不符合{basis}的规定。"
  C:
    title: 制度早于上位法且未修订
    class: suspicion
    severity: low
    feeds: [{rubric: xj-2023, indicator: B11, mode: risk_only}]
    basis: [{law: NKG, article: 第五章}]
    requires: [policies.title, policies.domain, policies.revise_date]
    optional: [policies.effective_date, policies.status]
    message: "{lead}，{unit}《{title}》最近制定或修订于{revised}，早于{law_above}施行，此后未修订，需进一步核实。"
    message_confirmed: "{lead}，{unit}《{title}》最近制定或修订于{revised}，{law_above}施行后未作修订，建议核实是否需要完善。"
  D:
    title: 制度未明确流程、岗位和审批权限
    basis: [{law: NKG, article: 第五章}]
    requires: [policies.title, policies.has_flow]
    message: "{lead}，{unit}《{title}》未明确流程、岗位或审批权限，需进一步核实。"
    message_confirmed: "{lead}，{unit}《{title}》未明确流程、岗位和审批权限，制度不完整，建议核实后补充完善。"
  E:
    title: 制度核查发现不合规、不完整
    basis: [{law: NKG, article: 第五章}]
    requires: [policy_checks.domain, policy_checks.seen]
    optional: [policy_checks.policy_title]
    message: "{lead}，{unit}{title}的“{item}”核查结果为“×”{noted}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{title}的“{item}”核查结果为“×”{noted}，制度不合规或不完整，建议核实后修订。"
message: "{lead}，{unit}《{title}》需要修订，需进一步核实。"
why: 制度依据已经废止或落后于上位法，流程权限又不明确，执行时无所适从，内部控制只停在纸面。
false_positives:
  - 引用为历史沿革
  - 上位法修订不涉及该制度的内容
  - 新制度已印发、清单未更新
remediation: 建立制度清单与上位法的对应关系，上位法修订后限期评估修订；补充岗位、流程和审批权限；废止的制度从清单中移出。
*/
-- shared:
WITH policy AS (
    SELECT p.row_id, p.unit, p.title, p.domain, p.cites, p.has_flow, greatest(p.revise_date_to, p.effective_date_to) AS revised
    FROM policies AS p
    WHERE p.status IS DISTINCT FROM '废止' AND p.title IS NOT NULL
)
-- shared: B
WITH cited AS (
    SELECT c.row_id, string_agg('《' || c.name || '》', '、' ORDER BY c.name) AS cited
    FROM (SELECT p.row_id, regexp_replace(unnest(p.cites), '[《》\s]|中华人民共和国', '', 'g') AS name FROM policy AS p) AS c
    WHERE EXISTS (SELECT 1 FROM (SELECT unnest($repealed::VARCHAR[]) AS pattern) AS r WHERE regexp_matches(c.name, r.pattern))
    GROUP BY c.row_id
)
-- subrule: B
SELECT p.unit, p.title, c.cited, $asof::DATE AS date, p.row_id AS policy_row
FROM cited AS c
JOIN policy AS p ON p.row_id = c.row_id
-- population: B
SELECT count(*) AS n FROM policy
-- undecided: B
SELECT p.row_id AS policy_row, 'policies.cites' AS missing, '没有引用的上位法' AS why FROM policy AS p WHERE p.cites IS NULL

-- shared: C
WITH above AS (
    SELECT split_part(entry, '|', 1) AS domain, split_part(entry, '|', 2) AS law_above, CAST(split_part(entry, '|', 3) AS DATE) AS in_force
    FROM (SELECT unnest($above::VARCHAR[]) AS entry) AS given
),
judged AS (
    SELECT p.row_id, p.unit, p.title, p.revised, a.law_above
    FROM policy AS p
    JOIN above AS a ON a.domain = p.domain
    WHERE a.in_force + to_months($grace_months::INTEGER) < $asof::DATE AND (p.revised < a.in_force) IS DISTINCT FROM false
)
-- subrule: C
SELECT j.unit, j.title, j.revised, '《' || j.law_above || '》' AS law_above, $asof::DATE AS date, j.row_id AS policy_row
FROM judged AS j
WHERE j.revised IS NOT NULL
-- population: C
SELECT count(*) AS n FROM policy
-- undecided: C
SELECT j.row_id AS policy_row, 'policies.revise_date' AS missing, '没有施行、修订日期' AS why
FROM judged AS j
WHERE j.revised IS NULL

-- subrule: D
SELECT p.unit, p.title, $asof::DATE AS date, p.row_id AS policy_row FROM policy AS p WHERE NOT p.has_flow
-- population: D
SELECT count(*) AS n FROM policy
-- undecided: D
SELECT p.row_id AS policy_row, 'policies.has_flow' AS missing, '没有填写是否明确流程权限' AS why
FROM policy AS p
WHERE p.has_flow IS NULL

-- shared: E
WITH looked AS (
    SELECT k.row_id, k.unit, coalesce('《' || k.policy_title || '》', k.domain || '业务制度') AS title, k.domain, k.item, k.note, k.seen,
           k.check_date_to AS day
    FROM policy_checks AS k
    WHERE coalesce(k.seen, k.seen_mark) IS DISTINCT FROM 'N/A'
)
-- subrule: E
SELECT k.unit, k.title, coalesce(k.item, k.domain) AS item, CASE WHEN k.note IS NULL THEN '' ELSE '（' || k.note || '）' END AS noted,
       coalesce(k.day, $asof::DATE) AS date, k.row_id AS policy_check_row
FROM looked AS k
WHERE k.seen = '×'
-- population: E
SELECT count(*) AS n FROM looked

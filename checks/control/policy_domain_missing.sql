/*
id: SOD-005
name: policy_domain_missing
aliases: []
title: 六大业务内控制度缺失
summary: A business area without an internal control policy in force.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B11, criterion: 1, mode: criterion_fail}]
basis:
  - {law: NKG, article: 第四章}
  - {law: KJF, article: 第二十五条}
scope: [unit]
key: [domain]
finding: each
cause: {name: policy_domain_missing, by: [domain], title: 业务内控制度缺失}
repair: state
visibility: unit
params:
  required: {type: list, default: 预算;收支;政府采购;资产;建设项目;合同, doc: 应当有制度的业务板块}
  manuals: {type: text, default: "(内部控制|内控)(管理|规范|制度|工作)*(手册|汇编)", doc: 制度名称符合的合订本视为覆盖全部板块}
requires: [policies.domain, policies.status]
any_of: []
optional: [policies.title, policy_checks.domain, policy_checks.seen]
absence: {partner: policies}
message: "{lead}，{unit}制度清单中未见{domain}业务现行有效的内部控制制度{abolished}，需进一步核实。"
message_confirmed: "{lead}，{unit}未制定{domain}业务的内部控制制度{abolished}，不符合{basis}的规定。"
why: 预算、收支、政府采购、资产、建设项目、合同是内控规范规定的六大业务，缺一项制度，该项业务的岗位、流程和审批权限就无据可依。
false_positives:
  - 合订本内控手册一文多板块（名称为内部控制手册、内控制度汇编的视为覆盖全部板块，名称写明板块的按名称计）
  - 无建设项目业务的可说明不适用（制度核查表该板块填N/A的不报）
  - 制度清单未列全（板块缺得多时只作资料不足）
remediation: 对照内控规范补充制定缺失板块的制度，明确岗位、流程和审批权限；废止的制度及时以新制度替代。
*/
-- shared:
WITH area AS (
    -- The words by which a register or a title names an area.
    SELECT word AS domain,
           CASE word WHEN '政府采购' THEN '采购'
                     WHEN '收支' THEN '收支|收入|支出'
                     WHEN '建设项目' THEN '建设项目|基本建设|基建'
                     ELSE word END AS words
    FROM (SELECT unnest($required::VARCHAR[]) AS word) AS given
),
body AS (
    SELECT p.unit FROM policies AS p
    UNION
    SELECT k.unit FROM policy_checks AS k
)
-- subrule:
-- What a person saw or did not see outranks the list.
WITH seen AS (
    SELECT k.unit, a.domain,
           bool_or(k.seen = '√') AS there,
           bool_or(coalesce(k.seen, k.seen_mark) = '未见') AS not_there,
           bool_or(coalesce(k.seen, k.seen_mark) = 'N/A') AS not_applicable,
           list(k.row_id) FILTER (WHERE coalesce(k.seen, k.seen_mark) IN ('未见', '×')) AS missing_rows
    FROM policy_checks AS k
    JOIN area AS a ON regexp_matches(k.domain, a.words)
    GROUP BY k.unit, a.domain
),
covered AS (
    SELECT DISTINCT p.unit, a.domain
    FROM policies AS p
    JOIN area AS a ON regexp_matches(coalesce(p.domain, ''), a.words)
                   OR regexp_matches(coalesce(p.title, ''), a.words)
                   OR regexp_matches(coalesce(p.title, ''), $manuals::VARCHAR)
    WHERE NOT regexp_matches(coalesce(p.status, ''), '废止|失效')
),
abolished AS (
    SELECT p.unit, a.domain, list(DISTINCT '《' || p.title || '》') AS titles
    FROM policies AS p
    JOIN area AS a ON regexp_matches(coalesce(p.domain, ''), a.words)
    WHERE regexp_matches(p.status, '废止|失效')
    GROUP BY p.unit, a.domain
),
register AS (
    SELECT p.unit, list(p.row_id) AS policy_rows FROM policies AS p GROUP BY p.unit
)
SELECT b.unit, a.domain,
       coalesce((SELECT '（原有' || list_aggregate(list_sort(o.titles), 'string_agg', '、') || '已废止）'
                 FROM abolished AS o WHERE o.unit = b.unit AND o.domain = a.domain), '') AS abolished,
       (SELECT s.missing_rows FROM seen AS s WHERE s.unit = b.unit AND s.domain = a.domain) AS policy_check_rows,
       (SELECT r.policy_rows FROM register AS r WHERE r.unit = b.unit) AS policy_rows
FROM body AS b
CROSS JOIN area AS a
-- 未见 of a policy that the register lists stands; × may be about what the policy says.
WHERE NOT EXISTS (SELECT 1 FROM covered AS c
                  WHERE c.unit = b.unit AND c.domain = a.domain
                    AND NOT EXISTS (SELECT 1 FROM seen AS s
                                    WHERE s.unit = c.unit AND s.domain = c.domain AND s.not_there))
  AND NOT EXISTS (SELECT 1 FROM seen AS s
                  WHERE s.unit = b.unit AND s.domain = a.domain AND (s.there OR (s.not_applicable AND s.missing_rows IS NULL)))
ORDER BY b.unit, a.domain

-- population:
SELECT b.unit, count(*) AS n
FROM body AS b
CROSS JOIN area AS a
WHERE NOT EXISTS (
    SELECT 1 FROM policy_checks AS k
    WHERE k.unit = b.unit AND regexp_matches(k.domain, a.words) AND coalesce(k.seen, k.seen_mark) = 'N/A'
      AND NOT EXISTS (SELECT 1 FROM policy_checks AS o
                      WHERE o.unit = k.unit AND regexp_matches(o.domain, a.words)
                        AND coalesce(o.seen, o.seen_mark) IN ('√', '×', '未见')))
GROUP BY b.unit

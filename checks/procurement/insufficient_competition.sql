/*
id: PUR-005
name: insufficient_competition
aliases: []
title: 有效竞争不足三家、评审小组组成不合规
summary: Awarded with fewer than three valid suppliers; a panel too small, even in number, or short of experts.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第三十八条}
  - {law: ZCF, article: 第四十条}
scope: [unit]
key: [procurement_no]
finding: each
repair: event
visibility: unit
params:
  min_suppliers: {type: integer, default: 3, doc: 有效供应商的最少家数（法定）}
  min_panel_tender: {type: integer, default: 5, doc: 评标委员会的最少人数}
  min_panel_other: {type: integer, default: 3, doc: 谈判、询价、磋商小组的最少人数（法定）}
requires: [procurements.procurement_no, procurements.method, procurements.panel_size]
any_of: []
optional: []
subrules:
  A:
    title: 招标有效供应商不足三家
    basis: [{law: ZCF, article: 第三十六条第一款第（一）项}]
    requires: [procurements.procurement_no, procurements.method, procurements.valid_bidders]
    optional: [procurements.method_approval_no, procurements.award_supplier]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，有效供应商{found}家，不足{least}家而确定中标，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，有效供应商{found}家，不足{least}家而确定中标，不符合{basis}的规定。"
  B:
    title: 谈判、询价有效供应商不足三家
    requires: [procurements.procurement_no, procurements.method, procurements.valid_bidders]
    optional: [procurements.method_approval_no, procurements.award_supplier]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，有效供应商{found}家，不足{least}家而成交，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，有效供应商{found}家，不足{least}家而成交，不符合{basis}的规定。"
  C:
    title: 谈判、询价小组人数不足
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，不足{least}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，不足{least}人，不符合{basis}的规定。"
  D: {title: 谈判、询价小组人数非单数}
  E:
    title: 谈判、询价小组专家不足三分之二
    requires: [procurements.procurement_no, procurements.method, procurements.panel_size, procurements.panel_experts]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，其中专家{experts}人，不足三分之二，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，其中专家{experts}人，不足三分之二，不符合{basis}的规定。"
  F:
    title: 评标委员会、磋商小组人数不足
    class: suspicion
    basis: [{law: L87, article: 第四十七条}, {law: C214, article: 第十四条}]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，不足{least}人，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，不足{least}人，不符合{basis}的规定。"
  G:
    title: 评标委员会、磋商小组人数非单数
    class: suspicion
    basis: [{law: L87, article: 第四十七条}, {law: C214, article: 第十四条}]
  H:
    title: 评标委员会、磋商小组专家不足三分之二
    class: suspicion
    basis: [{law: L87, article: 第四十七条}, {law: C214, article: 第十四条}]
    requires: [procurements.procurement_no, procurements.method, procurements.panel_size, procurements.panel_experts]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，其中专家{experts}人，不足三分之二，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，其中专家{experts}人，不足三分之二，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，非单数，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}采用{method}方式，评审小组{found}人，非单数，不符合{basis}的规定。"
why: 供应商不足三家就没有竞争；评审小组的人数和专家比例，是评审公正的最低保证。
false_positives:
  - 公开招标转竞争性谈判经批准可以是两家（台账有批复文号的不查家数）
  - 磋商、政府购买服务的特定情形可以是两家（不查磋商家数）
  - 采购人代表被计入专家，或反之
  - 流标、废标的项目登记了投标家数（没有中标供应商的不查）
remediation: 不足三家的依法废标、重新组织或报批变更方式；评审前核对小组人数、专家抽取记录。
*/
-- shared:
WITH judged AS (
    SELECT q.row_id AS procurement_row, q.method, q.valid_bidders AS found, $min_suppliers::INTEGER AS least,
           CASE WHEN q.method IN ('公开招标', '邀请招标') THEN 'A' ELSE 'B' END AS rule,
           q.valid_bidders < $min_suppliers::INTEGER AS wrong, q.valid_bidders IS NULL AS unknown, 'procurements.valid_bidders' AS lacking
    FROM procurements AS q
    WHERE coalesce(q.method, '询价') IN ('公开招标', '邀请招标', '竞争性谈判', '询价')
      AND q.method_approval_no IS NULL AND q.award_supplier IS NOT NULL
    UNION ALL
    SELECT p.procurement_row, p.method, p.panel_size, p.least, CASE WHEN p.by_law THEN p.rule ELSE chr(ascii(p.rule) + 3) END,
           p.wrong, p.wrong IS NULL, p.lacking
    FROM (
        SELECT q.row_id AS procurement_row, q.method, q.panel_size, m.least, r.rule, r.wrong, r.lacking,
               coalesce(q.method, '询价') IN ('竞争性谈判', '询价') AS by_law
        FROM procurements AS q
        CROSS JOIN LATERAL (
            SELECT CASE WHEN q.method IN ('公开招标', '邀请招标') THEN $min_panel_tender::INTEGER ELSE $min_panel_other::INTEGER END AS least) AS m
        CROSS JOIN LATERAL (
            SELECT 'C' AS rule, q.panel_size < m.least AS wrong, 'procurements.panel_size' AS lacking
            UNION ALL
            SELECT 'D', q.panel_size % 2 = 0, 'procurements.panel_size'
            UNION ALL
            SELECT 'E', q.panel_experts * 3 < q.panel_size * 2,
                   CASE WHEN q.panel_size IS NULL THEN 'procurements.panel_size' ELSE 'procurements.panel_experts' END) AS r
        WHERE coalesce(q.method, '询价') IN ('公开招标', '邀请招标', '竞争性谈判', '询价', '竞争性磋商')
    ) AS p
),
hit AS (
    SELECT j.rule, q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.award_amount AS amount,
           coalesce(q.award_confirm_date, q.bid_deadline) AS date, q.method, j.found, j.least, q.panel_experts AS experts,
           q.row_id AS procurement_row
    FROM judged AS j
    JOIN procurements AS q ON q.row_id = j.procurement_row
    WHERE j.method IS NOT NULL AND j.wrong
),
open AS (
    SELECT rule, procurement_row, CASE WHEN method IS NULL THEN 'procurements.method' ELSE lacking END AS missing,
           CASE WHEN method IS NULL THEN '没有采购方式'
                ELSE CASE lacking WHEN 'procurements.valid_bidders' THEN '没有有效供应商家数' WHEN 'procurements.panel_size' THEN '没有评审小组人数'
                     ELSE '没有评审专家人数' END END AS why
    FROM judged
    WHERE method IS NULL OR unknown
)

-- subrule: A
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'A'
ORDER BY procurement_row
-- population: A
SELECT count(*) AS n FROM judged WHERE rule = 'A'
-- undecided: A
SELECT procurement_row, missing, why FROM open WHERE rule = 'A'

-- subrule: B
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'B'
ORDER BY procurement_row
-- population: B
SELECT count(*) AS n FROM judged WHERE rule = 'B'
-- undecided: B
SELECT procurement_row, missing, why FROM open WHERE rule = 'B'

-- subrule: C
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'C'
ORDER BY procurement_row
-- population: C
SELECT count(*) AS n FROM judged WHERE rule = 'C'
-- undecided: C
SELECT procurement_row, missing, why FROM open WHERE rule = 'C'

-- subrule: D
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'D'
ORDER BY procurement_row
-- population: D
SELECT count(*) AS n FROM judged WHERE rule = 'D'
-- undecided: D
SELECT procurement_row, missing, why FROM open WHERE rule = 'D'

-- subrule: E
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'E'
ORDER BY procurement_row
-- population: E
SELECT count(*) AS n FROM judged WHERE rule = 'E'
-- undecided: E
SELECT procurement_row, missing, why FROM open WHERE rule = 'E'

-- subrule: F
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'F'
ORDER BY procurement_row
-- population: F
SELECT count(*) AS n FROM judged WHERE rule = 'F'
-- undecided: F
SELECT procurement_row, missing, why FROM open WHERE rule = 'F'

-- subrule: G
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'G'
ORDER BY procurement_row
-- population: G
SELECT count(*) AS n FROM judged WHERE rule = 'G'
-- undecided: G
SELECT procurement_row, missing, why FROM open WHERE rule = 'G'

-- subrule: H
SELECT unit, procurement_no, procurement_no_key, titled, amount, date, method, found, least, experts, procurement_row
FROM hit
WHERE rule = 'H'
ORDER BY procurement_row
-- population: H
SELECT count(*) AS n FROM judged WHERE rule = 'H'
-- undecided: H
SELECT procurement_row, missing, why FROM open WHERE rule = 'H'

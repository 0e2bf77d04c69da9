/*
id: EXP-002
name: reception_docs_incomplete
aliases: []
title: 公务接待要件不全、陪餐超标
summary: Official receptions without letter or papers, with too many hosts, or above the standard.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZWC, article: 第三十五条}
  - {law: JDG}
  - {law: JYG}
scope: [unit]
key: [claim_no]
finding: each
cause: {name: reception, by: [claim_no], title: 公务接待不规范}
repair: event
visibility: unit
params:
  per_capita_std: {type: decimal, default: null, doc: 本地接待用餐标准（元/人次）}
  papers: {type: list, default: 公函;接待清单;发票, doc: 公务接待报销应附的要件}
  exempt: {type: text, default: "外事|招商", doc: 要件含这些字样的按另外的规定办理（正则）}
requires: [expense_claims.claim_no, expense_claims.claim_type]
any_of: []
optional: []
subrules:
  A:
    title: 公务接待无公函
    absence: {partner: expense_claims}
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.official_letter_no]
    optional: [expense_claims.attachments]
    message: "{lead}，{unit}公务接待报销{claim_no}{amount_label}{amount}，未见公函，需进一步核实。"
    message_confirmed: "{lead}，{unit}公务接待报销{claim_no}{amount_label}{amount}，无公函，不符合{basis}的规定。"
  B:
    title: 公务接待报销要件不全
    class: suspicion
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.attachments]
    message: "{lead}，{unit}公务接待报销{claim_no}{amount_label}{amount}，要件清单中未见{lacking}，需进一步核实。"
    message_confirmed: "{lead}，{unit}公务接待报销{claim_no}{amount_label}{amount}，未附{lacking}，不符合{basis}的规定。"
  C:
    title: 陪餐人数超标
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.guest_count, expense_claims.accompany_count]
    optional: [expense_claims.attachments]
    message: "{lead}，{unit}公务接待报销{claim_no}接待对象{guests}人，陪餐{hosts}人，超过{allowed}人的限制，需进一步核实。"
    message_confirmed: "{lead}，{unit}公务接待报销{claim_no}接待对象{guests}人，陪餐{hosts}人，陪餐人数超标，不符合{basis}的规定。"
  D:
    title: 接待人均费用超标准
    params: [per_capita_std]
    requires: [expense_claims.claim_no, expense_claims.claim_type, expense_claims.guest_count, expense_claims.accompany_count, expense_claims.total]
    optional: [expense_claims.attachments]
    message: "{lead}，{unit}公务接待报销{claim_no}共{heads}人，金额{amount}，人均{each}，超过本地标准{standard}，需进一步核实。"
    message_confirmed: "{lead}，{unit}公务接待报销{claim_no}人均{each}，超过本地标准{standard}，超标准接待，不符合{basis}的规定。"
message: "{lead}，{unit}公务接待报销{claim_no}不规范，需进一步核实。"
why: 公函、接待清单和陪餐人数限制是公务接待的基本约束，缺一项就难以区分公务接待与违规吃喝。
false_positives:
  - 外事、招商引资接待另有规定（要件写明的已剔除）
  - 突发应急无函、可事后补备案
  - 餐标含早中晚多餐，按人次折算
remediation: 无公函不接待，报销必须附公函、接待清单和发票；陪餐人数按规定控制；超标准部分由个人承担。
*/
-- shared:
WITH reception AS (
    SELECT x.row_id, x.unit, x.claim_no, x.total AS amount, CASE WHEN x.total IS NULL THEN '' ELSE '，金额' END AS amount_label,
           coalesce(x.end_date_to, x.start_date_to) AS date, x.official_letter_no, x.attachments,
           x.guest_count AS guests, x.accompany_count AS hosts
    FROM expense_claims AS x
    WHERE x.claim_type = '公务接待'
      AND NOT regexp_matches(coalesce(list_aggregate(x.attachments, 'string_agg', '、'), ''), $exempt::VARCHAR)
)
-- subrule: A
SELECT r.unit, r.claim_no, r.amount, r.amount_label, r.date, r.row_id AS claim_row
FROM reception AS r
WHERE r.official_letter_no IS NULL
-- population: A
-- The share that has a letter is that of the receptions, not of all claims (absence).
SELECT r.unit, count(*) AS n FROM reception AS r GROUP BY r.unit

-- shared: B
WITH paper AS (
    SELECT r.row_id, string_agg(w.word, '、' ORDER BY w.word) AS lacking
    FROM reception AS r
    CROSS JOIN (SELECT unnest($papers::VARCHAR[]) AS word) AS w
    WHERE NOT contains(list_aggregate(r.attachments, 'string_agg', '、'), w.word)
      AND NOT (w.word = '公函' AND r.official_letter_no IS NOT NULL)
    GROUP BY r.row_id
)
-- subrule: B
SELECT r.unit, r.claim_no, r.amount, r.amount_label, r.date, p.lacking, r.row_id AS claim_row
FROM paper AS p
JOIN reception AS r ON r.row_id = p.row_id
-- population: B
SELECT count(*) AS n FROM reception
-- undecided: B
SELECT r.row_id AS claim_row, 'expense_claims.attachments' AS missing, '没有要件清单' AS why
FROM reception AS r
WHERE r.attachments IS NULL

-- shared: C
WITH seated AS (
    SELECT r.row_id, r.unit, r.claim_no, r.amount, r.date, r.guests, r.hosts, greatest(3, r.guests // 3) AS allowed
    FROM reception AS r
)
-- subrule: C
SELECT s.unit, s.claim_no, s.amount, s.date, s.guests, s.hosts, s.allowed, s.row_id AS claim_row
FROM seated AS s
WHERE s.hosts > s.allowed AND s.guests IS NOT NULL
-- population: C
SELECT count(*) AS n FROM seated
-- undecided: C
SELECT s.row_id AS claim_row, CASE WHEN s.guests IS NULL THEN 'expense_claims.guest_count' ELSE 'expense_claims.accompany_count' END AS missing,
       CASE WHEN s.guests IS NULL THEN '没有接待对象人数' ELSE '没有陪餐人数' END AS why
FROM seated AS s
WHERE s.guests IS NULL OR s.hosts IS NULL

-- subrule: D
SELECT r.unit, r.claim_no, r.amount, r.date, r.guests + r.hosts AS heads, CAST(r.amount / (r.guests + r.hosts) AS DECIMAL(18,2)) AS each,
       $per_capita_std::DECIMAL(18,2) AS standard, r.row_id AS claim_row
FROM reception AS r
WHERE r.amount > $per_capita_std::DECIMAL(18,2) * (r.guests + r.hosts)
-- population: D
SELECT count(*) AS n FROM reception
-- undecided: D
SELECT r.row_id AS claim_row, CASE WHEN r.amount IS NULL THEN 'expense_claims.total' ELSE 'expense_claims.guest_count' END AS missing,
       CASE WHEN r.amount IS NULL THEN '没有金额' ELSE '没有接待对象或陪餐人数' END AS why
FROM reception AS r
WHERE r.amount IS NULL OR r.guests + r.hosts IS NULL

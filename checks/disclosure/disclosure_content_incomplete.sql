/*
id: DIS-003
name: disclosure_content_incomplete
aliases: []
title: 预决算公开内容不完整
summary: A published budget or final account lacks tables or explanations that it must have.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B21, criterion: 1, mode: criterion_fail}]
basis:
  - {law: YST, article: 第六条}
  - {law: YSF, article: 第十四条}
  - {law: XXG, article: 第二十条第（七）项}
  - {law: GKG}
scope: [unit]
key: [item_type, fiscal_year]
finding: each
cause: {name: disclosure_content_incomplete, by: [item_type, fiscal_year], title: 预决算公开内容不完整}
repair: event
visibility: unit
params:
  required_items:
    type: list
    default:
      - 收支总表=(^|部门|单位)收(支|入支出)(预算|决算)?总
      - 收入总表=(^|部门|单位)收入(预算|决算)?(总|表)
      - 支出总表=(^|部门|单位)支出(预算|决算)?(总|表)
      - 财政拨款收支总表=财政拨款收(支|入支出)
      - 一般公共预算支出表=一般公共预算(财政拨款)?支出
      - 基本支出表=基本支出
      - 三公经费=三公
      - 政府性基金=政府性基金
      - 机关运行经费=机关运行
      - 政府采购=政府采购
      - 国有资产占用=国有资产
      - 名词解释=名词解释
    doc: 应公开的内容，写作“名称=认得出它的正则表达式”（按本省操作规程增减）
requires: [disclosures.item_type, disclosures.publish_date]
any_of: [[disclosures.content_items, notice_checks.elements_seen, notice_checks.elements_missing]]
optional: [disclosures.fiscal_year, notice_checks.item]
message: "{lead}，{unit}{year_label}{item_type}公开内容未见：{absent}，需进一步核实。"
message_confirmed: "{lead}，{unit}{year_label}{item_type}公开内容缺少{absent}，公开内容不完整，不符合{basis}的规定。"
why: 公开预决算不只是挂网，表格和说明齐全，社会才看得懂钱怎么花。
false_positives:
  - 没有该类收支的仍应公开空表并说明（有空表说明的算已公开）
  - 涉密部门、涉密内容（公开内容注明涉密的不报）
  - 本省模板名称不同（仅凭台账只作疑点，可改清单）
  - 事业单位没有机关运行经费
remediation: 对照操作规程的公开清单逐项核对，缺项补充公开，没有的公开空表并说明。
*/
-- shared:
WITH item AS (
    -- One item of one year, whatever the number of sites.
    SELECT list(d.row_id ORDER BY d.row_id)[1] AS item_row, d.unit, d.item_type, d.fiscal_year, min(d.publish_date) AS publish_date,
           list(d.row_id ORDER BY d.row_id) AS disclosure_rows,
           flatten(list(d.content_items) FILTER (WHERE d.content_items IS NOT NULL)) AS told
    FROM disclosures AS d
    WHERE d.item_type IN ('部门预算', '部门决算', '单位预算', '单位决算') AND d.publish_date IS NOT NULL
    GROUP BY d.unit, d.item_type, d.fiscal_year, CASE WHEN d.fiscal_year IS NULL THEN d.row_id END
    HAVING NOT coalesce(bool_or(contains(array_to_string(d.content_items, ';'), '涉密')), false)
),
page AS (
    -- What a named person wrote after opening the page.
    SELECT i.item_row, list(n.row_id) AS notice_check_rows,
           flatten(list(n.elements_seen)) AS seen,
           flatten(list(n.elements_missing) FILTER (WHERE n.elements_missing IS NOT NULL)) AS missing
    FROM item AS i
    JOIN notice_checks AS n
      ON n.unit = i.unit AND n.item_type = i.item_type AND regexp_extract(n.item, '20[0-9]{2}') = CAST(i.fiscal_year AS VARCHAR)
    WHERE n.elements_seen IS NOT NULL OR n.elements_missing IS NOT NULL
    GROUP BY i.item_row
),
words AS (
    SELECT i.item_row, regexp_replace(unnest(CASE WHEN p.item_row IS NULL THEN i.told ELSE p.seen END), '[^\p{Han}A-Za-z0-9]', '', 'g') AS words
    FROM item AS i
    LEFT JOIN page AS p ON p.item_row = i.item_row
),
required AS (
    SELECT position, split_part(line, '=', 1) AS name, split_part(line, '=', 2) AS pattern
    FROM (SELECT unnest($required_items::VARCHAR[]) AS line, generate_subscripts($required_items::VARCHAR[], 1) AS position) AS list
),
unseen AS (
    SELECT i.item_row, list(r.name ORDER BY r.position) AS names
    FROM item AS i
    CROSS JOIN required AS r
    WHERE NOT EXISTS (SELECT 1 FROM words AS w WHERE w.item_row = i.item_row AND regexp_matches(w.words, r.pattern))
    GROUP BY i.item_row
),
verdict AS (
    SELECT i.*, p.notice_check_rows, p.item_row IS NOT NULL AS on_paper,
           p.missing, u.names AS unseen
    FROM item AS i
    LEFT JOIN page AS p ON p.item_row = i.item_row
    LEFT JOIN unseen AS u ON u.item_row = i.item_row
)
-- subrule:
SELECT v.unit, v.item_type, v.fiscal_year, coalesce(CAST(v.fiscal_year AS VARCHAR) || '年度', '') AS year_label, v.publish_date AS date,
       CASE WHEN v.on_paper THEN v.missing ELSE v.unseen END AS absent,
       -- A list taken from a register is no page that somebody read.
       CASE WHEN v.on_paper THEN 'violation' ELSE 'suspicion' END AS class,
       v.disclosure_rows, v.notice_check_rows
FROM verdict AS v
WHERE CASE WHEN v.on_paper THEN v.missing IS NOT NULL ELSE v.told IS NOT NULL AND v.unseen IS NOT NULL END
ORDER BY v.item_row
-- population:
SELECT count(*) AS n FROM item
-- undecided:
SELECT v.disclosure_rows,
       CASE WHEN v.on_paper THEN 'notice_checks.elements_seen' ELSE 'disclosures.content_items' END AS missing,
       CASE WHEN v.on_paper THEN '核查表对部分内容既未记已见、也未记未见' ELSE '没有公开内容的记录' END AS why
FROM verdict AS v
WHERE CASE WHEN v.on_paper THEN v.missing IS NULL AND v.unseen IS NOT NULL ELSE v.told IS NULL END

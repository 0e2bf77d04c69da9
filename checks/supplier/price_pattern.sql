/*
id: SUP-003
name: price_pattern
aliases: []
title: 投标报价呈规律性差异
summary: Quotes of one tender in even steps, at one distance from the ceiling, losers close together, all with one ending.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: ZTT, article: 第四十条}
scope: [unit]
key: [procurement_no]
finding: each
cause: {name: price_pattern, by: [procurement_no], title: 投标报价呈规律性差异}
repair: event
visibility: internal
analysis: prices
params:
  cv: {type: decimal, default: "0.02", doc: 相邻报价的差额（比例）的变异系数低于此值视为等额（等比）}
  disp: {type: decimal, default: "0.01", doc: 报价相差不超过此比例视为集中}
  min_bidders: {type: integer, default: 3, doc: 有效报价少于此数的项目不比较}
  rate_names: {type: text, default: "费率|下浮率|折扣率|优惠率", doc: 项目名称含这些字样的按比例报价，不比较（正则）}
requires: [bids.procurement_no, bids.bidder, bids.quote]
any_of: []
optional: [bids.valid, procurements.procurement_no, procurements.name]
subrules:
  A: {title: 报价等额或等比递增}
  B:
    title: 报价集中在最高限价的同一比例
    requires: [bids.procurement_no, bids.bidder, bids.quote, procurements.procurement_no, procurements.ceiling_price]
    optional: [bids.valid, procurements.name]
  C:
    title: 未中标报价高度接近
  D:
    title: 报价尾数一致
message: "{lead}，{unit}采购项目{procurement_no}{titled}的{bidders}家有效报价（{quotes}）{pattern}，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}的{bidders}家有效报价（{quotes}）{pattern}，呈规律性差异，不符合{basis}的规定。"
why: 各自独立编制的报价很少成等差、等比或同一尾数；规律往往出自同一人之手。只作内部线索，须结合投标文件雷同、关联关系判断。
false_positives:
  - 政府定价、费率或下浮率报价（按项目名称排除）
  - 价格公开透明的大宗商品、唯一价格公式
  - 有效报价少于三家（不比较）
  - 多轮、多包报价（同一投标人有几个报价的不判断）
remediation: 核对投标文件制作痕迹、保证金来源和投标人关联关系；必要时提请复核评审结果，报告财政部门或移送。
*/
-- shared:
WITH bid AS (
    SELECT b.row_id AS bid_row, b.unit, b.procurement_no, b.procurement_no_key, b.bidder_key, b.quote
    FROM bids AS b
    WHERE b.valid IS DISTINCT FROM false AND b.procurement_no_key IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM procurements AS q
                      JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
                      WHERE q.unit = b.unit AND k.key = b.procurement_no_key AND regexp_matches(q.name, $rate_names::VARCHAR))
),
tender AS (
    SELECT b.unit, b.procurement_no_key, first(b.procurement_no ORDER BY b.bid_row) AS procurement_no, count(*) AS n,
           bool_and(b.quote > 0) IS NOT TRUE OR count(b.quote) < count(*) AS unquoted, count(DISTINCT b.bidder_key) < count(*) AS twice,
           list(b.bid_row ORDER BY b.bid_row) AS bid_rows
    FROM bid AS b
    GROUP BY b.unit, b.procurement_no_key
    HAVING count(*) >= $min_bidders::INTEGER
),
announced AS (
    SELECT q.unit, k.key, max(q.ceiling_price) AS ceiling, coalesce('“' || first(q.name ORDER BY q.row_id) || '”', '') AS titled,
           first(coalesce(q.award_confirm_date, q.award_notice_date, q.notice_date) ORDER BY q.row_id) AS date
    FROM procurements AS q
    JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
    GROUP BY q.unit, k.key
),
candidate AS (
    SELECT b.unit, t.procurement_no, b.procurement_no_key, b.procurement_no_key AS tender, b.quote, b.bid_row, a.ceiling, coalesce(a.titled, '') AS titled, a.date
    FROM tender AS t
    JOIN bid AS b ON b.unit = t.unit AND b.procurement_no_key = t.procurement_no_key
    LEFT JOIN announced AS a ON a.unit = t.unit AND a.key = t.procurement_no_key
    WHERE NOT t.unquoted AND NOT t.twice
),
open AS (
    SELECT bid_rows, CASE WHEN twice THEN 'bids.bidder' ELSE 'bids.quote' END AS missing,
           CASE WHEN twice THEN '投标人未登记或有几个报价' ELSE '有投标人没有报价' END AS why
    FROM tender
    WHERE unquoted OR twice
)
-- subrule: A
SELECT *, 'steps' AS test FROM candidate ORDER BY bid_row
-- population: A
SELECT unit, count(*) AS n FROM tender GROUP BY unit
-- undecided: A
SELECT bid_rows, missing, why FROM open

-- subrule: B
SELECT *, 'ceiling' AS test FROM candidate WHERE ceiling > 0 ORDER BY bid_row
-- population: B
SELECT unit, count(*) AS n FROM tender GROUP BY unit
-- undecided: B
SELECT bid_rows, missing, why FROM open
UNION ALL
SELECT list(bid_row), 'procurements.ceiling_price', '没有最高限价' FROM candidate WHERE (ceiling > 0) IS DISTINCT FROM true GROUP BY unit, tender

-- subrule: C
SELECT *, 'losers' AS test FROM candidate ORDER BY bid_row
-- population: C
SELECT unit, count(*) AS n FROM tender GROUP BY unit
-- undecided: C
SELECT bid_rows, missing, why FROM open

-- subrule: D
SELECT *, 'ending' AS test FROM candidate ORDER BY bid_row
-- population: D
SELECT unit, count(*) AS n FROM tender GROUP BY unit
-- undecided: D
SELECT bid_rows, missing, why FROM open

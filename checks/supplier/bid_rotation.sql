/*
id: SUP-004
name: bid_rotation
aliases: []
title: 陪标圈与轮流中标
summary: Suppliers that keep bidding together, that take turns at winning, that bid often, always high, and never win.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, mode: risk_only}]
basis:
  - {law: ZTT, article: 第三十九条}
  - {law: ZCT, article: 第七十四条}
scope: [unit]
key: [subject]
finding: each
repair: event
visibility: internal
params:
  min_co: {type: integer, default: 3, doc: 两家供应商同场投标达到此次数的视为经常同场；一组供应商同场不足此次数的不列出}
  ratio: {type: decimal, default: "0.6", doc: 两家同场次数须达到其中任何一家投标次数的此比例}
  min_group: {type: integer, default: 3, doc: 固定组合的最少家数，同一项目中有这么多家参加才算同场}
  turns: {type: integer, default: 6, doc: 组合成员中标达到此次数才判断是否轮流}
  evenness: {type: decimal, default: "0.9", doc: 中标次数的均匀程度（信息熵与最大熵之比）达到此值的视为均匀}
  unevenness: {type: decimal, default: "0.25", doc: 中标间隔偏离整轮的程度（均方根，占一轮的比例）不超过此值的视为有规律}
  n_part: {type: integer, default: 5, doc: 投标达到此次数而从未中标的供应商才列出}
  min_bidders: {type: integer, default: 3, doc: 有效投标少于此数的项目不比较报价}
  rate_names: {type: text, default: "费率|下浮率|折扣率|优惠率", doc: 项目名称含这些字样的按比例报价，不比较高低（正则）}
requires: [bids.procurement_no, bids.bidder]
any_of: []
optional: [bids.is_winner, procurements.procurement_no, procurements.method, procurements.notice_date]
subrules:
  A:
    title: 固定组合多次同场投标
    analysis: rings
  B:
    title: 固定组合轮流中标
    analysis: rings
    requires: [bids.procurement_no, bids.bidder, bids.is_winner, procurements.procurement_no, procurements.notice_date]
    optional: [procurements.method]
    message: "{lead}，{unit}采购项目中经常同场投标的{members}家供应商（{subject}）有规律地轮流中标：按公告先后，{times}个项目依次由{sequence}中标，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目中经常同场投标的{members}家供应商（{subject}）轮流中标：按公告先后，{times}个项目依次由{sequence}中标，不符合{basis}的规定。"
  C:
    title: 多次投标均报高价且从未中标
    finding: supplier
    requires: [bids.procurement_no, bids.bidder, bids.is_winner, bids.quote]
    optional: [bids.valid, procurements.procurement_no, procurements.method, procurements.name, procurements.notice_date]
    message: "{lead}，{subject}参加{unit}采购项目{times}个，报价均高于同一项目有效报价的中位数，从未中标，{wins}，需进一步核实。"
    message_confirmed: "{lead}，{subject}参加{unit}采购项目{times}个，报价均高于同一项目有效报价的中位数，从未中标，{wins}，属于协同投标，不符合{basis}的规定。"
message: "{lead}，{unit}采购项目中有{members}家供应商（{subject}）经常同场投标：每家都与其中至少{partners}家固定同场，有{times}个项目至少{least}家同时参加（中标：{wins}），需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目中有{members}家供应商（{subject}）经常同场投标：有{times}个项目至少{least}家同时参加（中标：{wins}），属于协同投标，不符合{basis}的规定。"
why: 几家供应商总是一起投标、按次序中标，或者有人总报高价从不中标，竞争往往只是形式。只作内部线索，须结合投标文件雷同、关联关系、保证金来源判断。
false_positives:
  - 小众行业、区域市场的供应商本就少
  - 协议供货、框架协议的二次竞价（按采购方式排除）
  - 费率、下浮率报价高低相反（按项目名称不比较）
  - 同一公告的几个标包由同几家供应商参加
remediation: 调取历年采购档案，核实供应商的关联关系和投标文件制作痕迹；必要时启动复核，报告财政部门或移送；建立供应商准入和回避声明制度。
*/
-- shared:
WITH bid AS (
    SELECT b.row_id AS bid_row, b.unit, b.procurement_no_key AS tender, b.bidder, b.bidder_key, b.is_winner, b.quote, b.valid
    FROM bids AS b
    WHERE NOT EXISTS (SELECT 1 FROM procurements AS q
                      JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
                      WHERE q.unit = b.unit AND k.key = b.procurement_no_key AND q.method = '框架协议')
),
announced AS (
    SELECT q.unit, k.key, min(q.notice_date) AS date, first(q.row_id ORDER BY q.notice_date, q.row_id) AS procurement_row,
           bool_or(regexp_matches(q.name, $rate_names::VARCHAR)) AS rated
    FROM procurements AS q
    JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
    GROUP BY q.unit, k.key
),
candidate AS (
    SELECT b.unit, b.tender, a.date, b.bidder, b.bidder_key, b.is_winner AS won, b.bid_row, a.procurement_row
    FROM bid AS b
    LEFT JOIN announced AS a ON a.unit = b.unit AND a.key = b.tender
    WHERE b.tender IS NOT NULL AND b.bidder_key IS NOT NULL
)
-- subrule: A
SELECT *, 'together' AS test FROM candidate ORDER BY bid_row
-- population: A
SELECT unit, count(DISTINCT bidder_key) AS n FROM candidate GROUP BY unit
UNION ALL
SELECT unit, count(*) FROM bid WHERE tender IS NULL OR bidder_key IS NULL GROUP BY unit
-- undecided: A
SELECT bid_row, CASE WHEN tender IS NULL THEN 'bids.procurement_no' ELSE 'bids.bidder' END AS missing, '没有采购项目编号或投标人' AS why
FROM bid
WHERE tender IS NULL OR bidder_key IS NULL

-- subrule: B
SELECT *, 'turns' AS test FROM candidate ORDER BY bid_row
-- population: B
SELECT unit, count(DISTINCT bidder_key) AS n FROM candidate GROUP BY unit
-- undecided: B
SELECT list(bid_row ORDER BY bid_row) AS bid_rows, CASE WHEN date IS NULL THEN 'procurements.notice_date' ELSE 'bids.is_winner' END AS missing,
       CASE WHEN date IS NULL THEN '没有采购公告日期，不能排列先后' ELSE '没有登记是否中标' END AS why
FROM candidate
GROUP BY unit, tender, date
HAVING count(DISTINCT bidder_key) >= $min_group::INTEGER
   AND (date IS NULL OR (bool_or(won) IS DISTINCT FROM true AND count(won) < count(*)))

-- shared: C
-- Of several quotes of one bidder the lowest counts, which favours it. Where a winner is registered, a blank lost.
WITH quoted AS (
    SELECT b.unit, b.tender, b.bidder_key, first(b.bidder ORDER BY b.bid_row) AS bidder, min(b.quote) FILTER (b.quote > 0) AS quote,
           bool_or(b.is_winner) AS won, list(b.bid_row ORDER BY b.bid_row) AS bid_rows
    FROM bid AS b
    WHERE b.valid IS DISTINCT FROM false AND b.bidder_key IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM announced AS a WHERE a.unit = b.unit AND a.key = b.tender AND a.rated)
    GROUP BY b.unit, b.tender, b.bidder_key
),
tender AS (
    SELECT q.unit, q.tender, median(q.quote) AS middle, count(q.quote) = count(*) AS complete,
           first(q.bidder ORDER BY q.bidder_key) FILTER (q.won) AS winner
    FROM quoted AS q
    GROUP BY q.unit, q.tender
    HAVING count(*) >= $min_bidders::INTEGER
),
loser AS (
    SELECT q.unit, q.bidder_key, first(q.bidder ORDER BY q.bid_rows[1]) AS subject, count(*) AS times,
           bool_and(q.quote > t.middle OR NOT t.complete) AS high, bool_and(t.complete AND (q.won IS NOT NULL OR t.winner IS NOT NULL)) AS known,
           bool_and(t.complete) AS complete, max(a.date) AS date,
           string_agg(DISTINCT t.winner, '、' ORDER BY t.winner) AS winners, flatten(list(q.bid_rows ORDER BY q.bid_rows[1])) AS bid_rows
    FROM quoted AS q
    JOIN tender AS t ON t.unit = q.unit AND t.tender = q.tender
    LEFT JOIN announced AS a ON a.unit = q.unit AND a.key = q.tender
    GROUP BY q.unit, q.bidder_key
    HAVING count(*) >= $n_part::INTEGER AND bool_or(q.won) IS DISTINCT FROM true
)
-- subrule: C
SELECT unit, subject, bidder_key AS subject_key, times, date, bid_rows,
       coalesce('中标人为' || winners, '未登记中标人') AS wins
FROM loser
WHERE known AND high
ORDER BY unit, subject_key
-- population: C
SELECT unit, count(DISTINCT bidder_key) AS n FROM quoted GROUP BY unit
-- undecided: C
SELECT bid_rows, CASE WHEN complete THEN 'bids.is_winner' ELSE 'bids.quote' END AS missing,
       CASE WHEN complete THEN '没有登记是否中标' ELSE '有投标人没有报价' END AS why
FROM loser
WHERE high AND NOT known

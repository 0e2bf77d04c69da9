/*
id: SUP-002
name: bid_document_fingerprint
aliases: []
title: 投标文件雷同痕迹
summary: Bids for one procurement that came from one address, machine, author or account, or name the same team.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZTT, article: 第四十条}
  - {law: ZCT, article: 第七十四条}
scope: [unit]
key: [procurement_no, bidder, other_name]
finding: each
cause: {name: same_bid_traces, by: [procurement_no], title: 投标文件雷同}
repair: event
visibility: internal
params:
  default_authors: {type: text, default: "^(administrator|admin|user|users|pc|hp|dell|lenovo|microsoft|windows用户|windowsuser|微软用户|微软中国|用户|unknown)$", doc: 办公软件的默认作者名（正则，小写、去空格后比对），不比对}
  public_ips: {type: list, default: [], doc: 交易中心、公用出口等公用IP，不比对}
requires: [bids.procurement_no, bids.bidder]
any_of: [[bids.ip, bids.mac, bids.doc_author, bids.bond_account, bids.team]]
optional: [procurements.award_confirm_date]
message: "{lead}，{unit}采购项目{procurement_no}的投标人“{bidder}”与“{other_name}”的投标{shared}相同，需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}的投标人“{bidder}”与“{other_name}”的投标{shared}相同，不符合{basis}的规定。"
why: 不同投标人的文件出自同一台机器、同一作者，保证金由同一账户转出，说明投标可能由一方包办，属于视为串通投标的情形。
false_positives:
  - 交易中心自助终端、公用网络出口的IP（列入参数后不比对）
  - 代理机构提供的模板留下的作者名
  - 办公软件的默认作者名（已剔除）
  - 金融机构统一开具的保函
remediation: 向交易平台调取上传日志和文件属性，核对保证金转出凭证；属实的按规定认定投标无效并报告财政部门。
*/
-- shared:
WITH bid AS (
    SELECT b.unit, b.procurement_no_key, b.bidder_key, min(b.procurement_no) AS procurement_no, min(b.bidder) AS bidder,
           list(DISTINCT trim(b.ip)) FILTER (NOT list_contains($public_ips::VARCHAR[], trim(b.ip))) AS ips,
           list(DISTINCT upper(regexp_replace(b.mac, '[^0-9A-Za-z]', '', 'g'))) AS macs,
           list(DISTINCT lower(regexp_replace(b.doc_author, '\s', '', 'g')))
               FILTER (NOT regexp_matches(lower(regexp_replace(b.doc_author, '\s', '', 'g')), $default_authors::VARCHAR)) AS authors,
           list(DISTINCT b.bond_account_hash) AS accounts, flatten(list(b.team)) AS team, list(b.row_id) AS rows,
           count(coalesce(b.ip, b.mac, b.doc_author, b.bond_account_hash, b.team[1])) AS known
    FROM bids AS b
    GROUP BY b.unit, b.procurement_no_key, b.bidder_key
),
pair AS (
    SELECT x.unit, x.procurement_no, x.procurement_no_key, x.bidder, x.bidder_key, y.bidder AS other_name,
           nullif(concat_ws('、', CASE WHEN list_has_any(x.ips, y.ips) THEN '上传IP' END,
               CASE WHEN list_has_any(x.macs, y.macs) THEN '机器码' END,
               CASE WHEN list_has_any(x.authors, y.authors) THEN '文件作者' END,
               CASE WHEN list_has_any(x.accounts, y.accounts) THEN '保证金转出账户' END,
               CASE WHEN list_has_any(x.team, y.team) THEN '项目人员' END), '') AS shared,
           x.known * y.known AS known, list_concat(x.rows, y.rows) AS bid_rows
    FROM bid AS x
    JOIN bid AS y ON y.unit = x.unit AND y.procurement_no_key = x.procurement_no_key AND y.bidder_key > x.bidder_key
)
-- subrule:
SELECT p.unit, p.procurement_no, p.procurement_no_key, p.bidder, p.bidder_key, p.other_name, p.shared,
       (SELECT max(q.award_confirm_date) FROM procurements AS q
        JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
        WHERE k.key = p.procurement_no_key AND q.unit = p.unit) AS date,
       p.bid_rows
FROM pair AS p
WHERE p.shared IS NOT NULL
-- population:
SELECT count(*) AS n FROM pair
-- undecided:
SELECT p.bid_rows, 'bids.ip | bids.mac | bids.doc_author | bids.bond_account | bids.team' AS missing,
       '投标人没有可比对的IP、机器码、文件作者、保证金账户或项目人员' AS why
FROM pair AS p
WHERE p.known = 0

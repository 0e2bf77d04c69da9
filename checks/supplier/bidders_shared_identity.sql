/*
id: SUP-001
name: bidders_shared_identity
aliases: []
title: 同一项目投标人之间存在关联
summary: Bidders for one procurement that share a legal representative, shareholder, contact, telephone, mail or address.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCT, article: 第十八条第一款}
  - {law: ZTT, article: 第三十四条第二款}
  - {law: ZCF, article: 第二十五条}
scope: [unit]
key: [procurement_no, bidder, other_name]
finding: each
cause: {name: related_bidders, by: [procurement_no], title: 投标人之间存在关联}
repair: event
visibility: internal
params:
  score_min: {type: integer, default: 4, doc: 关联分值达到此数才列为线索}
  legal_rep_weight: {type: integer, default: 5, doc: 法定代表人相同的分值}
  shareholder_weight: {type: integer, default: 4, doc: 股东相同或一方为另一方股东的分值}
  contact_weight: {type: integer, default: 4, doc: 联系人（授权代表）相同的分值}
  phone_weight: {type: integer, default: 4, doc: 联系电话相同的分值}
  email_weight: {type: integer, default: 3, doc: 电子邮箱相同的分值}
  address_weight: {type: integer, default: 2, doc: 地址相同的分值（只有地址相同，可能是集中办公区，不单独列出）}
requires: [bids.procurement_no, bids.bidder]
any_of: [[bids.legal_rep, bids.contact, bids.phone]]
optional: [bids.email, bids.address, suppliers.name, suppliers.shareholders, procurements.award_confirm_date]
message: "{lead}，{unit}采购项目{procurement_no}的投标人“{bidder}”与“{other_name}”{shared}相同（关联分值{score}），需进一步核实。"
message_confirmed: "{lead}，{unit}采购项目{procurement_no}的投标人“{bidder}”与“{other_name}”{shared}相同，存在关联，不符合{basis}的规定。"
why: 单位负责人为同一人或存在直接控股、管理关系的供应商参加同一项目，竞争可能只是形式，价格和结果由一方决定。
false_positives:
  - 集中办公区、代理记账公司提供的地址和电话
  - 同名不同人（应核对身份证件或统一社会信用代码）
  - 母子公司分别参加不同标包
  - 同一联合体的成员分别登记为投标人
remediation: 查询工商登记的负责人、股东和管理关系，比对投标文件；确有关联的，按规定报告财政部门处理，建立供应商关联关系声明制度。
*/
-- shared:
WITH bid AS (
    SELECT b.unit, b.procurement_no_key, b.bidder_key, min(b.procurement_no) AS procurement_no, min(b.bidder) AS bidder,
           list(DISTINCT nullif(regexp_replace(b.legal_rep, '\s', '', 'g'), '')) AS legal_reps,
           list(DISTINCT nullif(regexp_replace(b.contact, '\s', '', 'g'), '')) AS contacts,
           list(DISTINCT b.phone_hash) AS phones, list(DISTINCT nullif(lower(trim(b.email)), '')) AS emails,
           list(DISTINCT nullif(regexp_replace(b.address, '\s', '', 'g'), '')) AS addresses, list(b.row_id) AS rows,
           count(nullif(trim(b.legal_rep), '')) AS with_legal_rep, count(nullif(trim(b.contact), '')) AS with_contact,
           count(b.phone_hash) AS with_phone
    FROM bids AS b
    GROUP BY b.unit, b.procurement_no_key, b.bidder_key
),
owner AS (
    SELECT s.unit, s.name_key, flatten(list(s.shareholders)) AS shareholders, list(s.row_id) AS rows
    FROM suppliers AS s
    GROUP BY s.unit, s.name_key
),
pair AS (
    SELECT x.unit, x.procurement_no, x.procurement_no_key, x.bidder, x.bidder_key, y.bidder AS other_name,
           list_has_any(x.legal_reps, y.legal_reps) AS same_legal_rep, list_has_any(x.contacts, y.contacts) AS same_contact,
           list_has_any(x.phones, y.phones) AS same_phone, list_has_any(x.emails, y.emails) AS same_email,
           list_has_any(x.addresses, y.addresses) AS same_address,
           list_has_any(p.shareholders, o.shareholders) OR list_contains(p.shareholders, y.bidder)
               OR list_contains(o.shareholders, x.bidder) AS same_shareholder,
           x.with_legal_rep * y.with_legal_rep + x.with_contact * y.with_contact + x.with_phone * y.with_phone AS known,
           list_concat(x.rows, y.rows) AS bid_rows, list_concat(p.rows, o.rows) AS supplier_rows
    FROM bid AS x
    JOIN bid AS y ON y.unit = x.unit AND y.procurement_no_key = x.procurement_no_key AND y.bidder_key > x.bidder_key
    LEFT JOIN owner AS p ON p.unit = x.unit AND p.name_key = x.bidder_key
    LEFT JOIN owner AS o ON o.unit = y.unit AND o.name_key = y.bidder_key
),
scored AS (
    SELECT a.*,
           CASE WHEN a.same_legal_rep THEN $legal_rep_weight::INTEGER ELSE 0 END
               + CASE WHEN a.same_shareholder THEN $shareholder_weight::INTEGER ELSE 0 END
               + CASE WHEN a.same_contact THEN $contact_weight::INTEGER ELSE 0 END
               + CASE WHEN a.same_phone THEN $phone_weight::INTEGER ELSE 0 END
               + CASE WHEN a.same_email THEN $email_weight::INTEGER ELSE 0 END
               + CASE WHEN a.same_address THEN $address_weight::INTEGER ELSE 0 END AS score,
           concat_ws('、', CASE WHEN a.same_legal_rep THEN '法定代表人' END, CASE WHEN a.same_shareholder THEN '股东' END,
               CASE WHEN a.same_contact THEN '联系人' END, CASE WHEN a.same_phone THEN '联系电话' END,
               CASE WHEN a.same_email THEN '电子邮箱' END, CASE WHEN a.same_address THEN '地址' END) AS shared
    FROM pair AS a
)
-- subrule:
SELECT s.unit, s.procurement_no, s.procurement_no_key, s.bidder, s.bidder_key, s.other_name, s.shared, s.score,
       (SELECT max(q.award_confirm_date) FROM procurements AS q
        JOIN procurements_procurement_no AS k ON k.row_id = q.row_id
        WHERE k.key = s.procurement_no_key AND q.unit = s.unit) AS date,
       s.bid_rows, s.supplier_rows
FROM scored AS s
WHERE s.score >= $score_min::INTEGER
-- population:
SELECT count(*) AS n FROM pair
-- undecided:
SELECT s.bid_rows, 'bids.legal_rep | bids.contact | bids.phone' AS missing, '投标人没有可比对的法定代表人、联系人或电话' AS why
FROM scored AS s
WHERE s.known = 0 AND s.score < $score_min::INTEGER

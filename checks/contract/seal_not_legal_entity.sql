/*
id: CON-004
name: seal_not_legal_entity
aliases: []
title: 合同用章主体不适格（内设机构章）
summary: Contract sealed by an inner department instead of the legal person.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: MFD, article: 第九十七条}
  - {law: MFD, article: 第一百七十条}
  - {law: MFD, article: 第四百九十条第一款}
  - {law: MFJ, article: 第二十二条}
  - {law: NKG, article: 第五十四条}
  - {law: UNIT}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: contract_sealed_by_inner_body, by: [contract_no], title: 合同由内设机构用章}
repair: event
visibility: unit
params:
  seal_words: {type: text, default: '([(（](盖章|公章|印章|章)[)）]|公章|印章|印|章)+$', doc: 印文末尾不属于名称的字样}
  house_words: {type: text, default: '^(本局|本厅|本委|本院|本机关|本单位|局|厅|委|院|机关)', doc: 泛指本单位的开头字样}
  inner_body_pattern: {type: text, default: '^(办公室|办公厅|[^省市县区州盟旗]{1,14}(处|科|室|股))$', doc: 去掉单位名称后能认出的内设机构}
  other_body_pattern: {type: text, default: '局|厅|委员会|政府|法院|检察院|工会|党委|公司|集团|协会|学会|学校|学院|大学|医院|中心|银行|研究院|研究所', doc: 余下文字含这些字样的可能是另一主体，不认定}
requires: [contracts.contract_no, contracts.seal_name]
any_of: []
optional: [contracts.party_a, contracts.authorization_no]
message: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，我方用章为“{seal_name}”，系内设机构用章，未见单位公章或合同专用章，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}{amount_label}{amount}，我方用章为“{seal_name}”，系内设机构用章，未按规定加盖单位公章或合同专用章，用印主体不适格，存在效力与追认风险，不符合{basis}的规定。"
why: 内设机构不是法人，不能以自己的名义对外订立合同；其用章是否约束单位要看有无授权和追认，并不当然影响合同效力，但会带来效力与追认风险。
false_positives:
  - 单位全称本身以办公室、中心结尾且为独立法人（用章与甲方全称一致的不报）
  - 依法登记的分支机构、独立法人的工会（不认定，列待核）
  - 电子合同使用可靠电子签名（电子签名法第十四条）
  - 法定代表人亲签且未约定盖章成立；有授权委托书的降为中
remediation: 收回内设机构对外签约用章，合同一律使用单位公章或合同专用章；用印登记与合同台账联动，对已签合同补办授权或追认。
*/
-- shared:
WITH own_name AS (
    -- The written forms by which party_a goes. Where the register names none, the contract is the unit's own.
    SELECT contract_row, regexp_replace(name, '\s', '', 'g') AS name
    FROM (
        SELECT c.row_id AS contract_row, coalesce(c.party_a, c.unit) AS name
        FROM contracts AS c
        UNION
        SELECT c.row_id, other.alias
        FROM contracts AS c
        JOIN units AS known ON known.alias_key = c.party_a_key
        JOIN units AS other ON other.name = known.name
        UNION
        -- A party_a that is not known as another body may be a form of the unit's name that nobody listed.
        SELECT c.row_id, other.alias
        FROM contracts AS c
        JOIN units AS other ON other.name = c.unit
        WHERE NOT EXISTS (SELECT 1 FROM units AS known WHERE known.alias_key = c.party_a_key)
    ) AS form
),
seal AS (
    -- The text without blanks, without a bracketed number and without the words for a seal at its end.
    SELECT c.row_id AS contract_row,
           regexp_replace(regexp_replace(regexp_replace(c.seal_name, '\s', '', 'g'),
                                         '[(（][0-9]+[)）]$', ''),
                          $seal_words::VARCHAR, '') AS owner
    FROM contracts AS c
),
inner_body AS (
    -- What remains after the longest of the names, else after a general word for the house.
    SELECT s.contract_row,
           coalesce(
               (SELECT arg_max(substr(s.owner, length(o.name) + 1), length(o.name))
                FROM own_name AS o
                WHERE o.contract_row = s.contract_row AND starts_with(s.owner, o.name)),
               regexp_replace(s.owner, $house_words::VARCHAR, '')) AS rest
    FROM seal AS s
)
-- subrule:
SELECT c.unit, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
       c.amount, CASE WHEN c.amount IS NULL THEN '' ELSE '，金额' END AS amount_label,
       c.sign_date AS date, c.seal_name,
       CASE WHEN c.authorization_no IS NULL THEN 'high' ELSE 'medium' END AS severity,
       c.row_id AS contract_row
FROM inner_body AS i
JOIN contracts AS c ON c.row_id = i.contract_row
WHERE regexp_matches(i.rest, $inner_body_pattern::VARCHAR)
  AND (i.rest IN ('办公室', '办公厅') OR NOT regexp_matches(i.rest, $other_body_pattern::VARCHAR))
ORDER BY c.row_id

-- population:
SELECT count(*) AS n FROM contracts AS c WHERE c.seal_name_mark IS DISTINCT FROM 'N/A'

-- undecided:
WITH own AS (
    -- The seal of party_a itself, also its 合同专用章.
    SELECT s.contract_row
    FROM seal AS s
    JOIN own_name AS o ON o.contract_row = s.contract_row
    WHERE regexp_replace(s.owner, '合同专用$', '') = o.name
)
SELECT c.row_id AS contract_row, 'contracts.seal_name' AS missing,
       CASE WHEN c.seal_name_mark = '未见' THEN '核查未见我方用印，须看签署情况'
            WHEN c.seal_name IS NULL THEN '没有照录我方用印'
            ELSE '用章“' || c.seal_name || '”认不出是单位用章还是内设机构用章' END AS why
FROM contracts AS c
LEFT JOIN inner_body AS i ON i.contract_row = c.row_id
WHERE c.seal_name_mark IS DISTINCT FROM 'N/A'
  AND NOT EXISTS (SELECT 1 FROM own AS o WHERE o.contract_row = c.row_id)
  AND (c.seal_name IS NULL
       OR NOT regexp_matches(i.rest, $inner_body_pattern::VARCHAR)
       OR (i.rest NOT IN ('办公室', '办公厅') AND regexp_matches(i.rest, $other_body_pattern::VARCHAR)))

/*
id: DIS-005
name: tender_notice_incomplete
aliases: []
title: 招标公告要素不全、公告期限不足
summary: A public tender's notice lacks required elements, ran too short, in a wrong medium, or is missing.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B33, criterion: 1, mode: veto}]
basis:
  - {law: ZCF, article: 第十一条}
  - {law: L87, article: 第十三条}
scope: [unit]
key: [procurement_no]
finding: each
cause: {name: tender_notice_incomplete, by: [procurement_no], title: 招标公告不符合公开要求}
repair: event
visibility: unit
params:
  required_notice_fields:
    type: list
    default: [采购人及代理名称地址联系方式, 项目名称, 预算金额, 采购需求, 投标人资格要求, 获取文件时间地点方式, 公告期限, 投标截止及开标时间地点, 项目联系人电话]
    doc: 招标公告应有的要素
  notice_workdays: {type: integer, default: 5, doc: 公告期限不少于的工作日}
  designated_media: {type: list, default: null, doc: 指定媒体（按本省规定填写，名称包含即可）}
requires: [procurements.procurement_no, procurements.method]
any_of: []
optional: [procurements.is_secret]
subrules:
  A:
    title: 招标公告要素不全
    any_of: [[procurements.notice_fields, notice_checks.elements_missing, notice_checks.elements_seen]]
  B:
    title: 公告期限不足
    basis: [{law: L87, article: 第十六条}]
    requires: [procurements.procurement_no, procurements.method, procurements.notice_date, procurements.notice_end, calendar.date]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}公告日期为{notice_date}，公告截止日期为{notice_end}，公告期限{workdays}个工作日，少于{limit_workdays}个工作日，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}公告日期为{notice_date}，公告截止日期为{notice_end}，公告期限{workdays}个工作日，少于{limit_workdays}个工作日，不符合{basis}的规定。"
  C:
    title: 未在指定媒体发布公告
    basis: [{law: ZCF, article: 第十一条}, {law: ZCT, article: 第八条}]
    params: [designated_media]
    requires: [procurements.procurement_no, procurements.method, procurements.notice_media]
    message: "{lead}，{unit}采购项目{procurement_no}{titled}公告发布媒体为“{notice_media}”，不在指定媒体之列，需进一步核实。"
    message_confirmed: "{lead}，{unit}采购项目{procurement_no}{titled}公告发布媒体为“{notice_media}”，未在指定媒体发布，不符合{basis}的规定。"
  D:
    title: 未见招标公告
    basis: [{law: ZCF, article: 第十一条}, {law: ZCT, article: 第八条}]
    absence: {partner: disclosures}
    optional: [procurements.is_secret, notice_checks.elements_seen, notice_checks.publish_date]
    requires: [procurements.procurement_no, procurements.method, disclosures.item_type, disclosures.procurement_no]
    message: "{lead}，{unit}公开招标项目{procurement_no}{titled}未见招标公告公开记录，需进一步核实。"
    message_confirmed: "{lead}，{unit}公开招标项目{procurement_no}{titled}未公开招标公告，不符合{basis}的规定。"
message: "{lead}，{unit}公开招标项目{procurement_no}{titled}招标公告未见要素：{absent}，需进一步核实。"
message_confirmed: "{lead}，{unit}公开招标项目{procurement_no}{titled}招标公告缺少{absent}，内容不完整，不符合{basis}的规定。"
why: 公告要素、期限和媒体决定了潜在投标人能否知情、来得及参加；公告内容不完整，该项指标不得分。
false_positives:
  - 工程招投标在招标公告平台发布，规则不同
  - 邀请招标、谈判等没有公开公告的义务（只查公开招标）
  - 台账要素抽取自网页，说法不同（仅凭台账只作疑点）
remediation: 公告发布前按要素清单逐项核对，发布后网页快照归档。
*/

-- shared:
WITH tender AS (
    -- A public tender, or perhaps one.
    SELECT q.row_id AS procurement_row, q.unit, q.method
    FROM procurements AS q
    WHERE (q.method IS NULL OR q.method = '公开招标') AND q.is_secret IS DISTINCT FROM true
)

-- shared: A
WITH notice AS (
    -- What a named person wrote after opening the page.
    SELECT DISTINCT q.row_id AS procurement_row, n.row_id AS check_row, n.elements_seen, n.elements_missing
    FROM procurements AS q
    JOIN procurements_procurement_no AS number ON number.row_id = q.row_id
    JOIN notice_checks_procurement_no AS named ON named.key = number.key
    JOIN notice_checks AS n ON n.row_id = named.row_id AND n.unit = q.unit
    WHERE n.item_type = '招标公告' AND (n.elements_seen IS NOT NULL OR n.elements_missing IS NOT NULL)
),
told AS (
    SELECT procurement_row, unnest(elements_seen) AS words, true AS seen FROM notice
    UNION ALL
    SELECT procurement_row, unnest(elements_missing), false FROM notice
    UNION ALL
    SELECT q.row_id, unnest(q.notice_fields), true
    FROM procurements AS q
    WHERE NOT EXISTS (SELECT 1 FROM notice AS n WHERE n.procurement_row = q.row_id)
),
said AS (
    SELECT procurement_row, seen, regexp_replace(words, '[^\p{Han}A-Za-z0-9]|[和与及的]|机构|如有', '', 'g') AS words FROM told
),
required AS (
    SELECT element, regexp_replace(element, '[^\p{Han}A-Za-z0-9]|[和与及的]|机构|如有', '', 'g') AS words
    FROM (SELECT unnest($required_notice_fields::VARCHAR[]) AS element) AS list
),
meaning AS (
    -- Words name an element where one contains the other, or where the characters of one are all among the other's
    -- (采购人名称 is part of 采购人及代理名称地址联系方式).
    SELECT w.words, r.element
    FROM (SELECT DISTINCT words FROM said WHERE words <> '') AS w
    CROSS JOIN required AS r
    WHERE contains(w.words, r.words) OR contains(r.words, w.words)
       OR (length(w.words) >= 3 AND (regexp_full_match(w.words, '[ ' || r.words || ']+')
                                     OR regexp_full_match(r.words, '[ ' || w.words || ']+')))
),
named AS (
    -- Noted as missing and as seen in the same words decides nothing.
    SELECT s.procurement_row, m.element, s.seen,
           NOT EXISTS (
               SELECT 1 FROM said AS o WHERE o.procurement_row = s.procurement_row AND o.seen AND o.words = s.words) AS missing
    FROM said AS s
    JOIN meaning AS m ON m.words = s.words
),
judged AS (
    SELECT t.procurement_row, r.element,
           coalesce(bool_or(n.seen), false) AS seen,
           coalesce(bool_or(n.missing), false) AS missing,
           coalesce(bool_or(NOT n.seen), false) AS noted_missing
    FROM tender AS t
    CROSS JOIN required AS r
    LEFT JOIN named AS n ON n.procurement_row = t.procurement_row AND n.element = r.element
    GROUP BY t.procurement_row, r.element
),
verdict AS (
    SELECT j.procurement_row,
           EXISTS (SELECT 1 FROM notice AS n WHERE n.procurement_row = j.procurement_row) AS on_paper,
           list(j.element ORDER BY list_position($required_notice_fields::VARCHAR[], j.element)) FILTER (WHERE j.missing) AS noted_absent,
           list(j.element ORDER BY list_position($required_notice_fields::VARCHAR[], j.element)) FILTER (WHERE NOT j.seen) AS not_seen,
           bool_or(NOT j.seen OR j.noted_missing) AS open
    FROM judged AS j
    GROUP BY j.procurement_row
)
-- subrule: A
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount, q.notice_date AS date,
       CASE WHEN v.on_paper THEN v.noted_absent ELSE v.not_seen END AS absent,
       -- A list taken from a register is no page that somebody read.
       CASE WHEN v.on_paper THEN 'violation' ELSE 'suspicion' END AS class,
       q.row_id AS procurement_row,
       (SELECT list(n.check_row) FROM notice AS n WHERE n.procurement_row = q.row_id) AS notice_check_rows
FROM verdict AS v
JOIN procurements AS q ON q.row_id = v.procurement_row
WHERE q.method = '公开招标'
  AND CASE WHEN v.on_paper THEN v.noted_absent IS NOT NULL ELSE q.notice_fields IS NOT NULL AND v.not_seen IS NOT NULL END
ORDER BY q.row_id

-- population: A
SELECT count(*) AS n FROM tender

-- undecided: A
SELECT q.row_id AS procurement_row,
       CASE WHEN q.method IS NULL THEN 'procurements.method' WHEN v.on_paper THEN 'notice_checks.elements_seen'
            ELSE 'procurements.notice_fields' END AS missing,
       CASE WHEN q.method IS NULL THEN '没有采购方式'
            WHEN v.on_paper THEN '核查表对部分要素既未记已见、也未记未见，或前后矛盾'
            ELSE '没有公告要素记录' END AS why
FROM verdict AS v
JOIN procurements AS q ON q.row_id = v.procurement_row
WHERE q.method IS NULL
   OR (v.on_paper AND v.noted_absent IS NULL AND v.open)
   OR (NOT v.on_paper AND q.notice_fields IS NULL)

-- shared: B
WITH span AS (
    -- The first day does not count. From the first day of the start to the last day of the end: that favours the unit.
    SELECT t.procurement_row, t.method, q.notice_date, q.notice_end, q.notice_end_to < q.notice_date AS turned,
           ends.workday_no - begins.workday_no AS workdays, earliest.workday_no - latest.workday_no AS least_workdays
    FROM tender AS t
    JOIN procurements AS q ON q.row_id = t.procurement_row
    LEFT JOIN calendar AS begins ON begins.date = q.notice_date
    LEFT JOIN calendar AS latest ON latest.date = q.notice_date_to
    LEFT JOIN calendar AS earliest ON earliest.date = q.notice_end
    LEFT JOIN calendar AS ends ON ends.date = q.notice_end_to
)
-- subrule: B
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount, q.notice_date AS date,
       q.notice_date, q.notice_date_to, q.notice_end, q.notice_end_to, s.workdays, $notice_workdays::INTEGER AS limit_workdays,
       q.row_id AS procurement_row
FROM span AS s
JOIN procurements AS q ON q.row_id = s.procurement_row
WHERE s.method IS NOT NULL AND NOT s.turned AND s.workdays < $notice_workdays::INTEGER
ORDER BY q.row_id
-- population: B
SELECT count(*) AS n FROM tender
-- undecided: B
SELECT s.procurement_row,
       CASE WHEN s.method IS NULL THEN 'procurements.method'
            WHEN s.notice_date IS NULL THEN 'procurements.notice_date'
            WHEN s.workdays IS NULL AND NOT s.turned THEN 'calendar.date'
            ELSE 'procurements.notice_end' END AS missing,
       CASE WHEN s.method IS NULL THEN '没有采购方式'
            WHEN s.notice_date IS NULL THEN '没有公告日期'
            WHEN s.notice_end IS NULL THEN '没有公告截止日期'
            WHEN s.turned THEN '公告截止日期早于公告日期'
            WHEN s.workdays IS NULL THEN '工作日历未覆盖公告期间'
            ELSE '日期只到期间，无法计算工作日' END AS why
FROM span AS s
WHERE s.method IS NULL OR s.workdays IS NULL OR s.turned
   OR (s.workdays >= $notice_workdays::INTEGER AND s.least_workdays < $notice_workdays::INTEGER)

-- subrule: C
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount, q.notice_date AS date,
       q.notice_media, q.row_id AS procurement_row
FROM tender AS t
JOIN procurements AS q ON q.row_id = t.procurement_row
WHERE t.method IS NOT NULL AND q.notice_media IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM (SELECT unnest($designated_media::VARCHAR[]) AS name) AS m WHERE contains(q.notice_media, m.name))
ORDER BY q.row_id

-- population: C
SELECT count(*) AS n FROM tender

-- undecided: C
SELECT q.row_id AS procurement_row,
       CASE WHEN q.method IS NULL THEN 'procurements.method' ELSE 'procurements.notice_media' END AS missing,
       CASE WHEN q.method IS NULL THEN '没有采购方式' ELSE '没有公告发布媒体' END AS why
FROM tender AS t
JOIN procurements AS q ON q.row_id = t.procurement_row
WHERE t.method IS NULL OR q.notice_media IS NULL

-- shared: D
WITH published AS (
    -- What a person looked for in vain and the register says to be published, perhaps on another site, is disputed.
    SELECT t.procurement_row, d.publish_date_row,
           CASE WHEN d.publish_date_mark IS DISTINCT FROM '未见' THEN 'published'
                WHEN r.publish_date IS NOT NULL THEN 'disputed' ELSE 'absent' END AS state
    FROM tender AS t
    JOIN procurements_procurement_no AS number ON number.row_id = t.procurement_row
    JOIN disclosures_procurement_no AS named ON named.key = number.key
    JOIN disclosures AS d ON d.row_id = named.row_id AND d.unit = t.unit
    LEFT JOIN ledger.disclosures AS r ON r.row_id = d.row_id
    WHERE d.item_type = '招标公告'
),
opened AS (
    -- A page whose elements somebody wrote down was published, whether the register knows it or not.
    SELECT number.row_id AS procurement_row
    FROM procurements_procurement_no AS number
    JOIN notice_checks_procurement_no AS named ON named.key = number.key
    JOIN notice_checks AS n ON n.row_id = named.row_id
    JOIN procurements AS q ON q.row_id = number.row_id AND q.unit = n.unit
    WHERE n.item_type = '招标公告' AND (n.elements_seen IS NOT NULL OR n.publish_date IS NOT NULL)
),
unseen AS (
    SELECT t.procurement_row, t.method,
           EXISTS (SELECT 1 FROM published AS p WHERE p.procurement_row = t.procurement_row AND p.state = 'disputed') AS disputed
    FROM tender AS t
    WHERE NOT EXISTS (SELECT 1 FROM published AS p WHERE p.procurement_row = t.procurement_row AND p.state = 'published')
      AND NOT EXISTS (SELECT 1 FROM opened AS o WHERE o.procurement_row = t.procurement_row)
)
-- subrule: D
SELECT q.unit, q.procurement_no, q.procurement_no_key, coalesce('“' || q.name || '”', '') AS titled, q.budget_amount AS amount, q.notice_date AS date,
       q.row_id AS procurement_row,
       -- Somebody looked and wrote 未见: then the sheet is the evidence.
       (SELECT list(p.publish_date_row) FROM published AS p WHERE p.procurement_row = q.row_id) AS notice_check_rows
FROM unseen AS u
JOIN procurements AS q ON q.row_id = u.procurement_row
WHERE u.method IS NOT NULL AND NOT u.disputed AND q.procurement_no IS NOT NULL
ORDER BY q.row_id
-- population: D
SELECT t.unit, count(*) AS n FROM tender AS t GROUP BY t.unit
-- undecided: D
SELECT u.procurement_row,
       CASE WHEN u.method IS NULL THEN 'procurements.method' WHEN u.disputed THEN 'disclosures.publish_date'
            ELSE 'procurements.procurement_no' END AS missing,
       CASE WHEN u.method IS NULL THEN '没有采购方式' WHEN u.disputed THEN '台账登记已公告而核查未见，须核对公开渠道'
            ELSE '没有采购项目编号，无法与公开台账对应' END AS why
FROM unseen AS u
JOIN procurements AS q ON q.row_id = u.procurement_row
WHERE u.method IS NULL OR u.disputed OR q.procurement_no IS NULL

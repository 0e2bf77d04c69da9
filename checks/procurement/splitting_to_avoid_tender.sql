/*
id: PUR-001
name: splitting_to_avoid_tender
aliases: []
title: 化整为零规避公开招标、采购限额
summary: One item of one project bought several times without a tender; small contracts that add up to the limit within weeks.
kind: finding
class: suspicion
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第二十八条}
  - {law: ZCT, article: 第二十八条}
scope: [unit]
key: [subject]
finding: supplier
repair: event
visibility: unit
params:
  window_days: {type: integer, default: 90, doc: 视为一次采购的天数}
  similarity: {type: decimal, default: "0.6", doc: 合同名称相似度达到此值视为同类}
requires: [procurements.procurement_no, procurements.award_amount, procurements.method, procurements.category, procurements.notice_date,
           procurements.project_code, procurements.catalog_code, ref_limits.value]
any_of: []
optional: [procurements.method_approval_no, procurements.is_urgent]
subrules:
  A:
    title: 同一项目同一品目多次非公开招标
    finding: project
  B:
    title: 同一供应商短期多笔合同累计达到限额
    severity: medium
    basis: [{law: ZCF, article: 第二条}, {law: BZ, article: 限额标准}]
    requires: [contracts.contract_no, contracts.party_b, contracts.sign_date, contracts.amount, ref_limits.value]
    optional: [contracts.category, contracts.procurement_method, contracts.procurement_no, contracts.is_urgent, contracts.is_framework, contracts.parent_contract_no]
    message: "{lead}，{unit}于{first_day}至{last_day}与{subject}签订合同{contracts}份，每份低于限额标准{limit}，合计{amount}，涉嫌拆分，需进一步核实。"
    message_confirmed: "{lead}，{unit}于{first_day}至{last_day}与{subject}签订合同{contracts}份，每份低于限额标准{limit}，合计{amount}，拆分合同规避政府采购，不符合{basis}的规定。"
  C:
    title: 不同供应商短期多笔同类合同累计达到限额
    severity: low
    basis: [{law: ZCF, article: 第二条}, {law: BZ, article: 限额标准}]
    requires: [contracts.contract_no, contracts.contract_name, contracts.party_b, contracts.sign_date, contracts.amount, ref_limits.value]
    optional: [contracts.category, contracts.procurement_method, contracts.procurement_no, contracts.is_urgent, contracts.is_framework, contracts.parent_contract_no]
    message: "{lead}，{unit}于{first_day}至{last_day}与{suppliers}家供应商签订“{contract_name}”等同类合同{contracts}份，每份低于限额标准{limit}，合计{amount}，涉嫌拆分，需进一步核实。"
    message_confirmed: "{lead}，{unit}于{first_day}至{last_day}与{suppliers}家供应商签订“{contract_name}”等同类合同{contracts}份，每份低于限额标准{limit}，合计{amount}，拆分合同规避政府采购，不符合{basis}的规定。"
message: "{lead}，{unit}{year}年预算项目{project_code}品目{catalog_code}以非公开招标方式采购{procurements}次，累计{amount}，超过公开招标数额标准{limit}，需进一步核实。"
message_confirmed: "{lead}，{unit}{year}年预算项目{project_code}品目{catalog_code}以非公开招标方式采购{procurements}次，累计{amount}，超过公开招标数额标准{limit}，化整为零规避公开招标，不符合{basis}的规定。"
why: 一次能买的分几次买，每次都低于标准，是绕开公开竞争最常见的办法。
false_positives:
  - 项目预算调整、经批准采用非公开招标方式（台账有批复文号的不算）
  - 不同预算项目、不同品目的采购
  - 目录内批量采购、框架协议、紧急采购（不算）
  - 需求确实先后产生，事前无法合并
remediation: 年初汇总同类需求，合并编制采购计划；系统按项目、品目、供应商累计预警。
*/
-- shared: A
WITH standard AS (
    -- 公开招标数额标准 of the day, place and category; of several the highest favours the unit.
    SELECT q.row_id AS procurement_row, max(l.value) AS value, arg_max(l.ref_id, l.value) AS limit_ref
    FROM procurements AS q
    JOIN ref_limits AS l
      ON l.kind = '公开招标数额标准' AND (l.category IS NULL OR l.category = q.category)
     AND (l.from IS NULL OR q.notice_date_to >= l.from) AND (l.to IS NULL OR q.notice_date <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = q.unit AND u.level = l.level))
    GROUP BY q.row_id
),
candidate AS (
    SELECT q.row_id AS procurement_row, q.unit, year(q.notice_date) AS year, q.project_code_key, q.catalog_code, q.method, q.category,
           q.award_amount, q.notice_date, q.project_code
    FROM procurements AS q
    WHERE coalesce(q.category, '') <> '工程' AND coalesce(q.method, '') NOT IN ('公开招标', '框架协议')
      AND q.method_approval_no IS NULL AND q.is_urgent IS DISTINCT FROM true
),
complete AS (
    SELECT * FROM candidate
    WHERE year IS NOT NULL AND project_code_key IS NOT NULL AND catalog_code IS NOT NULL AND method IS NOT NULL AND category IS NOT NULL
),
together AS (
    SELECT unit, year, project_code_key, catalog_code, first(project_code ORDER BY procurement_row) AS project_code, count(*) AS procurements,
           sum(award_amount) AS amount, bool_or(award_amount IS NULL) AS unknown, max(notice_date) AS date,
           -- What one of them had for a limit says nothing of a day for which the table has none.
           CASE WHEN NOT bool_or(s.value IS NULL) THEN max(s.value) END AS value, arg_max(s.limit_ref, s.value) AS limit_ref,
           list(procurement_row ORDER BY procurement_row) AS procurement_rows
    FROM complete
    LEFT JOIN standard AS s USING (procurement_row)
    GROUP BY unit, year, project_code_key, catalog_code
    HAVING count(*) >= 2
)
-- subrule: A
SELECT unit, project_code || '、' || catalog_code || '、' || year AS subject, year, project_code, catalog_code, procurements, amount, date,
       value AS "limit", procurement_rows, limit_ref
FROM together
WHERE amount > value
ORDER BY subject
-- population: A
SELECT count(*) AS n FROM candidate
-- undecided: A
SELECT [procurement_row] AS procurement_rows,
       CASE WHEN year IS NULL THEN 'procurements.notice_date' WHEN project_code_key IS NULL THEN 'procurements.project_code'
            WHEN catalog_code IS NULL THEN 'procurements.catalog_code' WHEN method IS NULL THEN 'procurements.method'
            ELSE 'procurements.category' END AS missing,
       '缺少年度、预算项目、品目、方式或类别，无法归并' AS why
FROM candidate AS k
WHERE NOT EXISTS (SELECT 1 FROM complete AS c WHERE c.procurement_row = k.procurement_row)
UNION ALL
SELECT procurement_rows, CASE WHEN unknown THEN 'procurements.award_amount' ELSE 'ref_limits.value' END,
       CASE WHEN unknown THEN '没有中标金额' ELSE '限额标准表没有该采购当日的公开招标数额标准' END
FROM together
WHERE (unknown OR value IS NULL) AND (amount > value) IS DISTINCT FROM true

-- shared: B
WITH standard AS (
    -- 分散采购限额标准 of the day, place and category; of several, or of an unknown category, the highest favours the unit.
    SELECT c.row_id AS contract_row, max(l.value) AS value, arg_max(l.ref_id, l.value) AS limit_ref
    FROM contracts AS c
    JOIN ref_limits AS l
      ON l.kind = '分散采购限额标准' AND coalesce(l.category = c.category, l.category IS DISTINCT FROM '工程')
     AND (l.from IS NULL OR c.sign_date_to >= l.from) AND (l.to IS NULL OR c.sign_date <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.level = l.level))
    GROUP BY c.row_id
),
small AS (
    -- Bought by the unit itself, each below the limit.
    SELECT c.row_id AS contract_row, c.unit, c.party_b_key, c.sign_date, c.sign_date_to, c.amount, t.value, t.limit_ref
    FROM contracts AS c
    LEFT JOIN standard AS t ON t.contract_row = c.row_id
    WHERE coalesce(c.category, '') <> '工程' AND coalesce(c.procurement_method, '自行采购') = '自行采购' AND c.procurement_no IS NULL
      AND c.parent_contract_no IS NULL AND c.is_urgent IS DISTINCT FROM true AND c.is_framework IS DISTINCT FROM true
      AND (c.amount >= t.value) IS DISTINCT FROM true
),
known AS (
    SELECT * FROM small WHERE sign_date = sign_date_to AND party_b_key IS NOT NULL AND amount IS NOT NULL AND value IS NOT NULL
)
-- subrule: B
WITH run AS (
    -- From each contract on those of the window, against the highest of their limits: it favours the unit. Of the runs that
    -- reach it the greatest sum speaks for the supplier.
    SELECT a.unit, a.party_b_key, a.contract_row, max(b.value) AS value, arg_max(b.limit_ref, b.value) AS limit_ref,
           sum(b.amount) AS amount, count(*) AS contracts, min(b.sign_date) AS first_day,
           max(b.sign_date) AS last_day, list(b.contract_row ORDER BY b.contract_row) AS contract_rows
    FROM known AS a
    JOIN known AS b ON b.unit = a.unit AND b.party_b_key = a.party_b_key
    WHERE b.sign_date >= a.sign_date AND b.sign_date - a.sign_date <= $window_days::INTEGER
    GROUP BY a.unit, a.party_b_key, a.contract_row
    HAVING sum(b.amount) >= max(b.value)
    QUALIFY row_number() OVER (PARTITION BY a.unit, a.party_b_key ORDER BY sum(b.amount) DESC, a.contract_row) = 1
)
SELECT r.unit, c.party_b AS subject, c.party_b_key AS subject_key, r.last_day AS date, r.first_day, r.last_day, r.contracts, r.amount,
       r.value AS "limit", r.contract_rows, r.limit_ref
FROM run AS r
JOIN contracts AS c ON c.row_id = r.contract_row
ORDER BY r.contract_row
-- population: B
SELECT count(*) AS n FROM small
-- undecided: B
SELECT contract_row,
       CASE WHEN party_b_key IS NULL THEN 'contracts.party_b' WHEN amount IS NULL THEN 'contracts.amount'
            WHEN sign_date = sign_date_to THEN 'ref_limits.value' ELSE 'contracts.sign_date' END AS missing,
       CASE WHEN party_b_key IS NULL THEN '没有乙方' WHEN amount IS NULL THEN '没有合同金额' WHEN sign_date IS NULL THEN '没有签订日期'
            WHEN sign_date < sign_date_to THEN '签订日期只到期间' ELSE '限额标准表没有该合同当日的分散采购限额标准' END AS why
FROM small AS s
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.contract_row = s.contract_row)

-- shared: C
WITH standard AS (
    -- 分散采购限额标准 of the day, place and category; of several, or of an unknown category, the highest favours the unit.
    SELECT c.row_id AS contract_row, max(l.value) AS value, arg_max(l.ref_id, l.value) AS limit_ref
    FROM contracts AS c
    JOIN ref_limits AS l
      ON l.kind = '分散采购限额标准' AND coalesce(l.category = c.category, l.category IS DISTINCT FROM '工程')
     AND (l.from IS NULL OR c.sign_date_to >= l.from) AND (l.to IS NULL OR c.sign_date <= l.to)
     AND (l.province IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.province = l.province))
     AND (l.level IS NULL OR EXISTS (SELECT 1 FROM units AS u WHERE u.alias = c.unit AND u.level = l.level))
    GROUP BY c.row_id
),
small AS (
    SELECT c.row_id AS contract_row, c.unit, c.party_b_key, c.sign_date, c.sign_date_to, c.amount, t.value, t.limit_ref,
           list_distinct(string_split(nullif(regexp_replace(c.contract_name, '项目|采购|合同|[^\p{Han}A-Za-z]', '', 'g'), ''), '')) AS words
    FROM contracts AS c
    LEFT JOIN standard AS t ON t.contract_row = c.row_id
    WHERE coalesce(c.category, '') <> '工程' AND coalesce(c.procurement_method, '自行采购') = '自行采购' AND c.procurement_no IS NULL
      AND c.parent_contract_no IS NULL AND c.is_urgent IS DISTINCT FROM true AND c.is_framework IS DISTINCT FROM true
      AND (c.amount >= t.value) IS DISTINCT FROM true
),
known AS (
    SELECT * FROM small WHERE sign_date = sign_date_to AND party_b_key IS NOT NULL AND amount IS NOT NULL AND value IS NOT NULL AND words IS NOT NULL
)
-- subrule: C
WITH run AS (
    SELECT a.unit, a.contract_row, max(b.value) AS value, arg_max(b.limit_ref, b.value) AS limit_ref,
           sum(b.amount) AS amount, count(*) AS contracts, count(DISTINCT b.party_b_key) AS suppliers,
           min(b.sign_date) AS first_day, max(b.sign_date) AS last_day, list(b.contract_row ORDER BY b.contract_row) AS contract_rows
    FROM known AS a
    JOIN known AS b ON b.unit = a.unit
    WHERE b.sign_date >= a.sign_date AND b.sign_date - a.sign_date <= $window_days::INTEGER
      AND 2 * len(list_intersect(a.words, b.words)) >= $similarity::DECIMAL(9,6) * (len(a.words) + len(b.words))
    GROUP BY a.unit, a.contract_row
    HAVING sum(b.amount) >= max(b.value) AND count(DISTINCT b.party_b_key) >= 2
)
SELECT r.unit, c.contract_no AS subject, c.contract_no_key AS subject_key, c.contract_name, r.last_day AS date, r.first_day, r.last_day,
       r.contracts, r.suppliers, r.amount, r.value AS "limit", r.contract_rows, r.limit_ref
FROM run AS r
JOIN contracts AS c ON c.row_id = r.contract_row
-- What starts within another run is told there.
WHERE NOT EXISTS (
    SELECT 1 FROM run AS o
    WHERE list_contains(o.contract_rows, r.contract_row) AND (o.first_day, o.contract_row) < (r.first_day, r.contract_row))
ORDER BY r.contract_row
-- population: C
SELECT count(*) AS n FROM small
-- undecided: C
SELECT contract_row,
       CASE WHEN words IS NULL THEN 'contracts.contract_name' WHEN party_b_key IS NULL THEN 'contracts.party_b'
            WHEN amount IS NULL THEN 'contracts.amount' WHEN sign_date = sign_date_to THEN 'ref_limits.value'
            ELSE 'contracts.sign_date' END AS missing,
       CASE WHEN words IS NULL THEN '没有合同名称' WHEN party_b_key IS NULL THEN '没有乙方' WHEN amount IS NULL THEN '没有合同金额'
            WHEN sign_date IS NULL THEN '没有签订日期' WHEN sign_date < sign_date_to THEN '签订日期只到期间'
            ELSE '限额标准表没有该合同当日的分散采购限额标准' END AS why
FROM small AS s
WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.contract_row = s.contract_row)

/*
id: CON-007
name: missing_written_contract_or_terms
aliases: []
title: 应签未签书面合同、合同要素缺失
summary: Payments to one payee that call for a written contract and show none; contracts that lack essential terms.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZCF, article: 第四十四条}
  - {law: NKG, article: 第五十四条}
  - {law: NKG, article: 第五十五条}
  - {law: UNIT}
scope: [unit]
key: [subject, year]
finding: supplier
repair: event
visibility: unit
params:
  contract_threshold: {type: decimal, default: null, doc: 应当签订书面合同的金额起点（元），按本单位制度}
  similarity: {type: decimal, default: "0.8", doc: 用途的相似度达到此值视为同类}
  excluded_purposes: {type: text, default: "税|社保|社会保险|公积金|水费|电费|燃气|取暖|采暖|邮电|邮寄|话费|网络费|差旅|报销|公务卡|补助|保证金|退款", doc: 用途含这些字样的不需要合同}
  salary_purposes: {type: text, default: "工资|薪|津贴|补贴|奖金|绩效|慰问|抚恤|离退休", doc: 付给个人的这些款项是薪酬}
  excluded_payees: {type: text, default: "国库|税务|社保|社会保险|公积金|代发|公务卡|供电|电力|供水|自来水|燃气|热力|电信|移动通信|联通|邮政", doc: 收款人含这些字样的不需要合同}
  required_terms: {type: list, default: "当事人;标的;数量;质量;价款;履行期限;违约责任;争议解决", doc: 合同应具备的要素}
requires: [payments.contract_no, payments.payee, payments.amount, payments.payment_date, payments.purpose]
any_of: []
optional: [payments.status, payments.econ_class, payments.payee_type, contracts.party_b]
subrules:
  A:
    title: 应签未签书面合同
    params: [contract_threshold]
    absence: payments.contract_no
  B:
    title: 合同要素缺失
    finding: each
    class: suspicion
    severity: low
    basis: [{law: MFD, article: 第四百七十条}, {law: UNIT}]
    requires: [contracts.contract_no, contracts.missing_terms]
    optional: [contracts.procurement_method]
    message: "{lead}，{unit}合同{subject}{titled}缺少{terms}等条款，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{subject}{titled}缺少{terms}等条款，合同要素不完整，不符合{basis}的规定。"
message: "{lead}，{unit}{year}年向{subject}支付“{purpose}”等同类款项{payments}笔，合计{amount}，达到书面合同起点{limit}，未登记合同，需进一步核实。"
message_confirmed: "{lead}，{unit}{year}年向{subject}支付“{purpose}”等同类款项{payments}笔，合计{amount}，达到书面合同起点{limit}，未签订书面合同，不符合{basis}的规定。"
why: 没有书面合同，价款、质量、期限和责任都无约定可依；要素不全的合同，发生争议时难以主张权利。合同不因形式或要素欠缺而当然无效。
false_positives:
  - 工资、税费、公用事业、差旅报销、财政直达补助（按用途、经济分类、收款人排除）
  - 付款台账没有登记合同号，合同另有（该收款人有合同的只列待核）
  - 电子卖场订单视同书面；公开的标准合同条款
remediation: 达到起点的支出先签书面合同，付款申请注明合同号；合同文本按要素清单审核后用印。
*/
-- shared: A
WITH lacking AS (
    -- Payments that call for a contract when they add up, and name none.
    SELECT p.row_id AS payment_row, p.unit, p.payee_key, year(p.payment_date) AS year, p.amount,
           -- What was paid for, without months, numbers and the words of paying.
           list_distinct(string_split(regexp_replace(coalesce(p.purpose, ''), '[年月季度第期付支]|[^\p{Han}A-Za-z]', '', 'g'), '')) AS words,
           EXISTS (SELECT 1 FROM contracts AS c WHERE c.unit = p.unit AND c.party_b_key = p.payee_key) AS has_contract
    FROM payments AS p
    WHERE p.contract_no IS NULL AND p.contract_no_mark IS DISTINCT FROM 'N/A'
      AND coalesce(p.status, '') NOT IN ('作废', '退票')
      AND p.amount > 0
      AND NOT regexp_matches(coalesce(p.econ_class, ''), '^(301|303)')
      AND NOT (coalesce(p.payee_type, '') = '个人' AND regexp_matches(coalesce(p.purpose, ''), $salary_purposes::VARCHAR))
      AND NOT regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR)
      AND NOT regexp_matches(coalesce(p.payee, ''), $excluded_payees::VARCHAR)
),
alike AS (
    -- Around each payment those of the same payee and year for much the same; the greatest sum speaks for the payee.
    SELECT a.unit, a.payee_key, a.year, a.payment_row AS anchor, sum(b.amount) AS amount, count(*) AS payments,
           list(b.payment_row ORDER BY b.payment_row) AS payment_rows
    FROM lacking AS a
    JOIN lacking AS b ON b.unit = a.unit AND b.payee_key = a.payee_key AND b.year = a.year
    WHERE NOT a.has_contract AND a.words <> ['']
      AND 2 * len(list_intersect(a.words, b.words)) >=  $similarity::DECIMAL(9,6) * (len(a.words) + len(b.words))
    GROUP BY a.unit, a.payee_key, a.year, a.payment_row
    QUALIFY row_number() OVER (PARTITION BY a.unit, a.payee_key, a.year ORDER BY sum(b.amount) DESC, a.payment_row) = 1
),
hit AS (
    SELECT * FROM alike WHERE amount >= $contract_threshold::DECIMAL(18,2)
),
payee AS (
    SELECT unit, payee_key, year, sum(amount) AS amount, bool_or(has_contract) AS has_contract,
           list(payment_row ORDER BY payment_row) AS payment_rows
    FROM lacking
    GROUP BY unit, payee_key, year
)
-- subrule: A
SELECT h.unit, p.payee AS subject, h.payee_key AS subject_key, h.year, p.purpose, h.payments, h.amount,
       (SELECT max(d.payment_date) FROM payments AS d WHERE list_contains(h.payment_rows, d.row_id)) AS date,
       $contract_threshold::DECIMAL(18,2) AS "limit",
       h.payment_rows, CASE WHEN p.contract_no_row <> p.row_id THEN p.contract_no_row END AS check_row
FROM hit AS h
JOIN payments AS p ON p.row_id = h.anchor
ORDER BY h.anchor
-- population: A
SELECT unit, count(*) AS n FROM payee GROUP BY unit
-- undecided: A
SELECT y.payment_rows,
       CASE WHEN y.year IS NULL THEN 'payments.payment_date' WHEN y.has_contract THEN 'payments.contract_no'
            ELSE 'payments.purpose' END AS missing,
       CASE WHEN y.year IS NULL THEN '没有付款日期' WHEN y.has_contract THEN '收款人有合同，付款没有合同编号'
            ELSE '没有用途，无法判断是否同类' END AS why
FROM payee AS y
WHERE y.amount >= $contract_threshold::DECIMAL(18,2)
  AND (y.year IS NULL OR y.has_contract OR EXISTS (
      SELECT 1 FROM lacking AS l
      WHERE l.unit = y.unit AND l.payee_key = y.payee_key AND l.year = y.year AND l.words = ['']))
  AND NOT EXISTS (SELECT 1 FROM hit AS h WHERE h.unit = y.unit AND h.payee_key = y.payee_key AND h.year = y.year)

-- shared: B
WITH contract AS (
    -- An order in an electronic shop is a written contract on its published terms.
    SELECT row_id AS contract_row, missing_terms FROM contracts WHERE procurement_method IS DISTINCT FROM '电子卖场'
)
-- subrule: B
SELECT c.unit, c.contract_no AS subject, c.contract_no_key AS subject_key, 0 AS year, c.contract_no,
       coalesce('“' || c.contract_name || '”', '') AS titled, c.amount, c.sign_date AS date, l.terms, c.row_id AS contract_row
FROM (
    SELECT m.contract_row, list(DISTINCT r.term ORDER BY r.term) AS terms
    FROM (SELECT contract_row, unnest(missing_terms) AS term FROM contract) AS m
    JOIN (SELECT unnest( $required_terms::VARCHAR[]) AS term) AS r ON contains(m.term, r.term)
    GROUP BY m.contract_row
) AS l
JOIN contracts AS c ON c.row_id = l.contract_row
ORDER BY c.row_id
-- population: B
SELECT count(*) AS n FROM contract
-- undecided: B
SELECT contract_row, 'contracts.missing_terms' AS missing, '没有合同要素核对记录' AS why FROM contract WHERE missing_terms IS NULL

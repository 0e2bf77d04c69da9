/*
id: VOU-009
name: sme_payment_overdue
aliases: []
title: 逾期支付中小企业款项／逾期信息未公开
summary: Small and medium suppliers paid after the legal time, not paid at all, or the arrears of the year not published.
kind: finding
class: violation
severity: high
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZXQ, article: 第九条}
  - {law: ZXQ, article: 第十条}
  - {law: ZCT, article: 第五十一条}
scope: [unit]
key: [contract_no]
finding: each
cause: {name: sme_paid_late, by: [contract_no], title: 逾期支付中小企业款项}
repair: state
visibility: unit
params:
  default_days: {type: integer, default: 30, doc: 合同未约定付款期限时的天数（法定）}
  max_days: {type: integer, default: 60, doc: 合同约定付款期限的上限（法定）}
  daily_rate: {type: decimal, default: "0.0005", doc: 未约定逾期利率时的日利率（法定）}
  excluded_purposes: {type: text, default: "质保|质量保证|保修|履约保证|退款", doc: 用途含这些字样的付款不受此期限约束}
requires: [contracts.contract_no, contracts.sme_flag, acceptances.contract_no, payments.contract_no, payments.payment_date, payments.amount]
any_of: [[acceptances.acceptance_date, acceptances.delivery_date]]
optional:
  - contracts.payment_term_days
  - acceptances.acceptance_deadline
  - acceptances.result
  - payments.status
  - payments.purpose
message: "{lead}，{unit}合同{contract_no}{titled}供应商为中小企业，{base}交付验收，应于{due}前付款，{payment_date}才付款，逾期{days}天，涉及金额{amount}，按日万分之五测算利息{interest}，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}{titled}供应商为中小企业，{base}交付验收，应于{due}前付款，{payment_date}才付款，逾期{days}天，涉及金额{amount}，不符合{basis}的规定。"
subrules:
  A:
    title: 逾期支付中小企业款项
    repair: event
  B:
    title: 中小企业款项逾期未付
    absence: {partner: payments}
    requires: [contracts.contract_no, contracts.sme_flag, contracts.amount, acceptances.contract_no, payments.contract_no, payments.payment_date, payments.amount]
    optional: [contracts.payment_term_days, contracts.warranty_ratio, acceptances.acceptance_deadline, acceptances.result, payments.status, payments.purpose]
    message: "{lead}，{unit}合同{contract_no}{titled}供应商为中小企业，{base}交付验收，应于{due}前付款，截至{asof}支付明细中尚有{amount}未付，逾期{days}天，需进一步核实。"
    message_confirmed: "{lead}，{unit}合同{contract_no}{titled}供应商为中小企业，{base}交付验收，应于{due}前付款，截至{asof}尚有{amount}未付，逾期{days}天，不符合{basis}的规定。"
  C:
    title: 逾期未付中小企业款项信息未公开
    severity: medium
    class: suspicion
    absence: {partner: disclosures}
    basis: [{law: ZXQ, article: 第十八条}]
    requires: [contracts.contract_no, contracts.sme_flag, contracts.amount, acceptances.contract_no, payments.contract_no, payments.payment_date, payments.amount, disclosures.item_type, disclosures.publish_date]
    optional: [contracts.payment_term_days, contracts.warranty_ratio, acceptances.acceptance_deadline, acceptances.result, payments.status, payments.purpose, disclosures.fiscal_year]
    message: "{lead}，{unit}{year}年末有逾期未付中小企业款项{amount}（合同{count}份），{due}前未见公开逾期信息{published}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{year}年末有逾期未付中小企业款项{amount}（合同{count}份），{due}前未公开逾期信息{published}，不符合{basis}的规定。"
why: 机关、事业单位对中小企业的付款期限由行政法规限定，超期应付逾期利息并公开；拖欠款项也是清欠督查的重点。
false_positives:
  - 发票未开或质量有争议的部分（无争议部分仍应付）
  - 按进度或定期结算的，自双方确认结算金额之日起算
  - 质量保证金未到期（已按用途和质保金比例排除）
  - 供应商是否中小企业以合同订立时为准，台账没有标明的不判断
  - 付款挂错合同编号或支付明细没有登记合同编号
remediation: 立即支付无争议的款项并按约定或日万分之五支付逾期利息；建立合同付款到期提醒；每年3月31日前公开上一年度逾期尚未支付的合同数量、金额等信息。
*/
-- shared:
WITH delivered AS (
    -- The time runs from the last acceptance, else delivery; an acceptance put off counts from the day agreed for it.
    SELECT a.unit, n.key,
           max(CASE WHEN a.acceptance_date IS NULL THEN a.delivery_date_to
                    ELSE least(a.acceptance_date_to, a.acceptance_deadline_to) END) AS base,
           list(a.row_id ORDER BY a.row_id) AS acceptance_rows
    FROM acceptances AS a
    JOIN acceptances_contract_no AS n USING (row_id)
    WHERE a.result IS DISTINCT FROM '不合格'
    GROUP BY a.unit, n.key
),
due AS (
    -- Judged: contracts that may be with a small or medium supplier and were delivered.
    SELECT c.row_id, c.unit, n.key, c.contract_no, c.contract_no_key, coalesce('“' || c.contract_name || '”', '') AS titled,
           c.sme_flag, c.amount * (1 - coalesce(c.warranty_ratio, 0)) AS payable, d.base, d.acceptance_rows,
           d.base + least(coalesce(c.payment_term_days, $default_days::INTEGER), $max_days::INTEGER)::INTEGER AS due
    FROM contracts AS c
    JOIN contracts_contract_no AS n USING (row_id)
    JOIN delivered AS d USING (unit, key)
    WHERE c.sme_flag IS DISTINCT FROM false
),
paid AS (
    SELECT d.row_id AS contract_row, p.row_id, p.amount, p.payment_date, p.payment_date_to,
           regexp_matches(coalesce(p.purpose, ''), $excluded_purposes::VARCHAR) AS apart
    FROM due AS d
    JOIN payments_contract_no AS k USING (key)
    JOIN payments AS p ON p.row_id = k.row_id
    WHERE p.unit = d.unit AND coalesce(p.status, '') NOT IN ('作废', '退票')
),
late AS (
    SELECT d.row_id, max(p.payment_date) AS payment_date, sum(p.amount) AS amount,
           sum(p.amount * $daily_rate::DECIMAL(18,6) * (p.payment_date - d.due)) AS interest,
           list(p.row_id ORDER BY p.row_id) AS payment_rows
    FROM due AS d
    JOIN paid AS p ON p.contract_row = d.row_id
    WHERE p.payment_date > d.due AND NOT p.apart
    GROUP BY d.row_id
),
open AS (
    -- What was not paid on the day asked about; a payment of unknown day or amount may have been it.
    SELECT d.row_id, x.day, d.payable - coalesce(sum(CASE WHEN p.payment_date <= x.day THEN p.amount END), 0) AS unpaid,
           coalesce(bool_or(p.row_id IS NOT NULL AND (p.payment_date IS NULL OR p.amount IS NULL)), false) AS unclear
    FROM due AS d
    CROSS JOIN (SELECT $asof::DATE AS day UNION SELECT make_date($year::INTEGER, 12, 31)) AS x
    LEFT JOIN paid AS p ON p.contract_row = d.row_id
    WHERE d.due < x.day
    GROUP BY d.row_id, d.payable, x.day
)
-- subrule: A
SELECT d.unit, d.contract_no, d.contract_no_key, d.titled, d.base AS date, d.base, d.due, l.payment_date, year(l.payment_date) AS fiscal_year,
       l.payment_date - d.due AS days, l.amount, round(l.interest, 2)::DECIMAL(18,2) AS interest,
       d.row_id AS contract_row, d.acceptance_rows, l.payment_rows
FROM due AS d
JOIN late AS l USING (row_id)
WHERE d.sme_flag
ORDER BY row_id
-- population: A
SELECT d.unit, count(*) AS n FROM due AS d GROUP BY d.unit
-- undecided: A
SELECT d.row_id AS contract_row,
       CASE WHEN d.base IS NULL THEN 'acceptances.acceptance_date' ELSE 'contracts.sme_flag' END AS missing,
       CASE WHEN d.base IS NULL THEN '没有验收日期或交付日期' ELSE '付款超过期限，而不知供应商是否中小企业' END AS why
FROM due AS d
WHERE d.base IS NULL OR (d.sme_flag IS NULL AND EXISTS (SELECT 1 FROM late AS l WHERE l.row_id = d.row_id))

-- subrule: B
SELECT d.unit, d.contract_no, d.contract_no_key, d.titled, d.base AS date, d.base, d.due, $asof::DATE AS asof, $year::INTEGER AS fiscal_year,
       $asof::DATE - d.due AS days, o.unpaid::DECIMAL(18,2) AS amount, d.row_id AS contract_row, d.acceptance_rows
FROM due AS d
JOIN open AS o USING (row_id)
WHERE d.sme_flag AND o.day = $asof::DATE AND o.unpaid > 0 AND NOT o.unclear
ORDER BY row_id
-- population: B
SELECT d.unit, count(*) AS n FROM due AS d GROUP BY d.unit
-- undecided: B
SELECT d.row_id AS contract_row,
       CASE WHEN d.base IS NULL THEN 'acceptances.acceptance_date' WHEN d.payable IS NULL THEN 'contracts.amount'
            WHEN o.unclear THEN 'payments.payment_date' ELSE 'contracts.sme_flag' END AS missing,
       '没有验收日期、合同金额、付款日期或金额，或不知是否中小企业，无法判断是否逾期未付' AS why
FROM due AS d
LEFT JOIN open AS o ON o.row_id = d.row_id AND o.day = $asof::DATE
WHERE d.base IS NULL OR d.payable IS NULL OR (o.unclear AND o.unpaid > 0) OR (d.sme_flag IS NULL AND o.unpaid > 0)

-- shared: C
WITH arrears AS (
    SELECT d.unit, make_date($year::INTEGER + 1, 3, 31) AS due, sum(o.unpaid)::DECIMAL(18,2) AS amount, count(*) AS number,
           list(d.row_id ORDER BY d.row_id) AS contract_rows
    FROM due AS d
    JOIN open AS o USING (row_id)
    WHERE d.sme_flag AND o.day = make_date($year::INTEGER, 12, 31) AND o.unpaid > 0 AND NOT o.unclear
      AND make_date($year::INTEGER + 1, 3, 31) < $asof::DATE
    GROUP BY d.unit
),
notice AS (
    SELECT s.unit, min(s.publish_date) AS first_day, bool_or(s.publish_date IS NULL) AS undated
    FROM disclosures AS s
    WHERE s.item_type = '中小企业逾期款'
      AND coalesce(s.fiscal_year, year(s.publish_date) - 1, $year::INTEGER) = $year::INTEGER
    GROUP BY s.unit
)
-- subrule: C
SELECT a.unit, NULL::VARCHAR AS contract_no, '逾期信息' || $year::INTEGER AS contract_no_key, a.due AS date, a.due, $year::INTEGER AS year, $year::INTEGER AS fiscal_year,
       a.amount, a.number AS count, coalesce(strftime(n.first_day, '（%Y年%-m月%-d日公开）'), '') AS published, a.contract_rows
FROM arrears AS a
LEFT JOIN notice AS n USING (unit)
WHERE NOT coalesce(n.first_day <= a.due OR n.undated, false)
ORDER BY unit
-- population: C
SELECT a.unit, count(*) AS n FROM arrears AS a GROUP BY a.unit
-- undecided: C
SELECT a.contract_rows, 'disclosures.publish_date' AS missing, '逾期信息公开没有公开日期' AS why
FROM arrears AS a
JOIN notice AS n USING (unit)
WHERE n.undated AND (n.first_day <= a.due) IS DISTINCT FROM true

/*
id: AST-003
name: expensed_capital_item
aliases: []
title: 应作固定资产而列入费用
summary: Equipment charged to expense that should have been capitalised.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B51, mode: per_occurrence, group: 入账与卡片}]
basis:
  - {law: GZT, article: 第三十条}
  - {law: ZJ3}
  - {law: CWG}
scope: [unit]
key: [voucher_no]
finding: each
cause: {name: expensed_capital_item, by: [voucher_no], title: 应作固定资产而列入费用}
repair: event
visibility: unit
params:
  cap_threshold: {type: decimal, default: "1000", doc: 固定资产的单位价值下限（元，财务规则规定的一般设备标准）}
  asset_words:
    type: text
    default: "电脑|计算机|打印机|复印机|扫描仪|空调|投影|服务器|照相机|摄像机|相机|家具|办公桌|会议桌|文件柜|保险柜|沙发|大屏|平板|会议系统|仪器|碎纸机|冰箱|电视机"
    doc: 摘要含这些字样的疑为购置资产
  other_words:
    type: text
    default: "维修|维护|修理|租|保养|耗材|硒鼓|墨盒|配件|零件|清洗|移机|安装费|运维|服务费|软件|折旧|摊销|结转|报废|处置|检定|校准"
    doc: 摘要含这些字样的不是购置资产
requires: [vouchers.voucher_no, vouchers.account_code, vouchers.debit, vouchers.summary]
any_of: []
optional: [vouchers.void_flag, assets.voucher_no]
subrules:
  A:
    title: 按摘要所载数量，单价达到标准
    message: "{lead}，{unit}{voucher_no}凭证“{summary}”在费用、支出科目列支{amount}，按{pieces}件计单价{unit_price}，达到固定资产标准，未见计入固定资产，需进一步核实。"
    message_confirmed: "{lead}，{unit}{voucher_no}凭证“{summary}”列支{amount}，单价{unit_price}，应作固定资产而列入费用，不符合{basis}的规定。"
  B:
    title: 摘要没有数量，金额达到标准
    severity: info
    feeds: [{rubric: xj-2023, indicator: B51, mode: risk_only}]
message: "{lead}，{unit}{voucher_no}凭证“{summary}”在费用、支出科目列支{amount}，未见计入固定资产，单价不明，需进一步核实。"
message_confirmed: "{lead}，{unit}{voucher_no}凭证“{summary}”列支{amount}，应作固定资产而列入费用，不符合{basis}的规定。"
why: 设备直接列了费用，账上没有、卡片没有，丢了也无人知道。
false_positives:
  - 批量购置的低值易耗品，单价不到标准
  - 维修、租赁、耗材、配件（按摘要剔除，说法不同的剔除不了）
  - 软件应作无形资产
  - 资产卡片没有登记凭证号的，只能看同一凭证有无固定资产科目
remediation: 核对发票、验收单，达到标准的补记固定资产并建卡；报销环节增加资产属性审核。
*/
-- shared:
WITH purchase AS (
    -- Lines that look like a purchase. The same purchase stands among the expenses (5) and, in the budget's own books, among the payments (7).
    SELECT v.row_id AS voucher_row, v.unit, number.key, v.debit, v.summary, starts_with(v.account_code, '5') AS expense,
           TRY_CAST(regexp_extract(v.summary, '([0-9]{1,4})\s*(?:台|套|个|部|把|张|件|组|块|架|辆|具)', 1) AS INTEGER) AS pieces
    FROM vouchers AS v
    JOIN vouchers_voucher_no AS number ON number.row_id = v.row_id
    WHERE regexp_matches(v.account_code, '^(5001|5101|7101|7201)') AND v.debit > 0
      AND v.void_flag IS DISTINCT FROM true
      AND regexp_matches(v.summary, $asset_words::VARCHAR) AND NOT regexp_matches(v.summary, $other_words::VARCHAR)
),
capitalised AS (
    -- Booked as an asset or as a payment in advance in the same voucher, or the voucher stands on a card.
    SELECT v.unit, number.key
    FROM vouchers AS v
    JOIN vouchers_voucher_no AS number ON number.row_id = v.row_id
    WHERE regexp_matches(v.account_code, '^(1214|1601|1611|1613|1701|18)') AND v.debit > 0
    UNION
    SELECT s.unit, number.key FROM assets AS s JOIN assets_voucher_no AS number ON number.row_id = s.row_id
),
bought AS (
    SELECT p.unit, p.key, min(p.voucher_row) AS first_row, list(p.voucher_row) AS voucher_rows,
           greatest(sum(p.debit) FILTER (WHERE p.expense), sum(p.debit) FILTER (WHERE NOT p.expense)) AS amount,
           -- One line without a number of pieces leaves the price unknown.
           CASE WHEN count(p.pieces) = count(*)
                THEN greatest(sum(p.pieces) FILTER (WHERE p.expense), sum(p.pieces) FILTER (WHERE NOT p.expense)) END AS pieces
    FROM purchase AS p
    WHERE NOT EXISTS (SELECT 1 FROM capitalised AS c WHERE c.unit = p.unit AND c.key = p.key)
    GROUP BY p.unit, p.key
)

-- shared: A
WITH unnumbered AS (
    SELECT v.row_id AS voucher_row, v.unit
    FROM vouchers AS v
    WHERE v.voucher_no IS NULL AND regexp_matches(v.account_code, '^(5001|5101|7101|7201)') AND v.debit > 0
      AND regexp_matches(v.summary, $asset_words::VARCHAR) AND NOT regexp_matches(v.summary, $other_words::VARCHAR)
)
-- subrule: A
SELECT b.unit, v.voucher_no, v.voucher_no_key, v.voucher_date AS date, v.summary, b.amount, b.pieces,
       CAST(b.amount / b.pieces AS DECIMAL(18,2)) AS unit_price, b.voucher_rows
FROM bought AS b
JOIN vouchers AS v ON v.row_id = b.first_row
WHERE b.amount >= b.pieces * $cap_threshold::DECIMAL(18,2)
ORDER BY b.first_row
-- population: A
SELECT p.unit, count(DISTINCT p.key) AS n FROM purchase AS p GROUP BY p.unit
UNION ALL
SELECT u.unit, count(*) FROM unnumbered AS u GROUP BY u.unit
-- undecided: A
SELECT u.voucher_row, 'vouchers.voucher_no' AS missing, '没有凭证号，不知同一凭证有无固定资产科目' AS why FROM unnumbered AS u

-- subrule: B
SELECT b.unit, v.voucher_no, v.voucher_no_key, v.voucher_date AS date, v.summary, b.amount, b.voucher_rows
FROM bought AS b
JOIN vouchers AS v ON v.row_id = b.first_row
WHERE b.pieces IS NULL AND b.amount >= $cap_threshold::DECIMAL(18,2)
ORDER BY b.first_row
-- population: B
SELECT count(DISTINCT p.unit || p.key) AS n FROM purchase AS p

/*
id: EXP-008
name: fees_to_own_staff
aliases: []
title: 向本单位人员支付劳务费、评审费、讲课费
summary: Fees for labour, reviews or lectures paid to the unit's own staff.
kind: finding
class: suspicion
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: ZWC, article: 第三十五条}
  - {law: JYG}
scope: [unit]
key: [person]
finding: person
cause: {name: fees_to_own_staff, by: [person], title: 违规发放劳务费等}
repair: event
visibility: internal
params:
  fees: {type: text, default: "劳务费|评审费|讲课费|授课费|咨询费|专家费|稿费|稿酬|命题|阅卷|监考", doc: 用途表示劳务报酬的字样（正则）}
  fee_classes: {type: text, default: "^30226|劳务费", doc: 劳务费的经济分类（正则）}
requires: [payments.payee, payments.amount, staff.name]
any_of: [[payments.purpose, payments.econ_class], [staff.bank_account_hash]]
optional: [payments.payee_account, payments.status, staff.leave_date]
message: "{lead}，{unit}向在册人员{person}支付劳务、评审、讲课等费用{count}笔，合计{amount}，收款账号与人员名册一致，需进一步核实。"
message_confirmed: "{lead}，{unit}向本单位人员{person}支付劳务、评审、讲课等费用{count}笔，合计{amount}，不符合{basis}的规定。"
why: 本单位人员完成本职工作不得另领劳务报酬，以劳务费、评审费、讲课费名义发放是违规发放津贴补贴的常见形式。
false_positives:
  - 规定允许的工作日之外跨单位授课、评审
  - 同名同账号是代领代发的账户
  - 已调离、退休返聘人员（离岗以后的付款已剔除）
remediation: 核对课表、评审记录和收款人身份，属于本职工作的予以清退；建立劳务费发放对象与人员名册的比对。
*/
-- shared:
WITH fee AS (
    SELECT p.row_id, p.unit, regexp_replace(p.payee, '\s', '', 'g') AS person, p.amount, p.payment_date_to AS day,
           regexp_replace(p.payee_account, '[^0-9A-Za-z]', '', 'g') AS account, p.payee_account_hash AS hash
    FROM payments AS p
    WHERE coalesce(p.status, '') NOT IN ('作废', '退票')
      AND (regexp_matches(p.purpose, $fees::VARCHAR) OR regexp_matches(p.econ_class, $fee_classes::VARCHAR))
),
named AS (
    -- A name alone proves nothing: the account is the second factor. A roster that writes it out is compared by our own hash,
    -- one that holds the SHA-256 or MD5 of others by theirs.
    SELECT f.row_id, f.unit, f.person, f.amount, f.day, s.row_id AS staff_row, f.account IS NOT NULL AND s.bank_account_hash IS NOT NULL AS known,
           lower(s.bank_account_hash) IN (f.hash, sha256(f.account), md5(f.account)) AS same
    FROM fee AS f
    JOIN staff AS s ON s.unit = f.unit AND regexp_replace(s.name, '\s', '', 'g') = f.person
    WHERE (s.leave_date_to < f.day) IS DISTINCT FROM true
)
-- subrule:
SELECT n.unit, n.person, max(n.day) AS date, count(DISTINCT n.row_id) AS count, sum(n.amount) AS amount,
       list(n.row_id) AS payment_rows, list(n.staff_row) AS staff_rows
FROM named AS n
WHERE n.same
GROUP BY n.unit, n.person
-- population:
SELECT count(*) AS n FROM fee
-- undecided:
SELECT n.row_id AS payment_row, 'staff.bank_account_hash' AS missing, '收款人与在册人员同名，没有账号可以印证' AS why
FROM named AS n
GROUP BY n.row_id
HAVING NOT bool_or(n.known)

/*
id: @ID@
name: @NAME@
aliases: []
title: 请改：一句话说明发现了什么
summary: To be changed; one English line for lists.
kind: finding
class: suspicion               # violation 违规 | suspicion 线索 | data 数据
severity: low                  # high | medium | low | info
status: draft
feeds: []
basis: [{law: UNIT}]
scope: [unit]
key: [contract_no]
finding: each
repair: event
visibility: unit
params: {grace_days: {type: integer, default: 0, doc: 宽限天数}}
requires: [contracts.contract_no, contracts.sign_date]
any_of: []
optional: []
message: "{lead}，{unit}合同{contract_no}签订日期为{sign_date}，晚于评价截止日，需进一步核实。"
message_confirmed: "{lead}，{unit}合同{contract_no}签订日期为{sign_date}，晚于评价截止日，不符合{basis}的规定。"
why: 请改：为什么重要，给审计人员看的一两句话。
false_positives: [请改：哪些情况不是问题]
remediation: 请改：如何整改。
*/

-- subrule:
-- Of a date that names only a month the first day is taken: that favours the unit.
SELECT c.unit, c.contract_no, c.contract_no_key, c.sign_date AS date, c.sign_date, c.sign_date_to, c.amount,
       c.row_id AS contract_row
FROM contracts AS c
WHERE c.sign_date > $asof::DATE + $grace_days::INTEGER
ORDER BY c.row_id
-- undecided:
SELECT c.row_id AS contract_row, 'contracts.sign_date' AS missing, '没有签订日期' AS why
FROM contracts AS c
WHERE c.sign_date IS NULL

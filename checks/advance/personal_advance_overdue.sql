/*
id: ADV-002
name: personal_advance_overdue
aliases: []
title: 个人借款、备用金逾期未还或前款未清再借
summary: Staff advances open after the day they were due, lent again before the last was settled, open at the end of the year.
kind: finding
class: violation
severity: medium
status: stable
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
basis:
  - {law: CWG, article: 往来款项}
  - {law: UNIT}
scope: [unit]
key: [counterparty, subject]
finding: each
cause: {name: advance_not_settled, by: [counterparty], title: 个人借款未及时清理}
repair: state
visibility: unit
params:
  ret_days: {type: integer, default: null, doc: 未登记应结清日期时，借款后应还清的天数（按本单位制度填写）}
  standing_posts: {type: text, default: "定额备用金|驻外|驻点|离退休", doc: 岗位或款项内容含这些字样的长期备用金、借款不计}
requires: [advances.counterparty, advances.is_person, advances.kind, advances.balance, advances.due_date]
any_of: []
optional: [advances.purpose, staff.name, staff.post]
message: "{lead}，{unit}{counterparty}{kind}余额{amount}{borrowed}，应于{due}前结清，至{asof}已逾期{days}天，需进一步核实。"
message_confirmed: "{lead}，{unit}{counterparty}{kind}余额{amount}{borrowed}，应于{due}前结清，至{asof}逾期{days}天未还，不符合{basis}的规定。"
subrules:
  A:
    title: 个人借款超过应结清日期
  B:
    title: 个人借款超过规定天数
    class: suspicion
    params: [ret_days]
    requires: [advances.counterparty, advances.is_person, advances.kind, advances.balance, advances.occur_date]
    optional: [advances.due_date, advances.purpose, staff.name, staff.post]
  C:
    title: 前款未清再借
    class: suspicion
    requires: [advances.counterparty, advances.is_person, advances.kind, advances.balance, advances.occur_date]
    message: "{lead}，{unit}{counterparty}有{count}笔个人借款同时未清，余额合计{amount}，最早一笔借于{first_date}，最近一笔借于{last_date}，需进一步核实。"
    message_confirmed: "{lead}，{unit}{counterparty}前款未清又借新款，共{count}笔，余额合计{amount}，不符合{basis}的规定。"
  D:
    title: 个人借款跨年未清
    class: suspicion
    requires: [advances.counterparty, advances.is_person, advances.kind, advances.balance, advances.occur_date]
    basis: [{law: YST, article: 第八十三条}, {law: CWG, article: 往来款项}, {law: UNIT}]
    message: "{lead}，{unit}{counterparty}{since}形成的{kind}，{year}年末尚有余额{amount}未清，需进一步核实。"
    message_confirmed: "{lead}，{unit}{counterparty}{since}形成的{kind}，{year}年末尚有余额{amount}未清，未按规定清理往来款项，不符合{basis}的规定。"
why: 公款长期借给个人不还，等于无偿占用；以借代支还会使支出长期不入账，决算不实。
false_positives:
  - 核定的长期定额备用金、驻外人员备用金（已按岗位和款项内容排除）
  - 离退休人员医疗借款
  - 还款已到账而往来明细未核销
  - 借款人同名
remediation: 逐人核对借据和报销、还款凭证，限期归还或报销冲账；逾期不还的从工资中扣回；前款不清、后款不借，年末全部清理。
*/
-- shared:
-- Judged: what a person owes, but for imprests that are meant to stay.
WITH advance AS (
    SELECT w.row_id, w.unit, w.counterparty, w.counterparty_key, w.kind, w.balance, w.occur_date, w.occur_date_to, w.due_date, w.due_date_to,
           coalesce(w.voucher_no_key, strftime(w.occur_date, '%Y-%m-%d')) AS subject,
           coalesce(strftime(w.occur_date, '（%Y年%-m月%-d日借出）'), '') AS borrowed,
           CASE WHEN w.is_person IS NULL THEN 'advances.is_person' WHEN w.kind IS NULL THEN 'advances.kind'
                WHEN w.balance IS NULL THEN 'advances.balance' END AS missing
    FROM advances AS w
    WHERE coalesce(w.is_person, true) AND coalesce(w.kind, '借款') IN ('备用金', '借款') AND NOT coalesce(w.balance <= 0, false)
      AND NOT regexp_matches(coalesce(w.purpose, ''), $standing_posts::VARCHAR)
      AND NOT EXISTS (SELECT 1 FROM staff AS t WHERE t.unit = w.unit AND t.name = w.counterparty
                      AND regexp_matches(t.post, $standing_posts::VARCHAR))
)
-- subrule: A
SELECT w.unit, w.counterparty, w.counterparty_key, w.subject, w.kind, w.balance AS amount, w.borrowed, w.due_date_to AS due,
       $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year, $asof::DATE - w.due_date_to AS days, w.row_id AS advance_row
FROM advance AS w
WHERE w.missing IS NULL AND w.due_date_to < $asof::DATE
ORDER BY w.row_id
-- population: A
SELECT w.unit, count(*) AS n FROM advance AS w GROUP BY w.unit
-- undecided: A
SELECT w.row_id AS advance_row, coalesce(w.missing, 'advances.due_date') AS missing,
       '没有余额、应结清日期，或不知是否个人借款' AS why
FROM advance AS w
WHERE w.missing IS NOT NULL OR w.due_date IS NULL

-- subrule: B
SELECT w.unit, w.counterparty, w.counterparty_key, w.subject, w.kind, w.balance AS amount, w.borrowed, w.occur_date_to + $ret_days::INTEGER AS due,
       $asof::DATE AS asof, $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       $asof::DATE - w.occur_date_to - $ret_days::INTEGER AS days, w.row_id AS advance_row
FROM advance AS w
WHERE w.due_date IS NULL AND w.missing IS NULL AND w.occur_date_to + $ret_days::INTEGER < $asof::DATE
ORDER BY w.row_id
-- population: B
SELECT w.unit, count(*) AS n FROM advance AS w WHERE w.due_date IS NULL GROUP BY w.unit
-- undecided: B
SELECT w.row_id AS advance_row, coalesce(w.missing, 'advances.occur_date') AS missing,
       '没有余额、发生日期，或不知是否个人借款' AS why
FROM advance AS w
WHERE w.due_date IS NULL AND (w.missing IS NOT NULL OR w.occur_date IS NULL)

-- subrule: C
SELECT w.unit, first(w.counterparty ORDER BY w.row_id) AS counterparty, w.counterparty_key, '前款未清再借' AS subject, count(*) AS count,
       sum(w.balance) AS amount, min(w.occur_date) AS first_date, max(w.occur_date) AS last_date,
       $asof::DATE AS date, $year::INTEGER AS fiscal_year,
       list(w.row_id ORDER BY w.row_id) AS advance_rows
FROM advance AS w
WHERE w.missing IS NULL AND w.counterparty_key IS NOT NULL
GROUP BY w.unit, w.counterparty_key
HAVING min(w.occur_date_to) < max(w.occur_date)
ORDER BY w.unit, w.counterparty_key
-- population: C
SELECT w.unit, count(DISTINCT coalesce(w.counterparty_key, w.row_id::VARCHAR)) AS n FROM advance AS w GROUP BY w.unit
-- undecided: C
SELECT w.row_id AS advance_row,
       coalesce(w.missing, CASE WHEN w.occur_date IS NULL THEN 'advances.occur_date' ELSE 'advances.counterparty' END) AS missing,
       '没有余额、发生日期或往来对象，或不知是否个人借款' AS why
FROM advance AS w
WHERE w.missing IS NOT NULL OR w.occur_date IS NULL OR w.counterparty_key IS NULL

-- shared: D
-- The list shows what is open on the day it was made; open today and lent before the end of the year, it was open then.
WITH year AS (SELECT make_date($year::INTEGER, 12, 31) AS last_day)
-- subrule: D
SELECT w.unit, w.counterparty, w.counterparty_key, w.subject, w.kind, w.balance AS amount, w.occur_date_to AS since, y.last_day AS date, $year::INTEGER AS year, $year::INTEGER AS fiscal_year,
       w.row_id AS advance_row
FROM advance AS w
JOIN year AS y ON w.occur_date_to <= y.last_day
WHERE w.missing IS NULL AND y.last_day <= $asof::DATE
ORDER BY w.row_id
-- population: D
SELECT w.unit, count(*) AS n FROM advance AS w GROUP BY w.unit
-- undecided: D
SELECT w.row_id AS advance_row, coalesce(w.missing, 'advances.occur_date') AS missing,
       '没有余额、发生日期，或不知是否个人借款' AS why
FROM advance AS w
WHERE w.missing IS NOT NULL OR w.occur_date IS NULL

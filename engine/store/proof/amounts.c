#include "engine/store/proof/proof.h"
#include "engine/store/tables.h"

/* Documents, states and payments against each other. Each statement gives its sentences. ?2 is the period of the
 * states, "" for all. */

/* Every state with the sums of its lines, and those of the state before it. */
#define STATES                                                                                     \
    "sums AS (SELECT m.period, m.partner_id, m.seq, m.status, m.number,"                           \
    "  ifnull(sum(l.amount), 0) AS amount, ifnull(sum(l.gst), 0) AS gst"                           \
    "  FROM issued_months AS m LEFT JOIN issued_lines AS l USING (period, partner_id, seq)"        \
    "  WHERE ?2 = '' OR m.period = ?2 GROUP BY m.period, m.partner_id, m.seq),"                    \
    " states AS (SELECT *, lag(amount, 1, 0) OVER before AS amount_before,"                        \
    "  lag(gst, 1, 0) OVER before AS gst_before, lag(number, 1, '') OVER before AS number_before"  \
    "  FROM sums"                                                                                  \
    "  WINDOW before AS (PARTITION BY period, partner_id ORDER BY seq))"

const char *const proof_amounts[] = {
    /* What an issue billed for a partner's period is the state that it made, less the state before
     * it unless it bills all anew, or leaves it nil without a document. */
    "WITH " STATES ","
    " parts AS (SELECT period, partner_id, seq, 0 AS subtotal, 0 AS gst, status = 'nil' AND NOT"
    "  EXISTS (SELECT 1 FROM documents AS d WHERE d.period = states.period"
    "   AND d.partner_id = states.partner_id AND d.seq = states.seq) AS anew,"
    "  amount AS line_amount, gst AS line_gst, amount_before, gst_before FROM states"
    "  UNION ALL SELECT period, partner_id, seq, subtotal, gst, adjusts IS NULL, 0, 0, 0, 0"
    "  FROM documents WHERE ?2 = '' OR period = ?2),"
    " due AS (SELECT period, partner_id, seq, sum(subtotal) AS subtotal, sum(gst) AS gst,"
    "  sum(line_amount) - iif(max(anew), 0, sum(amount_before)) AS due,"
    "  sum(line_gst) - iif(max(anew), 0, sum(gst_before)) AS gst_due"
    "  FROM parts GROUP BY period, partner_id, seq)"
    " SELECT format('%s of %s: the documents of %s issue %d come to %.2f and %.2f GST, its frozen"
    " lines to %.2f and %.2f GST', due.period, partner_id, i.period, i.issue, subtotal / 100.0,"
    " gst / 100.0, due / 100.0, gst_due / 100.0) FROM due LEFT JOIN issues AS i USING (seq)"
    " WHERE subtotal <> due OR gst <> gst_due",

    "SELECT format('%s: nothing is frozen for this document', number) FROM documents AS d"
    " WHERE NOT EXISTS (SELECT 1 FROM issued_months AS m WHERE m.period = d.period"
    "  AND m.partner_id = d.partner_id AND m.seq = d.seq"
    "  AND (m.number = ifnull(d.adjusts, d.number) OR (m.status = 'nil' AND EXISTS"
    "   (SELECT 1 FROM voids AS v WHERE v.number = d.adjusts AND v.seq < d.seq))))",

    "SELECT format('%s of %s: it is frozen as %s, with the number \"%s\"', period, partner_id,"
    " status, number) FROM issued_months AS m WHERE (status = 'nil') <> (number = '')"
    " OR (number <> '' AND NOT EXISTS (SELECT 1 FROM documents AS d WHERE d.number = m.number"
    "  AND d.period = m.period AND d.partner_id = m.partner_id))",

    "SELECT format('%s: %.2f and %.2f GST are not its total, %.2f', number, subtotal / 100.0,"
    " gst / 100.0, total / 100.0) FROM documents WHERE subtotal + gst <> total",

    "SELECT format('%s: the bytes of this document are not kept', number) FROM documents AS d"
    " WHERE NOT EXISTS (SELECT 1 FROM issue_files AS f WHERE f.seq = d.seq AND f.path = d.path)",

    "SELECT format('%s: its lines come to %.2f and %.2f GST, the document says %.2f and %.2f GST',"
    " number, amount / 100.0, line_gst / 100.0, subtotal / 100.0, gst / 100.0) FROM"
    " (SELECT d.number, d.subtotal, d.gst, ifnull(sum(a.amount), 0) AS amount,"
    "  ifnull(sum(a.gst), 0) AS line_gst"
    "  FROM documents AS d LEFT JOIN issued_adjustments AS a USING (number)"
    "  WHERE d.adjusts IS NOT NULL GROUP BY d.number)"
    " WHERE amount <> subtotal OR line_gst <> gst",

    "SELECT format('%s: it replaces %s, which was not voided before', number, replaces)"
    " FROM documents AS d WHERE replaces IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voids AS v"
    "  WHERE v.number = d.replaces AND v.seq < d.seq)",

    "SELECT format('%s of %s: two documents stand for it: %s', period, partner_id,"
    " group_concat(number, ', ')) FROM documents"
    " WHERE adjusts IS NULL AND number NOT IN (SELECT number FROM voids)"
    " GROUP BY period, partner_id HAVING count(*) > 1",

    /* By instalments both is possible (D9), also those of another id that had the ABN. */
    "SELECT format('%s: %s issue %d pays %.2f and carries %.2f forward at once', p.partner_id,"
    " i.period, i.issue, payment / 100.0, carried / 100.0) FROM payments AS p"
    " LEFT JOIN issues AS i USING (seq) WHERE payment <> 0 AND carried <> 0 AND NOT EXISTS"
    " (SELECT 1 FROM decisions AS d WHERE d.kind = 'instalments' AND d.known_from <= i.batch"
    "  AND (d.partner_id = p.partner_id OR EXISTS (SELECT 1 FROM documents AS o"
    "   WHERE o.partner_id = d.partner_id AND o.abn = p.abn AND o.seq < p.seq)))",

    /* D7: what is paid again came back before, and no more than that. */
    "SELECT format('%s: issue %d pays %.2f again of a payment of %.2f that no decision says came"
    " back', r.partner_id, r.seq, r.amount / 100.0, ifnull(p.payment, 0) / 100.0)"
    " FROM repayments AS r LEFT JOIN payments AS p ON p.seq = r.paid_seq"
    "  AND p.partner_id = r.partner_id AND ifnull(p.abn, r.paid_abn) = r.paid_abn"
    " JOIN issues AS i ON i.seq = r.seq WHERE p.payment IS NULL OR r.amount > p.payment"
    " OR NOT EXISTS (SELECT 1 FROM decisions AS d JOIN documents AS o USING (number)"
    "  WHERE d.kind = 'returned' AND o.seq = r.paid_seq AND o.partner_id = r.partner_id"
    "  AND d.known_from <= i.batch)",

    /* D8: what stands written off is what was before and what the issue wrote off, and never below 0. */
    "SELECT format('%s: issue %d leaves %.2f written off, after %.2f of it', partner_id, seq,"
    " balance / 100.0, written_off / 100.0) FROM (SELECT *, lag(balance, 1, 0) OVER"
    "  (PARTITION BY partner_id, abn ORDER BY seq) AS before FROM issued_debts)"
    " WHERE balance <> before + written_off OR balance < 0",

    "SELECT format('%s: %s issue %d pays %.2f and carries %.2f forward: nobody is paid less than"
    " nothing, and only what a partner owes is carried', partner_id, i.period, i.issue,"
    " payment / 100.0, carried / 100.0) FROM payments LEFT JOIN issues AS i USING (seq)"
    " WHERE payment < 0 OR carried > 0",

    /* What was sent again was kept before it was sent, and is of a document that was issued. */
    "SELECT format('%s: attempt %d is %s, and its message is not kept', number, attempt, state)"
    " FROM deliveries AS s WHERE attempt > 1 AND NOT EXISTS (SELECT 1 FROM delivery_messages AS m"
    "  WHERE m.number = s.number AND m.attempt = s.attempt)",

    "SELECT format('%s: it is %s, and was never issued', number, state) FROM deliveries"
    " WHERE number NOT IN (SELECT number FROM documents)",
    NULL};

const char *const proof_balances[] = {
    /* Money in is money out: of each supplier (ABN) what an issue bills, less what it pays, is what it
     * carries more than before. A state is billed to the one whom its document names or, where it has
     * none any more, that of the state before. Before version 4 all of a partner was one. */
    "WITH " STATES ","
    " early (seq) AS (SELECT ifnull(max(seq), 0) FROM payments WHERE abn IS NULL),"
    " paid AS (SELECT t.partner_id, t.seq, t.payment, t.carried, t.abn IS NULL AS old,"
    "  " PAYMENT_ABN " AS abn FROM payments AS t),"
    " moves AS (SELECT iif(s.seq <= (SELECT seq FROM early), s.partner_id, 'ABN ' ||"
    "   (SELECT abn FROM documents AS d WHERE d.number ="
    "    ifnull(nullif(s.number, ''), s.number_before))) AS whose, seq,"
    "   amount + gst - amount_before - gst_before AS cents, 0 AS carried FROM states AS s"
    "  UNION ALL SELECT partner_id, seq, -payment, carried - lag(carried, 1, 0)"
    "   OVER (PARTITION BY partner_id ORDER BY seq) FROM paid WHERE old"
    "  UNION ALL SELECT 'ABN ' || abn, seq, -payment, carried - ifnull(lag(carried)"
    "   OVER (PARTITION BY partner_id, abn ORDER BY seq), iif((SELECT seq FROM early) > 0,"
    "    ifnull((SELECT o.carried FROM paid AS o"
    "    WHERE o.old AND o.partner_id = p.partner_id AND o.abn = p.abn AND o.seq ="
    "     (SELECT max(n.seq) FROM paid AS n WHERE n.old AND n.partner_id = p.partner_id)), 0), 0))"
    "   FROM paid AS p WHERE NOT old"
    "  UNION ALL SELECT 'ABN ' || abn, seq, amount, 0 FROM repayments WHERE NOT apart"
    "  UNION ALL SELECT 'ABN ' || abn, seq, written_off, 0 FROM issued_debts)"
    " SELECT format('%s: what %s issue %d bills less what it pays is %.2f, but what is carried"
    " forward changes by %.2f', whose, i.period, i.issue, sum(cents) / 100.0, sum(carried) / 100.0)"
    " FROM moves LEFT JOIN issues AS i USING (seq) GROUP BY whose, seq"
    " HAVING sum(cents) <> sum(carried)",
    NULL};

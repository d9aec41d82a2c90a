#include <string.h>

#include "engine/store/issues/issue_private.h"
#include "engine/store/words.h"

/* What was issued, as lists: periods, partners, issues, payments. */

static const char DOING[] = "reading what was issued";

int issued_outcome_find(const char *code)
{
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        if (strcmp(outcome_code((enum outcome)outcome), code) == 0) {
            return outcome;
        }
    }
    return -1;
}

int issued_rule_find(const char *code)
{
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        if (strcmp(rule_code((enum rule)rule), code) == 0) {
            return rule;
        }
    }
    return -1;
}

bool store_issued_periods(store *store, int64_t before_seq, GArray *periods, GError **error)
{
    static const char SQL[] = "SELECT DISTINCT period FROM issues WHERE seq < ?1 ORDER BY period";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct period period;
        if (!store_period_parse(statement_text(list, 0), &period)) {
            return statement_damaged(store, "issues", error);
        }
        g_array_append_val(periods, period);
    }
    return step == STEP_DONE;
}

GPtrArray *store_issued_partner_ids(store *store, struct period period, int64_t before_seq,
                                    bool closed_only, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id FROM"
        " (SELECT partner_id, max(seq) AS seq FROM issued_months WHERE period = ?1 AND seq < ?2"
        "  GROUP BY partner_id) AS m"
        " WHERE NOT ?3 OR NOT EXISTS (SELECT 1 FROM documents AS d JOIN voids AS v USING (number)"
        "  WHERE d.partner_id = m.partner_id AND d.period = ?1"
        "  AND (d.kind = 'RCTI' OR d.kind = 'RCI') AND v.seq > m.seq AND v.seq < ?2)"
        " ORDER BY partner_id";
    char period_text[PERIOD_TEXT_SIZE];
    store_period_text(period, period_text);
    g_autoptr(GPtrArray) partner_ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_kept(list, 1, period_text);
    statement_bind_integer(list, 2, before_seq);
    statement_bind_integer(list, 3, closed_only);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(partner_ids, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE ? g_steal_pointer(&partner_ids) : NULL;
}

static bool head_read(store *store, sqlite3_stmt *row, struct issue_head *head,
                      GStringChunk *strings, GError **error)
{
    struct period period;
    if (!store_period_parse(statement_text(row, 1), &period)) {
        return statement_damaged(store, "issues", error);
    }
    *head = (struct issue_head){
        .seq = sqlite3_column_int64(row, 0),
        .period = period,
        .issue = statement_int32(row, 2),
        .as_at = {sqlite3_column_int64(row, 3)},
        .issue_date = {statement_int32(row, 4)},
        .payment_date = {statement_int32(row, 5)},
        .batch = sqlite3_column_int64(row, 6),
        .program_version = statement_string(row, 7, strings),
        .digest = statement_string(row, 8, strings),
        .prepared_by = statement_string(row, 9, strings),
        .approved_by = statement_string(row, 10, strings),
        .issued_at = statement_string(row, 11, strings),
    };
    return true;
}

bool store_issues_load(store *store, const struct period *period, GArray *heads,
                       GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT seq, period, issue, as_at, issue_date, payment_date, batch, program_version,"
        " digest, prepared_by, approved_by, issued_at FROM issues"
        " WHERE ?1 = '' OR period = ?1 ORDER BY seq";
    char period_text[PERIOD_TEXT_SIZE] = "";
    if (period != NULL) {
        store_period_text(*period, period_text);
    }
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period_text);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issue_head head;
        if (!head_read(store, list, &head, strings, error)) {
            return false;
        }
        g_array_append_val(heads, head);
    }
    return step == STEP_DONE;
}

bool store_payments_load(store *store, int64_t seq, GArray *payments, GStringChunk *strings,
                         GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, payment, carried, in_file, bsb, account_number, account_name"
        " FROM payments WHERE seq = ?1 ORDER BY partner_id";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issued_payment payment = {
            .partner_id = statement_string(list, 0, strings),
            .payment = {sqlite3_column_int64(list, 1)},
            .carried = {sqlite3_column_int64(list, 2)},
            .in_file = statement_int32(list, 3) != 0,
            .bsb = statement_string(list, 4, strings),
            .account_number = statement_string(list, 5, strings),
            .account_name = statement_string(list, 6, strings),
        };
        g_array_append_val(payments, payment);
    }
    return step == STEP_DONE;
}

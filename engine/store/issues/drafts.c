#include "engine/store/issues/drafts.h"

#include "engine/store/statement.h"
#include "engine/store/transaction.h"

/* What drafts showed. */

static const char SAVING[] = "keeping the draft";
static const char READING[] = "reading the draft";

/* ---- saving -------------------------------------------------------------------------------- */

static bool draft_delete(store *store, const char *digest, GError **error)
{
    static const char SQL[] = "DELETE FROM drafts WHERE digest = ?1"; /* its partners with it */
    g_autoptr(statement_lease) clear = statement_borrow(store, SQL, SAVING, error);
    if (clear == NULL) {
        return false;
    }
    statement_bind_kept(clear, 1, digest);
    return statement_execute(store, clear, SAVING, error);
}

static bool draft_insert(store *store, const struct store_draft *draft, GError **error)
{
    static const char SQL[] =
        "INSERT INTO drafts (digest, period, as_at, issue_date, batch, program_version, policy,"
        " holidays, ready, held, nil, subtotal, gst, total, adjustments_total, payment, last_seq)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
        " (SELECT coalesce(max(seq), 0) FROM links))";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(draft->period, period);
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SAVING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, draft->digest);
    statement_bind_kept(insert, 2, period);
    statement_bind_integer(insert, 3, draft->as_at.utc_seconds);
    statement_bind_integer(insert, 4, draft->issue_date.number);
    statement_bind_integer(insert, 5, draft->batch);
    statement_bind_kept(insert, 6, draft->program_version);
    statement_bind_kept(insert, 7, draft->policy);
    statement_bind_kept(insert, 8, draft->holidays);
    statement_bind_integer(insert, 9, draft->ready);
    statement_bind_integer(insert, 10, draft->held);
    statement_bind_integer(insert, 11, draft->nil);
    statement_bind_integer(insert, 12, draft->subtotal.cents);
    statement_bind_integer(insert, 13, draft->gst.cents);
    statement_bind_integer(insert, 14, draft->total.cents);
    statement_bind_integer(insert, 15, draft->adjustments_total.cents);
    statement_bind_integer(insert, 16, draft->payment.cents);
    return statement_execute(store, insert, SAVING, error);
}

static bool partners_insert(store *store, const char *digest, const GArray *partners,
                            GError **error)
{
    static const char SQL[] =
        "INSERT INTO draft_partners (digest, partner_id, status, total, adjustments_total,"
        " payment, issue_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, SAVING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, digest);
    for (guint i = 0; i < partners->len; i++) {
        const struct store_draft_partner *partner =
            &g_array_index(partners, struct store_draft_partner, i);
        statement_bind_kept(insert, 2, partner->partner_id);
        statement_bind_kept(insert, 3, partner->status);
        statement_bind_integer(insert, 4, partner->total.cents);
        statement_bind_integer(insert, 5, partner->adjustments_total.cents);
        statement_bind_integer(insert, 6, partner->payment.cents);
        statement_bind_kept(insert, 7, partner->issue_hash);
        if (!statement_execute(store, insert, SAVING, error)) {
            return false;
        }
    }
    return true;
}

bool store_draft_save(store *store, const struct store_draft *draft, const GArray *partners,
                      GError **error)
{
    if (!transaction_write_begin(store, SAVING, error)) {
        return false;
    }
    if (draft_delete(store, draft->digest, error) && draft_insert(store, draft, error) &&
        partners_insert(store, draft->digest, partners, error)) {
        return transaction_commit(store, SAVING, error);
    }
    transaction_rollback(store);
    return false;
}

/* ---- reading ------------------------------------------------------------------------------- */

bool store_draft_load(store *store, struct period period, const char *digest, bool *ret_found,
                      struct store_draft *ret_draft, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT digest, as_at, issue_date, batch, program_version, policy, holidays, ready, held,"
        " nil, subtotal, gst, total, adjustments_total, payment, last_seq FROM drafts"
        " WHERE digest = ?1 AND period = ?2";
    char period_text[PERIOD_TEXT_SIZE];
    store_period_text(period, period_text);
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, READING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, digest);
    statement_bind_kept(read, 2, period_text);
    enum statement_step step = statement_next(store, read, READING, error);
    if (step == STEP_ROW) {
        *ret_draft = (struct store_draft){
            .digest = statement_string(read, 0, strings),
            .period = period,
            .as_at = {sqlite3_column_int64(read, 1)},
            .issue_date = {statement_int32(read, 2)},
            .batch = sqlite3_column_int64(read, 3),
            .last_seq = sqlite3_column_int64(read, 15),
            .program_version = statement_string(read, 4, strings),
            .policy = statement_string(read, 5, strings),
            .holidays = statement_string(read, 6, strings),
            .ready = sqlite3_column_int64(read, 7),
            .held = sqlite3_column_int64(read, 8),
            .nil = sqlite3_column_int64(read, 9),
            .subtotal = {sqlite3_column_int64(read, 10)},
            .gst = {sqlite3_column_int64(read, 11)},
            .total = {sqlite3_column_int64(read, 12)},
            .adjustments_total = {sqlite3_column_int64(read, 13)},
            .payment = {sqlite3_column_int64(read, 14)},
        };
    }
    if (step != STEP_FAILED) {
        *ret_found = step == STEP_ROW;
    }
    return step != STEP_FAILED;
}

bool store_draft_partners_load(store *store, const char *digest, GArray *partners,
                               GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, status, total, adjustments_total, payment, issue_hash"
        " FROM draft_partners WHERE digest = ?1 ORDER BY partner_id";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, READING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, digest);
    enum statement_step step;
    while ((step = statement_next(store, list, READING, error)) == STEP_ROW) {
        struct store_draft_partner partner = {
            .partner_id = statement_string(list, 0, strings),
            .status = statement_string(list, 1, strings),
            .total = {sqlite3_column_int64(list, 2)},
            .adjustments_total = {sqlite3_column_int64(list, 3)},
            .payment = {sqlite3_column_int64(list, 4)},
            .issue_hash = statement_string(list, 5, strings),
        };
        g_array_append_val(partners, partner);
    }
    return step == STEP_DONE;
}

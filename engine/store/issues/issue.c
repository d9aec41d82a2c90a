#include "engine/store/issues/issue.h"

#include "engine/core/check.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"
#include "engine/store/transaction.h"

/* Issuing: everything of an issue is added within one transaction, its own row and its link last. */

static const char DOING[] = "issuing";

enum { CHUNK_BYTES = 256 * 1024, FILE_BYTES_MAX = 999999000 /* what SQLite takes in a row */ };

struct issue_write {
    store *store; /* NULL once the store was closed */
    struct period period;
    char period_text[PERIOD_TEXT_SIZE];
    int64_t seq;
    int32_t issue;
    char previous_seal[SHA256_TEXT_SIZE];
};

/* ---- the transaction ----------------------------------------------------------------------- */

static bool number_give(issue_write *write, GError **error)
{
    static const char SQL[] = "SELECT ifnull(max(issue), 0) + 1 FROM issues WHERE period = ?1";
    int64_t newest = 0;
    if (!link_newest(write->store, &newest, write->previous_seal, error)) {
        return false;
    }
    g_autoptr(statement_lease) read = statement_borrow(write->store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, write->period_text);
    if (statement_next(write->store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    write->seq = newest + 1;
    write->issue = statement_int32(read, 0);
    return true;
}

issue_write *store_issue_begin(store *store, struct period period, int64_t *ret_seq,
                               int32_t *ret_issue, GError **error)
{
    CHECK(store->issue == NULL && store->import == NULL);
    if (!transaction_write_begin(store, DOING, error)) {
        return NULL;
    }
    g_autoptr(issue_write) write = g_new0(issue_write, 1);
    write->store = store;
    write->period = period;
    store_period_text(period, write->period_text);
    store->issue = &write->store;
    if (!number_give(write, error)) {
        return NULL;
    }
    *ret_seq = write->seq;
    *ret_issue = write->issue;
    return g_steal_pointer(&write);
}

const char *store_issue_previous_seal(const issue_write *write)
{
    return write->previous_seal;
}

void store_issue_abandon(issue_write *write)
{
    if (write != NULL && write->store != NULL) {
        transaction_rollback(write->store);
        write->store->issue = NULL;
    }
    g_free(write);
}

/* ---- the state of a partner's period ------------------------------------------------------- */

static bool state_insert(issue_write *write, const char *period, const struct issued_month *month,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO issued_months (seq, period, partner_id, status, number, result_hash,"
        " issue_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, period);
    statement_bind_kept(insert, 3, month->partner_id);
    statement_bind_kept(insert, 4, month->nil ? "nil" : "issued");
    statement_bind_kept(insert, 5, month->number);
    statement_bind_kept(insert, 6, month->result_hash);
    statement_bind_kept(insert, 7, month->issue_hash);
    return statement_execute(write->store, insert, DOING, error);
}

/* ?1 the seq, ?2 the period, ?3 the partner: they stay bound from row to row. */
static statement_lease *part_borrow(issue_write *write, const char *sql, const char *period,
                                    const struct issued_month *month, GError **error)
{
    statement_lease *lease = statement_borrow(write->store, sql, DOING, error);
    if (lease != NULL) {
        statement_bind_integer(lease, 1, write->seq);
        statement_bind_kept(lease, 2, period);
        statement_bind_kept(lease, 3, month->partner_id);
    }
    return lease;
}

static bool lines_insert(issue_write *write, const char *period, const struct issued_month *month,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO issued_lines (seq, period, partner_id, kind, hourly_rate, taxable, minutes,"
        " amount, gst) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    g_autoptr(statement_lease) insert = part_borrow(write, SQL, period, month, error);
    if (insert == NULL) {
        return false;
    }
    for (size_t i = 0; i < month->line_count; i++) {
        const struct line *line = &month->lines[i];
        statement_bind_kept(insert, 4, words_rate_kind[line->kind]);
        statement_bind_integer(insert, 5, line->hourly_rate.cents_per_hour);
        statement_bind_integer(insert, 6, line->taxable);
        statement_bind_integer(insert, 7, line->minutes.minutes);
        statement_bind_integer(insert, 8, line->amount.cents);
        statement_bind_integer(insert, 9, line->gst.cents);
        if (!statement_execute(write->store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}

static void rate_bind(sqlite3_stmt *insert, int parameter, struct rate_in_effect rate)
{
    if (rate.found) {
        statement_bind_integer(insert, parameter, rate.rate.cents_per_hour);
    } else {
        statement_bind_text(insert, parameter, "");
    }
}

static bool slots_insert(issue_write *write, const char *period, const struct issued_month *month,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO issued_slots (seq, period, partner_id, date, start, outcome, rule,"
        " paid_minutes, penalty_minutes, hourly_rate, taxable, evidence, notes)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    g_autoptr(statement_lease) insert = part_borrow(write, SQL, period, month, error);
    if (insert == NULL) {
        return false;
    }
    for (size_t i = 0; i < month->slot_count; i++) {
        const struct hour *slot = &month->slots[i];
        statement_bind_integer(insert, 4, slot->date.number);
        statement_bind_integer(insert, 5, slot->start_minute);
        statement_bind_kept(insert, 6, outcome_code(slot->outcome));
        statement_bind_kept(insert, 7, rule_code(slot->rule));
        statement_bind_integer(insert, 8, slot->paid_minutes.minutes);
        statement_bind_integer(insert, 9, slot->penalty_minutes.minutes);
        rate_bind(insert, 10, slot->hourly_rate);
        statement_bind_integer(insert, 11, slot->taxable);
        statement_bind_kept(insert, 12, slot->evidence);
        statement_bind_kept(insert, 13, hour_notes(slot));
        if (!statement_execute(write->store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}

static bool adhoc_insert(issue_write *write, const char *period, const struct issued_month *month,
                         GError **error)
{
    static const char SQL[] =
        "INSERT INTO issued_adhoc (seq, period, partner_id, appointment_id, date, start,"
        " duration_minutes, outcome, rule, paid_minutes, hourly_rate, taxable, evidence, notes)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    g_autoptr(statement_lease) insert = part_borrow(write, SQL, period, month, error);
    if (insert == NULL) {
        return false;
    }
    for (size_t i = 0; i < month->adhoc_count; i++) {
        const struct booking *adhoc = &month->adhoc[i];
        statement_bind_kept(insert, 4, adhoc->appointment_id);
        statement_bind_integer(insert, 5, adhoc->date.number);
        statement_bind_integer(insert, 6, adhoc->start_minute);
        statement_bind_integer(insert, 7, adhoc->duration_minutes);
        statement_bind_kept(insert, 8, outcome_code(adhoc->outcome));
        statement_bind_kept(insert, 9, rule_code(adhoc->rule));
        statement_bind_integer(insert, 10, adhoc->paid_minutes.minutes);
        rate_bind(insert, 11, adhoc->hourly_rate);
        statement_bind_integer(insert, 12, adhoc->taxable);
        statement_bind_kept(insert, 13, adhoc->evidence);
        statement_bind_kept(insert, 14, booking_notes(adhoc));
        if (!statement_execute(write->store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}

bool store_issue_add_month(issue_write *write, const struct issued_month *month, GError **error)
{
    char period[PERIOD_TEXT_SIZE];
    store_period_text(month->period, period);
    return state_insert(write, period, month, error) && lines_insert(write, period, month, error) &&
           slots_insert(write, period, month, error) && adhoc_insert(write, period, month, error);
}

/* ---- documents and payments ---------------------------------------------------------------- */

bool store_issue_add_document(issue_write *write, const struct issued_document *document,
                              GError **error)
{
    static const char SQL[] =
        "INSERT INTO documents (number, seq, kind, period, partner_id, adjusts, replaces,"
        " subtotal, gst, total, path, legal_name, trading_name, abn, address_line_1,"
        " address_line_2, suburb, state, postcode, email, agreement_ref)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
        " ?18, ?19, ?20, ?21)";
    const struct supplier *supplier = &document->supplier;
    char period[PERIOD_TEXT_SIZE];
    store_period_text(document->period, period);
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, document->number);
    statement_bind_integer(insert, 2, write->seq);
    statement_bind_kept(insert, 3, issued_kind_name(document->kind));
    statement_bind_kept(insert, 4, period);
    statement_bind_kept(insert, 5, supplier->partner_id);
    statement_bind_text(insert, 6, document->adjusts);
    statement_bind_text(insert, 7, document->replaces);
    statement_bind_integer(insert, 8, document->subtotal.cents);
    statement_bind_integer(insert, 9, document->gst.cents);
    statement_bind_integer(insert, 10, document->total.cents);
    statement_bind_kept(insert, 11, document->path);
    statement_bind_kept(insert, 12, supplier->legal_name);
    statement_bind_text(insert, 13, supplier->trading_name);
    statement_bind_kept(insert, 14, supplier->abn);
    statement_bind_text(insert, 15, supplier->address_line_1);
    statement_bind_text(insert, 16, supplier->address_line_2);
    statement_bind_text(insert, 17, supplier->suburb);
    statement_bind_text(insert, 18, supplier->state);
    statement_bind_text(insert, 19, supplier->postcode);
    statement_bind_text(insert, 20, supplier->email);
    statement_bind_text(insert, 21, supplier->agreement_ref);
    return statement_execute(write->store, insert, DOING, error);
}

bool store_issue_add_adjustment_line(issue_write *write, const char *number,
                                     const struct adjustment_line *line, GError **error)
{
    static const char SQL[] =
        "INSERT INTO issued_adjustments (number, kind, hourly_rate, taxable, minutes, amount, gst,"
        " reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, number);
    statement_bind_kept(insert, 2, words_rate_kind[line->line.kind]);
    statement_bind_integer(insert, 3, line->line.hourly_rate.cents_per_hour);
    statement_bind_integer(insert, 4, line->line.taxable);
    statement_bind_integer(insert, 5, line->line.minutes.minutes);
    statement_bind_integer(insert, 6, line->line.amount.cents);
    statement_bind_integer(insert, 7, line->line.gst.cents);
    statement_bind_kept(insert, 8, line->reason);
    return statement_execute(write->store, insert, DOING, error);
}

bool store_issue_add_payment(issue_write *write, const struct issued_payment *payment,
                             GError **error)
{
    static const char SQL[] =
        "INSERT INTO payments (seq, partner_id, payment, carried, in_file, bsb, account_number,"
        " account_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    CHECK(payment->payment.cents >= 0 && payment->carried.cents <= 0);
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, payment->partner_id);
    statement_bind_integer(insert, 3, payment->payment.cents);
    statement_bind_integer(insert, 4, payment->carried.cents);
    statement_bind_integer(insert, 5, payment->in_file);
    statement_bind_text(insert, 6, payment->bsb);
    statement_bind_text(insert, 7, payment->account_number);
    statement_bind_text(insert, 8, payment->account_name);
    return statement_execute(write->store, insert, DOING, error);
}

/* ---- files --------------------------------------------------------------------------------- */

struct kept_file {
    GMappedFile *map;
    const char *bytes;
    size_t size;
    char sha256[SHA256_TEXT_SIZE];
};

static void kept_file_clear(struct kept_file *file)
{
    if (file->map != NULL) {
        g_mapped_file_unref(file->map);
    }
}
typedef struct kept_file kept_file;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kept_file, kept_file_clear)

static bool kept_file_open(struct kept_file *file, const char *directory, const char *path,
                           GError **error)
{
    g_autofree char *full = g_build_filename(directory, path, NULL);
    file->map = g_mapped_file_new(full, FALSE, error);
    if (file->map == NULL) {
        return false;
    }
    file->size = g_mapped_file_get_length(file->map);
    /* An empty file has no map. */
    file->bytes = file->size > 0 ? g_mapped_file_get_contents(file->map) : "";
    if (file->size > FILE_BYTES_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                    "%s: the file is larger than the store can keep (%d bytes)", full,
                    (int)FILE_BYTES_MAX);
        return false;
    }
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)file->bytes, file->size);
    g_strlcpy(file->sha256, sha256, sizeof file->sha256);
    return true;
}

static bool blob_fill(store *store, int64_t row, const struct kept_file *file, GError **error)
{
    sqlite3_blob *blob = NULL;
    bool done =
        sqlite3_blob_open(store->db, "main", "issue_files", "bytes", row, 1, &blob) == SQLITE_OK;
    for (size_t at = 0; done && at < file->size; at += CHUNK_BYTES) {
        size_t part = MIN((size_t)CHUNK_BYTES, file->size - at);
        done = sqlite3_blob_write(blob, file->bytes + at, (int)part, (int)at) == SQLITE_OK;
    }
    if (!done) {
        statement_error(store, "keeping the issue's files", error);
    }
    sqlite3_blob_close(blob);
    return done;
}

bool store_issue_add_file(issue_write *write, const char *directory, const char *path,
                          GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_files (seq, path, sha256, bytes) VALUES (?1, ?2, ?3, zeroblob(?4))";
    g_auto(kept_file) file = {0};
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL || !kept_file_open(&file, directory, path, error)) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, path);
    statement_bind_kept(insert, 3, file.sha256);
    statement_bind_integer(insert, 4, (int64_t)file.size);
    return statement_execute(write->store, insert, DOING, error) &&
           blob_fill(write->store, sqlite3_last_insert_rowid(write->store->db), &file, error);
}

static bool kept_file_insert(issue_write *write, const struct kept_file *file, GError **error)
{
    static const char SQL[] = "INSERT INTO kept_files (sha256, bytes) SELECT ?1, ?2"
                              " WHERE NOT EXISTS (SELECT 1 FROM kept_files WHERE sha256 = ?1)";
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, file->sha256);
    statement_bind_blob(insert, 2, file->bytes, file->size);
    return statement_execute(write->store, insert, DOING, error);
}

bool store_issue_add_holidays(issue_write *write, const char *directory, const char *name,
                              GError **error)
{
    static const char SQL[] = "INSERT INTO issue_holidays (seq, name, sha256) VALUES (?1, ?2, ?3)";
    g_auto(kept_file) file = {0};
    if (!kept_file_open(&file, directory, name, error) || !kept_file_insert(write, &file, error)) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, name);
    statement_bind_kept(insert, 3, file.sha256);
    return statement_execute(write->store, insert, DOING, error);
}

/* ---- the end ------------------------------------------------------------------------------- */

static bool head_insert(issue_write *write, const struct issue_head *head, GError **error)
{
    static const char SQL[] =
        "INSERT INTO issues (seq, period, issue, as_at, issue_date, payment_date, batch,"
        " program_version, digest, prepared_by, approved_by, issued_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    bool own_clock = head->issued_at == NULL || head->issued_at[0] == '\0';
    g_autoptr(GDateTime) clock = g_date_time_new_now_utc();
    g_autofree char *now = g_date_time_format(clock, "%Y-%m-%dT%H:%M:%SZ");
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, write->period_text);
    statement_bind_integer(insert, 3, write->issue);
    statement_bind_integer(insert, 4, head->as_at.utc_seconds);
    statement_bind_integer(insert, 5, head->issue_date.number);
    statement_bind_integer(insert, 6, head->payment_date.number);
    statement_bind_integer(insert, 7, head->batch);
    statement_bind_kept(insert, 8, head->program_version);
    statement_bind_kept(insert, 9, head->digest);
    statement_bind_kept(insert, 10, head->prepared_by);
    statement_bind_kept(insert, 11, head->approved_by);
    statement_bind_kept(insert, 12, own_clock ? now : head->issued_at);
    return statement_execute(write->store, insert, DOING, error);
}

bool store_issue_hash_facts(issue_write *write, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                            GError **error)
{
    return fact_hashes_insert(write->store, batch, error) &&
           fact_hashes_join(write->store, batch, ret_sha256, error);
}

bool store_issue_freeze(issue_write *write, const struct issue_head *head,
                        struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    return head_insert(write, head, error) &&
           frozen_hashes_insert(write->store, write->seq, ret_frozen, error);
}

bool store_issue_commit(issue_write *write, const char *manifest, size_t manifest_size,
                        char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(issue_write) ended = write;
    g_autoptr(GBytes) bytes = g_bytes_new_static(manifest, manifest_size);
    const struct store_link link = {
        .seq = write->seq, .manifest = bytes, .previous_seal = write->previous_seal};
    char seal[SHA256_TEXT_SIZE];
    if (!link_insert(write->store, &link, seal, error) ||
        !transaction_commit(write->store, DOING, error)) {
        return false;
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}

#include "engine/core/money.h"
#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

/* Issuing: everything of an issue is added within one transaction, its own row and its link last. */

static const char DOING[] = "issuing";

enum { FILE_BYTES_MAX = 999999000 /* what SQLite takes in a row */ };

/* ---- the transaction ----------------------------------------------------------------------- */

issue_write *store_issue_begin(store *store, struct period period, GError **error)
{
    static const char SQL[] = "SELECT ifnull(max(issue), 0) + 1 FROM issues WHERE period = ?1";
    int64_t newest = 0;
    CHECK(!store->issue && !store->import);
    if (!transaction_write_begin(store, DOING, error)) {
        return NULL;
    }
    g_autoptr(issue_write) write = g_new0(issue_write, 1);
    *write = (issue_write){.store = store, .period = period};
    store->issue = &write->store;
    if (!link_newest(store, &newest, write->previous_seal, error)) {
        return NULL;
    }
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_period(read, 1, period);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return NULL;
    }
    write->seq = newest + 1;
    write->issue = statement_int32(read, 0);
    return g_steal_pointer(&write);
}

/* Its tables alone: what an issue refers to is in the other store. */
static store *scratch_open(GError **error)
{
    g_autoptr(store) scratch = store_new(":memory:");
    sqlite3_open(":memory:", &scratch->db);
    sqlite3_db_config(scratch->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    const bool made = tables_make(scratch, 0, error) &&
                      statement_run(scratch, "PRAGMA foreign_keys = OFF; BEGIN", DOING, error);
    return made ? g_steal_pointer(&scratch) : NULL;
}

issue_write *store_issue_begin_again(store *store, const struct issue_head *head, GError **error)
{
    static const char SQL[] = "SELECT previous_seal FROM links WHERE seq = ?1";
    g_autoptr(issue_write) write = g_new0(issue_write, 1);
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, head->seq);
    write->period = head->period;
    write->seq = head->seq;
    write->issue = head->issue;
    if (statement_next(store, read, DOING, error) == STEP_FAILED ||
        !(write->owned = scratch_open(error))) {
        return NULL;
    }
    g_strlcpy(write->previous_seal, statement_text(read, 0), SHA256_TEXT_SIZE);
    write->store = write->owned;
    write->store->issue = &write->store;
    return g_steal_pointer(&write);
}

void store_issue_abandon(issue_write *write)
{
    if (write && write->store) {
        transaction_rollback(write->store);
        write->store->issue = NULL;
    }
    if (write) {
        store_close(write->owned);
    }
    g_free(write);
}

/* ---- rows ---------------------------------------------------------------------------------- */

bool store_issue_add_month(issue_write *write, const struct issued_month *month, GError **error)
{
    store *store = write->store;
    const struct issued_row_key key = {
        .seq = write->seq, .period = month->period, .partner_id = month->partner_id};
    return issue_rows_insert(store, FROZEN_MONTHS, &key, month, 1, DOING, error) &&
           issue_rows_insert(store, FROZEN_LINES, &key, month->lines, month->line_count, DOING,
                             error) &&
           issue_rows_insert(store, FROZEN_SLOTS, &key, month->slots, month->slot_count, DOING,
                             error) &&
           issue_rows_insert(store, FROZEN_ADHOC, &key, month->adhoc, month->adhoc_count, DOING,
                             error);
}

bool store_issue_add_document(issue_write *write, const struct issued_document *document,
                              GError **error)
{
    struct issued_document row = *document;
    row.seq = write->seq;
    return issue_rows_insert(write->store, FROZEN_DOCUMENTS, NULL, &row, 1, DOING, error);
}

bool store_issue_add_adjustment_lines(issue_write *write, const char *number,
                                      const struct adjustment_line *lines, size_t count,
                                      GError **error)
{
    const struct issued_row_key key = {.text = number};
    return issue_rows_insert(write->store, FROZEN_ADJUSTMENTS, &key, lines, count, DOING, error);
}

bool store_issue_add_payments(issue_write *write, const struct issued_payment *payments,
                              size_t count, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_PAYMENTS, &key, payments, count, DOING, error);
}

bool store_issue_add_confirmations(issue_write *write, const GArray *confirmations, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_CONFIRMATIONS, &key, confirmations->data,
                             confirmations->len, DOING, error);
}

bool store_issue_add_told(issue_write *write, const GArray *told, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_TOLD, &key, told->data, told->len, DOING, error);
}

bool store_issue_add_true_ups(issue_write *write, const GArray *true_ups, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_TRUE_UPS, &key, true_ups->data, true_ups->len,
                             DOING, error);
}

/* ---- files --------------------------------------------------------------------------------- */

/* A file's bytes and their SHA-256; the caller unrefs. */
static GBytes *file_read(const char *directory, const char *path, char ret_sha256[SHA256_TEXT_SIZE],
                         GError **error)
{
    g_autofree char *full = g_build_filename(directory, path, NULL);
    g_autoptr(GMappedFile) map = g_mapped_file_new(full, FALSE, error);
    if (!map) {
        return NULL;
    }
    gsize size = g_mapped_file_get_length(map);
    if (size > FILE_BYTES_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                    "%s: the file is larger than the store can keep (%d bytes)", full,
                    (int)FILE_BYTES_MAX);
        return NULL;
    }
    sha256_of(g_mapped_file_get_contents(map), size, ret_sha256);
    return g_mapped_file_get_bytes(map);
}

bool store_issue_add_file(issue_write *write, const char *directory, const char *path,
                          GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_files (seq, path, sha256, bytes) VALUES (?1, ?2, ?3, ?4)";
    char sha256[SHA256_TEXT_SIZE];
    g_autoptr(GBytes) bytes = file_read(directory, path, sha256, error);
    if (!bytes) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    statement_bind_integer(insert, 1, write->seq);
    statement_bind_kept(insert, 2, path);
    statement_bind_kept(insert, 3, sha256);
    statement_bind_bytes(insert, 4, bytes);
    return statement_execute(write->store, insert, "keeping the issue's files", error);
}

bool store_issue_add_holidays(issue_write *write, const char *directory, const char *name,
                              GError **error)
{
    static const char SQL[] = "INSERT INTO kept_files (sha256, bytes) SELECT ?1, ?2"
                              " WHERE NOT EXISTS (SELECT 1 FROM kept_files WHERE sha256 = ?1)";
    char sha256[SHA256_TEXT_SIZE];
    const struct issued_row_key key = {.seq = write->seq};
    const struct issue_file row = {.path = name, .sha256 = sha256};
    g_autoptr(GBytes) bytes = file_read(directory, name, sha256, error);
    if (!bytes) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
    statement_bind_kept(insert, 1, sha256);
    statement_bind_bytes(insert, 2, bytes);
    return statement_execute(write->store, insert, DOING, error) &&
           issue_rows_insert(write->store, FROZEN_HOLIDAYS, &key, &row, 1, DOING, error);
}

/* ---- the end ------------------------------------------------------------------------------- */

bool store_issue_hash_facts(issue_write *write, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                            GError **error)
{
    return fact_hashes_insert(write->store, batch, error) &&
           fact_hashes_join(write->store, batch, ret_sha256, error);
}

bool store_issue_freeze(issue_write *write, const struct issue_head *head,
                        struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    g_autoptr(GDateTime) clock = g_date_time_new_now_utc();
    g_autofree char *now = g_date_time_format(clock, "%Y-%m-%dT%H:%M:%SZ");
    struct issue_head row = *head;
    row.seq = write->seq;
    row.period = write->period;
    row.issue = write->issue;
    row.issued_at = head->issued_at && head->issued_at[0] != '\0' ? head->issued_at : now;
    return issue_rows_insert(write->store, FROZEN_ISSUES, NULL, &row, 1, DOING, error) &&
           frozen_hashes_insert(write->store, write->seq, ret_frozen, error);
}

bool store_issue_commit(issue_write *write, const char *manifest, size_t manifest_size,
                        const struct seal_key *key, char ret_seal[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(issue_write) ended = write;
    g_autoptr(GBytes) bytes = g_bytes_new_static(manifest, manifest_size);
    const struct store_link link = {
        .seq = write->seq, .manifest = bytes, .previous_seal = write->previous_seal};
    char seal[SHA256_TEXT_SIZE];
    bool done = link_insert(write->store, &link, key, seal, error);
    if (!transaction_end(write->store, done, DOING, error)) {
        return false;
    }
    g_strlcpy(ret_seal, seal, SHA256_TEXT_SIZE);
    return true;
}

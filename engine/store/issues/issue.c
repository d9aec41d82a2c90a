#include "engine/core/money.h"
#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

/* Issuing: everything of an issue is added within one transaction, its own row and its link last. */

static const char DOING[] = "issuing";

enum { CHUNK_BYTES = 256 * 1024, FILE_BYTES_MAX = 999999000 /* what SQLite takes in a row */ };

struct issue_write {
    store *store; /* NULL once the store was closed */
    struct period period;
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
    statement_bind_period(read, 1, write->period);
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
    CHECK(!store->issue && !store->import);
    if (!transaction_write_begin(store, DOING, error)) {
        return NULL;
    }
    g_autoptr(issue_write) write = g_new0(issue_write, 1);
    write->store = store;
    write->period = period;
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
    if (write && write->store) {
        transaction_rollback(write->store);
        write->store->issue = NULL;
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

bool store_issue_add_adjustment_line(issue_write *write, const char *number,
                                     const struct adjustment_line *line, GError **error)
{
    const struct issued_row_key key = {.text = number};
    return issue_rows_insert(write->store, FROZEN_ADJUSTMENTS, &key, line, 1, DOING, error);
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

/* ---- files --------------------------------------------------------------------------------- */

struct kept_file {
    GMappedFile *map;
    const char *bytes;
    size_t size;
    char sha256[SHA256_TEXT_SIZE];
};

static void kept_file_clear(struct kept_file *file)
{
    if (file->map) {
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
    if (!file->map) {
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
    sha256_of(file->bytes, file->size, file->sha256);
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
    if (!kept_file_open(&file, directory, path, error)) {
        return false;
    }
    g_autoptr(statement_lease) insert = statement_borrow(write->store, SQL, DOING, error);
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
    statement_bind_kept(insert, 1, file->sha256);
    statement_bind_blob(insert, 2, file->bytes, file->size);
    return statement_execute(write->store, insert, DOING, error);
}

bool store_issue_add_holidays(issue_write *write, const char *directory, const char *name,
                              GError **error)
{
    g_auto(kept_file) file = {0};
    const struct issued_row_key key = {.seq = write->seq};
    const struct issue_file row = {.path = name, .sha256 = file.sha256};
    return kept_file_open(&file, directory, name, error) && kept_file_insert(write, &file, error) &&
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

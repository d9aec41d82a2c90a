#include <assert.h>
#include <string.h>

#include "engine/core/money.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

/* SHA-256 of rows. */

static const char DOING[] = "hashing";

/* ---- a row --------------------------------------------------------------------------------- */

/* type, decimals, end; printf would be half of the time. */
static void number_append(GString *row_bytes, char type, int64_t value, char end)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    text[--at] = end;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        text[--at] = '-';
    }
    text[--at] = type;
    g_string_append_len(row_bytes, text + at, (gssize)(sizeof text - at));
}

static void bytes_append(GString *row_bytes, char type, const void *bytes, int size)
{
    number_append(row_bytes, type, size, ':');
    if (size > 0) {
        g_string_append_len(row_bytes, bytes, size);
    }
}

/* Puts the row's columns from `first` on in place of what is in `row_bytes`. Of the last ones, which a
 * later version added, just those that have a value, each behind its place among them. */
static void row_bytes_fill(GString *row_bytes, sqlite3_stmt *row, int first, size_t later_count)
{
    g_string_truncate(row_bytes, 0);
    int count = sqlite3_column_count(row);
    int later = count - (int)later_count;
    for (int column = first; column < count; column++) {
        if (column >= later) {
            if (sqlite3_column_type(row, column) == SQLITE_NULL) {
                continue;
            }
            number_append(row_bytes, 'l', column - later, ';');
        }
        switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER:
            number_append(row_bytes, 'i', sqlite3_column_int64(row, column), ';');
            break;
        case SQLITE_NULL:
            g_string_append_c(row_bytes, 'n');
            break;
        case SQLITE_TEXT: {
            const void *text = sqlite3_column_text(row, column);
            bytes_append(row_bytes, 't', text, sqlite3_column_bytes(row, column));
            break;
        }
        default: {
            const void *blob = sqlite3_column_blob(row, column);
            bytes_append(row_bytes, 'b', blob, sqlite3_column_bytes(row, column));
            break;
        }
        }
    }
    g_string_append_c(row_bytes, '\n');
}

/* Of all the rows of a list, in its order. Takes the statement as it is bound; ret_any (may be NULL):
 * whether it has any. */
static bool rows_hash(store *store, sqlite3_stmt *list, size_t later_count, bool *ret_any,
                      char ret_sha256[SHA256_TEXT_SIZE], GError **error)
{
    bool any = false;
    g_autoptr(sha256) hash = sha256_new();
    g_autoptr(GString) row_bytes = g_string_sized_new(512);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        any = true;
        row_bytes_fill(row_bytes, list, 0, later_count);
        sha256_add(hash, row_bytes->str, row_bytes->len);
    }
    if (step == STEP_DONE) {
        sha256_finish(hash, ret_sha256);
    }
    if (ret_any) {
        *ret_any = any;
    }
    return step == STEP_DONE;
}

/* ---- the facts ----------------------------------------------------------------------------- */

const char *hashed_file_name(int file)
{
    const bool no_file = file >= INPUT_FILE_COUNT;
    return file == HASHED_BATCHES ? "batches"
           : no_file              ? fact_tables[file].table.name
                                  : words_input_file[file];
}

static const char BATCHES_SQL[] =
    "SELECT NULL, batch, period, program_version, imported_at, NULL FROM batches"
    " WHERE batch BETWEEN ?1 AND ?2"
    " UNION ALL SELECT NULL, batch, file, sha256, row_count, unused_columns FROM batch_files"
    " WHERE batch BETWEEN ?1 AND ?2"
    " UNION ALL SELECT NULL, batch, code || ':' || token, saw, confirmed_by, confirmed_at"
    " FROM batch_confirmations WHERE batch BETWEEN ?1 AND ?2"
    /* Of older imports there is none, and their hash is as it was. */
    " UNION ALL SELECT NULL, batch, 'login:', imported_by, NULL, NULL"
    " FROM batch_logins WHERE batch BETWEEN ?1 AND ?2 ORDER BY 2, 3";

/* Gives known_until, then all that is hashed: known_from first. ?1 and ?2 are the batches. By row:
 * that is the order in which they were brought, and needs no sorting. */
static const char *sql_of(int file)
{
#define BROUGHT_OR_RETIRED(columns)                                                                \
    "SELECT known_until, known_from, {period}" columns ", line{, later} FROM main.{table}"         \
    " WHERE known_from BETWEEN ?1 AND ?2 OR known_until BETWEEN ?1 AND ?2 ORDER BY row"
    const bool is_key = file >= INPUT_FILE_COUNT; /* all of it */
    return file == HASHED_BATCHES
               ? BATCHES_SQL
               : fact_sql((enum input_file)file, is_key ? BROUGHT_OR_RETIRED("{key}")
                                                        : BROUGHT_OR_RETIRED("{key}, {early}"));
}

/* Into that of the rows that the batch brought or, the one after it, retired. */
static void batch_hash(const GPtrArray *hashes, int64_t batch_index, bool retired,
                       const GString *row_bytes)
{
    if (batch_index >= 0 && batch_index < hashes->len / 2) {
        sha256_add(g_ptr_array_index(hashes, (guint)batch_index * 2 + retired), row_bytes->str,
                   row_bytes->len);
    }
}

static bool batches_hash(store *store, int file, int64_t first, int64_t last,
                         const GPtrArray *hashes, GError **error)
{
    g_autoptr(statement) list = statement_prepare(store, sql_of(file), DOING, error);
    statement_bind_integer(list, 1, first);
    statement_bind_integer(list, 2, last);
    const size_t later_count = file == HASHED_BATCHES ? 0 : fact_tables[file].table.later_count;
    g_autoptr(GString) row_bytes = g_string_sized_new(512);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_bytes_fill(row_bytes, list, 1, later_count);
        batch_hash(hashes, sqlite3_column_int64(list, 1) - first, false, row_bytes);
        if (sqlite3_column_type(list, 0) != SQLITE_NULL) {
            batch_hash(hashes, sqlite3_column_int64(list, 0) - first, true, row_bytes);
        }
    }
    return step == STEP_DONE;
}

/* Of a batch that neither brought nor retired a row. */
static void hash_of_nothing(char ret_sha256[SHA256_TEXT_SIZE])
{
    char both[2 * SHA256_TEXT_SIZE - 1];
    sha256_of("", 0, both);
    sha256_of("", 0, both + SHA256_TEXT_SIZE - 1);
    sha256_of(both, strlen(both), ret_sha256);
}

GPtrArray *fact_hashes_compute(store *store, int file, int64_t first, int64_t last, GError **error)
{
    CHECK(first >= 1 && last >= first);
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func((GDestroyNotify)sha256_free);
    for (int64_t i = 0; i < (last - first + 1) * 2; i++) {
        g_ptr_array_add(hashes, sha256_new());
    }
    const bool later = file != HASHED_BATCHES && fact_tables[file].version > 0;
    char nothing[SHA256_TEXT_SIZE];
    hash_of_nothing(nothing);
    if (!batches_hash(store, file, first, last, hashes, error)) {
        return NULL;
    }
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < hashes->len; i += 2) {
        char both[2 * SHA256_TEXT_SIZE - 1];
        char *text = g_malloc(SHA256_TEXT_SIZE);
        sha256_finish(g_ptr_array_index(hashes, i), both);
        sha256_finish(g_ptr_array_index(hashes, i + 1), both + SHA256_TEXT_SIZE - 1);
        sha256_of(both, strlen(both), text);
        if (later && strcmp(text, nothing) == 0) {
            text[0] = '\0';
        }
        g_ptr_array_add(texts, text);
    }
    return texts;
}

bool fact_hashes_join(store *store, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                      GError **error)
{
    static const char SQL[] = "SELECT batch, file, sha256 FROM batch_hashes WHERE batch <= ?1"
                              " ORDER BY batch, file";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, batch);
    return rows_hash(store, list, 0, NULL, ret_sha256, error);
}

static bool file_hashes_insert(store *store, int file, int64_t first, int64_t last, GError **error)
{
    static const char SQL[] = "INSERT INTO batch_hashes (batch, file, sha256)"
                              " SELECT batch, ?2, ?3 FROM batches WHERE batch = ?1";
    g_autoptr(GPtrArray) hashes = fact_hashes_compute(store, file, first, last, error);
    g_autoptr(statement_lease) insert = hashes ? statement_borrow(store, SQL, DOING, error) : NULL;
    bool done = hashes != NULL;
    for (guint i = 0; done && i < hashes->len; i++) {
        if (*(const char *)g_ptr_array_index(hashes, i) == '\0') {
            continue;
        }
        statement_bind_integer(insert, 1, first + i);
        statement_bind_kept(insert, 2, hashed_file_name(file));
        statement_bind_kept(insert, 3, g_ptr_array_index(hashes, i));
        done = statement_execute(store, insert, DOING, error);
    }
    return done;
}

bool fact_hashes_insert(store *store, int64_t batch, GError **error)
{
    /* The last batch that is hashed: all before it are. */
    static const char SQL[] = "SELECT ifnull(max(batch), 0) FROM batch_hashes";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    int64_t hashed = 0;
    bool done = statement_number(store, read, DOING, &hashed, error);
    for (int file = 0; done && hashed < batch && file < HASHED_FILE_COUNT; file++) {
        done = file_hashes_insert(store, file, hashed + 1, batch, error);
    }
    return done;
}

static_assert((int)ISSUE_FROZEN_COUNT == (int)FROZEN_TABLE_COUNT, "a hash a table");

/* ---- what an issue froze ------------------------------------------------------------------- */

bool frozen_hashes_compute(store *store, int64_t seq,
                           struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    bool done = true;
    for (int table = 0; done && table < ISSUE_FROZEN_COUNT; table++) {
        g_autofree char *sql = g_strconcat("SELECT t.* FROM ", issue_tables[table].rows, NULL);
        g_autoptr(statement) list = statement_prepare(store, sql, DOING, error);
        statement_bind_integer(list, 1, seq);
        ret_frozen[table].table = issue_tables[table].table.name;
        bool any = false;
        done = rows_hash(store, list, issue_tables[table].table.later_count, &any,
                         ret_frozen[table].sha256, error);
        if (issue_tables[table].version > 0 && !any) {
            ret_frozen[table].sha256[0] = '\0';
        }
    }
    return done;
}

bool frozen_hashes_insert(store *store, int64_t seq,
                          struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_hashes (seq, table_name, sha256) VALUES (?1, ?2, ?3)";
    bool done = frozen_hashes_compute(store, seq, ret_frozen, error);
    g_autoptr(statement_lease) insert = done ? statement_borrow(store, SQL, DOING, error) : NULL;
    for (int table = 0; done && table < ISSUE_FROZEN_COUNT; table++) {
        if (ret_frozen[table].sha256[0] == '\0') {
            continue;
        }
        statement_bind_integer(insert, 1, seq);
        statement_bind_kept(insert, 2, ret_frozen[table].table);
        statement_bind_kept(insert, 3, ret_frozen[table].sha256);
        done = statement_execute(store, insert, DOING, error);
    }
    return done;
}

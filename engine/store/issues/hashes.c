#include "engine/store/issues/hashes.h"

#include "engine/core/check.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"

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

/* Puts the row's columns from `first` on in place of what is in `row_bytes`. */
static void row_bytes_fill(GString *row_bytes, sqlite3_stmt *row, int first)
{
    g_string_truncate(row_bytes, 0);
    int count = sqlite3_column_count(row);
    for (int column = first; column < count; column++) {
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

static void row_bytes_hash(const GString *row_bytes, GChecksum *checksum)
{
    g_checksum_update(checksum, (const guchar *)row_bytes->str, (gssize)row_bytes->len);
}

/* ---- the facts ----------------------------------------------------------------------------- */

const char *hashed_file_name(int file)
{
    switch (file) {
    case FACT_HELD_ROWS:
        return fact_tables[file].table.name;
    case HASHED_BATCHES:
        return "batches";
    default:
        return words_input_file[file];
    }
}

/* ---- the facts ------------------------------------------------------------------------------- */

static const char BATCHES_SQL[] =
    "SELECT NULL, batch, period, program_version, imported_at, NULL FROM batches"
    " WHERE batch BETWEEN ?1 AND ?2"
    " UNION ALL SELECT NULL, batch, file, sha256, row_count, unused_columns FROM batch_files"
    " WHERE batch BETWEEN ?1 AND ?2 ORDER BY 2, 3";

/* Gives known_until, then all that is hashed: known_from first. ?1 and ?2 are the batches. By row:
 * that is the order in which they were brought, and needs no sorting. */
static char *sql_make(int file)
{
    if (file == HASHED_BATCHES) {
        return g_strdup(BATCHES_SQL);
    }
    const struct fact_table *table = &fact_tables[file];
    g_autoptr(GString) sql = g_string_new("SELECT known_until, known_from, ");
    g_string_append(sql, table->scope == SCOPE_PERIOD ? "period, " : "");
    columns_append(sql, &table->table, COLUMNS_KEY, "");
    const char *comma = file == FACT_HELD_ROWS ? "" : ", "; /* its key is all of it */
    g_string_append(sql, comma);
    columns_append(sql, &table->table, COLUMNS_DATA, "");
    g_string_append_printf(sql,
                           ", line FROM main.%s WHERE known_from BETWEEN ?1 AND ?2"
                           " OR known_until BETWEEN ?1 AND ?2 ORDER BY row",
                           table->table.name);
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

/* Those of the batches first to last; two for each: brought, retired. */
struct batch_checksums {
    int64_t first;
    int64_t last;
    GPtrArray *checksums;
};

static void checksum_destroy(gpointer checksum)
{
    g_checksum_free(checksum);
}

static void batch_hash(const struct batch_checksums *batches, int64_t batch, bool retired,
                       const GString *row_bytes)
{
    if (batch >= batches->first && batch <= batches->last) {
        guint at = (guint)(batch - batches->first) * 2 + (retired ? 1 : 0);
        row_bytes_hash(row_bytes, g_ptr_array_index(batches->checksums, at));
    }
}

static bool rows_hash(store *store, int file, const struct batch_checksums *batches, GError **error)
{
    g_autofree char *sql = sql_make(file);
    g_autoptr(statement) list = statement_prepare(store, sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, batches->first);
    statement_bind_integer(list, 2, batches->last);
    g_autoptr(GString) row_bytes = g_string_sized_new(512);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_bytes_fill(row_bytes, list, 1);
        batch_hash(batches, sqlite3_column_int64(list, 1), false, row_bytes);
        if (sqlite3_column_type(list, 0) != SQLITE_NULL) {
            batch_hash(batches, sqlite3_column_int64(list, 0), true, row_bytes);
        }
    }
    return step == STEP_DONE;
}

GPtrArray *fact_hashes_compute(store *store, int file, int64_t first, int64_t last, GError **error)
{
    CHECK(first >= 1 && last >= first);
    g_autoptr(GPtrArray) checksums = g_ptr_array_new_with_free_func(checksum_destroy);
    for (int64_t i = 0; i < (last - first + 1) * 2; i++) {
        g_ptr_array_add(checksums, g_checksum_new(G_CHECKSUM_SHA256));
    }
    const struct batch_checksums batches = {first, last, checksums};
    if (!rows_hash(store, file, &batches, error)) {
        return NULL;
    }
    GPtrArray *hashes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < checksums->len; i += 2) {
        g_autofree char *both =
            g_strconcat(g_checksum_get_string(g_ptr_array_index(checksums, i)),
                        g_checksum_get_string(g_ptr_array_index(checksums, i + 1)), NULL);
        g_ptr_array_add(hashes, g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1));
    }
    return hashes;
}

bool fact_hashes_join(store *store, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                      GError **error)
{
    static const char SQL[] = "SELECT batch, file, sha256 FROM batch_hashes WHERE batch <= ?1"
                              " ORDER BY batch, file";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, batch);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GString) row_bytes = g_string_new(NULL);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_bytes_fill(row_bytes, list, 0);
        row_bytes_hash(row_bytes, checksum);
    }
    if (step != STEP_DONE) {
        return false;
    }
    g_strlcpy(ret_sha256, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
    return true;
}

static bool file_hashes_insert(store *store, int file, int64_t first, int64_t last, GError **error)
{
    static const char SQL[] = "INSERT INTO batch_hashes (batch, file, sha256)"
                              " SELECT batch, ?2, ?3 FROM batches WHERE batch = ?1";
    g_autoptr(GPtrArray) hashes = fact_hashes_compute(store, file, first, last, error);
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    if (hashes == NULL || insert == NULL) {
        return false;
    }
    for (guint i = 0; i < hashes->len; i++) {
        statement_bind_integer(insert, 1, first + i);
        statement_bind_kept(insert, 2, hashed_file_name(file));
        statement_bind_kept(insert, 3, g_ptr_array_index(hashes, i));
        if (!statement_execute(store, insert, DOING, error)) {
            return false;
        }
    }
    return true;
}

/* The last batch that is hashed: all before it are. */
static bool hashed_batch_find(store *store, int64_t *ret_batch, GError **error)
{
    static const char SQL[] = "SELECT ifnull(max(batch), 0) FROM batch_hashes";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL || statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_batch = sqlite3_column_int64(read, 0);
    return true;
}

bool fact_hashes_insert(store *store, int64_t batch, GError **error)
{
    int64_t hashed = 0;
    bool done = hashed_batch_find(store, &hashed, error);
    for (int file = 0; done && hashed < batch && file < HASHED_FILE_COUNT; file++) {
        done = file_hashes_insert(store, file, hashed + 1, batch, error);
    }
    return done;
}

/* ---- what an issue froze ------------------------------------------------------------------- */

/* The parts of a state are found by its own key, which begins with the period. */
#define PART_OF_STATE(table, order)                                                                \
    "SELECT t.* FROM issued_months AS m CROSS JOIN " table                                         \
    " AS t ON t.period = m.period AND t.partner_id = m.partner_id AND t.seq = m.seq"               \
    " WHERE m.seq = ?1 ORDER BY m.period, m.partner_id, " order

static const struct frozen_table {
    const char *name;
    const char *sql; /* every column; ?1 the seq */
} frozen_tables[ISSUE_FROZEN_COUNT] = {
    {"issues", "SELECT * FROM issues WHERE seq = ?1"},
    {"issue_holidays", "SELECT * FROM issue_holidays WHERE seq = ?1 ORDER BY name"},
    {"issued_months", "SELECT * FROM issued_months WHERE seq = ?1 ORDER BY period, partner_id"},
    {"issued_lines", PART_OF_STATE("issued_lines", "t.kind, t.hourly_rate, t.taxable")},
    {"issued_slots", PART_OF_STATE("issued_slots", "t.date, t.start")},
    {"issued_adhoc", PART_OF_STATE("issued_adhoc", "t.appointment_id")},
    {"documents", "SELECT * FROM documents WHERE seq = ?1 ORDER BY number"},
    {"issued_adjustments", "SELECT a.* FROM documents AS d CROSS JOIN issued_adjustments AS a"
                           " ON a.number = d.number WHERE d.seq = ?1"
                           " ORDER BY a.number, a.kind, a.hourly_rate, a.taxable"},
    {"payments", "SELECT * FROM payments WHERE seq = ?1 ORDER BY partner_id"},
};

static bool frozen_table_hash(store *store, int table, int64_t seq,
                              char ret_sha256[SHA256_TEXT_SIZE], GError **error)
{
    g_autoptr(statement) list = statement_prepare(store, frozen_tables[table].sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GString) row_bytes = g_string_sized_new(512);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        row_bytes_fill(row_bytes, list, 0);
        row_bytes_hash(row_bytes, checksum);
    }
    if (step != STEP_DONE) {
        return false;
    }
    g_strlcpy(ret_sha256, g_checksum_get_string(checksum), SHA256_TEXT_SIZE);
    return true;
}

bool frozen_hashes_compute(store *store, int64_t seq,
                           struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    bool done = true;
    for (int table = 0; done && table < ISSUE_FROZEN_COUNT; table++) {
        ret_frozen[table].table = frozen_tables[table].name;
        done = frozen_table_hash(store, table, seq, ret_frozen[table].sha256, error);
    }
    return done;
}

bool frozen_hashes_insert(store *store, int64_t seq,
                          struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error)
{
    static const char SQL[] =
        "INSERT INTO issue_hashes (seq, table_name, sha256) VALUES (?1, ?2, ?3)";
    g_autoptr(statement_lease) insert = statement_borrow(store, SQL, DOING, error);
    bool done = insert != NULL && frozen_hashes_compute(store, seq, ret_frozen, error);
    for (int table = 0; done && table < ISSUE_FROZEN_COUNT; table++) {
        statement_bind_integer(insert, 1, seq);
        statement_bind_kept(insert, 2, ret_frozen[table].table);
        statement_bind_kept(insert, 3, ret_frozen[table].sha256);
        done = statement_execute(store, insert, DOING, error);
    }
    return done;
}

#include "engine/store/facts/import.h"

#include "engine/core/check.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/tables.h"

/* The staged rows live in a database of their own on a temporary file, which is the owner's alone
 * and unlinked as soon as it is open: it leaves no trace. */
static const char STAGING_SQL[] =
    "CREATE TABLE staging.files (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL,"
    " row_count INTEGER NOT NULL, unused_columns TEXT) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.held_rows (file TEXT NOT NULL, line INTEGER NOT NULL,"
    " partner_id TEXT NOT NULL, error_line TEXT NOT NULL,"
    " PRIMARY KEY (file, line, partner_id, error_line)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.spared (file TEXT NOT NULL, key TEXT NOT NULL, partner_id TEXT NOT NULL,"
    " PRIMARY KEY (file, key, partner_id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.dropped_schedules (row INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE staging.zones (role TEXT, partner_id TEXT, timezone TEXT NOT NULL,"
    " PRIMARY KEY (role, partner_id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.zone_bounds (role TEXT, timezone TEXT, start INTEGER NOT NULL,"
    " \"end\" INTEGER NOT NULL, PRIMARY KEY (role, timezone)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.scopes (role TEXT, partner_id TEXT, start INTEGER NOT NULL,"
    " \"end\" INTEGER NOT NULL, PRIMARY KEY (role, partner_id)) STRICT, WITHOUT ROWID;";

static const char BEGINNING[] = "beginning an import";
static const char STAGING[] = "staging the rows of the import";

static bool staging_table_create(store_import *import, enum input_file file, GError **error)
{
    const struct table *table = &fact_tables[file].table;
    g_autoptr(GString) create = g_string_new(NULL);
    const char *unique = fact_tables[file].unique;
    g_string_append_printf(create, "CREATE TABLE staging.%s (", table->name);
    columns_append(create, table, COLUMNS_ALL, "");
    g_string_append_printf(create, ", line%s", unique ? ");" : ", PRIMARY KEY (");
    if (unique) {
        g_string_append_printf(create, "CREATE UNIQUE INDEX staging.%s_key ON %s (", table->name,
                               table->name);
    }
    fact_unique_append(create, &fact_tables[file]);
    g_string_append(create, unique ? ")" : ")) WITHOUT ROWID");
    if (!statement_run(import->store, create->str, BEGINNING, error)) {
        return false;
    }
    g_autoptr(GString) insert = g_string_new(NULL);
    g_string_append_printf(insert, "INSERT OR IGNORE INTO staging.%s VALUES (?", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        g_string_append(insert, ", ?");
    }
    g_string_append(insert, ")");
    import->stage[file] = statement_prepare(import->store, insert->str, BEGINNING, error);
    return import->stage[file] != NULL;
}

static bool staging_create(store_import *import, GError **error)
{
    if (!statement_run(import->store, STAGING_SQL, BEGINNING, error)) {
        return false;
    }
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!staging_table_create(import, (enum input_file)file, error)) {
            return false;
        }
    }
    static const char HOLD[] = "INSERT OR IGNORE INTO staging.held_rows VALUES (?, ?, ?, ?)";
    static const char SPARE[] = "INSERT OR IGNORE INTO staging.spared VALUES (?, ?, ?)";
    import->hold = statement_prepare(import->store, HOLD, BEGINNING, error);
    import->spare =
        import->hold == NULL ? NULL : statement_prepare(import->store, SPARE, BEGINNING, error);
    return import->spare != NULL;
}

store_import *store_import_begin(store *store, struct period period, store_zone_clock zone_clock,
                                 GError **error)
{
    CHECK(store->import == NULL);
    g_autoptr(store_import) import = g_new0(store_import, 1);
    import->store = store;
    import->period = period;
    store_period_text(period, import->period_text);
    import->zone_clock = zone_clock;
    import->strings = g_string_chunk_new(4096);
    import->zone_changes = g_array_new(FALSE, TRUE, sizeof(struct zone_change));
    import->lost_partners = g_array_new(FALSE, TRUE, sizeof(struct lost_partner));
    store->import = import;
    /* Not within the transaction: SQLite attaches only outside one. */
    static const char ATTACH[] = "ATTACH '' AS staging;"
                                 "PRAGMA staging.cache_size = -16384;" /* KiB; the rest on disk */
                                 "BEGIN IMMEDIATE";
    if (!statement_run(store, ATTACH, BEGINNING, error)) {
        return NULL;
    }
    import->in_transaction = true;
    if (!staging_create(import, error)) {
        return NULL;
    }
    return g_steal_pointer(&import);
}

void store_import_abandon(store_import *import)
{
    store *store = import->store;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        sqlite3_finalize(import->stage[file]);
        import->stage[file] = NULL;
    }
    sqlite3_finalize(import->hold);
    sqlite3_finalize(import->spare);
    import->hold = NULL;
    import->spare = NULL;
    if (import->in_transaction) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    /* Fails where attaching did; then there is nothing to detach. */
    sqlite3_exec(store->db, "DETACH staging", NULL, NULL, NULL);
    import->in_transaction = false;
    store->import = NULL;
    import->store = NULL;
}

void store_import_free(store_import *import)
{
    if (import == NULL) {
        return;
    }
    if (import->store != NULL) {
        store_import_abandon(import);
    }
    g_string_chunk_free(import->strings);
    g_array_unref(import->zone_changes);
    g_array_unref(import->lost_partners);
    g_free(import);
}

bool store_import_file(store_import *import, enum input_file file, const char *sha256,
                       uint32_t row_count, const char *unused_columns, GError **error)
{
    static const char SQL[] = "INSERT INTO staging.files VALUES (?, ?, ?, ?)";
    CHECK(import->in_transaction && !import->present[file]);
    g_autoptr(statement) insert = statement_prepare(import->store, SQL, STAGING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_text(insert, 1, words_input_file[file]);
    statement_bind_kept(insert, 2, sha256);
    statement_bind_integer(insert, 3, row_count);
    statement_bind_text(insert, 4, unused_columns);
    if (!statement_execute(import->store, insert, STAGING, error)) {
        return false;
    }
    import->present[file] = true;
    import->scopes_done = false;
    return true;
}

bool store_import_hold(store_import *import, enum input_file file, const char *partner_id,
                       const char *key, uint32_t line, const char *error_line, GError **error)
{
    CHECK(import->in_transaction);
    statement_bind_text(import->spare, 1, words_input_file[file]);
    statement_bind_kept(import->spare, 2, key);
    statement_bind_kept(import->spare, 3, partner_id);
    if (!statement_execute(import->store, import->spare, STAGING, error)) {
        return false;
    }
    statement_bind_text(import->hold, 1, words_input_file[file]);
    statement_bind_integer(import->hold, 2, line);
    statement_bind_kept(import->hold, 3, partner_id);
    statement_bind_kept(import->hold, 4, error_line);
    return statement_execute(import->store, import->hold, STAGING, error);
}

/* In this order: the month's own partners (of this import, where it is the import's month), those
 * of the period imported now, the latest that knows the partner. */
static const char TIMEZONE_SQL[] =
    "SELECT coalesce("
    " (SELECT timezone FROM staging.partners WHERE partner_id = ?1 AND ?2 = ?3),"
    " (SELECT timezone FROM main.partners"
    "   WHERE partner_id = ?1 AND period = ?2 AND known_until IS NULL),"
    " (SELECT timezone FROM staging.partners WHERE partner_id = ?1),"
    " (SELECT timezone FROM main.partners"
    "   WHERE partner_id = ?1 AND period = ?3 AND known_until IS NULL),"
    " (SELECT timezone FROM main.partners"
    "   WHERE partner_id = ?1 AND known_until IS NULL ORDER BY period DESC LIMIT 1), '')";

const char *store_import_timezone(store_import *import, const char *partner_id, struct period month,
                                  GError **error)
{
    static const char DOING[] = "looking up a time zone";
    CHECK(import->in_transaction);
    char month_text[PERIOD_TEXT_SIZE];
    store_period_text(month, month_text);
    g_autoptr(statement_lease) find = statement_borrow(import->store, TIMEZONE_SQL, DOING, error);
    if (find == NULL) {
        return NULL;
    }
    statement_bind_kept(find, 1, partner_id);
    statement_bind_kept(find, 2, month_text);
    statement_bind_kept(find, 3, import->period_text);
    if (statement_next(import->store, find, DOING, error) != STEP_ROW) {
        return NULL;
    }
    const char *timezone = statement_text(find, 0);
    return *timezone ? g_string_chunk_insert_const(import->strings, timezone) : NULL;
}

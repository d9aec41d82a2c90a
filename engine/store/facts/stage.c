#include "engine/store/facts/import.h"

#include <string.h>

#include "engine/core/money.h"
#include "engine/store/db.h"
#include "engine/store/facts/import_private.h"

/* The staged rows live in a database of their own on a temporary file, which is the owner's alone
 * and unlinked as soon as it is open: it leaves no trace. */
static const char STAGING_SQL[] =
    "CREATE TABLE staging.files (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL,"
    " row_count INTEGER NOT NULL, unused_columns TEXT) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.spared (file TEXT NOT NULL, key TEXT NOT NULL, partner_id TEXT NOT NULL,"
    " PRIMARY KEY (file, key, partner_id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.dropped_schedules (row INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE staging.before (file TEXT PRIMARY KEY, row INTEGER NOT NULL) STRICT, WITHOUT "
    "ROWID;"
    "CREATE TABLE staging.asked (partner_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.overlapping (file TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE staging.scopes (role TEXT, partner_id TEXT, timezone TEXT NOT NULL,"
    " start INTEGER, \"end\" INTEGER, here INTEGER, PRIMARY KEY (role, partner_id)) STRICT, "
    "WITHOUT ROWID;";

static const char BEGINNING[] = "beginning an import";
static const char STAGING[] = "staging the rows of the import";

bool store_import_run(store_import *import, const char *sql, int64_t *ret_changed, GError **error)
{
    CHECK(import->in_transaction);
    g_autoptr(statement_lease) run = fact_query_borrow(&import->query, sql, error);
    if (!statement_execute(import->store, run, import->query.doing, error)) {
        return false;
    }
    if (ret_changed) {
        *ret_changed = sqlite3_changes64(import->store->db);
    }
    return true;
}

/* ---- begin and end ------------------------------------------------------------------------------ */

/* What is known is what the table has up to the last row before the import, where rows go straight into it;
 * else all of it. */
static bool before_set(store_import *import, enum input_file file, GError **error)
{
    static const char SQL[] = "INSERT OR REPLACE INTO staging.before VALUES ('{file}', ?)";
    const struct staging *staging = &import->staging[file];
    g_autoptr(statement_lease) set =
        statement_borrow(import->store, fact_sql(file, SQL), STAGING, error);
    statement_bind_integer(set, 1, staging->straight ? staging->before : INT64_MAX);
    return statement_execute(import->store, set, STAGING, error);
}

/* Without an index, which costs as much as the rows: what is staged already is told by the hashes of the
 * keys, and one is made only where rows have to be found. */
static bool staging_table_create(store_import *import, enum input_file file, GError **error)
{
    struct staging *staging = &import->staging[file];
    staging->order = g_strsplit(fact_sql(file, "{order}"), ", ", -1);
    staging->in_order = true;
    staging->last = g_string_new(NULL);
    key_set_begin(&staging->keys);
    if (!statement_run(import->store, fact_sql(file, "CREATE TABLE staging.{table} ({all}, line)"),
                       BEGINNING, error)) {
        return false;
    }
    static const char INSERT[] =
        "INSERT INTO staging.{table} (rowid, {all}, line) VALUES (?, {?all}, ?)";
    staging->insert = statement_prepare(import->store, fact_sql(file, INSERT), BEGINNING, error);
    return staging->insert && (!fact_tables[file].straight || before_set(import, file, error));
}

store_import *store_import_begin(store *store, struct period period, const char *program_version,
                                 store_zone_clock zone_clock, GError **error)
{
    CHECK(!store->import);
    g_autoptr(store_import) import = g_new0(store_import, 1);
    import->store = store;
    import->period = period;
    import->query = fact_query_of(store, &(struct store_view){.period = period}, BEGINNING);
    import->program_version = program_version;
    import->zone_clock = zone_clock;
    import->strings = g_string_chunk_new(4096);
    import->seen = g_string_new(NULL);
    import->zones = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
                                          (GDestroyNotify)g_hash_table_unref);
    import->zone_changes = g_array_new(FALSE, TRUE, sizeof(struct left_behind));
    import->lost_partners = g_array_new(FALSE, TRUE, sizeof(struct left_behind));
    import->unscheduled = g_array_new(FALSE, TRUE, sizeof(struct partner_name));
    import->bytes = g_string_new(NULL);
    store->import = true;
    g_clear_pointer(&store->exports, g_hash_table_unref); /* the batch to be may have been before */
    /* Not within the transaction: SQLite attaches only outside one. */
    static const char ATTACH[] = "ATTACH '' AS staging;"
                                 "PRAGMA staging.page_size = 16384;"
                                 "PRAGMA staging.cache_size = -16384;" /* KiB; the rest on disk */
                                 "BEGIN IMMEDIATE";
    static const char BATCHES[] = "SELECT count(*) FROM main.batches WHERE period = ?1";
    int64_t batches = 0;
    import->in_transaction = statement_run(store, ATTACH, BEGINNING, error);
    bool done = import->in_transaction && statement_run(store, STAGING_SQL, BEGINNING, error) &&
                fact_query_number(&import->query, BATCHES, &batches, error);
    for (int file = 0; done && file < FACT_TABLE_COUNT; file++) {
        done = staging_table_create(import, (enum input_file)file, error);
    }
    import->first = batches == 0;
    return done ? g_steal_pointer(&import) : NULL;
}

void store_import_free(store_import *import)
{
    if (!import) {
        return;
    }
    for (int file = 0; file < FACT_TABLE_COUNT; file++) {
        struct staging *staging = &import->staging[file];
        sqlite3_finalize(staging->insert);
        sqlite3_finalize(staging->straight);
        g_free(staging->waiting);
        g_clear_pointer(&staging->texts, g_string_chunk_free);
        g_strfreev(staging->order);
        if (staging->last) {
            g_string_free(staging->last, TRUE);
        }
        key_set_clear(&staging->keys);
    }
    if (import->in_transaction) {
        transaction_rollback(import->store);
    }
    /* Fails where attaching did; then there is nothing to detach. */
    sqlite3_exec(import->store->db, "DETACH staging", NULL, NULL, NULL);
    import->store->import = false;
    g_clear_pointer(&import->store->exports, g_hash_table_unref);
    g_string_chunk_free(import->strings);
    g_string_free(import->bytes, TRUE);
    g_hash_table_unref(import->zones);
    g_array_unref(import->zone_changes);
    g_array_unref(import->lost_partners);
    g_array_unref(import->unscheduled);
    g_string_free(import->seen, TRUE);
    g_free(import);
}

/* ---- staging ------------------------------------------------------------------------------------ */

bool store_import_file(store_import *import, enum input_file file, const char *sha256,
                       uint32_t row_count, const char *unused_columns, GError **error)
{
    static const char SQL[] = "INSERT INTO staging.files VALUES (?, ?, ?, ?)";
    CHECK(import->in_transaction && !import->present[file]);
    g_autoptr(statement) insert = statement_prepare(import->store, SQL, STAGING, error);
    statement_bind_text(insert, 1, words_input_file[file]);
    statement_bind_kept(insert, 2, sha256);
    statement_bind_integer(insert, 3, row_count);
    statement_bind_text(insert, 4, unused_columns);
    if (!statement_execute(import->store, insert, STAGING, error)) {
        return false;
    }
    g_string_append_printf(import->seen, "%s %s\n", words_input_file[file], sha256);
    import->present[file] = true;
    import->scopes_done = false;
    return true;
}

const char *store_import_seen(const store_import *import)
{
    return import->seen->str;
}

bool store_import_index(store_import *import, enum input_file file, GError **error)
{
    static const char SQL[] =
        "CREATE UNIQUE INDEX IF NOT EXISTS staging.{table}_key ON {table} ({unique})";
    return statement_run(import->store, fact_sql(file, SQL), STAGING, error);
}

/* Where the row that has the key already came from; STAGE_DONE: no row has it, two keys had one hash. */
static enum stage_result first_find(store_import *import, enum input_file file, const void *row,
                                    uint32_t *ret_first_line, char **ret_first_partner,
                                    GError **error)
{
#define WITH_KEY " WHERE ({key}) IS ({?key})"
    static const char STAGED[] = "SELECT {all}, line FROM staging.{table}" WITH_KEY;
    static const char STRAIGHT[] = "SELECT {all}, line FROM staging.{table}" WITH_KEY
                                   " UNION ALL SELECT {all}, line FROM main.{table}" WITH_KEY
                                   " AND known_until IS NULL AND row > {before it}";
    const struct table *table = &fact_tables[file].table;
    const struct column *partner_id = column_find(table, "partner_id");
    if (!store_import_flush(import, file, error) || !store_import_index(import, file, error)) {
        return STAGE_FAILED;
    }
    const char *sql = import->staging[file].straight ? STRAIGHT : STAGED;
    g_autoptr(statement) find =
        statement_prepare(import->store, fact_sql(file, sql), STAGING, error);
    const int next = columns_bind(find, 1, table, COLUMNS_KEY, row);
    if (next <= sqlite3_bind_parameter_count(find)) {
        columns_bind(find, next, table, COLUMNS_KEY, row);
    }
    enum statement_step step = statement_next(import->store, find, STAGING, error);
    if (step == STEP_ROW) {
        *ret_first_line = statement_line(find, (int)table->column_count);
        *ret_first_partner =
            partner_id && !partner_id->key
                ? g_strdup(statement_text(find, (int)(partner_id - table->columns)))
                : NULL;
        return STAGE_DUPLICATE;
    }
    return step == STEP_DONE ? STAGE_DONE : STAGE_FAILED;
}

void store_import_files_end(store_import *import)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        key_set_clear(&import->staging[file].keys);
    }
}

/* Whether its key may be new. */
static bool key_note(store_import *import, enum input_file file, const void *row)
{
    const struct table *table = &fact_tables[file].table;
    g_string_truncate(import->bytes, 0);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].key) {
            column_bytes_append(import->bytes, &table->columns[i], row);
        }
    }
    return key_set_add(&import->staging[file].keys, import->bytes);
}

/* A file that comes in the order in which the store writes need not be sorted. */
static void order_note(store_import *import, enum input_file file, const void *row)
{
    struct staging *staging = &import->staging[file];
    g_string_truncate(import->bytes, 0);
    for (char **name = staging->order; *name && staging->in_order; name++) {
        const struct column *column = column_find(&fact_tables[file].table, *name);
        if (column) {
            column_bytes_append(import->bytes, column, row);
        } else {
            staging->in_order = false;
        }
    }
    const size_t shared = MIN(import->bytes->len, staging->last->len);
    staging->in_order =
        staging->in_order && memcmp(staging->last->str, import->bytes->str, shared) <= 0;
    GString *last = staging->last;
    staging->last = import->bytes;
    import->bytes = last;
}

/* ---- straight into the store -------------------------------------------------------------------- */

/* The rows of a period's first import that come in order need no staging: nothing is known of them, but for
 * a key that another month brought, whose row is staged. Each has the number that it would have if all were
 * staged, so that the order of the rows, and with it their hash, is the same. */

enum { AT_ONCE = 32 };

static bool straight_begin(store_import *import, enum input_file file, GError **error)
{
    static const char LAST[] = "SELECT ifnull(max(row), 0) FROM main.{table}";
    struct staging *staging = &import->staging[file];
    if (!import->first || !fact_tables[file].straight) {
        return true;
    }
    g_autoptr(GString) sql =
        g_string_new("INSERT INTO main.{table} (row, {all}, line, known_from) VALUES ");
    for (int i = 0; i < AT_ONCE; i++) {
        g_string_append(sql, i > 0 ? ", (?, {?all}, ?, ?)" : "(?, {?all}, ?, ?)");
    }
    g_string_append(sql, " ON CONFLICT ({unique}) WHERE known_until IS NULL DO NOTHING");
    import->query.doing = STAGING;
    staging->waiting = g_malloc(AT_ONCE * fact_tables[file].size);
    staging->texts = g_string_chunk_new(4096);
    if (!fact_query_number(&import->query, fact_sql(file, LAST), &staging->before, error) ||
        !store_import_batch(import, error)) {
        return false;
    }
    staging->straight = statement_prepare(import->store, fact_sql(file, sql->str), STAGING, error);
    return staging->straight && before_set(import, file, error);
}

/* Of a statement that stages one row. */
static bool row_stage(store_import *import, enum input_file file, int64_t number, const void *row,
                      GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    const struct fact_source *source = (const void *)((const char *)row + table->source);
    sqlite3_stmt *insert = import->staging[file].insert;
    statement_bind_integer(insert, 1, number);
    const int line = columns_bind(insert, 2, &table->table, COLUMNS_ALL, row);
    statement_bind_integer(insert, line, source->line);
    return statement_execute(import->store, insert, STAGING, error);
}

/* Whose key is known is staged: all that wait but those that are in the store now. */
static bool known_stage(store_import *import, enum input_file file, int64_t first, GError **error)
{
    static const char THERE[] = "SELECT row FROM main.{table} WHERE row BETWEEN ?1 AND ?2";
    struct staging *staging = &import->staging[file];
    bool there[AT_ONCE] = {false};
    const int64_t begin = staging->before + first;
    g_autoptr(statement_lease) list =
        statement_borrow(import->store, fact_sql(file, THERE), STAGING, error);
    statement_bind_integer(list, 1, begin);
    statement_bind_integer(list, 2, begin + AT_ONCE - 1);
    enum statement_step step;
    while ((step = statement_next(import->store, list, STAGING, error)) == STEP_ROW) {
        there[sqlite3_column_int64(list, 0) - begin] = true;
    }
    bool done = step == STEP_DONE;
    for (size_t i = 0; done && i < staging->waiting_count; i++) {
        staging->straight_count += there[i];
        done = there[i] || row_stage(import, file, first + (int64_t)i,
                                     staging->waiting + i * fact_tables[file].size, error);
    }
    return done;
}

bool store_import_flush(store_import *import, enum input_file file, GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    struct staging *staging = &import->staging[file];
    const int64_t first = staging->count - (int64_t)staging->waiting_count + 1;
    int parameter = 1;
    if (staging->waiting_count == 0) {
        return true;
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        /* The last ones stand again for those that lack, and meet themselves. */
        const size_t place = MIN(i, staging->waiting_count - 1);
        const void *row = staging->waiting + place * table->size;
        const struct fact_source *source = (const void *)((const char *)row + table->source);
        statement_bind_integer(staging->straight, parameter++,
                               staging->before + first + (int64_t)i);
        parameter = columns_bind(staging->straight, parameter, &table->table, COLUMNS_ALL, row);
        statement_bind_integer(staging->straight, parameter++, source->line);
        statement_bind_integer(staging->straight, parameter++, import->query.batch);
    }
    if (!statement_execute(import->store, staging->straight, STAGING, error)) {
        return false;
    }
    if ((size_t)sqlite3_changes(import->store->db) == staging->waiting_count) {
        staging->straight_count += (int64_t)staging->waiting_count;
    } else if (!known_stage(import, file, first, error)) {
        return false;
    }
    staging->waiting_count = 0;
    g_string_chunk_clear(staging->texts);
    return true;
}

/* Keeps the row, whose texts are the reader's, until there are enough. */
static bool straight_put(store_import *import, enum input_file file, const void *row,
                         GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    struct staging *staging = &import->staging[file];
    char *kept = staging->waiting + staging->waiting_count++ * table->size;
    memcpy(kept, row, table->size);
    for (size_t i = 0; i < table->table.column_count; i++) {
        const struct column *column = &table->table.columns[i];
        if (column->kind == COLUMN_TEXT) {
            const char **text = (void *)(kept + column->offset);
            *text = g_string_chunk_insert(staging->texts, *text);
        }
    }
    return staging->waiting_count < AT_ONCE || store_import_flush(import, file, error);
}

/* A row came out of order: what is in the store goes back to be sorted with the rest. That they are deleted is no
 * matter of the store's triggers, for nobody ever saw them. */
static bool straight_end(store_import *import, enum input_file file, GError **error)
{
    static const char BACK[] =
        "INSERT INTO staging.{table} (rowid, {all}, line)"
        " SELECT row - {before it}, {all}, line FROM main.{table} WHERE row > {before it}";
    static const char DELETE[] = "DELETE FROM main.{table} WHERE row > {before it}";
    struct staging *staging = &import->staging[file];
    if (!staging->straight) {
        return true;
    }
    import->query.doing = STAGING;
    sqlite3 *db = import->store->db;
    bool done = store_import_flush(import, file, error) &&
                store_import_run(import, fact_sql(file, BACK), NULL, error);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    done = done && store_import_run(import, fact_sql(file, DELETE), NULL, error);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    g_clear_pointer(&staging->straight, sqlite3_finalize);
    staging->straight_count = 0;
    return done && before_set(import, file, error);
}

/* ---- a row -------------------------------------------------------------------------------------- */

enum stage_result store_stage(store_import *import, enum input_file file, const void *row,
                              uint32_t *ret_first_line, char **ret_first_partner, GError **error)
{
    CHECK(import->in_transaction);
    struct staging *staging = &import->staging[file];
    if (file == INPUT_PARTNERS) {
        import->scopes_done = false;
        g_hash_table_remove_all(import->zones);
    }
    if (!key_note(import, file, row)) {
        enum stage_result first =
            first_find(import, file, row, ret_first_line, ret_first_partner, error);
        if (first != STAGE_DONE) {
            return first;
        }
    }
    order_note(import, file, row);
    if ((staging->count == 0 && !straight_begin(import, file, error)) ||
        (!staging->in_order && !straight_end(import, file, error))) {
        return STAGE_FAILED;
    }
    const int64_t number = ++staging->count;
    const bool done = staging->straight ? straight_put(import, file, row, error)
                                        : row_stage(import, file, number, row, error);
    return done ? STAGE_DONE : STAGE_FAILED;
}

bool store_import_hold(store_import *import, enum input_file file, const char *partner_id,
                       const char *key, uint32_t line, const char *error_line, GError **error)
{
    static const char SPARE[] = "INSERT OR IGNORE INTO staging.spared VALUES (?, ?, ?)";
    g_autoptr(statement_lease) spare = statement_borrow(import->store, SPARE, STAGING, error);
    statement_bind_text(spare, 1, words_input_file[file]);
    statement_bind_kept(spare, 2, key);
    statement_bind_kept(spare, 3, partner_id);
    if (!statement_execute(import->store, spare, STAGING, error)) {
        return false;
    }
    const struct held_row row = {file, partner_id, error_line, {.line = line}};
    uint32_t first_line = 0;
    g_autofree char *first_partner = NULL;
    return store_stage(import, FACT_HELD_ROWS, &row, &first_line, &first_partner, error) !=
           STAGE_FAILED;
}

bool store_import_partner_unstage(store_import *import, const char *partner_id, GError **error)
{
    static const char SQL[] = "DELETE FROM staging.partners WHERE partner_id = ?";
    CHECK(import->in_transaction);
    import->scopes_done = false;
    g_hash_table_remove_all(import->zones);
    g_autoptr(statement) unstage = statement_prepare(import->store, SQL, STAGING, error);
    statement_bind_kept(unstage, 1, partner_id);
    return statement_execute(import->store, unstage, STAGING, error);
}

/* ---- who is a partner, and where ---------------------------------------------------------------- */

static const char LOOKING[] = "looking up a partner";

bool store_import_standing(store_import *import, const char *partner_id, struct period month,
                           enum partner_standing *ret_standing, GError **error)
{
    static const char SQL[] =
        "SELECT EXISTS (SELECT 1 FROM main.partners WHERE period = ?2 AND partner_id = ?1"
        "  AND known_until IS NULL),"
        " EXISTS (SELECT 1 FROM main.held_rows WHERE period = ?2 AND partner_id = ?1"
        "  AND file = 'partners.csv' AND known_until IS NULL)";
    g_autoptr(statement_lease) read = statement_borrow(import->store, SQL, LOOKING, error);
    statement_bind_kept(read, 1, partner_id);
    statement_bind_period(read, 2, month);
    if (statement_next(import->store, read, LOOKING, error) != STEP_ROW) {
        return false;
    }
    const enum partner_standing known =
        statement_int32(read, 0) != 0 ? PARTNER_KNOWN : PARTNER_UNKNOWN;
    *ret_standing = statement_int32(read, 1) != 0 ? PARTNER_SET_ASIDE : known;
    return true;
}

bool store_import_ask(store_import *import, const char *partner_id, GError **error)
{
    static const char SQL[] = "INSERT OR IGNORE INTO staging.asked VALUES (?)";
    g_autoptr(statement) ask = statement_prepare(import->store, SQL, STAGING, error);
    statement_bind_kept(ask, 1, partner_id);
    return statement_execute(import->store, ask, STAGING, error);
}

bool store_import_asked_rows(store_import *import, enum input_file file, const char *partner_id,
                             int64_t *ret_rows, GError **error)
{
    static const char SQL[] = "SELECT count(*) FROM staging.{table} WHERE partner_id = ?";
    g_autoptr(statement) count =
        statement_prepare(import->store, fact_sql(file, SQL), STAGING, error);
    statement_bind_kept(count, 1, partner_id);
    return statement_number(import->store, count, STAGING, ret_rows, error);
}

bool store_import_had_before(store_import *import, const char *partner_id, struct period month,
                             bool *ret_had, GError **error)
{
    static const char SQL[] =
        "SELECT EXISTS (SELECT 1 FROM main.partners WHERE partner_id = ?1 AND period < ?2"
        "  AND known_until IS NULL)";
    g_autoptr(statement_lease) read = statement_borrow(import->store, SQL, LOOKING, error);
    statement_bind_kept(read, 1, partner_id);
    statement_bind_period(read, 2, month);
    if (statement_next(import->store, read, LOOKING, error) != STEP_ROW) {
        return false;
    }
    *ret_had = statement_int32(read, 0) != 0;
    return true;
}

bool store_import_names(store_import *import, const char *partner_id, char ***ret_names,
                        GError **error)
{
    static const char SQL[] =
        "SELECT legal_name, trading_name, 1 AS place, '' AS period FROM staging.partners"
        "  WHERE partner_id = ?1 UNION ALL SELECT legal_name, trading_name, 2, period"
        "  FROM main.partners WHERE partner_id = ?1 AND known_until IS NULL"
        " ORDER BY place, period DESC LIMIT 1";
    if (!store_import_index(import, INPUT_PARTNERS, error)) {
        return false;
    }
    g_autoptr(statement_lease) read = statement_borrow(import->store, SQL, LOOKING, error);
    statement_bind_kept(read, 1, partner_id);
    const enum statement_step step = statement_next(import->store, read, LOOKING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (int i = 0; i < 2 && step == STEP_ROW; i++) {
        g_strv_builder_add(names, statement_text(read, i));
    }
    *ret_names = g_strv_builder_end(names);
    return true;
}

bool store_import_sources(store_import *import, GArray *rows, GStringChunk *strings, GError **error)
{
    static const struct fact_selection selection = {
        .file = FACT_SOURCES,
        .from = " FROM main.sources AS t WHERE t.known_until IS NULL"
                " AND t.section NOT LIKE '" SOURCE_READ "%' AND t.period ="
                " (SELECT period FROM main.sources WHERE known_until IS NULL"
                "   AND section NOT LIKE '" SOURCE_READ "%' ORDER BY period = ?1 DESC, period DESC"
                "   LIMIT 1) ORDER BY t.line"};
    import->query.doing = LOOKING;
    return fact_query_append(&import->query, &selection, rows, strings, error);
}

bool store_import_overlapping(store_import *import, enum input_file file, GError **error)
{
    static const char SQL[] = "INSERT OR IGNORE INTO staging.overlapping VALUES ('{file}')";
    return statement_run(import->store, fact_sql(file, SQL), STAGING, error);
}

const char *store_import_timezone(store_import *import, const char *partner_id, struct period month,
                                  GError **error)
{
    static const char SQL[] = ZONES_OF_MONTH " ORDER BY place";
    CHECK(import->in_transaction);
    const gpointer key = GINT_TO_POINTER(month.first.number);
    GHashTable *known = g_hash_table_lookup(import->zones, key);
    if (known) {
        return g_hash_table_lookup(known, partner_id);
    }
    g_autoptr(GHashTable) zones = g_hash_table_new(g_str_hash, g_str_equal);
    import->query.doing = LOOKING;
    g_autoptr(statement_lease) list = fact_query_borrow(&import->query, SQL, error);
    statement_bind_period(list, 4, month);
    enum statement_step step;
    while ((step = statement_next(import->store, list, LOOKING, error)) == STEP_ROW) {
        char *id = g_string_chunk_insert_const(import->strings, statement_text(list, 0));
        if (!g_hash_table_contains(zones, id)) {
            g_hash_table_insert(
                zones, id, g_string_chunk_insert_const(import->strings, statement_text(list, 1)));
        }
    }
    if (step == STEP_FAILED) {
        return NULL;
    }
    g_hash_table_insert(import->zones, key, g_hash_table_ref(zones));
    return g_hash_table_lookup(zones, partner_id);
}

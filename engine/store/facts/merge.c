#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/gates.h"

/* ---- what the files replace --------------------------------------------------------------------- */

/* What is "in the period" (formats.md section 3) is told by the partner's zone: for each partner
 * one span of instants, so that one join finds what a file replaces. */

static const char FINDING[] = "finding what the files replace";

static bool zones_fill(store_import *import, const char *role, struct period month, GError **error)
{
    static const char SQL[] =
        "INSERT OR IGNORE INTO staging.scopes (role, partner_id, timezone)"
        " SELECT ?3, partner_id, timezone FROM (" ZONES_OF_MONTH ") ORDER BY place";
    g_autoptr(statement_lease) fill = fact_query_borrow(&import->query, SQL, error);
    statement_bind_kept(fill, 3, role);
    statement_bind_period(fill, 4, month);
    return statement_execute(import->store, fill, FINDING, error);
}

/* Once a zone, not once a partner. */
static bool bounds_fill(store_import *import, GError **error)
{
    static const char ZONES[] = "SELECT DISTINCT role, timezone, role = 'before' FROM "
                                "staging.scopes ORDER BY role, timezone";
    static const char FILL[] =
        "UPDATE staging.scopes SET start = ?3, \"end\" = ?4 WHERE role = ?1 AND timezone = ?2";
    g_autoptr(statement_lease) list = fact_query_borrow(&import->query, ZONES, error);
    g_autoptr(statement_lease) fill =
        list ? statement_borrow(import->store, FILL, FINDING, error) : NULL;
    if (!fill) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(import->store, list, FINDING, error)) == STEP_ROW) {
        const char *timezone = statement_text(list, 1);
        const struct period month = period_add_months(import->period, -statement_int32(list, 2));
        const struct clock *clock = import->zone_clock(timezone);
        if (!clock) {
            return statement_zone_unknown(import->store, timezone, error);
        }
        const struct interval span = clock_days(clock, month.first, period_last(month));
        statement_bind_kept(fill, 1, statement_text(list, 0));
        statement_bind_kept(fill, 2, timezone);
        statement_bind_integer(fill, 3, span.start.utc_minutes);
        statement_bind_integer(fill, 4, span.end.utc_minutes);
        if (!statement_execute(import->store, fill, FINDING, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}

bool store_import_replaces(const store_import *import, enum input_file file)
{
    return file >= INPUT_FILE_COUNT || import->first || import->present[file];
}

/* Whether what is gone of a partner can be retired: those of the period, and who was none before it. */
static bool here_fill(store_import *import, GError **error)
{
    static const char OWN[] = "UPDATE staging.scopes SET here ="
                              " partner_id IN (SELECT partner_id FROM staging.partners)";
    static const char KNOWN_HERE[] =
        "UPDATE staging.scopes SET here = true WHERE EXISTS (SELECT 1 FROM main.partners AS t"
        " WHERE t.partner_id = scopes.partner_id AND t.period = ?1 AND t.known_until IS NULL)";
    static const char NEVER_BEFORE[] =
        "UPDATE staging.scopes SET here = true WHERE NOT here AND NOT EXISTS"
        " (SELECT 1 FROM main.partners AS t WHERE t.partner_id = scopes.partner_id"
        "  AND t.period < ?1 AND t.known_until IS NULL)";
    return store_import_run(import, OWN, NULL, error) &&
           (import->present[INPUT_PARTNERS] || store_import_run(import, KNOWN_HERE, NULL, error)) &&
           store_import_run(import, NEVER_BEFORE, NULL, error);
}

/* Where something is known that a file could retire, its rows have to be found. */
static bool keys_index(store_import *import, GError **error)
{
    for (int i = 0; i < FACT_TABLE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (fact_tables[file].scope == SCOPE_NONE || !store_import_replaces(import, file)) {
            continue;
        }
        int64_t known = 0;
        if (!fact_query_number(&import->query, fact_sql(file, "SELECT EXISTS (SELECT 1{now})"),
                               &known, error) ||
            (known != 0 && !store_import_index(import, file, error))) {
            return false;
        }
        import->staging[file].in_scope = known != 0;
    }
    return true;
}

static bool all_flush(store_import *import, GError **error)
{
    bool done = true;
    for (int file = 0; done && file < FACT_TABLE_COUNT; file++) {
        done = store_import_flush(import, (enum input_file)file, error);
    }
    return done;
}

bool store_import_scopes_fill(store_import *import, GError **error)
{
    static const char CLEAR[] = "DELETE FROM staging.scopes";
    /* The zones that partners.csv changes, as they were. */
    static const char OLD_ZONES[] =
        "INSERT INTO staging.scopes (role, partner_id, timezone)"
        " SELECT 'old', t.partner_id, t.timezone FROM staging.partners AS s"
        " CROSS JOIN main.partners AS t ON t.partner_id = s.partner_id"
        " WHERE t.period = ?1 AND t.known_until IS NULL AND t.timezone <> s.timezone";
    /* What was placed in the old zone is replaced too: at an end of the month it may lie outside
     * the new one's span. */
    static const char WIDEN[] =
        "UPDATE staging.scopes AS n SET start = min(n.start, o.start),"
        " \"end\" = max(n.\"end\", o.\"end\") FROM staging.scopes AS o"
        " WHERE n.role = 'now' AND o.role = 'old' AND o.partner_id = n.partner_id";
    if (!all_flush(import, error)) {
        return false;
    }
    if (!import->scopes_done) {
        import->query.doing = FINDING;
        import->scopes_done =
            store_import_run(import, CLEAR, NULL, error) &&
            zones_fill(import, "now", import->period, error) &&
            zones_fill(import, "before", period_add_months(import->period, -1), error) &&
            (!import->present[INPUT_PARTNERS] ||
             store_import_run(import, OLD_ZONES, NULL, error)) &&
            bounds_fill(import, error) && store_import_run(import, WIDEN, NULL, error) &&
            here_fill(import, error) && keys_index(import, error);
    }
    return import->scopes_done;
}

/* ---- merging ------------------------------------------------------------------------------------ */

/* The staged rows become facts: what is gone or has changed is known until this batch, what is new
 * or has changed is known from it. */

static const char WRITING[] = "writing the import";

/* What still counts although its file does not have it. */
static bool absent_stage(store_import *import, GError **error)
{
    static const enum input_file files[] = {INPUT_BLOCKS, INPUT_OTHER_WORK};
    static const char SQL[] =
        "INSERT INTO staging.absent_rows (file, partner_id, id, line)"
        " SELECT '{file}', t.partner_id, {t.key}, 0{now} AND t.start < x.start"
        " AND NOT {overlapping}"
        " AND t.status IS NULL AND {asked} AND NOT {staged} AND NOT ({spared}) ORDER BY 2, 3";
    bool done = true;
    for (size_t i = 0; done && i < G_N_ELEMENTS(files); i++) {
        done = !store_import_replaces(import, files[i]) ||
               store_import_run(import, fact_sql(files[i], SQL), NULL, error);
    }
    return done;
}

static bool table_merge(store_import *import, enum input_file file, int64_t *changed,
                        GError **error)
{
    static const char RETIRE_GONE[] =
        "UPDATE main.{table} SET known_until = ?2 WHERE row IN (SELECT t.row{now} AND {gone})";
    /* The staged rows lead: what is known may be years long. */
    static const char RETIRE_CHANGED[] =
        "UPDATE main.{table} SET known_until = ?2 WHERE row IN"
        " (SELECT t.row FROM staging.{table} AS s CROSS JOIN main.{table} AS t"
        "  WHERE {same} AND {known} AND ({t.data}) IS NOT ({s.data}))";
    /* A row that is known as it stands meets itself in the index of what is known. */
#define INSERT_NEW(order)                                                                          \
    "INSERT INTO main.{table} ({period}{all}, line, known_from)"                                   \
    " SELECT {?period}{s.all}, s.line, ?2 FROM staging.{table} AS s WHERE true" order              \
    " ON CONFLICT ({period}{unique}) WHERE known_until IS NULL DO NOTHING"
    /* Among those that went straight, each where it came. */
    static const char INSERT_AMONG[] =
        "INSERT INTO main.{table} (row, {all}, line, known_from)"
        " SELECT {before it} + s.rowid, {s.all}, s.line, ?2 FROM staging.{table} AS s WHERE true"
        " ON CONFLICT ({unique}) WHERE known_until IS NULL DO NOTHING";
    const struct staging *staging = &import->staging[file];
    const char *insert_new = staging->straight   ? INSERT_AMONG
                             : staging->in_order ? INSERT_NEW("")
                                                 : INSERT_NEW(" ORDER BY {order}");
    struct import_counts *counts = &import->counts[file];
    int64_t inserted = 0;
    if (!store_import_replaces(import, file) || fact_tables[file].kept) {
        return true;
    }
    const bool has_scope = fact_tables[file].scope != SCOPE_NONE;
    const bool has_data = file < INPUT_FILE_COUNT; /* the others are keys, whole */
    if ((has_scope && staging->in_scope &&
         !store_import_run(import, fact_sql(file, RETIRE_GONE), &counts->retired, error)) ||
        (has_data &&
         !store_import_run(import, fact_sql(file, RETIRE_CHANGED), &counts->changed, error)) ||
        !store_import_run(import, fact_sql(file, insert_new), &inserted, error)) {
        return false;
    }
    inserted += staging->straight_count;
    counts->added = inserted - counts->changed;
    *changed += counts->retired + counts->changed + inserted;
    return true;
}

bool store_import_batch(store_import *import, GError **error)
{
    static const char BATCH[] = "INSERT INTO main.batches (period, program_version, imported_at)"
                                " VALUES (?1, ?3, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";
    if (import->query.batch != 0) {
        return true;
    }
    g_autoptr(statement_lease) insert = fact_query_borrow(&import->query, BATCH, error);
    statement_bind_kept(insert, 3, import->program_version);
    if (!statement_execute(import->store, insert, WRITING, error)) {
        return false;
    }
    import->query.batch = sqlite3_last_insert_rowid(import->store->db);
    return true;
}

static bool batch_files_insert(store_import *import, GError **error)
{
    static const char FILES[] =
        "INSERT INTO main.batch_files (batch, file, sha256, row_count, unused_columns)"
        " SELECT ?2, file, sha256, row_count, unused_columns FROM staging.files";
    return store_import_run(import, FILES, NULL, error);
}

static bool confirmations_insert(store_import *import, const GArray *confirmations, GError **error)
{
    static const char SQL[] =
        "INSERT OR IGNORE INTO main.batch_confirmations"
        " (batch, code, token, saw, confirmed_by, confirmed_at) VALUES (?, ?, ?, ?, ?, ?)";
    g_autoptr(statement) insert = statement_prepare(import->store, SQL, WRITING, error);
    bool done = insert != NULL;
    for (guint i = 0; done && confirmations && i < confirmations->len; i++) {
        const struct confirmation *row = &g_array_index(confirmations, struct confirmation, i);
        statement_bind_integer(insert, 1, import->query.batch);
        statement_bind_kept(insert, 2, row->code);
        statement_bind_kept(insert, 3, row->token);
        statement_bind_kept(insert, 4, row->saw);
        statement_bind_kept(insert, 5, row->confirmed_by);
        statement_bind_kept(insert, 6, row->confirmed_at);
        done = statement_execute(import->store, insert, WRITING, error);
    }
    return done;
}

struct import_counts store_import_counts(const store_import *import, enum input_file file)
{
    return import->counts[file];
}

bool store_import_merge(store_import *import, int64_t *ret_batch, GError **error)
{
    CHECK(import->in_transaction && !import->merged);
    int64_t changed = 0;
    bool done = store_import_scopes_fill(import, error);
    import->query.doing = WRITING;
    done = done && store_import_batch(import, error) && batch_files_insert(import, error) &&
           absent_stage(import, error);
    for (int file = 0; done && file < FACT_TABLE_COUNT; file++) {
        done = table_merge(import, (enum input_file)file, &changed, error);
    }
    import->merged = done;
    import->same = changed == 0 && !import->first;
    if (done) {
        *ret_batch = import->same ? 0 : import->query.batch;
    }
    return done;
}

static bool login_insert(store_import *import, const char *imported_by, GError **error)
{
    static const char SQL[] = "INSERT INTO main.batch_logins (batch, imported_by) VALUES (?, ?)";
    g_autoptr(statement_lease) insert = statement_borrow(import->store, SQL, WRITING, error);
    statement_bind_integer(insert, 1, import->query.batch);
    statement_bind_kept(insert, 2, imported_by);
    return statement_execute(import->store, insert, WRITING, error);
}

bool store_import_commit(store_import *import, const char *imported_by, const GArray *confirmations,
                         GError **error)
{
    CHECK(import->in_transaction && import->merged);
    /* The same content again: the batch is taken back, and its number with it. */
    if (!login_insert(import, imported_by, error) ||
        !confirmations_insert(import, confirmations, error) ||
        !(import->same ? statement_run(import->store, "ROLLBACK", WRITING, error)
                       : transaction_commit(import->store, WRITING, error))) {
        return false;
    }
    import->in_transaction = false;
    return true;
}

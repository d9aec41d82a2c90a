#include "engine/store/facts/changes.h"

#include <stdlib.h>
#include <string.h>

#include "engine/store/facts/known.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading what changed";

static struct period period_read(const char *text)
{
    char *month = NULL;
    long year = strtol(text, &month, 10);
    return period_from_month((int32_t)year, (int32_t)strtol(month + 1, NULL, 10));
}

/* ---- one table ------------------------------------------------------------------------------------ */

/* Parameters: ?1 the partner, ?2 the earlier batch, ?3 the later one, ?4 the period. n is the row as it
 * is known now, o as it was. Columns: kind, id, case, value, start, end, start and end before, date,
 * elsewhere, batch, line. `values` gives id, case, value, start, end, date and elsewhere of an alias. */
#define CHANGES_OF(table, key, scope_n, scope_o, values_n, values_o, before_o)                     \
    "SELECT CASE WHEN o.row IS NULL THEN 0 ELSE 1 END, " values_n ", " before_o                    \
    ", n.known_from, n.line FROM " table " AS n LEFT JOIN " table " AS o ON " key " AND " scope_o  \
    " AND " KNOWN_AT("o", "?2") " WHERE " scope_n " AND n.known_from > ?2 AND " KNOWN_AT(          \
        "n", "?3") " UNION ALL SELECT 2, " values_o ", NULL, NULL, o.known_until, 0 FROM " table   \
                   " AS o WHERE " scope_o " AND o.known_until <= ?3 AND " KNOWN_AT(                \
                       "o", "?2") " AND NOT EXISTS (SELECT 1 FROM " table " AS n WHERE " key       \
                                  " AND " scope_n " AND " KNOWN_AT("n", "?3") ")"

#define OF_PARTNER(alias) alias ".partner_id = ?1"
#define OF_PERIOD(alias) alias ".period = ?4"
#define OF_BOTH(alias) alias ".period = ?4 AND " alias ".partner_id = ?1"
#define NO_SPAN "NULL, NULL"

#define BLOCK_VALUES(alias) alias ".block_id, '', '', " alias ".start, " alias ".\"end\", NULL, 0"
#define WORK_VALUES(alias) alias ".work_id, '', '', " alias ".start, " alias ".\"end\", NULL, 0"
#define APPOINTMENT_VALUES(alias)                                                                  \
    alias ".appointment_id, ifnull(" alias ".case_id, ''), " alias ".status, " alias               \
          ".start, " alias ".start + " alias ".duration_minutes, NULL, " alias ".partner_id <> ?1"
#define APPOINTMENT_BEFORE "o.start, o.start + o.duration_minutes"
#define CASE_VALUES(alias) alias ".case_id, " alias ".case_id, '', NULL, NULL, NULL, 0"
#define REQUEST_VALUES(alias)                                                                      \
    alias ".request_id, " alias ".case_id, " alias ".outcome, NULL, NULL, NULL, 0"
#define RATE_VALUES(alias)                                                                         \
    alias ".kind, '', printf('%d.%02d', " alias ".hourly_rate / 100, " alias                       \
          ".hourly_rate % 100), NULL, NULL, " alias ".effective_from, 0"
#define SCHEDULE_VALUES(alias) alias ".weekday, '', '', NULL, NULL, NULL, 0"
#define SETTING_VALUES(alias) alias ".key, '', " alias ".value, NULL, NULL, NULL, 0"
#define HOLIDAY_VALUES(alias) alias ".name, '', '', NULL, NULL, " alias ".date, 0"

/* The cases of the partner's ad hoc bookings. */
#define OF_CASES(alias)                                                                            \
    alias ".case_id IN (SELECT b.case_id FROM appointments AS b WHERE b.partner_id = ?1"           \
          " AND b.calendar = 'adhoc' AND b.case_id IS NOT NULL)"
#define ELSEWHERE(alias) OF_CASES(alias) " AND " alias ".partner_id <> ?1"

struct change_query {
    enum input_file file;
    const char *sql;
};

static const struct change_query queries[] = {
    {INPUT_POLICY, CHANGES_OF("policy", "o.section = n.section AND o.key = n.key", OF_PERIOD("n"),
                              OF_PERIOD("o"), SETTING_VALUES("n"), SETTING_VALUES("o"), NO_SPAN)},
    {INPUT_RATES,
     CHANGES_OF("rates", "o.kind = n.kind AND o.effective_from = n.effective_from", OF_BOTH("n"),
                OF_BOTH("o"), RATE_VALUES("n"), RATE_VALUES("o"), NO_SPAN)},
    {INPUT_SCHEDULES,
     CHANGES_OF("schedules",
                "o.weekday = n.weekday AND o.start = n.start"
                " AND o.effective_from IS n.effective_from",
                OF_BOTH("n"), OF_BOTH("o"), SCHEDULE_VALUES("n"), SCHEDULE_VALUES("o"), NO_SPAN)},
    {INPUT_BLOCKS, CHANGES_OF("blocks", "o.block_id = n.block_id", OF_PARTNER("n"), OF_PARTNER("o"),
                              BLOCK_VALUES("n"), BLOCK_VALUES("o"), "o.start, o.\"end\"")},
    {INPUT_CASES, CHANGES_OF("cases", "o.case_id = n.case_id", OF_CASES("n"), OF_CASES("o"),
                             CASE_VALUES("n"), CASE_VALUES("o"), NO_SPAN)},
    {INPUT_EXTRA_SESSIONS,
     CHANGES_OF("extra_sessions", "o.case_id = n.case_id AND o.request_id = n.request_id",
                OF_CASES("n"), OF_CASES("o"), REQUEST_VALUES("n"), REQUEST_VALUES("o"), NO_SPAN)},
    {INPUT_APPOINTMENTS, CHANGES_OF("appointments", "o.appointment_id = n.appointment_id",
                                    OF_PARTNER("n"), OF_PARTNER("o"), APPOINTMENT_VALUES("n"),
                                    APPOINTMENT_VALUES("o"), APPOINTMENT_BEFORE)},
    {INPUT_APPOINTMENTS,
     CHANGES_OF("appointments", "o.case_id = n.case_id AND o.appointment_id = n.appointment_id",
                ELSEWHERE("n"), ELSEWHERE("o"), APPOINTMENT_VALUES("n"), APPOINTMENT_VALUES("o"),
                APPOINTMENT_BEFORE)},
    {INPUT_OTHER_WORK,
     CHANGES_OF("other_work", "o.work_id = n.work_id", OF_PARTNER("n"), OF_PARTNER("o"),
                WORK_VALUES("n"), WORK_VALUES("o"), "o.start, o.\"end\"")},
    {INPUT_HOLIDAYS,
     CHANGES_OF("holidays", "o.date = n.date AND o.area = n.area AND o.name = n.name", "true",
                "true", HOLIDAY_VALUES("n"), HOLIDAY_VALUES("o"), NO_SPAN)},
};

/* What a query asks about. */
struct change_scope {
    store *store;
    const char *partner_id;
    int64_t earlier_batch;
    int64_t batch;
    char period[PERIOD_TEXT_SIZE];
};

static void scope_bind(const struct change_scope *scope, sqlite3_stmt *list)
{
    const int count = sqlite3_bind_parameter_count(list);
    if (count >= 1) {
        statement_bind_kept(list, 1, scope->partner_id);
    }
    statement_bind_integer(list, 2, scope->earlier_batch);
    statement_bind_integer(list, 3, scope->batch);
    if (count >= 4) {
        statement_bind_kept(list, 4, scope->period);
    }
}

static struct interval span_read(sqlite3_stmt *list, int column)
{
    if (sqlite3_column_type(list, column) == SQLITE_NULL) {
        return (struct interval){{0}, {0}};
    }
    return (struct interval){statement_instant(list, column), statement_instant(list, column + 1)};
}

static bool table_load(const struct change_scope *scope, const struct change_query *query,
                       GArray *changes, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = statement_borrow(scope->store, query->sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    scope_bind(scope, list);
    enum statement_step step;
    while ((step = statement_next(scope->store, list, DOING, error)) == STEP_ROW) {
        struct store_change change = {
            .file = query->file,
            .kind = (enum store_change_kind)statement_int32(list, 0),
            .id = statement_string(list, 1, strings),
            .case_id = statement_string(list, 2, strings),
            .value = statement_string(list, 3, strings),
            .span = span_read(list, 4),
            .date = statement_day(list, 6, DAY_UNBOUNDED_FROM),
            .elsewhere = statement_int32(list, 7) != 0,
            .span_before = span_read(list, 8),
            .batch = sqlite3_column_int64(list, 10),
            .line = statement_line(list, 11),
        };
        g_array_append_val(changes, change);
    }
    return step == STEP_DONE;
}

/* ---- the partner's row ---------------------------------------------------------------------------- */

enum { ROW_KNOWN_FROM, ROW_LINE, ROW_KNOWN_UNTIL, ROW_COLUMNS };

/* Every column of a version of the row, after those of the enum. */
static bool row_read(const struct change_scope *scope, int64_t batch, bool *ret_found,
                     GPtrArray *values, GError **error)
{
    const struct fact_table *table = &fact_tables[INPUT_PARTNERS];
    g_autoptr(GString) sql = g_string_new("SELECT t.known_from, t.line, t.known_until, ");
    columns_append(sql, &table->table, COLUMNS_ALL, "t.");
    g_string_append(sql, " FROM partners AS t WHERE t.partner_id = ?1 AND t.period = ?2"
                         " AND " KNOWN_AT("t", "?3"));
    g_autoptr(statement) read = statement_prepare(scope->store, sql->str, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, scope->partner_id);
    statement_bind_kept(read, 2, scope->period);
    statement_bind_integer(read, 3, batch);
    enum statement_step step = statement_next(scope->store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    for (int i = 0; *ret_found && i < sqlite3_column_count(read); i++) {
        g_ptr_array_add(values, g_strdup(statement_text(read, i)));
    }
    return step != STEP_FAILED;
}

static char *columns_that_differ(const GPtrArray *was, const GPtrArray *is)
{
    const struct fact_table *table = &fact_tables[INPUT_PARTNERS];
    GString *names = g_string_new(NULL);
    for (guint i = ROW_COLUMNS; i < is->len; i++) {
        if (strcmp(was->pdata[i], is->pdata[i]) != 0) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   table->table.columns[i - ROW_COLUMNS].name);
        }
    }
    return g_string_free(names, FALSE);
}

static bool partner_load(const struct change_scope *scope, GArray *changes, GStringChunk *strings,
                         GError **error)
{
    g_autoptr(GPtrArray) was = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) is = g_ptr_array_new_with_free_func(g_free);
    bool was_found = false;
    bool is_found = false;
    if (!row_read(scope, scope->earlier_batch, &was_found, was, error) ||
        !row_read(scope, scope->batch, &is_found, is, error)) {
        return false;
    }
    if (!was_found && !is_found) {
        return true;
    }
    g_autofree char *names = was_found && is_found ? columns_that_differ(was, is) : g_strdup("");
    if (was_found && is_found && names[0] == '\0') {
        return true;
    }
    struct store_change change = {
        .file = INPUT_PARTNERS,
        .kind = !was_found ? CHANGE_NEW
                : is_found ? CHANGE_CHANGED
                           : CHANGE_GONE,
        .id = g_string_chunk_insert(strings, names),
        .case_id = "",
        .value = "",
        .batch = g_ascii_strtoll(is_found ? is->pdata[ROW_KNOWN_FROM] : was->pdata[ROW_KNOWN_UNTIL],
                                 NULL, 10),
        .line = is_found ? (uint32_t)g_ascii_strtoull(is->pdata[ROW_LINE], NULL, 10) : 0};
    g_array_append_val(changes, change);
    return true;
}

static gint change_compare(gconstpointer a, gconstpointer b)
{
    const struct store_change *first = a;
    const struct store_change *second = b;
    if (first->file != second->file) {
        return (int)first->file - (int)second->file;
    }
    if (first->batch != second->batch) {
        return first->batch < second->batch ? -1 : 1;
    }
    if (first->line != second->line) {
        return first->line < second->line ? -1 : 1;
    }
    return strcmp(first->id, second->id);
}

bool store_changes_load(store *store, const struct store_view *view, int64_t earlier_batch,
                        const char *partner_id, GArray *changes, GStringChunk *strings,
                        GError **error)
{
    struct change_scope scope = {.store = store,
                                 .partner_id = partner_id,
                                 .earlier_batch = earlier_batch,
                                 .batch = view->batch};
    store_period_text(view->period, scope.period);
    g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(struct store_change));
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
        if (!table_load(&scope, &queries[i], found, strings, error)) {
            return false;
        }
    }
    if (!partner_load(&scope, found, strings, error)) {
        return false;
    }
    g_array_sort(found, change_compare);
    g_array_append_vals(changes, found->data, found->len);
    return true;
}

/* ---- facts of long ago ---------------------------------------------------------------------------- */

/* ?1 the first minute after, ?2 the earlier batch, ?3 the later one. A row is met twice where it was
 * changed: as the new one and as the one that is no longer known. */
#define LATE_OF(table, id)                                                                         \
    "SELECT t.partner_id, " id ", NULL, t.start,"                                                  \
    " ifnull((SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id"              \
    "  AND " KNOWN_AT(                                                                             \
        "p", "?3") " ORDER BY p.period DESC LIMIT 1), ''), "                                       \
                   "CASE WHEN t.known_from > ?2 THEN t.known_from ELSE t.known_until END, "        \
                   "CASE WHEN t.known_from > ?2 THEN t.line ELSE 0 END FROM " table                \
                   " AS t WHERE t.start < ?1 AND (t.known_from > ?2 OR t.known_until > ?2)"        \
                   " AND t.known_from <= ?3 AND (t.known_from > ?2 OR t.known_until <= ?3)"
/* ?1 the period. */
#define LATE_OF_PERIOD(table)                                                                      \
    "SELECT t.partner_id, '', t.period, NULL, '', "                                                \
    "CASE WHEN t.known_from > ?2 THEN t.known_from ELSE t.known_until END, "                       \
    "CASE WHEN t.known_from > ?2 THEN t.line ELSE 0 END FROM " table                               \
    " AS t WHERE t.period < ?1 AND (t.known_from > ?2 OR t.known_until > ?2)"                      \
    " AND t.known_from <= ?3 AND (t.known_from > ?2 OR t.known_until <= ?3)"

static const struct change_query late_queries[] = {
    {INPUT_PARTNERS, LATE_OF_PERIOD("partners")},
    {INPUT_RATES, LATE_OF_PERIOD("rates")},
    {INPUT_SCHEDULES, LATE_OF_PERIOD("schedules")},
    {INPUT_BLOCKS, LATE_OF("blocks", "t.block_id")},
    {INPUT_APPOINTMENTS, LATE_OF("appointments", "t.appointment_id")},
    {INPUT_OTHER_WORK, LATE_OF("other_work", "t.work_id")},
};

enum { ZONE_MINUTES_MAX = 14 * 60 }; /* no zone is farther ahead of UTC */

static bool late_table_load(const struct change_scope *scope, const struct change_query *query,
                            int64_t end_minutes, GArray *facts, GStringChunk *strings,
                            GError **error)
{
    g_autoptr(statement_lease) list = statement_borrow(scope->store, query->sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    bool of_period = query->file < INPUT_BLOCKS;
    if (of_period) {
        statement_bind_kept(list, 1, scope->period);
    } else {
        statement_bind_integer(list, 1, end_minutes);
    }
    statement_bind_integer(list, 2, scope->earlier_batch);
    statement_bind_integer(list, 3, scope->batch);
    enum statement_step step;
    while ((step = statement_next(scope->store, list, DOING, error)) == STEP_ROW) {
        struct store_late_fact fact = {
            .partner_id = statement_string(list, 0, strings),
            .file = query->file,
            .id = statement_string(list, 1, strings),
            .of_period = of_period,
            .timezone = statement_string(list, 4, strings),
            .batch = sqlite3_column_int64(list, 5),
            .line = statement_line(list, 6),
        };
        if (of_period) {
            fact.period = period_read(statement_text(list, 2));
        } else {
            fact.start = statement_instant(list, 3);
        }
        g_array_append_val(facts, fact);
    }
    return step == STEP_DONE;
}

static gint late_compare(gconstpointer a, gconstpointer b)
{
    const struct store_late_fact *first = a;
    const struct store_late_fact *second = b;
    int order = strcmp(first->partner_id, second->partner_id);
    if (order != 0) {
        return order;
    }
    if (first->file != second->file) {
        return (int)first->file - (int)second->file;
    }
    if (first->batch != second->batch) {
        return first->batch < second->batch ? -1 : 1;
    }
    return (first->line > second->line) - (first->line < second->line);
}

bool store_late_facts_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                           GArray *facts, GStringChunk *strings, GError **error)
{
    struct change_scope scope = {.store = store, .earlier_batch = earlier_batch, .batch = batch};
    store_period_text(before, scope.period);
    int64_t end_minutes = (int64_t)before.first.number * MINUTES_PER_DAY + ZONE_MINUTES_MAX;
    g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    for (size_t i = 0; i < G_N_ELEMENTS(late_queries); i++) {
        if (!late_table_load(&scope, &late_queries[i], end_minutes, found, strings, error)) {
            return false;
        }
    }
    g_array_sort(found, late_compare);
    g_array_append_vals(facts, found->data, found->len);
    return true;
}

bool store_partner_newest_period(store *store, const char *partner_id, int64_t batch,
                                 bool *ret_found, struct period *ret_period, GError **error)
{
    static const char SQL[] =
        "SELECT max(period) FROM partners AS t WHERE partner_id = ?1 AND " KNOWN_AT("t", "?2");
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, partner_id);
    statement_bind_integer(read, 2, batch);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_found = statement_text(read, 0)[0] != '\0';
    if (*ret_found) {
        *ret_period = period_read(statement_text(read, 0));
    }
    return true;
}

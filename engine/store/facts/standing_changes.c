#include "engine/store/facts/standing_changes.h"

#include <string.h>

#include "engine/store/facts/query.h"

static const char DOING[] = "reading what changed of the standing data";

/* ---- the rows ------------------------------------------------------------------------------------- */

/* A row of any of the tables, and when it went. */
struct version {
    union {
        struct ini_row setting;
        struct area_row area;
        struct partner_row partner;
        struct rate_row rate;
        struct schedule_row schedule;
        struct holiday holiday;
        struct source_row source;
    };
    int64_t known_until;
};
static const struct column version_columns[] = {
    COLUMN_AS(struct version, "ifnull(t.known_until, 0)", known_until)};

/* Rows of the state ?1, ?2 like which the state ?3, ?6 has none, or nobody's but ?7's. */
#define LIKE_NONE(scope)                                                                           \
    " AND NOT EXISTS (SELECT 1 FROM main.{table} AS s WHERE " scope KNOWN_AT(                      \
        "s", "?6") " AND "                                                                         \
                   "({s.all}) IS ({t.all})) ORDER BY {order}"
#define OF_PERIOD(partner, also)                                                                   \
    OF_TABLE "t.period = ?1 AND " partner KNOWN also LIKE_NONE("s.period = ?3 AND ")
#define OF_PERIODS_PARTNER(partner)                                                                \
    OF_TABLE "t.period = ?1 AND " partner KNOWN LIKE_NONE(                                         \
        "s.period = ?3 AND s.partner_id = t.partner_id AND ")
#define ONE "t.partner_id = ?7 AND "

struct standing_table {
    struct fact_selection all;
    struct fact_selection one; /* of one partner; no `from`: it is not about partners */
    /* What a row has in common with the one whose place it takes, all of these first, then the first so many;
     * none: only its key. */
    const char *group[3];
    size_t least;
};
#define SELECTION(file_, from_)                                                                    \
    {                                                                                              \
        .file = (file_), .from = (from_), MORE_OF_VERSION                                          \
    }
#define MORE_OF_VERSION .more = version_columns, .more_count = G_N_ELEMENTS(version_columns)
#define ABOUT_PARTNERS(file, least_, ...)                                                          \
    {                                                                                              \
        SELECTION(file, OF_PERIODS_PARTNER("")), SELECTION(file, OF_PERIODS_PARTNER(ONE)),         \
            {__VA_ARGS__}, (least_)                                                                \
    }
#define ABOUT_ALL(file, also, ...)                                                                 \
    {                                                                                              \
        .all = SELECTION(file, OF_PERIOD("", also)), .group = {__VA_ARGS__}, .least = 3            \
    }
/* Every table of facts that no month replaces by its own events. */
static const struct standing_table tables[] = {
    ABOUT_ALL(INPUT_COMPANY, "", NULL),
    ABOUT_ALL(INPUT_POLICY, "", NULL),
    ABOUT_ALL(INPUT_AREAS, "", NULL),
    ABOUT_PARTNERS(INPUT_PARTNERS, 0, NULL),
    ABOUT_PARTNERS(INPUT_RATES, 2, "partner_id", "kind"),
    ABOUT_PARTNERS(INPUT_SCHEDULES, 1, "partner_id", "weekday"),
    /* What sources.ini said; not what was counted by it. */
    ABOUT_ALL(FACT_SOURCES, " AND t.section NOT GLOB '" SOURCE_READ "*'", "file", "section", "key"),
};
static const struct standing_table holidays = {
    .all = SELECTION(INPUT_HOLIDAYS, OF_TABLE KNOWN LIKE_NONE(""))};

bool store_standing_tells(enum input_file file, const struct column *column)
{
    /* Of a line of sources.ini all columns are its key. */
    const bool told = file == FACT_SOURCES &&
                      (strcmp(column->name, "value") == 0 || strcmp(column->name, "count") == 0);
    return column->key && !told && strcmp(column->name, "partner_id") != 0;
}

/* ---- which row is which ----------------------------------------------------------------------------- */

static struct version *version_at(const GArray *rows, guint index)
{
    return &g_array_index(rows, struct version, index);
}

enum { BY_KEY = 0 };

/* What the row has in so many columns of the group, or in its key. The caller frees. */
static GBytes *place_of(const struct standing_table *of, size_t by, const struct version *row)
{
    const struct table *table = &fact_tables[of->all.file].table;
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        bool in_group = false;
        for (size_t k = 0; k < by && of->group[k]; k++) {
            in_group |= strcmp(of->group[k], column->name) == 0;
        }
        if (by == BY_KEY ? column->key : in_group) {
            column_bytes_append(bytes, column, row);
        }
    }
    return g_string_free_to_bytes(g_steal_pointer(&bytes));
}

/* Gives each row of the one list that has a place in the other its counterpart there, the first for the first:
 * the index of those of `after`, of which `taken` has those before. */
static void rows_pair(const struct standing_table *of, size_t by, const GArray *before,
                      const GArray *after, int64_t *before_of, bool *taken)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(
        g_bytes_hash, g_bytes_equal, (GDestroyNotify)(void (*)(void))g_bytes_unref,
        (GDestroyNotify)(void (*)(void))g_queue_free);
    for (guint i = 0; i < before->len; i++) {
        GBytes *place = taken[i] ? NULL : place_of(of, by, version_at(before, i));
        GQueue *queue = place ? g_hash_table_lookup(places, place) : NULL;
        if (place && !queue) {
            queue = g_queue_new();
            g_hash_table_insert(places, g_bytes_ref(place), queue);
        }
        if (place) {
            g_queue_push_tail(queue, GUINT_TO_POINTER(i + 1));
            g_bytes_unref(place);
        }
    }
    for (guint i = 0; i < after->len; i++) {
        if (before_of[i] < 0) {
            g_autoptr(GBytes) place = place_of(of, by, version_at(after, i));
            GQueue *queue = g_hash_table_lookup(places, place);
            const guint found = queue ? GPOINTER_TO_UINT(g_queue_pop_head(queue)) : 0;
            before_of[i] = (int64_t)found - 1;
            if (found > 0) {
                taken[found - 1] = true;
            }
        }
    }
}

/* ---- who imported ----------------------------------------------------------------------------------- */

static bool login_find(store *store, int64_t batch, GStringChunk *strings, const char **ret_login,
                       GError **error)
{
    static const char SQL[] = "SELECT imported_by FROM batch_logins WHERE batch = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, batch);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_login =
        step == STEP_ROW ? g_string_chunk_insert_const(strings, statement_text(read, 0)) : "";
    return step != STEP_FAILED;
}

/* ---- all of a table --------------------------------------------------------------------------------- */

struct looking {
    store *store;
    const struct store_standing_state *before;
    const struct store_standing_state *after;
    const char *partner_id;
    store_standing_changes *found;
    int64_t in_force[FACT_TABLE_COUNT]; /* which batch the period has the file of */
};

/* Rows of one state like which the other has none. */
static GArray *differing(const struct looking *looking, const struct fact_selection *selection,
                         const struct store_standing_state *of,
                         const struct store_standing_state *other, GError **error)
{
    char period[PERIOD_TEXT_SIZE];
    const struct store_view view = {.period = of->period, .batch = of->batch};
    struct fact_query query = fact_query_of(looking->store, &view, DOING);
    store_period_text(other->period, period);
    query.partner_id = period; /* as ?3 */
    query.number = other->batch;
    query.only = looking->partner_id;
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct version));
    if (!fact_query_append(&query, selection, rows, looking->found->strings, error)) {
        return NULL;
    }
    g_ptr_array_add(looking->found->rows, g_array_ref(rows));
    return g_steal_pointer(&rows);
}

/* What the partner's rate of that kind was in the earlier state, on the first day of a new one. */
static bool rate_find(const struct looking *looking, const struct rate_row *rate,
                      hourly_rate *ret_rate, GError **error)
{
    static const char SQL[] =
        "SELECT ifnull((SELECT t.hourly_rate FROM rates AS t"
        " WHERE t.period = ?1 AND t.partner_id = ?3 AND t.kind = ?7"
        " AND t.effective_from <= ?6 AND " KNOWN " ORDER BY t.effective_from DESC LIMIT 1), 0)";
    const struct store_view view = {.period = looking->before->period,
                                    .batch = looking->before->batch};
    struct fact_query query = fact_query_of(looking->store, &view, DOING);
    query.partner_id = rate->partner_id;
    query.only = words_rate_kind[rate->kind];
    query.number = rate->effective_from.number;
    return fact_query_number(&query, SQL, &ret_rate->cents_per_hour, error);
}

static struct fact_source source_of(enum input_file file, const void *row)
{
    CHECK(row);
    return *(const struct fact_source *)(const void *)((const char *)row +
                                                       fact_tables[file].source);
}

static bool change_add(const struct looking *looking, enum input_file file,
                       const struct version *before, const struct version *after, GError **error)
{
    const bool same_period =
        day_compare(looking->before->period.first, looking->after->period.first) == 0;
    const bool of_period = fact_tables[file].scope == SCOPE_PERIOD;
    struct store_standing_change change = {.file = file,
                                           .period = looking->after->period,
                                           .before = before,
                                           .after = after,
                                           .source = source_of(file, after ? after : before)};
    if (after) {
        change.batch = change.source.earlier_batch;
    } else {
        CHECK(before);
        change.batch = before->known_until > 0 && (same_period || !of_period)
                           ? before->known_until
                           : looking->in_force[file];
        change.source.line = 0;
    }
    if (file == FACT_SOURCES) {
        change.source.file = "sources.ini";
    }
    const bool done = login_find(looking->store, change.batch, looking->found->strings,
                                 &change.imported_by, error) &&
                      (file != INPUT_RATES || before ||
                       rate_find(looking, &after->rate, &change.rate_until_then, error));
    g_array_append_val(looking->found->changes, change);
    return done;
}

static bool table_look(const struct looking *looking, const struct standing_table *of,
                       GError **error)
{
    const struct fact_selection *selection = looking->partner_id ? &of->one : &of->all;
    const enum input_file file = of->all.file;
    if (!selection->from) {
        return true;
    }
    g_autoptr(GArray) before =
        differing(looking, selection, looking->before, looking->after, error);
    g_autoptr(GArray) after =
        before ? differing(looking, selection, looking->after, looking->before, error) : NULL;
    if (!after) {
        return false;
    }
    g_autofree int64_t *before_of = g_new(int64_t, after->len + 1);
    g_autofree bool *taken = g_new0(bool, before->len + 1);
    memset(before_of, -1, sizeof(int64_t) * after->len);
    rows_pair(of, BY_KEY, before, after, before_of, taken);
    for (size_t by = G_N_ELEMENTS(of->group); of->group[0] && by >= of->least; by--) {
        if (by == G_N_ELEMENTS(of->group) || of->group[by]) {
            rows_pair(of, by, before, after, before_of, taken);
        }
    }
    bool done = true;
    for (guint i = 0; done && i < after->len; i++) {
        done = change_add(looking, file,
                          before_of[i] < 0 ? NULL : version_at(before, (guint)before_of[i]),
                          version_at(after, i), error);
    }
    for (guint i = 0; done && i < before->len; i++) {
        done = taken[i] || change_add(looking, file, version_at(before, i), NULL, error);
    }
    return done;
}

/* ---- asked from outside ------------------------------------------------------------------------------ */

store_standing_changes *store_standing_changes_new(void)
{
    store_standing_changes *changes = g_new(store_standing_changes, 1);
    *changes = (store_standing_changes){
        .changes = g_array_new(FALSE, FALSE, sizeof(struct store_standing_change)),
        .rows = g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))g_array_unref),
        .strings = g_string_chunk_new(4096)};
    return changes;
}

void store_standing_changes_free(store_standing_changes *changes)
{
    if (changes) {
        g_array_unref(changes->changes);
        g_ptr_array_unref(changes->rows);
        g_string_chunk_free(changes->strings);
        g_free(changes);
    }
}

bool store_standing_changes_load(store *store, const struct store_standing_state *before,
                                 const struct store_standing_state *after, const char *partner_id,
                                 store_standing_changes *changes, GError **error)
{
    struct looking looking = {.store = store,
                              .before = before,
                              .after = after,
                              .partner_id = partner_id,
                              .found = changes};
    const struct store_view view = {.period = after->period, .batch = after->batch};
    struct fact_query query = fact_query_of(store, &view, DOING);
    bool done = fact_query_in_force(&query, error);
    if (done) {
        memcpy(looking.in_force, query.in_force, sizeof looking.in_force);
    }
    for (size_t i = 0; done && i < G_N_ELEMENTS(tables); i++) {
        done = table_look(&looking, &tables[i], error);
    }
    return done;
}

bool store_holiday_changes_load(store *store, const struct store_standing_state *before,
                                const struct store_standing_state *after,
                                store_standing_changes *changes, GError **error)
{
    const struct looking looking = {
        .store = store, .before = before, .after = after, .found = changes};
    return table_look(&looking, &holidays, error);
}

bool store_imported_since(store *store, struct period period, int64_t after, int64_t batch,
                          bool *ret_imported, GError **error)
{
    static const char SQL[] = "SELECT EXISTS (SELECT 1 FROM batches WHERE period = ?1"
                              " AND batch > ?6 AND batch <= ?2)";
    const struct store_view view = {.period = period, .batch = batch};
    struct fact_query query = fact_query_of(store, &view, DOING);
    query.number = after;
    int64_t found = 0;
    const bool done = fact_query_number(&query, SQL, &found, error);
    *ret_imported = found != 0;
    return done;
}

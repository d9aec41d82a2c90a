#include "engine/store/facts/changes.h"

#include <inttypes.h>
#include <string.h>

#include "engine/store/facts/query.h"

static const char DOING[] = "reading what changed";

/* ---- what changed between two batches ------------------------------------------------------------- */

/* Two selections each, paired by key: the rows that are known as of the later batch (?2) and not as of
 * the earlier one (?6), and the other way round. The second of `more` tells an appointment with another
 * partner. */
#define OF_PARTNER "t.partner_id = ?3"
#define OF_PERIOD "t.period = ?1"
#define OF_BOTH OF_PERIOD " AND " OF_PARTNER
/* The cases of the partner's ad hoc bookings. */
#define OF_CASES                                                                                   \
    "t.case_id IN (SELECT b.case_id FROM appointments AS b WHERE b.partner_id = ?3"                \
    " AND b.calendar = 'adhoc' AND b.case_id IS NOT NULL)"

struct change_selection {
    struct fact_selection now;
    struct fact_selection was;
    bool of_case; /* under another case it is another fact */
};
#define CHANGES_OF(file, scope, of_case)                                                           \
    {                                                                                              \
        {file, ", t.known_until", " WHERE " scope " AND t.known_from > ?6 AND " KNOWN},            \
            {file, ", t.known_until",                                                              \
             " WHERE " scope " AND t.known_until <= ?2 AND " KNOWN_AT("t", "?6")},                 \
            of_case                                                                                \
    }
static const struct change_selection changes_of[] = {
    CHANGES_OF(INPUT_POLICY, OF_PERIOD, false),
    CHANGES_OF(INPUT_PARTNERS, OF_BOTH, false),
    CHANGES_OF(INPUT_RATES, OF_BOTH, false),
    CHANGES_OF(INPUT_SCHEDULES, OF_BOTH, false),
    CHANGES_OF(INPUT_BLOCKS, OF_PARTNER, false),
    CHANGES_OF(INPUT_CASES, OF_CASES, true),
    CHANGES_OF(INPUT_EXTRA_SESSIONS, OF_CASES, true),
    CHANGES_OF(INPUT_APPOINTMENTS, OF_PARTNER, false),
    CHANGES_OF(INPUT_APPOINTMENTS, OF_CASES " AND t.partner_id <> ?3", true),
    CHANGES_OF(INPUT_OTHER_WORK, OF_PARTNER, false),
    CHANGES_OF(INPUT_HOLIDAYS, "true", false),
};

/* Of each kind the one that the file has. */
union any_fact {
    struct ini_row setting;
    struct partner_row partner;
    struct rate_row rate;
    struct schedule_row schedule;
    struct block block;
    struct case_row of_case;
    struct extra_request request;
    struct appointment appointment;
    struct other_work work;
    struct holiday holiday;
};
struct version {
    union any_fact fact;
    int64_t known_from;
    int64_t known_until;
    uint32_t line;
};

static bool versions_read(const struct fact_query *query, const struct fact_selection *selection,
                          GArray *versions, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_select(query, selection, error);
    if (!list) {
        return false;
    }
    const int more = fact_query_more(selection->file);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        struct version version = {.line = statement_line(list, more - 2),
                                  .known_from = sqlite3_column_int64(list, more - 1),
                                  .known_until = sqlite3_column_int64(list, more)};
        if (!fact_query_read(query, selection->file, list, &version.fact, strings, error)) {
            return false;
        }
        g_array_append_val(versions, version);
    }
    return step == STEP_DONE;
}

static const char *differing(const struct table *table, const struct version *was,
                             const struct version *now, GStringChunk *strings)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column_same(column, &was->fact, &now->fact)) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", column->name);
        }
    }
    return g_string_chunk_insert(strings, names->str);
}

static struct interval appointment_span(const struct appointment *appointment)
{
    const int64_t end = appointment->start.utc_minutes + appointment->duration_minutes;
    return (struct interval){appointment->start, {end}};
}

static struct interval span_of(enum input_file file, const union any_fact *fact)
{
    switch (file) {
    case INPUT_BLOCKS:
        return fact->block.span;
    case INPUT_OTHER_WORK:
        return fact->work.span;
    case INPUT_APPOINTMENTS:
        return appointment_span(&fact->appointment);
    default:
        return (struct interval){{0}, {0}};
    }
}

static const char *rate_keep(hourly_rate rate, GStringChunk *strings)
{
    g_autofree char *text = g_strdup_printf("%" PRId64 ".%02d", rate.cents_per_hour / 100,
                                            (int)(rate.cents_per_hour % 100));
    return g_string_chunk_insert(strings, text);
}

/* What tells the fact, and what it says. */
static void change_describe(struct store_change *change, const union any_fact *fact,
                            GStringChunk *strings)
{
    const struct column *key = fact_tables[change->file].table.columns;
    change->span = span_of(change->file, fact);
    change->id = *(const char *const *)(const void *)((const char *)fact + key->offset);
    switch (change->file) {
    case INPUT_POLICY:
        change->id = fact->setting.key;
        change->value = fact->setting.value;
        break;
    case INPUT_RATES:
        change->id = words_rate_kind[fact->rate.kind];
        change->date = fact->rate.effective_from;
        change->value = rate_keep(fact->rate.hourly_rate, strings);
        break;
    case INPUT_SCHEDULES:
        change->id = words_weekday[fact->schedule.weekday];
        break;
    case INPUT_CASES:
        change->case_id = fact->of_case.case_id;
        break;
    case INPUT_EXTRA_SESSIONS:
        change->case_id = fact->request.case_id;
        change->value = words_outcome[fact->request.outcome];
        break;
    case INPUT_APPOINTMENTS:
        change->case_id = fact->appointment.case_id;
        change->value = words_status[fact->appointment.status];
        break;
    case INPUT_HOLIDAYS:
        change->id = fact->holiday.name;
        change->date = fact->holiday.date;
        break;
    default:
        break;
    }
}

static const struct version *version_find(const GArray *versions, const struct table *table,
                                          const struct version *like, bool of_case)
{
    const struct column *case_id = column_find(table, "case_id");
    for (guint i = 0; i < versions->len; i++) {
        const struct version *version = &g_array_index(versions, struct version, i);
        if (columns_same(table, COLUMNS_KEY, &version->fact, &like->fact) &&
            (!of_case || column_same(case_id, &version->fact, &like->fact))) {
            return version;
        }
    }
    return NULL;
}

/* `before`: what it was before it changed; else NULL. */
static void change_append(const struct fact_query *query, enum input_file file,
                          enum store_change_kind kind, const struct version *version,
                          const struct version *before, GArray *changes, GStringChunk *strings)
{
    const union any_fact *fact = &version->fact;
    const bool gone = kind == CHANGE_GONE;
    struct store_change change = {
        .file = file,
        .kind = kind,
        .id = "",
        .case_id = "",
        .value = "",
        .date = DAY_UNBOUNDED_FROM,
        .elsewhere = file == INPUT_APPOINTMENTS &&
                     strcmp(fact->appointment.partner_id, query->partner_id) != 0,
        .batch = gone ? version->known_until : version->known_from,
        .line = gone ? 0 : version->line,
    };
    if (file != INPUT_PARTNERS) {
        change_describe(&change, fact, strings);
    } else if (before) {
        change.id = differing(&fact_tables[file].table, before, version, strings);
        if (change.id[0] == '\0') {
            return;
        }
    }
    if (before) {
        change.span_before = span_of(file, &before->fact);
    }
    g_array_append_val(changes, change);
}

static bool changes_append(const struct fact_query *query, const struct change_selection *selection,
                           GArray *changes, GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) now = g_array_new(FALSE, FALSE, sizeof(struct version));
    g_autoptr(GArray) was = g_array_new(FALSE, FALSE, sizeof(struct version));
    if (!versions_read(query, &selection->now, now, strings, error) ||
        !versions_read(query, &selection->was, was, strings, error)) {
        return false;
    }
    const enum input_file file = selection->now.file;
    const struct table *table = &fact_tables[file].table;
    for (guint i = 0; i < now->len; i++) {
        const struct version *version = &g_array_index(now, struct version, i);
        const struct version *before = version_find(was, table, version, selection->of_case);
        change_append(query, file, before ? CHANGE_CHANGED : CHANGE_NEW, version, before, changes,
                      strings);
    }
    for (guint i = 0; i < was->len; i++) {
        const struct version *version = &g_array_index(was, struct version, i);
        if (!version_find(now, table, version, selection->of_case)) {
            change_append(query, file, CHANGE_GONE, version, NULL, changes, strings);
        }
    }
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
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = partner_id;
    query.number = earlier_batch;
    g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(struct store_change));
    for (size_t i = 0; i < G_N_ELEMENTS(changes_of); i++) {
        if (!changes_append(&query, &changes_of[i], found, strings, error)) {
            return false;
        }
    }
    g_array_sort(found, change_compare);
    g_array_append_vals(changes, found->data, found->len);
    return true;
}

/* ---- facts of long ago ---------------------------------------------------------------------------- */

/* ?4 the first minute after, ?6 the earlier batch. A row is met twice where it was changed: as the new
 * one and as the one that is no longer known. */
#define LATE                                                                                       \
    " AND (t.known_from > ?6 OR t.known_until > ?6)"                                               \
    " AND t.known_from <= ?2 AND (t.known_from > ?6 OR t.known_until <= ?2)"
#define LATE_OF(file)                                                                              \
    {                                                                                              \
        file,                                                                                      \
            ", t.known_until, (SELECT p.timezone FROM partners AS p"                               \
            " WHERE p.partner_id = t.partner_id AND " KNOWN_AT(                                    \
                "p", "?2") " ORDER BY p.period DESC LIMIT 1)",                                     \
            " WHERE t.start < ?4" LATE                                                             \
    }
#define LATE_OF_PERIOD(file)                                                                       \
    {                                                                                              \
        file, ", t.known_until, t.period", " WHERE t.period < ?1" LATE                             \
    }
static const struct fact_selection late_of[] = {
    LATE_OF_PERIOD(INPUT_PARTNERS), LATE_OF_PERIOD(INPUT_RATES), LATE_OF_PERIOD(INPUT_SCHEDULES),
    LATE_OF(INPUT_BLOCKS),          LATE_OF(INPUT_APPOINTMENTS), LATE_OF(INPUT_OTHER_WORK),
};

enum { ZONE_MINUTES_MAX = 14 * 60 }; /* no zone is farther ahead of UTC */

static const char *text_of(enum input_file file, const char *name, const union any_fact *fact)
{
    const struct column *column = column_find(&fact_tables[file].table, name);
    return *(const char *const *)(const void *)((const char *)fact + column->offset);
}

static bool late_append(const struct fact_query *query, const struct fact_selection *selection,
                        GArray *facts, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_select(query, selection, error);
    if (!list) {
        return false;
    }
    const enum input_file file = selection->file;
    const struct table *table = &fact_tables[file].table;
    const bool of_period = fact_tables[file].scope == SCOPE_PERIOD;
    const int more = fact_query_more(file);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        union any_fact row;
        if (!fact_query_read(query, file, list, &row, strings, error)) {
            return false;
        }
        const int64_t known_from = sqlite3_column_int64(list, more - 1);
        const bool is_new = known_from > query->number;
        struct store_late_fact fact = {
            .partner_id = text_of(file, "partner_id", &row),
            .file = file,
            .id = of_period ? "" : text_of(file, table->columns[0].name, &row),
            .of_period = of_period,
            .start = span_of(file, &row).start,
            .timezone = of_period ? "" : statement_string(list, more + 1, strings),
            .batch = is_new ? known_from : sqlite3_column_int64(list, more),
            .line = is_new ? statement_line(list, more - 2) : 0,
        };
        if (of_period && !store_period_parse(statement_text(list, more + 1), &fact.period)) {
            return statement_damaged(query->store, table->name, error);
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
    const struct store_view view = {.period = before, .batch = batch};
    struct fact_query query = fact_query_of(store, &view, DOING);
    query.number = earlier_batch;
    query.window.start.utc_minutes =
        (int64_t)before.first.number * MINUTES_PER_DAY + ZONE_MINUTES_MAX;
    g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    for (size_t i = 0; i < G_N_ELEMENTS(late_of); i++) {
        if (!late_append(&query, &late_of[i], found, strings, error)) {
            return false;
        }
    }
    g_array_sort(found, late_compare);
    g_array_append_vals(facts, found->data, found->len);
    return true;
}

#include "engine/store/facts/changes.h"

#include <inttypes.h>
#include <string.h>

#include "engine/store/facts/query.h"

static const char DOING[] = "reading what changed";

/* ---- what changed between two batches ------------------------------------------------------------- */

/* A row that is known as of one of two batches and not as of the other. */
struct version {
    union { /* what the file has */
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
    uint32_t line;
    int64_t known_from;
    int64_t known_until;
    int64_t reported_seconds; /* when the batch came that knew it, or knew better */
    /* Of what is late: */
    struct period period;
    const char *timezone;
};
#define VERSION_COLUMNS                                                                            \
    COLUMN_AS(struct version, "t.line", line),                                                     \
        COLUMN_AS(struct version, "t.known_from", known_from),                                     \
        COLUMN_AS(struct version, "t.known_until", known_until),                                   \
        COLUMN_AS(struct version,                                                                  \
                  "(SELECT unixepoch(b.imported_at) FROM main.batches AS b WHERE b.batch ="        \
                  " iif(t.known_from > ?6, t.known_from, t.known_until))",                         \
                  reported_seconds)
static const struct column version_columns[] = {VERSION_COLUMNS};

/* What concerns the partner (?3); known as of the later batch (?2) and not as of the earlier one (?6), or
 * the other way round. */
#define OF_PARTNER "t.partner_id = ?3"
#define OF_PERIOD "t.period = ?1"
#define OF_BOTH OF_PERIOD " AND " OF_PARTNER
/* The cases of the partner's ad hoc bookings. */
#define OF_CASES                                                                                   \
    "t.case_id IN (SELECT b.case_id FROM appointments AS b WHERE b.partner_id = ?3"                \
    " AND b.calendar = 'adhoc' AND b.case_id IS NOT NULL)"
#define CHANGED(file, scope)                                                                       \
    {                                                                                              \
        file,                                                                                      \
            OF_TABLE scope " AND ((t.known_from > ?6 AND " KNOWN                                   \
                           ") OR (t.known_until <= ?2 AND " KNOWN_AT("t", "?6") "))",              \
            MORE(version_columns)                                                                  \
    }
static const struct change_selection {
    struct fact_selection rows;
    bool of_case; /* under another case it is another fact */
    /* The columns that tell the fact and what it says; of a partner, those that differ tell it. */
    const char *id;
    const char *case_id;
    const char *value;
} changes_of[] = {
    {CHANGED(INPUT_POLICY, OF_PERIOD), false, "key", NULL, "value"},
    {CHANGED(INPUT_PARTNERS, OF_BOTH), false, NULL, NULL, NULL},
    {CHANGED(INPUT_RATES, OF_BOTH), false, "kind", NULL, NULL}, /* its value is dollars */
    {CHANGED(INPUT_SCHEDULES, OF_BOTH), false, "weekday", NULL, NULL},
    {CHANGED(INPUT_BLOCKS, OF_PARTNER), false, "block_id", NULL, "status"},
    {CHANGED(INPUT_CASES, OF_CASES), true, "case_id", "case_id", NULL},
    {CHANGED(INPUT_EXTRA_SESSIONS, OF_CASES), true, "request_id", "case_id", "outcome"},
    {CHANGED(INPUT_APPOINTMENTS, OF_PARTNER), false, "appointment_id", "case_id", "status"},
    {CHANGED(INPUT_APPOINTMENTS, OF_CASES " AND t.partner_id <> ?3"), true, "appointment_id",
     "case_id", "status"},
    {CHANGED(INPUT_OTHER_WORK, OF_PARTNER), false, "work_id", NULL, "status"},
    {CHANGED(INPUT_HOLIDAYS, "true"), false, "name", NULL, NULL},
};

/* What a column of text or words says; "" where it is NULL. */
static const char *text_of(enum input_file file, const char *name, const struct version *version)
{
    return name ? column_text(column_find(&fact_tables[file].table, name), version) : "";
}

static struct interval span_of(enum input_file file, const struct version *version)
{
    switch (file) {
    case INPUT_BLOCKS:
        return version->block.span;
    case INPUT_OTHER_WORK:
        return version->work.span;
    case INPUT_APPOINTMENTS: {
        const struct appointment *appointment = &version->appointment;
        const int64_t end = appointment->start.utc_minutes + appointment->duration_minutes;
        return (struct interval){appointment->start, {end}};
    }
    default:
        return (struct interval){{0}, {0}};
    }
}

static const char *differing(const struct table *table, const struct version *was,
                             const struct version *now, GStringChunk *strings)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column_same(column, was, now)) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", column->name);
        }
    }
    return g_string_chunk_insert(strings, names->str);
}

/* `before`: what it was before it changed; else NULL. */
static void change_append(const struct fact_query *query, const struct change_selection *selection,
                          enum store_change_kind kind, const struct version *version,
                          const struct version *before, GArray *changes, GStringChunk *strings)
{
    const enum input_file file = selection->rows.file;
    const bool gone = kind == CHANGE_GONE;
    struct store_change change = {
        .file = file,
        .kind = kind,
        .id = text_of(file, selection->id, version),
        .case_id = text_of(file, selection->case_id, version),
        .value = text_of(file, selection->value, version),
        .span = span_of(file, version),
        .columns = "",
        .approval_before = "",
        .approval = file == INPUT_APPOINTMENTS ? version->appointment.approval_ref : "",
        .date = DAY_UNBOUNDED_FROM,
        .elsewhere = file == INPUT_APPOINTMENTS &&
                     strcmp(version->appointment.partner_id, query->partner_id) != 0,
        .batch = gone ? version->known_until : version->known_from,
        .reported_at = {version->reported_seconds},
        .line = gone ? 0 : version->line,
    };
    if (before) {
        change.span_before = span_of(file, before);
    }
    if (before && file == INPUT_APPOINTMENTS) {
        change.columns = differing(&fact_tables[file].table, before, version, strings);
        change.approval_before = before->appointment.approval_ref;
    }
    if (file == INPUT_RATES) {
        change.date = version->rate.effective_from;
        const int64_t cents = version->rate.hourly_rate.cents_per_hour;
        g_autofree char *dollars =
            g_strdup_printf("%" PRId64 ".%02d", cents / 100, (int)(cents % 100));
        change.value = g_string_chunk_insert(strings, dollars);
    } else if (file == INPUT_HOLIDAYS) {
        change.date = version->holiday.date;
    } else if (file == INPUT_PARTNERS && before) {
        change.id = differing(&fact_tables[file].table, before, version, strings);
        if (change.id[0] == '\0') {
            return;
        }
    }
    g_array_append_val(changes, change);
}

static bool changes_append(const struct fact_query *query, const struct change_selection *selection,
                           GArray *changes, GStringChunk *strings, GError **error)
{
    const enum input_file file = selection->rows.file;
    const struct table *table = &fact_tables[file].table;
    const struct column *case_id = column_find(table, "case_id");
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct version));
    if (!fact_query_append(query, &selection->rows, found, strings, error)) {
        return false;
    }
    const struct version *versions = (const void *)found->data;
    for (guint i = 0; i < found->len; i++) {
        const struct version *version = &versions[i];
        const bool is_new = version->known_from > query->number;
        const struct version *other = NULL;
        for (guint j = 0; j < found->len && !other; j++) {
            if ((versions[j].known_from > query->number) != is_new &&
                columns_same(table, COLUMNS_KEY, &versions[j], version) &&
                (!selection->of_case || column_same(case_id, &versions[j], version))) {
                other = &versions[j];
            }
        }
        if (is_new) {
            change_append(query, selection, other ? CHANGE_CHANGED : CHANGE_NEW, version, other,
                          changes, strings);
        } else if (!other) {
            change_append(query, selection, CHANGE_GONE, version, NULL, changes, strings);
        }
    }
    return true;
}

static int order_of(int64_t first, int64_t second)
{
    return (first > second) - (first < second);
}

static gint change_compare(gconstpointer a, gconstpointer b)
{
    const struct store_change *first = a;
    const struct store_change *second = b;
    const int by_file = order_of(first->file, second->file);
    const int by_batch = order_of(first->batch, second->batch);
    const int by_line = order_of(first->line, second->line);
    return by_file != 0    ? by_file
           : by_batch != 0 ? by_batch
           : by_line != 0  ? by_line
                           : strcmp(first->id, second->id);
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
static const struct column late_columns[] = {
    VERSION_COLUMNS,
    COLUMN_BLANK_AS(struct version,
                    "(SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id"
                    " AND " KNOWN_AT("p", "?2") " ORDER BY p.period DESC LIMIT 1)",
                    timezone),
};
static const struct column late_columns_of_period[] = {
    VERSION_COLUMNS,
    COLUMN_AS(struct version, "t.period", period),
};
#define LATE_OF(file)                                                                              \
    {                                                                                              \
        file, OF_TABLE "t.start < ?4" LATE, MORE(late_columns)                                     \
    }
#define LATE_OF_PERIOD(file)                                                                       \
    {                                                                                              \
        file, OF_TABLE "t.period < ?1" LATE, MORE(late_columns_of_period)                          \
    }
static const struct fact_selection late_of[] = {
    LATE_OF_PERIOD(INPUT_PARTNERS), LATE_OF_PERIOD(INPUT_RATES), LATE_OF_PERIOD(INPUT_SCHEDULES),
    LATE_OF(INPUT_BLOCKS),          LATE_OF(INPUT_APPOINTMENTS), LATE_OF(INPUT_OTHER_WORK),
};

/* The newest batch that a row's becoming known or unknown is of. */
#define MOVED_BY "iif(known_until <= ?2, known_until, known_from)"
#define CASE_MOVED                                                                                 \
    "(SELECT max(batch) FROM (SELECT " MOVED_BY " AS batch FROM cases"                             \
    " WHERE case_id = t.case_id AND known_from <= ?2 UNION ALL SELECT " MOVED_BY                   \
    " FROM extra_sessions WHERE case_id = t.case_id AND known_from <= ?2 UNION ALL "               \
    "SELECT " MOVED_BY                                                                             \
    " FROM appointments WHERE case_id = t.case_id AND start < t.start AND known_from <= ?2))"
static const struct column late_columns_of_case[] = {
    COLUMN_AS(struct version, CASE_MOVED, known_from),
    COLUMN_BLANK_AS(struct version,
                    "(SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id"
                    " AND " KNOWN_AT("p", "?2") " ORDER BY p.period DESC LIMIT 1)",
                    timezone),
};
static const struct fact_selection late_of_case = {
    INPUT_APPOINTMENTS,
    OF_TABLE "t.start < ?4 AND t.calendar = 'adhoc' AND " KNOWN " AND " CASE_MOVED " > ?6",
    MORE(late_columns_of_case)};

enum { ZONE_MINUTES_MAX = 14 * 60 }; /* no zone is farther ahead of UTC */

static bool late_append(const struct fact_query *query, const struct fact_selection *selection,
                        GArray *facts, GStringChunk *strings, GError **error)
{
    const enum input_file file = selection->file;
    const struct table *table = &fact_tables[file].table;
    const bool of_period = fact_tables[file].scope == SCOPE_PERIOD;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct version));
    if (!fact_query_append(query, selection, found, strings, error)) {
        return false;
    }
    for (guint i = 0; i < found->len; i++) {
        const struct version *version = &g_array_index(found, struct version, i);
        const bool is_new = version->known_from > query->number;
        struct store_late_fact fact = {
            .partner_id = text_of(file, "partner_id", version),
            .file = file,
            .id = of_period ? "" : text_of(file, table->columns[0].name, version),
            .of_period = of_period,
            .period = version->period,
            .start = span_of(file, version).start,
            .timezone = of_period ? "" : version->timezone,
            .batch = is_new ? version->known_from : version->known_until,
            .line = is_new ? version->line : 0,
        };
        g_array_append_val(facts, fact);
    }
    return true;
}

static gint late_compare(gconstpointer a, gconstpointer b)
{
    const struct store_late_fact *first = a;
    const struct store_late_fact *second = b;
    const int by_partner = strcmp(first->partner_id, second->partner_id);
    const int by_file = order_of(first->file, second->file);
    const int by_batch = order_of(first->batch, second->batch);
    return by_partner != 0 ? by_partner
           : by_file != 0  ? by_file
           : by_batch != 0 ? by_batch
                           : order_of(first->line, second->line);
}

/* Of the selections, so many of them. */
static bool late_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                      const struct fact_selection *selections, size_t count, GArray *facts,
                      GStringChunk *strings, GError **error)
{
    const struct store_view view = {.period = before, .batch = batch};
    struct fact_query query = fact_query_of(store, &view, DOING);
    query.number = earlier_batch;
    query.window.start.utc_minutes =
        (int64_t)before.first.number * MINUTES_PER_DAY + ZONE_MINUTES_MAX;
    g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    for (size_t i = 0; i < count; i++) {
        if (!late_append(&query, &selections[i], found, strings, error)) {
            return false;
        }
    }
    g_array_sort(found, late_compare);
    g_array_append_vals(facts, found->data, found->len);
    return true;
}

bool store_late_facts_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                           GArray *facts, GStringChunk *strings, GError **error)
{
    return late_load(store, before, earlier_batch, batch, late_of, G_N_ELEMENTS(late_of), facts,
                     strings, error);
}

bool store_late_cases_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                           GArray *facts, GStringChunk *strings, GError **error)
{
    return late_load(store, before, earlier_batch, batch, &late_of_case, 1, facts, strings, error);
}

bool store_everyones_batch(store *store, const struct store_view *view, int64_t *ret_batch,
                           GError **error)
{
#define FIRST_DAY(months) "unixepoch(?1 || '-01', '" months "') / 86400"
#define WITHIN(column)                                                                             \
    column " >= " FIRST_DAY("+0 months") " AND " column " < " FIRST_DAY("+1 months")
    static const char SQL[] =
        "SELECT coalesce(max(" MOVED_BY "), 0) FROM"
        " (SELECT known_from, known_until FROM policy WHERE period = ?1"
        " UNION ALL SELECT known_from, known_until FROM areas WHERE period = ?1"
        " UNION ALL SELECT known_from, known_until FROM holidays WHERE (" WITHIN(
            "date") ") OR (" WITHIN("target_date") ")) WHERE known_from <= ?2";
    const struct fact_query query = fact_query_of(store, view, DOING);
    return fact_query_number(&query, SQL, ret_batch, error);
}

/* ---- cases that count twice ----------------------------------------------------------------------- */

/* As A6 counts: all but moved ones and those cancelled in time, except by the client less than 24 hours
 * before the start. Months are told apart by the east coast's time. */
#define SESSIONS_OF(from, to)                                                                      \
    "(SELECT count(*) FROM appointments AS t WHERE t.case_id = c.case_id AND " KNOWN               \
    " AND t.status <> 'moved' AND (t.status <> 'cancelled' OR t.cancelled_at >= t.start * 60 OR"   \
    " (coalesce(t.cancelled_by, 'client') = 'client' AND t.cancelled_at > t.start * 60 - 86400))"  \
    " AND t.start >= " from " AND t.start < " to ")"
#define MONTH_OF(batch, months)                                                                    \
    "(SELECT unixepoch(b.period || '-01', '" months "') / 60 - 600 FROM batches AS b"              \
    " WHERE b.batch = " batch ")"
#define EVER "-9e15"
#define GREW "c.sessions_used - p.sessions_used"

bool store_doubled_cases_load(store *store, int64_t earlier_batch, int64_t batch, GArray *cases,
                              GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT c.case_id, p.sessions_used, c.sessions_used, c.known_from, c.line"
        " FROM cases AS c JOIN cases AS p ON p.case_id = c.case_id AND p.known_from ="
        " (SELECT min(o.known_from) FROM cases AS o WHERE o.case_id = c.case_id"
        " AND (o.known_until IS NULL OR o.known_until > ?6))"
        " WHERE c.known_from > ?6 AND " KNOWN_AT(
            "c",
            "?2") " AND " GREW
                  " > 0 AND " GREW " IN (" SESSIONS_OF(MONTH_OF("p.known_from", "+0 months"), MONTH_OF("c.known_from", "+0 months")) ", " SESSIONS_OF(
                      MONTH_OF("p.known_from", "+0 months"),
                      MONTH_OF(
                          "c.known_from",
                          "+1 months")) ", " SESSIONS_OF(EVER,
                                                         MONTH_OF(
                                                             "c.known_from",
                                                             "+0 months")) ", " SESSIONS_OF(EVER,
                                                                                            MONTH_OF(
                                                                                                "c."
                                                                                                "kn"
                                                                                                "ow"
                                                                                                "n_"
                                                                                                "fr"
                                                                                                "o"
                                                                                                "m",
                                                                                                "+1"
                                                                                                " m"
                                                                                                "on"
                                                                                                "th"
                                                                                                "s")) ") ORDER BY c.case_id";
    const struct store_view view = {.batch = batch};
    struct fact_query query = fact_query_of(store, &view, DOING);
    query.number = earlier_batch;
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_doubled_case row = {.case_id = statement_string(list, 0, strings),
                                               .used_before = statement_int32(list, 1),
                                               .used = statement_int32(list, 2),
                                               .batch = sqlite3_column_int64(list, 3),
                                               .line = statement_line(list, 4)};
        g_array_append_val(cases, row);
    }
    return step == STEP_DONE;
}

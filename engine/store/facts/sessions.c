#include "engine/store/facts/sessions.h"

#include <assert.h>
#include <string.h>

#include "engine/store/facts/query.h"

/* A6 and A7: two streams in order of case, the appointments and the extra-session requests, are
 * read side by side, so that only one case is in memory. */

static const char DOING[] = "counting the sessions of the cases";

enum { WINDOW_DAYS = 3 }; /* around the period in UTC: more than any zone needs */

/* An appointment of a case, its row in the store, and what the case allows. */
struct session_row {
    struct case_appointment of_case;
    int64_t row;
    int32_t entitled_sessions;
    int32_t sessions_used;
};
static const struct column more_of_session[] = {
    COLUMN_AS(struct session_row, "t.row", row),
    COLUMN_AS(struct session_row, "c.entitled_sessions", entitled_sessions),
    COLUMN_AS(struct session_row, "c.sessions_used", sessions_used),
};

/* A case matters for what it has in the window (w); then all that it ever had counts (t). */
#define SESSIONS_WHERE(case_matters)                                                               \
    {                                                                                              \
        INPUT_APPOINTMENTS,                                                                        \
            " FROM cases AS c CROSS JOIN appointments AS t WHERE t.case_id = c.case_id"            \
            " AND " KNOWN " AND " KNOWN_AT("c", "?2") " AND " case_matters " ORDER BY c.case_id",  \
            MORE(more_of_session)                                                                  \
    }
#define IN_WINDOW " w.start >= ?4 AND w.start < ?5 AND " KNOWN_AT("w", "?2") ")"
static const struct fact_selection sessions_known = SESSIONS_WHERE(
    "EXISTS (SELECT 1 FROM appointments AS w WHERE w.case_id = c.case_id AND" IN_WINDOW);
#define OF_PARTNERS_CASES                                                                          \
    "case_id IN (SELECT w.case_id FROM appointments AS w WHERE w.partner_id = ?3 AND" IN_WINDOW
static const struct fact_selection sessions_of_partner = SESSIONS_WHERE("c." OF_PARTNERS_CASES);
#define REQUESTS_ORDER " ORDER BY t.case_id, t.outcome_on IS NULL, t.outcome_on, t.request_id"
static const struct fact_selection requests_known = {.file = INPUT_EXTRA_SESSIONS,
                                                     .from = OF_TABLE KNOWN REQUESTS_ORDER};
static const struct fact_selection requests_of_partner = {
    .file = INPUT_EXTRA_SESSIONS,
    .from = OF_TABLE "t." OF_PARTNERS_CASES " AND " KNOWN REQUESTS_ORDER};
enum { CASE_OF_SESSION = 2, CASE_OF_REQUEST = 1 }; /* the places of case_id */

/* ---- what was found ------------------------------------------------------------------------------ */

/* A word each, by the row of the appointment, for a month has many. */
static_assert(sizeof(struct session_finding) <= sizeof(gpointer), "a finding is a word");

struct session_finding store_session_finding(const store *store, int64_t row)
{
    struct session_finding finding = {.verdict = SESSION_CASE_UNKNOWN};
    gpointer word = NULL;
    if (store->session_findings &&
        g_hash_table_lookup_extended(store->session_findings, (gconstpointer)(intptr_t)row, NULL,
                                     &word)) {
        memcpy(&finding, &word, sizeof finding);
    }
    return finding;
}

/* ---- the pass ------------------------------------------------------------------------------------ */

struct session_pass {
    struct fact_query query; /* its window: of starts that a finding is wanted for */
    const struct policy *policy;
    stamp as_at;
    store_zone_clock zone_clock;
    GHashTable
        *clocks; /* partner id -> const struct clock *, UTC where no period knows the partner */
    GHashTable *findings;
    GArray *rejected; /* struct extra_request, found so far */
    GStringChunk *rejected_strings;
    const struct fact_selection *requests_from;
    sqlite3_stmt *requests;
    enum statement_step request_step; /* STEP_ROW: `requests` stands at one that is not read yet */
    /* The rows of the case that is being read. */
    GArray *appointments; /* struct session_row */
    GArray *requests_of;  /* struct extra_request */
    GStringChunk *strings;
};

/* Which clock is whose, the last row of a partner counting: the period's own win over those of other
 * periods. */
#define CLOCKS "SELECT partner_id, timezone FROM partners AS t WHERE "
#define CLOCKS_ORDER " ORDER BY partner_id, period = ?1, period"

static bool clocks_read(struct session_pass *pass, statement_lease *list, GError **error)
{
    store *store = pass->query.store;
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *timezone = statement_text(list, 1);
        const struct clock *clock = pass->zone_clock(timezone);
        if (!clock) {
            return statement_zone_unknown(store, timezone, error);
        }
        g_hash_table_replace(pass->clocks, g_strdup(statement_text(list, 0)),
                             (gpointer)(uintptr_t)clock);
    }
    return step == STEP_DONE;
}

static bool clocks_load(struct session_pass *pass, GError **error)
{
    static const char SQL[] = CLOCKS KNOWN CLOCKS_ORDER;
    g_autoptr(statement_lease) list = fact_query_borrow(&pass->query, SQL, error);
    return clocks_read(pass, list, error);
}

/* Where the sessions are of one partner's cases, clocks are asked for one by one. */
static bool clock_find(struct session_pass *pass, const char *partner_id,
                       const struct clock **ret_clock, GError **error)
{
    static const struct clock_offset UTC_OFFSET = {{INT64_MIN}, 0};
    static const struct clock UTC = {&UTC_OFFSET, 1};
    static const char SQL[] = CLOCKS "t.partner_id = ?3 AND " KNOWN CLOCKS_ORDER;
    gpointer clock = NULL;
    if (!g_hash_table_lookup_extended(pass->clocks, partner_id, NULL, &clock)) {
        g_hash_table_insert(pass->clocks, g_strdup(partner_id), (gpointer)(uintptr_t)&UTC);
        if (pass->query.partner_id) {
            struct fact_query query = pass->query;
            query.partner_id = partner_id;
            g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
            if (!clocks_read(pass, list, error)) {
                return false;
            }
        }
        clock = g_hash_table_lookup(pass->clocks, partner_id);
    }
    *ret_clock = clock;
    return true;
}

static bool appointment_read(struct session_pass *pass, const struct fact_selection *selection,
                             sqlite3_stmt *list, GError **error)
{
    struct session_row row = {.of_case.booked_date = DAY_UNBOUNDED_FROM};
    const struct appointment *appointment = &row.of_case.appointment;
    if (!fact_query_read(&pass->query, selection, list, &row, pass->strings, error)) {
        return false;
    }
    const struct clock *clock = NULL;
    if (!clock_find(pass, appointment->partner_id, &clock, error)) {
        return false;
    }
    row.of_case.local_date = clock_local(clock, appointment->start).date;
    if (appointment->booked_at.utc_seconds != STAMP_START_OF_TIME.utc_seconds) {
        row.of_case.booked_date = clock_local(clock, stamp_minute(appointment->booked_at)).date;
    }
    g_array_append_val(pass->appointments, row);
    return true;
}

/* The requests of a case; those of cases before it, which do not matter, are passed by. */
static bool requests_read(struct session_pass *pass, const char *case_id, GError **error)
{
    int order;
    while (pass->request_step == STEP_ROW &&
           (order = strcmp(statement_text(pass->requests, CASE_OF_REQUEST), case_id)) <= 0) {
        struct extra_request request = {0};
        if (order == 0) {
            if (!fact_query_read(&pass->query, pass->requests_from, pass->requests, &request,
                                 pass->strings, error)) {
                return false;
            }
            g_array_append_val(pass->requests_of, request);
        }
        if (request.outcome == REQUEST_APPROVED &&
            request.sessions > pass->policy->extra_sessions_max) {
            request.request_id = g_string_chunk_insert(pass->rejected_strings, request.request_id);
            request.case_id = g_string_chunk_insert(pass->rejected_strings, request.case_id);
            g_array_append_val(pass->rejected, request);
        }
        pass->request_step = statement_next(pass->query.store, pass->requests, DOING, error);
    }
    return pass->request_step != STEP_FAILED;
}

/* The case is read: judges its sessions and makes room for the next. */
static bool case_finish(struct session_pass *pass, GError **error)
{
    const struct session_row *rows = (const void *)pass->appointments->data;
    const guint count = pass->appointments->len;
    if (count == 0) {
        return true;
    }
    if (!requests_read(pass, rows->of_case.appointment.case_id, error)) {
        return false;
    }
    g_array_sort(pass->appointments, fact_appointment_compare);
    g_autofree struct case_appointment *appointments = g_new(struct case_appointment, count);
    g_autofree struct session_finding *findings = g_new0(struct session_finding, count);
    for (guint i = 0; i < count; i++) {
        appointments[i] = rows[i].of_case;
    }
    const struct case_facts facts = {
        .known = true,
        .entitled_sessions = rows->entitled_sessions,
        .sessions_used = rows->sessions_used,
        .requests = (void *)pass->requests_of->data,
        .request_count = pass->requests_of->len,
        .appointments = appointments,
        .appointment_count = count,
    };
    case_judge(&facts, pass->policy, pass->as_at, findings);
    for (guint i = 0; i < count; i++) {
        if (interval_has(pass->query.window, rows[i].of_case.appointment.start)) {
            gpointer word = NULL;
            memcpy(&word, &findings[i], sizeof findings[i]);
            g_hash_table_insert(pass->findings, (gpointer)(intptr_t)rows[i].row, word);
        }
    }
    g_array_set_size(pass->appointments, 0);
    g_array_set_size(pass->requests_of, 0);
    g_string_chunk_clear(pass->strings);
    return true;
}

static bool streams_read(struct session_pass *pass, GError **error)
{
    const struct fact_selection *selection =
        pass->query.partner_id ? &sessions_of_partner : &sessions_known;
    store *store = pass->query.store;
    g_autoptr(statement_lease) list = fact_query_select(&pass->query, selection, error);
    pass->requests_from = pass->query.partner_id ? &requests_of_partner : &requests_known;
    g_autoptr(statement_lease) requests =
        list ? fact_query_select(&pass->query, pass->requests_from, error) : NULL;
    pass->requests = requests;
    pass->request_step = statement_next(store, requests, DOING, error);
    if (pass->request_step == STEP_FAILED) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct session_row *first = (const void *)pass->appointments->data;
        const bool same_case =
            pass->appointments->len > 0 &&
            g_str_equal(statement_text(list, CASE_OF_SESSION), first->of_case.appointment.case_id);
        if ((!same_case && !case_finish(pass, error)) ||
            !appointment_read(pass, selection, list, error)) {
            return false;
        }
    }
    return step == STEP_DONE && case_finish(pass, error);
}

static gint rejected_compare(gconstpointer a, gconstpointer b)
{
    const struct extra_request *first = a;
    const struct extra_request *second = b;
    return strcmp(first->request_id, second->request_id);
}

bool store_sessions_find(store *store, const struct store_view *view, const struct policy *policy,
                         store_zone_clock zone_clock, const char *partner_id, GArray *rejected,
                         GStringChunk *strings, bool *ret_any_case, GError **error)
{
    static const char CASES[] = "SELECT EXISTS (SELECT 1 FROM cases AS t WHERE " KNOWN ")";
    g_autoptr(GHashTable) clocks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) findings = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct extra_request));
    g_autoptr(GArray) appointments = g_array_new(FALSE, FALSE, sizeof(struct session_row));
    g_autoptr(GArray) requests_of = g_array_new(FALSE, FALSE, sizeof(struct extra_request));
    g_autoptr(GStringChunk) case_strings = g_string_chunk_new(512);
    struct session_pass pass = {.query = fact_query_of(store, view, DOING),
                                .policy = policy,
                                .as_at = view->as_at,
                                .zone_clock = zone_clock,
                                .clocks = clocks,
                                .findings = findings,
                                .rejected = found,
                                .rejected_strings = strings,
                                .appointments = appointments,
                                .requests_of = requests_of,
                                .strings = case_strings};
    const int64_t first = (int64_t)view->period.first.number - WINDOW_DAYS;
    const int64_t end = (int64_t)period_last(view->period).number + 1 + WINDOW_DAYS;
    pass.query.partner_id = partner_id;
    pass.query.window = (struct interval){{first * MINUTES_PER_DAY}, {end * MINUTES_PER_DAY}};
    int64_t any_case = 0;
    if (!fact_query_number(&pass.query, CASES, &any_case, error) ||
        (!partner_id && !clocks_load(&pass, error)) || !streams_read(&pass, error)) {
        return false;
    }
    g_clear_pointer(&store->session_findings, g_hash_table_unref);
    store->session_findings = g_steal_pointer(&findings);
    g_array_sort(found, rejected_compare);
    g_array_append_vals(rejected, found->data, found->len);
    *ret_any_case = any_case != 0;
    return true;
}

#include "engine/store/facts/sessions.h"

#include <string.h>

#include "engine/store/facts/query.h"

/* A6 and A7: two streams in order of case, the appointments and the extra-session requests, are
 * read side by side, so that only one case is in memory. */

static const char DOING[] = "counting the sessions of the cases";

enum { WINDOW_DAYS = 3 }; /* around the period in UTC: more than any zone needs */

/* A case matters for what it has in the window (w); then all that it ever had counts (a). */
#define SESSION_COLUMNS                                                                            \
    "SELECT c.case_id, c.entitled_sessions, c.sessions_used, a.row, a.appointment_id, a.status,"   \
    " a.booked_at, a.cancelled_at, a.cancelled_by, a.start, a.partner_id"                          \
    " FROM cases AS c CROSS JOIN appointments AS a"                                                \
    " WHERE a.case_id = c.case_id AND " KNOWN_AT("a", "?2") " AND " KNOWN_AT("c", "?2")
#define IN_WINDOW " w.start >= ?4 AND w.start < ?5 AND " KNOWN_AT("w", "?2")

static const char SESSIONS_SQL[] = SESSION_COLUMNS
    " AND EXISTS (SELECT 1 FROM appointments AS w WHERE w.case_id = c.case_id AND" IN_WINDOW
    ") ORDER BY c.case_id";
static const char PARTNER_SESSIONS_SQL[] =
    SESSION_COLUMNS " AND c.case_id IN (SELECT w.case_id FROM appointments AS w"
                    " WHERE w.partner_id = ?3 AND" IN_WINDOW ") ORDER BY c.case_id";

static const struct fact_selection requests_known = {INPUT_EXTRA_SESSIONS, "",
                                                     " WHERE " KNOWN " ORDER BY t.case_id"};

/* ---- what was found ------------------------------------------------------------------------------ */

/* A word each, by the row of the appointment, for a month has many. The bits of the word; the verdict
 * is above them. */
enum { BOOKED_BEFORE_OUTCOME = 1, CASE_OLDER = 2, VERDICT_SHIFT = 2 };

static void finding_keep(GHashTable *findings, int64_t row, const struct session_finding *finding)
{
    guint word = (guint)finding->verdict << VERDICT_SHIFT;
    word |= finding->booked_before_outcome ? BOOKED_BEFORE_OUTCOME : 0;
    word |= finding->case_older_than_12_months ? CASE_OLDER : 0;
    g_hash_table_insert(findings, (gpointer)(intptr_t)row, GUINT_TO_POINTER(word));
}

struct session_finding store_session_finding(const store *store, int64_t row)
{
    gpointer found = NULL;
    if (!store->session_findings ||
        !g_hash_table_lookup_extended(store->session_findings, (gconstpointer)(intptr_t)row, NULL,
                                      &found)) {
        return (struct session_finding){.verdict = SESSION_CASE_UNKNOWN};
    }
    guint word = GPOINTER_TO_UINT(found);
    return (struct session_finding){
        .verdict = (enum session_verdict)(word >> VERDICT_SHIFT),
        .booked_before_outcome = (word & BOOKED_BEFORE_OUTCOME) != 0,
        .case_older_than_12_months = (word & CASE_OLDER) != 0,
    };
}

/* ---- the pass ------------------------------------------------------------------------------------ */

struct session_pass {
    struct fact_query query; /* its window: of starts that a finding is wanted for */
    const struct policy *policy;
    stamp as_at;
    GHashTable *clocks; /* partner id -> const struct clock * */
    GHashTable *findings;
    GArray *rejected; /* struct store_rejected_request, found so far */
    GStringChunk *rejected_strings;
    sqlite3_stmt *requests;
    enum statement_step request_step; /* STEP_ROW: `requests` stands at one that is not read yet */
    /* The case that is being read, and its rows. */
    GString *case_id;
    struct case_facts facts;
    GArray *appointments; /* struct session_row */
    GArray *requests_of;  /* struct extra_request */
    GStringChunk *strings;
};

/* An appointment of the case and its row in the store. */
struct session_row {
    struct case_appointment of_case;
    int64_t row;
};

static void pass_init(struct session_pass *pass)
{
    pass->clocks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    pass->findings = g_hash_table_new(g_direct_hash, g_direct_equal);
    pass->rejected = g_array_new(FALSE, FALSE, sizeof(struct store_rejected_request));
    pass->case_id = g_string_new(NULL);
    pass->appointments = g_array_new(FALSE, FALSE, sizeof(struct session_row));
    pass->requests_of = g_array_new(FALSE, FALSE, sizeof(struct extra_request));
    pass->strings = g_string_chunk_new(512);
}

static void pass_clear(struct session_pass *pass)
{
    g_hash_table_unref(pass->clocks);
    g_hash_table_unref(pass->findings);
    g_array_unref(pass->rejected);
    g_string_free(pass->case_id, TRUE);
    g_array_unref(pass->appointments);
    g_array_unref(pass->requests_of);
    g_string_chunk_free(pass->strings);
}

/* Which clock is whose: the period's own partners win over those of other periods. */
static bool clocks_load(struct session_pass *pass, store_zone_clock zone_clock, GError **error)
{
    static const char SQL[] = "SELECT partner_id, timezone FROM partners AS t WHERE " KNOWN
                              " ORDER BY partner_id, period = ?1, period";
    store *store = pass->query.store;
    g_autoptr(statement_lease) list = fact_query_borrow(&pass->query, SQL, error);
    if (!list) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *timezone = statement_text(list, 1);
        const struct clock *clock = zone_clock(timezone);
        if (!clock) {
            return statement_zone_unknown(store, timezone, error);
        }
        g_hash_table_replace(pass->clocks, g_strdup(statement_text(list, 0)),
                             (gpointer)(uintptr_t)clock);
    }
    return step == STEP_DONE;
}

/* Dates of an appointment whose partner no period knows are in UTC. */
static day local_day(const struct session_pass *pass, const char *partner_id, instant at)
{
    static const struct clock_offset UTC_OFFSET = {{INT64_MIN}, 0};
    static const struct clock UTC = {&UTC_OFFSET, 1};
    const struct clock *clock = g_hash_table_lookup(pass->clocks, partner_id);
    return clock_local(clock != NULL ? clock : &UTC, at).date;
}

static bool appointment_read(struct session_pass *pass, sqlite3_stmt *list, GError **error)
{
    int status = words_find(words_status, statement_text(list, 5));
    int cancelled_by = words_find(words_cancelled_by, statement_text(list, 8));
    if (status < 0 || cancelled_by < 0) {
        return statement_damaged(pass->query.store, "appointments", error);
    }
    const char *partner_id = statement_text(list, 10);
    struct session_row row = {
        .of_case = {.appointment = {.appointment_id = statement_string(list, 4, pass->strings),
                                    .status = (enum appointment_status)status,
                                    .booked_at = statement_stamp(list, 6, STAMP_START_OF_TIME),
                                    .cancelled_at = statement_stamp(list, 7, STAMP_NEVER),
                                    .cancelled_by = (enum cancelled_by)cancelled_by,
                                    .start = statement_instant(list, 9)},
                    .booked_date = DAY_UNBOUNDED_FROM},
        .row = sqlite3_column_int64(list, 3),
    };
    const struct appointment *appointment = &row.of_case.appointment;
    row.of_case.local_date = local_day(pass, partner_id, appointment->start);
    if (appointment->booked_at.utc_seconds != STAMP_START_OF_TIME.utc_seconds) {
        row.of_case.booked_date = local_day(pass, partner_id, stamp_minute(appointment->booked_at));
    }
    g_array_append_val(pass->appointments, row);
    return true;
}

static gint session_row_compare(gconstpointer a, gconstpointer b)
{
    const struct appointment *first = &((const struct session_row *)a)->of_case.appointment;
    const struct appointment *second = &((const struct session_row *)b)->of_case.appointment;
    int by_start = instant_compare(first->start, second->start);
    return by_start != 0 ? by_start : strcmp(first->appointment_id, second->appointment_id);
}

static gint request_compare(gconstpointer a, gconstpointer b)
{
    const struct extra_request *first = a;
    const struct extra_request *second = b;
    int by_date = day_compare(first->outcome_on, second->outcome_on);
    return by_date != 0 ? by_date : strcmp(first->request_id, second->request_id);
}

static bool request_read(struct session_pass *pass, GError **error)
{
    struct extra_request request = {0};
    if (!fact_query_read(&pass->query, INPUT_EXTRA_SESSIONS, pass->requests, &request,
                         pass->strings, error)) {
        return false;
    }
    g_array_append_val(pass->requests_of, request);
    if (request.outcome == REQUEST_APPROVED &&
        request.sessions > pass->policy->extra_sessions_max) {
        struct store_rejected_request rejected = {
            g_string_chunk_insert(pass->rejected_strings, request.request_id), request.sessions,
            request.source.line};
        g_array_append_val(pass->rejected, rejected);
    }
    return true;
}

/* The requests of the case that is being read; those of cases that do not matter are passed by. */
static bool requests_read(struct session_pass *pass, GError **error)
{
    while (pass->request_step == STEP_ROW) {
        int order = strcmp(statement_text(pass->requests, 1), pass->case_id->str);
        if (order > 0) {
            break;
        }
        if (order == 0 && !request_read(pass, error)) {
            return false;
        }
        pass->request_step = statement_next(pass->query.store, pass->requests, DOING, error);
    }
    return pass->request_step != STEP_FAILED;
}

/* The case is read: judges its sessions and makes room for the next. */
static bool case_finish(struct session_pass *pass, GError **error)
{
    if (pass->appointments->len == 0) {
        return true;
    }
    if (!requests_read(pass, error)) {
        return false;
    }
    guint count = pass->appointments->len;
    g_array_sort(pass->appointments, session_row_compare);
    g_array_sort(pass->requests_of, request_compare);
    const struct session_row *rows = (const void *)pass->appointments->data;
    g_autofree struct case_appointment *appointments = g_new(struct case_appointment, count);
    g_autofree struct session_finding *findings = g_new0(struct session_finding, count);
    for (guint i = 0; i < count; i++) {
        appointments[i] = rows[i].of_case;
    }
    pass->facts.appointments = appointments;
    pass->facts.appointment_count = count;
    pass->facts.requests = (void *)pass->requests_of->data;
    pass->facts.request_count = pass->requests_of->len;
    case_judge(&pass->facts, pass->policy, pass->as_at, findings);
    for (guint i = 0; i < count; i++) {
        if (interval_has(pass->query.window, rows[i].of_case.appointment.start)) {
            finding_keep(pass->findings, rows[i].row, &findings[i]);
        }
    }
    g_array_set_size(pass->appointments, 0);
    g_array_set_size(pass->requests_of, 0);
    g_string_chunk_clear(pass->strings);
    return true;
}

static void case_begin(struct session_pass *pass, sqlite3_stmt *list)
{
    g_string_assign(pass->case_id, statement_text(list, 0));
    pass->facts = (struct case_facts){
        .known = true,
        .entitled_sessions = statement_int32(list, 1),
        .sessions_used = statement_int32(list, 2),
    };
}

static bool streams_read(struct session_pass *pass, sqlite3_stmt *list, GError **error)
{
    pass->request_step = statement_next(pass->query.store, pass->requests, DOING, error);
    if (pass->request_step == STEP_FAILED) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(pass->query.store, list, DOING, error)) == STEP_ROW) {
        if (!g_str_equal(statement_text(list, 0), pass->case_id->str)) {
            if (!case_finish(pass, error)) {
                return false;
            }
            case_begin(pass, list);
        }
        if (!appointment_read(pass, list, error)) {
            return false;
        }
    }
    return step == STEP_DONE && case_finish(pass, error);
}

static bool streams_open(struct session_pass *pass, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_borrow(
        &pass->query, pass->query.partner_id ? PARTNER_SESSIONS_SQL : SESSIONS_SQL, error);
    g_autoptr(statement_lease) requests =
        list ? fact_query_select(&pass->query, &requests_known, error) : NULL;
    pass->requests = requests;
    return requests && streams_read(pass, list, error);
}

static gint rejected_compare(gconstpointer a, gconstpointer b)
{
    const struct store_rejected_request *first = a;
    const struct store_rejected_request *second = b;
    return strcmp(first->request_id, second->request_id);
}

static struct interval window_around(struct period period)
{
    int64_t first = period.first.number - WINDOW_DAYS;
    int64_t end = (int64_t)period_last(period).number + 1 + WINDOW_DAYS;
    return (struct interval){{first * MINUTES_PER_DAY}, {end * MINUTES_PER_DAY}};
}

bool store_sessions_find(store *store, const struct store_view *view, const struct policy *policy,
                         store_zone_clock zone_clock, const char *partner_id, GArray *rejected,
                         GStringChunk *strings, int64_t *ret_case_count, GError **error)
{
    static const char CASES[] = "SELECT count(*) FROM cases AS t WHERE " KNOWN;
    struct session_pass pass = {.query = fact_query_of(store, view, DOING),
                                .policy = policy,
                                .as_at = view->as_at,
                                .rejected_strings = strings};
    pass.query.partner_id = partner_id;
    pass.query.window = window_around(view->period);
    int64_t case_count = 0;
    pass_init(&pass);
    bool done = fact_query_number(&pass.query, CASES, &case_count, error) &&
                clocks_load(&pass, zone_clock, error) && streams_open(&pass, error);
    if (done) {
        g_clear_pointer(&store->session_findings, g_hash_table_unref);
        store->session_findings = g_hash_table_ref(pass.findings);
        g_array_sort(pass.rejected, rejected_compare);
        g_array_append_vals(rejected, pass.rejected->data, pass.rejected->len);
        *ret_case_count = case_count;
    }
    pass_clear(&pass);
    return done;
}

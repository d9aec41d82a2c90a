#include <string.h>

#include "engine/core/check.h"
#include "engine/store/facts/facts_load.h"
#include "engine/store/facts/known.h"
#include "engine/store/facts/session_findings.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"

/* A6 and A7: two streams in order of case, the appointments and the extra-session requests, are
 * read side by side, so that only one case is in memory. */

static const char DOING[] = "counting the sessions of the cases";

enum { WINDOW_DAYS = 3 }; /* around the period in UTC: more than any zone needs */

/* ?1 the batch, ?2 and ?3 the window, ?4 the partner. A case matters for what it has in the
 * window (w); then all that it ever had counts (a). */
#define SESSION_COLUMNS                                                                            \
    "SELECT c.case_id, c.entitled_sessions, c.sessions_used, a.row, a.appointment_id, a.status,"   \
    " a.booked_at, a.cancelled_at, a.cancelled_by, a.start, a.partner_id"                          \
    " FROM cases AS c CROSS JOIN appointments AS a"                                                \
    " WHERE a.case_id = c.case_id AND " KNOWN_AT("a", "?1") " AND " KNOWN_AT("c", "?1")

#define IN_WINDOW " w.start >= ?2 AND w.start < ?3 AND " KNOWN_AT("w", "?1")

static const char SESSIONS_SQL[] = SESSION_COLUMNS
    " AND EXISTS (SELECT 1 FROM appointments AS w WHERE w.case_id = c.case_id AND" IN_WINDOW
    ") ORDER BY c.case_id";

static const char PARTNER_SESSIONS_SQL[] =
    SESSION_COLUMNS " AND c.case_id IN (SELECT w.case_id FROM appointments AS w"
                    " WHERE w.partner_id = ?4 AND" IN_WINDOW ") ORDER BY c.case_id";

static const char REQUESTS_SQL[] =
    "SELECT case_id, request_id, sessions, outcome, outcome_on, clinical_review, line"
    " FROM extra_sessions AS e WHERE " KNOWN_AT("e", "?1") " ORDER BY case_id";

/* Which clock is whose: the period's own partners win over those of other periods. */
static const char CLOCKS_SQL[] = "SELECT partner_id, timezone FROM partners AS t WHERE " KNOWN_AT(
    "t", "?1") " ORDER BY partner_id, period = ?2, period";

struct session_pass {
    store *store;
    const struct policy *policy;
    stamp as_at;
    struct interval window; /* of starts that a finding is wanted for */
    GHashTable *clocks;     /* partner id -> const struct clock * */
    sqlite3_stmt *requests;
    enum statement_step request_step; /* STEP_ROW: `requests` stands at one that is not read yet */
    GHashTable *findings;             /* as store.session_findings */
    GArray *rejected;                 /* struct store_rejected_request, found so far */
    GStringChunk *rejected_strings;
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
    pass->findings = session_findings_new();
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

static bool clocks_load(struct session_pass *pass, const struct store_view *view,
                        store_zone_clock zone_clock, GError **error)
{
    char period[PERIOD_TEXT_SIZE];
    store_period_text(view->period, period);
    g_autoptr(statement_lease) list = statement_borrow(pass->store, CLOCKS_SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, view->batch);
    statement_bind_kept(list, 2, period);
    enum statement_step step;
    while ((step = statement_next(pass->store, list, DOING, error)) == STEP_ROW) {
        const char *timezone = statement_text(list, 1);
        const struct clock *clock = zone_clock(timezone);
        if (clock == NULL) {
            return statement_zone_unknown(pass->store, timezone, error);
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
        return statement_damaged(pass->store, "appointments", error);
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
    sqlite3_stmt *list = pass->requests;
    int outcome = words_find(words_outcome, statement_text(list, 3));
    int review = words_find(words_clinical_review, statement_text(list, 5));
    if (outcome < 0 || review < 0) {
        return statement_damaged(pass->store, "extra_sessions", error);
    }
    struct extra_request request = {
        .request_id = statement_string(list, 1, pass->strings),
        .sessions = statement_int32(list, 2),
        .outcome = (enum request_outcome)outcome,
        .outcome_on = statement_day(list, 4, DAY_UNBOUNDED_TO),
        .clinical_review = (enum clinical_review)review,
    };
    g_array_append_val(pass->requests_of, request);
    if (request.outcome == REQUEST_APPROVED &&
        request.sessions > pass->policy->extra_sessions_max) {
        struct store_rejected_request rejected = {statement_string(list, 1, pass->rejected_strings),
                                                  request.sessions, statement_line(list, 6)};
        g_array_append_val(pass->rejected, rejected);
    }
    return true;
}

/* The requests of the case that is being read; those of cases that do not matter are passed by. */
static bool requests_read(struct session_pass *pass, GError **error)
{
    while (pass->request_step == STEP_ROW) {
        int order = strcmp(statement_text(pass->requests, 0), pass->case_id->str);
        if (order > 0) {
            break;
        }
        if (order == 0 && !request_read(pass, error)) {
            return false;
        }
        pass->request_step = statement_next(pass->store, pass->requests, DOING, error);
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
        if (interval_has(pass->window, rows[i].of_case.appointment.start)) {
            session_finding_keep(pass->findings, rows[i].row, &findings[i]);
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
    pass->request_step = statement_next(pass->store, pass->requests, DOING, error);
    if (pass->request_step == STEP_FAILED) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(pass->store, list, DOING, error)) == STEP_ROW) {
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

static bool streams_open(struct session_pass *pass, int64_t batch, const char *partner_id,
                         GError **error)
{
    const char *sql = partner_id != NULL ? PARTNER_SESSIONS_SQL : SESSIONS_SQL;
    g_autoptr(statement_lease) list = statement_borrow(pass->store, sql, DOING, error);
    g_autoptr(statement_lease) requests =
        list != NULL ? statement_borrow(pass->store, REQUESTS_SQL, DOING, error) : NULL;
    if (requests == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, batch);
    statement_bind_integer(list, 2, pass->window.start.utc_minutes);
    statement_bind_integer(list, 3, pass->window.end.utc_minutes);
    if (partner_id != NULL) {
        statement_bind_kept(list, 4, partner_id);
    }
    statement_bind_integer(requests, 1, batch);
    pass->requests = requests;
    return streams_read(pass, list, error);
}

static bool cases_count(store *store, int64_t batch, int64_t *ret_count, GError **error)
{
    static const char SQL[] = "SELECT count(*) FROM cases AS t WHERE " KNOWN_AT("t", "?1");
    g_autoptr(statement_lease) count = statement_borrow(store, SQL, DOING, error);
    if (count == NULL) {
        return false;
    }
    statement_bind_integer(count, 1, batch);
    if (statement_next(store, count, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_count = sqlite3_column_int64(count, 0);
    return true;
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
    struct session_pass pass = {.store = store,
                                .policy = policy,
                                .as_at = view->as_at,
                                .window = window_around(view->period),
                                .rejected_strings = strings};
    int64_t case_count = 0;
    pass_init(&pass);
    bool done = cases_count(store, view->batch, &case_count, error) &&
                clocks_load(&pass, view, zone_clock, error) &&
                streams_open(&pass, view->batch, partner_id, error);
    if (done) {
        g_hash_table_unref(store->session_findings);
        store->session_findings = g_hash_table_ref(pass.findings);
        g_array_sort(pass.rejected, rejected_compare);
        g_array_append_vals(rejected, pass.rejected->data, pass.rejected->len);
        *ret_case_count = case_count;
    }
    pass_clear(&pass);
    return done;
}

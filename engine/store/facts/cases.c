#include "engine/store/facts/cases.h"

#include "engine/store/facts/query.h"

/* In all of these ?3 is the case. */

static const char DOING[] = "reading a case";

/* The zone is that of its partner: of the period's partners.csv, else of the newest that has the partner. */
struct zoned_appointment {
    struct case_appointment of_case;
    const char *timezone;
};
static const struct column more_of_appointment[] = {COLUMN_AS(
    struct zoned_appointment,
    "coalesce((SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id "
    "AND " KNOWN_AT("p", "?2") " ORDER BY p.period = ?1 DESC, p.period DESC LIMIT 1), '')",
    timezone)};
static const struct fact_selection appointments_of_case = {
    INPUT_APPOINTMENTS, OF_TABLE "t.case_id = ?3 AND " KNOWN " ORDER BY t.start, t.appointment_id",
    MORE(more_of_appointment)};
static const struct fact_selection requests_of_case = {
    .file = INPUT_EXTRA_SESSIONS,
    .from = OF_TABLE "t.case_id = ?3 AND " KNOWN
                     " ORDER BY t.outcome_on IS NULL, t.outcome_on, t.request_id"};
static const struct fact_selection case_of_id = {.file = INPUT_CASES,
                                                 .from = OF_TABLE "t.case_id = ?3 AND " KNOWN};

/* Dates of an appointment whose partner no period knows are in UTC, as they are counted. */
static bool dates_set(const struct fact_query *query, struct zoned_appointment *row,
                      store_zone_clock zone_clock, GError **error)
{
    const struct appointment *appointment = &row->of_case.appointment;
    const char *timezone = row->timezone[0] != '\0' ? row->timezone : "UTC";
    const struct clock *clock = zone_clock(timezone);
    if (!clock) {
        return statement_zone_unknown(query->store, timezone, error);
    }
    row->of_case.local_date = clock_local(clock, appointment->start).date;
    row->of_case.booked_date = appointment->booked_at.utc_seconds == STAMP_START_OF_TIME.utc_seconds
                                   ? DAY_UNBOUNDED_FROM
                                   : clock_local(clock, stamp_minute(appointment->booked_at)).date;
    return true;
}

static bool appointments_load(const struct fact_query *query, store_zone_clock zone_clock,
                              GArray *appointments, GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zoned_appointment));
    bool done = fact_query_append(query, &appointments_of_case, rows, strings, error);
    for (guint i = 0; done && i < rows->len; i++) {
        struct zoned_appointment *row = &g_array_index(rows, struct zoned_appointment, i);
        done = dates_set(query, row, zone_clock, error);
        g_array_append_val(appointments, row->of_case);
    }
    return done;
}

bool store_case_load(store *store, const struct store_view *view, const char *case_id,
                     store_zone_clock zone_clock, GStringChunk *strings,
                     struct store_case *ret_case, GError **error)
{
    struct fact_query query = fact_query_of(store, view, DOING);
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(struct case_row));
    g_autoptr(GArray) appointments = g_array_new(FALSE, TRUE, sizeof(struct case_appointment));
    g_autoptr(GArray) requests = g_array_new(FALSE, TRUE, sizeof(struct extra_request));
    query.partner_id = case_id;
    if (!fact_query_append(&query, &case_of_id, cases, strings, error) ||
        !fact_query_append(&query, &requests_of_case, requests, strings, error) ||
        !appointments_load(&query, zone_clock, appointments, strings, error)) {
        return false;
    }
    const struct case_row *row = cases->len > 0 ? (const void *)cases->data : NULL;
    ret_case->facts = (struct case_facts){
        .known = row != NULL,
        .entitled_sessions = row ? row->entitled_sessions : 0,
        .sessions_used = row ? row->sessions_used : 0,
        .requests = (void *)requests->data,
        .request_count = requests->len,
        .appointments = (const void *)appointments->data,
        .appointment_count = appointments->len,
    };
    ret_case->appointments = g_steal_pointer(&appointments);
    ret_case->requests = g_steal_pointer(&requests);
    return true;
}

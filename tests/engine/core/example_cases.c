#include <string.h>

#include "importers/text/zone.h"
#include "tests/engine/core/example_world.h"

/* What spans appointments: who is whose customer (A4, A5), and the sessions of each case (A6, A7),
 * which the core works out one case at a time. */

static const struct world_case *case_find(const example_world *world, const char *case_id)
{
    for (guint i = 0; i < world->cases->len; i++) {
        const struct world_case *row = &g_array_index(world->cases, struct world_case, i);
        if (strcmp(row->case_id, case_id) == 0) {
            return row;
        }
    }
    return NULL;
}

/* ---- customers ----------------------------------------------------------------------------------- */

/* The key of the case's customer, or the case itself. */
static const char *customer_key(example_world *world, const char *case_id)
{
    const struct world_case *row = case_find(world, case_id);
    bool joined = row && row->client_key[0];
    g_autofree char *key =
        g_strdup_printf("%s %s", joined ? "customer" : "case", joined ? row->client_key : case_id);
    return world_string(world, key);
}

static uint32_t customer_index(example_world *world, const char *case_id)
{
    const char *key = customer_key(world, case_id);
    for (guint i = 0; i < world->customer_keys->len; i++) {
        if (strcmp(world->customer_keys->pdata[i], key) == 0) {
            return i;
        }
    }
    struct customer customer = {false};
    g_array_append_val(world->customers, customer);
    g_ptr_array_add(world->customer_keys, (void *)key);
    return world->customers->len - 1;
}

void world_customers_find(example_world *world)
{
    for (guint i = 0; i < world->cases->len; i++) {
        const struct world_case *row = &g_array_index(world->cases, struct world_case, i);
        if (row->adhoc_referral) {
            uint32_t customer = customer_index(world, row->case_id);
            g_array_index(world->customers, struct customer, customer).adhoc_referral = true;
        }
    }
    for (guint i = 0; i < world->appointments->len; i++) {
        struct appointment *row =
            &g_array_index(world->appointments, struct world_appointment, i).appointment;
        if (row->case_id[0]) {
            row->customer = customer_index(world, row->case_id);
        }
    }
}

/* ---- sessions ------------------------------------------------------------------------------------ */

static int request_compare(const void *left, const void *right)
{
    const struct extra_request *a = left;
    const struct extra_request *b = right;
    int order = day_compare(a->outcome_on, b->outcome_on);
    return order ? order : strcmp(a->request_id, b->request_id);
}

static struct case_appointment case_appointment_from(const struct clock *clock,
                                                     const struct appointment *row)
{
    bool blank = row->booked_at.utc_seconds == STAMP_START_OF_TIME.utc_seconds;
    return (struct case_appointment){
        .appointment = *row,
        .local_date = clock_local(clock, row->start).date,
        .booked_date =
            blank ? DAY_UNBOUNDED_FROM : clock_local(clock, stamp_minute(row->booked_at)).date};
}

static GArray *case_requests(const example_world *world, const char *case_id)
{
    GArray *requests = g_array_new(FALSE, FALSE, sizeof(struct extra_request));
    for (guint i = 0; i < world->requests->len; i++) {
        const struct world_request *row = &g_array_index(world->requests, struct world_request, i);
        if (strcmp(row->case_id, case_id) == 0) {
            g_array_append_val(requests, row->request);
        }
    }
    g_array_sort(requests, request_compare);
    return requests;
}

static GArray *case_appointments(const example_world *world, const char *case_id)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct case_appointment));
    for (guint i = 0; i < world->appointments->len; i++) {
        const struct appointment *row =
            &g_array_index(world->appointments, struct world_appointment, i).appointment;
        if (strcmp(row->case_id, case_id) == 0) {
            struct case_appointment session = case_appointment_from(zone_clock(world->zone), row);
            g_array_append_val(rows, session);
        }
    }
    return rows;
}

static void findings_keep(example_world *world, const char *case_id,
                          const struct session_finding *findings)
{
    size_t next = 0;
    for (guint i = 0; i < world->appointments->len; i++) {
        struct appointment *row =
            &g_array_index(world->appointments, struct world_appointment, i).appointment;
        if (strcmp(row->case_id, case_id) == 0) {
            row->session = findings[next++];
        }
    }
}

static void counts_keep(example_world *world, const GArray *requests)
{
    for (guint i = 0; i < world->requests->len; i++) {
        struct world_request *row = &g_array_index(world->requests, struct world_request, i);
        for (guint j = 0; j < requests->len; j++) {
            const struct extra_request *judged = &g_array_index(requests, struct extra_request, j);
            if (judged->request_id == row->request.request_id) {
                row->request.counts = judged->counts;
            }
        }
    }
}

static void world_case_judge(example_world *world, const char *case_id)
{
    const struct world_case *row = case_find(world, case_id);
    g_autoptr(GArray) requests = case_requests(world, case_id);
    g_autoptr(GArray) sessions = case_appointments(world, case_id);
    struct case_facts facts = {
        .known = row != NULL,
        .entitled_sessions = row ? row->entitled_sessions : 0,
        .sessions_used = row ? row->sessions_used : 0,
        .requests = (struct extra_request *)(void *)requests->data,
        .request_count = requests->len,
        .appointments = (const struct case_appointment *)(void *)sessions->data,
        .appointment_count = sessions->len,
    };
    g_autofree struct session_finding *findings = g_new0(struct session_finding, sessions->len + 1);
    case_judge(&facts, &world->policy, world->question.as_at, findings);
    counts_keep(world, requests);
    findings_keep(world, case_id, findings);
}

void world_sessions_find(example_world *world)
{
    for (guint i = 0; i < world->cases->len; i++) {
        world_case_judge(world, g_array_index(world->cases, struct world_case, i).case_id);
    }
    for (guint i = 0; i < world->appointments->len; i++) {
        const char *case_id =
            g_array_index(world->appointments, struct world_appointment, i).appointment.case_id;
        if (case_id[0] && !case_find(world, case_id)) {
            world_case_judge(world, case_id);
        }
    }
}

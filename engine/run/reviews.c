#include "engine/run/reviews.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/correct/causes.h"
#include "engine/run/correct/change_words.h"
#include "importers/text/zone.h"
#include "reports/text.h"

enum { BOOKINGS_MIN = 3, CASES_NAMED_MAX = 3 };

struct booking_count {
    const char *partner_id;
    int32_t open;
    int32_t in_no_hour;
};

void run_reviews_init(struct run_reviews *reviews)
{
    *reviews =
        (struct run_reviews){.bookings = g_array_new(FALSE, FALSE, sizeof(struct booking_count)),
                             .strings = g_string_chunk_new(1024)};
}

void run_reviews_clear(struct run_reviews *reviews)
{
    g_clear_pointer(&reviews->bookings, g_array_unref);
    g_clear_pointer(&reviews->strings, g_string_chunk_free);
}

/* ---- what is taken back ------------------------------------------------------------------------ */

/* Whether C1 alone took hours back; a rate or a cent of GST is something else. */
static bool all_by_penalty(const struct adjustment_report *adjustment)
{
    bool any = false;
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        bool less = move->minutes.minutes < 0;
        if (less && move->rule_after != RULE_C1) {
            return false;
        }
        any = any || less;
    }
    return any;
}

static void taken_back_take(struct run_reviews *reviews, const struct partner_report *report,
                            exception_list *list)
{
    money taken = {0};
    bool penalty = true;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        const struct adjustment_report *adjustment = report->adjustments[i];
        if (adjustment->difference.total.cents < 0) {
            taken = money_add(taken, adjustment->difference.total);
            penalty = penalty && all_by_penalty(adjustment);
        }
    }
    for (size_t i = 0; i < report->late_count; i++) {
        const struct partner_report *late = report->late[i].report;
        money change = money_subtract(late->row.totals.total, late->replaces_total);
        if (change.cents < 0) {
            taken = money_add(taken, change);
            penalty = false;
        }
    }
    const money own = money_subtract(report->row.totals.total, report->replaces_total);
    if (report->replaces[0] != '\0' && own.cents < 0) {
        taken = money_add(taken, own);
        penalty = false;
    }
    if (taken.cents == 0) {
        return;
    }
    reviews->taken_partners++;
    reviews->taken = money_add(reviews->taken, taken);
    if (report->row.payment.cents == 0 || !penalty) {
        char amount[TEXT_SIZE];
        char payment[TEXT_SIZE];
        g_autofree char *detail = g_strdup_printf("%s; paid now %s", text_dollars(amount, taken),
                                                  text_dollars(payment, report->row.payment));
        exception_list_add(list, EXCEPTION_TAKEN_BACK, report->supplier.partner_id, "", detail, "");
    }
}

static void taken_back_tell(const struct run_reviews *reviews, exception_list *list)
{
    char amount[TEXT_SIZE];
    g_autofree char *detail = g_strdup_printf(
        "%s together, of %" PRId64 " partner%s", text_dollars(amount, reviews->taken),
        reviews->taken_partners, reviews->taken_partners == 1 ? "" : "s");
    if (reviews->taken_partners > 0) {
        exception_list_add(list, EXCEPTION_TAKEN_BACK, "", "", detail, "");
    }
}

/* ---- bookings that fit no hour ------------------------------------------------------------------- */

static void bookings_take(struct run_reviews *reviews, const struct partner_report *report)
{
    const struct booking_count count = {
        g_string_chunk_insert(reviews->strings, report->supplier.partner_id), report->open_bookings,
        report->open_in_no_hour};
    reviews->open_bookings += count.open;
    reviews->open_in_no_hour += count.in_no_hour;
    if (count.in_no_hour >= BOOKINGS_MIN && 3 * count.in_no_hour > count.open) {
        g_array_append_val(reviews->bookings, count);
    }
}

static void bookings_tell(const struct run_reviews *reviews, exception_list *list)
{
    g_autofree char *all =
        g_strdup_printf("%" PRId64 " of %" PRId64 " fit no hour; are the times in UTC?",
                        reviews->open_in_no_hour, reviews->open_bookings);
    if (10 * reviews->open_in_no_hour > reviews->open_bookings) {
        exception_list_add(list, EXCEPTION_UNSCHEDULED_BOOKINGS, "", "", all, "");
        return;
    }
    for (guint i = 0; i < reviews->bookings->len; i++) {
        const struct booking_count *count =
            &g_array_index(reviews->bookings, struct booking_count, i);
        g_autofree char *detail =
            g_strdup_printf("%d of %d fit no hour; is a row of the schedule missing?",
                            count->in_no_hour, count->open);
        exception_list_add(list, EXCEPTION_UNSCHEDULED_BOOKINGS, count->partner_id, "", detail, "");
    }
}

/* ---- bookings that stop ---------------------------------------------------------------------------- */

/* One line: who is at the end of a file that was cut off, or all where it is in order of dates. */
static void stops_tell(const struct month_before *before, exception_list *list)
{
    enum { NAMED_MAX = 3 };
    const GArray *stops = before->stops;
    g_autoptr(GString) named = g_string_new(NULL);
    for (guint i = 0; i < stops->len && i < NAMED_MAX; i++) {
        const struct bookings_stop *stop = &g_array_index(stops, struct bookings_stop, i);
        const char *name = g_hash_table_lookup(before->setup->names, stop->partner_id);
        g_autofree char *after =
            stop->booked_days > 0
                ? g_strdup_printf("after %s", text_day_month(TEXT_ROOM, stop->last_booked))
                : g_strdup("in the month");
        g_string_append_printf(named, "%s%s %s, none %s, %d days with hours", i > 0 ? "; " : "",
                               stop->partner_id, name ? name : "", after, stop->days_after);
    }
    if (stops->len > 0) {
        g_autofree char *more = stops->len > NAMED_MAX
                                    ? g_strdup_printf("; and %u more", stops->len - NAMED_MAX)
                                    : g_strdup("");
        g_autofree char *detail = g_strdup_printf("%u partner%s: %s%s", stops->len,
                                                  stops->len == 1 ? "" : "s", named->str, more);
        exception_list_add(list, EXCEPTION_FEW_BOOKINGS, "", words_input_file[INPUT_APPOINTMENTS],
                           detail, "");
    }
}

/* ---- sessions that are counted twice ------------------------------------------------------------- */

static bool sessions_tell(const struct month_setup *setup, int64_t issued_batch,
                          exception_list *list, GError **error)
{
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(struct store_doubled_case));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GString) named = g_string_new(NULL);
    if (!store_doubled_cases_load(setup->store, issued_batch, setup->view.batch, cases, strings,
                                  error)) {
        return false;
    }
    for (guint i = 0; i < cases->len && i < CASES_NAMED_MAX; i++) {
        const struct store_doubled_case *row = &g_array_index(cases, struct store_doubled_case, i);
        g_string_append_printf(named, "%s%s from %d to %d", i > 0 ? ", " : "", row->case_id,
                               row->used_before, row->used);
    }
    if (cases->len > CASES_NAMED_MAX) {
        g_string_append_printf(named, " and %u cases more", cases->len - CASES_NAMED_MAX);
    }
    if (cases->len > 0) {
        const struct store_doubled_case *first = (const void *)cases->data;
        g_autofree char *source = fact_source(setup->store, INPUT_CASES, first->line, first->batch);
        exception_list_add(list, EXCEPTION_SESSIONS_COUNTED_TWICE, "", "cases.csv", named->str,
                           source);
    }
    return true;
}

/* ---- facts that are too late ------------------------------------------------------------------- */

/* Of each partner and period, the first fact and how many there are. */
struct late_telling {
    const struct store_late_fact *first;
    struct period period;
    size_t count;
};

bool late_fact_period(const GArray *issued, struct period oldest,
                      const struct store_late_fact *fact, struct period *ret_period)
{
    const char *zone = fact->timezone[0] != '\0' ? fact->timezone : "Australia/Sydney";
    day date =
        fact->of_period ? fact->period.first : clock_local(zone_clock(zone), fact->start).date;
    for (guint i = 0; i < issued->len; i++) {
        *ret_period = g_array_index(issued, struct period, i);
        if (day_compare(ret_period->first, oldest.first) < 0 && period_has(*ret_period, date)) {
            return true;
        }
    }
    return false;
}

/* Facts come by partner. */
static void late_count(GArray *tellings, const struct store_late_fact *fact, struct period period)
{
    for (guint i = tellings->len; i > 0; i--) {
        struct late_telling *telling = &g_array_index(tellings, struct late_telling, i - 1);
        if (strcmp(telling->first->partner_id, fact->partner_id) != 0) {
            break;
        }
        if (day_compare(telling->period.first, period.first) == 0) {
            telling->count++;
            return;
        }
    }
    struct late_telling telling = {fact, period, 1};
    g_array_append_val(tellings, telling);
}

/* R1: facts that came since the last issue and are about an issued period that is too old to be worked
 * out again: one exception for each partner and period. */
static bool late_facts_tell(const struct month_setup *setup, const GArray *issued,
                            int64_t issued_batch, exception_list *list, GError **error)
{
    struct period oldest = period_add_months(setup->run.period, -setup->run.policy.retro_months);
    if (issued->len == 0 ||
        day_compare(g_array_index(issued, struct period, 0).first, oldest.first) >= 0) {
        return true; /* nothing that was issued is too old */
    }
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    g_autoptr(GArray) tellings = g_array_new(FALSE, TRUE, sizeof(struct late_telling));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_late_facts_load(setup->store, oldest, issued_batch, setup->view.batch, facts,
                               strings, error)) {
        return false;
    }
    for (guint i = 0; i < facts->len; i++) {
        struct period period;
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        if (late_fact_period(issued, oldest, fact, &period)) {
            late_count(tellings, fact, period);
        }
    }
    for (guint i = 0; i < tellings->len; i++) {
        const struct late_telling *telling = &g_array_index(tellings, struct late_telling, i);
        const struct store_late_fact *fact = telling->first;
        char period[TEXT_SIZE];
        g_autofree char *more = telling->count > 1
                                    ? g_strdup_printf(" and %zu more", telling->count - 1)
                                    : g_strdup("");
        g_autofree char *detail = g_strdup_printf("%s%s%s%s", fact->id, fact->id[0] ? " in " : "",
                                                  words_input_file[fact->file], more);
        g_autofree char *source = fact_source(setup->store, fact->file, fact->line, fact->batch);
        exception_list_add(list, EXCEPTION_BEYOND_RETRO, fact->partner_id,
                           text_period(period, telling->period), detail, source);
    }
    return true;
}

/* ---- all ----------------------------------------------------------------------------------------- */

void run_reviews_take(struct run_reviews *reviews, const struct partner_report *report,
                      exception_list *list)
{
    bookings_take(reviews, report);
    taken_back_take(reviews, report, list);
}

bool run_reviews_tell(const struct run_reviews *reviews, const struct month_run *run,
                      exception_list *list, GError **error)
{
    const struct month_setup *setup = &run->setup;
    int64_t issued_batch = 0;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(setup->store, NULL, heads, strings, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        /* What came after the newest issue is late, and told of once. */
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        issued_batch = head->seq < run->order.before_seq ? head->batch : issued_batch;
    }
    bookings_tell(reviews, list);
    if (run->is_over) {
        stops_tell(run->before, list);
    }
    taken_back_tell(reviews, list);
    return sessions_tell(setup, issued_batch, list, error) &&
           late_facts_tell(setup, run->issued, issued_batch, list, error);
}

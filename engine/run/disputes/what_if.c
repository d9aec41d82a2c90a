#include "engine/run/disputes/what_if.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/month/setting.h"
#include "reports/output_file.h"
#include "reports/text.h"

/* ---- one month, by one thread ---------------------------------------------------------------- */

/* The month with the settings in force, or with those that are tried: a store's sessions are of one. */
struct judged {
    store *store; /* NULL of the settings that are tried where they judge cases alike */
    struct month_setup setup;
    struct policy policy;
    struct partner_month *month;
};

struct partner_change {
    char *partner_id;
    char *legal_name;
    int64_t hours;
    struct line_sum before;
    struct line_sum after;
};

struct month_work {
    const struct what_if_order *order;
    struct what_if_month found;
    GArray *partners; /* struct partner_change: of all that are not held */
    GArray *verdicts; /* struct what_if_verdict, static texts */
    GError *error;
};

static void partner_change_clear(void *data)
{
    struct partner_change *change = data;
    g_free(change->partner_id);
    g_free(change->legal_name);
}

static void judged_clear(struct judged *judged)
{
    month_setup_clear(&judged->setup);
    partner_month_free(judged->month);
    store_close(judged->store);
}

static bool judged_begin(const struct month_work *work, char *const *settings,
                         const struct month_setup *like, struct judged *judged, GError **error)
{
    const struct month_order order = {.period = work->found.period,
                                      .as_at_text = work->order->as_at_text,
                                      .holidays = work->order->holidays,
                                      .draft = true,
                                      .before_seq = ISSUED_NOW};
    judged->month = partner_month_new();
    judged->store = store_open(work->order->store_path, error);
    return judged->store && month_setup_begin(judged->store, &order, like, &judged->setup, error) &&
           settings_try(&judged->setup.run.policy, settings, error) &&
           month_setup_sessions(&judged->setup, NULL, error);
}

/* A partner's facts are read once where the settings that are tried change nothing of them. */
static bool both_begin(const struct month_work *work, struct judged *before, struct judged *after,
                       GError **error)
{
    char *const *settings = work->order->settings;
    if (!judged_begin(work, NULL, NULL, before, error)) {
        return false;
    }
    after->policy = before->setup.run.policy;
    if (!settings_try(&after->policy, settings, error)) {
        return false;
    }
    if (!case_judged_alike(&before->setup.run.policy, &after->policy)) {
        return judged_begin(work, settings, &before->setup, after, error);
    }
    after->month = partner_month_new();
    return true;
}

static bool both_compute(struct judged *before, struct judged *after, const char *partner_id,
                         GError **error)
{
    if (!partner_month_compute(&before->setup, partner_id, false, before->month, error)) {
        return false;
    }
    if (after->store) {
        return partner_month_compute(&after->setup, partner_id, false, after->month, error);
    }
    partner_month_judge(&before->setup, &after->policy, before->month, after->month);
    return true;
}

/* What happened to an hour, without its particulars. */
static const char *verdict_of(enum outcome outcome, bool penalised, pay_minutes paid,
                              enum reason reason)
{
    return penalised ? outcome_says[OUTCOME_ADHOC_NOT_COMPLETED].text
           : outcome == OUTCOME_CANCELLED && paid.minutes == 0 ? CANCELLED_UNPAID_TEXT
           : reason != REASON_NONE                             ? reason_says[reason].text
                                                               : outcome_says[outcome].text;
}

static void verdict_add(GArray *verdicts, struct what_if_verdict added)
{
    for (guint i = 0; i < verdicts->len; i++) {
        struct what_if_verdict *verdict = &g_array_index(verdicts, struct what_if_verdict, i);
        if (strcmp(verdict->before, added.before) == 0 &&
            strcmp(verdict->after, added.after) == 0) {
            verdict->hours += added.hours;
            verdict->minutes.minutes += added.minutes.minutes;
            return;
        }
    }
    g_array_append_val(verdicts, added);
}

/* Both months have the same hours: no setting gives or takes one. */
static int64_t hours_compare(const struct month_result *before, const struct month_result *after,
                             GArray *verdicts)
{
    int64_t changed = 0;
    CHECK(before->slot_begin == after->slot_begin && before->slot_end == after->slot_end);
    for (size_t i = before->slot_begin; i < before->slot_end; i++) {
        const struct hour *was = &before->slots[i];
        const struct hour *is = &after->slots[i];
        const int32_t minutes = is->paid_minutes.minutes - is->penalty_minutes.minutes -
                                was->paid_minutes.minutes + was->penalty_minutes.minutes;
        const bool was_taken = was->penalty_minutes.minutes > 0;
        const bool is_taken = is->penalty_minutes.minutes > 0;
        if (was->outcome != is->outcome || was_taken != is_taken || minutes != 0) {
            verdict_add(verdicts,
                        (struct what_if_verdict){
                            verdict_of(was->outcome, was_taken, was->paid_minutes, REASON_NONE),
                            verdict_of(is->outcome, is_taken, is->paid_minutes, REASON_NONE),
                            1,
                            {minutes}});
            changed++;
        }
    }
    return changed;
}

static const struct booking *booking_find(const struct month_result *result, uint32_t appointment)
{
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        if (result->adhoc[i].appointment == appointment) {
            return &result->adhoc[i];
        }
    }
    return NULL;
}

/* A setting may make a moved booking none, or one that stands (C5). */
static int64_t bookings_compare(const struct month_result *before, const struct month_result *after,
                                size_t appointments, GArray *verdicts)
{
    static const char NONE[] = "No booking";
    int64_t changed = 0;
    for (uint32_t i = 0; i < appointments; i++) {
        const struct booking *was = booking_find(before, i);
        const struct booking *is = booking_find(after, i);
        const int32_t minutes =
            (is ? is->paid_minutes.minutes : 0) - (was ? was->paid_minutes.minutes : 0);
        const char *was_text =
            was ? verdict_of(was->outcome, false, was->paid_minutes, was->reason) : NONE;
        const char *is_text =
            is ? verdict_of(is->outcome, false, is->paid_minutes, is->reason) : NONE;
        if (was_text != is_text || minutes != 0) {
            verdict_add(verdicts, (struct what_if_verdict){was_text, is_text, 1, {minutes}});
            changed++;
        }
    }
    return changed;
}

static bool partner_compare(struct month_work *work, struct judged *before, struct judged *after,
                            const char *partner_id, GError **error)
{
    if (!both_compute(before, after, partner_id, error)) {
        return false;
    }
    const struct month_result *was = &before->month->result;
    const struct month_result *is = &after->month->result;
    const size_t appointments =
        was->adhoc_begin == was->adhoc_end && is->adhoc_begin == is->adhoc_end
            ? 0
            : before->month->partner->facts.appointment_count;
    work->found.partners++;
    if (was->status == MONTH_HELD || is->status == MONTH_HELD) {
        work->found.held++;
        return true;
    }
    const struct partner_change change = {
        .partner_id = g_strdup(partner_id),
        .legal_name = g_strdup(before->month->supplier.legal_name),
        .hours = hours_compare(was, is, work->verdicts) +
                 bookings_compare(was, is, appointments, work->verdicts),
        .before = adjustment_sum(was->lines, was->line_count),
        .after = adjustment_sum(is->lines, is->line_count)};
    g_array_append_val(work->partners, change);
    work->found.hours += change.hours;
    work->found.before = line_sum_add(work->found.before, change.before);
    work->found.after = line_sum_add(work->found.after, change.after);
    return true;
}

static void month_work_do(struct month_work *work)
{
    struct judged before = {.store = NULL};
    struct judged after = {.store = NULL};
    g_autoptr(GPtrArray) ids = NULL;
    bool good = both_begin(work, &before, &after, &work->error) &&
                (ids = store_partner_ids(before.store, &before.setup.view, &work->error));
    for (guint i = 0; good && i < ids->len; i++) {
        good = partner_compare(work, &before, &after, g_ptr_array_index(ids, i), &work->error);
    }
    judged_clear(&after);
    judged_clear(&before);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* What the threads share: each takes the next month that nobody has. */
struct month_queue {
    const GPtrArray *works;
    gint next;
};

static gpointer months_do(gpointer data)
{
    struct month_queue *queue = data;
    for (guint i = (guint)g_atomic_int_add(&queue->next, 1); i < queue->works->len;
         i = (guint)g_atomic_int_add(&queue->next, 1)) {
        month_work_do(g_ptr_array_index(queue->works, i));
    }
    return NULL;
}

static void works_do(const GPtrArray *works, int32_t jobs)
{
    struct month_queue queue = {works, 0};
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    for (guint i = 1; i < MIN((guint)jobs, works->len); i++) {
        GThread *thread = g_thread_try_new("months", months_do, &queue, NULL);
        if (thread) {
            g_ptr_array_add(threads, thread);
        }
    }
    months_do(&queue); /* with however many the machine has threads for */
    for (guint i = 0; i < threads->len; i++) {
        g_thread_join(g_ptr_array_index(threads, i));
    }
}

static void month_work_free(void *data)
{
    struct month_work *work = data;
    g_array_unref(work->partners);
    g_array_unref(work->verdicts);
    g_clear_error(&work->error);
    g_free(work);
}

/* The months of the order that were imported; those that were not go to `missing`. */
static bool months_find(const struct what_if_order *order, what_if *found, GPtrArray *works,
                        GError **error)
{
    int64_t batch = 0;
    g_autoptr(GArray) periods = g_array_new(FALSE, TRUE, sizeof(struct period));
    g_autoptr(store) store = store_open(order->store_path, error);
    if (!store || !store_newest_batch(store, &batch, error) ||
        !store_imported_periods(store, batch, periods, error)) {
        return false;
    }
    struct period period = order->from;
    for (; day_compare(period.first, order->to.first) <= 0; period = period_add_months(period, 1)) {
        bool imported = false;
        for (guint i = 0; i < periods->len && !imported; i++) {
            imported =
                day_compare(g_array_index(periods, struct period, i).first, period.first) == 0;
        }
        if (imported) {
            struct month_work *work = g_new0(struct month_work, 1);
            work->order = order;
            work->found.period = period;
            work->partners = g_array_new(FALSE, TRUE, sizeof(struct partner_change));
            g_array_set_clear_func(work->partners, partner_change_clear);
            work->verdicts = g_array_new(FALSE, TRUE, sizeof(struct what_if_verdict));
            g_ptr_array_add(works, work);
        } else {
            g_ptr_array_add(found->missing, g_strdup(text_period(TEXT_ROOM, period)));
        }
    }
    return works->len > 0 ||
           run_error_set(error, RUN_ERROR_USAGE,
                         "no month from --from to --to was imported into the store");
}

static void partner_add(GHashTable *partners, const struct partner_change *change,
                        GStringChunk *strings)
{
    const struct line_sum difference = line_sum_subtract(change->after, change->before);
    struct what_if_partner *partner = g_hash_table_lookup(partners, change->partner_id);
    if (!partner) {
        partner = g_new0(struct what_if_partner, 1);
        partner->partner_id = g_string_chunk_insert(strings, change->partner_id);
        g_hash_table_insert(partners, (gpointer)partner->partner_id, partner);
    }
    partner->legal_name = g_string_chunk_insert_const(strings, change->legal_name);
    partner->months += change->hours > 0 || !line_sum_is_zero(difference);
    partner->hours += change->hours;
    partner->before = line_sum_add(partner->before, change->before);
    partner->after = line_sum_add(partner->after, change->after);
}

static gint partner_order(gconstpointer left, gconstpointer right)
{
    const struct what_if_partner *a = left;
    const struct what_if_partner *b = right;
    return strcmp(a->partner_id, b->partner_id);
}

static gint verdict_order(gconstpointer left, gconstpointer right)
{
    const struct what_if_verdict *a = left;
    const struct what_if_verdict *b = right;
    return (a->hours < b->hours) - (a->hours > b->hours);
}

static void works_join(const GPtrArray *works, what_if *found)
{
    g_autoptr(GHashTable) partners = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < works->len; i++) {
        const struct month_work *work = g_ptr_array_index(works, i);
        g_array_append_val(found->months, work->found);
        found->hours += work->found.hours;
        found->before = line_sum_add(found->before, work->found.before);
        found->after = line_sum_add(found->after, work->found.after);
        for (guint k = 0; k < work->verdicts->len; k++) {
            verdict_add(found->verdicts, g_array_index(work->verdicts, struct what_if_verdict, k));
        }
        for (guint k = 0; k < work->partners->len; k++) {
            partner_add(partners, &g_array_index(work->partners, struct partner_change, k),
                        found->strings);
        }
    }
    GHashTableIter at;
    gpointer value = NULL;
    g_hash_table_iter_init(&at, partners);
    while (g_hash_table_iter_next(&at, NULL, &value)) {
        const struct what_if_partner *partner = value;
        if (partner->months > 0) {
            g_array_append_vals(found->partners, partner, 1);
        }
    }
    g_array_sort(found->partners, partner_order);
    g_array_sort(found->verdicts, verdict_order);
}

what_if *what_if_find(const struct what_if_order *order, GError **error)
{
    struct policy tried = policy_default();
    g_autoptr(what_if) found = g_new0(what_if, 1);
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(month_work_free);
    found->months = g_array_new(FALSE, TRUE, sizeof(struct what_if_month));
    found->missing = g_ptr_array_new_with_free_func(g_free);
    found->verdicts = g_array_new(FALSE, TRUE, sizeof(struct what_if_verdict));
    found->partners = g_array_new(FALSE, TRUE, sizeof(struct what_if_partner));
    found->strings = g_string_chunk_new(4096);
    if (!settings_try(&tried, order->settings, error) || !months_find(order, found, works, error)) {
        return NULL;
    }
    works_do(works, order->jobs);
    for (guint i = 0; i < works->len; i++) {
        struct month_work *work = g_ptr_array_index(works, i);
        if (work->error) {
            g_propagate_error(error, g_steal_pointer(&work->error));
            return NULL;
        }
    }
    works_join(works, found);
    return g_steal_pointer(&found);
}

void what_if_free(what_if *found)
{
    if (found) {
        g_array_unref(found->months);
        g_ptr_array_unref(found->missing);
        g_array_unref(found->verdicts);
        g_array_unref(found->partners);
        g_string_chunk_free(found->strings);
        g_free(found);
    }
}

/* ---- by partner ------------------------------------------------------------------------------ */

bool what_if_write(const what_if *found, const char *path, GError **error)
{
    g_autoptr(GString) out =
        g_string_new("partner_id,legal_name,months,hours_changed,minutes_before,minutes_after,"
                     "subtotal_before,subtotal_after,total_before,total_after,difference\n");
    for (guint i = 0; i < found->partners->len; i++) {
        const struct what_if_partner *partner =
            &g_array_index(found->partners, struct what_if_partner, i);
        const struct line_sum *was = &partner->before;
        const struct line_sum *is = &partner->after;
        text_append_csv(out, partner->partner_id);
        g_string_append_c(out, ',');
        text_append_csv(out, partner->legal_name);
        g_string_append_printf(out, ",%" PRId64 ",%" PRId64 ",%d,%d,%s,%s,%s,%s,%s\n",
                               partner->months, partner->hours, was->minutes.minutes,
                               is->minutes.minutes, text_money(TEXT_ROOM, was->subtotal),
                               text_money(TEXT_ROOM, is->subtotal),
                               text_money(TEXT_ROOM, was->total), text_money(TEXT_ROOM, is->total),
                               text_money(TEXT_ROOM, money_subtract(is->total, was->total)));
    }
    return output_file_write(path, out->str, out->len, error);
}

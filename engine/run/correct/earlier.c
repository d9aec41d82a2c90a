#include "engine/run/correct/earlier.h"

#include "engine/run/correct/again.h"
#include "engine/store/issues/issues.h"

void true_up_left(const struct earlier *earlier, struct period period, const char *partner_id)
{
    const struct issued_true_up left = {
        period, g_string_chunk_insert_const(earlier->setup->strings, partner_id),
        partner_id[0] == '\0' ? again_judged_by : ""};
    if (earlier->closed->len == 0) {
        g_array_append_val(earlier->true_ups, left);
    }
}

/* ---- a thread's share of a period's partners ------------------------------------------------------ */

/* What all of them look at. */
struct shared {
    const GPtrArray *ids; /* whom it is worked out for */
    bool one_by_one;      /* the sessions of cases are counted for each partner */
    struct progress *progress;
    gint done; /* atomic; so is: */
    gint failed;
};

/* A part of the ids; its store, setup and buffers are its own. */
struct share {
    struct shared *shared;
    guint first;
    guint end;
    store *store; /* NULL of the first, which has the run's */
    struct month_setup setup;
    struct true_up true_up;
    GPtrArray *left; /* of the ids, whose month is not settled */
    GError *error;
};

static void *share_work(void *data)
{
    struct share *share = data;
    struct shared *shared = share->shared;
    for (guint i = share->first; i < share->end && g_atomic_int_get(&shared->failed) == 0; i++) {
        char *id = g_ptr_array_index(shared->ids, i);
        bool settled = true;
        const gint done = g_atomic_int_add(&shared->done, 1);
        if (!share->store) {
            progress_tell(shared->progress, done);
        }
        if ((shared->one_by_one && !month_setup_sessions(&share->setup, id, &share->error)) ||
            !true_up_partner(&share->true_up, id, &settled, &share->error)) {
            g_atomic_int_set(&shared->failed, 1);
        } else if (!settled) {
            g_ptr_array_add(share->left, id);
        }
    }
    return NULL;
}

/* `like` with the period's sessions counted, unless they are one by one. number: 0 of the caller's thread. */
static bool share_begin(struct share *share, int number, const struct true_up *like, GError **error)
{
    share->setup = *like->setup;
    share->setup.rejected = g_array_new(FALSE, TRUE, sizeof(struct extra_request));
    share->setup.strings = g_string_chunk_new(1024);
    share->true_up = *like;
    share->true_up.setup = &share->setup;
    share->true_up.found = true_up_found_new();
    share->left = g_ptr_array_new();
    if (number > 0) {
        share->true_up.month = partner_month_new();
        share->setup.store = share->store = store_open_beside(like->setup->store, error);
    }
    return share->setup.store != NULL;
}

static void share_clear(struct share *share)
{
    if (share->store) {
        partner_month_free(share->true_up.month);
    }
    g_clear_pointer(&share->store, store_close);
    g_clear_pointer(&share->true_up.found, g_hash_table_unref);
    g_clear_pointer(&share->left, g_ptr_array_unref);
    g_clear_pointer(&share->setup.rejected, g_array_unref);
    g_clear_pointer(&share->setup.strings, g_string_chunk_free);
    g_clear_error(&share->error);
}

/* A thread is worth it for so many partners. */
static guint shares_needed(const struct earlier *earlier, guint id_count)
{
    enum { SHARE_MIN = 8 };
    return CLAMP(id_count / SHARE_MIN, 1, (guint)MAX(earlier->order->jobs, 1));
}

/* The first share is the caller's thread's. The error is that of the first partner who has one. */
static bool shares_work(const struct earlier *earlier, struct share *shares, guint count,
                        const struct true_up *like, GError **error)
{
    g_autofree GThread **threads = g_new(GThread *, count);
    const guint id_count = shares->shared->ids->len;
    bool done = true;
    for (guint i = 0; done && i < count; i++) {
        shares[i].shared = shares->shared;
        shares[i].first = id_count * i / count;
        shares[i].end = id_count * (i + 1) / count;
        done = share_begin(&shares[i], (int)i, like, error);
    }
    if (!done) {
        return false;
    }
    for (guint i = 1; i < count; i++) {
        threads[i] = g_thread_try_new("true-up", share_work, &shares[i], NULL);
    }
    share_work(&shares[0]);
    for (guint i = 1; i < count; i++) {
        if (threads[i]) {
            g_thread_join(threads[i]);
        } else {
            share_work(&shares[i]); /* the machine had no thread for it */
        }
    }
    for (guint i = 0; i < count; i++) {
        if (shares[i].error) {
            g_propagate_error(error, g_steal_pointer(&shares[i].error));
            return false;
        }
        true_up_found_join(earlier->moved, shares[i].true_up.found);
        for (guint row = 0; row < shares[i].left->len; row++) {
            true_up_left(earlier, like->run->period, g_ptr_array_index(shares[i].left, row));
        }
    }
    return true;
}

/* ---- a period ------------------------------------------------------------------------------------- */

/* Of whom it concerns, those who have to be worked out; with many of them the sessions of all cases are
 * counted at once. again: NULL for everybody. */
static bool earlier_partners(const struct earlier *earlier, struct month_setup *setup,
                             const struct report_run *kept, GHashTable *again, GError **error)
{
    enum { ONE_BY_ONE_PART = 16 };
    const struct true_up like = {.setup = setup,
                                 .run = kept,
                                 .before_seq = earlier->order->before_seq,
                                 .decisions = earlier->decisions,
                                 .month = earlier->month};
    g_autoptr(GPtrArray) concerned = true_up_partner_ids(setup, earlier->order->before_seq, error);
    if (!concerned) {
        return false;
    }
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < concerned->len; i++) {
        char *id = g_ptr_array_index(concerned, i);
        if (!partner_ids_have(earlier->closed, id) &&
            (!again || g_hash_table_contains(again, id))) {
            g_ptr_array_add(ids, id);
        }
    }
    struct progress progress = progress_start(kept->period_text, ids->len, earlier->order->watcher);
    struct shared shared = {.ids = ids,
                            .one_by_one = again && g_hash_table_size(again) <
                                                       concerned->len / ONE_BY_ONE_PART,
                            .progress = &progress};
    if (!shared.one_by_one && !month_setup_sessions(setup, NULL, error)) {
        return false;
    }
    const guint count = shares_needed(earlier, ids->len);
    struct share *shares = g_new0(struct share, count);
    shares->shared = &shared;
    const bool done = shares_work(earlier, shares, count, &like, error);
    for (guint i = 0; i < count; i++) {
        share_clear(&shares[i]);
    }
    g_free(shares);
    progress_end(&progress);
    return done;
}

/* Everyone whom it concerns, whose period is not closed in the run, and of whom something may have changed. */
static bool earlier_period(const struct earlier *earlier, struct period period, GError **error)
{
    const struct again_question question = {earlier->setup, period, earlier->order->before_seq};
    g_autoptr(GHashTable) again = NULL;
    if (!earlier->order->all_again && !again_find(&question, &again, error)) {
        return false;
    }
    true_up_left(earlier, period, "");
    if (again && g_hash_table_size(again) == 0) {
        return true;
    }
    const struct report_run *of = &earlier->setup->run;
    const struct month_order order = {.period = period,
                                      .batch = earlier->setup->view.batch,
                                      .as_at = &of->as_at,
                                      .issue_date = &of->issue_date,
                                      .program_version = of->program_version,
                                      .draft = of->draft};
    g_auto(month_setup) setup = {0};
    if (!month_setup_begin(earlier->setup->store, &order, earlier->setup, &setup, error)) {
        return false;
    }
    /* That period's own policy, but the company, dates and versions of the run. */
    struct report_run *kept = g_new(struct report_run, 1);
    *kept = *of;
    kept->period = period;
    kept->period_text = g_string_chunk_insert(earlier->setup->strings, setup.run.period_text);
    kept->policy = setup.run.policy;
    g_ptr_array_add(earlier->runs, kept);
    return earlier_partners(earlier, &setup, kept, again, error);
}

bool earlier_periods(const struct earlier *earlier, GError **error)
{
    const struct report_run *of = &earlier->setup->run;
    struct period oldest = period_add_months(of->period, -of->policy.retro_months);
    bool done = store_issued_periods(earlier->setup->store, earlier->order->before_seq,
                                     earlier->issued, error);
    for (guint i = 0; i < earlier->issued->len && done; i++) {
        struct period period = g_array_index(earlier->issued, struct period, i);
        bool within_retro = day_compare(period.first, oldest.first) >= 0 &&
                            day_compare(period.first, of->period.first) < 0;
        done = !within_retro || earlier_period(earlier, period, error);
    }
    return done;
}

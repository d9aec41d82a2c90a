#include "engine/run/disputes/rerun.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/correct/decided.h"
#include "engine/run/month/setting.h"
#include "engine/store/facts/batches.h"
#include "importers/text/instant.h"
#include "reports/text.h"

/* ---- the stages ------------------------------------------------------------------------------ */

static void stage_clear(void *data)
{
    struct rerun_stage *stage = data;
    month_change_free(stage->change);
    paid_month_clear(&stage->hours);
    partner_report_free(stage->report);
}

/* The month as the setup's policy has it. */
static bool stage_compute(month_rerun *rerun, struct month_setup *setup, const char *partner_id,
                          bool beside_roster, struct rerun_stage *stage, GError **error)
{
    if (!month_setup_sessions(setup, partner_id, error) ||
        !partner_month_compute(setup, partner_id, beside_roster, rerun->month, error)) {
        return false;
    }
    stage->report = partner_month_build(&setup->run, rerun->month);
    stage->hours = paid_month_computed(stage->report, &rerun->month->result);
    stage->status = rerun->month->result.status;
    return true;
}

/* Of a view that is older than the issue: what came in between is not in it. NULL: it is not. */
static char *older_words(const struct month_setup *setup, const struct store_issued_month *issued)
{
    const bool fewer = setup->view.batch < issued->batch;
    return fewer ? g_strdup_printf("what was imported after batch %" PRId64 " was not known yet",
                                   setup->view.batch)
           : setup->run.as_at.utc_seconds < issued->as_at.utc_seconds
               ? g_strdup_printf("what came after %s was not known yet",
                                 text_stamp(TEXT_ROOM, setup->run.as_at))
               : NULL;
}

/* What moved since it was issued, each hour with its cause. */
static bool issued_compare(const month_rerun *rerun, const struct month_setup *setup,
                           struct rerun_stage *stage, GError **error)
{
    struct policy then;
    struct store_view view = setup->view;
    view.batch = rerun->issued->batch;
    g_autoptr(move_causes) causes =
        policy_load(setup->store, &view, &then, error)
            ? move_causes_new(setup, rerun->month, rerun->issued, stage->report, error)
            : NULL;
    g_autofree char *older = older_words(setup, rerun->issued);
    if (causes) {
        stage->change = month_change_new(&rerun->issued_hours, &stage->hours, rerun->decisions,
                                         older ? NULL : causes, older, then.gst_rounding);
    }
    return causes != NULL;
}

static bool setting_compare(month_rerun *rerun, struct month_setup *setup, const char *partner_id,
                            bool beside_roster, const char *setting, GError **error)
{
    struct rerun_stage stage = {.setting = setting};
    const int32_t gst_rounding = setup->run.policy.gst_rounding;
    if (!setting_try(&setup->run.policy, setting, error) ||
        !stage_compute(rerun, setup, partner_id, beside_roster, &stage, error)) {
        return false;
    }
    const struct rerun_stage *before =
        &g_array_index(rerun->stages, struct rerun_stage, rerun->stages->len - 1);
    g_autofree char *because = g_strdup_printf("the setting %s", setting);
    stage.change = month_change_new(&before->hours, &stage.hours, rerun->decisions, NULL, because,
                                    gst_rounding);
    rerun->difference = line_sum_add(rerun->difference, stage.change->difference);
    g_array_append_val(rerun->stages, stage);
    return true;
}

month_rerun *month_rerun_new(struct month_setup *setup, const char *partner_id, bool beside_roster,
                             const struct store_issued_month *issued, char *const *settings,
                             GError **error)
{
    g_autoptr(month_rerun) rerun = g_new0(month_rerun, 1);
    struct policy tried = setup->run.policy;
    struct rerun_stage first = {.setting = NULL};
    rerun->month = partner_month_new();
    rerun->stages = g_array_new(FALSE, TRUE, sizeof(struct rerun_stage));
    g_array_set_clear_func(rerun->stages, stage_clear);
    rerun->issued = issued;
    rerun->issued_hours = paid_month_issued(issued ? &issued->month : NULL);
    rerun->decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    /* All are looked at before anything is worked out. */
    if (!settings_try(&tried, settings, error) ||
        !decided_of_partner(setup->store, partner_id, rerun->decisions, setup->strings, error) ||
        !stage_compute(rerun, setup, partner_id, beside_roster, &first, error)) {
        return NULL;
    }
    bool good = !issued || issued_compare(rerun, setup, &first, error);
    rerun->difference = first.change ? first.change->difference : (struct line_sum){.minutes = {0}};
    g_array_append_val(rerun->stages, first);
    for (; good && settings && *settings; settings++) {
        good = setting_compare(rerun, setup, partner_id, beside_roster, *settings, error);
    }
    return good ? g_steal_pointer(&rerun) : NULL;
}

void month_rerun_free(month_rerun *rerun)
{
    if (rerun) {
        g_array_unref(rerun->stages);
        g_array_unref(rerun->decisions);
        paid_month_clear(&rerun->issued_hours);
        partner_month_free(rerun->month);
        g_free(rerun);
    }
}

/* ---- --as-of --------------------------------------------------------------------------------- */

static bool batch_read(store *store, const char *text, int64_t *ret_batch, stamp *ret_as_at,
                       GError **error)
{
    guint64 batch = 0;
    bool found = false;
    int64_t newest = 0;
    if (g_ascii_string_to_unsigned(text, 10, 1, INT64_MAX, &batch, NULL) &&
        !store_batch_imported(store, (int64_t)batch, &found, ret_as_at, error)) {
        return false;
    }
    *ret_batch = (int64_t)batch;
    return found ||
           (store_newest_batch(store, &newest, error) &&
            run_error_set(error, RUN_ERROR_USAGE,
                          "--as-of: there is no batch %s; the newest is %" PRId64, text, newest));
}

bool rerun_moment_read(store *store, struct period period, const char *text, const char *timezone,
                       int64_t *ret_batch, stamp *ret_as_at, GError **error)
{
    bool imported = false;
    const bool is_batch = text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
    if (is_batch ? !batch_read(store, text, ret_batch, ret_as_at, error)
                 : !instant_parse_argument("--as-of", text, timezone, ret_as_at, error) ||
                       !store_batch_at(store, *ret_as_at, ret_batch, error)) {
        return false;
    }
    const struct store_view view = {.period = period, .batch = *ret_batch};
    return store_period_imported(store, &view, &imported, error) &&
           (imported ||
            run_error_set(error, RUN_ERROR_USAGE, "--as-of: nothing of %s was imported by then",
                          text_period(TEXT_ROOM, period)));
}

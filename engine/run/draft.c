#include "engine/run/draft.h"

#include "engine/run/restore.h"

/* ---- what the store keeps of it ---------------------------------------------------------------- */

void draft_record_init(struct draft_record *record)
{
    *record = (struct draft_record){
        .partners = g_array_new(FALSE, TRUE, sizeof(struct store_draft_partner)),
        .strings = g_string_chunk_new(16384)};
}

void draft_record_clear(struct draft_record *record)
{
    g_clear_pointer(&record->partners, g_array_unref);
    g_clear_pointer(&record->strings, g_string_chunk_free);
}

static const char *keep(struct draft_record *record, const char *text)
{
    return g_string_chunk_insert(record->strings, text);
}

void draft_record_add(struct draft_record *record, const struct partner_report *report)
{
    const struct register_row *row = &report->row;
    bool blank = row->amounts_blank;
    const struct store_draft_partner partner = {
        .partner_id = keep(record, report->supplier.partner_id),
        .status = blank                               ? "held"
                  : report->document == DOCUMENT_NONE ? "nil"
                                                      : "ready",
        .total = blank ? (money){0} : row->totals.total,
        .adjustments_total = row->adjustments_total,
        .payment = row->payment,
        .issue_hash = keep(record, report->issue_hash)};
    g_array_append_val(record->partners, partner);
}

/* key=value a line. */
static const char *policy_text(struct draft_record *record, const struct policy *policy)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(policy, i, value);
        g_string_append_printf(text, "%s=%s\n", policy_key(i), value);
    }
    return keep(record, text->str);
}

/* name sha256 a line. */
static const char *holidays_text(struct draft_record *record,
                                 const struct shipped_holidays *shipped)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        g_string_append_printf(text, "%s %s\n", source->name, source->sha256);
    }
    return keep(record, text->str);
}

void draft_record_close(struct draft_record *record, const struct month_setup *setup,
                        const struct run_totals *totals, const char *digest)
{
    const struct report_run *run = &setup->run;
    record->draft = (struct store_draft){.digest = keep(record, digest),
                                         .period = run->period,
                                         .as_at = run->as_at,
                                         .issue_date = run->issue_date,
                                         .batch = run->batch,
                                         .program_version = keep(record, run->program_version),
                                         .policy = policy_text(record, &run->policy),
                                         .holidays = holidays_text(record, setup->shipped),
                                         .ready = totals->ready,
                                         .held = totals->held,
                                         .nil = totals->nil,
                                         .subtotal = totals->subtotal,
                                         .gst = totals->gst,
                                         .total = totals->total,
                                         .adjustments_total = totals->adjustments_total,
                                         .payment = totals->payment};
}

bool draft_record_load(store *store, struct period period, const char *digest, bool *ret_found,
                       struct draft_record *record, GError **error)
{
    return store_draft_load(store, period, digest, ret_found, &record->draft, record->partners,
                            record->strings, error);
}

/* ---- a draft ----------------------------------------------------------------------------------- */

static bool partners_write(struct draft_job *job, GError **error)
{
    struct month_run_partner partner = {0};
    while (month_run_next(job->run, &partner, error)) {
        if (!partner.report) {
            return month_run_exceptions(job->run, job->writers.exceptions, error) &&
                   month_run_before(job->run, &job->writers.before, error);
        }
        draft_record_add(&job->record, partner.report);
        if (!run_writers_take(&job->writers, partner.report, error)) {
            return false;
        }
    }
    return false;
}

/* Everything into the working directory. */
static bool draft_write(struct draft_job *job, GError **error)
{
    const struct month_setup *setup = month_run_setup(job->run);
    int64_t partner_count = (int64_t)month_run_partner_count(job->run);
    int64_t partners_in = 0;
    draft_record_init(&job->record);
    if (!run_directory_make_draft(&job->directory, error) ||
        !month_run_partners_in(job->run, &partners_in, error) ||
        !run_writers_open(setup, &job->directory, partner_count, job->jobs, job->watcher,
                          &job->writers, error)) {
        return false;
    }
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(job, &failure);
    good = run_writers_close(&job->writers, good, partners_in, failure ? NULL : error) && good;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    if (!good || !run_writers_manifest(&job->writers, NULL, error)) {
        return false;
    }
    draft_record_close(&job->record, setup, &job->writers.totals, job->writers.digest_text);
    return store_draft_save(setup->store, &job->record.draft, job->record.partners, error);
}

bool draft_make(struct draft_job *job, GError **error)
{
    const struct month_setup *setup = month_run_setup(job->run);
    const struct period period = setup->run.period;
    job->notes = g_ptr_array_new_with_free_func(g_free);
    if (!run_directory_lock(job->out, setup->run.period_text, &job->directory, error) ||
        !restore_period(setup->store, period, &job->directory, job->notes, error) ||
        !restore_newest(setup->store, job->out, &period, job->notes, error)) {
        return false;
    }
    if (month_run_partner_count(job->run) == 0 && month_run_closed_count(job->run) > 0) {
        return true;
    }
    job->made = draft_write(job, error) && run_directory_commit(&job->directory, error);
    return job->made;
}

void draft_job_clear(struct draft_job *job)
{
    draft_record_clear(&job->record);
    run_writers_clear(&job->writers);
    run_directory_clear(&job->directory);
    g_clear_pointer(&job->notes, g_ptr_array_unref);
}

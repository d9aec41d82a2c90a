#include "engine/run/draft.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/restore.h"
#include "engine/run/reviews.h"
#include "engine/run/standing.h"
#include "reports/text.h"

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

static void record_add(struct draft_record *record, const struct partner_report *report)
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

static void record_close(struct draft_record *record, const struct month_setup *setup,
                         const struct run_totals *totals, const char *digest)
{
    const struct report_run *run = &setup->run;
    g_autoptr(GString) policy = g_string_new(NULL);   /* key=value a line */
    g_autoptr(GString) holidays = g_string_new(NULL); /* name sha256 a line */
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&run->policy, i, value);
        g_string_append_printf(policy, "%s=%s\n", policy_key(i), value);
    }
    for (guint i = 0; i < setup->shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(setup->shipped->sources, i);
        g_string_append_printf(holidays, "%s %s\n", source->name, source->sha256);
    }
    record->draft = (struct store_draft){.digest = keep(record, digest),
                                         .period = run->period,
                                         .as_at = run->as_at,
                                         .issue_date = run->issue_date,
                                         .batch = run->batch,
                                         .program_version = keep(record, run->program_version),
                                         .policy = keep(record, policy->str),
                                         .holidays = keep(record, holidays->str),
                                         .ready = totals->ready,
                                         .held = totals->held,
                                         .nil = totals->nil,
                                         .subtotal = totals->subtotal,
                                         .gst = totals->gst,
                                         .total = totals->total,
                                         .adjustments_total = totals->adjustments_total,
                                         .payment = totals->payment};
}

/* ---- what is not what was reviewed ------------------------------------------------------------- */

enum { PARTNERS_NAMED_MAX = 20 };

static void count_append(GString *text, const char *label, int64_t before, int64_t after)
{
    g_string_append_printf(text, "  %-14s %18" PRId64 " %18" PRId64 "%s\n", label, before, after,
                           before == after ? "" : "  *");
}

static void money_append(GString *text, const char *label, money before, money after)
{
    char before_text[TEXT_SIZE];
    char after_text[TEXT_SIZE];
    g_string_append_printf(text, "  %-14s %18s %18s%s\n", label, text_dollars(before_text, before),
                           text_dollars(after_text, after),
                           before.cents == after.cents ? "" : "  *");
}

static void totals_append(GString *text, const struct store_draft *before,
                          const struct store_draft *after)
{
    count_append(text, "ready", before->ready, after->ready);
    count_append(text, "held", before->held, after->held);
    count_append(text, "nil", before->nil, after->nil);
    money_append(text, "subtotal", before->subtotal, after->subtotal);
    money_append(text, "GST", before->gst, after->gst);
    money_append(text, "total", before->total, after->total);
    money_append(text, "adjustments", before->adjustments_total, after->adjustments_total);
    money_append(text, "payment", before->payment, after->payment);
}

static void partner_put(GString *text, const struct store_draft_partner *partner)
{
    char payment[TEXT_SIZE];
    if (partner) {
        g_string_append_printf(text, "%s, payment %s", partner->status,
                               text_dollars(payment, partner->payment));
    } else {
        g_string_append(text, "not in it");
    }
}

static void partner_append(GString *text, const struct store_draft_partner *before,
                           const struct store_draft_partner *after)
{
    g_string_append_printf(text, "    %-14s ", (before ? before : after)->partner_id);
    partner_put(text, before);
    g_string_append(text, "; now ");
    partner_put(text, after);
    bool same = before && after && strcmp(before->status, after->status) == 0 &&
                before->payment.cents == after->payment.cents;
    g_string_append(text, same ? ": an hour, a name or another particular\n" : "\n");
}

static const struct store_draft_partner *partner_at(const struct draft_record *record, guint index)
{
    return index < record->partners->len
               ? &g_array_index(record->partners, struct store_draft_partner, index)
               : NULL;
}

/* Both lists are in order of partner_id: walks them side by side. */
static void partners_append(GString *text, const struct draft_record *draft,
                            const struct draft_record *now)
{
    g_autoptr(GString) named = g_string_new(NULL);
    const struct store_draft_partner *before = partner_at(draft, 0);
    const struct store_draft_partner *after = partner_at(now, 0);
    guint before_index = 0;
    guint after_index = 0;
    guint count = 0;
    while (before || after) {
        int order = !before ? 1 : !after ? -1 : strcmp(before->partner_id, after->partner_id);
        before = order > 0 ? NULL : before;
        after = order < 0 ? NULL : after;
        if ((!before || !after || strcmp(before->issue_hash, after->issue_hash) != 0) &&
            count++ < PARTNERS_NAMED_MAX) {
            partner_append(named, before, after);
        }
        before = partner_at(draft, before_index += before != NULL);
        after = partner_at(now, after_index += after != NULL);
    }
    g_string_append_printf(text, "\n  partners that differ: %u\n%s", count, named->str);
    if (count > PARTNERS_NAMED_MAX) {
        g_string_append_printf(text, "    and %u more\n", count - PARTNERS_NAMED_MAX);
    }
}

/* "what: line" for each line of `after` that `before` has not, up to the sign that ends its name. */
static void lines_add(GPtrArray *changes, const char *what, const char *before, const char *after,
                      const char *ends)
{
    g_auto(GStrv) known = g_strsplit(before, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(after, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!g_strv_contains((const char *const *)known, *line)) {
            g_ptr_array_add(changes,
                            g_strdup_printf("%s: %.*s", what, (int)strcspn(*line, ends), *line));
        }
    }
}

bool draft_record_refuse(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error)
{
    char period[TEXT_SIZE];
    g_autoptr(GString) text = g_string_new(NULL);
    const struct store_draft *before = &draft->draft;
    const struct store_draft *after = &now->draft;
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(g_free);
    if (strcmp(before->program_version, after->program_version) != 0) {
        g_ptr_array_add(changes, g_strdup_printf("program: rcti %s, now %s",
                                                 before->program_version, after->program_version));
    }
    if (!store_draft_changes(store, before, changes, error)) {
        return false;
    }
    lines_add(changes, "policy, now", before->policy, after->policy, "");
    lines_add(changes, "holidays that come with the program", before->holidays, after->holidays,
              " ");
    if (changes->len == 0) {
        g_ptr_array_add(changes, g_strdup("nothing that this program knows of"));
    }
    text_period(period, before->period);
    g_string_append_printf(text,
                           "%s is not issued: draft %s is not what would be issued now\n\n"
                           "  %-14s %18s %18s\n",
                           period, before->digest, "", "the draft", "now");
    totals_append(text, before, after);
    partners_append(text, draft, now);
    g_string_append(text, "\n  what changed since the draft\n");
    for (guint i = 0; i < changes->len; i++) {
        g_string_append_printf(text, "    %s\n", (const char *)g_ptr_array_index(changes, i));
    }
    g_string_append_printf(text, "\nDraft it again and have that reviewed: rcti run %s", period);
    g_set_error_literal(error, RUN_ERROR, RUN_ERROR_REFUSED, text->str);
    return false;
}

/* ---- everyone ---------------------------------------------------------------------------------- */

static bool partners_end(struct month_job *job, struct issue_papers *papers, open_run *after,
                         GError **error)
{
    month_run *run = job->run;
    exception_list *exceptions = job->writers.exceptions;
    if (!standing_tell(&run->setup, run->order.before_seq, exceptions, error) ||
        !month_before_close(run->before, run->closed, error) ||
        (papers && !issue_papers_write(papers, &run->setup, job->directory.working_path, exceptions,
                                       error)) ||
        (job->gates && !gates_pass(job->gates, job->confirm, "nothing was issued", error))) {
        return false;
    }
    const struct open_question question = {.setup = &run->setup,
                                           .before_seq = run->order.before_seq,
                                           .after = after,
                                           .left_out = papers ? papers->entry.left_out : NULL,
                                           .payment_date =
                                               papers ? papers->payment_date : OPEN_NO_DAY};
    return open_run_tell(after, exceptions, error) && open_items_find(&question, job->open, error);
}

static bool partners_write(struct month_job *job, struct issue_papers *papers, GError **error)
{
    month_run *run = job->run;
    struct run_writers *writers = &job->writers;
    struct partner_report *report = NULL;
    g_auto(run_reviews) reviews = {0};
    run_reviews_init(&reviews);
    g_autoptr(open_run) after = open_run_new(run);
    while (month_run_next(run, &report, error)) {
        if (!report) {
            return run_reviews_tell(&reviews, run, writers->exceptions, error) &&
                   partners_end(job, papers, after, error);
        }
        if (papers && !issue_papers_add(papers, report, run->states, error)) {
            partner_report_free(report);
            return false;
        }
        record_add(&job->record, report);
        run_reviews_take(&reviews, report, writers->exceptions);
        open_run_take(after, report);
        if (!run_writers_take(writers, report, error)) {
            return false;
        }
    }
    return false;
}

bool month_write(struct month_job *job, struct issue_papers *papers, GError **error)
{
    const month_run *run = job->run;
    struct run_writers *writers = &job->writers;
    int64_t partners_in = 0; /* how many there should be: counted apart, by the database */
    draft_record_init(&job->record);
    if (!store_partners_count(run->setup.store, &run->setup.view, &partners_in, error) ||
        !run_writers_open(&run->setup, &job->directory, run->partner_ids->len, job->jobs,
                          job->watcher, writers, error)) {
        return false;
    }
    partners_in += run->beside_roster - run->closed_count;
    writers->before = run->before;
    writers->open = job->open = open_list_new();
    writers->paid = papers ? &papers->entry : NULL;
    writers->gates = job->gates;
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(job, papers, &failure);
    good = run_writers_close(writers, good, partners_in, failure ? NULL : error) && good;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    record_close(&job->record, &run->setup, &writers->totals, writers->digest_text);
    return good;
}

/* ---- a draft ----------------------------------------------------------------------------------- */

bool draft_make(struct month_job *job, GError **error)
{
    const month_run *run = job->run;
    const struct period period = run->setup.run.period;
    store *store = run->setup.store;
    job->notes = g_ptr_array_new_with_free_func(g_free);
    if (!run_directory_lock(job->out, period, &job->directory, error) ||
        !restore_period(store, period, &job->directory, job->notes, error) ||
        !restore_newest(store, job->out, &period, job->notes, error)) {
        return false;
    }
    if (run->partner_ids->len == 0 && (run->is_issued || run->closed_count > 0)) {
        return true;
    }
    job->made = run_directory_make_draft(&job->directory, error) && month_write(job, NULL, error) &&
                run_writers_manifest(&job->writers, NULL, error) &&
                store_draft_save(store, &job->record.draft, job->record.partners, error) &&
                run_directory_commit(&job->directory, error);
    return job->made;
}

void month_job_clear(month_job *job)
{
    run_writers_clear(&job->writers);
    g_clear_pointer(&job->run, month_run_free);
    draft_record_clear(&job->record);
    g_clear_pointer(&job->gates, gates_free);
    g_clear_pointer(&job->open, open_list_free);
    run_directory_clear(&job->directory);
    g_clear_pointer(&job->notes, g_ptr_array_unref);
}

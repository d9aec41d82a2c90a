#include "engine/run/write.h"

#include <string.h>
#include <sys/resource.h>

#include "engine/run/absence.h"
#include "engine/run/deliver/einvoices.h"
#include "engine/run/deliver/messages.h"
#include "engine/run/late.h"
#include "engine/run/refused.h"
#include "engine/run/reviews.h"
#include "engine/run/standing/changes.h"
#include "engine/run/standing/outside.h"
#include "engine/run/standing/standing.h"
#include "engine/run/standing/told.h"
#include "engine/store/sha256.h"
#include "engine/store/stop.h"
#include "reports/text.h"

enum {
    BOOK_IN_HAND_MAX = 64,
    /* So many that the documents have work while the workbook is closed and read again; some 30 kB
     * each. */
    DOCUMENTS_IN_HAND_MAX = 8192
};

/* ---- documents --------------------------------------------------------------------------------- */

/* How many documents a partner gets. */
static int document_count(const struct partner_report *report)
{
    return (int)(report->document != DOCUMENT_NONE) +
           (int)(report->adjustment_count + report->late_count);
}

/* Of two documents of one name, the second fails. */
static bool document_make(struct month_job *job, const struct document *document, GError **error)
{
    const struct late_report *late = document->late;
    const struct report_run *run = late ? late->run : document->run;
    const struct partner_report *report = late ? late->report : document->report;
    const struct civil first = day_to_civil(run->period.first);
    g_autofree char *name = document->adjustment ? g_strdup(document->adjustment->file_name)
                            : run->draft ? g_strdup_printf("DRAFT-%04d%02d-%s.pdf", first.year,
                                                           first.month, report->supplier.partner_id)
                                         : g_strconcat(report->row.number, ".pdf", NULL);
    g_autofree char *place = g_strconcat("documents/", name, NULL);
    g_autofree char *path = g_build_filename(job->directory.working_path, place, NULL);
    g_autoptr(GBytes) bytes = document_write(document, job->stock, path, error);
    if (bytes) {
        output_hashes_put(job->hashes, place, bytes);
    }
    const char *directory = job->directory.working_path;
    const struct mail_settings *mail = &job->run->setup.company.mail;
    return bytes && einvoices_write(document, directory, job->hashes, error) &&
           message_write(document, mail, bytes, directory, job->hashes, error);
}

/* The workbook is what a run waits for at its end: where there are fewer processors than threads, those of the documents
 * come after it. To be nice is a thread's own on Linux. */
static void give_way(void)
{
    enum { NICENESS = 10 };
    static _Thread_local bool given;
    if (!given) {
        setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICENESS);
        given = true;
    }
}

/* Of one partner: the month's document, the adjustments, the late ones, whatever there is. */
static void documents_work(gpointer data, gpointer user_data)
{
    struct month_job *job = user_data;
    struct partner_report *report = data;
    GError *error = NULL;
    give_way();
    struct document document = {.run = &job->run->setup.run, .report = report};
    bool good = job->stock && stop_check(&error) &&
                (report->document == DOCUMENT_NONE || document_make(job, &document, &error));
    for (size_t i = 0; i < report->adjustment_count && good; i++) {
        document.adjustment = report->adjustments[i];
        good = document_make(job, &document, &error);
    }
    document.adjustment = NULL;
    for (size_t i = 0; i < report->late_count && good; i++) {
        document.late = &report->late[i];
        good = document_make(job, &document, &error);
    }
    if (good) {
        g_mutex_lock(&job->lanes.mutex);
        job->documents_done += document_count(report);
        progress_tell(&job->progress, job->documents_done);
        g_mutex_unlock(&job->lanes.mutex);
    }
    partner_report_free(report);
    lane_done(&job->documents, good, error);
}

/* ---- the workbook ------------------------------------------------------------------------------ */

/* A report; or the job itself, which ends it. */
static void book_work(gpointer data, gpointer user_data)
{
    struct month_job *job = user_data;
    GError *error = NULL;
    bool good = lanes_good(&job->lanes);
    if (data == job || (good && audit_workbook_append(job->workbook, data, &error))) {
        good = lane_push(&job->slots, data);
    } else {
        partner_report_free(data);
        good = false;
    }
    lane_done(&job->book, good, error);
}

/* Likewise. */
static void slots_work(gpointer data, gpointer user_data)
{
    struct month_job *job = user_data;
    GError *error = NULL;
    bool good = lanes_good(&job->lanes);
    if (data == job) {
        good = good && audit_workbook_close(job->workbook, &job->closing, &error) &&
               output_hashes_add(job->hashes, job->workbook_name, NULL, &error);
    } else if (good && audit_workbook_append_slots(job->workbook, data, &error)) {
        g_mutex_lock(&job->lanes.mutex);
        job->progress.all += document_count(data) - 1;
        g_mutex_unlock(&job->lanes.mutex);
        good = lane_push(&job->documents, data);
    } else {
        partner_report_free(data);
        good = false;
    }
    lane_done(&job->slots, good, error);
}

/* ---- exceptions of the run as a whole ------------------------------------------------------------ */

static void exceptions_add(const struct month_setup *setup, const struct run_totals *totals,
                           exception_list *list)
{
    outside_tell(setup, list);
    if (!setup->case_data && totals->adhoc_bookings > 0) {
        exception_list_add(list, EXCEPTION_CASE_UNKNOWN, "", "cases.csv",
                           "no case data is known at all", "");
    }
    late_run_tell(&setup->run, "", list);
    exception_list_sort(list);
}

/* ---- what the store keeps of a draft ------------------------------------------------------------ */

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
    for (guint i = 0; i < setup->shipped.sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(setup->shipped.sources, i);
        g_string_append_printf(holidays, "%s %s\n", source->name, source->sha256);
    }
    const day named =
        run->payment_date_by == PAYMENT_DATE_BY_DRAFT ? run->payment_date : DAY_UNBOUNDED_FROM;
    record->draft = (struct store_draft){.digest = keep(record, digest),
                                         .period = run->period,
                                         .as_at = run->as_at,
                                         .issue_date = run->issue_date,
                                         .payment_date = named,
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

/* ---- all of it --------------------------------------------------------------------------------- */

static void input_add(GArray *inputs, const char *file, int64_t rows, const char *sha256,
                      int64_t batch)
{
    struct report_input input = {.file = file, .rows = rows, .sha256 = sha256, .batch = batch};
    g_array_append_val(inputs, input);
}

/* The month's input files, with the logo, which came with company.ini; then the shipped holidays. */
static GArray *inputs_list(const struct month_setup *setup)
{
    GArray *inputs = g_array_new(FALSE, TRUE, sizeof(struct report_input));
    const struct report_company *company = &setup->run.company;
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        input_add(inputs, source->name, source->row_count, source->sha256, source->batch);
        if (source->file == INPUT_COMPANY && company->logo_png[0] != '\0') {
            gsize size = 0;
            g_autofree guint8 *bytes = g_base64_decode(company->logo_png, &size);
            char sha256[SHA256_TEXT_SIZE];
            sha256_of(bytes, size, sha256);
            input_add(inputs, company->logo, 1, g_string_chunk_insert(setup->strings, sha256),
                      source->batch);
        }
    }
    for (guint i = 0; i < setup->shipped.sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(setup->shipped.sources, i);
        g_autofree char *name = g_strconcat("holidays/", source->name, NULL);
        input_add(inputs, g_string_chunk_insert(setup->strings, name), source->rows, source->sha256,
                  0);
    }
    return inputs;
}

static void confirmation_add(struct month_job *job, const char *of, const struct confirmation *row)
{
    GStringChunk *strings = job->run->setup.strings;
    const struct report_confirmation shown = {.of = g_string_chunk_insert(strings, of),
                                              .code = row->code,
                                              .saw = row->saw,
                                              .by =
                                                  g_string_chunk_insert(strings, row->confirmed_by),
                                              .at = row->confirmed_at};
    g_array_append_val(job->confirmations, shown);
}

static gint confirmation_order(gconstpointer a, gconstpointer b)
{
    const struct confirmation *one = a;
    const struct confirmation *other = b;
    const int order = strcmp(one->code, other->code);
    return order != 0 ? order : strcmp(one->token, other->token);
}

/* The gates of the month's imports, then of the issue. */
static bool confirmations_list(struct month_job *job, GError **error)
{
    const struct month_setup *setup = &job->run->setup;
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct store_confirmation));
    job->confirmations = g_array_new(FALSE, FALSE, sizeof(struct report_confirmation));
    if (!store_confirmations_load(setup->store, &setup->view, kept, setup->strings, error)) {
        return false;
    }
    for (guint i = 0; i < kept->len; i++) {
        const struct store_confirmation *row = &g_array_index(kept, struct store_confirmation, i);
        g_autofree char *of = g_strdup_printf("import, batch %" G_GINT64_FORMAT, row->batch);
        confirmation_add(job, of, &row->confirmation);
    }
    const bool issues = job->gates && !setup->run.draft;
    g_autofree char *login = issues ? run_login(error) : NULL;
    if (login) {
        job->confirmed = gates_confirmations(job->gates, login);
        g_array_sort(job->confirmed, confirmation_order); /* as they are read back */
    }
    for (guint i = 0; job->confirmed && i < job->confirmed->len; i++) {
        confirmation_add(job, "issue", &g_array_index(job->confirmed, struct confirmation, i));
    }
    return login || !issues;
}

static struct audit_closing closing_of(const struct month_job *job,
                                       const struct issue_papers *papers, int64_t partners_in)
{
    const struct month_before *before = job->run->before;
    struct audit_closing closing = {.partners_in = partners_in,
                                    .exceptions = job->exceptions,
                                    .open = job->open,
                                    .changes = job->changes,
                                    .confirmations = (const void *)job->confirmations->data,
                                    .confirmation_count = job->confirmations->len,
                                    .accounts =
                                        job->accounts ? (const void *)job->accounts->data : NULL,
                                    .account_count = job->accounts ? job->accounts->len : 0,
                                    .inputs = (const void *)job->inputs->data,
                                    .input_count = job->inputs->len,
                                    .decisions = (const void *)job->decided->rows->data,
                                    .decision_count = job->decided->rows->len,
                                    .payments_written = papers != NULL,
                                    .registered = job->registered,
                                    .before = before->found ? &before->totals : NULL,
                                    .before_period = before->last_text,
                                    .gone = (const void *)before->gone->data,
                                    .gone_count = before->gone->len};
    if (papers) {
        closing.issue = papers->write->issue;
        closing.prepared_by = papers->prepared_by;
        closing.approved_by = papers->approved_by;
        closing.previous_seal = papers->write->previous_seal;
        closing.payments_total = papers->entry.total;
        closing.payments_left_out = papers->entry.left_out_total;
    }
    return closing;
}

/* In the order in which they hand on: each waits for all that was pushed. */
static void writers_end(struct month_job *job)
{
    lane_end(&job->book);
    lane_end(&job->slots);
    lane_end(&job->documents);
    lanes_end(&job->lanes);
}

static bool writers_open(struct month_job *job, GError **error)
{
    const struct report_run *run = &job->run->setup.run;
    const char *directory = job->directory.working_path;
    job->workbook_name = g_strdup_printf("audit-%s.xlsx", run->period_text);
    job->exceptions = exception_list_new();
    job->exceptions->names = job->run->setup.names;
    job->digest = run_digest_new(run);
    job->hashes = output_hashes_new(directory);
    g_autofree char *path = g_build_filename(directory, job->workbook_name, NULL);
    job->tables = csv_tables_open(directory, run, error);
    job->workbook = job->tables ? audit_workbook_open(path, run, AUDIT_ROWS_MAX, error) : NULL;
    if (!job->workbook) {
        return false;
    }
    job->progress = progress_start("documents", job->run->partner_ids->len, job->watcher);
    job->stock = document_stock_new(&run->company, job->run->setup.fonts, &job->lanes.error);
    job->lanes.failed = !job->stock;
    lanes_begin(&job->lanes, job);
    const bool open = lane_open(&job->documents, &job->lanes, documents_work, job->jobs,
                                DOCUMENTS_IN_HAND_MAX, error) &&
                      lane_open(&job->slots, &job->lanes, slots_work, 1, BOOK_IN_HAND_MAX, error) &&
                      lane_open(&job->book, &job->lanes, book_work, 1, BOOK_IN_HAND_MAX, error);
    if (!open) {
        writers_end(job);
    }
    return open;
}

/* The financial year of the issue up to it. */
static bool register_find(struct month_job *job, const struct issue_papers *papers, GError **error)
{
    const month_run *run = job->run;
    const struct report_run *of = &run->setup.run;
    const struct registered_issue issue = {.head = {.seq = papers->write->seq,
                                                    .period = of->period,
                                                    .issue = papers->write->issue,
                                                    .issue_date = of->issue_date,
                                                    .payment_date = of->payment_date,
                                                    .prepared_by = job->approval->prepared_by,
                                                    .approved_by = job->approval->approved_by},
                                           .documents = papers->documents_made,
                                           .numberless = papers->numberless,
                                           .bills = papers->bills,
                                           .ledger = papers->ledger,
                                           .ended = papers->ended,
                                           .repaid = papers->repaid,
                                           .roster = run->roster};
    const day issue_date = of->issue_date;
    const struct registered_order order = {.store = run->setup.store,
                                           .before_seq = run->order.before_seq,
                                           .batch = run->setup.view.batch,
                                           .from = financial_year_first(issue_date),
                                           .to = financial_year_last(issue_date),
                                           .issue = &issue};
    job->registered = registered_find(&order, error);
    return job->registered != NULL;
}

static bool gates_decide(struct month_job *job, const late_rctis *late, GError **error)
{
    return !job->gates ||
           (late_rctis_raise(late, job->gates, error) &&
            (job->run->setup.run.draft ||
             gates_pass(job->gates, job->seen, job->confirm, "nothing was issued", error)));
}

static bool partners_end(struct month_job *job, struct issue_papers *papers, open_run *after,
                         const late_rctis *late, const struct refused *refused, GError **error)
{
    month_run *run = job->run;
    if (!papers) {
        refused_tell(refused, run, job->exceptions);
    }
    if (!absence_tell(run, job->exceptions, error) ||
        !standing_tell(&run->setup, job->exceptions, error) ||
        !told_settle(run->setup.store, run->order.before_seq, job->exceptions, error) ||
        !month_before_close(run->before, run->closed, error) ||
        (papers &&
         (!issue_papers_write(papers, job->directory.working_path, job->exceptions, error) ||
          !register_find(job, papers, error))) ||
        !gates_decide(job, late, error)) {
        return false;
    }
    const struct open_question question = {.setup = &run->setup,
                                           .before_seq = run->order.before_seq,
                                           .after = after,
                                           .left_out = papers ? papers->entry.left_out : NULL};
    if (!open_run_tell(after, job->exceptions, error) ||
        !open_items_find(&question, job->open, error)) {
        return false;
    }
    open_unsent_tell(job->open, run->today, job->exceptions);
    return true;
}

/* false: stop, and end the lanes; job->lanes.error tells why where *error is not set. */
static bool partners_write(struct month_job *job, struct issue_papers *papers, GError **error)
{
    month_run *run = job->run;
    struct partner_report *next = NULL;
    g_auto(run_reviews) reviews = {0};
    run_reviews_init(&reviews);
    g_autoptr(open_run) after = open_run_new(run);
    g_autoptr(late_rctis) late = late_rctis_new(run);
    struct refused refused = {.payments = 0};
    while (month_run_next(run, &next, error)) {
        g_autoptr(partner_report) report = next;
        if (!report) {
            return run_reviews_tell(&reviews, run, job->exceptions, error) &&
                   partners_end(job, papers, after, late, &refused, error);
        }
        run_reviews_take(&reviews, report, job->exceptions);
        late_documents_tell(report, job->exceptions);
        open_run_take(after, report);
        late_rctis_take(late, report);
        if (!papers) {
            refused_take(&refused, run, report);
        }
        decided_list_take(job->decided, report);
        record_add(&job->record, report);
        run_totals_add(&job->totals, report);
        report_hash_text(job->digest, report->issue_hash);
        exception_list_add_report(job->exceptions, report);
        if ((papers && !issue_papers_add(papers, report, run->states, error)) ||
            !csv_tables_append(job->tables, report, error) ||
            !lane_push(&job->book, g_steal_pointer(&report))) {
            return false;
        }
    }
    return false;
}

bool month_write(struct month_job *job, struct issue_papers *papers, GError **error)
{
    const month_run *run = job->run;
    const struct month_setup *setup = &run->setup;
    int64_t partners_in = 0; /* how many there should be: counted apart, by the database */
    GError *first = NULL;
    draft_record_init(&job->record);
    job->open = open_list_new();
    job->decided = decided_list_new(run, error);
    job->changes = changes_find(setup, run->order.before_seq, NULL, error);
    if (!job->changes || !job->decided ||
        !store_partners_count(setup->store, &setup->view, &partners_in, error) ||
        !writers_open(job, error)) {
        return false;
    }
    bool good = partners_write(job, papers, &first);
    job->inputs = inputs_list(setup);
    good = confirmations_list(job, good ? &first : NULL) && good;
    job->accounts = accounts_list(setup, good ? &first : NULL);
    good = job->accounts && good;
    exceptions_add(setup, &job->totals, job->exceptions);
    decided_list_close(job->decided);
    change_list_hash(job->changes, job->digest);
    g_strlcpy(job->digest_text, report_hash_end(job->digest), RUN_DIGEST_SIZE);
    job->closing = closing_of(job, papers, partners_in + run->beside_roster - run->closed_count);
    /* The workbook is closed beside the tables. The threads are ended in any case; the first error
     * is the one to tell. */
    if (good) {
        lane_push(&job->book, job);
    }
    good = good &&
           csv_tables_close(job->tables, job->exceptions, job->open, job->changes, &first) &&
           output_hashes_add(job->hashes, "slots.csv", NULL, &first);
    writers_end(job);
    good = good && !job->lanes.failed;
    progress_end(&job->progress);
    record_close(&job->record, setup, &job->totals, job->digest_text);
    if (first || job->lanes.error) {
        g_propagate_error(error, first ? first : g_steal_pointer(&job->lanes.error));
    }
    return good;
}

bool month_write_manifest(const struct month_job *job, const struct manifest_issue *issue,
                          GError **error)
{
    const struct manifest manifest = {.run = &job->run->setup.run,
                                      .totals = &job->totals,
                                      .exceptions = job->exceptions,
                                      .digest = job->digest_text,
                                      .issue = issue,
                                      .inputs = (const void *)job->inputs->data,
                                      .input_count = job->inputs->len,
                                      .hashes = job->hashes};
    return manifest_write(&manifest, job->directory.working_path, error);
}

void month_job_clear(month_job *job)
{
    g_clear_error(&job->lanes.error);
    csv_tables_free(job->tables);
    audit_workbook_free(job->workbook);
    document_stock_free(job->stock);
    report_hash_free(job->digest);
    exception_list_free(job->exceptions);
    output_hashes_free(job->hashes);
    g_clear_pointer(&job->inputs, g_array_unref);
    g_clear_pointer(&job->confirmations, g_array_unref);
    g_clear_pointer(&job->confirmed, g_array_unref);
    g_clear_pointer(&job->accounts, g_array_unref);
    g_clear_pointer(&job->decided, decided_list_free);
    g_clear_pointer(&job->registered, registered_list_free);
    g_clear_pointer(&job->gates, gates_free);
    g_clear_pointer(&job->open, open_list_free);
    g_clear_pointer(&job->changes, change_list_free);
    g_free(job->workbook_name);
    g_clear_pointer(&job->run, month_run_free);
    draft_record_clear(&job->record);
    run_directory_clear(&job->directory);
    g_clear_pointer(&job->notes, g_ptr_array_unref);
}

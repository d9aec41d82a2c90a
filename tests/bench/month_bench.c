#include <stdio.h>
#include <time.h>

#include "engine/run/run.h"
#include "engine/store/db.h"
#include "reports/documents/document.h"
#include "reports/workbook/book.h"

/* month_bench STORE HOLIDAYS PERIOD [DIRECTORY]: the parts of a run, one after another on one thread, so that each
 * has a time of its own: earlier months worked out again (all of them, whatever changed), and with DIRECTORY the
 * month calculated, its documents and its workbook written there. Prints the processor's seconds of each as JSON.
 * tests/bench/run runs it. */

enum part { TRUE_UP, CALCULATE, DOCUMENTS, WORKBOOK, PART_COUNT };
static const char *const part_names[] = {"true-up", "calculate", "documents", "workbook"};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Since the last call. */
static void part_end(double seconds[PART_COUNT], enum part part, double *since)
{
    const double now = processor_seconds();
    seconds[part] += now - *since;
    *since = now;
}

static bool documents_make(const month_run *run, const struct partner_report *report,
                           const document_stock *stock, const char *directory, GError **error)
{
    struct document document = {.run = &run->setup.run, .report = report};
    const size_t own = report->document != DOCUMENT_NONE;
    for (size_t i = 0; i < own + report->adjustment_count; i++) {
        g_autofree char *name = g_strdup_printf("%s-%zu.pdf", report->supplier.partner_id, i);
        g_autofree char *path = g_build_filename(directory, name, NULL);
        document.adjustment = i < own ? NULL : report->adjustments[i - own];
        g_autoptr(GBytes) bytes = document_write(&document, stock, path, error);
        if (!bytes) {
            return false;
        }
    }
    return true;
}

static bool parts_do(store *store, const struct month_order *order, const char *directory,
                     double seconds[PART_COUNT], GError **error)
{
    double since = processor_seconds();
    g_autoptr(month_run) run = month_run_open(store, order, error);
    if (!run) {
        return false;
    }
    part_end(seconds, TRUE_UP, &since);
    if (!directory) {
        return true;
    }
    const struct report_run *of = &run->setup.run;
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    g_autoptr(audit_workbook) workbook = audit_workbook_open(path, of, AUDIT_ROWS_MAX, error);
    part_end(seconds, WORKBOOK, &since);
    g_autoptr(document_stock) stock =
        workbook ? document_stock_new(&of->company, run->setup.fonts, error) : NULL;
    part_end(seconds, DOCUMENTS, &since);
    struct audit_closing closing = {.exceptions = exceptions};
    struct partner_report *next = NULL;
    bool good = stock && month_run_next(run, &next, error);
    while (good && next) {
        g_autoptr(partner_report) report = next;
        exception_list_add_report(exceptions, report);
        part_end(seconds, CALCULATE, &since);
        good = documents_make(run, report, stock, directory, error);
        part_end(seconds, DOCUMENTS, &since);
        good = good && audit_workbook_append(workbook, report, error) &&
               audit_workbook_append_slots(workbook, report, error);
        closing.partners_in++;
        part_end(seconds, WORKBOOK, &since);
        good = good && month_run_next(run, &next, error);
    }
    part_end(seconds, CALCULATE, &since);
    good = good && audit_workbook_close(workbook, &closing, error);
    part_end(seconds, WORKBOOK, &since);
    return good;
}

int main(int argc, char **argv)
{
    struct period period;
    if (argc < 4 || argc > 5 || !store_period_parse(argv[3], &period)) {
        fputs("usage: month_bench STORE HOLIDAYS PERIOD [DIRECTORY]\n", stderr);
        return 2;
    }
    const day issued = day_add(period_last(period), 20);
    g_autoptr(GError) error = NULL;
    double seconds[PART_COUNT] = {0};
    g_autoptr(store) store = month_store_open(argv[1], argv[3], &error);
    const stamp as_at = {(int64_t)issued.number * 86400};
    const struct month_order order = {.period = period,
                                      .as_at = &as_at,
                                      .issue_date = &issued,
                                      .holidays = argv[2],
                                      .before_seq = ISSUED_NOW,
                                      .draft = true,
                                      .all_again = true};
    if (!store || !parts_do(store, &order, argc > 4 ? argv[4] : NULL, seconds, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    for (int part = 0; part < PART_COUNT; part++) {
        printf("%s\"%s\": %.3f", part == 0 ? "{" : ", ", part_names[part], seconds[part]);
    }
    puts("}");
    return 0;
}

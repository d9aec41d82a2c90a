#include "engine/run/run_exceptions.h"

#include "reports/text.h"

enum { ISSUE_WITHIN_DAYS = 28 };

static char *source_text(enum input_file file, uint32_t line)
{
    return g_strdup_printf("%s:%u", input_file_name(file), line);
}

static void shared_accounts_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->shared->len; i++) {
        const struct store_shared_account *shared =
            &g_array_index(setup->shared, struct store_shared_account, i);
        exception_list_add(list, EXCEPTION_SHARED_ACCOUNT, shared->partner_id, shared->others, "",
                           "");
    }
}

static void rejected_requests_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->rejected->len; i++) {
        const struct store_rejected_request *request =
            &g_array_index(setup->rejected, struct store_rejected_request, i);
        g_autofree char *detail = g_strdup_printf("%d sessions, at most %d", request->sessions,
                                                  setup->run.policy.extra_sessions_max);
        g_autofree char *source = source_text(INPUT_EXTRA_SESSIONS, request->line);
        exception_list_add(list, EXCEPTION_EXTRA_SESSIONS_REJECTED, "", request->request_id, detail,
                           source);
    }
}

static void unused_columns_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        if (source->in_force && source->unused_columns[0]) {
            g_autofree char *place = source_text(source->file, 1);
            exception_list_add(list, EXCEPTION_UNUSED_COLUMNS, "", input_file_name(source->file),
                               source->unused_columns, place);
        }
    }
}

static void held_rows_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->held->len; i++) {
        const struct held_row *row = &g_array_index(setup->held, struct held_row, i);
        g_autofree char *source = source_text(row->file, row->source.line);
        exception_list_add(list, EXCEPTION_BAD_INPUT, row->partner_id, input_file_name(row->file),
                           row->error_line, source);
    }
}

void run_exceptions_add(const struct month_setup *setup, const struct run_totals *totals,
                        exception_list *list)
{
    const struct report_run *run = &setup->run;
    day last_in_time = day_add(period_last(run->period), ISSUE_WITHIN_DAYS);
    held_rows_add(setup, list);
    shared_accounts_add(setup, list);
    rejected_requests_add(setup, list);
    unused_columns_add(setup, list);
    if (!setup->case_data && totals->adhoc_bookings > 0) {
        exception_list_add(list, EXCEPTION_CASE_UNKNOWN, "", "cases.csv",
                           "no case data is known at all", "");
    }
    if (day_compare(run->issue_date, last_in_time) > 0) {
        char text[TEXT_SIZE];
        g_autofree char *detail = g_strdup_printf("it was %s", text_date(text, last_in_time));
        exception_list_add(list, EXCEPTION_ISSUED_AFTER_28_DAYS, "", run->period_text, detail, "");
    }
}

#include "reports/workbook/audit_workbook.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "reports/output_file.h"
#include "reports/text.h"
#include "reports/workbook/audit_tables.h"
#include "reports/workbook/read_again.h"

enum { SECONDS_PER_DAY = 24 * 60 * 60, SHEET_KINDS = 11 };

/* Every sheet but the Summary. */
static void list_sheets(struct audit_workbook *workbook, struct audit_sheet *sheets[SHEET_KINDS])
{
    struct audit_sheet *const all[SHEET_KINDS] = {
        &workbook->partners, &workbook->lines,    &workbook->variance,    &workbook->slots,
        &workbook->adhoc,    &workbook->not_paid, &workbook->adjustments, &workbook->exceptions,
        &workbook->holidays, &workbook->rules,    &workbook->sources};
    memcpy(sheets, all, sizeof all);
}

/* ---- failures ------------------------------------------------------------------------------ */

static bool book_whole(const struct audit_workbook *workbook, GError **error)
{
    if (workbook->book.failure != LXW_NO_ERROR) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", workbook->path,
                    lxw_strerror(workbook->book.failure));
    }
    return workbook->book.failure == LXW_NO_ERROR;
}

/* ---- open ---------------------------------------------------------------------------------- */

/* The creation date is the issue date's: the same run gives the same bytes. */
static void properties_set(struct audit_workbook *workbook)
{
    char month[TEXT_SIZE];
    g_autofree char *title =
        g_strdup_printf("Audit workbook, %s", text_month_words(month, workbook->run->period));
    g_autofree char *company = g_strdup(workbook->run->company.legal_name);
    lxw_doc_properties properties = {.title = title,
                                     .company = company,
                                     .created = (time_t)workbook->run->issue_date.number *
                                                SECONDS_PER_DAY};
    audit_book_check(&workbook->book,
                     workbook_set_properties(workbook->book.workbook, &properties));
}

/* In the order of documents.md section 2. */
static void sheets_open(struct audit_workbook *workbook)
{
    audit_summary_open(workbook);
    audit_register_open(workbook);
    audit_lines_open(workbook);
    audit_variance_open(workbook);
    audit_hours_open(workbook);
    audit_not_paid_open(workbook);
    audit_adjustments_open(workbook);
    audit_exceptions_open(workbook);
    audit_holidays_open(workbook);
    audit_rules_open(workbook);
    audit_sources_open(workbook);
}

static bool library_open(struct audit_workbook *workbook, GError **error)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = workbook->directory};
    workbook->book.workbook = workbook_new_opt(workbook->path, &options);
    if (!workbook->book.workbook) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot make a workbook",
                    workbook->path);
        return false;
    }
    properties_set(workbook);
    audit_formats_make(&workbook->book);
    if (book_whole(workbook, NULL)) {
        sheets_open(workbook);
    }
    return book_whole(workbook, error);
}

audit_workbook *audit_workbook_open(const char *path, const struct report_run *run,
                                    uint32_t rows_max, GError **error)
{
    g_autoptr(audit_workbook) workbook = g_new0(audit_workbook, 1);
    workbook->path = g_strdup(path);
    workbook->directory = g_path_get_dirname(path);
    workbook->book.written = g_array_new(FALSE, FALSE, sizeof(struct sheet_content));
    workbook->run = run;
    /* The library would create it with the mode that the umask leaves. */
    FILE *file = output_file_create(path, error);
    workbook->created = file != NULL;
    if (!file || !output_file_finish(file, path, error)) {
        return NULL;
    }
    workbook->book.rows_max = rows_max < AUDIT_ROWS_MAX ? rows_max : AUDIT_ROWS_MAX;
    return library_open(workbook, error) ? g_steal_pointer(&workbook) : NULL;
}

/* ---- append -------------------------------------------------------------------------------- */

bool audit_workbook_append(audit_workbook *workbook, const struct partner_report *report,
                           GError **error)
{
    const struct audit_own_rows own = {.slots = audit_slots_append(workbook, report),
                                       .adhoc = audit_adhoc_append(workbook, report),
                                       .adjustments = audit_adjustments_append(workbook, report)};
    const struct audit_rows register_row = audit_register_append(workbook, report, &own);
    audit_variance_append(workbook, report, &register_row);
    audit_not_paid_append(workbook, report);
    audit_holidays_append(workbook, report);
    run_totals_add(&workbook->totals, report);
    return book_whole(workbook, error);
}

/* ---- close --------------------------------------------------------------------------------- */

/* The library tells of a failure on standard error as well, in words for programmers: those go
 * nowhere, for the caller gets the code. Where no descriptor is left, they are printed. */
static lxw_error close_quietly(lxw_workbook *workbook)
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const int kept = nowhere < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (kept >= 0) {
        dup2(nowhere, STDERR_FILENO);
    }
    const lxw_error answer = workbook_close(workbook);
    if (kept >= 0) {
        dup2(kept, STDERR_FILENO);
        close(kept);
    }
    if (nowhere >= 0) {
        close(nowhere);
    }
    return answer;
}

bool audit_workbook_close(audit_workbook *workbook, const struct audit_closing *closing,
                          GError **error)
{
    struct audit_sheet *sheets[SHEET_KINDS];
    list_sheets(workbook, sheets);
    audit_lists_close(workbook, closing);
    audit_variance_close(workbook, closing);
    audit_adjustments_close(workbook);
    audit_summary_close(workbook, closing);
    for (size_t i = 0; i < SHEET_KINDS; i++) {
        audit_sheet_finish(sheets[i]);
    }
    if (!book_whole(workbook, error)) {
        return false;
    }
    audit_book_check(&workbook->book, close_quietly(workbook->book.workbook));
    workbook->book.workbook = NULL;
    const GArray *written = workbook->book.written;
    workbook->whole =
        book_whole(workbook, error) &&
        workbook_read_again(workbook->path, (const struct sheet_content *)(void *)written->data,
                            written->len, error);
    return workbook->whole;
}

void audit_workbook_free(audit_workbook *workbook)
{
    if (!workbook) {
        return;
    }
    if (workbook->book.workbook) {
        lxw_workbook_free(workbook->book.workbook);
    }
    if (workbook->created && !workbook->whole) {
        remove(workbook->path);
    }
    struct audit_sheet *sheets[SHEET_KINDS];
    list_sheets(workbook, sheets);
    for (size_t i = 0; i < SHEET_KINDS; i++) {
        audit_sheet_clear(sheets[i]);
    }
    g_clear_pointer(&workbook->holidays_seen, g_hash_table_destroy);
    g_array_unref(workbook->book.written);
    g_free(workbook->path);
    g_free(workbook->directory);
    g_free(workbook);
}

#include "reports/workbook/audit_workbook.h"

#include <string.h>
#include <time.h>

#include "engine/core/check.h"
#include "reports/output_file.h"
#include "reports/text.h"
#include "reports/workbook/audit_tables.h"
#include "reports/workbook/xlsx_pack.h"
#include "reports/workbook/xlsx_verify.h"

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
    if (!audit_book_failed(&workbook->book)) {
        return true;
    }
    if (workbook->book.rows_failure) {
        g_propagate_error(error, g_error_copy(workbook->book.rows_failure));
        return false;
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", workbook->path,
                lxw_strerror(workbook->book.failure));
    return false;
}

/* The library does not look at its temporary files: a full disk shows on their streams only. */
static bool temporary_files_whole(const struct audit_workbook *workbook, GError **error)
{
    const lxw_worksheet *worksheet = NULL;
    STAILQ_FOREACH(worksheet, workbook->book.workbook->worksheets, list_pointers)
    {
        if (!worksheet->optimize_tmpfile || ferror(worksheet->optimize_tmpfile)) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                        "%s: cannot write the temporary file of sheet %s", workbook->path,
                        worksheet->name);
            return false;
        }
    }
    return true;
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
    workbook->book.workbook = workbook_new_opt(workbook->shell_path, &options);
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
    return book_whole(workbook, error) && temporary_files_whole(workbook, error);
}

audit_workbook *audit_workbook_open(const char *path, const struct report_run *run,
                                    uint32_t rows_max, GError **error)
{
    g_autoptr(audit_workbook) workbook = g_new0(audit_workbook, 1);
    workbook->path = g_strdup(path);
    workbook->shell_path = g_strconcat(path, ".shell", NULL);
    workbook->directory = g_path_get_dirname(path);
    workbook->book.directory = workbook->directory;
    workbook->run = run;
    /* The library would create it with the mode that the umask leaves. */
    FILE *file = output_file_create(workbook->shell_path, error);
    if (!file || !output_file_finish(file, workbook->shell_path, error)) {
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

/* NULL: the Summary, which is the library's own. */
static struct audit_part *part_of(struct audit_workbook *workbook, const lxw_worksheet *worksheet)
{
    struct audit_sheet *sheets[SHEET_KINDS];
    list_sheets(workbook, sheets);
    for (size_t i = 0; i < SHEET_KINDS; i++) {
        for (guint k = 0; k < sheets[i]->parts->len; k++) {
            struct audit_part *part = &g_array_index(sheets[i]->parts, struct audit_part, k);
            if (part->worksheet == worksheet) {
                return part;
            }
        }
    }
    return NULL;
}

/* ---- the order of sheets -------------------------------------------------------------------- */

/* To the end of the library's lists, which are the file's order. */
static void sheet_take(struct lxw_sheets *from, lxw_workbook *library,
                       const lxw_worksheet *worksheet)
{
    lxw_sheet *sheet = NULL;
    STAILQ_FOREACH(sheet, from, list_pointers)
    {
        if (sheet->u.worksheet == worksheet) {
            break;
        }
    }
    CHECK(sheet != NULL);
    STAILQ_REMOVE(from, sheet, lxw_sheet, list_pointers);
    sheet->u.worksheet->index = library->num_sheets++;
    STAILQ_INSERT_TAIL(library->sheets, sheet, list_pointers);
    STAILQ_INSERT_TAIL(library->worksheets, sheet->u.worksheet, list_pointers);
}

/* What a full sheet goes on to stands beside it: the library has sheets in the order in which they
 * came to be, and knows no other. Nothing of it refers to a sheet by its number before it is closed. */
static void sheets_order(struct audit_workbook *workbook)
{
    lxw_workbook *library = workbook->book.workbook;
    struct audit_sheet *sheets[SHEET_KINDS];
    struct lxw_sheets all = STAILQ_HEAD_INITIALIZER(all);
    list_sheets(workbook, sheets);
    STAILQ_CONCAT(&all, library->sheets);
    STAILQ_INIT(library->worksheets);
    library->num_sheets = 0;
    sheet_take(&all, library, workbook->summary);
    for (size_t i = 0; i < SHEET_KINDS; i++) {
        for (guint k = 0; k < sheets[i]->parts->len; k++) {
            sheet_take(&all, library,
                       g_array_index(sheets[i]->parts, struct audit_part, k).worksheet);
        }
    }
    CHECK(STAILQ_EMPTY(&all));
}

/* The rows that go into the library's file (struct xlsx_pack_sheet), and how many rows each sheet
 * must have in the end (uint32_t), both in the file's order. */
struct ending {
    GArray *rows;
    GArray *counts;
};

static bool rows_finish(struct audit_workbook *workbook, struct ending *ending, GError **error)
{
    const lxw_worksheet *worksheet = NULL;
    unsigned number = 1;
    STAILQ_FOREACH(worksheet, workbook->book.workbook->worksheets, list_pointers)
    {
        const struct audit_part *part = part_of(workbook, worksheet);
        uint32_t count = part ? part->row_count + 1 : workbook->summary_row_count;
        struct xlsx_pack_sheet sheet = {.number = number};
        number++;
        g_array_append_val(ending->counts, count);
        if (part) {
            if (!xlsx_rows_finish(part->rows, &sheet.rows, error)) {
                g_prefix_error(error, "%s: ", workbook->path);
                return false;
            }
            g_array_append_val(ending->rows, sheet);
        }
    }
    return true;
}

/* The library's file, then the workbook, which is read again. */
static bool file_write(struct audit_workbook *workbook, struct ending *ending, GError **error)
{
    if (!rows_finish(workbook, ending, error) || !temporary_files_whole(workbook, error)) {
        return false;
    }
    audit_book_check(&workbook->book, workbook_close(workbook->book.workbook));
    workbook->book.workbook = NULL;
    if (!book_whole(workbook, error) ||
        !xlsx_pack(workbook->shell_path, workbook->path,
                   (const struct xlsx_pack_sheet *)(void *)ending->rows->data, ending->rows->len,
                   error)) {
        return false;
    }
    remove(workbook->shell_path);
    return xlsx_verify(workbook->path, (const uint32_t *)(void *)ending->counts->data,
                       ending->counts->len, error);
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
    sheets_order(workbook);
    struct ending ending = {.rows = g_array_new(FALSE, FALSE, sizeof(struct xlsx_pack_sheet)),
                            .counts = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    workbook->whole = file_write(workbook, &ending, error);
    g_array_unref(ending.rows);
    g_array_unref(ending.counts);
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
    remove(workbook->shell_path);
    if (!workbook->whole) {
        remove(workbook->path);
    }
    struct audit_sheet *sheets[SHEET_KINDS];
    list_sheets(workbook, sheets);
    for (size_t i = 0; i < SHEET_KINDS; i++) {
        audit_sheet_clear(sheets[i]);
    }
    g_clear_pointer(&workbook->holidays_seen, g_hash_table_destroy);
    g_clear_error(&workbook->book.rows_failure);
    g_free(workbook->path);
    g_free(workbook->shell_path);
    g_free(workbook->directory);
    g_free(workbook);
}

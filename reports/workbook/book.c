#include "reports/workbook/book.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/core/money.h"
#include "reports/output_file.h"
#include "reports/tables/registered_tables.h"
#include "reports/text.h"
#include "reports/workbook/sheet.h"

/* ---- failures ------------------------------------------------------------------------------ */

static bool book_whole(const struct audit_workbook *workbook, GError **error)
{
    const lxw_error failure = workbook->book.failure;
    const bool of_files = failure >= LXW_ERROR_CREATING_XLSX_FILE && failure <= LXW_ERROR_ZIP_CLOSE;
    if (of_files) {
        /* The library's own words are of the format of its file. */
        output_file_set_error(error, workbook->path, "cannot write the workbook",
                              workbook->close_errno != 0 ? workbook->close_errno : EIO);
    } else if (failure != LXW_NO_ERROR) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", workbook->path,
                    lxw_strerror(failure));
    }
    return failure == LXW_NO_ERROR;
}

/* ---- formats ------------------------------------------------------------------------------ */

enum { COLOUR_DARK = 0x1F3864, COLOUR_WHITE = 0xFFFFFF };

/* What a format is beside its number's: numbers end at the right of their column, so what follows
 * stands off a little (INDENT). */
enum {
    BOLD = 1 << 0,
    LARGE = 1 << 1,
    WRAP = 1 << 2,
    INDENT = 1 << 3, /* left */
    RIGHT = 1 << 4,
    CENTER = 1 << 5,
    MIDDLE = 1 << 6, /* of its height, else at the top */
    BOTTOM = 1 << 7,
    LINE = 1 << 8, /* below */
    TALL = 1 << 9
};

struct format_form {
    const char *number;
    unsigned is;
    lxw_color_t text; /* LXW_COLOR_UNSET, 0: black */
    lxw_color_t background;
};

static const char count_form[] = "#,##0;[Red]-#,##0";
static const char money_form[] = "#,##0.00;[Red]-#,##0.00";
static const struct format_form forms[SHEET_FORMAT_COUNT] = {
    [FORMAT_TEXT] = {NULL, INDENT, 0, 0},
    [FORMAT_WRAP] = {NULL, INDENT | WRAP, 0, 0},
    [FORMAT_COUNT] = {count_form, 0, 0, 0},
    [FORMAT_MONEY] = {money_form, 0, 0, 0},
    [FORMAT_HOURS] = {money_form, 0, 0, 0},
    [FORMAT_DATE] = {"yyyy-mm-dd", INDENT, 0, 0},
    [FORMAT_TIME] = {"hh:mm", INDENT, 0, 0},
    [FORMAT_STAMP] = {"yyyy-mm-dd hh:mm:ss", INDENT, 0, 0},
    [FORMAT_NUMBER_LEFT] = {"0", INDENT, 0, 0},
    [FORMAT_MONEY_LEFT] = {money_form, INDENT, 0, 0},
    [FORMAT_VERDICT] = {"\"TRUE\";\"TRUE\";\"FALSE\"", CENTER | BOLD, 0, 0},
    [FORMAT_HEADING] = {NULL, BOLD | MIDDLE | WRAP | INDENT, COLOUR_WHITE, COLOUR_DARK},
    [FORMAT_HEADING_RIGHT] = {NULL, BOLD | MIDDLE | WRAP | RIGHT, COLOUR_WHITE, COLOUR_DARK},
    [FORMAT_HEADING_TALL] = {NULL, BOLD | BOTTOM | CENTER | TALL, COLOUR_WHITE, COLOUR_DARK},
    [FORMAT_TITLE] = {NULL, BOLD | LARGE, COLOUR_DARK, 0},
    [FORMAT_SECTION] = {NULL, BOLD | LINE | BOTTOM | INDENT, COLOUR_DARK, 0},
    [FORMAT_SECTION_RIGHT] = {NULL, BOLD | LINE | BOTTOM | RIGHT, COLOUR_DARK, 0},
    [FORMAT_TEXT_RIGHT] = {NULL, RIGHT, 0, 0},
    [FORMAT_GOOD] = {NULL, 0, 0x006100, 0xC6EFCE},
    [FORMAT_BAD] = {NULL, 0, 0x9C0006, 0xFFC7CE},
};

static void form_give(lxw_format *format, const struct format_form *form)
{
    enum { LARGE_SIZE = 16, UPWARDS = 90 };
    const unsigned is = form->is;
    format_set_align(format, is & MIDDLE   ? LXW_ALIGN_VERTICAL_CENTER
                             : is & BOTTOM ? LXW_ALIGN_VERTICAL_BOTTOM
                                           : LXW_ALIGN_VERTICAL_TOP);
    format_set_align(format, is & INDENT   ? LXW_ALIGN_LEFT
                             : is & RIGHT  ? LXW_ALIGN_RIGHT
                             : is & CENTER ? LXW_ALIGN_CENTER
                                           : LXW_ALIGN_NONE);
    format_set_indent(format, is & INDENT ? 1 : 0);
    format_set_rotation(format, is & TALL ? UPWARDS : 0);
    if (form->number) {
        format_set_num_format(format, form->number);
    }
    if (is & BOLD) {
        format_set_bold(format);
    }
    if (is & LARGE) {
        format_set_font_size(format, LARGE_SIZE);
    }
    if (is & WRAP) {
        format_set_text_wrap(format);
    }
    format_set_bottom(format, is & LINE ? LXW_BORDER_THIN : LXW_BORDER_NONE);
    format_set_font_color(format, form->text);
    format_set_bg_color(format, form->background);
}

static void formats_make(struct sheet_book *book)
{
    for (size_t i = 0; i < SHEET_FORMAT_COUNT; i++) {
        book->formats[i] = workbook_add_format(book->workbook);
        if (!book->formats[i]) {
            sheet_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return;
        }
        form_give(book->formats[i], &forms[i]);
        /* Its place among the styles, else given when it is first written with: two threads may do that. */
        (void)lxw_format_get_xf_index(book->formats[i]);
    }
}

/* ---- open ---------------------------------------------------------------------------------- */

/* The creation date is the issue date's: the same run gives the same bytes. */
static void properties_set(struct audit_workbook *workbook)
{
    g_autofree char *title =
        g_strdup_printf("Audit workbook, %s", text_month_words(TEXT_ROOM, workbook->run->period));
    g_autofree char *company = g_strdup(workbook->run->company.legal_name);
    lxw_doc_properties properties = {.title = title,
                                     .company = company,
                                     .created = (time_t)workbook->run->issue_date.number *
                                                SECONDS_PER_DAY};
    sheet_book_check(&workbook->book,
                     workbook_set_properties(workbook->book.workbook, &properties));
}

/* In the order of documents.md section 2. */
static void sheets_open(struct audit_workbook *workbook, enum sheet_id first, enum sheet_id end)
{
    static const struct shown_table *const tables[SHEET_COUNT] = {
        [SHEET_REGISTER] = &register_shown,
        [SHEET_REGISTER_CHECK] = &register_check_shown,
        [SHEET_LINES] = &report_tables[TABLE_LINES],
        [SHEET_VARIANCE] = &variance_shown,
        [SHEET_SLOTS] = &report_tables[TABLE_SLOTS],
        [SHEET_ADHOC] = &report_tables[TABLE_ADHOC],
        [SHEET_NOT_PAID] = &not_paid_shown,
        [SHEET_ADJUSTMENTS] = &report_tables[TABLE_ADJUSTMENTS],
        [SHEET_EXCEPTIONS] = &report_tables[TABLE_EXCEPTIONS],
        [SHEET_DECISIONS] = &decisions_shown,
        [SHEET_OPEN] = &report_tables[TABLE_OPEN],
        [SHEET_HOLIDAYS] = &holidays_shown,
        [SHEET_RULES] = &rules_shown,
        [SHEET_SOURCES] = &sources_shown,
        [SHEET_CHANGES] = &report_tables[TABLE_CHANGES],
        [SHEET_DOCUMENTS] = &registered_shown,
        [SHEET_YEAR] = &registered_totals_shown,
    };
    for (int i = (int)first; i < (int)end && workbook->book.failure == LXW_NO_ERROR; i++) {
        sheet_open(&workbook->book, (enum sheet_id)i, tables[i]);
    }
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
    formats_make(&workbook->book);
    if (book_whole(workbook, NULL)) {
        summary_open(workbook);
        sheets_open(workbook, SHEET_REGISTER, SHEET_DECISIONS);
        workbook->slots = (struct sheet){.book = &workbook->book,
                                         .table = workbook->book.sheets[SHEET_SLOTS].table};
    }
    if (book_whole(workbook, NULL)) {
        register_prepare(workbook);
        lists_prepare(workbook);
    }
    return book_whole(workbook, error);
}

audit_workbook *audit_workbook_open(const char *path, const struct report_run *run,
                                    uint32_t rows_max, GError **error)
{
    g_autoptr(audit_workbook) workbook = g_new0(audit_workbook, 1);
    workbook->path = g_strdup(path);
    workbook->directory = g_path_get_dirname(path);
    workbook->book.parts = g_ptr_array_new_with_free_func(g_free);
    workbook->slots_parts = g_async_queue_new();
    workbook->strings = g_string_chunk_new(1024);
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
    hours_append(workbook, report);
    adjustments_append(workbook, report);
    register_append(workbook, report);
    variance_append(workbook, report);
    not_paid_append(workbook, report);
    holidays_append(workbook, report);
    run_totals_add(&workbook->totals, report);
    return book_whole(workbook, error);
}

bool audit_workbook_append_slots(audit_workbook *workbook, const struct partner_report *report,
                                 GError **error)
{
    slots_append(workbook, report);
    return book_whole(workbook, error);
}

/* ---- close --------------------------------------------------------------------------------- */

/* The library has no option for how hard it deflates: at zlib's usual level that is two fifths of a
 * workbook's processor time, at the fastest a seventh, and the file a quarter larger. While this thread
 * closes a workbook, streams begin at that level: the linker finds this function before zlib's own,
 * which stands behind it. */
static _Thread_local bool deflates_fast;

int deflateInit2_(z_streamp stream, int level, int method, int window_bits, int memory_level,
                  int strategy, const char *version, int stream_size)
{
    int (*behind)(z_streamp, int, int, int, int, int, const char *, int) = NULL;
    *(void **)(void *)&behind = dlsym(RTLD_NEXT, "deflateInit2_");
    CHECK(behind);
    return behind(stream, deflates_fast ? Z_BEST_SPEED : level, method, window_bits, memory_level,
                  strategy, version, stream_size);
}

/* Likewise the sum over all that is zipped: libdeflate's is several times as fast. */
uLong crc32(uLong crc, const Bytef *bytes, uInt size)
{
    return libdeflate_crc32((uint32_t)crc, bytes, size);
}

/* Nor does the library look whether what it writes to its own temporary files got there: it goes back to their
 * beginning, which forgets the failure, and takes what is there for a part of the workbook. Here the first is kept. */
static _Thread_local int unwritten_errno;

void rewind(FILE *stream)
{
    if (ferror(stream) && unwritten_errno == 0) {
        unwritten_errno = errno != 0 ? errno : EIO;
    }
    (void)fseek(stream, 0, SEEK_SET);
    clearerr(stream);
}

/* The library tells of a failure on standard error as well, in words for programmers: those go
 * nowhere, for the caller gets the code and errno. Where no descriptor is left, they are printed. */
static lxw_error close_quietly(lxw_workbook *workbook, int *ret_errno)
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const int kept = nowhere < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (kept >= 0) {
        dup2(nowhere, STDERR_FILENO);
    }
    deflates_fast = true;
    errno = unwritten_errno = 0;
    lxw_error answer = workbook_close(workbook);
    *ret_errno = errno;
    if (answer == LXW_NO_ERROR && unwritten_errno != 0) {
        answer = LXW_ERROR_CREATING_TMPFILE;
        *ret_errno = unwritten_errno;
    }
    deflates_fast = false;
    if (kept >= 0) {
        dup2(kept, STDERR_FILENO);
        close(kept);
    }
    if (nowhere >= 0) {
        close(nowhere);
    }
    return answer;
}

/* The library does not look whether its own temporary files went, and what lies beside the workbook is taken
 * for a result. */
static bool leftovers_remove(const audit_workbook *workbook, GError **error)
{
    static const char PREFIX[] = "tmp."; /* the library's; no result begins so */
    g_autoptr(GDir) directory = g_dir_open(workbook->directory, 0, error);
    bool done = directory != NULL;
    for (const char *name = NULL; done && (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(workbook->directory, name, NULL);
        done = !g_str_has_prefix(name, PREFIX) || unlink(path) == 0 ||
               output_file_set_error(error, path, "cannot remove this temporary file", errno);
    }
    return done;
}

bool audit_workbook_close(audit_workbook *workbook, const struct audit_closing *closing,
                          GError **error)
{
    CHECK(g_async_queue_length(workbook->slots_parts) == 0);
    const bool any_open = closing->open && closing->open->items->len > 0;
    if (closing->decision_count > 0) {
        sheets_open(workbook, SHEET_DECISIONS, SHEET_OPEN);
    }
    const bool any_changes = closing->changes && closing->changes->rows->len > 0;
    sheets_open(workbook, any_open ? SHEET_OPEN : SHEET_HOLIDAYS, SHEET_CHANGES);
    sheets_open(workbook, any_changes ? SHEET_CHANGES : SHEET_DOCUMENTS,
                closing->registered ? SHEET_COUNT : SHEET_DOCUMENTS);
    if (!book_whole(workbook, error)) {
        return false;
    }
    lists_close(workbook, closing);
    earlier_close(workbook, closing);
    if (closing->registered) {
        documents_close(workbook, closing);
    }
    summary_close(workbook, closing);
    for (int i = 0; i < SHEET_COUNT; i++) {
        if (workbook->book.sheets[i].parts) {
            sheet_finish(&workbook->book.sheets[i]);
        }
    }
    if (!book_whole(workbook, error)) {
        return false;
    }
    sheet_book_check(&workbook->book,
                     close_quietly(workbook->book.workbook, &workbook->close_errno));
    workbook->book.workbook = NULL;
    workbook->whole = book_whole(workbook, error) && leftovers_remove(workbook, error) &&
                      workbook_read_again(workbook->path, workbook->book.parts, error);
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
    for (int i = 0; i < SHEET_COUNT; i++) {
        g_clear_pointer(&workbook->book.sheets[i].parts, g_ptr_array_unref);
    }
    g_clear_pointer(&workbook->holidays_seen, g_tree_destroy);
    g_string_chunk_free(workbook->strings);
    g_ptr_array_unref(workbook->book.parts);
    g_async_queue_unref(workbook->slots_parts);
    g_free(workbook->path);
    g_free(workbook->directory);
    g_free(workbook);
}

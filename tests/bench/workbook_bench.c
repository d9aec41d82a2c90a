#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zlib.h>

#include "engine/core/check.h"
#include "reports/workbook/audit_workbook.h"
#include "reports/workbook/zip_file.h"
#include "tests/reports/month_sample.h"

/* workbook_bench PARTNERS DIRECTORY: the audit workbook of so many partners with 88 slots and 60
 * appointments each, and then every cell of it again by a plain loop over libxlsxwriter in constant
 * memory. Prints the rates, by processor time, and their ratio. tests/bench/documents runs it. */

/* A cell of the workbook, read back from it. Texts point into the sheet's XML. */
struct bench_cell {
    uint32_t row;
    uint16_t column;
    uint16_t style;
    const char *text;    /* NULL: none */
    const char *formula; /* NULL: none */
    double number;
};

struct bench_sheet {
    char *xml;
    GArray *cells; /* struct bench_cell */
    uint32_t row_count;
};

enum { STYLES_MAX = 64, PARTNERS_MAX = 100000 };

static double processor_seconds(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the audit workbook -------------------------------------------------------------------------- */

static struct partner_report *report_make(struct month_sample *sample)
{
    static char ids[SAMPLE_ROWS][16];
    int count = 0;
    month_sample_init(sample);
    sample->facts.schedule_count = 0;
    for (int weekday_number = MON; weekday_number <= FRI; weekday_number++) {
        for (int hour = 9; hour < 13; hour++) {
            month_sample_schedule_add(sample, (weekday)weekday_number, hour);
        }
    }
    for (int date = 1; date <= 30 && count < 60; date++) {
        for (int hour = 9; hour < 12 && count < 60; hour++) {
            g_snprintf(ids[count], sizeof ids[count], "A000000-%02d", count);
            struct appointment *booked = month_sample_appointment_add(
                sample, ids[count], CALENDAR_OPEN, month_sample_span(date, hour, 0, 60));
            booked->status = STATUS_COMPLETED;
            booked->completed_at = month_sample_stamp(date, hour + 2, 0);
            count++;
        }
    }
    month_sample_block_add(sample, "B000000", month_sample_span(11, 0, 0, 24 * 60));
    return month_sample_report(sample);
}

static double audit_write(const char *path, int partner_count)
{
    struct month_sample *sample = g_new0(struct month_sample, 1);
    g_autoptr(partner_report) report = report_make(sample);
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autoptr(GError) error = NULL;
    double before = processor_seconds();
    g_autoptr(audit_workbook) workbook =
        audit_workbook_open(path, &sample->run, AUDIT_ROWS_MAX, &error);
    CHECK(workbook != NULL);
    for (int i = 0; i < partner_count; i++) {
        char id[16];
        g_snprintf(id, sizeof id, "P%06d", i);
        report->supplier.partner_id = id;
        CHECK(audit_workbook_append(workbook, report, &error));
    }
    struct audit_closing closing = {.partners_in = partner_count, .exceptions = exceptions};
    CHECK(audit_workbook_close(workbook, &closing, &error));
    double seconds = processor_seconds() - before;
    g_free(sample);
    return seconds;
}

/* ---- its cells ----------------------------------------------------------------------------------- */

static char *member_inflate(const struct zip_member *member)
{
    char *text = g_malloc((gsize)member->inflated_size + 1);
    z_stream stream = {.next_in = (Bytef *)member->stored.data,
                       .avail_in = (uInt)member->stored.size,
                       .next_out = (Bytef *)text,
                       .avail_out = member->inflated_size};
    CHECK(inflateInit2(&stream, -15) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END);
    inflateEnd(&stream);
    text[member->inflated_size] = '\0';
    return text;
}

/* What stands between two marks of a cell, ended where it stands; NULL where it has none. */
static char *between(char *cell, const char *begin, const char *end)
{
    char *at = strstr(cell, begin);
    if (!at) {
        return NULL;
    }
    at += strlen(begin);
    char *stop = strstr(at, end);
    CHECK(stop != NULL);
    *stop = '\0';
    return at;
}

static void unescape(char *text)
{
    static const struct {
        const char *escape;
        char character;
    } escapes[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}};
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        size_t found = 0;
        while (found < G_N_ELEMENTS(escapes) && !g_str_has_prefix(from, escapes[found].escape)) {
            found++;
        }
        if (found < G_N_ELEMENTS(escapes)) {
            *to++ = escapes[found].character;
            from += strlen(escapes[found].escape);
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* A cell from behind its "<c " up to the next one. */
static struct bench_cell cell_read(char *xml)
{
    struct bench_cell cell = {0};
    const char *place = strstr(xml, "r=\"") + strlen("r=\"");
    const char *style = strstr(xml, " s=\"");
    size_t letters = strspn(place, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    cell.row = (uint32_t)strtoul(place + letters, NULL, 10) - 1;
    cell.column = lxw_name_to_col(place);
    cell.style = style ? (uint16_t)strtoul(style + strlen(" s=\""), NULL, 10) : 0;
    char *formula = between(xml, "<f>", "</f>");
    char *rest = formula ? formula + strlen(formula) + 1 : xml;
    char *value = between(rest, "<v>", "</v>");
    char *text = value || formula ? NULL : between(xml, "<t", "</t>");
    cell.number = value ? g_ascii_strtod(value, NULL) : 0;
    if (text) {
        text = strchr(text, '>') + 1;
        unescape(text);
        cell.text = text;
    }
    if (formula) {
        unescape(formula);
        cell.formula = formula;
    }
    return cell;
}

static struct bench_sheet sheet_read(const struct zip_member *member)
{
    struct bench_sheet sheet = {.xml = member_inflate(member),
                                .cells = g_array_new(FALSE, FALSE, sizeof(struct bench_cell))};
    char *next = strstr(sheet.xml, "<c ");
    while (next) {
        char *xml = next + strlen("<c ");
        next = strstr(xml, "<c ");
        if (next) {
            *next = '\0';
        }
        struct bench_cell cell = cell_read(xml);
        sheet.row_count = cell.row + 1;
        g_array_append_val(sheet.cells, cell);
    }
    return sheet;
}

/* Array of struct bench_sheet, in the file's order. */
static GArray *sheets_read(const char *path)
{
    GArray *sheets = g_array_new(FALSE, FALSE, sizeof(struct bench_sheet));
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    CHECK(file != NULL);
    struct zip_bytes bytes = {(const guint8 *)g_mapped_file_get_contents(file),
                              g_mapped_file_get_length(file)};
    struct zip_directory directory;
    struct zip_member member;
    CHECK(zip_directory_read(bytes, &directory));
    for (unsigned number = 1;; number++) {
        g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%u.xml", number);
        if (!zip_member_find(&directory, name, &member)) {
            return sheets;
        }
        struct bench_sheet sheet = sheet_read(&member);
        g_array_append_val(sheets, sheet);
    }
}

/* ---- the plain loop ------------------------------------------------------------------------------ */

static void cell_write(lxw_worksheet *worksheet, const struct bench_cell *cell,
                       lxw_format *const *formats)
{
    lxw_format *format = formats[cell->style];
    lxw_error code = LXW_NO_ERROR;
    if (cell->formula) {
        code = worksheet_write_formula_num(worksheet, cell->row, cell->column, cell->formula,
                                           format, cell->number);
    } else if (cell->text) {
        code = worksheet_write_string(worksheet, cell->row, cell->column, cell->text, format);
    } else {
        code = worksheet_write_number(worksheet, cell->row, cell->column, cell->number, format);
    }
    CHECK(code == LXW_NO_ERROR);
}

static double plain_write(const char *path, const char *directory, const GArray *sheets)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)directory};
    lxw_format *formats[STYLES_MAX] = {NULL};
    double before = processor_seconds();
    lxw_workbook *workbook = workbook_new_opt(path, &options);
    CHECK(workbook != NULL);
    for (int i = 1; i < STYLES_MAX; i++) {
        char number_format[32];
        g_snprintf(number_format, sizeof number_format, "#,##0.00\"%d\"", i);
        formats[i] = workbook_add_format(workbook);
        format_set_num_format(formats[i], number_format);
    }
    for (guint i = 0; i < sheets->len; i++) {
        const struct bench_sheet *sheet = &g_array_index(sheets, struct bench_sheet, i);
        lxw_worksheet *worksheet = workbook_add_worksheet(workbook, NULL);
        for (guint k = 0; k < sheet->cells->len; k++) {
            cell_write(worksheet, &g_array_index(sheet->cells, struct bench_cell, k), formats);
        }
    }
    CHECK(workbook_close(workbook) == LXW_NO_ERROR);
    return processor_seconds() - before;
}

/* ---- the ratio ----------------------------------------------------------------------------------- */

static void say(const char *who, double rows, double seconds, const char *path)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    CHECK(file != NULL);
    printf("  %-42s %9.0f rows a second, %6.2f s, %6.1f MB\n", who, rows / seconds, seconds,
           (double)g_mapped_file_get_length(file) / 1e6);
}

int main(int argc, char **argv)
{
    int partner_count = argc == 3 ? atoi(argv[1]) : 0; // NOLINT(cert-err34-c): 0 is refused
    if (partner_count < 1 || partner_count > PARTNERS_MAX) {
        fputs("usage: workbook_bench PARTNERS DIRECTORY\n", stderr);
        return 2;
    }
    g_autofree char *audit_path = g_build_filename(argv[2], "audit.xlsx", NULL);
    g_autofree char *plain_path = g_build_filename(argv[2], "plain.xlsx", NULL);
    double audit_seconds = audit_write(audit_path, partner_count);
    g_autoptr(GArray) sheets = sheets_read(audit_path);
    double plain_seconds = plain_write(plain_path, argv[2], sheets);
    double rows = 0;
    double cells = 0;
    for (guint i = 0; i < sheets->len; i++) {
        const struct bench_sheet *sheet = &g_array_index(sheets, struct bench_sheet, i);
        rows += sheet->row_count;
        cells += sheet->cells->len;
        g_array_unref(sheet->cells);
        g_free(sheet->xml);
    }
    printf("the workbook of %d partners: %.0f rows, %.0f cells\n", partner_count, rows, cells);
    say("the audit workbook, read again", rows, audit_seconds, audit_path);
    say("the same cells by libxlsxwriter alone", rows, plain_seconds, plain_path);
    printf("  %.0f %% of the rate of libxlsxwriter alone (asked: at least 80 %%)\n",
           100 * plain_seconds / audit_seconds);
    unlink(audit_path);
    unlink(plain_path);
    return 0;
}

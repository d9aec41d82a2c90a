#include "reports/audit_sheet.h"

#include <string.h>

#include "engine/core/clock.h"
#include "reports/audit_workbook.h"

enum { EXCEL_DAY_OF_1970 = 25569, TEXT_CHARACTERS_MAX = 32767, PAPER_A4 = 9 };

void audit_book_check(struct audit_book *book, lxw_error code)
{
    if (book->failure == LXW_NO_ERROR) {
        book->failure = code;
    }
}

/* ---- formats ------------------------------------------------------------------------------- */

static lxw_format *format_new(struct audit_book *book, const char *number_format)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (!format) {
        audit_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (number_format) {
        format_set_num_format(format, number_format);
    }
    return format;
}

static void heading_formats_make(struct audit_book *book)
{
    lxw_format *heading = format_new(book, NULL);
    lxw_format *title = format_new(book, NULL);
    lxw_format *section = format_new(book, NULL);
    book->formats[AUDIT_HEADING] = heading;
    book->formats[AUDIT_TITLE] = title;
    book->formats[AUDIT_SECTION] = section;
    if (!heading || !title || !section) {
        return;
    }
    format_set_bold(heading);
    format_set_text_wrap(heading);
    format_set_font_color(heading, LXW_COLOR_WHITE);
    format_set_bg_color(heading, 0x1F3864);
    format_set_align(heading, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bold(title);
    format_set_font_size(title, 16);
    format_set_font_color(title, 0x1F3864);
    format_set_bold(section);
    format_set_font_size(section, 12);
    format_set_font_color(section, 0x1F3864);
    format_set_bottom(section, LXW_BORDER_THIN);
}

void audit_formats_make(struct audit_book *book)
{
    book->formats[AUDIT_TEXT] = format_new(book, NULL);
    book->formats[AUDIT_WRAP] = format_new(book, NULL);
    book->formats[AUDIT_COUNT] = format_new(book, "#,##0;[Red]-#,##0");
    book->formats[AUDIT_MONEY] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_HOURS] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_DATE] = format_new(book, "yyyy-mm-dd");
    book->formats[AUDIT_TIME] = format_new(book, "hh:mm");
    book->formats[AUDIT_VERDICT] = format_new(book, "\"TRUE\";\"TRUE\";\"FALSE\"");
    book->formats[AUDIT_GOOD] = format_new(book, NULL);
    book->formats[AUDIT_BAD] = format_new(book, NULL);
    heading_formats_make(book);
    if (book->failure != LXW_NO_ERROR) {
        return;
    }
    format_set_text_wrap(book->formats[AUDIT_WRAP]);
    format_set_align(book->formats[AUDIT_VERDICT], LXW_ALIGN_CENTER);
    format_set_bold(book->formats[AUDIT_VERDICT]);
    format_set_bg_color(book->formats[AUDIT_GOOD], 0xC6EFCE);
    format_set_font_color(book->formats[AUDIT_GOOD], 0x006100);
    format_set_bg_color(book->formats[AUDIT_BAD], 0xFFC7CE);
    format_set_font_color(book->formats[AUDIT_BAD], 0x9C0006);
}

/* ---- sheets -------------------------------------------------------------------------------- */

static struct audit_part *last_part(const struct audit_sheet *sheet)
{
    return &g_array_index(sheet->parts, struct audit_part, sheet->parts->len - 1);
}

void audit_print_set_up(struct audit_book *book, lxw_worksheet *worksheet, const char *name,
                        lxw_row_t repeated_rows)
{
    g_autofree char *footer = g_strdup_printf("&L%s&RPage &P of &N", name);
    worksheet_set_landscape(worksheet);
    worksheet_set_paper(worksheet, PAPER_A4);
    worksheet_fit_to_pages(worksheet, 1, 0);
    worksheet_set_margins(worksheet, 0.4, 0.4, 0.5, 0.6);
    audit_book_check(book, worksheet_set_footer(worksheet, footer));
    if (repeated_rows > 0) {
        audit_book_check(book, worksheet_repeat_rows(worksheet, 0, repeated_rows - 1));
    }
}

/* Everything about a sheet that has to be said before its first row. */
static void part_open(struct audit_sheet *sheet)
{
    enum { HEADING_HEIGHT = 30 };
    struct audit_book *book = sheet->book;
    struct audit_part part = {.row_count = 0};
    if (sheet->parts->len == 0) {
        g_strlcpy(part.name, sheet->name, sizeof part.name);
    } else {
        g_snprintf(part.name, sizeof part.name, "%s %u", sheet->name, sheet->parts->len + 1);
    }
    part.worksheet = workbook_add_worksheet(book->workbook, part.name);
    g_array_append_val(sheet->parts, part);
    if (!part.worksheet) {
        audit_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_worksheet *worksheet = part.worksheet;
    for (lxw_col_t i = 0; i < sheet->column_count; i++) {
        audit_book_check(book,
                         worksheet_set_column(worksheet, i, i, sheet->columns[i].width, NULL));
    }
    worksheet_freeze_panes(worksheet, 1, 0);
    audit_print_set_up(book, worksheet, part.name, 1);
    audit_book_check(book, worksheet_autofilter(worksheet, 0, 0, 1, sheet->column_count - 1));
    lxw_format *heading = book->formats[AUDIT_HEADING];
    audit_book_check(book, worksheet_set_row(worksheet, 0, HEADING_HEIGHT, NULL));
    for (lxw_col_t i = 0; i < sheet->column_count; i++) {
        audit_book_check(
            book, worksheet_write_string(worksheet, 0, i, sheet->columns[i].heading, heading));
    }
}

void audit_sheet_open(struct audit_book *book, struct audit_sheet *sheet, const char *name,
                      const struct audit_column *columns, size_t column_count)
{
    *sheet = (struct audit_sheet){.book = book,
                                  .name = name,
                                  .columns = columns,
                                  .column_count = (lxw_col_t)column_count,
                                  .parts = g_array_new(FALSE, FALSE, sizeof(struct audit_part))};
    part_open(sheet);
}

void audit_sheet_clear(struct audit_sheet *sheet)
{
    if (sheet->parts) {
        g_array_free(sheet->parts, TRUE);
        sheet->parts = NULL;
    }
}

/* The library wants the filter before the first row, but only a closed sheet knows its last. */
void audit_sheet_finish(struct audit_sheet *sheet)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        struct audit_part *part = &g_array_index(sheet->parts, struct audit_part, i);
        if (part->worksheet && part->row_count > 0) {
            part->worksheet->autofilter.last_row = part->row_count;
        }
    }
}

struct audit_rows audit_sheet_reserve(struct audit_sheet *sheet, size_t row_count)
{
    if (last_part(sheet)->row_count + row_count > sheet->book->rows_max) {
        part_open(sheet);
    }
    struct audit_rows rows = {.first = last_part(sheet)->row_count + 2,
                              .count = (uint32_t)row_count};
    g_strlcpy(rows.sheet, last_part(sheet)->name, sizeof rows.sheet);
    return rows;
}

uint32_t audit_sheet_next_row(struct audit_sheet *sheet)
{
    if (last_part(sheet)->row_count >= sheet->book->rows_max) {
        part_open(sheet);
    }
    return ++last_part(sheet)->row_count + 1;
}

uint64_t audit_sheet_row_count(const struct audit_sheet *sheet)
{
    uint64_t count = 0;
    for (guint i = 0; i < sheet->parts->len; i++) {
        count += g_array_index(sheet->parts, struct audit_part, i).row_count;
    }
    return count;
}

/* ---- cells --------------------------------------------------------------------------------- */

char *audit_text_fit(const char *text)
{
    static const char ending[] = " … (cut: the CSV tables have all of it)";
    if (strlen(text) <= TEXT_CHARACTERS_MAX || g_utf8_strlen(text, -1) <= TEXT_CHARACTERS_MAX) {
        return g_strdup(text);
    }
    g_autofree char *kept =
        g_utf8_substring(text, 0, TEXT_CHARACTERS_MAX - g_utf8_strlen(ending, -1));
    return g_strconcat(kept, ending, NULL);
}

/* What a cell needs to be written; false once the book has failed. */
static bool cell_place(const struct audit_sheet *sheet, lxw_col_t column,
                       lxw_worksheet **ret_worksheet, lxw_row_t *ret_row, lxw_format **ret_format)
{
    const struct audit_part *part = last_part(sheet);
    *ret_worksheet = part->worksheet;
    *ret_row = part->row_count;
    *ret_format = sheet->book->formats[sheet->columns[column].format];
    return sheet->book->failure == LXW_NO_ERROR;
}

void audit_cell_text(struct audit_sheet *sheet, lxw_col_t column, const char *text)
{
    lxw_worksheet *worksheet = NULL;
    lxw_row_t row = 0;
    lxw_format *format = NULL;
    if (text[0] == '\0' || !cell_place(sheet, column, &worksheet, &row, &format)) {
        return;
    }
    g_autofree char *fitting = audit_text_fit(text);
    audit_book_check(sheet->book, worksheet_write_string(worksheet, row, column, fitting, format));
}

void audit_cell_number(struct audit_sheet *sheet, lxw_col_t column, double number)
{
    lxw_worksheet *worksheet = NULL;
    lxw_row_t row = 0;
    lxw_format *format = NULL;
    if (cell_place(sheet, column, &worksheet, &row, &format)) {
        audit_book_check(sheet->book,
                         worksheet_write_number(worksheet, row, column, number, format));
    }
}

void audit_cell_money(struct audit_sheet *sheet, lxw_col_t column, money amount)
{
    audit_cell_number(sheet, column, (double)amount.cents / 100);
}

void audit_cell_rate(struct audit_sheet *sheet, lxw_col_t column, bool found, hourly_rate rate)
{
    if (found) {
        audit_cell_number(sheet, column, (double)rate.cents_per_hour / 100);
    }
}

void audit_cell_date(struct audit_sheet *sheet, lxw_col_t column, day date)
{
    audit_cell_number(sheet, column, date.number + EXCEL_DAY_OF_1970);
}

void audit_cell_time(struct audit_sheet *sheet, lxw_col_t column, int32_t minute)
{
    audit_cell_number(sheet, column, (double)minute / MINUTES_PER_DAY);
}

void audit_cell_blank(struct audit_sheet *sheet, lxw_col_t column)
{
    lxw_worksheet *worksheet = NULL;
    lxw_row_t row = 0;
    lxw_format *format = NULL;
    if (cell_place(sheet, column, &worksheet, &row, &format)) {
        audit_book_check(sheet->book, worksheet_write_blank(worksheet, row, column, format));
    }
}

void audit_cell_formula(struct audit_sheet *sheet, lxw_col_t column, const char *formula,
                        double value)
{
    lxw_worksheet *worksheet = NULL;
    lxw_row_t row = 0;
    lxw_format *format = NULL;
    if (cell_place(sheet, column, &worksheet, &row, &format)) {
        audit_book_check(sheet->book, worksheet_write_formula_num(worksheet, row, column, formula,
                                                                  format, value));
    }
}

/* ---- formulas ------------------------------------------------------------------------------ */

void audit_term_add(GString *formula, const char *term, const struct audit_rows *rows)
{
    uint32_t last = rows->first + (rows->count > 0 ? rows->count - 1 : 0);
    for (const char *at = term; *at != '\0'; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            g_string_append_c(formula, *at);
            continue;
        }
        int length = (int)(end - at - 1);
        g_string_append_printf(formula, "'%s'!%.*s%u:%.*s%u", rows->sheet, length, at + 1,
                               rows->first, length, at + 1, last);
        at = end;
    }
}

void audit_term_add_all(GString *formula, const char *term, const struct audit_sheet *sheet)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        const struct audit_part *part = &g_array_index(sheet->parts, struct audit_part, i);
        struct audit_rows rows = {.first = 2, .count = part->row_count};
        g_strlcpy(rows.sheet, part->name, sizeof rows.sheet);
        if (i > 0) {
            g_string_append_c(formula, '+');
        }
        audit_term_add(formula, term, &rows);
    }
}

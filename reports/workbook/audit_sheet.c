#include "reports/workbook/audit_sheet.h"

#include <string.h>

#include "engine/core/check.h"
#include "reports/workbook/audit_workbook.h"

enum {
    EXCEL_DAY_OF_1970 = 25569,
    TEXT_CHARACTERS_MAX = 32767,
    PAPER_A4 = 9,
    LINE_HEIGHT = 15,
    HEADING_HEIGHT = 32,
    HEADING_HEIGHT_TALL = 150
};

void audit_book_check(struct audit_book *book, lxw_error code)
{
    if (book->failure == LXW_NO_ERROR) {
        book->failure = code;
    }
}

bool audit_book_failed(const struct audit_book *book)
{
    return book->failure != LXW_NO_ERROR || book->rows_failure != NULL;
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

static enum audit_format heading_format(const struct audit_sheet *sheet, lxw_col_t column)
{
    if (sheet->tall_headings) {
        return AUDIT_HEADING_TALL;
    }
    switch (sheet->columns[column].format) {
    case AUDIT_COUNT:
    case AUDIT_MONEY:
    case AUDIT_HOURS:
        return AUDIT_HEADING_RIGHT;
    default:
        return AUDIT_HEADING;
    }
}

/* Everything about a sheet that has to be said before its first row. */
static void part_open(struct audit_sheet *sheet)
{
    struct audit_book *book = sheet->book;
    struct audit_part part = {.row_count = 0};
    if (sheet->parts->len == 0) {
        g_strlcpy(part.name, sheet->name, sizeof part.name);
    } else {
        g_snprintf(part.name, sizeof part.name, "%s %u", sheet->name, sheet->parts->len + 1);
    }
    part.worksheet = workbook_add_worksheet(book->workbook, part.name);
    part.rows = xlsx_rows_new(book->directory, book->rows_failure ? NULL : &book->rows_failure);
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
    int height = sheet->tall_headings ? HEADING_HEIGHT_TALL : HEADING_HEIGHT;
    audit_book_check(book, worksheet_set_row(worksheet, 0, height, NULL));
    for (lxw_col_t i = 0; i < sheet->column_count; i++) {
        audit_book_check(book, worksheet_write_string(worksheet, 0, i, sheet->columns[i].heading,
                                                      book->formats[heading_format(sheet, i)]));
    }
}

void audit_sheet_open(struct audit_book *book, struct audit_sheet *sheet, const char *name,
                      const struct audit_column *columns, size_t column_count, bool tall_headings)
{
    *sheet = (struct audit_sheet){.book = book,
                                  .name = name,
                                  .columns = columns,
                                  .column_count = (lxw_col_t)column_count,
                                  .tall_headings = tall_headings,
                                  .parts = g_array_new(FALSE, FALSE, sizeof(struct audit_part))};
    part_open(sheet);
}

void audit_sheet_clear(struct audit_sheet *sheet)
{
    for (guint i = 0; sheet->parts && i < sheet->parts->len; i++) {
        xlsx_rows_free(g_array_index(sheet->parts, struct audit_part, i).rows);
    }
    if (sheet->parts) {
        g_array_free(sheet->parts, TRUE);
        sheet->parts = NULL;
    }
}

/* It wants the filter before the first row, and does not see the rows below its headings. */
void audit_sheet_finish(struct audit_sheet *sheet)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        struct audit_part *part = &g_array_index(sheet->parts, struct audit_part, i);
        if (part->worksheet && part->row_count > 0) {
            part->worksheet->autofilter.last_row = part->row_count;
            part->worksheet->dim_rowmax = part->row_count;
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
    struct audit_part *part = last_part(sheet);
    sheet->line_count = 1;
    uint32_t number = ++part->row_count + 1;
    if (part->rows) {
        xlsx_row_begin(part->rows, number);
    }
    return number;
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

char *audit_text_cut(const char *text)
{
    static const char ending[] = " … (cut: the CSV tables have all of it)";
    if (strlen(text) <= TEXT_CHARACTERS_MAX || g_utf8_strlen(text, -1) <= TEXT_CHARACTERS_MAX) {
        return NULL;
    }
    g_autofree char *kept =
        g_utf8_substring(text, 0, TEXT_CHARACTERS_MAX - g_utf8_strlen(ending, -1));
    return g_strconcat(kept, ending, NULL);
}

/* Where the current row's cells go; NULL once the book has failed. */
static xlsx_rows *rows_of(const struct audit_sheet *sheet)
{
    return audit_book_failed(sheet->book) ? NULL : last_part(sheet)->rows;
}

static int style_of(const struct audit_sheet *sheet, lxw_col_t column)
{
    return sheet->book->styles[sheet->columns[column].format];
}

/* How many lines a text takes in a column of so many characters. Readers do not all work it out
 * themselves, and a font may be wider than the one that widths are counted in. */
static int lines_needed(const char *text, glong line_max)
{
    glong used = 0;
    int lines = 1;
    while (true) {
        size_t bytes = strcspn(text, " ");
        glong length = g_utf8_strlen(text, (gssize)bytes);
        bool fits = used == 0 || used + 1 + length <= line_max;
        lines += fits ? 0 : 1;
        used = (fits && used > 0 ? used + 1 : 0) + length;
        lines += (int)((used - 1) / line_max); /* a word longer than a line */
        used = used > line_max ? used % line_max : used;
        if (text[bytes] == '\0') {
            return lines;
        }
        text += bytes + 1;
    }
}

static void row_make_high(struct audit_sheet *sheet, lxw_col_t column, const char *text)
{
    enum { LINES_MAX = 25 }; /* no row may be higher than 409 points */
    const struct audit_column *form = &sheet->columns[column];
    if (form->format != AUDIT_WRAP) {
        return;
    }
    /* Running text has narrow letters; codes are capitals, and break anywhere. */
    const glong line_max = (glong)(form->width * (strchr(text, ' ') ? 1.1 : 0.85));
    if ((glong)strlen(text) <= line_max) {
        return;
    }
    int lines = lines_needed(text, line_max);
    lines = lines < LINES_MAX ? lines : LINES_MAX;
    if (lines > sheet->line_count) {
        sheet->line_count = lines;
        xlsx_row_height(last_part(sheet)->rows, lines * LINE_HEIGHT);
    }
}

void audit_cell_text(struct audit_sheet *sheet, lxw_col_t column, const char *text)
{
    xlsx_rows *rows = text[0] == '\0' ? NULL : rows_of(sheet);
    if (!rows) {
        return;
    }
    g_autofree char *cut = audit_text_cut(text);
    const char *fitting = cut ? cut : text;
    row_make_high(sheet, column, fitting);
    xlsx_cell_text(rows, column, style_of(sheet, column), fitting);
}

void audit_cell_number(struct audit_sheet *sheet, lxw_col_t column, int64_t number)
{
    xlsx_rows *rows = rows_of(sheet);
    if (rows) {
        xlsx_cell_integer(rows, column, style_of(sheet, column), number);
    }
}

static void cell_cents(struct audit_sheet *sheet, lxw_col_t column, int64_t cents)
{
    xlsx_rows *rows = rows_of(sheet);
    if (rows) {
        xlsx_cell_hundredths(rows, column, style_of(sheet, column), cents);
    }
}

void audit_cell_money(struct audit_sheet *sheet, lxw_col_t column, money amount)
{
    cell_cents(sheet, column, amount.cents);
}

void audit_cell_rate(struct audit_sheet *sheet, lxw_col_t column, bool found, hourly_rate rate)
{
    if (found) {
        cell_cents(sheet, column, rate.cents_per_hour);
    }
}

double audit_date_number(day date)
{
    return date.number + EXCEL_DAY_OF_1970;
}

void audit_cell_date(struct audit_sheet *sheet, lxw_col_t column, day date)
{
    audit_cell_number(sheet, column, date.number + EXCEL_DAY_OF_1970);
}

void audit_cell_time(struct audit_sheet *sheet, lxw_col_t column, int32_t minute)
{
    xlsx_rows *rows = rows_of(sheet);
    if (!rows) {
        return;
    }
    CHECK(minute >= 0 && minute <= MINUTES_PER_DAY);
    char *digits = sheet->book->times[minute];
    if (digits[0] == '\0') {
        xlsx_number_text(digits, (double)minute / MINUTES_PER_DAY);
    }
    xlsx_cell_digits(rows, column, style_of(sheet, column), digits);
}

void audit_cell_blank(struct audit_sheet *sheet, lxw_col_t column)
{
    xlsx_rows *rows = rows_of(sheet);
    if (rows) {
        xlsx_cell_blank(rows, column, style_of(sheet, column));
    }
}

void audit_cell_formula(struct audit_sheet *sheet, lxw_col_t column, const char *formula,
                        double value)
{
    xlsx_rows *rows = rows_of(sheet);
    if (rows) {
        xlsx_cell_formula(rows, column, style_of(sheet, column), formula, value);
    }
}

/* ---- formulas ------------------------------------------------------------------------------ */

static void append_place(GString *formula, const char *column, gssize length, uint32_t row)
{
    char digits[16];
    g_string_append_len(formula, column, length);
    g_string_append_len(formula, digits, g_snprintf(digits, sizeof digits, "%u", row));
}

void audit_term_add(GString *formula, const char *term, const struct audit_rows *rows)
{
    uint32_t last = rows->first + (rows->count > 0 ? rows->count - 1 : 0);
    for (const char *at = term; *at != '\0'; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            g_string_append_c(formula, *at);
            continue;
        }
        gssize length = end - at - 1;
        g_string_append_c(formula, '\'');
        g_string_append(formula, rows->sheet);
        g_string_append(formula, "'!");
        append_place(formula, at + 1, length, rows->first);
        g_string_append_c(formula, ':');
        append_place(formula, at + 1, length, last);
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

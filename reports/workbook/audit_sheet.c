#include "reports/workbook/audit_sheet.h"

#include <math.h>
#include <string.h>

#include "engine/core/money.h"
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

/* ---- formats ------------------------------------------------------------------------------ */

enum { COLOUR_DARK = 0x1F3864 };

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
    static const enum audit_format headings[] = {AUDIT_HEADING, AUDIT_HEADING_RIGHT,
                                                 AUDIT_HEADING_TALL};
    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
        lxw_format *heading = format_new(book, NULL);
        book->formats[headings[i]] = heading;
        if (!heading) {
            return;
        }
        format_set_bold(heading);
        format_set_font_color(heading, LXW_COLOR_WHITE);
        format_set_bg_color(heading, COLOUR_DARK);
        format_set_align(heading, LXW_ALIGN_VERTICAL_CENTER);
    }
    format_set_text_wrap(book->formats[AUDIT_HEADING]);
    format_set_indent(book->formats[AUDIT_HEADING], 1);
    format_set_text_wrap(book->formats[AUDIT_HEADING_RIGHT]);
    format_set_align(book->formats[AUDIT_HEADING_RIGHT], LXW_ALIGN_RIGHT);
    format_set_rotation(book->formats[AUDIT_HEADING_TALL], 90);
    format_set_align(book->formats[AUDIT_HEADING_TALL], LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_align(book->formats[AUDIT_HEADING_TALL], LXW_ALIGN_CENTER);
}

static void summary_formats_make(struct audit_book *book)
{
    lxw_format *title = format_new(book, NULL);
    lxw_format *section = format_new(book, NULL);
    lxw_format *section_right = format_new(book, NULL);
    book->formats[AUDIT_TITLE] = title;
    book->formats[AUDIT_SECTION] = section;
    book->formats[AUDIT_SECTION_RIGHT] = section_right;
    if (!title || !section || !section_right) {
        return;
    }
    format_set_bold(title);
    format_set_font_size(title, 16);
    format_set_font_color(title, COLOUR_DARK);
    lxw_format *const sections[] = {section, section_right};
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        format_set_bold(sections[i]);
        format_set_font_color(sections[i], COLOUR_DARK);
        format_set_bottom(sections[i], LXW_BORDER_THIN);
        format_set_align(sections[i], LXW_ALIGN_VERTICAL_BOTTOM);
    }
    format_set_indent(section, 1);
    format_set_align(section_right, LXW_ALIGN_RIGHT);
}

static void colour(lxw_format *format, lxw_color_t background, lxw_color_t text)
{
    format_set_bg_color(format, background);
    format_set_font_color(format, text);
}

void audit_formats_make(struct audit_book *book)
{
    book->formats[AUDIT_TEXT] = format_new(book, NULL);
    book->formats[AUDIT_TEXT_RIGHT] = format_new(book, NULL);
    book->formats[AUDIT_WRAP] = format_new(book, NULL);
    book->formats[AUDIT_COUNT] = format_new(book, "#,##0;[Red]-#,##0");
    book->formats[AUDIT_MONEY] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_HOURS] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_DATE] = format_new(book, "yyyy-mm-dd");
    book->formats[AUDIT_TIME] = format_new(book, "hh:mm");
    book->formats[AUDIT_STAMP] = format_new(book, "yyyy-mm-dd hh:mm:ss");
    book->formats[AUDIT_NUMBER_LEFT] = format_new(book, "0");
    book->formats[AUDIT_MONEY_LEFT] = format_new(book, "#,##0.00;[Red]-#,##0.00");
    book->formats[AUDIT_VERDICT] = format_new(book, "\"TRUE\";\"TRUE\";\"FALSE\"");
    book->formats[AUDIT_GOOD] = format_new(book, NULL);
    book->formats[AUDIT_BAD] = format_new(book, NULL);
    heading_formats_make(book);
    summary_formats_make(book);
    if (book->failure != LXW_NO_ERROR) {
        return;
    }
    /* Numbers end at the right of their column: what follows stands off a little. */
    static const enum audit_format indented[] = {AUDIT_TEXT,      AUDIT_WRAP,  AUDIT_DATE,
                                                 AUDIT_TIME,      AUDIT_STAMP, AUDIT_NUMBER_LEFT,
                                                 AUDIT_MONEY_LEFT};
    for (size_t i = 0; i < G_N_ELEMENTS(indented); i++) {
        format_set_align(book->formats[indented[i]], LXW_ALIGN_LEFT);
        format_set_indent(book->formats[indented[i]], 1);
    }
    format_set_align(book->formats[AUDIT_TEXT_RIGHT], LXW_ALIGN_RIGHT);
    format_set_text_wrap(book->formats[AUDIT_WRAP]);
    format_set_align(book->formats[AUDIT_VERDICT], LXW_ALIGN_CENTER);
    format_set_bold(book->formats[AUDIT_VERDICT]);
    colour(book->formats[AUDIT_GOOD], 0xC6EFCE, 0x006100);
    colour(book->formats[AUDIT_BAD], 0xFFC7CE, 0x9C0006);
}

/* ---- cells of the file --------------------------------------------------------------------- */

struct audit_part audit_part_new(struct audit_book *book, const char *name)
{
    const struct sheet_content nothing = {.rows = 0};
    struct audit_part part = {.book = book, .place = book->written->len};
    g_strlcpy(part.name, name, sizeof part.name);
    part.worksheet =
        book->failure == LXW_NO_ERROR ? workbook_add_worksheet(book->workbook, part.name) : NULL;
    if (!part.worksheet) {
        audit_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    g_array_append_val(book->written, nothing);
    return part;
}

/* Counts a cell of the current row; false once the book has failed. */
static bool cell_begin(const struct audit_part *part, size_t text_bytes)
{
    struct audit_book *book = part->book;
    struct sheet_content *written =
        &g_array_index(book->written, struct sheet_content, part->place);
    written->cells++;
    written->text_bytes += text_bytes;
    written->rows =
        written->rows == 0 || part->row != written->last_row ? written->rows + 1 : written->rows;
    written->last_row = part->row;
    return book->failure == LXW_NO_ERROR;
}

/* U+FFFE and U+FFFF, the only ones above the controls that XML cannot hold, in UTF-8. */
static bool is_noncharacter(const char *at)
{
    return at[0] == '\xEF' && at[1] == '\xBF' && (at[2] == '\xBE' || at[2] == '\xBF');
}

/* Whether a text goes on as such an escape does, which readers would undo: up to four digits count
 * for some of them. */
static bool is_escape_alike(const char *at)
{
    size_t digits = 0;
    if (at[0] != '_' || at[1] != 'x') {
        return false;
    }
    while (digits <= 4 && g_ascii_isxdigit(at[2 + digits])) {
        digits++;
    }
    return digits >= 1 && digits <= 4 && at[2 + digits] == '_';
}

static bool is_plain(const char *at)
{
    const unsigned char c = (unsigned char)*at;
    return (c >= ' ' || c == '\t' || c == '\n') && !is_escape_alike(at) && !is_noncharacter(at);
}

/* What XML cannot hold is written as the format wants it, _x0001_; and so is the underscore of a text
 * that looks like that. NULL where nothing is to be. The caller frees. */
static char *text_escaped(const char *text)
{
    const char *at = text;
    while (*at != '\0' && is_plain(at)) {
        at++;
    }
    if (*at == '\0') {
        return NULL;
    }
    GString *escaped = g_string_new(NULL);
    for (at = text; *at != '\0'; at++) {
        if (is_plain(at)) {
            g_string_append_c(escaped, *at);
        } else if (is_noncharacter(at)) {
            g_string_append(escaped, at[2] == '\xBE' ? "_xFFFE_" : "_xFFFF_");
            at += 2;
        } else {
            g_string_append_printf(escaped, "_x%04X_", (unsigned)*at);
        }
    }
    return g_string_free(escaped, FALSE);
}

/* A worksheet's cell holds 32,767 characters: the text cut to that, and saying so; NULL where it
 * fits. The caller frees. */
static char *text_cut(const char *text)
{
    static const char ending[] = " … (cut: the CSV tables have all of it)";
    if (strlen(text) <= TEXT_CHARACTERS_MAX || g_utf8_strlen(text, -1) <= TEXT_CHARACTERS_MAX) {
        return NULL;
    }
    g_autofree char *kept =
        g_utf8_substring(text, 0, TEXT_CHARACTERS_MAX - g_utf8_strlen(ending, -1));
    return g_strconcat(kept, ending, NULL);
}

void audit_part_text(struct audit_part *part, lxw_col_t column, const char *text,
                     enum audit_format format)
{
    g_autofree char *escaped = text_escaped(text);
    g_autofree char *cut = text_cut(escaped ? escaped : text);
    const char *fitting = cut ? cut : escaped ? escaped : text;
    if (cell_begin(part, strlen(fitting))) {
        audit_book_check(part->book, worksheet_write_string(part->worksheet, part->row, column,
                                                            fitting, part->book->formats[format]));
    }
}

void audit_part_number(struct audit_part *part, lxw_col_t column, double number,
                       enum audit_format format)
{
    CHECK(isfinite(number));
    if (cell_begin(part, 0)) {
        audit_book_check(part->book, worksheet_write_number(part->worksheet, part->row, column,
                                                            number, part->book->formats[format]));
    }
}

void audit_part_formula(struct audit_part *part, lxw_col_t column, const char *formula,
                        double value, enum audit_format format)
{
    CHECK(isfinite(value));
    if (cell_begin(part, strlen(formula))) {
        audit_book_check(part->book,
                         worksheet_write_formula_num(part->worksheet, part->row, column, formula,
                                                     part->book->formats[format], value));
    }
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
    g_autofree char *name = sheet->parts->len == 0
                                ? g_strdup(sheet->name)
                                : g_strdup_printf("%s %u", sheet->name, sheet->parts->len + 1);
    struct audit_part part = audit_part_new(book, name);
    lxw_worksheet *worksheet = part.worksheet;
    g_array_append_val(sheet->parts, part);
    if (!worksheet) {
        return;
    }
    for (lxw_col_t i = 0; i < sheet->column_count; i++) {
        audit_book_check(book,
                         worksheet_set_column(worksheet, i, i, sheet->columns[i].width, NULL));
    }
    worksheet_freeze_panes(worksheet, 1, 0);
    audit_print_set_up(book, worksheet, part.name, 1);
    int height = sheet->tall_headings ? HEADING_HEIGHT_TALL : HEADING_HEIGHT;
    audit_book_check(book, worksheet_set_row(worksheet, 0, height, NULL));
    for (lxw_col_t i = 0; i < sheet->column_count; i++) {
        audit_part_text(last_part(sheet), i, sheet->columns[i].heading, heading_format(sheet, i));
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

/* The library takes a filter's last row for one that is written: while that is the last, or where
 * there is none, it may be told. */
static void part_finish(const struct audit_sheet *sheet, const struct audit_part *part)
{
    if (part->worksheet) {
        audit_book_check(sheet->book,
                         worksheet_autofilter(part->worksheet, 0, 0, MAX(part->row_count, 1),
                                              sheet->column_count - 1));
    }
}

void audit_sheet_finish(struct audit_sheet *sheet)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        part_finish(sheet, &g_array_index(sheet->parts, struct audit_part, i));
    }
}

void audit_sheet_clear(struct audit_sheet *sheet)
{
    g_clear_pointer(&sheet->parts, g_array_unref);
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
    part->row = number - 1;
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
        audit_book_check(sheet->book,
                         worksheet_set_row(last_part(sheet)->worksheet, last_part(sheet)->row,
                                           lines * LINE_HEIGHT, NULL));
    }
}

void audit_cell_text(struct audit_sheet *sheet, lxw_col_t column, const char *text)
{
    if (text[0] != '\0' && sheet->book->failure == LXW_NO_ERROR) {
        row_make_high(sheet, column, text);
        audit_part_text(last_part(sheet), column, text, sheet->columns[column].format);
    }
}

static void cell_double(struct audit_sheet *sheet, lxw_col_t column, double number)
{
    audit_part_number(last_part(sheet), column, number, sheet->columns[column].format);
}

void audit_cell_number(struct audit_sheet *sheet, lxw_col_t column, int64_t number)
{
    cell_double(sheet, column, (double)number);
}

void audit_cell_money(struct audit_sheet *sheet, lxw_col_t column, money amount)
{
    cell_double(sheet, column, (double)amount.cents / 100);
}

void audit_cell_rate(struct audit_sheet *sheet, lxw_col_t column, bool found, hourly_rate rate)
{
    if (found) {
        cell_double(sheet, column, (double)rate.cents_per_hour / 100);
    }
}

double audit_date_number(day date)
{
    return date.number + EXCEL_DAY_OF_1970;
}

void audit_cell_date(struct audit_sheet *sheet, lxw_col_t column, day date)
{
    cell_double(sheet, column, audit_date_number(date));
}

void audit_cell_time(struct audit_sheet *sheet, lxw_col_t column, int32_t minute)
{
    CHECK(minute >= 0 && minute <= MINUTES_PER_DAY);
    cell_double(sheet, column, (double)minute / MINUTES_PER_DAY);
}

void audit_cell_blank(struct audit_sheet *sheet, lxw_col_t column)
{
    audit_part_text(last_part(sheet), column, "", sheet->columns[column].format);
}

void audit_cell_formula(struct audit_sheet *sheet, lxw_col_t column, const char *formula,
                        double value)
{
    audit_part_formula(last_part(sheet), column, formula, value, sheet->columns[column].format);
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

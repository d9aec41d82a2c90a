#include "reports/workbook/sheet.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "engine/core/money.h"

enum {
    EXCEL_DAY_OF_1970 = 25569,
    TEXT_CHARACTERS_MAX = 32767,
    PAPER_A4 = 9,
    LINE_HEIGHT = 15,
    HEADING_HEIGHT = 32,
    HEADING_HEIGHT_TALL = 150
};

void sheet_book_check(struct sheet_book *book, lxw_error code)
{
    lxw_error none = LXW_NO_ERROR;
    atomic_compare_exchange_strong(&book->failure, &none, code);
}

double sheet_date_number(day date)
{
    return date.number + EXCEL_DAY_OF_1970;
}

/* ---- cells of the file --------------------------------------------------------------------- */

struct sheet_part *sheet_part_new(struct sheet_book *book, const char *name)
{
    struct sheet_part *part = g_new0(struct sheet_part, 1);
    part->book = book;
    g_strlcpy(part->name, name, sizeof part->name);
    part->worksheet =
        book->failure == LXW_NO_ERROR ? workbook_add_worksheet(book->workbook, part->name) : NULL;
    if (!part->worksheet) {
        sheet_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    g_ptr_array_add(book->parts, part);
    return part;
}

/* Counts a cell of the current row; false once the book has failed. */
static bool cell_begin(struct sheet_part *part, size_t text_bytes)
{
    struct sheet_content *written = &part->written;
    written->cells++;
    written->text_bytes += text_bytes;
    written->rows =
        written->rows == 0 || part->row != written->last_row ? written->rows + 1 : written->rows;
    written->last_row = part->row;
    return part->book->failure == LXW_NO_ERROR;
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

void sheet_part_text(struct sheet_part *part, lxw_col_t column, const char *text,
                     enum sheet_format format)
{
    g_autofree char *escaped = text_escaped(text);
    g_autofree char *cut = text_cut(escaped ? escaped : text);
    const char *fitting = cut ? cut : escaped ? escaped : text;
    if (cell_begin(part, strlen(fitting))) {
        sheet_book_check(part->book, worksheet_write_string(part->worksheet, part->row, column,
                                                            fitting, part->book->formats[format]));
    }
}

void sheet_part_number(struct sheet_part *part, lxw_col_t column, const char *formula, double value,
                       enum sheet_format format)
{
    lxw_format *form = part->book->formats[format];
    CHECK(isfinite(value));
    if (cell_begin(part, formula ? strlen(formula) : 0)) {
        sheet_book_check(part->book, formula
                                         ? worksheet_write_formula_num(part->worksheet, part->row,
                                                                       column, formula, form, value)
                                         : worksheet_write_number(part->worksheet, part->row,
                                                                  column, value, form));
    }
}

/* ---- columns ------------------------------------------------------------------------------- */

static const enum sheet_format formats_of[] = {
    [SHOWN_TEXT] = FORMAT_TEXT,
    [SHOWN_LONG_TEXT] = FORMAT_WRAP,
    [SHOWN_SHEET_TEXT] = FORMAT_WRAP,
    [SHOWN_COUNT] = FORMAT_COUNT,
    [SHOWN_LONG_COUNT] = FORMAT_COUNT,
    [SHOWN_MONEY] = FORMAT_MONEY,
    [SHOWN_AMOUNT] = FORMAT_MONEY,
    [SHOWN_RATE] = FORMAT_MONEY,
    [SHOWN_RATE_IN_EFFECT] = FORMAT_MONEY,
    [SHOWN_HOURS] = FORMAT_HOURS,
    [SHOWN_DATE] = FORMAT_DATE,
    [SHOWN_DATE_IF_ANY] = FORMAT_DATE,
    [SHOWN_TIME] = FORMAT_TIME,
    [SHOWN_OUTCOME] = FORMAT_TEXT,
    [SHOWN_RULE] = FORMAT_TEXT,
    [SHOWN_RATE_KIND] = FORMAT_TEXT,
    [SHOWN_YES_NO] = FORMAT_TEXT,
    [SHOWN_SEVERITY] = FORMAT_TEXT,
    [SHOWN_HOUR_NOTES] = FORMAT_WRAP,
    [SHOWN_BOOKING_NOTES] = FORMAT_WRAP,
};

static lxw_col_t column_count(const struct sheet *sheet)
{
    return (lxw_col_t)(sheet->table->column_count + sheet->table->engine_count);
}

/* Of one of the engine's own values the column that it is beside. */
static const struct shown_column *column_at(const struct shown_table *table, size_t index)
{
    return &table->columns[index < table->column_count
                               ? index
                               : index - table->column_count + table->engine_first];
}

static enum sheet_format format_at(const struct sheet *sheet, size_t index)
{
    return formats_of[column_at(sheet->table, index)->kind];
}

static lxw_col_t column_find(const struct shown_table *table, const char *name, size_t length)
{
    static const char engine[] = "engine: ";
    const bool engines = length > strlen(engine) && memcmp(name, engine, strlen(engine)) == 0;
    const char *wanted = engines ? name + strlen(engine) : name;
    const size_t size = engines ? length - strlen(engine) : length;
    size_t i = 0;
    while (i < table->column_count && (strncmp(table->columns[i].name, wanted, size) != 0 ||
                                       table->columns[i].name[size] != '\0')) {
        i++;
    }
    CHECK(i < table->column_count); /* formulas and names are the program's own */
    return (lxw_col_t)(engines ? table->column_count + i - table->engine_first : i);
}

lxw_col_t sheet_column(const struct sheet *sheet, const char *name)
{
    return column_find(sheet->table, name, strlen(name));
}

/* ---- sheets -------------------------------------------------------------------------------- */

lxw_worksheet *sheet_worksheet(const struct sheet *sheet)
{
    const struct sheet_part *first = g_ptr_array_index(sheet->parts, 0);
    return first->worksheet;
}

void sheet_print_set_up(const struct sheet_part *part, lxw_row_t repeated_rows)
{
    lxw_worksheet *worksheet = part->worksheet;
    g_autofree char *footer = g_strdup_printf("&L%s&RPage &P of &N", part->name);
    worksheet_set_landscape(worksheet);
    worksheet_set_paper(worksheet, PAPER_A4);
    worksheet_fit_to_pages(worksheet, 1, 0);
    worksheet_set_margins(worksheet, 0.4, 0.4, 0.5, 0.6);
    sheet_book_check(part->book, worksheet_set_footer(worksheet, footer));
    if (repeated_rows > 0) {
        sheet_book_check(part->book, worksheet_repeat_rows(worksheet, 0, repeated_rows - 1));
    }
}

static enum sheet_format heading_format(const struct sheet *sheet, size_t column)
{
    if (sheet->table->tall_headings) {
        return FORMAT_HEADING_TALL;
    }
    const enum sheet_format format = format_at(sheet, column);
    return format == FORMAT_COUNT || format == FORMAT_MONEY || format == FORMAT_HOURS
               ? FORMAT_HEADING_RIGHT
               : FORMAT_HEADING;
}

/* Everything about a sheet that has to be said before its first row. */
static void part_open(struct sheet *sheet)
{
    struct sheet_book *book = sheet->book;
    const struct shown_table *table = sheet->table;
    g_autofree char *name =
        sheet->parts->len == 0 ? g_strdup(table->sheet_name)
                               : g_strdup_printf("%s %u", table->sheet_name, sheet->parts->len + 1);
    struct sheet_part *part = sheet_part_new(book, name);
    sheet->part = part;
    g_ptr_array_add(sheet->parts, part);
    if (!part->worksheet) {
        return;
    }
    worksheet_freeze_panes(part->worksheet, 1, 0);
    sheet_print_set_up(part, 1);
    sheet_book_check(
        book, worksheet_set_row(part->worksheet, 0,
                                table->tall_headings ? HEADING_HEIGHT_TALL : HEADING_HEIGHT, NULL));
    for (lxw_col_t i = 0; i < column_count(sheet); i++) {
        const struct shown_column *column = column_at(table, i);
        g_autofree char *heading =
            g_strconcat(i < table->column_count ? "" : "engine: ", column->name, NULL);
        sheet_book_check(book, worksheet_set_column(part->worksheet, i, i, column->width, NULL));
        sheet_part_text(sheet->part, i, heading, heading_format(sheet, i));
    }
}

void sheet_open(struct sheet_book *book, enum sheet_id id, const struct shown_table *table)
{
    struct sheet *sheet = &book->sheets[id];
    *sheet = (struct sheet){.book = book, .table = table, .parts = g_ptr_array_new()};
    part_open(sheet);
}

/* The library takes a filter's last row for one that is written: while that is the last, or where
 * there is none, it may be told. */
void sheet_finish(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        const struct sheet_part *part = g_ptr_array_index(sheet->parts, i);
        if (part->worksheet) {
            sheet_book_check(sheet->book,
                             worksheet_autofilter(part->worksheet, 0, 0, MAX(part->row_count, 1),
                                                  column_count(sheet) - 1));
        }
    }
}

bool sheet_is_empty(const struct sheet *sheet)
{
    return sheet->parts->len == 1 && sheet->part->row_count == 0;
}

/* ---- formulas ------------------------------------------------------------------------------ */

static void place_append(GString *formula, lxw_row_t row, lxw_col_t column)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(cell, row - 1, column);
    g_string_append(formula, cell);
}

/* `all`: plain names are columns of those rows. false: of rows of which there are none. */
static bool name_append(GString *formula, const struct sheet *sheet, const struct sheet_rows *all,
                        const char *name, size_t length)
{
    const struct sheet_book *book = sheet->book;
    const struct sheet_rows *rows = all;
    const size_t mark = strcspn(name, ".!}");
    bool one = false;
    if (mark < length) {
        size_t id = 0;
        while (strncmp(book->sheets[id].table->sheet_name, name, mark) != 0 ||
               book->sheets[id].table->sheet_name[mark] != '\0') {
            id++;
            CHECK(id < SHEET_COUNT);
        }
        sheet = &book->sheets[id];
        rows = &sheet->own;
        one = name[mark] == '!';
        name += mark + 1;
        length -= mark + 1;
    }
    if (name[0] == '#') {
        g_string_append_printf(formula, "%u", sheet->part->row + 1);
        return true;
    }
    const lxw_col_t column = column_find(sheet->table, name, length);
    if (!rows) {
        place_append(formula, sheet->part->row + 1, column);
        return true;
    }
    g_string_append_c(formula, '\'');
    g_string_append(formula, rows->sheet);
    g_string_append(formula, "'!");
    place_append(formula, rows->first, column);
    if (!one) {
        g_string_append_c(formula, ':');
        place_append(formula, rows->first + MAX(rows->count, 1) - 1, column);
    }
    return all || rows->count > 0;
}

static bool formula_append(GString *formula, const struct sheet *sheet,
                           const struct sheet_rows *all, const char *text)
{
    bool known = true;
    while (*text != '\0') {
        const size_t plain = strcspn(text, "{");
        g_string_append_len(formula, text, (gssize)plain);
        text += plain;
        if (*text == '{') {
            const size_t length = strcspn(text + 1, "}");
            known = name_append(formula, sheet, all, text + 1, length) && known;
            text += length + 2;
        }
    }
    return known;
}

void sheet_over_all(GString *formula, const struct sheet *sheet, const char *term)
{
    for (guint i = 0; i < sheet->parts->len; i++) {
        const struct sheet_part *part = g_ptr_array_index(sheet->parts, i);
        struct sheet_rows rows = {.first = 2, .count = part->row_count};
        g_strlcpy(rows.sheet, part->name, sizeof rows.sheet);
        g_string_append(formula, i > 0 ? "+" : "");
        formula_append(formula, sheet, &rows, term);
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

void sheet_reserve(struct sheet *sheet, size_t row_count)
{
    if (sheet->part->row_count + row_count > sheet->book->rows_max) {
        part_open(sheet);
    }
    sheet->own.first = sheet->part->row_count + 2;
    sheet->own.count = (uint32_t)row_count;
    g_strlcpy(sheet->own.sheet, sheet->part->name, sizeof sheet->own.sheet);
    sheet->part->row_count += (uint32_t)row_count;
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

static void row_make_high(struct sheet *sheet, lxw_col_t column, const char *text)
{
    enum { LINES_MAX = 25 }; /* no row may be higher than 409 points */
    /* Running text has narrow letters; codes are capitals, and break anywhere. */
    const glong line_max =
        (glong)(column_at(sheet->table, column)->width * (strchr(text, ' ') ? 1.1 : 0.85));
    if ((glong)strlen(text) <= line_max) {
        return;
    }
    int lines = lines_needed(text, line_max);
    lines = lines < LINES_MAX ? lines : LINES_MAX;
    if (lines > sheet->line_count) {
        sheet->line_count = lines;
        sheet_book_check(sheet->book, worksheet_set_row(sheet->part->worksheet, sheet->part->row,
                                                        lines * LINE_HEIGHT, NULL));
    }
}

static double number_of(const struct shown_column *column, const void *value)
{
    switch (column->kind) {
    case SHOWN_COUNT:
        return *(const int32_t *)value;
    case SHOWN_LONG_COUNT:
        return (double)*(const int64_t *)value;
    case SHOWN_RATE:
        return (double)((const hourly_rate *)value)->cents_per_hour / 100;
    case SHOWN_RATE_IN_EFFECT:
        return (double)((const struct rate_in_effect *)value)->rate.cents_per_hour / 100;
    case SHOWN_DATE:
    case SHOWN_DATE_IF_ANY:
        return sheet_date_number(*(const day *)value);
    case SHOWN_TIME:
        return (double)*(const int32_t *)value / MINUTES_PER_DAY;
    default:
        return (double)((const money *)value)->cents / 100;
    }
}

/* `text`: the formula, NULL for none. */
static void number_write(struct sheet *sheet, lxw_col_t column, const char *text, double value)
{
    g_autoptr(GString) formula = text ? g_string_new(NULL) : NULL;
    const bool known = !text || formula_append(formula, sheet, NULL, text);
    sheet_part_number(sheet->part, column, text && known ? formula->str : NULL, known ? value : 0,
                      format_at(sheet, column));
}

static void text_write(struct sheet *sheet, lxw_col_t column, const char *text)
{
    const enum sheet_format format = format_at(sheet, column);
    if (text[0] != '\0' && sheet->book->failure == LXW_NO_ERROR) {
        if (format == FORMAT_WRAP) {
            row_make_high(sheet, column, text);
        }
        sheet_part_text(sheet->part, column, text, format);
    }
}

/* Of who is held the amounts of the CSV table are blank cells, others are none. */
static void value_write(struct sheet *sheet, lxw_col_t index, const void *value, bool blank)
{
    const struct shown_table *table = sheet->table;
    const struct shown_column *column = column_at(table, index);
    const enum sheet_format format = formats_of[column->kind];
    const char *formula = index < table->column_count ? column->formula : NULL;
    if (blank && column->kind == SHOWN_AMOUNT) {
        if (index < table->csv_count) {
            sheet_part_text(sheet->part, index, "", format);
        }
    } else if (format == FORMAT_TEXT || format == FORMAT_WRAP) {
        text_write(sheet, index, shown_text(column, value));
    } else if ((!formula || formula[0] != '\0') &&
               (column->kind != SHOWN_RATE_IN_EFFECT ||
                ((const struct rate_in_effect *)value)->found) &&
               (column->kind != SHOWN_DATE_IF_ANY || day_valid(*(const day *)value))) {
        number_write(sheet, index, formula, number_of(column, value));
    }
}

void sheet_row_write(struct sheet *sheet, const struct shown_row *row)
{
    sheet->line_count = 1;
    sheet->part->row++;
    for (lxw_col_t i = 0; i < column_count(sheet); i++) {
        const void *value = shown_value(column_at(sheet->table, i), row);
        if (value) {
            value_write(sheet, i, value, row->amounts_blank);
        }
    }
}

void sheet_row_add(struct sheet *sheet, const struct shown_row *row)
{
    sheet_reserve(sheet, 1);
    sheet_row_write(sheet, row);
}

void sheet_text(struct sheet *sheet, const char *name, const char *text)
{
    text_write(sheet, sheet_column(sheet, name), text);
}

void sheet_number(struct sheet *sheet, const char *name, const char *formula, double value)
{
    number_write(sheet, sheet_column(sheet, name), formula, value);
}

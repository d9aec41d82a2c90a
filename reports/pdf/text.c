#include "reports/pdf/text.h"

#include <string.h>

#include "engine/core/money.h"

float pdf_text_leading(const struct pdf_style *style)
{
    return style->size * 1.3f;
}

/* The end of the longest start of `text` that fits into a line: after its last space or hyphen
 * that fits or, where the first word alone is too wide, inside it. */
static const char *line_end(const struct fonts *fonts, const struct pdf_style *style, float width,
                            const char *text)
{
    const float room = width / style->size * 1000.0f;
    int64_t used = 0;
    const char *last_break = NULL;
    const char *at = text;
    while (*at != '\0' && *at != '\n') {
        const char *before = at;
        used += fonts_character_width(fonts, style->face, fonts_next_character(fonts, &at));
        if (*before == ' ') {
            last_break = at;
        } else if ((float)used > room) {
            if (last_break) {
                return last_break;
            }
            return before > text ? before : at;
        } else if (*before == '-' && before > text) {
            last_break = at;
        }
    }
    return at;
}

struct pdf_words pdf_text_take(const struct fonts *fonts, const struct pdf_style *style,
                               float width, const char **rest)
{
    const char *const text = *rest;
    const char *const end = line_end(fonts, style, width, text);
    const char *last = end;
    while (last > text && last[-1] == ' ') {
        last--;
    }
    const char *next = *end == '\n' ? end + 1 : end + strspn(end, " ");
    *rest = *next != '\0' ? next : NULL;
    return (struct pdf_words){text, (size_t)(last - text)};
}

size_t pdf_text_lines(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8)
{
    size_t count = 0;
    for (const char *rest = utf8; rest; count++) {
        pdf_text_take(fonts, style, width, &rest);
    }
    return count;
}

float pdf_text_height(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8)
{
    return (float)pdf_text_lines(fonts, style, width, utf8) * pdf_text_leading(style);
}

void pdf_text_link(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8, const char *address)
{
    const float leading = pdf_text_leading(style);
    for (const char *rest = utf8; rest;) {
        const struct pdf_words line = pdf_text_take(page->fonts, style, width, &rest);
        pdf_page_require(page, leading);
        if (address) {
            const float drawn = pdf_page_text_width(page->fonts, style, line.utf8, line.length);
            pdf_page_link(page, x, page->y, drawn, leading, address);
        }
        pdf_page_text_part(page, style, PDF_ALIGN_LEFT, x, page->y + style->size, line.utf8,
                           line.length);
        page->y += leading;
    }
}

void pdf_text_flow(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8)
{
    pdf_text_link(page, style, x, width, utf8, NULL);
}

static const struct pdf_style heading_style = {FONT_BOLD, 12.0f, PDF_ACCENT};
static const float above_heading = 13.0f;
static const float below_heading = 6.0f;

float pdf_text_heading_height(void)
{
    return above_heading + pdf_text_leading(&heading_style) + below_heading;
}

void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height)
{
    const size_t lines = pdf_text_lines(page->fonts, &heading_style, PDF_WIDTH, utf8);
    const float more = (float)(lines - 1) * pdf_text_leading(&heading_style);
    if (!pdf_page_require(page, pdf_text_heading_height() + more + keep_height) &&
        page->y > PDF_TOP) {
        page->y += above_heading;
    }
    pdf_text_flow(page, &heading_style, PDF_LEFT, PDF_WIDTH, utf8);
    page->y += below_heading;
}

/* ---- tables -------------------------------------------------------------------------------- */

static const float padding_x = 4.0f;
static const float padding_y = 2.5f;

/* Its right edge. */
static float table_right(const struct pdf_table *table)
{
    float right = 0.0f;
    for (size_t i = 0; i < table->column_count; i++) {
        right += table->columns[i].width;
    }
    return table->x + right;
}

static float lines_height(const struct pdf_style *style, size_t line_count)
{
    return (float)line_count * pdf_text_leading(style) + 2 * padding_y;
}

/* Of the longest cell; one that has nothing left is NULL. */
static size_t lines_count(const struct pdf_table *table, const struct pdf_style *style,
                          const char *const *cells)
{
    CHECK(table->column_count >= 1 && table->column_count <= PDF_TABLE_COLUMNS_MAX);
    size_t count = 1;
    for (size_t i = 0; i < table->column_count; i++) {
        const float width = table->columns[i].width - 2 * padding_x;
        const size_t lines =
            cells[i] ? pdf_text_lines(table->page->fonts, style, width, cells[i]) : 0;
        count = MAX(count, lines);
    }
    return count;
}

/* Draws the next `count` lines of a row's cells, which move on; the cursor stays. */
static void lines_draw(const struct pdf_table *table, const struct pdf_style *style,
                       const char **cells, size_t count)
{
    const float top = table->page->y + padding_y;
    float x = table->x;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pdf_column *column = &table->columns[i];
        const float at = column->align == PDF_ALIGN_RIGHT    ? x + column->width - padding_x
                         : column->align == PDF_ALIGN_CENTRE ? x + column->width / 2.0f
                                                             : x + padding_x;
        for (size_t line = 0; line < count && cells[i]; line++) {
            const struct pdf_words words =
                pdf_text_take(table->page->fonts, style, column->width - 2 * padding_x, &cells[i]);
            const float y = top + (float)line * pdf_text_leading(style) + style->size;
            pdf_page_text_part(table->page, style, column->align, at, y, words.utf8, words.length);
        }
        x += column->width;
    }
}

/* Their height; drawn at the cursor, which moves down, or only measured. 0 where there are none. */
static float headings_put(const struct pdf_table *table, bool drawn)
{
    if (!table->columns[0].heading) {
        return 0.0f;
    }
    const struct pdf_style style = {FONT_BOLD, table->size - 0.5f, PDF_ACCENT};
    const char *cells[PDF_TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->column_count; i++) {
        cells[i] = table->columns[i].heading;
    }
    const size_t count = lines_count(table, &style, cells);
    const float height = lines_height(&style, count);
    if (drawn) {
        const float right = table_right(table);
        const float y = table->page->y;
        pdf_page_box(table->page, table->x, y, right - table->x, height, PDF_TINT, 0.0f, PDF_NONE);
        lines_draw(table, &style, cells, count);
        table->page->y += height;
        pdf_page_line(table->page, table->x, y + height, right, y + height, 1.0f, PDF_ACCENT);
    }
    return height;
}

/* A row of two lines. */
static float least_height(const struct pdf_table *table)
{
    return lines_height(&(const struct pdf_style){FONT_REGULAR, table->size, PDF_BLACK}, 2);
}

/* A row that is higher than what it may have on a page of its own, below the table's headings and the
 * heading above them, is divided from where it stands. */
static float kept_height(const struct pdf_table *table, float height)
{
    const float room =
        PDF_BOTTOM - PDF_TOP - pdf_text_heading_height() - headings_put(table, false);
    return height > room ? least_height(table) : height;
}

float pdf_table_keep_height(const struct pdf_table *table, float rows_height)
{
    return headings_put(table, false) + MAX(kept_height(table, rows_height), least_height(table));
}

void pdf_table_begin(const struct pdf_table *table)
{
    pdf_page_require(table->page, pdf_table_keep_height(table, 0.0f));
    headings_put(table, true);
}

void pdf_table_require(const struct pdf_table *table, float height)
{
    if (table->page->y + height > PDF_BOTTOM &&
        pdf_page_require(table->page, kept_height(table, height))) {
        headings_put(table, true);
    }
}

static struct pdf_style row_style(const struct pdf_table *table, enum pdf_row_kind kind)
{
    const enum font_face face = kind == PDF_ROW_PLAIN ? FONT_REGULAR : FONT_BOLD;
    return (struct pdf_style){face, table->size, PDF_BLACK};
}

float pdf_table_row_height(const struct pdf_table *table, enum pdf_row_kind kind,
                           const char *const *cells)
{
    const struct pdf_style style = row_style(table, kind);
    return lines_height(&style, lines_count(table, &style, cells));
}

static void row_ground_draw(const struct pdf_table *table, enum pdf_row_kind kind, float height)
{
    struct pdf_page *page = table->page;
    const float y = page->y;
    const float right = table_right(table);
    if (kind == PDF_ROW_TOTAL) {
        pdf_page_box(page, table->x, y, right - table->x, height, PDF_TINT, 0.0f, PDF_NONE);
        pdf_page_line(page, table->x, y, right, y, 1.0f, PDF_ACCENT);
    } else if (kind == PDF_ROW_SUM) {
        pdf_page_line(page, table->x, y, right, y, 0.8f, PDF_GREY);
    }
    pdf_page_line(page, table->x, y + height, right, y + height, 0.5f, PDF_RULE);
}

void pdf_table_row(const struct pdf_table *table, enum pdf_row_kind kind, const char *const *cells)
{
    const struct pdf_style style = row_style(table, kind);
    const char *rest[PDF_TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->column_count; i++) {
        rest[i] = cells[i];
    }
    for (size_t left = lines_count(table, &style, rest); left > 0;) {
        pdf_table_require(table, lines_height(&style, left));
        /* Only a row that no page has room for is divided: nothing may be lost. */
        const float room = PDF_BOTTOM - table->page->y - 2 * padding_y;
        const float fitting = MAX(room / pdf_text_leading(&style), 1.0f);
        const size_t count = MIN(left, (size_t)fitting);
        const float height = lines_height(&style, count);
        row_ground_draw(table, kind, height);
        lines_draw(table, &style, rest, count);
        table->page->y += height;
        left -= count;
    }
}

#include "reports/pdf/pdf_table.h"

#include "engine/core/check.h"
#include "reports/pdf/pdf_text.h"

static const float padding_x = 4.0f;
static const float padding_y = 2.5f;

/* A row's cells as lines of text. */
struct wrapped_row {
    GPtrArray *cells[PDF_TABLE_COLUMNS_MAX];
    guint line_count;
};

static float table_width(const struct pdf_table *table)
{
    float width = 0.0f;
    for (size_t i = 0; i < table->column_count; i++) {
        width += table->columns[i].width;
    }
    return width;
}

static struct wrapped_row row_wrap(const struct pdf_table *table, const struct pdf_style *style,
                                   const char *const *cells)
{
    CHECK(table->column_count >= 1 && table->column_count <= PDF_TABLE_COLUMNS_MAX);
    struct wrapped_row row = {.line_count = 1};
    for (size_t i = 0; i < table->column_count; i++) {
        float width = table->columns[i].width - 2 * padding_x;
        row.cells[i] = pdf_text_wrap(pdf_page_fonts(table->page), style, width, cells[i]);
        row.line_count = MAX(row.line_count, row.cells[i]->len);
    }
    return row;
}

static void row_clear(const struct pdf_table *table, struct wrapped_row *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        g_ptr_array_unref(row->cells[i]);
    }
}

static float lines_height(const struct pdf_style *style, guint line_count)
{
    return (float)line_count * pdf_text_leading(style) + 2 * padding_y;
}

/* Draws lines first … first + count - 1 of a row's cells; the cursor stays. */
static void lines_draw(const struct pdf_table *table, const struct pdf_style *style,
                       const struct wrapped_row *row, guint first, guint count)
{
    const float top = pdf_page_y(table->page) + padding_y;
    float x = table->x;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pdf_column *column = &table->columns[i];
        float at = x + padding_x;
        if (column->align == PDF_ALIGN_RIGHT) {
            at = x + column->width - padding_x;
        } else if (column->align == PDF_ALIGN_CENTRE) {
            at = x + column->width / 2.0f;
        }
        for (guint line = first; line < first + count && line < row->cells[i]->len; line++) {
            float y = top + (float)(line - first) * pdf_text_leading(style) + style->size;
            pdf_page_text(table->page, style, column->align, at, y,
                          g_ptr_array_index(row->cells[i], line));
        }
        x += column->width;
    }
}

/* ---- headings ---- */

static bool has_headings(const struct pdf_table *table)
{
    return table->columns[0].heading != NULL;
}

static struct wrapped_row headings_wrap(const struct pdf_table *table,
                                        const struct pdf_style *style)
{
    const char *cells[PDF_TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->column_count; i++) {
        cells[i] = table->columns[i].heading;
    }
    return row_wrap(table, style, cells);
}

static struct pdf_style heading_style(const struct pdf_table *table)
{
    return (struct pdf_style){FONT_BOLD, table->size - 0.5f, PDF_ACCENT};
}

static float headings_height(const struct pdf_table *table)
{
    if (!has_headings(table)) {
        return 0.0f;
    }
    struct pdf_style style = heading_style(table);
    struct wrapped_row row = headings_wrap(table, &style);
    float height = lines_height(&style, row.line_count);
    row_clear(table, &row);
    return height;
}

static void headings_draw(const struct pdf_table *table)
{
    if (!has_headings(table)) {
        return;
    }
    struct pdf_style style = heading_style(table);
    struct wrapped_row row = headings_wrap(table, &style);
    float height = lines_height(&style, row.line_count);
    float width = table_width(table);
    pdf_page_fill(table->page, table->x, pdf_page_y(table->page), width, height, PDF_TINT);
    lines_draw(table, &style, &row, 0, row.line_count);
    pdf_page_skip(table->page, height);
    pdf_page_line(table->page, table->x, pdf_page_y(table->page), table->x + width,
                  pdf_page_y(table->page), 1.0f, PDF_ACCENT);
    row_clear(table, &row);
}

/* What a row may have on a page of its own, below the table's headings and the heading above them:
 * one that is higher is divided from where it stands. */
static float room_max(const struct pdf_table *table)
{
    return PDF_BOTTOM - PDF_TOP - pdf_text_heading_height() - headings_height(table);
}

float pdf_table_keep_rows_height(const struct pdf_table *table, float rows_height)
{
    const float least = pdf_table_keep_height(table);
    const float kept = headings_height(table) + rows_height;
    return rows_height > room_max(table) ? least : MAX(kept, least);
}

float pdf_table_keep_height(const struct pdf_table *table)
{
    struct pdf_style style = {FONT_REGULAR, table->size, PDF_BLACK};
    return headings_height(table) + lines_height(&style, 2);
}

void pdf_table_begin(const struct pdf_table *table)
{
    pdf_page_require(table->page, pdf_table_keep_height(table));
    headings_draw(table);
}

void pdf_table_require(const struct pdf_table *table, float height)
{
    const struct pdf_style style = {FONT_REGULAR, table->size, PDF_BLACK};
    const float least = lines_height(&style, 2);
    if (pdf_page_require(table->page, height > room_max(table) ? least : height)) {
        headings_draw(table);
    }
}

/* ---- rows ---- */

static void row_ground_draw(const struct pdf_table *table, enum pdf_row_kind kind, float height)
{
    struct pdf_page *page = table->page;
    const float y = pdf_page_y(page);
    const float right = table->x + table_width(table);
    if (kind == PDF_ROW_TOTAL) {
        pdf_page_fill(page, table->x, y, right - table->x, height, PDF_TINT);
        pdf_page_line(page, table->x, y, right, y, 1.0f, PDF_ACCENT);
    } else if (kind == PDF_ROW_SUM) {
        pdf_page_line(page, table->x, y, right, y, 0.8f, PDF_GREY);
    }
    pdf_page_line(page, table->x, y + height, right, y + height, 0.5f, PDF_RULE);
}

/* How many more lines of a row fit on this page. */
static guint lines_fitting(const struct pdf_table *table, const struct pdf_style *style)
{
    float room = PDF_BOTTOM - pdf_page_y(table->page) - 2 * padding_y;
    return room < pdf_text_leading(style) ? 1 : (guint)(room / pdf_text_leading(style));
}

static struct pdf_style row_style(const struct pdf_table *table, enum pdf_row_kind kind)
{
    enum font_face face = kind == PDF_ROW_PLAIN ? FONT_REGULAR : FONT_BOLD;
    return (struct pdf_style){face, table->size, PDF_BLACK};
}

float pdf_table_row_height(const struct pdf_table *table, enum pdf_row_kind kind,
                           const char *const *cells)
{
    struct pdf_style style = row_style(table, kind);
    struct wrapped_row row = row_wrap(table, &style, cells);
    row_clear(table, &row);
    return lines_height(&style, row.line_count);
}

void pdf_table_row(const struct pdf_table *table, enum pdf_row_kind kind, const char *const *cells)
{
    const struct pdf_style style = row_style(table, kind);
    struct wrapped_row row = row_wrap(table, &style, cells);
    guint first = 0;
    while (first < row.line_count) {
        guint count = row.line_count - first;
        pdf_table_require(table, lines_height(&style, count));
        /* Only a row that no page has room for is divided: nothing may be lost. */
        count = MIN(count, lines_fitting(table, &style));
        float height = lines_height(&style, count);
        row_ground_draw(table, kind, height);
        lines_draw(table, &style, &row, first, count);
        pdf_page_skip(table->page, height);
        first += count;
    }
    row_clear(table, &row);
}

#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

static float rows_height(const struct pdf_table *table, const void *report, document_row_fill fill,
                         size_t first, size_t end)
{
    float height = 0.0f;
    for (size_t i = first; i < end; i++) {
        struct document_row row;
        fill(&row, report, i);
        height += pdf_table_row_height(table, PDF_ROW_PLAIN, row.cells);
    }
    return height;
}

void document_rows_draw(const struct pdf_table *table, const char *heading, const void *report,
                        document_row_fill fill, size_t count, float tail_height)
{
    const size_t kept = MIN(count, 2);
    const float last_height = rows_height(table, report, fill, count - kept, count) + tail_height;
    const float first_height = rows_height(table, report, fill, 0, 1);
    const float keep_first = pdf_table_keep_height(table, first_height);
    const float keep_last = pdf_table_keep_height(table, last_height);
    pdf_text_heading(table->page, heading, count == kept ? MAX(keep_first, keep_last) : keep_first);
    pdf_table_begin(table);
    for (size_t i = 0; i < count; i++) {
        struct document_row row;
        if (i + kept == count) {
            pdf_table_require(table, last_height);
        }
        fill(&row, report, i);
        pdf_table_row(table, PDF_ROW_PLAIN, row.cells);
    }
}

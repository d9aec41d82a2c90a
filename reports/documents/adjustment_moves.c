#include "reports/documents/adjustment_parts.h"
#include "reports/pdf/text.h"

/* The hours behind an adjustment: what each was, what it is now and what moved it. */

static void move_fill(struct document_row *row, const void *data, size_t index)
{
    const struct adjustment_report *adjustment = data;
    const struct adjustment_move_row *move = &adjustment->moves[index];
    row->cells[0] = text_date_short(row->texts[0], move->date);
    row->cells[1] = text_time(row->texts[1], move->start_minute);
    row->cells[2] = move->appointment_id[0] != '\0' ? move->appointment_id : "schedule";
    row->cells[3] = move->before;
    row->cells[4] = move->after;
    row->cells[5] = text_hours(row->texts[2], move->minutes.minutes);
    row->cells[6] = move->because;
    row->cells[7] = move->source;
}

/* The sum of their hours is that of the lines (adjustment_check.c). */
static int64_t minutes_sum(const struct adjustment_report *adjustment)
{
    int64_t minutes = 0;
    for (size_t i = 0; i < adjustment->move_count; i++) {
        minutes += adjustment->moves[i].minutes.minutes;
    }
    return minutes;
}

void adjustment_moves_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    static const struct pdf_column columns[] = {
        {"Date", 52.0f, PDF_ALIGN_LEFT},
        {"Start", 30.0f, PDF_ALIGN_LEFT},
        {"Hour or appointment", 58.0f, PDF_ALIGN_LEFT},
        {"It was", 72.0f, PDF_ALIGN_LEFT},
        {"It is now", 74.0f, PDF_ALIGN_LEFT},
        {"Hours", 34.0f, PDF_ALIGN_RIGHT},
        {"Because", 84.0f, PDF_ALIGN_LEFT},
        {"Known from", PDF_WIDTH - 404.0f, PDF_ALIGN_LEFT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 8.0f};
    const struct adjustment_report *adjustment = content->adjustment;
    if (adjustment->move_count == 0) {
        return;
    }
    char hours[TEXT_SIZE];
    const char *const sum[] = {"In all", "", "", "", "", hours, "", ""};
    text_hours(hours, minutes_sum(adjustment));
    document_rows_draw(&table, "The hours that moved", adjustment, move_fill,
                       adjustment->move_count,
                       pdf_table_row_height(&table, PDF_ROW_TOTAL, sum) +
                           document_tail_height(page, &content->run->company));
    pdf_table_row(&table, PDF_ROW_TOTAL, sum);
}

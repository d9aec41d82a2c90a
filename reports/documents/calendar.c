#include "reports/documents/parts.h"

#include <string.h>

#include "reports/value/calendar.h"

/* "Your month" (value/calendar.h): a cell a day, a box a slot with its hour and a letter. */

static const float cell_width = PDF_WIDTH / 7.0f;
static const float box_height = 11.0f;
static const float box_pitch = 12.5f;
static const float day_height = 15.0f; /* of a cell's top, with the day's number */
static const float weekdays_height = 16.0f;
static const float key_height = 36.0f; /* of two rows */

static float week_height(const struct month_days *calendar, day monday)
{
    const size_t most = MAX(2, month_days_most(calendar, monday));
    const size_t rows = (most + 1) / 2;
    return day_height + (float)rows * box_pitch + 1.5f;
}

/* ---- drawing ---- */

static void box_draw(struct pdf_page *page, const struct hour *slot, float x, float y, float width)
{
    const struct mark_says *mark = &mark_says[hour_mark(slot)];
    const struct pdf_style hour = {FONT_REGULAR, 6.5f, PDF_BLACK};
    const struct pdf_style letter = {FONT_BOLD, 7.0f, PDF_BLACK};
    char time[TEXT_SIZE];
    pdf_page_box(page, x, y, width, box_height, mark->colour, 0.4f, PDF_GREY);
    pdf_page_text(page, &hour, PDF_ALIGN_LEFT, x + 2.5f, y + 8.0f,
                  text_time(time, slot->start_minute));
    pdf_page_text(page, &letter, PDF_ALIGN_RIGHT, x + width - 2.5f, y + 8.2f, mark->letter);
}

static void day_draw(struct pdf_page *page, const struct month_days *calendar, int32_t number,
                     float x)
{
    const struct pdf_style style = {FONT_BOLD, 8.0f, PDF_GREY};
    const float inset = 3.0f;
    const float width = (cell_width - 3.0f * inset) / 2.0f;
    char text[TEXT_SIZE];
    pdf_page_text(page, &style, PDF_ALIGN_LEFT, x + inset, page->y + 10.0f,
                  text_number(text, number));
    for (size_t i = 0; i < calendar->counts[number]; i++) {
        const size_t row = i / 2;
        box_draw(page, &calendar->slots[number][i], x + inset + (float)(i % 2) * (width + inset),
                 page->y + day_height + (float)row * box_pitch, width);
    }
}

static void week_draw(struct pdf_page *page, const struct month_days *calendar, day monday)
{
    const float height = week_height(calendar, monday);
    for (int32_t i = 0; i < 7; i++) {
        const int32_t number = month_days_number(calendar, day_add(monday, i));
        const float x = PDF_LEFT + (float)i * cell_width;
        if (number > 0) {
            day_draw(page, calendar, number, x);
            pdf_page_box(page, x, page->y, cell_width, height, PDF_NONE, 0.5f, PDF_RULE);
        }
    }
    page->y += height;
}

static void weekdays_draw(struct pdf_page *page)
{
    const struct pdf_style style = {FONT_BOLD, 8.0f, PDF_ACCENT};
    pdf_page_box(page, PDF_LEFT, page->y, PDF_WIDTH, weekdays_height, PDF_TINT, 0.0f, PDF_NONE);
    for (int i = 0; i < 7; i++) {
        pdf_page_text(page, &style, PDF_ALIGN_CENTRE, PDF_LEFT + ((float)i + 0.5f) * cell_width,
                      page->y + 11.0f, text_weekday((weekday)i));
    }
    page->y += weekdays_height;
}

static void key_draw(struct pdf_page *page, const struct month_days *calendar)
{
    const struct pdf_style letter = {FONT_BOLD, 7.0f, PDF_BLACK};
    const struct pdf_style meaning = {FONT_REGULAR, 8.0f, PDF_BLACK};
    const float line = 15.0f;
    float x = PDF_LEFT;
    page->y += 6.0f;
    for (enum month_mark i = 0; i < MARK_COUNT; i++) {
        if (!month_days_explains(calendar, i)) {
            continue;
        }
        const float width = 15.0f + pdf_page_text_width(page->fonts, &meaning, mark_says[i].meaning,
                                                        strlen(mark_says[i].meaning));
        if (x + width > PDF_LEFT + PDF_WIDTH) {
            x = PDF_LEFT;
            page->y += line;
        }
        const float y = page->y;
        pdf_page_box(page, x, y, 11.0f, box_height, mark_says[i].colour, 0.4f, PDF_GREY);
        pdf_page_text(page, &letter, PDF_ALIGN_CENTRE, x + 5.5f, y + 8.2f, mark_says[i].letter);
        pdf_page_text(page, &meaning, PDF_ALIGN_LEFT, x + 15.0f, y + 8.4f, mark_says[i].meaning);
        x += width + 12.0f;
    }
    page->y += line;
}

void rcti_calendar_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct partner_report *report = content->report;
    if (report->slot_count == 0) {
        return;
    }
    const struct month_days calendar = month_days_of(content->period, report);
    const day last = period_last(content->period);
    float whole = key_height;
    for (day monday = calendar.monday; day_compare(monday, last) <= 0;
         monday = day_add(monday, 7)) {
        whole += week_height(&calendar, monday);
    }
    if (report->adhoc_count == 0 && report->not_paid_count == 0 && report->pending_count == 0) {
        whole += document_tail_height(page, content); /* it is the last section */
    }
    if (whole > PDF_PAPER_HEIGHT * 0.75f) {
        whole = week_height(&calendar, calendar.monday); /* too high to be kept on one page */
    }
    pdf_text_heading(page, "Your month", weekdays_height + whole);
    weekdays_draw(page);
    for (day monday = calendar.monday; day_compare(monday, last) <= 0;
         monday = day_add(monday, 7)) {
        /* The key stays with the last week. */
        const bool is_last = day_compare(day_add(monday, 6), last) >= 0;
        const float height = week_height(&calendar, monday) + (is_last ? key_height : 0.0f);
        if (pdf_page_require(page, height)) {
            weekdays_draw(page);
        }
        week_draw(page, &calendar, monday);
    }
    key_draw(page, &calendar);
}

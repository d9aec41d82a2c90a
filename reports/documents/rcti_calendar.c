#include <stdio.h>
#include <string.h>

#include "reports/documents/rcti_parts.h"
#include "reports/pdf/text.h"

/* "Your month": a cell a day, a box a slot with its hour and a letter. The letter alone says what
 * became of the slot; colours are grey shades apart as well. */

struct mark {
    const char *letter;
    const char *meaning;
    pdf_colour colour;
};

enum mark_index {
    MARK_PAID,
    MARK_BOOKED,
    MARK_CANCELLED,
    MARK_HOLIDAY,
    MARK_BLOCKED,
    MARK_OTHER_STREAM,
    MARK_NOT_COMPLETED,
    MARK_PENDING,
    MARK_UNPAID_CANCELLED,
    MARK_GAP,
    MARK_COUNT
};

static const struct mark marks[MARK_COUNT] = {
    [MARK_PAID] = {"P", "paid, not used", 0xDDEBF7},
    [MARK_BOOKED] = {"B", "paid, booked", 0xB4D2EA},
    [MARK_CANCELLED] = {"C", "paid, cancelled", 0xCFE8DC},
    [MARK_HOLIDAY] = {"H", "public holiday", 0xFBE3B5},
    [MARK_BLOCKED] = {"X", "blocked", 0xD9D9D9},
    [MARK_OTHER_STREAM] = {"O", "other stream", 0xE4D8F0},
    [MARK_NOT_COMPLETED] = {"N", "not completed", 0xF6C9C4},
    [MARK_PENDING] = {"M", "paid, still to be marked", 0xFFF4C2},
    [MARK_UNPAID_CANCELLED] = {"U", "cancelled by you, not paid", 0xFFFFFF},
    [MARK_GAP] = {"G", "skipped by the clock", 0xFFFFFF},
};

static const float cell_width = PDF_WIDTH / 7.0f;
static const float box_height = 11.0f;
static const float box_pitch = 12.5f;
static const float day_height = 15.0f; /* of a cell's top, with the day's number */

static enum mark_index slot_mark(const struct hour *slot)
{
    if (slot->penalty_minutes.minutes > 0) {
        return MARK_NOT_COMPLETED;
    }
    if (slot->paid_minutes.minutes > 0 && (slot->notes & NOTE_PENDING_COMPLETION) != 0) {
        return MARK_PENDING;
    }
    switch (slot->outcome) {
    case OUTCOME_DST_GAP:
        return MARK_GAP;
    case OUTCOME_HOLIDAY:
        return MARK_HOLIDAY;
    case OUTCOME_BLOCKED:
        return MARK_BLOCKED;
    case OUTCOME_OTHER_STREAM:
        return MARK_OTHER_STREAM;
    case OUTCOME_BOOKED:
        return MARK_BOOKED;
    case OUTCOME_CANCELLED:
        return slot->paid_minutes.minutes > 0 ? MARK_CANCELLED : MARK_UNPAID_CANCELLED;
    default:
        return MARK_PAID;
    }
}

static void box_draw(struct pdf_page *page, const struct hour *slot, float x, float y, float width)
{
    const struct mark *mark = &marks[slot_mark(slot)];
    const struct pdf_style hour = {FONT_REGULAR, 6.5f, PDF_BLACK};
    const struct pdf_style letter = {FONT_BOLD, 7.0f, PDF_BLACK};
    char time[TEXT_SIZE];
    pdf_page_box(page, x, y, width, box_height, mark->colour, 0.4f, PDF_GREY);
    pdf_page_text(page, &hour, PDF_ALIGN_LEFT, x + 2.5f, y + 8.0f,
                  text_time(time, slot->start_minute));
    pdf_page_text(page, &letter, PDF_ALIGN_RIGHT, x + width - 2.5f, y + 8.2f, mark->letter);
}

/* The slots of one date. */
struct day_slots {
    const struct hour *slots;
    size_t count;
};

/* The report has them by date. */
static struct day_slots slots_of(const struct partner_report *report, day date)
{
    size_t first = 0;
    size_t end = report->slot_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (day_compare(report->slots[middle].date, date) < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    while (end < report->slot_count && day_compare(report->slots[end].date, date) == 0) {
        end++;
    }
    return (struct day_slots){report->slots + first, end - first};
}

static void day_draw(struct pdf_page *page, const struct day_slots *slots, int32_t number, float x)
{
    const struct pdf_style style = {FONT_BOLD, 8.0f, PDF_GREY};
    const float inset = 3.0f;
    const float width = (cell_width - 3.0f * inset) / 2.0f;
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "%d", (int)number);
    pdf_page_text(page, &style, PDF_ALIGN_LEFT, x + inset, pdf_page_y(page) + 10.0f, text);
    for (size_t i = 0; i < slots->count; i++) {
        float left = x + inset + (float)(i % 2) * (width + inset);
        const size_t row = i / 2;
        float top = pdf_page_y(page) + day_height + (float)row * box_pitch;
        box_draw(page, &slots->slots[i], left, top, width);
    }
}

/* ---- weeks ---- */

static float week_height(const struct rcti_content *content, day monday)
{
    size_t most = 2;
    for (int32_t i = 0; i < 7; i++) {
        day date = day_add(monday, i);
        if (period_has(content->run->period, date)) {
            most = MAX(most, slots_of(content->report, date).count);
        }
    }
    const size_t rows = (most + 1) / 2;
    return day_height + (float)rows * box_pitch + 1.5f;
}

static void week_draw(struct pdf_page *page, const struct rcti_content *content, day monday)
{
    const float height = week_height(content, monday);
    const float top = pdf_page_y(page);
    for (int32_t i = 0; i < 7; i++) {
        day date = day_add(monday, i);
        float x = PDF_LEFT + (float)i * cell_width;
        if (period_has(content->run->period, date)) {
            struct day_slots slots = slots_of(content->report, date);
            day_draw(page, &slots, day_to_civil(date).day, x);
            pdf_page_frame(page, x, top, cell_width, height, 0.5f, PDF_RULE);
        }
    }
    pdf_page_skip(page, height);
}

static const float weekdays_height = 16.0f;
static const float key_height = 36.0f; /* of two rows */

static void weekdays_draw(struct pdf_page *page)
{
    const struct pdf_style style = {FONT_BOLD, 8.0f, PDF_ACCENT};
    const float top = pdf_page_y(page);
    pdf_page_fill(page, PDF_LEFT, top, PDF_WIDTH, weekdays_height, PDF_TINT);
    for (int i = 0; i < 7; i++) {
        pdf_page_text(page, &style, PDF_ALIGN_CENTRE, PDF_LEFT + ((float)i + 0.5f) * cell_width,
                      top + 11.0f, text_weekday((weekday)i));
    }
    pdf_page_skip(page, weekdays_height);
}

/* ---- the key ---- */

static bool mark_used(const struct partner_report *report, enum mark_index mark)
{
    for (size_t i = 0; i < report->slot_count; i++) {
        if (slot_mark(&report->slots[i]) == mark) {
            return true;
        }
    }
    return mark < MARK_PENDING; /* the common ones are always explained */
}

static void key_draw(struct pdf_page *page, const struct partner_report *report)
{
    const struct pdf_style letter = {FONT_BOLD, 7.0f, PDF_BLACK};
    const struct pdf_style meaning = {FONT_REGULAR, 8.0f, PDF_BLACK};
    const float line = 15.0f;
    pdf_page_skip(page, 6.0f);
    float x = PDF_LEFT;
    for (enum mark_index i = 0; i < MARK_COUNT; i++) {
        if (!mark_used(report, i)) {
            continue;
        }
        float width = 15.0f + pdf_text_width(pdf_page_fonts(page), &meaning, marks[i].meaning);
        if (x + width > PDF_LEFT + PDF_WIDTH) {
            x = PDF_LEFT;
            pdf_page_skip(page, line);
        }
        float y = pdf_page_y(page);
        pdf_page_box(page, x, y, 11.0f, box_height, marks[i].colour, 0.4f, PDF_GREY);
        pdf_page_text(page, &letter, PDF_ALIGN_CENTRE, x + 5.5f, y + 8.2f, marks[i].letter);
        pdf_page_text(page, &meaning, PDF_ALIGN_LEFT, x + 15.0f, y + 8.4f, marks[i].meaning);
        x += width + 12.0f;
    }
    pdf_page_skip(page, line);
}

/* How high the rest of the calendar is, from a Monday on. */
static float weeks_height(const struct rcti_content *content, day monday)
{
    float height = key_height;
    for (; day_compare(monday, period_last(content->run->period)) <= 0;
         monday = day_add(monday, 7)) {
        height += week_height(content, monday);
    }
    return height;
}

void rcti_calendar_draw(struct pdf_page *page, const struct rcti_content *content)
{
    if (content->report->slot_count == 0) {
        return;
    }
    const day first = content->run->period.first;
    const day last = period_last(content->run->period);
    day monday = day_add(first, -(int32_t)day_weekday(first));
    const bool is_last_section = content->report->adhoc_count == 0 &&
                                 content->report->not_paid_count == 0 &&
                                 content->report->pending_count == 0;
    float whole = weeks_height(content, monday) +
                  (is_last_section ? document_tail_height(page, &content->run->company) : 0.0f);
    if (whole > PDF_PAPER_HEIGHT * 0.75f) {
        whole = week_height(content, monday); /* too high to be kept on one page */
    }
    pdf_text_heading(page, "Your month", weekdays_height + whole);
    weekdays_draw(page);
    for (; day_compare(monday, last) <= 0; monday = day_add(monday, 7)) {
        /* The key stays with the last week. */
        bool is_last = day_compare(day_add(monday, 6), last) >= 0;
        if (pdf_page_require(page, week_height(content, monday) + (is_last ? key_height : 0.0f))) {
            weekdays_draw(page);
        }
        week_draw(page, content, monday);
    }
    key_draw(page, content->report);
}

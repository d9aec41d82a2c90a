/* "Your month" on a terminal (value/calendar.h). */
#include <string.h>

#include "reports/explained/explained.h"
#include "reports/text.h"
#include "reports/value/calendar.h"

enum { DAYS = 7, GAP = 1, BOX = 7 /* "09:00 B" */ };

/* The nearest of the 216 colours of a terminal that has no more. */
static int cube_colour(uint32_t colour)
{
    int index = 16;
    for (int shift = 16, weight = 36; shift >= 0; shift -= 8, weight /= 6) {
        const int part = (int)(colour >> shift & 0xFF);
        index += weight * (part < 48 ? 0 : part < 115 ? 1 : (part - 35) / 40);
    }
    return index;
}

/* A text of the mark, black on its colour. */
static void mark_append(GString *out, enum month_mark mark, const char *text,
                        enum explained_colour colour)
{
    const uint32_t rgb = mark_says[mark].colour;
    if (colour == COLOUR_TRUE) {
        g_string_append_printf(out, "\033[30;48;2;%u;%u;%um%s\033[0m", rgb >> 16, rgb >> 8 & 0xFF,
                               rgb & 0xFF, text);
    } else if (colour == COLOUR_256) {
        g_string_append_printf(out, "\033[30;48;5;%dm%s\033[0m", cube_colour(rgb), text);
    } else {
        g_string_append(out, text);
    }
}

/* No line ends in spaces. */
static void line_end(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ') {
        g_string_truncate(out, out->len - 1);
    }
    g_string_append_c(out, '\n');
}

static void boxes_append(GString *out, const struct month_days *calendar, int32_t number,
                         size_t first, size_t boxes, int cell, enum explained_colour colour)
{
    int left = cell + GAP;
    for (size_t i = first; i < first + boxes && i < calendar->counts[number]; i++) {
        const struct hour *slot = &calendar->slots[number][i];
        g_autofree char *text = g_strdup_printf("%s %s", text_time(TEXT_ROOM, slot->start_minute),
                                                mark_says[hour_mark(slot)].letter);
        mark_append(out, hour_mark(slot), text, colour);
        g_string_append_c(out, ' ');
        left -= BOX + 1;
    }
    g_string_append_printf(out, "%*s", MAX(left, 0), "");
}

static void week_append(GString *out, const struct month_days *calendar, day monday, int cell,
                        enum explained_colour colour)
{
    const size_t boxes = (size_t)MAX(1, (cell + 1) / (BOX + 1));
    const size_t most = month_days_most(calendar, monday);
    for (int32_t i = 0; i < DAYS; i++) {
        const int32_t number = month_days_number(calendar, day_add(monday, i));
        explained_padded(out, number > 0 ? text_number(TEXT_ROOM, number) : "", cell + GAP);
    }
    line_end(out);
    for (size_t first = 0; first < most; first += boxes) {
        for (int32_t i = 0; i < DAYS; i++) {
            boxes_append(out, calendar, month_days_number(calendar, day_add(monday, i)), first,
                         boxes, cell, colour);
        }
        line_end(out);
    }
}

static void key_append(GString *out, const struct month_days *calendar,
                       const struct explained_look *look)
{
    int column = 0;
    for (enum month_mark mark = 0; mark < MARK_COUNT; mark++) {
        const int width = 2 + (int)strlen(mark_says[mark].meaning);
        if (!month_days_explains(calendar, mark)) {
            continue;
        }
        if (column > 0 && column + 3 + width > look->width) {
            g_string_append_c(out, '\n');
            column = 0;
        }
        g_string_append(out, column > 0 ? "   " : "");
        column += (column > 0 ? 3 : 0) + width;
        mark_append(out, mark, mark_says[mark].letter, look->colour);
        g_string_append_printf(out, " %s", mark_says[mark].meaning);
    }
    g_string_append_c(out, '\n');
}

void explained_calendar(GString *out, const struct explanation *explanation,
                        const struct explained_look *look)
{
    const struct period period = explanation->run->period;
    const struct month_days calendar = month_days_of(period, explanation->report);
    const int cell = (look->width - (DAYS - 1) * GAP) / DAYS;
    if (explanation->report->slot_count == 0) {
        return;
    }
    g_string_append_c(out, '\n');
    for (weekday of = MON; of <= SUN; of++) {
        g_autofree char *name = g_strndup(text_weekday(of), 3);
        explained_padded(out, name, cell + GAP);
    }
    line_end(out);
    for (day monday = calendar.monday; day_compare(monday, period_last(period)) <= 0;
         monday = day_add(monday, DAYS)) {
        week_append(out, &calendar, monday, cell, look->colour);
    }
    g_string_append_c(out, '\n');
    key_append(out, &calendar, look);
}

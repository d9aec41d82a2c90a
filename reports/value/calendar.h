#ifndef REPORTS_VALUE_CALENDAR_H
#define REPORTS_VALUE_CALENDAR_H

#include "reports/value/partner_report.h"

/* "Your month": a cell a day, and of each hour of the Partner schedule its mark. One value for the
 * document and the terminal. */

/* The letter alone says what became of the hour; colours (0xRRGGBB) are grey shades apart as well. */
#define MARK_TABLE(X)                                                                              \
    X(PAID, "P", "paid, not used", 0xDDEBF7)                                                       \
    X(BOOKED, "B", "paid, booked", 0xB4D2EA)                                                       \
    X(CANCELLED, "C", "paid, cancelled", 0xCFE8DC)                                                 \
    X(HOLIDAY, "H", "public holiday", 0xFBE3B5)                                                    \
    X(BLOCKED, "X", "blocked", 0xD9D9D9)                                                           \
    X(OTHER_STREAM, "O", "other stream", 0xE4D8F0)                                                 \
    X(NOT_COMPLETED, "N", "not completed", 0xF6C9C4)                                               \
    X(PENDING, "M", "paid, still to be marked", 0xFFF4C2)                                          \
    X(UNPAID_CANCELLED, "U", "cancelled by you, not paid", 0xFFFFFF)                               \
    X(GAP, "G", "skipped by the clock", 0xFFFFFF)

#define MARK_ENUM(code, letter, meaning, colour) MARK_##code,
enum month_mark { MARK_TABLE(MARK_ENUM) MARK_COUNT };

struct mark_says {
    const char *letter;
    const char *meaning;
    uint32_t colour;
};
extern const struct mark_says mark_says[MARK_COUNT];

enum month_mark hour_mark(const struct hour *slot);

/* The month by its days, from 1 on, and which marks they have. Points into the report. */
struct month_days {
    struct period period;
    day monday; /* of the first week */
    const struct hour *slots[32];
    size_t counts[32];
    bool marked[MARK_COUNT];
};
struct month_days month_days_of(struct period period, const struct partner_report *report);
/* The day's number; 0 where it is not of the month. */
int32_t month_days_number(const struct month_days *calendar, day date);
/* The most hours that a day of the week has. */
size_t month_days_most(const struct month_days *calendar, day monday);
/* Whether the key has the mark: the common ones are always explained. */
bool month_days_explains(const struct month_days *calendar, enum month_mark mark);

#endif

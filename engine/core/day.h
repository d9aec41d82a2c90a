#ifndef ENGINE_CORE_DAY_H
#define ENGINE_CORE_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* A civil date as the number of days since 1970-01-01, without a zone. */
typedef struct {
    int32_t number;
} day;

/* Open ends of a range of dates ("blank is no bound"). */
#define DAY_UNBOUNDED_FROM ((day){INT32_MIN})
#define DAY_UNBOUNDED_TO ((day){INT32_MAX})

typedef enum { MON, TUE, WED, THU, FRI, SAT, SUN } weekday;

struct civil {
    int32_t year;  /* 1..9999 */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
};

/* A range of dates, both included. */
struct day_range {
    day from;
    day to;
};

/* A calendar month: its first day and how many it has (28 to 31). */
struct period {
    day first;
    int32_t day_count;
};

bool day_civil_valid(struct civil civil);
/* civil must be valid. */
day day_from_civil(struct civil civil);
struct civil day_to_civil(day date);
weekday day_weekday(day date);
day day_add(day date, int32_t days);
/* The same day of the month so many months on; the month's last day where it has no such day. */
day day_add_months(day date, int32_t months);
int day_compare(day a, day b);
bool day_range_has(struct day_range range, day date);

/* year 1..9999, month 1..12. */
struct period period_from_month(int32_t year, int32_t month);
day period_last(struct period period);
bool period_has(struct period period, day date);
/* The calendar month that is so many months later (or, negative, earlier). */
struct period period_add_months(struct period period, int32_t months);

#endif

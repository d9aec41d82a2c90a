#ifndef ENGINE_CORE_HOLIDAY_H
#define ENGINE_CORE_HOLIDAY_H

#include "engine/core/facts.h"

/* Rows of areas.csv and holidays.csv (formats.md section 2), which the importers read, the store
 * keeps and holidays/calendar.h turns into what applies to a partner (G1 to G4). */

enum holiday_effect { EFFECT_DECLARE, EFFECT_SUBSTITUTE, EFFECT_CANCEL, EFFECT_COUNT };

const char *holiday_status_name(enum holiday_status status); /* gazetted, rule, provisional */

struct area_row {
    const char *area;
    const char *parent; /* "" for the root */
    const char *name;
    const char *definition;
    const struct day_range *complete; /* spans of dates for which its data is complete (G4) */
    size_t complete_count;            /* 0: takes its parent's */
    struct fact_source source;
};

struct holiday_row {
    day date;
    const char *area;
    const char *name;
    int32_t from_minute; /* of the day; 0 and 1440: the whole day (G3) */
    int32_t to_minute;
    enum holiday_effect effect;
    day target_date;         /* with effect substitute or cancel; else DAY_UNBOUNDED_FROM */
    const char *target_name; /* … else "" */
    enum holiday_status status;
    const char *source_text; /* column source */
    struct fact_source source;
};

#endif

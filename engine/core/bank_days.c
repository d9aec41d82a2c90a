#include "engine/core/bank_days.h"

/* Of the Gregorian calendar, after Meeus. */
static day easter_sunday(int32_t year)
{
    const int32_t golden = year % 19;
    const int32_t century = year / 100;
    const int32_t of_century = year % 100;
    const int32_t moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    const int32_t to_sunday =
        (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    const int32_t late = (golden + 11 * moon + 22 * to_sunday) / 451;
    const int32_t from_march = moon + to_sunday - 7 * late + 114;
    return day_from_civil((struct civil){year, from_march / 31, from_march % 31 + 1});
}

static day monday_at_or_after(day date)
{
    return day_add(date, (7 - (int32_t)day_weekday(date)) % 7);
}

static bool is_weekend(day date)
{
    return day_weekday(date) >= SAT;
}

static day weekday_at_or_after(day date)
{
    return is_weekend(date) ? monday_at_or_after(date) : date;
}

const char *bank_closed_by(day date)
{
    const int32_t year = day_to_civil(date).year;
    const day easter = easter_sunday(year);
    const day new_year = day_from_civil((struct civil){year, 1, 1});
    const day australia = day_from_civil((struct civil){year, 1, 26});
    const day anzac = day_from_civil((struct civil){year, 4, 25});
    const day june = day_from_civil((struct civil){year, 6, 8});
    const day christmas = day_from_civil((struct civil){year, 12, 25});
    const day boxing = day_add(christmas, 1);
    /* kept: on which weekday; otherwise at a weekend. Anzac Day at a weekend has no substitute in
     * Victoria; New South Wales has one in 2026 and 2027. Christmas Day and Boxing Day are two days
     * later each, so neither falls on the other. */
    const struct {
        day date;
        day kept;
        const char *name;
        const char *substitute;
    } holidays[] = {
        {new_year, weekday_at_or_after(new_year), "New Year's Day",
         "the substitute day of New Year's Day"},
        {australia, weekday_at_or_after(australia), "Australia Day",
         "the substitute day of Australia Day"},
        {day_add(easter, -2), day_add(easter, -2), "Good Friday", NULL},
        {day_add(easter, 1), day_add(easter, 1), "Easter Monday", NULL},
        {anzac, anzac, "Anzac Day", NULL},
        {monday_at_or_after(june), monday_at_or_after(june), "King's Birthday", NULL},
        {christmas, day_add(christmas, is_weekend(christmas) ? 2 : 0), "Christmas Day",
         "the substitute day of Christmas Day"},
        {boxing, day_add(boxing, is_weekend(boxing) ? 2 : 0), "Boxing Day",
         "the substitute day of Boxing Day"},
    };
    if (is_weekend(date)) {
        return day_weekday(date) == SAT ? "a Saturday" : "a Sunday";
    }
    for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++) {
        if (day_compare(date, holidays[i].kept) == 0) {
            return day_compare(date, holidays[i].date) == 0 ? holidays[i].name
                                                            : holidays[i].substitute;
        }
    }
    return NULL;
}

static day bank_day_from(day date, int32_t step)
{
    while (bank_closed_by(date)) {
        date = day_add(date, step);
    }
    return date;
}

day bank_day_at_or_before(day date)
{
    return bank_day_from(date, -1);
}

day bank_day_at_or_after(day date)
{
    return bank_day_from(date, 1);
}

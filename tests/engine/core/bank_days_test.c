#include "engine/core/bank_days.h"

#include <criterion/criterion.h>
#include <string.h>

#include "importers/input.h"

static day date(int32_t year, int32_t month, int32_t day_of_month)
{
    return day_from_civil((struct civil){year, month, day_of_month});
}

/* From the calendars of both states. */
Test(bank_days, days_that_were_and_will_be)
{
    static const struct {
        struct civil date;
        const char *closed_by; /* NULL: a bank business day */
    } rows[] = {
        {{2026, 8, 8}, "a Saturday"},
        {{2026, 8, 9}, "a Sunday"},
        {{2026, 8, 10}, NULL},
        {{2026, 1, 1}, "New Year's Day"},
        {{2022, 1, 3}, "the substitute day of New Year's Day"},
        {{2023, 1, 2}, "the substitute day of New Year's Day"},
        {{2028, 1, 3}, "the substitute day of New Year's Day"},
        {{2024, 1, 2}, NULL},
        {{2026, 1, 26}, "Australia Day"},
        {{2025, 1, 27}, "the substitute day of Australia Day"},
        {{2030, 1, 28}, "the substitute day of Australia Day"},
        {{2030, 1, 29}, NULL},
        {{2024, 3, 29}, "Good Friday"},
        {{2024, 4, 1}, "Easter Monday"},
        {{2025, 4, 18}, "Good Friday"},
        {{2025, 4, 21}, "Easter Monday"},
        {{2026, 4, 3}, "Good Friday"},
        {{2026, 4, 6}, "Easter Monday"},
        {{2026, 4, 7}, NULL},
        {{2008, 3, 24}, "Easter Monday"}, /* the earliest in a long time … */
        {{2038, 4, 26}, "Easter Monday"}, /* … and the latest there is */
        {{2024, 4, 25}, "Anzac Day"},
        {{2026, 4, 27}, NULL}, /* New South Wales alone */
        {{2027, 4, 26}, NULL}, /* likewise */
        {{2026, 6, 8}, "King's Birthday"},
        {{2027, 6, 14}, "King's Birthday"},
        {{2025, 6, 9}, "King's Birthday"},
        {{2026, 6, 15}, NULL},
        {{2026, 10, 5}, NULL}, /* Labour Day in New South Wales */
        {{2026, 11, 3}, NULL}, /* Melbourne Cup Day */
        {{2026, 9, 25}, NULL}, /* Friday before the Grand Final */
        {{2025, 12, 25}, "Christmas Day"},
        {{2025, 12, 26}, "Boxing Day"},
        {{2025, 12, 29}, NULL},
        /* Friday and Saturday */
        {{2026, 12, 25}, "Christmas Day"},
        {{2026, 12, 28}, "the substitute day of Boxing Day"},
        {{2026, 12, 29}, NULL},
        /* Saturday and Sunday */
        {{2027, 12, 27}, "the substitute day of Christmas Day"},
        {{2027, 12, 28}, "the substitute day of Boxing Day"},
        {{2027, 12, 29}, NULL},
        /* Sunday and Monday */
        {{2022, 12, 26}, "Boxing Day"},
        {{2022, 12, 27}, "the substitute day of Christmas Day"},
        {{2022, 12, 28}, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = bank_closed_by(day_from_civil(rows[i].date));
        const char *expected = rows[i].closed_by;
        cr_expect(found == expected || (found && expected && strcmp(found, expected) == 0),
                  "%d-%02d-%02d: found %s, expected %s", rows[i].date.year, rows[i].date.month,
                  rows[i].date.day, found ? found : "a business day",
                  expected ? expected : "a business day");
    }
}

Test(bank_days, nearest)
{
    cr_expect(day_compare(bank_day_at_or_before(date(2026, 10, 26)), date(2026, 10, 26)) == 0);
    cr_expect(day_compare(bank_day_at_or_before(date(2026, 8, 22)), date(2026, 8, 21)) == 0);
    cr_expect(day_compare(bank_day_at_or_before(date(2026, 4, 6)), date(2026, 4, 2)) == 0);
    cr_expect(day_compare(bank_day_at_or_before(date(2027, 1, 1)), date(2026, 12, 31)) == 0);
    cr_expect(day_compare(bank_day_at_or_before(date(2026, 12, 28)), date(2026, 12, 24)) == 0);
    cr_expect(day_compare(bank_day_at_or_after(date(2026, 4, 3)), date(2026, 4, 7)) == 0);
    cr_expect(day_compare(bank_day_at_or_after(date(2026, 12, 25)), date(2026, 12, 29)) == 0);
    cr_expect(day_compare(bank_day_at_or_after(date(2027, 1, 4)), date(2027, 1, 4)) == 0);
}

/* ---- the shipped days, which have their sources ------------------------------------------------- */

/* Whether the bank keeps it, and not just a state. */
static bool is_bank_name(const char *name)
{
    static const char *const names[] = {"New Year's Day", "Australia Day", "Good Friday",
                                        "Easter Monday",  "Anzac Day",     "King's Birthday",
                                        "Christmas Day",  "Boxing Day"};
    const char *colon = strstr(name, ": ");
    name = colon ? colon + strlen(": ") : name;
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        found |= strcmp(name, names[i]) == 0;
    }
    return found;
}

static bool is_kept(const GArray *holidays, const char *area, day date)
{
    bool found = false;
    for (guint i = 0; i < holidays->len; i++) {
        const struct holiday *row = &g_array_index(holidays, struct holiday, i);
        found |= strcmp(row->area, area) == 0 && day_compare(row->date, date) == 0 &&
                 is_bank_name(row->name);
    }
    return found;
}

Test(bank_days, as_both_states_publish_them)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) areas = g_array_new(FALSE, TRUE, sizeof(struct area_row));
    g_autoptr(GArray) holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(issues) issues = issues_new();
    cr_assert(
        holiday_directory_read("holidays", areas, holidays, strings, sources, issues, &error));
    int closed = 0;
    for (day at = date(2024, 1, 1); day_to_civil(at).year <= 2028; at = day_add(at, 1)) {
        const bool is_weekend = day_weekday(at) >= SAT;
        const bool is_both = is_kept(holidays, "AU-NSW", at) && is_kept(holidays, "AU-VIC", at);
        const struct civil civil = day_to_civil(at);
        cr_expect_eq(!bank_closed_by(at), !is_weekend && !is_both, "%d-%02d-%02d: %s", civil.year,
                     civil.month, civil.day, bank_closed_by(at));
        closed += !is_weekend && is_both;
    }
    cr_expect_eq(closed, 38, "%d", closed);
}

#ifndef HOLIDAYS_CALENDAR_H
#define HOLIDAYS_CALENDAR_H

#include <glib.h>

#include "engine/core/facts.h"
#include "holidays/area_tree.h"

/* The areas as a tree and the holidays on it: which days apply to someone based in given areas
 * (rules.md G1 to G4). */
typedef area_tree holiday_calendar;

/* Builds from rows that may come from several files (the shipped ones first, then the input's).
 * The rows of the areas, and the strings of all, must outlive the calendar. Every problem found is
 * appended to `problems` (of struct calendar_problem *, calendar_problem_free as its free
 * function): those of the areas, then those of the holidays in the order of the rows. Holidays with
 * a problem take no part; nor does a second row of an area; an area whose parent is wrong stays,
 * with nothing above it. Never fails; the caller frees. What is built never changes: threads may
 * share it.
 *
 *   areas:     DUPLICATE_AREA, UNKNOWN_PARENT, MISSING_PARENT (only AU has none), AREA_RING,
 *              AREAS_TOO_DEEP (more than 20 levels)
 *   holidays:  UNKNOWN_AREA, DUPLICATE_HOLIDAY (same area, date and name, also across files),
 *              FROM_NOT_BEFORE_TO, TARGET_OF_DECLARE, MISSING_TARGET, TARGET_IN_ANOTHER_YEAR,
 *              UNKNOWN_TARGET (there is no such day), TARGET_NOT_ABOVE (it is a day of its own
 *              area, or of one that is not above) */
holiday_calendar *calendar_new(const struct area_row *areas, size_t area_count,
                               const struct holiday *rows, size_t row_count, GPtrArray *problems);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(holiday_calendar, area_tree_free)

/* G1 to G3: the holidays dated from..to of each of the areas, put together, by date, from_minute,
 * name; one that several areas share (same date, window and name) is given once, with the best
 * status of theirs, so it is provisional only if it is so in all of them. Appends struct holiday to
 * `holidays`; their strings are the rows'. areas is NULL-terminated; unknown ones have none. */
void calendar_holidays(const holiday_calendar *calendar, const char *const *areas, day from, day to,
                       GArray *holidays);

/* G4: whether the data of each of the areas, those above included, covers all of the dates. Where
 * not, what each lacking area is known for is appended to `gaps` (may be NULL), the areas in their
 * order and each followed by those above it: "VIC-TOWN: known for 2026; AU-VIC: known for 2024..2026".
 * An area without spans takes its parent's. A root without spans is no bound for the areas below
 * it, but covers nothing for those based in it. Neither an unknown area nor none at all is
 * covered. */
bool calendar_covers(const holiday_calendar *calendar, const char *const *areas,
                     struct day_range dates, GString *gaps);

/* G4, NO_LOCAL_AREA: every one of the areas is a state (or above), and an area below one of them
 * has a holiday of its own in the period. */
bool calendar_lacks_local_area(const holiday_calendar *calendar, const char *const *areas,
                               struct period period);
/* Those days, of the first few areas below that have one: "Gold Coast Show on 2026-08-28 in
 * QLD-GOLD-COAST". */
void calendar_local_days(const holiday_calendar *calendar, const char *const *areas,
                         struct period period, GString *text);

#endif

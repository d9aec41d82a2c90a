#ifndef TESTS_HOLIDAYS_WORLD_H
#define TESTS_HOLIDAYS_WORLD_H

#include "holidays/calendar.h"

/* A small tree of areas and its holidays for a test, written row by row as in the files. Lines
 * count from 2, after the headings. */
typedef struct holiday_world holiday_world;

holiday_world *world_new(void);
void world_free(holiday_world *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(holiday_world, world_free)

/* AU, two states and two local areas of Victoria, one within the other, and one of New South
 * Wales: AU > AU-VIC > VIC-GEELONG > VIC-GEELONG-PORT, AU > AU-NSW > NSW-ALBURY. */
holiday_world *world_new_tree(void);

void world_area(holiday_world *world, const char *area, const char *parent);
/* A span of the area that was added last. */
void world_complete(holiday_world *world, const char *from, const char *to);

/* Each returns the row, valid till the next one, to change what is special about it. */
struct holiday *world_declare(holiday_world *world, const char *area, const char *date,
                              const char *name);
struct holiday *world_substitute(holiday_world *world, const char *area, const char *date,
                                 const char *name, const char *target_date,
                                 const char *target_name);
struct holiday *world_cancel(holiday_world *world, const char *area, const char *target_date,
                             const char *target_name);

/* Builds it and checks that there are no problems. The areas and all strings stay the world's. */
const holiday_calendar *world_calendar(holiday_world *world);
/* Builds it and gives the problems, one a line, as the program shows them. */
const char *world_problems(holiday_world *world);
/* What world_problems built, with the rows that have none. */
const holiday_calendar *world_rest(const holiday_world *world);

/* Areas are joined by ';'. One holiday a line: date, window unless the whole day, name, area, and
 * ? where provisional. */
const char *world_holidays(holiday_world *world, const char *areas, const char *from,
                           const char *to);
/* "" or the areas that do not cover the month, with what they cover. */
const char *world_gaps(holiday_world *world, const char *areas, const char *month);
/* "" or the first of them. */
const char *world_uncovered(holiday_world *world, const char *areas, const char *month);
bool world_lacks_local_area(holiday_world *world, const char *areas, const char *month);

day date_of(const char *text);

#endif

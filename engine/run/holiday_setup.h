#ifndef ENGINE_RUN_HOLIDAY_SETUP_H
#define ENGINE_RUN_HOLIDAY_SETUP_H

#include "holidays/calendar.h"
#include "importers/input.h"

/* The holidays of the installed program, or of --holidays DIR, as rows. Zero it before use. */
struct shipped_holidays {
    GArray *areas;      /* struct area_row */
    GArray *holidays;   /* struct holiday_row */
    GPtrArray *sources; /* struct holiday_source */
    GStringChunk *strings;
};

/* Where they are: `directory`, or for NULL the folder holidays/ beside the program's build
 * directory. The caller frees. */
char *shipped_holidays_directory(const char *directory);

/* directory: as above. What is wrong with
 * the rows goes to issues; false and *error where they cannot be read. */
bool shipped_holidays_read(const char *directory, struct issues *issues,
                           struct shipped_holidays *ret_shipped, GError **error);
void shipped_holidays_clear(struct shipped_holidays *shipped);

/* Appends to `kept` those rows (struct holiday_row) whose date, area and name neither the shipped
 * holidays nor `newer` (may be NULL) have: what came with an earlier import gives way to them. */
void holiday_rows_keep(const GArray *rows, const struct shipped_holidays *shipped,
                       const GArray *newer, GArray *kept);

/* The calendar of the shipped rows and others (the input's, the store's; GArrays of struct
 * holiday_row, or NULL). What is wrong with the tree or a target goes to issues. */
holiday_calendar *holiday_setup_calendar(const struct shipped_holidays *shipped,
                                         const GArray *others, struct issues *issues);

#endif

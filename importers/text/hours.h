#ifndef IMPORTERS_TEXT_HOURS_H
#define IMPORTERS_TEXT_HOURS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A span of hours as people write them in a week's table: "9-12", "1:30pm-4:30pm", "10:00" into hh:mm, put
 * into `texts`; the end "" where there is none, 24:00 at midnight. False: it is none, or may be one of
 * two; the results are then untouched. */
bool hours_read(const char *text, GStringChunk *texts, const char **ret_start,
                const char **ret_end);

/* A length in hours as minutes: "1", "1.5", "0,75", "1:30", "1 h"; -1: it is none of at most 24 hours and whole
 * minutes. */
int32_t hours_duration(const char *text);

#endif

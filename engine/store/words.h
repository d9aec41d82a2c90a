#ifndef ENGINE_STORE_WORDS_H
#define ENGINE_STORE_WORDS_H

#include <stddef.h>

#include "engine/store/rows.h"

/* How the store writes the enums of the rows: as the CSV files do, so that a stored word means the
 * same whatever becomes of an enum's numbers. */
extern const char *const words_rate_kind[RATE_KIND_COUNT];
extern const char *const words_weekday[SUN + 1];
extern const char *const words_calendar[CALENDAR_COUNT];
extern const char *const words_status[STATUS_COUNT];
extern const char *const words_booked_by[BOOKED_BY_COUNT];
extern const char *const words_cancelled_by[CANCELLED_BY_COUNT];
extern const char *const words_stream[STREAM_COUNT];
extern const char *const words_outcome[REQUEST_OUTCOME_COUNT];
extern const char *const words_clinical_review[CLINICAL_REVIEW_COUNT];
extern const char *const words_effect[EFFECT_COUNT];
extern const char *const words_holiday_status[HOLIDAY_STATUS_COUNT];
extern const char *const words_input_file[INPUT_FILE_COUNT];

/* The place of a word among `count`; -1 where it is none of them. */
int words_find(const char *const *words, size_t count, const char *word);

#define WORDS_FIND(words, word) words_find((words), sizeof(words) / sizeof((words)[0]), (word))

#endif

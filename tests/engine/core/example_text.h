#ifndef TESTS_ENGINE_CORE_EXAMPLE_TEXT_H
#define TESTS_ENGINE_CORE_EXAMPLE_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"

/* A line of an example word by word; a comma is a word of its own. Once something could not be
 * read, `problem` says what, and everything after it fails too. */
struct words {
    char **list;
    guint at;
    const char *zone; /* local times are read in it */
    char *problem;
};

struct words words_new(const char *text, const char *zone);
void words_clear(struct words *words);
typedef struct words example_words;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(example_words, words_clear)

/* The next word without taking it; "" at the end. */
const char *words_peek(const struct words *words);
const char *words_next(struct words *words);
/* Takes the next word if it is this one. */
bool words_take(struct words *words, const char *word);
bool words_end(const struct words *words);
/* What is left up to a comma, the word `stop` (if not NULL) or the end. The caller frees. */
char *words_join(struct words *words, const char *stop);
/* Always false; keeps the first problem. */
bool words_fail(struct words *words, const char *expected);

bool words_number(struct words *words, int32_t *ret_number);
/* "150.00" in cents. */
bool words_cents(struct words *words, int64_t *ret_cents);
bool words_day(struct words *words, day *ret_date);
/* "2026-09" */
bool words_period(struct words *words, struct period *ret_period);
/* [from DATE] [to DATE]; what is missing is unbounded. */
bool words_range(struct words *words, struct day_range *ret_range);
/* "09:00-12:00", or "09:00" for an hour. */
bool words_hours(struct words *words, int32_t *ret_from, int32_t *ret_to);
bool words_hours_follow(const struct words *words);
/* DATE TIME, with seconds and an offset where they matter. */
bool words_stamp(struct words *words, stamp *ret_at, bool *ret_ambiguous);
bool words_instant(struct words *words, instant *ret_at, bool *ret_ambiguous);
/* DATE, DATE to DATE (whole days), DATE hh:mm-hh:mm, or DATE TIME to DATE TIME. */
bool words_span(struct words *words, struct interval *ret_span, bool *ret_ambiguous);

/* One of the words of a list that ends with NULL; its place in it. */
bool words_choice(struct words *words, const char *const *choices, int *ret_choice);

char *cents_text(int64_t cents); /* "1350.00"; the caller frees, as of all below */
char *hours_text(int32_t minutes);
char *day_text(day date);
char *local_text(day date, int32_t minute); /* "2026-09-04 09:00" */
char *stamp_text(const struct clock *clock, stamp at);

#endif

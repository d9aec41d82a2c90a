#ifndef IMPORTERS_TEXT_TITLES_H
#define IMPORTERS_TEXT_TITLES_H

#include "importers/text/lines.h"

/* What a report has above its headings: a title, a date, "sep=,". Goes to the first line that has all of
 * these headings (ended by NULL; folded), past titles, never past what may be a row; where there is none, to the
 * first line. *ret_skipped: how many lines come before it. False: the file cannot be read. */
struct titles_search {
    const char *const *headings;
    char delimiter;
    bool past_rows; /* it is enough that the headings are there: they are named, and so no row's */
};
bool titles_skip(struct lines *lines, const struct titles_search *search, uint32_t *ret_skipped);
/* Goes to the line of that number, from 1. */
bool titles_skip_to(struct lines *lines, uint32_t number, uint32_t *ret_skipped);

#endif

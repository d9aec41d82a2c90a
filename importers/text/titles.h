#ifndef IMPORTERS_TEXT_TITLES_H
#define IMPORTERS_TEXT_TITLES_H

#include "importers/text/lines.h"

/* What a report has above its headings: a title, a date, "sep=,". Goes to the first line that has all of
 * these headings (ended by NULL), past titles, never past what may be a row; where there is none, to the
 * first line. *ret_skipped: how many lines come before it. False: the file cannot be read. */
bool titles_skip(struct lines *lines, const char *const *headings, uint32_t *ret_skipped);

#endif

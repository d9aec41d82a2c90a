#ifndef IMPORTERS_TEXT_FOOTERS_H
#define IMPORTERS_TEXT_FOOTERS_H

#include <glib.h>
#include <stdbool.h>

/* How a row begins that is none, a total or who printed the report: the words that reports use are shown, of
 * all else no more than of any value (issue_mask), for it may be a client's name. Kept in `texts`. */
const char *footer_shown(GStringChunk *texts, const char *text);
/* Whether a row that begins so is one of totals: "Total", "Grand total:", "Sum 12", and no more. */
bool footer_is_total(const char *text);

#endif

#ifndef IMPORTERS_PROPOSAL_PROPOSAL_H
#define IMPORTERS_PROPOSAL_PROPOSAL_H

#include <glib.h>
#include <stdbool.h>

/* The room, in the order in which an export passes it: raw_export (bytes to cells), guess (which input file, which
 * column by headings and by values), dates and words (what is asked of them), section (lines and their marks),
 * proposal (the directory). Nothing of it is read by an import. */

/* A sources.ini to be finished, from what the exports of a directory look like (exports.md section 3).
 * What decides about pay and is but likely (dates, zones, words, rows left out) ends in "# confirm", which no
 * import takes. Of values only words that are ours or usual for ours are shown, of all others their
 * number. The caller frees; NULL and *error where the directory cannot be read. */
char *proposal_make(const char *directory, GError **error);

#endif

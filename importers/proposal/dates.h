#ifndef IMPORTERS_PROPOSAL_DATES_H
#define IMPORTERS_PROPOSAL_DATES_H

#include "importers/proposal/guess.h"
#include "importers/proposal/section.h"
#include "importers/text/written.h"

/* What a proposal says of dates and zones: each question once, for all exports where they agree. */

/* What the dates of a guess say. */
struct dated {
    struct date_evidence evidence;
    GArray *columns;  /* of struct date_column */
    const char *zone; /* of which all its local times speak; NULL: of none, or of several */
    guint local;      /* columns with local times … */
    guint asked;      /* … of which none speaks of a zone */
};

/* What is asked for all exports together. */
struct common_dates {
    struct date_evidence evidence; /* count 0: each says its own */
    bool has_zone;
    const char *zone; /* NULL: asked for */
};

/* Whether the column of the guess's table has dates or instants. */
bool proposal_is_date(const struct guess *guess, size_t column);
void dated_find(const struct guess *guess, struct dated *ret_dated);
void dated_clear(struct dated *dated);
/* `guesses` and `dated`: by input file; those without an export count for nothing. */
struct common_dates common_dates_find(const struct guess *guesses, const struct dated *dated);
void common_dates_put(struct section *all, const struct common_dates *common);
/* The lines date_order, zone and all_day_end of the export's own section, each with its evidence. */
void proposal_dates_put(struct section *section, const struct guess *guess,
                        const struct dated *dated, const struct common_dates *common);

#endif

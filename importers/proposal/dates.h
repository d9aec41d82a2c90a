#ifndef IMPORTERS_PROPOSAL_DATES_H
#define IMPORTERS_PROPOSAL_DATES_H

#include "importers/proposal/guess.h"
#include "importers/source.h"

/* What follows a value that somebody has to look at. */
#define CONFIRM " " SOURCE_CONFIRM

/* What a proposal says of dates and zones. */

/* Whether the column of the guess's table has dates or instants. */
bool proposal_is_date(const struct guess *guess, size_t column);
/* The lines date_order, zone and all_day_end of the export's section, each with its evidence. */
void proposal_dates_put(GString *out, const struct guess *guess);

#endif

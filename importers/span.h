#ifndef IMPORTERS_SPAN_H
#define IMPORTERS_SPAN_H

#include "engine/core/interval.h"
#include "importers/table.h"

struct span_columns {
    int start;
    int end;
    int32_t days_max; /* longer is an issue; 0: no bound */
};

/* Two instants of a row in the partner's zone, the end after the start. *ret_span is as it was
 * where the row is bad. *ret_staged becomes false where the store does not know the zone. */
bool span_instants_read(struct row *row, const struct span_columns *columns,
                        const struct partner_entry *partner, struct interval *ret_span,
                        bool *ret_ambiguous, bool *ret_staged, GError **error);

#endif

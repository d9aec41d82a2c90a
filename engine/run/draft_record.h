#ifndef ENGINE_RUN_DRAFT_RECORD_H
#define ENGINE_RUN_DRAFT_RECORD_H

#include "engine/run/month_setup.h"
#include "engine/store/issues/issues.h"
#include "reports/value/partner_report.h"

/* What a run showed, as the store keeps it of a draft: gathered by rcti run to be kept, and by rcti
 * issue to be held against what was kept. */
struct draft_record {
    struct store_draft draft;
    GArray *partners; /* struct store_draft_partner */
    GStringChunk *strings;
};

void draft_record_init(struct draft_record *record);
void draft_record_clear(struct draft_record *record);
/* In order of partner_id. */
void draft_record_add(struct draft_record *record, const struct partner_report *report);
/* After the last partner. */
void draft_record_close(struct draft_record *record, const struct month_setup *setup,
                        const struct run_totals *totals, const char *digest);
/* The same of a draft that the store has. ret_found false: it has none of that digest. */
bool draft_record_load(store *store, struct period period, const char *digest, bool *ret_found,
                       struct draft_record *record, GError **error);

#endif

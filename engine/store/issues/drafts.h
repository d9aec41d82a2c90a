#ifndef ENGINE_STORE_ISSUES_DRAFTS_H
#define ENGINE_STORE_ISSUES_DRAFTS_H

#include "engine/core/money.h"
#include "engine/store/store.h"

/* What a draft showed, kept by its digest, so that issuing takes just that, and can tell what
 * changed where it cannot. */
struct store_draft {
    const char *digest; /* 12 hex digits */
    struct period period;
    stamp as_at;
    day issue_date;
    int64_t batch;
    int64_t last_seq; /* read back only: of the newest link when it was kept, 0 before the first */
    const char *program_version;
    const char *policy;   /* key=value a line */
    const char *holidays; /* name sha256 a line */
    int64_t ready;
    int64_t held;
    int64_t nil;
    money subtotal;
    money gst;
    money total;
    money adjustments_total;
    money payment;
};

struct store_draft_partner {
    const char *partner_id;
    const char *status;
    money total;
    money adjustments_total;
    money payment;
    const char *issue_hash;
};

/* One transaction; the same digest again takes the place of the last. partners: array of struct
 * store_draft_partner. */
bool store_draft_save(store *store, const struct store_draft *draft, const GArray *partners,
                      GError **error);
/* ret_found false: no such draft of that period. */
bool store_draft_load(store *store, struct period period, const char *digest, bool *ret_found,
                      struct store_draft *ret_draft, GStringChunk *strings, GError **error);
/* By partner_id as bytes. */
bool store_draft_partners_load(store *store, const char *digest, GArray *partners,
                               GStringChunk *strings, GError **error);

#endif

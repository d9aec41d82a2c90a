#ifndef ENGINE_RUN_AGAINST_H
#define ENGINE_RUN_AGAINST_H

#include "engine/run/month/month.h"

/* What an issue froze of partners' months, against which one that is made again is held. */
struct against {
    store *store;
    const struct issue_head *head;
    const char *name;     /* "issue 1 of 2026-09" */
    GPtrArray *findings;  /* char *, owned: a sentence for each partner's month that is another */
    GHashTable *computed; /* partner_id (owned): those whose months were taken */
};

/* A state that it freezes when it is made again. */
bool against_take(const struct against *against, const struct issued_month *state, GError **error);
/* After the last: whoever was issued to and is not computed any more. */
bool against_missing(const struct against *against, GError **error);

#endif

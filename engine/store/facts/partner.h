#ifndef ENGINE_STORE_FACTS_PARTNER_H
#define ENGINE_STORE_FACTS_PARTNER_H

#include "engine/store/facts/read.h"

/* One partner's facts, as of the last store_sessions_find (sessions.h): an appointment that it found
 * nothing of is SESSION_CASE_UNKNOWN. A customer is all cases of a client_key where the consultant made
 * one of the customer's ad hoc bookings (only then A4 and A5 ask); elsewhere each case is its own.
 * facts.clock, facts.holidays and facts.hold are left to the caller (zero); everything else is
 * filled, in the order that facts.h asks for. row.supplier.partner_id is "" where only a set-aside row
 * names the partner (then the facts are empty but for partner_id). */
struct store_partner {
    struct partner_row row;
    struct partner_facts facts;
    GStringChunk *strings; /* and the arrays below own what facts point to */
    GArray *rows[INPUT_FILE_COUNT];
    GArray *customers;
    GArray *cases;
    GPtrArray *case_rows; /* of GArray: what the cases point to */
};
struct store_partner *store_partner_load(store *store, const struct store_view *view,
                                         const char *partner_id, store_zone_clock zone_clock,
                                         GError **error);
void store_partner_free(struct store_partner *partner);
typedef struct store_partner store_partner;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_partner, store_partner_free)

#endif

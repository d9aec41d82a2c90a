#ifndef ENGINE_STORE_FACTS_PARTNER_PRIVATE_H
#define ENGINE_STORE_FACTS_PARTNER_PRIVATE_H

#include "engine/store/facts/in_force.h"
#include "engine/store/statement.h"

/* What a partner's facts are read for. */
struct partner_query {
    store *store;
    const struct store_view *view;
    struct in_force in_force;
    struct interval window; /* two days before the period to two days after it, local */
};

/* Fills appointments and customers, and points facts at them. */
bool partner_appointments_load(const struct partner_query *query, struct store_partner *partner,
                               GError **error);

#endif

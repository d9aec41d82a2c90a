#ifndef ENGINE_RUN_REGISTER_REGISTERED_H
#define ENGINE_RUN_REGISTER_REGISTERED_H

#include "engine/run/register/order.h"
#include "reports/value/registered.h"

/* The register of documents (delivery.md section 3): put together from what was issued, decided and delivered,
 * as it was before a seq. */

/* Of all there is, what does not hold is among its findings: a gap in the row of numbers that nothing explains, a
 * document whose bill is missing or of another amount, a bill of no document. The caller frees. NULL on failure. */
registered_list *registered_find(const struct registered_order *order, GError **error);

#endif

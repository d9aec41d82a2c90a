#ifndef ENGINE_CLI_DELIVER_DELIVERIES_H
#define ENGINE_CLI_DELIVER_DELIVERIES_H

#include "engine/store/issues/deliveries.h"

/* One document and how its delivery stands, in a line or two on standard output; `instead`: what stands in
 * place of the state, NULL for the state; its time on the clocks of the zone. Or as an object. */
void delivery_print(const struct store_delivery *delivery, const char *instead,
                    const char *timezone);
void delivery_print_json(const struct store_delivery *delivery, bool tried);

#endif

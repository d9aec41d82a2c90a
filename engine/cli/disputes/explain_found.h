#ifndef ENGINE_CLI_DISPUTES_EXPLAIN_FOUND_H
#define ENGINE_CLI_DISPUTES_EXPLAIN_FOUND_H

#include "engine/cli/command.h"

/* explain APPOINTMENT, CASE or NUMBER: whatever the id names is found, wherever it is, and explained. */
bool found_explain(const struct options *options, GError **error);

#endif

#ifndef ENGINE_CLI_DISPUTES_COMPARISON_H
#define ENGINE_CLI_DISPUTES_COMPARISON_H

#include "engine/cli/command.h"
#include "engine/run/compare/compare.h"

/* On standard output, as the options ask: words in 80 columns and less than a screen, --csv or --json;
 * with --all the hours of each cause. Without sides (their names NULL) only the causes, in words. */
void comparison_put(const comparison *comparison, const struct options *options);

/* The member 'causes' of an object. */
void comparison_causes_put_json(const comparison *comparison, bool all);

#endif

#ifndef ENGINE_CLI_OPTIONS_EXTRA_H
#define ENGINE_CLI_OPTIONS_EXTRA_H

#include "engine/cli/options.h"

/* Adds the options that one command has beyond the common ones. */
void options_extra_add(GOptionContext *context, enum options_extra extra, struct options *options);

#endif

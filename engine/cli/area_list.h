#ifndef ENGINE_CLI_AREA_LIST_H
#define ENGINE_CLI_AREA_LIST_H

#include "engine/cli/command.h"
#include "engine/run/holiday_setup.h"

/* rcti holidays --areas [STATE]: the areas below and including STATE (AU-VIC or VIC), or all. */
enum exit_status area_list_print(const struct shipped_holidays *shipped,
                                 const holiday_calendar *calendar, const struct options *options);

/* Wrong usage that names the areas that may be meant. */
enum exit_status area_unknown(const struct shipped_holidays *shipped, const char *word);

#endif

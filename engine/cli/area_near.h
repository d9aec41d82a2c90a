#ifndef ENGINE_CLI_AREA_NEAR_H
#define ENGINE_CLI_AREA_NEAR_H

#include <glib.h>

/* The areas (GArray of struct area_row) that someone may have meant with `word`: those whose id,
 * name or definition has it, or else those whose id is spelt like it; a few at most, as
 * "VIC-GREATER-GEELONG (Greater Geelong), …". "" where there is none. The caller frees. */
char *area_near_list(const GArray *areas, const char *word);

#endif

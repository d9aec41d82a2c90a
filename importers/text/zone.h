#ifndef IMPORTERS_TEXT_ZONE_H
#define IMPORTERS_TEXT_ZONE_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/clock.h"

/* IANA time zones by name, through GLib's reader of the machine's zone files. Only Area/Location
 * names of its list of zones count: GLib itself would also take abbreviations ("EST" is New York's
 * winter), offsets and paths. All functions may be called from any thread. */

enum zone_error { ZONE_ERROR_NO_DATA };
#define ZONE_ERROR (zone_error_quark())
GQuark zone_error_quark(void);

/* Whether the machine has time zone data at all; false and ZONE_ERROR_NO_DATA otherwise. */
bool zone_data_check(GError **error);

/* The offsets of a zone from 1970 to 2100, before and after which the first and last go on. NULL
 * if there is no such zone. It lives as long as the program: one table a zone. */
const struct clock *zone_clock(const char *timezone);

/* How a name that zone_clock does not know could be mended: "write Australia/Sydney". NULL if
 * nothing is near. The caller frees. */
char *zone_mend(const char *timezone);

#endif

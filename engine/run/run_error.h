#ifndef ENGINE_RUN_RUN_ERROR_H
#define ENGINE_RUN_RUN_ERROR_H

#include <glib.h>
#include <stdbool.h>

#include "importers/text/issue.h"

/* Why a command does not do what it was asked. Errors of other domains are the machine's, but for
 * STORE_ERROR_REFUSED (wrong usage) and DIRECT_ENTRY_ERROR (input). Nothing here prints. */
#define RUN_ERROR run_error_quark()
GQuark run_error_quark(void);

enum run_error {
    RUN_ERROR_HELD,    /* every partner is */
    RUN_ERROR_USAGE,   /* the command line asks for what cannot be */
    RUN_ERROR_ISSUES,  /* the data are wrong; the message is a line an issue, each with its place */
    RUN_ERROR_REFUSED, /* a gate: what was reviewed is not what is there now */
    RUN_ERROR_DEFECT   /* the program's own sums disagree */
};

/* Sets the error; false, to be returned at once. */
bool run_error_set(GError **error, enum run_error code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Whether the machine failed: not what was asked, nor the data. */
bool run_error_is_machine(const GError *error);

/* true where there are no issues; else RUN_ERROR_ISSUES with each of them, in order, and at the end
 * their number and `consequence` ("nothing was imported"). */
bool run_issues_check(struct issues *issues, const char *consequence, GError **error);

#endif

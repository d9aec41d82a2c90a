#ifndef ENGINE_CLI_OPTIONS_H
#define ENGINE_CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "engine/run/month_setup.h"

/* What was asked for on the command line (formats.md section 5), as text; the commands turn it
 * into values. Strings are owned by the struct; NULL where not given. */
struct options {
    char *store;
    char *out;
    char *as_at;
    char *issue_date;
    char *holidays;
    int jobs; /* at least 1 */
    gboolean quiet;
    gboolean json;
    gboolean hold_bad;
    gboolean allow_retirement;
    char *date;
    char *start;
    gboolean areas;
    char *draft;
    char *approved_by;
    char *payment_date;
    char *reason;
    char *against;
    char *document;
    gboolean as_issued;
    gboolean now;
    char **set;       /* KEY=VALUE each, in the order given */
    char **arguments; /* after the command's name */
};

/* Options beyond the common ones. */
enum options_extra {
    OPTIONS_COMMON,
    OPTIONS_OF_IMPORT,
    OPTIONS_OF_EXPLAIN,
    OPTIONS_OF_HOLIDAYS,
    OPTIONS_OF_ISSUE,
    OPTIONS_OF_VOID,
    OPTIONS_OF_VERIFY,
    OPTIONS_OF_RERUN
};

enum options_result { OPTIONS_READY, OPTIONS_ANSWERED, OPTIONS_WRONG };

/* What a command takes. With --areas the fewest arguments are none, the most one. */
struct options_form {
    const char *name;
    const char *arguments_help; /* "PERIOD [PARTNER]" */
    const char *summary;
    unsigned arguments_min;
    unsigned arguments_max;
    enum options_extra extra;
};

/* Reads one command's options and arguments. ANSWERED: --help was given and printed. WRONG: a
 * message is on standard error. */
enum options_result options_read(int argc, char **argv, const struct options_form *form,
                                 struct options *ret_options);
void options_clear(struct options *options);

/* A period and the dates and holidays that the options name, as an order for a draft, which points
 * into both. RUN_ERROR_USAGE where the period is none. */
bool options_month_order(const struct options *options, const char *period_text,
                         struct month_order *ret_order, GError **error);

#endif

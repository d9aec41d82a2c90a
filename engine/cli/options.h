#ifndef ENGINE_CLI_OPTIONS_H
#define ENGINE_CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

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
    char **arguments; /* after the command's name */
};

/* Options beyond the common ones. */
enum options_extra {
    OPTIONS_COMMON = 0,
    OPTIONS_OF_IMPORT = 1,
    OPTIONS_OF_EXPLAIN = 2,
    OPTIONS_OF_HOLIDAYS = 3
};

enum options_result { OPTIONS_READY, OPTIONS_ANSWERED, OPTIONS_WRONG };

/* Reads one command's options and arguments. ANSWERED: --help was given and printed. WRONG: a
 * message is on standard error. `arguments_help` is such as "PERIOD DIR"; so many arguments are
 * needed, no more, no fewer; with --areas at most one. */
enum options_result options_read(int argc, char **argv, const char *command,
                                 const char *arguments_help, const char *summary,
                                 unsigned argument_count, enum options_extra extra,
                                 struct options *ret_options);
void options_clear(struct options *options);

#endif

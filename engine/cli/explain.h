#ifndef ENGINE_CLI_EXPLAIN_H
#define ENGINE_CLI_EXPLAIN_H

#include "engine/cli/command.h"

/* One partner's month in plain words or as JSON, on standard output: what rcti explain and rcti
 * rerun print. */

/* What may be left out (--date, --start). */
struct explain_filter {
    bool by_date;
    day date;
    bool by_start;
    int32_t start_minute;
};
/* EXIT_WRONG_USAGE with its message printed. */
enum exit_status explain_filter_read(const struct options *options, struct explain_filter *filter);

/* Works one partner out, and prints it. ret_report (may be NULL): the caller's. `beside_roster`:
 * also one whom the period's partners.csv does not have, with the particulars of the newest that
 * does. */
enum exit_status explain_partner(const struct month_setup *setup, const struct options *options,
                                 const struct explain_filter *filter, bool beside_roster,
                                 struct partner_report **ret_report);

#endif

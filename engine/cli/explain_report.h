#ifndef ENGINE_CLI_EXPLAIN_REPORT_H
#define ENGINE_CLI_EXPLAIN_REPORT_H

#include "engine/cli/command.h"
#include "engine/cli/explain_json.h"
#include "engine/run/month_setup.h"

/* One partner's month in plain words, on standard output: what rcti explain and rcti rerun print. */

/* --date and --start. EXIT_WRONG_USAGE with its message printed. */
enum exit_status explain_filter_read(const struct options *options, struct explain_filter *filter);
enum exit_status explain_report_print(const struct month_setup *setup,
                                      const struct options *options,
                                      const struct partner_report *report,
                                      const struct explain_filter *filter);
/* Works one partner out, and prints it. ret_report (may be NULL): the caller's. `beside_roster`: also
 * one whom the period's partners.csv does not have, with the particulars of the newest that does. */
enum exit_status explain_partner(const struct month_setup *setup, const struct options *options,
                                 const struct explain_filter *filter, bool beside_roster,
                                 struct partner_report **ret_report);

#endif

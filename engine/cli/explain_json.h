#ifndef ENGINE_CLI_EXPLAIN_JSON_H
#define ENGINE_CLI_EXPLAIN_JSON_H

#include "reports/value/partner_report.h"

/* What `rcti explain` may leave out (--date, --start). */
struct explain_filter {
    bool by_date;
    day date;
    bool by_start;
    int32_t start_minute;
};

bool explain_takes(const struct explain_filter *filter, day date, int32_t start_minute);

/* The explanation as one JSON object on standard output: the columns of slots.csv, adhoc.csv and
 * unscheduled.csv, and what was not paid with why. */
void explain_print_json(const struct report_run *run, const struct partner_report *report,
                        const struct explain_filter *filter);

#endif

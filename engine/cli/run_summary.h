#ifndef ENGINE_CLI_RUN_SUMMARY_H
#define ENGINE_CLI_RUN_SUMMARY_H

#include "reports/value/exceptions.h"
#include "reports/value/partner_report.h"

/* What a run ends with on standard output: the totals, the exceptions to look at, the draft's
 * digest and where its files are. */
struct run_summary {
    const struct report_run *run;
    const struct run_totals *totals;
    const exception_list *exceptions; /* sorted */
    int64_t issued_before;            /* partners who are left out because their period is closed */
    const char *digest;
    const char *directory;
};

void run_summary_print(const struct run_summary *summary);
void run_summary_print_json(const struct run_summary *summary);

#endif

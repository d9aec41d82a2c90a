#ifndef TESTS_REPORTS_REPORT_SAMPLE_H
#define TESTS_REPORTS_REPORT_SAMPLE_H

#include "reports/value/partner_report.h"
#include "tests/engine/core/month_sample.h"

/* A month_sample.h with who pays and who is paid, as the reports see it. */
struct report_sample {
    struct month_sample month; /* its policy and question are the run's */
    struct report_run run;
    struct supplier supplier;
};

void report_sample_init(struct report_sample *sample);
/* Computes the month. The caller frees. */
struct partner_report *report_sample_report(const struct report_sample *sample);

#endif

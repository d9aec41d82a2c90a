#ifndef ENGINE_RUN_REFUSED_H
#define ENGINE_RUN_REFUSED_H

#include "engine/run/run.h"
#include "reports/value/partner_report.h"

/* What an issue would refuse of a draft as it is: whoever reviews it has to know before. What has to be confirmed,
 * is named beside it (asked.h); who approves is asked at the issue. */
struct refused {
    int32_t payments; /* into the bank's file */
    money total;
    bool something; /* to be issued */
};

/* One partner of the run, whose states are the run's. */
void refused_take(struct refused *refused, const month_run *run,
                  const struct partner_report *report);

/* After the last: CANNOT_BE_ISSUED, once for each reason. */
void refused_tell(const struct refused *refused, const month_run *run, exception_list *exceptions);

#endif

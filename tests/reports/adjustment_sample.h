#ifndef TESTS_REPORTS_ADJUSTMENT_SAMPLE_H
#define TESTS_REPORTS_ADJUSTMENT_SAMPLE_H

#include "reports/value/partner_report.h"
#include "tests/reports/pdf_sample.h"

/* An adjustment of August 2026, made by hand, settled with the September of a pdf_sample. */

struct adjustment_sample {
    struct pdf_sample *month;
    struct adjustment_report adjustment;
    const struct adjustment_report *list[1]; /* the month's adjustments */
    GArray *lines;                           /* struct adjustment_line */
    GArray *reasons;                         /* const char *: those of the lines */
    GArray *moves;                           /* struct adjustment_move_row */
};

/* Of the month's RCTI or RCI: a block that was reported late takes an hour, an appointment that was
 * marked late another; an ad hoc session is paid after all. Owns `month`. The caller frees. */
struct adjustment_sample *adjustment_sample_new(struct pdf_sample *month);
/* Nothing but the hours of a block that is gone: more is paid. */
struct adjustment_sample *adjustment_sample_increase_new(struct pdf_sample *month);
/* So many hours, each with its own reason. */
struct adjustment_sample *adjustment_sample_large_new(struct pdf_sample *month, int move_count);
void adjustment_sample_free(struct adjustment_sample *sample);
typedef struct adjustment_sample adjustment_sample;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(adjustment_sample, adjustment_sample_free)

/* The month as it is now with the adjustment as it is now; the payment follows. */
const struct partner_report *adjustment_sample_report(struct adjustment_sample *sample);
/* Sets the payment and what is carried to what the documents add up to (R5). */
void adjustment_sample_settle(struct partner_report *report);

#endif

#ifndef ENGINE_RUN_FROZEN_MONTH_H
#define ENGINE_RUN_FROZEN_MONTH_H

#include "engine/store/issues/issues.h"
#include "reports/value/partner_report.h"

/* The state of a partner's period as an issue freezes it. Owns everything `month` points to. */
struct frozen_month {
    struct issued_month month;
    GArray *lines; /* struct line */
    GArray *slots; /* struct hour */
    GArray *adhoc; /* struct booking */
    GStringChunk *strings;
};

/* Verdicts and result_hash are the report's, and so are the lines where `lines` is NULL. */
struct frozen_month *frozen_month_new(struct period period, const struct partner_report *report,
                                      const struct line *lines, size_t line_count);
void frozen_month_set_number(struct frozen_month *frozen, const char *number);
void frozen_month_set_issue_hash(struct frozen_month *frozen, const char *issue_hash);
void frozen_month_free(struct frozen_month *frozen);
typedef struct frozen_month frozen_month;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(frozen_month, frozen_month_free)

/* What the lines of a state come to, GST included: the partner's position in that period. */
money frozen_position(const struct issued_month *month);

#endif

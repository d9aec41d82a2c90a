#ifndef TESTS_ENGINE_CORE_EXAMPLE_ISSUED_H
#define TESTS_ENGINE_CORE_EXAMPLE_ISSUED_H

#include "engine/core/rules/adjustment.h"

/* What was issued of an example's month, in the lines above `issued` (R1 and R2). */
struct example_issued {
    struct issued_standing standing;
    struct line *lines; /* original and adjustments together */
    size_t line_count;
    struct paid_hour *hours; /* as of the last issue */
    size_t hour_count;
    const char *abn; /* as printed */
    day issue_date;
    struct day_range gst; /* as known then */
    int64_t batch;        /* of the newest decision that was known then */
    GStringChunk *strings;
};

struct example_issued *issued_new(void);
void issued_free(struct example_issued *issued);

/* What the month now has beyond it. The caller frees `lines` and `moves`. */
struct example_corrections {
    enum correction correction;
    struct line *lines;
    size_t line_count;
    struct hour_move *moves;
    size_t move_count;
    struct paid_hour *hours; /* as they are now */
};
struct example_corrections corrections_find(const struct example_issued *issued,
                                            const struct partner_facts *facts, struct period period,
                                            const struct month_result *result);
void corrections_clear(struct example_corrections *corrections);

/* Freezes what one more run would issue of the month. */
void issued_take(struct example_issued *issued, const struct partner_facts *facts,
                 const struct month_question *question, const struct month_result *result);
/* The document is voided: what it came to stays paid. */
void issued_void(struct example_issued *issued);

#endif

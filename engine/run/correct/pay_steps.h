#ifndef ENGINE_RUN_CORRECT_PAY_STEPS_H
#define ENGINE_RUN_CORRECT_PAY_STEPS_H

#include <glib.h>

#include "engine/core/rules/adjustment.h"

/* What hours come to on one document, step by step. A document rounds each line once and its GST once (M1,
 * M2), so an hour alone has no exact price; but each step has one, what the document is more or less by it,
 * and all steps together are the document to the cent. */
typedef struct pay_steps pay_steps;

/* gst_rounding: the policy's. Frees with pay_steps_free. */
pay_steps *pay_steps_new(int32_t gst_rounding);
void pay_steps_free(pay_steps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pay_steps, pay_steps_free)

/* Minutes, or below 0 some that go, or of what was decided (D3) the amount; gst of the line is not read. No line
 * of minutes may be left with less than none when a step is taken. */
void pay_steps_add(pay_steps *steps, const struct line *line);
/* The same of what an hour or booking pays; nothing of NULL. sign: 1, or -1 where it goes. */
void pay_steps_add_hour(pay_steps *steps, const struct paid_hour *hour, int sign);
/* A whole month as the first step, which is taken: its hours, and of its lines what was decided. */
void pay_steps_add_month(pay_steps *steps, const struct paid_hour *hours, size_t count,
                         const struct line *lines, size_t line_count);
/* What the document is more, or less, by what was added since the last step. */
struct line_sum pay_steps_take(pay_steps *steps);

struct line_sum line_sum_add(struct line_sum a, struct line_sum b);
struct line_sum line_sum_subtract(struct line_sum a, struct line_sum b);
bool line_sum_is_zero(struct line_sum sum);

#endif

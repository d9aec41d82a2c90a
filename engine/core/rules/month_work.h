#ifndef ENGINE_CORE_RULES_MONTH_WORK_H
#define ENGINE_CORE_RULES_MONTH_WORK_H

#include "engine/core/check.h"
#include "engine/core/month.h"

/* What the parts of the rules hand to one another while a month is worked out. */
struct month_work {
    const struct partner_facts *facts;
    const struct policy *policy;
    const struct month_question *question;
    struct month_result *result; /* NULL where only evidence is asked for */
};

static inline void month_raise(const struct month_work *work, enum exception_code code,
                               enum exception_subject subject, size_t index)
{
    struct month_result *result = work->result;
    CHECK(result->exception_count < result->exception_capacity);
    result->exceptions[result->exception_count++] =
        (struct exception){code, subject, (uint32_t)index};
}

#endif

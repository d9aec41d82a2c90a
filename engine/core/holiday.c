#include "engine/core/holiday.h"

#include "engine/core/check.h"

const char *holiday_status_name(enum holiday_status status)
{
    static const char *const names[] = {"gazetted", "rule", "provisional"};
    CHECK((unsigned)status < sizeof names / sizeof names[0]);
    return names[status];
}

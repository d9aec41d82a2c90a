#include "engine/run/open.h"

bool open_month_is_skipped(const GArray *issued, struct period period)
{
    bool after_first = false;
    for (guint i = 0; i < issued->len; i++) {
        const int order = day_compare(g_array_index(issued, struct period, i).first, period.first);
        if (order == 0) {
            return false;
        }
        after_first |= order < 0;
    }
    return after_first;
}

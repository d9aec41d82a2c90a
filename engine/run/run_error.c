#include "engine/run/run_error.h"

#include <stdarg.h>

#include "engine/store/store.h"
#include "reports/tables/direct_entry.h"

G_DEFINE_QUARK(run - error - quark, run_error)

bool run_error_set(GError **error, enum run_error code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_propagate_error(error, g_error_new_valist(RUN_ERROR, (gint)code, format, values));
    va_end(values);
    return false;
}

bool run_error_is_machine(const GError *error)
{
    return error->domain != RUN_ERROR && error->domain != DIRECT_ENTRY_ERROR &&
           !g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED);
}

bool run_issues_check(struct issues *issues, const char *consequence, GError **error)
{
    const uint32_t count = issues_count(issues);
    if (count == 0) {
        return true;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    issues_sort(issues);
    for (uint32_t i = 0; i < issues_listed(issues); i++) {
        g_autofree char *line = issue_line(issues_at(issues, i));
        g_string_append_printf(text, "%s\n", line);
    }
    if (count > issues_listed(issues)) {
        g_string_append_printf(text, "and %u more\n", count - issues_listed(issues));
    }
    g_string_append_printf(text, "%u error%s; %s", count, count == 1 ? "" : "s", consequence);
    g_set_error_literal(error, RUN_ERROR, RUN_ERROR_ISSUES, text->str);
    return false;
}

#include "engine/run/asked.h"

#include "engine/run/month/payment_date.h"
#include "engine/run/open.h"
#include "reports/text.h"

/* Earlier months, after the first that was ever issued, that were imported and never issued. */
static bool skipped_months_raise(const month_run *run, struct gates *gates, GError **error)
{
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_autoptr(GString) skipped = g_string_new(NULL);
    if (!store_imported_periods(run->setup.store, run->setup.view.batch, imported, error)) {
        return false;
    }
    for (guint i = 0; i < imported->len; i++) {
        const struct period period = g_array_index(imported, struct period, i);
        if (day_compare(period.first, run->order.period.first) < 0 &&
            open_month_is_skipped(run->issued, period) &&
            !decided_settled(run->paid.decided.decisions, "", period)) {
            char text[TEXT_SIZE];
            g_string_append_printf(skipped, "%s%s", skipped->len > 0 ? ", " : "",
                                   text_month_words(text, period));
        }
    }
    if (skipped->len > 0) {
        gates_raise(gates, GATE_SKIPPED_MONTH, "%s was imported and never issued", skipped->str);
    }
    return true;
}

bool asked_raise(const month_run *run, struct gates *gates, GError **error)
{
    const struct report_run *now = &run->setup.run;
    g_autofree char *doubts = payment_date_doubts(now);
    if (doubts) {
        gates_raise(gates, GATE_PAYMENT_DATE, "%s %s",
                    text_date_words(TEXT_ROOM, now->payment_date), doubts);
    }
    return skipped_months_raise(run, gates, error);
}

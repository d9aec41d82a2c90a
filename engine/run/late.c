#include "engine/run/late.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/open.h"
#include "engine/run/open_private.h"
#include "reports/text.h"

enum { ISSUE_WITHIN_DAYS = 28 };

/* A tax invoice that the issue makes. */
struct rcti {
    struct period period;
    const char *number;
    const char *partner_id;
    const char *legal_name;
    money subtotal;
    money gst;
};

struct late_rctis {
    const month_run *run;
    GArray *rctis; /* struct rcti */
    GStringChunk *strings;
};

late_rctis *late_rctis_new(const month_run *run)
{
    late_rctis *late = g_new(late_rctis, 1);
    *late = (late_rctis){.run = run,
                         .rctis = g_array_new(FALSE, FALSE, sizeof(struct rcti)),
                         .strings = g_string_chunk_new(1024)};
    return late;
}

void late_rctis_free(late_rctis *late)
{
    if (late) {
        g_array_unref(late->rctis);
        g_string_chunk_free(late->strings);
        g_free(late);
    }
}

/* ---- what is issued ------------------------------------------------------------------------------ */

static void rcti_take(late_rctis *late, struct period period, const struct partner_report *report)
{
    const struct supplier *supplier = &report->supplier;
    if (report->document == DOCUMENT_RCTI) {
        const struct rcti rcti = {
            .period = period,
            .number = g_string_chunk_insert(late->strings, report->row.number),
            .partner_id = g_string_chunk_insert_const(late->strings, supplier->partner_id),
            .legal_name = g_string_chunk_insert_const(late->strings, supplier->legal_name),
            .subtotal = report->row.totals.subtotal,
            .gst = report->row.totals.gst};
        g_array_append_val(late->rctis, rcti);
    }
}

void late_rctis_take(late_rctis *late, const struct partner_report *report)
{
    if (report->row.amounts_blank) {
        return;
    }
    rcti_take(late, late->run->setup.run.period, report);
    for (size_t i = 0; i < report->late_count; i++) {
        rcti_take(late, report->late[i].run->period, report->late[i].report);
    }
}

/* ---- since when its value is known ---------------------------------------------------------------- */

/* Whether the month came to the same by the facts of an earlier issue. */
static bool value_compare(const late_rctis *late, const struct rcti *rcti,
                          const struct issue_head *head, bool *ret_same, GError **error)
{
    const struct month_order order = {.period = rcti->period,
                                      .batch = head->batch,
                                      .as_at = &head->as_at,
                                      .issue_date = &head->issue_date,
                                      .draft = true};
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_month) month = partner_month_new();
    *ret_same = false;
    if (!open_setup_begin(&late->run->setup, &order, rcti->partner_id, &setup, ret_same, error)) {
        return false;
    }
    if (!*ret_same) {
        return true;
    }
    if (!partner_month_compute(&setup, rcti->partner_id, false, month, error)) {
        return false;
    }
    const struct line_sum sum = adjustment_sum(month->result.lines, month->result.line_count);
    *ret_same = sum.subtotal.cents == rcti->subtotal.cents && sum.gst.cents == rcti->gst.cents;
    return true;
}

/* The day of the issue from which on the value is what it is now; that of this issue, where none before it
 * computed that. */
static bool determined_find(const late_rctis *late, const struct rcti *rcti, const GArray *heads,
                            day *ret_day, GError **error)
{
    const struct report_run *run = &late->run->setup.run;
    guint first = 0;
    bool same = true;
    *ret_day = run->issue_date;
    while (first < heads->len &&
           !open_same_period(g_array_index(heads, struct issue_head, first).period, rcti->period)) {
        first++;
    }
    if (first == heads->len ||
        run->issue_date.number - g_array_index(heads, struct issue_head, first).issue_date.number <=
            RCTI_WITHIN_DAYS) {
        return true;
    }
    for (guint i = heads->len; i > first && same; i--) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i - 1);
        if (!value_compare(late, rcti, head, &same, error)) {
            return false;
        }
        *ret_day = same ? head->issue_date : *ret_day;
    }
    return true;
}

bool late_rctis_raise(const late_rctis *late, struct gates *gates, GError **error)
{
    enum { NAMED_MAX = 20 };
    const struct report_run *run = &late->run->setup.run;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GString) text = g_string_new(NULL);
    guint count = 0;
    if (!store_issues_load(late->run->setup.store, NULL, heads, strings, error)) {
        return false;
    }
    for (guint i = 0; i < late->rctis->len; i++) {
        const struct rcti *rcti = &g_array_index(late->rctis, struct rcti, i);
        day since;
        if (!determined_find(late, rcti, heads, &since, error)) {
            return false;
        }
        const int32_t days = run->issue_date.number - since.number;
        if (days > RCTI_WITHIN_DAYS && count++ < NAMED_MAX) {
            g_string_append_printf(text, "%s %s%s%s %s, %d days after %s", count > 1 ? ";" : "",
                                   rcti->number, rcti->number[0] ? " of " : "", rcti->partner_id,
                                   rcti->legal_name, days, text_date_words(TEXT_ROOM, since));
        }
    }
    if (count > NAMED_MAX) {
        g_string_append_printf(text, "; and %u more", count - NAMED_MAX);
    }
    if (count > 0) {
        gates_raise(gates, GATE_LATE_RCTI,
                    "%u tax invoice%s more than %d days after the value was determined:%s", count,
                    count == 1 ? " comes" : "s come", (int)RCTI_WITHIN_DAYS, text->str);
    }
    return true;
}

/* ---- issued late --------------------------------------------------------------------------------- */

void late_run_tell(const struct report_run *run, const char *partner_id, exception_list *list)
{
    const day last_in_time = day_add(period_last(run->period), ISSUE_WITHIN_DAYS);
    if (day_compare(run->issue_date, last_in_time) > 0) {
        g_autofree char *detail = g_strdup_printf("it was %s", text_date(TEXT_ROOM, last_in_time));
        exception_list_add(list, EXCEPTION_ISSUED_AFTER_28_DAYS, partner_id, run->period_text,
                           detail, "");
    }
}

void late_documents_tell(const struct partner_report *report, exception_list *list)
{
    for (size_t i = 0; i < report->late_count; i++) {
        if (report->late[i].report->document != DOCUMENT_NONE) {
            late_run_tell(report->late[i].run, report->supplier.partner_id, list);
        }
    }
}

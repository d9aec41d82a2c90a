#include "engine/run/open.h"

#include <string.h>

#include "engine/run/open_private.h"
#include "engine/store/issues/open_items.h"
#include "reports/text.h"

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

bool open_same_period(struct period one, struct period other)
{
    return day_compare(one.first, other.first) == 0;
}

/* ---- documents, payments and months ----------------------------------------------------------- */

static bool voids_add(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_void_open));
    if (!store_voids_open_load(question->setup->store, question->before_seq, rows, strings,
                               error)) {
        return false;
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct store_void_open *row = &g_array_index(rows, struct store_void_open, i);
        char period[TEXT_SIZE];
        text_period(period, row->period);
        g_autofree char *about = g_strdup_printf(
            "%s%s", row->number, row->unpaid.cents > 0 ? "; its payment is open as UNPAID" : "");
        g_autofree char *next = g_strdup_printf(
            "run %s and issue it: the document is replaced, or what it paid is taken back", period);
        if (!open_is_settled(question->after, row->period, row->partner_id)) {
            open_list_add(list,
                          &(struct open_item){.kind = OPEN_VOID,
                                              .partner_id = row->partner_id,
                                              .legal_name = row->legal_name,
                                              .period = period,
                                              .amount = money_subtract(row->settled, row->unpaid),
                                              .since = row->voided_on,
                                              .by = day_add(row->issue_date, RCTI_WITHIN_DAYS),
                                              .about = about,
                                              .next = next,
                                              .counted = true});
        }
    }
    return true;
}

static void unpaid_add(const struct store_unpaid *row, open_list *list)
{
    char period[TEXT_SIZE];
    open_list_add(list, &(struct open_item){
                            .kind = OPEN_UNPAID,
                            .partner_id = row->partner_id,
                            .legal_name = row->legal_name,
                            .period = text_period(period, row->period),
                            .amount = row->payment,
                            .since = row->issue_date,
                            .by = row->payment_date,
                            .about = row->has_account ? "the account does not fit the payment file"
                                                      : "NO_BANK_DETAILS",
                            .next = "no payment file has it: pay it by hand; put the account right "
                                    "in partners.csv for the next month",
                            .counted = true});
}

static bool all_unpaid_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    const GArray *left_out = question->left_out;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_unpaid));
    if (!store_unpaid_load(setup->store, question->before_seq, setup->view.batch, rows, strings,
                           error)) {
        return false;
    }
    for (guint i = 0; left_out && i < left_out->len; i++) {
        const struct payment_left_out *left = &g_array_index(left_out, struct payment_left_out, i);
        const struct store_unpaid row = {.period = setup->run.period,
                                         .partner_id = left->payment->supplier.partner_id,
                                         .legal_name = left->payment->supplier.legal_name,
                                         .payment = left->payment->amount,
                                         .has_account = left->refusal != PAYMENT_NO_BANK_DETAILS,
                                         .issue_date = setup->run.issue_date,
                                         .payment_date = setup->run.payment_date};
        g_array_append_val(rows, row);
    }
    for (guint i = 0; i < rows->len; i++) {
        unpaid_add(&g_array_index(rows, struct store_unpaid, i), list);
    }
    return true;
}

static gint period_order(gconstpointer a, gconstpointer b)
{
    return day_compare(((const struct period *)a)->first, ((const struct period *)b)->first);
}

/* Every period that is issued, a run's own included: as it is after that. */
static GArray *issued_list(const struct open_question *question, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!store_issued_periods(setup->store, question->before_seq, issued, error)) {
        return NULL;
    }
    bool found = !question->after;
    for (guint i = 0; i < issued->len; i++) {
        found |= open_same_period(g_array_index(issued, struct period, i), setup->run.period);
    }
    if (!found) {
        g_array_append_val(issued, setup->run.period);
        g_array_sort(issued, period_order);
    }
    return g_steal_pointer(&issued);
}

/* ---- all of it ---------------------------------------------------------------------------------- */

bool open_items_find(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GArray) issued = issued_list(question, error);
    const bool done = issued && open_held_add(question, list, error) &&
                      voids_add(question, list, error) && all_unpaid_add(question, list, error) &&
                      open_not_issued_add(question, issued, list, error) &&
                      open_owed_add(question, list, error) &&
                      open_beyond_add(question, issued, list, error);
    open_list_close(list);
    return done;
}

bool open_items_now(store *store, const struct month_order *order, open_list *list, GError **error)
{
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_auto(month_setup) setup = {0};
    struct month_order newest = *order;
    int64_t batch = 0;
    if (!store_newest_batch(store, &batch, error) ||
        !store_imported_periods(store, batch, imported, error)) {
        return false;
    }
    if (imported->len == 0) {
        return true;
    }
    newest.period = g_array_index(imported, struct period, imported->len - 1);
    const struct open_question question = {.setup = &setup, .before_seq = ISSUED_NOW};
    return month_setup_begin(store, &newest, NULL, &setup, error) &&
           open_items_find(&question, list, error);
}

#include "engine/run/open.h"

#include <string.h>

#include "engine/run/open_private.h"
#include "engine/store/issues/deliveries.h"
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

/* What of the payments for the voided document is open as UNPAID: no payment file had it, or it came back. */
static bool void_unpaid(const struct open_question *question, const struct store_void_open *row,
                        money *ret_unpaid, GError **error)
{
    const GArray *standings = question->decided->standings;
    g_autoptr(GArray) seqs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    money unpaid = {0};
    if (!store_void_issues(question->setup->store, row->number, question->before_seq, seqs,
                           error)) {
        return false;
    }
    for (guint i = 0; i < seqs->len; i++) {
        for (guint k = 0; k < standings->len; k++) {
            const struct payment_standing *standing =
                &g_array_index(standings, struct payment_standing, k);
            if (standing->payment.seq == g_array_index(seqs, int64_t, i) &&
                strcmp(standing->payment.partner_id, row->partner_id) == 0) {
                unpaid = money_add(unpaid, money_add(standing->left, standing->owed));
            }
        }
    }
    ret_unpaid->cents = MIN(unpaid.cents, MAX(row->settled.cents, 0));
    return true;
}

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
        money unpaid;
        if (!void_unpaid(question, row, &unpaid, error)) {
            return false;
        }
        text_period(period, row->period);
        g_autofree char *about = g_strdup_printf(
            "%s%s", row->number, unpaid.cents > 0 ? "; its payment is open as UNPAID" : "");
        g_autofree char *next = g_strdup_printf(
            "run %s and issue it: the document is replaced, or what it paid is taken back", period);
        if (!open_is_settled(question->after, row->period, row->partner_id) &&
            !decided_settled(question->decided->decisions, row->partner_id, row->period)) {
            open_list_add(list,
                          &(struct open_item){.kind = OPEN_VOID,
                                              .partner_id = row->partner_id,
                                              .legal_name = row->legal_name,
                                              .period = period,
                                              .amount = money_subtract(row->settled, unpaid),
                                              .since = row->voided_on,
                                              .by = day_add(row->issue_date, RCTI_WITHIN_DAYS),
                                              .about = about,
                                              .next = next,
                                              .counted = true});
        }
    }
    return true;
}

static void left_add(const struct store_payment *row, const char *legal_name, money amount,
                     open_list *list)
{
    char period[TEXT_SIZE];
    g_autofree char *next =
        row->number[0] != '\0'
            ? g_strdup_printf("pay it by hand and record that (rcti decide paid %s); or put the "
                              "account right in partners.csv and have the next payment file pay it "
                              "(rcti decide returned %s)",
                              row->number, row->number)
            : g_strdup("no payment file has it: pay it by hand; put the account right in "
                       "partners.csv for the next month");
    open_list_add(list, &(struct open_item){
                            .kind = OPEN_UNPAID,
                            .partner_id = row->partner_id,
                            .legal_name = legal_name,
                            .period = text_period(period, row->period),
                            .amount = amount,
                            .since = row->issue_date,
                            .by = row->payment_date,
                            .about = row->has_account ? "the account does not fit the payment file"
                                                      : "NO_BANK_DETAILS",
                            .next = next,
                            .counted = true});
}

static void returned_add(const struct payment_standing *standing, money amount, open_list *list)
{
    const struct store_payment *row = &standing->payment;
    char period[TEXT_SIZE];
    g_autofree char *about =
        g_strdup_printf("%s came back (decision %s)", row->number, standing->decision->ticket);
    open_list_add(
        list,
        &(struct open_item){
            .kind = OPEN_UNPAID,
            .partner_id = row->partner_id,
            .legal_name = row->legal_name,
            .period = text_period(period, row->period),
            .amount = amount,
            .since = row->issue_date,
            .by = row->payment_date,
            .about = about,
            .next = "the next payment file has it: put the account right in partners.csv before",
            .counted = true});
}

static void all_unpaid_add(const struct open_question *question, open_list *list)
{
    const struct month_setup *setup = question->setup;
    const GArray *left_out = question->left_out;
    const GArray *standings = question->decided->standings;
    for (guint i = 0; i < standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(standings, struct payment_standing, i);
        const money owed =
            money_subtract(standing->owed, open_paid_again(question->after, &standing->payment));
        if (owed.cents > 0) {
            returned_add(standing, owed, list);
        }
        if (standing->left.cents > 0) {
            left_add(&standing->payment, standing->payment.legal_name, standing->left, list);
        }
    }
    for (guint i = 0; left_out && i < left_out->len; i++) {
        const struct payment_left_out *left = &g_array_index(left_out, struct payment_left_out, i);
        const struct store_payment row = {.period = left->payment->period,
                                          .partner_id = left->payment->supplier.partner_id,
                                          .number = left->payment->reference,
                                          .has_account = left->refusal != PAYMENT_NO_BANK_DETAILS,
                                          .issue_date = setup->run.issue_date,
                                          .payment_date = setup->run.payment_date};
        left_add(&row, left->payment->supplier.legal_name, left->payment->amount, list);
    }
}

/* An RCTI is given to the supplier within 28 days of the month (documents.md section 3); what its issue
 * made known after these, of that issue. */
static day delivered_by(const struct store_delivery *row)
{
    const day by = day_add(period_last(row->period), RCTI_WITHIN_DAYS);
    return day_compare(row->issue_date, by) <= 0 ? by : day_add(row->issue_date, RCTI_WITHIN_DAYS);
}

/* What a person has to look at. */
static void unsent_document_add(const struct store_delivery *row, open_list *list)
{
    static const char *const next[DELIVERY_STATE_COUNT] = {
        [DELIVERY_UNMADE] = "no address was known: deliver it, and record it: rcti deliveries "
                            "--sent %s --on DATE",
        [DELIVERY_SENDING] = "rcti send %s says what became of it",
        [DELIVERY_REFUSED] = "ask for the right address: rcti send --again %s --reason TEXT --to "
                             "ADDRESS",
        [DELIVERY_UNKNOWN] = "ask whether it arrived; then rcti deliveries --sent %s --on DATE, or "
                             "rcti send --again",
        [DELIVERY_BOUNCED] = "ask for the right address: rcti send --again %s --reason TEXT --to "
                             "ADDRESS"};
    char period[TEXT_SIZE];
    char issued_in[TEXT_SIZE];
    if (row->is_void || !next[row->state]) {
        return;
    }
    g_autofree char *about =
        g_strdup_printf("%s: %s%s%s", row->number, words_delivery_state[row->state],
                        row->answer[0] != '\0' ? ", " : "", row->answer);
    g_auto(GStrv) parts = g_strsplit(next[row->state], "%s", 2);
    g_autofree char *told = g_strconcat(
        parts[0],
        row->state == DELIVERY_SENDING ? text_period(issued_in, row->issued_in) : row->number,
        parts[1], NULL);
    open_list_add(list, &(struct open_item){.kind = OPEN_UNSENT,
                                            .partner_id = row->partner_id,
                                            .legal_name = row->legal_name,
                                            .period = text_period(period, row->period),
                                            .since = row->issue_date,
                                            .by = delivered_by(row),
                                            .about = about,
                                            .next = told,
                                            .counted = true});
}

/* Those that only wait for rcti send: one item an issue, by the last day of the first of them. */
static void unsent_issue_add(const struct store_delivery *rows, guint count, open_list *list)
{
    char period[TEXT_SIZE];
    guint waiting = 0;
    day by = OPEN_NO_DAY;
    for (guint i = 0; i < count; i++) {
        const struct store_delivery *row = &rows[i];
        if (!row->is_void && (row->state == DELIVERY_QUEUED || row->state == DELIVERY_LATER)) {
            const day last = delivered_by(row);
            by = waiting++ > 0 && day_compare(by, last) < 0 ? by : last;
        }
    }
    if (waiting == 0) {
        return;
    }
    text_period(period, rows->issued_in);
    g_autofree char *about =
        g_strdup_printf("%u document%s of issue %d", waiting, waiting == 1 ? "" : "s", rows->issue);
    g_autofree char *next = g_strdup_printf("rcti send %s", period);
    open_list_add(list, &(struct open_item){.kind = OPEN_UNSENT,
                                            .period = period,
                                            .since = rows->issue_date,
                                            .by = by,
                                            .about = about,
                                            .next = next,
                                            .counted = true});
}

/* Whether the program made messages for an issue of that month: what has none had no address then. */
static bool is_mailed(const GArray *deliveries, struct period issued_in)
{
    for (guint i = 0; i < deliveries->len; i++) {
        const struct store_delivery *row = &g_array_index(deliveries, struct store_delivery, i);
        if (row->message_row != 0 && day_compare(row->issued_in.first, issued_in.first) == 0) {
            return true;
        }
    }
    return false;
}

/* Of months whose messages the program made; and what a person says. */
static bool unsent_add(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GArray) deliveries = g_array_new(FALSE, FALSE, sizeof(struct store_delivery));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_deliveries_load(question->setup->store, NULL, 0, question->before_seq, deliveries,
                               strings, error)) {
        return false;
    }
    const struct store_delivery *rows = (const void *)deliveries->data;
    for (guint begin = 0, end = 0; begin < deliveries->len; begin = end) {
        const bool mailed = is_mailed(deliveries, rows[begin].issued_in);
        for (end = begin; end < deliveries->len && rows[end].seq == rows[begin].seq; end++) {
            if (mailed || rows[end].state != DELIVERY_UNMADE) {
                unsent_document_add(&rows[end], list);
            }
        }
        unsent_issue_add(&rows[begin], end - begin, list);
    }
    return true;
}

/* Of one month and one last day. */
struct unsent_telling {
    const char *period;
    day by;
    guint count;
    GString *text; /* "14 documents of issue 1; RCTI-202608-P0003: refused" */
};

static struct unsent_telling *unsent_telling_of(GArray *tellings, const struct open_item *item)
{
    for (guint i = 0; i < tellings->len; i++) {
        struct unsent_telling *known = &g_array_index(tellings, struct unsent_telling, i);
        if (strcmp(known->period, item->period) == 0 && day_compare(known->by, item->by) == 0) {
            return known;
        }
    }
    const struct unsent_telling first = {item->period, item->by, 0, g_string_new(NULL)};
    g_array_append_val(tellings, first);
    return &g_array_index(tellings, struct unsent_telling, tellings->len - 1);
}

void open_unsent_tell(const open_list *list, day today, exception_list *exceptions)
{
    enum { TOLD_DAYS_BEFORE = 7, NAMED_MAX = 3 }; /* from the 21st of 28 days on */
    g_autoptr(GArray) tellings = g_array_new(FALSE, FALSE, sizeof(struct unsent_telling));
    for (guint i = 0; i < list->items->len; i++) {
        const struct open_item *item = &g_array_index(list->items, struct open_item, i);
        if (item->kind == OPEN_UNSENT &&
            day_compare(today, day_add(item->by, -TOLD_DAYS_BEFORE)) >= 0) {
            struct unsent_telling *telling = unsent_telling_of(tellings, item);
            if (telling->count++ < NAMED_MAX) {
                g_string_append_printf(telling->text, "%s%s", telling->count > 1 ? "; " : "",
                                       item->about);
            }
        }
    }
    for (guint i = 0; i < tellings->len; i++) {
        struct unsent_telling *telling = &g_array_index(tellings, struct unsent_telling, i);
        if (telling->count > NAMED_MAX) {
            g_string_append_printf(telling->text, "; and %u more", telling->count - NAMED_MAX);
        }
        g_string_append_printf(telling->text, "; the last day is %s",
                               text_date_words(TEXT_ROOM, telling->by));
        exception_list_add(exceptions, EXCEPTION_UNSENT, "", telling->period, telling->text->str,
                           "");
        g_string_free(telling->text, TRUE);
    }
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

static bool items_find(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GArray) issued = issued_list(question, error);
    if (!issued || !open_held_add(question, list, error) || !voids_add(question, list, error)) {
        return false;
    }
    all_unpaid_add(question, list);
    return unsent_add(question, list, error) &&
           open_not_issued_add(question, issued, list, error) &&
           open_owed_add(question, list, error) && open_beyond_add(question, issued, list, error);
}

bool open_items_find(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_auto(decided) decided = {0};
    g_autoptr(GArray) carried = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    struct open_question full = *question;
    full.decided = &decided;
    const bool done =
        store_carried_load(setup->store, question->before_seq, carried, strings, error) &&
        decided_load(setup->store, setup->view.batch, setup->view.period, question->before_seq,
                     carried, &decided, error) &&
        items_find(&full, list, error);
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

#include <string.h>

#include "engine/run/correct/decided.h"
#include "engine/run/decide/decide.h"
#include "engine/run/decide/decide_private.h"
#include "engine/store/issues/repaid.h"
#include "reports/text.h"

/* Whether D4 and D6 to D9 can have an effect; and whether what a later payment rests on may be ended. */

/* ---- what they look at ------------------------------------------------------------------------- */

static bool imported_check(const struct decide_look *look, struct period period, char **ret_refusal,
                           GError **error)
{
    const struct store_view view = {.period = period, .batch = look->batch};
    bool imported = false;
    return store_period_imported(look->store, &view, &imported, error) &&
           (imported || decide_refuse(ret_refusal, "%s was never imported",
                                      text_month_words(TEXT_ROOM, period)));
}

/* Whether an issue gave the partner's period a state that stands. */
static bool is_closed(const struct decide_look *look, const struct decision *decision,
                      bool *ret_closed, GError **error)
{
    g_autoptr(GPtrArray) closed =
        store_issued_partner_ids(look->store, decision->period, ISSUED_NOW, true, error);
    *ret_closed =
        closed && g_ptr_array_find_with_equal_func(closed, decision->partner_id, g_str_equal, NULL);
    return closed != NULL;
}

/* That of the decision's document; all zero where nothing is open of it, left out or decided. Its strings are
 * the look's. */
static bool standing_load(struct decide_look *look, const struct decision *decision,
                          struct payment_standing *ret_standing, GError **error)
{
    g_autoptr(GArray) standings = g_array_new(FALSE, TRUE, sizeof(struct payment_standing));
    struct store_payment payment = {0};
    bool found = false;
    if (!payment_standings_load(look->store, (const void *)look->decisions->data,
                                look->decisions->len, ISSUED_NOW, standings, NULL, look->strings,
                                error) ||
        !store_payment_of(look->store, decision->number, ISSUED_NOW, &found, &payment,
                          look->strings, error)) {
        return false;
    }
    const struct payment_standing *known =
        found ? payment_standing_find(standings, &payment) : NULL;
    *ret_standing = known ? *known : (struct payment_standing){.payment = payment};
    if (found && !known && !payment.in_file) {
        ret_standing->left = payment.payment;
    }
    return true;
}

/* ---- D4: hold, release --------------------------------------------------------------------------- */

bool decide_check_hold(struct decide_look *look, const struct decision *decision,
                       char **ret_refusal, GError **error)
{
    const struct decision *twin =
        decided_held(look->decisions, decision->partner_id, decision->period);
    const struct decision *settled =
        decided_settled(look->decisions, decision->partner_id, decision->period);
    bool closed = false;
    if (twin || settled) {
        return decide_refuse(ret_refusal, "%s %s it already", (twin ? twin : settled)->decision_id,
                             twin ? "holds" : "settles");
    }
    if (!imported_check(look, decision->period, ret_refusal, error) ||
        !is_closed(look, decision, &closed, error)) {
        return false;
    }
    return *ret_refusal || !closed ||
           decide_refuse(ret_refusal, "%s of %s is issued already, so there is nothing to hold",
                         text_month_words(TEXT_ROOM, decision->period), decision->partner_id);
}

bool decide_check_release(struct decide_look *look, const struct decision *decision,
                          char **ret_refusal, G_GNUC_UNUSED GError **error)
{
    return decided_held(look->decisions, decision->partner_id, decision->period) ||
           decide_refuse(ret_refusal,
                         "%s of %s is held by no decision, and this releases nothing else",
                         text_month_words(TEXT_ROOM, decision->period), decision->partner_id);
}

/* ---- D6: settled --------------------------------------------------------------------------------- */

static bool whole_month_check(const struct decide_look *look, const struct decision *decision,
                              char **ret_refusal, GError **error)
{
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!imported_check(look, decision->period, ret_refusal, error) ||
        !store_issued_periods(look->store, ISSUED_NOW, issued, error)) {
        return false;
    }
    for (guint i = 0; i < issued->len && !*ret_refusal; i++) {
        if (day_compare(g_array_index(issued, struct period, i).first, decision->period.first) ==
            0) {
            return decide_refuse(ret_refusal,
                                 "%s is issued: settle the partners that are left one by one",
                                 text_month_words(TEXT_ROOM, decision->period));
        }
    }
    return true;
}

/* D7: a payment for a document of the month that no file has, or that came back, would be paid beside what settles
 * the month. */
static bool unpaid_check(struct decide_look *look, const struct decision *decision,
                         char **ret_refusal, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    if (!store_partner_documents_load(look->store, 0, decision->partner_id, documents,
                                      look->strings, error)) {
        return false;
    }
    for (guint i = 0; i < documents->len && !*ret_refusal; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        const struct decision about = {.number = document->number};
        struct payment_standing standing = {0};
        if (day_compare(document->period.first, decision->period.first) != 0) {
            continue;
        }
        if (!standing_load(look, &about, &standing, error)) {
            return false;
        }
        const money open = money_add(standing.left, standing.owed);
        if (open.cents > 0) {
            decide_refuse(ret_refusal,
                          "%s of the payment for %s is open, and is no part of a settlement: wait "
                          "until a payment file has it, or record that it was made by hand (rcti "
                          "decide paid %s)",
                          text_dollars(TEXT_ROOM, open), document->number, document->number);
        }
    }
    return true;
}

bool decide_check_settled(struct decide_look *look, const struct decision *decision,
                          char **ret_refusal, GError **error)
{
    const struct decision *known =
        decided_settled(look->decisions, decision->partner_id, decision->period);
    if (known && (known->partner_id[0] == '\0' || known->amount.cents == decision->amount.cents)) {
        return decide_refuse(ret_refusal, "%s settles it already", known->decision_id);
    }
    if (decision->partner_id[0] == '\0') {
        return whole_month_check(look, decision, ret_refusal, error);
    }
    if (!decision->amount_given) {
        return decide_refuse(ret_refusal, "it needs the amount that it was settled at, GST "
                                          "included, beyond what was issued of the month");
    }
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(look->store, decision->period, decision->partner_id, ISSUED_NOW,
                                 false, &before, error)) {
        return false;
    }
    /* What was issued may have been paid back: nothing else makes less than nothing. */
    const money issued = before ? month_position(&before->month) : (money){0};
    if (money_add(issued, decision->amount).cents < 0) {
        return decide_refuse(
            ret_refusal,
            issued.cents > 0
                ? "%s was issued of that month, so no more than that can have been paid back"
                : "%s was issued of that month, so nothing can have been paid back: it needs 0.00 "
                  "or more",
            text_dollars(TEXT_ROOM, issued));
    }
    return before ? unpaid_check(look, decision, ret_refusal, error)
                  : decide_month(look, decision->partner_id, decision->period, ret_refusal, error);
}

/* ---- D7: returned, paid -------------------------------------------------------------------------- */

bool decide_check_payment(struct decide_look *look, const struct decision *decision,
                          char **ret_refusal, GError **error)
{
    struct payment_standing standing = {0};
    char paid[TEXT_SIZE];
    if (!standing_load(look, decision, &standing, error)) {
        return false;
    }
    struct decision all = *decision;
    all.amount_given = false;
    const money most = payment_standing_moves(&standing, &all);
    text_dollars(paid, standing.payment.payment);
    if (standing.payment.payment.cents == 0) {
        return decide_refuse(ret_refusal,
                             "nothing was paid for %s: its issue had nothing to pay, or what was "
                             "owed took all of it",
                             decision->number);
    }
    if (most.cents == 0) {
        return decide_refuse(ret_refusal,
                             decision->kind == DECISION_PAID
                                 ? "the payment of %s for %s is not open: its payment file has it, "
                                   "or it was paid by hand"
                                 : "all of the payment of %s for %s came back already",
                             paid, decision->number);
    }
    if (decision->amount_given &&
        (decision->amount.cents <= 0 || decision->amount.cents > most.cents)) {
        return decide_refuse(
            ret_refusal, "of the payment of %s for %s it is 0.01 to %s that can %s", paid,
            decision->number, text_money(TEXT_ROOM, most),
            decision->kind == DECISION_PAID ? "be paid by hand" : "have come back");
    }
    return true;
}

/* ---- D8: write_off ------------------------------------------------------------------------------- */

/* What the partner owes, a row an ABN, less what is decided about it: struct store_carried, below 0. */
static bool owed_load(const struct decide_look *look, const char *partner_id, GArray *owed,
                      GError **error)
{
    g_auto(decided) decided = {0};
    g_autoptr(GArray) carried = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    if (!store_carried_load(look->store, ISSUED_NOW, carried, look->strings, error) ||
        !decided_debts_load(look->store, look->decisions, ISSUED_NOW, carried, &decided, error)) {
        return false;
    }
    for (guint i = 0; i < carried->len; i++) {
        struct store_carried row = g_array_index(carried, struct store_carried, i);
        row.carried = decided_owed(&decided, &row);
        if (strcmp(row.partner_id, partner_id) == 0 && row.carried.cents < 0) {
            g_array_append_val(owed, row);
        }
    }
    return true;
}

/* The partner's newest document that names the ABN; with a number, the one that has it. NULL in ret_document: there
 * is none. */
static bool document_find(const struct decide_look *look, const struct decision *decision,
                          const char *abn, const struct issued_document **ret_document,
                          GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    struct issued_document *found = NULL;
    if (!store_partner_documents_load(look->store, 0, decision->partner_id, documents,
                                      look->strings, error)) {
        return false;
    }
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *row = &g_array_index(documents, struct issued_document, i);
        const bool is_meant = decision->number[0] != '\0'
                                  ? strcmp(row->number, decision->number) == 0
                                  : strcmp(row->supplier.abn, abn) == 0;
        if (is_meant && (!found || row->seq > found->seq)) {
            found = found ? found : g_new(struct issued_document, 1);
            *found = *row;
        }
    }
    *ret_document = found;
    return true;
}

bool decide_debt_locate(struct decide_look *look, struct decision *decision, char **ret_refusal,
                        GError **error)
{
    g_autoptr(GArray) owed = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    g_autofree const struct issued_document *document = NULL;
    if (!owed_load(look, decision->partner_id, owed, error)) {
        return false;
    }
    const struct store_carried *rows = (const void *)owed->data;
    if (owed->len > 1 && decision->number[0] == '\0') {
        char first[TEXT_SIZE];
        char second[TEXT_SIZE];
        return decide_refuse(ret_refusal,
                             "%s owes under %u ABNs, %s and %s: name a document of the one that is "
                             "meant (number)",
                             decision->partner_id, owed->len, text_abn(first, rows[0].abn),
                             text_abn(second, rows[1].abn));
    }
    if (!document_find(look, decision, owed->len > 0 ? rows[0].abn : "", &document, error)) {
        return false;
    }
    if (!document && decision->number[0] != '\0') {
        return decide_refuse(ret_refusal, "%s has no document %s", decision->partner_id,
                             decision->number);
    }
    decision->number = document ? document->number : "";
    return true;
}

bool decide_check_write_off(struct decide_look *look, const struct decision *decision,
                            char **ret_refusal, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    g_autofree const struct issued_document *document = NULL;
    money owed = {0};
    char text[TEXT_SIZE];
    char abn[TEXT_SIZE];
    if (!owed_load(look, decision->partner_id, rows, error) ||
        (decision->number[0] != '\0' && !document_find(look, decision, "", &document, error))) {
        return false;
    }
    for (guint i = 0; i < rows->len && document; i++) {
        const struct store_carried *row = &g_array_index(rows, struct store_carried, i);
        if (strcmp(row->abn, document->supplier.abn) == 0) {
            owed.cents = -row->carried.cents;
        }
    }
    if (owed.cents == 0) {
        g_autofree char *under =
            document ? g_strdup_printf(" under the ABN %s", text_abn(abn, document->supplier.abn))
                     : g_strdup("");
        return decide_refuse(ret_refusal, "%s owes nothing%s", decision->partner_id, under);
    }
    return (decision->amount_given && decision->amount.cents > 0 &&
            decision->amount.cents <= owed.cents) ||
           decide_refuse(ret_refusal, "%s owes %s: it needs an amount of 0.01 to that",
                         decision->partner_id, text_dollars(text, owed));
}

/* ---- D9: instalments ------------------------------------------------------------------------------ */

bool decide_check_instalments(struct decide_look *look, const struct decision *decision,
                              char **ret_refusal, G_GNUC_UNUSED GError **error)
{
    const struct decision *known = decided_instalments(look->decisions, decision->partner_id);
    if (!decision->amount_given || decision->amount.cents <= 0) {
        return decide_refuse(ret_refusal,
                             "it needs the amount that comes off once a month at most");
    }
    return !known || known->amount.cents != decision->amount.cents ||
           decide_refuse(ret_refusal, "%s says so already", known->decision_id);
}

/* ---- what ends them ------------------------------------------------------------------------------- */

/* *ret_by_hand: a later decision in force on the same payment, which was made by hand because of it; or
 * NULL. */
static bool payment_rests(const struct decide_look *look, const struct payment_standing *standing,
                          const struct decision *decision, const struct decision **ret_by_hand,
                          GError **error)
{
    bool after = false;
    *ret_by_hand = NULL;
    for (guint i = 0; i < look->decisions->len && !*ret_by_hand; i++) {
        const struct decision *other = &g_array_index(look->decisions, struct decision, i);
        if (after && other->kind == DECISION_PAID && decision->kind == DECISION_RETURNED &&
            decision_in_force(other)) {
            struct store_payment payment = {0};
            bool found = false;
            if (!store_payment_of(look->store, other->number, ISSUED_NOW, &found, &payment,
                                  look->strings, error)) {
                return false;
            }
            *ret_by_hand = found && payment_is_same(&payment, &standing->payment) ? other : NULL;
        }
        after = after || other == decision;
    }
    return true;
}

bool decide_check_revoke(struct decide_look *look, const struct decision *revocation,
                         char **ret_refusal, GError **error)
{
    const struct decision *decision = decide_find(look, revocation->revokes);
    CHECK(decision); /* it was located */
    if (decision->kind == DECISION_RETURNED || decision->kind == DECISION_PAID) {
        struct payment_standing standing = {0};
        const struct decision *by_hand = NULL;
        if (!standing_load(look, decision, &standing, error) ||
            !payment_rests(look, &standing, decision, &by_hand, error)) {
            return false;
        }
        if (standing.again_batch >= decision->batch && standing.again_batch > 0) {
            return decide_refuse(ret_refusal, "an issue that came after %s paid that again",
                                 decision->decision_id);
        }
        return !by_hand || decide_refuse(ret_refusal,
                                         "%s, that it was then paid by hand, rests on it: revoke "
                                         "that first",
                                         by_hand->decision_id);
    }
    int64_t paid_batch = 0;
    if (decision->kind == DECISION_SETTLED && decision->partner_id[0] != '\0' &&
        !store_partner_paid_batch(look->store, decision->partner_id, ISSUED_NOW, &paid_batch,
                                  error)) {
        return false;
    }
    return paid_batch < decision->batch ||
           decide_refuse(ret_refusal,
                         "%s was paid since, and what that payment left out rests on it: enter "
                         "anew what was settled in all (settled)",
                         decision->partner_id);
}

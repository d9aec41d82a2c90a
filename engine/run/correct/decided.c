#include "engine/run/correct/decided.h"

#include <string.h>

#include "engine/store/facts/decisions.h"
#include "engine/store/facts/read.h"

/* ---- subjects ------------------------------------------------------------------------------- */

static const struct decision *subject_find(const GArray *decisions, enum decision_kind kind,
                                           const char *partner_id, const struct period *period)
{
    const struct decision *found = NULL;
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        if (decision->kind == kind && decision_in_force(decision) &&
            strcmp(decision->partner_id, partner_id) == 0 &&
            (!period || day_compare(decision->period.first, period->first) == 0)) {
            found = decision;
        }
    }
    return found;
}

const struct decision *decided_settled(const GArray *decisions, const char *partner_id,
                                       struct period period)
{
    const struct decision *whole = subject_find(decisions, DECISION_SETTLED, "", &period);
    return whole || partner_id[0] == '\0'
               ? whole
               : subject_find(decisions, DECISION_SETTLED, partner_id, &period);
}

const struct decision *decided_instalments(const GArray *decisions, const char *partner_id)
{
    return subject_find(decisions, DECISION_INSTALMENTS, partner_id, NULL);
}

const struct decision *decided_held(const GArray *decisions, const char *partner_id,
                                    struct period period)
{
    return subject_find(decisions, DECISION_HOLD, partner_id, &period);
}

bool decided_of_partner(store *store, const char *partner_id, GArray *decisions,
                        GStringChunk *strings, GError **error)
{
    int64_t newest = 0;
    return store_newest_batch(store, &newest, error) &&
           store_decisions_load(store, newest, partner_id, decisions, strings, error);
}

/* ---- what came back ------------------------------------------------------------------------- */

static bool again_add(store *store, const struct payment_standing *standing,
                      struct decided *decided, GError **error)
{
    struct issued_document document = {0};
    bool found = false;
    if (!store_document_load(store, standing->payment.number, &found, &document, decided->strings,
                             error)) {
        return false;
    }
    struct owed_again row = {.standing = standing, .owed = standing->owed};
    row.supplier = document.supplier;
    CHECK(found);
    g_array_append_val(decided->again, row);
    return true;
}

static bool seqs_have(const GArray *seqs, int64_t seq)
{
    bool has = false;
    for (guint i = 0; i < seqs->len; i++) {
        has = has || g_array_index(seqs, int64_t, i) == seq;
    }
    return has;
}

/* Of what a voided document settled, as much as came back of the payments that it was in. */
static bool void_add(store *store, const struct store_void_open *row, int64_t before_seq,
                     struct decided *decided, GError **error)
{
    g_autoptr(GArray) seqs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    money settled = {MAX(row->settled.cents, 0)};
    if (!store_void_issues(store, row->number, before_seq, seqs, error)) {
        return false;
    }
    for (guint i = 0; i < decided->again->len; i++) {
        struct owed_again *again = &g_array_index(decided->again, struct owed_again, i);
        const struct store_payment *payment = &again->standing->payment;
        const struct void_returned returned = {
            .number = g_string_chunk_insert(decided->strings, row->number),
            .standing = again->standing,
            .amount = {MIN(again->owed.cents, settled.cents)}};
        if (strcmp(payment->partner_id, row->partner_id) == 0 && returned.amount.cents > 0 &&
            seqs_have(seqs, payment->seq)) {
            again->owed = money_subtract(again->owed, returned.amount);
            settled = money_subtract(settled, returned.amount);
            g_array_append_val(decided->voids, returned);
        }
    }
    return true;
}

static bool returned_load(store *store, int64_t before_seq, struct decided *decided, GError **error)
{
    g_autoptr(GArray) open = g_array_new(FALSE, TRUE, sizeof(struct store_void_open));
    const struct decision *decisions = (const void *)decided->decisions->data;
    if (!payment_standings_load(store, decisions, decided->decisions->len, before_seq,
                                decided->standings, decided->events, decided->strings, error)) {
        return false;
    }
    for (guint i = 0; i < decided->standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(decided->standings, struct payment_standing, i);
        if (standing->owed.cents > 0 && !again_add(store, standing, decided, error)) {
            return false;
        }
    }
    bool good = decided->again->len == 0 ||
                store_voids_open_load(store, before_seq, open, decided->strings, error);
    for (guint i = 0; good && i < open->len; i++) {
        const struct store_void_open *row = &g_array_index(open, struct store_void_open, i);
        good = decided_settled(decided->decisions, row->partner_id, row->period) ||
               void_add(store, row, before_seq, decided, error);
    }
    return good;
}

/* ---- what is owed --------------------------------------------------------------------------- */

struct decided_debt *decided_debt_find(const struct decided *decided, const char *partner_id,
                                       const char *abn)
{
    for (guint i = 0; i < decided->debts->len; i++) {
        struct decided_debt *debt = &g_array_index(decided->debts, struct decided_debt, i);
        if (strcmp(debt->partner_id, partner_id) == 0 && strcmp(debt->abn, abn) == 0) {
            return debt;
        }
    }
    return NULL;
}

static struct decided_debt *debt_of(struct decided *decided, const char *partner_id,
                                    const char *abn)
{
    struct decided_debt *found = decided_debt_find(decided, partner_id, abn);
    if (!found) {
        const struct decided_debt debt = {
            .partner_id = g_string_chunk_insert_const(decided->strings, partner_id),
            .abn = g_string_chunk_insert_const(decided->strings, abn)};
        g_array_append_val(decided->debts, debt);
        found = &g_array_index(decided->debts, struct decided_debt, decided->debts->len - 1);
    }
    return found;
}

static void write_off_add(const GArray *carried, const struct decision *decision,
                          struct decided_debt *debt)
{
    int64_t left = debt->undone.cents - debt->write_off.cents;
    for (guint i = 0; i < carried->len; i++) {
        const struct store_carried *row = &g_array_index(carried, struct store_carried, i);
        if (strcmp(row->partner_id, debt->partner_id) == 0 && strcmp(row->abn, debt->abn) == 0) {
            left -= row->carried.cents;
        }
    }
    const money part = {MIN(decision->amount.cents, MAX(left, 0))};
    debt->write_off = money_add(debt->write_off, part);
}

static void write_off_undo(const struct decision *decision, struct decided_debt *debt)
{
    const money left = money_subtract(debt->written_off, debt->undone);
    if (left.cents > 0) {
        debt->undone = money_add(debt->undone, (money){MIN(decision->amount.cents, left.cents)});
        debt->ended = decision;
    }
}

const struct decision *decided_by_id(const GArray *decisions, const char *decision_id)
{
    const struct decision *found = NULL;
    for (guint i = 0; i < decisions->len && !found; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        found = strcmp(decision->decision_id, decision_id) == 0 ? decision : NULL;
    }
    return found;
}

/* Of the supplier whom its document names. A write-off counts once: with the first payment, or debt, of the
 * partner that an issue made after it. */
static bool write_offs_load(store *store, int64_t before_seq, const GArray *carried,
                            struct decided *decided, GError **error)
{
    for (guint i = 0; i < decided->decisions->len; i++) {
        const struct decision *decision = &g_array_index(decided->decisions, struct decision, i);
        const char *abn = NULL;
        int64_t counted_by = 0;
        if (decision->kind != DECISION_WRITE_OFF) {
            continue;
        }
        if (!store_partner_paid_batch(store, decision->partner_id, before_seq, &counted_by,
                                      error) ||
            !store_document_abn_load(store, decision->number, &abn, decided->strings, error)) {
            return false;
        }
        struct decided_debt *debt = debt_of(decided, decision->partner_id, abn);
        const bool is_new = decision->batch > counted_by;
        const struct decision *end = decided_by_id(decided->decisions, decision->revoked_by);
        debt->by = decision_in_force(decision) ? decision : debt->by;
        if (is_new && decision_in_force(decision)) {
            write_off_add(carried, decision, debt);
        } else if (!is_new && end && end->batch > counted_by) {
            write_off_undo(decision, debt);
        }
    }
    return true;
}

/* Whom a row of the bills names. */
static bool debt_suppliers_load(store *store, int64_t before_seq, const struct decided *decided,
                                GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < decided->debts->len; i++) {
        struct decided_debt *debt = &g_array_index(decided->debts, struct decided_debt, i);
        if (debt->write_off.cents + debt->undone.cents > 0) {
            good = store_abn_supplier_load(store, debt->partner_id, debt->abn, before_seq,
                                           &debt->supplier, decided->strings, error);
        }
    }
    return good;
}

static bool debts_load(store *store, int64_t before_seq, const GArray *carried,
                       struct decided *decided, GError **error)
{
    g_autoptr(GArray) standing = g_array_new(FALSE, TRUE, sizeof(struct issued_debt));
    if (!store_written_off_load(store, before_seq, standing, decided->strings, error)) {
        return false;
    }
    for (guint i = 0; i < standing->len; i++) {
        const struct issued_debt *row = &g_array_index(standing, struct issued_debt, i);
        debt_of(decided, row->partner_id, row->abn)->written_off = row->balance;
    }
    return write_offs_load(store, before_seq, carried, decided, error) &&
           debt_suppliers_load(store, before_seq, decided, error);
}

const char *decided_write_off_tickets(const GArray *decisions, int64_t since, GStringChunk *strings)
{
    g_autoptr(GString) tickets = g_string_new(NULL);
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        if (decision->kind == DECISION_WRITE_OFF && decision->batch > since &&
            (since == 0 || decision_in_force(decision))) {
            g_string_append_printf(tickets, "%s%s", tickets->len > 0 ? " and " : "",
                                   decision->ticket);
        }
    }
    return g_string_chunk_insert_const(strings, tickets->str);
}

/* ---- by instalments ------------------------------------------------------------------------- */

bool decided_terms_load(store *store, const GArray *decisions, int64_t before_seq, GArray *terms,
                        GStringChunk *strings, GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        g_autoptr(GPtrArray) abns = g_ptr_array_new();
        good =
            decision->kind != DECISION_INSTALMENTS || !decision_in_force(decision) ||
            store_document_abns_load(store, decision->partner_id, before_seq, abns, strings, error);
        for (guint k = 0; k < abns->len; k++) {
            const struct decided_terms row = {decision, g_ptr_array_index(abns, k)};
            g_array_append_val(terms, row);
        }
    }
    return good;
}

/* ---- all of it ------------------------------------------------------------------------------ */

bool decided_load(store *store, int64_t batch, struct period period, int64_t before_seq,
                  const GArray *carried, struct decided *ret_decided, GError **error)
{
    *ret_decided =
        (struct decided){.decisions = g_array_new(FALSE, TRUE, sizeof(struct decision)),
                         .standings = g_array_new(FALSE, TRUE, sizeof(struct payment_standing)),
                         .events = g_array_new(FALSE, TRUE, sizeof(struct payment_event)),
                         .again = g_array_new(FALSE, TRUE, sizeof(struct owed_again)),
                         .voids = g_array_new(FALSE, TRUE, sizeof(struct void_returned)),
                         .debts = g_array_new(FALSE, TRUE, sizeof(struct decided_debt)),
                         .terms = g_array_new(FALSE, TRUE, sizeof(struct decided_terms)),
                         .came_off = g_array_new(FALSE, TRUE, sizeof(struct store_came_off)),
                         .strings = g_string_chunk_new(4096)};
    return store_came_off_load(store, period, before_seq, ret_decided->came_off,
                               ret_decided->strings, error) &&
           store_decisions_load(store, batch, NULL, ret_decided->decisions, ret_decided->strings,
                                error) &&
           decided_terms_load(store, ret_decided->decisions, before_seq, ret_decided->terms,
                              ret_decided->strings, error) &&
           returned_load(store, before_seq, ret_decided, error) &&
           debts_load(store, before_seq, carried, ret_decided, error);
}

bool decided_debts_load(store *store, const GArray *decisions, int64_t before_seq,
                        const GArray *carried, struct decided *ret_decided, GError **error)
{
    *ret_decided = (struct decided){.decisions = g_array_copy((GArray *)decisions),
                                    .debts = g_array_new(FALSE, TRUE, sizeof(struct decided_debt)),
                                    .strings = g_string_chunk_new(1024)};
    return debts_load(store, before_seq, carried, ret_decided, error);
}

void decided_clear(struct decided *decided)
{
    g_clear_pointer(&decided->decisions, g_array_unref);
    g_clear_pointer(&decided->standings, g_array_unref);
    g_clear_pointer(&decided->events, g_array_unref);
    g_clear_pointer(&decided->again, g_array_unref);
    g_clear_pointer(&decided->voids, g_array_unref);
    g_clear_pointer(&decided->debts, g_array_unref);
    g_clear_pointer(&decided->terms, g_array_unref);
    g_clear_pointer(&decided->came_off, g_array_unref);
    g_clear_pointer(&decided->strings, g_string_chunk_free);
}

money decided_owed(const struct decided *decided, const struct store_carried *row)
{
    const struct decided_debt *debt = decided_debt_find(decided, row->partner_id, row->abn);
    return debt ? money_subtract(money_add(row->carried, debt->write_off), debt->undone)
                : row->carried;
}

bool decided_pays_again(const struct decided *decided, const char *partner_id)
{
    bool pays = false;
    for (guint i = 0; i < decided->again->len; i++) {
        const struct owed_again *again = &g_array_index(decided->again, struct owed_again, i);
        pays = pays || (again->owed.cents > 0 &&
                        strcmp(again->standing->payment.partner_id, partner_id) == 0);
    }
    return pays;
}

bool decided_writes_off(const struct decided *decided, const char *partner_id)
{
    bool writes = false;
    for (guint i = 0; i < decided->debts->len; i++) {
        const struct decided_debt *debt = &g_array_index(decided->debts, struct decided_debt, i);
        writes = writes || (debt->write_off.cents + debt->undone.cents > 0 &&
                            strcmp(debt->partner_id, partner_id) == 0);
    }
    return writes;
}

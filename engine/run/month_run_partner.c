/* One partner of a run: the month, what moved before it, what is paid. */
#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/month_run_private.h"
#include "engine/store/facts/changes.h"
#include "importers/text/zone.h"
#include "reports/documents/rcti_pdf.h"
#include "reports/text.h"

/* The period's own voided document, which this one takes the place of. */
static bool voided_load(month_run *run, const char *id, struct store_issued_month **ret_voided,
                        GError **error)
{
    *ret_voided = NULL;
    return !g_hash_table_contains(run->open, id) ||
           store_issued_month_load(run->setup.store, run->setup.run.period, id,
                                   run->order.before_seq, false, ret_voided, error);
}

static const char *exception_detail(struct partner_report *report, enum exception_code code)
{
    char text[TEXT_SIZE];
    return code == EXCEPTION_BAD_ABN
               ? g_string_chunk_insert(report->strings, text_abn(text, report->supplier.abn))
               : "";
}

/* M3 and M4 of a partner whose month has no document, but who gets one of an earlier period. */
static void nil_partner_check(const month_run *run, struct partner_report *report)
{
    if (!abn_valid(report->supplier.abn)) {
        partner_report_hold(report, EXCEPTION_BAD_ABN, exception_detail(report, EXCEPTION_BAD_ABN),
                            "");
    }
    uint32_t missing = rcti_pdf_missing_character(run->setup.fonts, &report->supplier);
    if (missing != 0) {
        g_autofree char *detail = g_strdup_printf("U+%04X", missing);
        partner_report_hold(report, EXCEPTION_NO_GLYPH, detail, "");
    }
}

static bool brings_a_document(const struct partner_true_up *true_up)
{
    for (guint i = 0; i < true_up->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        if (moved->adjustment || moved->late) {
            return true;
        }
    }
    return false;
}

/* What an earlier period holds the partner by. */
static void holds_apply(const month_run *run, const struct partner_true_up *true_up,
                        struct partner_report *report)
{
    if (report->row.amounts_blank) {
        return;
    }
    bool nil = report->document == DOCUMENT_NONE;
    for (guint i = 0; i < true_up->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(true_up->holds, struct moved_hold, i);
        if (exception_severity(hold->code) == SEVERITY_HELD) {
            partner_report_hold(report, hold->code, hold->detail, "");
        } else {
            partner_report_add_exception(report, hold->code, "", hold->detail, "");
        }
    }
    if (nil && brings_a_document(true_up)) {
        nil_partner_check(run, report);
    }
}

static void state_add(month_run *run, struct frozen_month *frozen)
{
    g_ptr_array_add(run->frozen, frozen);
    g_array_append_val(run->states, frozen->month);
}

/* Hands what moved over to the report; returns by how much the partner's positions change. */
static money moved_apply(month_run *run, struct partner_true_up *true_up,
                         struct partner_report *report)
{
    money change = {0};
    for (guint i = 0; i < true_up->months->len; i++) {
        struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        change = money_add(change, moved->change);
        if (moved->adjustment) {
            partner_report_add_adjustment(report, g_steal_pointer(&moved->adjustment));
        }
        if (moved->late) {
            /* It is paid with the run's own payment, to the account of today. */
            moved->late->supplier.bsb = report->supplier.bsb;
            moved->late->supplier.account_number = report->supplier.account_number;
            moved->late->supplier.account_name = report->supplier.account_name;
            partner_report_add_late(report, moved->run, g_steal_pointer(&moved->late));
        }
        state_add(run, g_steal_pointer(&moved->after));
    }
    return change;
}

/* ---- payment (R5) -------------------------------------------------------------------------- */

static money balance_of(const month_run *run, const char *id)
{
    const int64_t *cents = g_hash_table_lookup(run->balances, id);
    return (money){cents ? *cents : 0};
}

/* "bsb account" without spaces and hyphens in either. */
static char *account_text(const struct supplier *supplier)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *const parts[] = {supplier->bsb, supplier->account_number};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (i > 0) {
            g_string_append_c(text, ' ');
        }
        for (const char *at = parts[i]; *at; at++) {
            if (*at != ' ' && *at != '-') {
                g_string_append_c(text, *at);
            }
        }
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool has_exception(const struct partner_report *report, enum exception_code code)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        if (strcmp(report->exceptions[i].code, exception_code_name(code)) == 0) {
            return true;
        }
    }
    return false;
}

static void payment_exceptions(const month_run *run, struct partner_report *report)
{
    const struct supplier *supplier = &report->supplier;
    bool account = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0';
    if (report->row.payment.cents > 0 && !account &&
        !has_exception(report, EXCEPTION_NO_BANK_DETAILS)) {
        partner_report_add_exception(report, EXCEPTION_NO_BANK_DETAILS, "", "", "");
    }
    const char *last = g_hash_table_lookup(run->accounts, supplier->partner_id);
    g_autofree char *now = account_text(supplier);
    if (report->row.payment.cents > 0 && account && last && strcmp(last, now) != 0) {
        char was[TEXT_SIZE];
        char is[TEXT_SIZE];
        g_autofree char *detail =
            g_strdup_printf("%s before, %s now", text_masked(was, last), text_masked(is, now));
        partner_report_add_exception(report, EXCEPTION_BANK_DETAILS_CHANGED, "", detail, "");
    }
    if (report->carried_in.cents != 0 || report->carried_out.cents != 0) {
        char in[TEXT_SIZE];
        char out[TEXT_SIZE];
        g_autofree char *detail = g_strdup_printf(
            "%s from earlier payments, %s left for later ones", text_money(in, report->carried_in),
            text_money(out, report->carried_out));
        partner_report_add_exception(report, EXCEPTION_CARRIED_FORWARD, "", detail, "");
    }
}

/* `reviewed`: what the adjustments change, the reissue of the period's own document included. */
static void adjustment_exceptions(const month_run *run, struct partner_report *report,
                                  money reviewed)
{
    int64_t size = reviewed.cents < 0 ? -reviewed.cents : reviewed.cents;
    if (size > run->setup.run.policy.adjustment_review_cents) {
        char text[TEXT_SIZE];
        partner_report_add_exception(report, EXCEPTION_LARGE_ADJUSTMENT, "",
                                     text_money(text, reviewed), "");
    }
}

/* change: of the positions of earlier periods. */
static void payment_decide(const month_run *run, struct partner_report *report, money change)
{
    struct register_row *row = &report->row;
    money own = money_subtract(row->totals.total, report->replaces_total);
    row->adjustments_total = change;
    report->carried_in = balance_of(run, report->supplier.partner_id);
    money owed = money_add(report->carried_in, money_add(own, change));
    struct settlement settlement = adjustment_settle(owed);
    row->payment = settlement.payment;
    report->carried_out = settlement.carried;
    adjustment_exceptions(run, report,
                          report->replaces[0] != '\0' ? money_add(own, change) : change);
    payment_exceptions(run, report);
}

/* ---- numbers and states -------------------------------------------------------------------- */

static void number_decide(const month_run *run, struct partner_report *report,
                          const struct store_issued_month *voided)
{
    if (voided) {
        partner_report_set_replaces(report, voided->month.number, voided->original_date,
                                    frozen_position(&voided->month));
    }
    if (report->document != DOCUMENT_NONE && !run->setup.run.draft) {
        g_autofree char *number =
            document_number_text(report->row.document, run->setup.run.period,
                                 report->supplier.partner_id, voided ? voided->voids : 0);
        partner_report_set_number(report, number);
    }
}

/* Of a partner who is not held. */
static void partner_settle(month_run *run, struct partner_report *report,
                           const struct store_issued_month *voided)
{
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, report->supplier.partner_id);
    struct frozen_month *own = frozen_month_new(run->setup.run.period, report, NULL, 0);
    number_decide(run, report, voided);
    frozen_month_set_number(own, report->row.number);
    guint own_index = run->states->len;
    state_add(run, own);
    money change = true_up ? moved_apply(run, true_up, report) : (money){0};
    payment_decide(run, report, change);
    partner_report_close(report);
    frozen_month_set_issue_hash(own, report->issue_hash);
    g_array_index(run->states, struct issued_month, own_index) = own->month;
}

static struct partner_report *partner_report_make(month_run *run, const char *id, GError **error)
{
    g_autoptr(store_issued_month) voided = NULL;
    if (!voided_load(run, id, &voided, error) ||
        !partner_month_compute(&run->setup, id, !g_hash_table_contains(run->roster, id), run->month,
                               error)) {
        return NULL;
    }
    struct partner_report *report = partner_month_build(&run->setup.run, run->month);
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, id);
    if (true_up) {
        holds_apply(run, true_up, report);
    }
    if (report->row.amounts_blank) {
        partner_report_close(report);
    } else {
        partner_settle(run, report, voided);
    }
    return report;
}

bool month_run_next(month_run *run, struct month_run_partner *ret_partner, GError **error)
{
    *ret_partner = (struct month_run_partner){0};
    g_ptr_array_set_size(run->frozen, 0);
    g_array_set_size(run->states, 0);
    if (run->next == run->partner_ids->len) {
        return true;
    }
    const char *id = g_ptr_array_index(run->partner_ids, run->next++);
    g_autoptr(partner_report) report = partner_report_make(run, id, error);
    if (!report || !month_before_take(run->before, report, error)) {
        return false;
    }
    ret_partner->report = g_steal_pointer(&report);
    ret_partner->states = (const struct issued_month *)(void *)run->states->data;
    ret_partner->state_count = run->states->len;
    return true;
}

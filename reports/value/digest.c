#include <openssl/evp.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/text.h"
#include "reports/value/build.h"

enum { SHA256_BYTES = 32 };

struct report_hash {
    EVP_MD_CTX *checksum;
    char text[2 * SHA256_BYTES + 1];
};

report_hash *report_hash_new(void)
{
    report_hash *hash = g_new0(report_hash, 1);
    hash->checksum = EVP_MD_CTX_new();
    CHECK(hash->checksum && EVP_DigestInit_ex(hash->checksum, EVP_sha256(), NULL) == 1);
    return hash;
}

void report_hash_bytes(report_hash *hash, const void *bytes, size_t size)
{
    EVP_DigestUpdate(hash->checksum, bytes, size);
}

void report_hash_text(report_hash *hash, const char *text)
{
    report_hash_bytes(hash, text, strlen(text) + 1);
}

void report_hash_number(report_hash *hash, int64_t number)
{
    char text[TEXT_SIZE];
    report_hash_text(hash, text_number(text, number));
}

const char *report_hash_end(report_hash *hash)
{
    unsigned char digest[SHA256_BYTES];
    CHECK(EVP_DigestFinal_ex(hash->checksum, digest, NULL) == 1);
    for (size_t i = 0; i < sizeof digest; i++) {
        hash->text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hash->text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    return hash->text;
}

void report_hash_free(report_hash *hash)
{
    if (hash) {
        EVP_MD_CTX_free(hash->checksum);
        g_free(hash);
    }
}

/* Several, one after the other: in the order of the fields. */
#define NUMBERS(hash, ...)                                                                         \
    hash_numbers(hash, (const int64_t[]){__VA_ARGS__},                                             \
                 sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))
static void hash_numbers(report_hash *hash, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        report_hash_number(hash, numbers[i]);
    }
}

#define TEXTS(hash, ...)                                                                           \
    hash_texts(hash, (const char *const[]){__VA_ARGS__},                                           \
               sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *))
static void hash_texts(report_hash *hash, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        report_hash_text(hash, texts[i]);
    }
}

/* ---- what decides pay ------------------------------------------------------------------------ */

static int64_t rate_number(struct rate_in_effect rate)
{
    return rate.found ? rate.rate.cents_per_hour : -1;
}

static void hash_line(report_hash *hash, const struct line *line)
{
    NUMBERS(hash, line->kind, line->hourly_rate.cents_per_hour, line->taxable,
            line->minutes.minutes, line->amount.cents, line->gst.cents);
}

static void hash_rows(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->line_count);
    for (size_t i = 0; i < report->line_count; i++) {
        hash_line(hash, &report->lines[i]);
    }
    report_hash_number(hash, (int64_t)report->slot_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        NUMBERS(hash, slot->date.number, slot->start_minute);
        TEXTS(hash, outcome_words[slot->outcome], rule_words[slot->rule]);
        NUMBERS(hash, slot->paid_minutes.minutes, slot->penalty_minutes.minutes,
                rate_number(slot->hourly_rate), slot->taxable);
        TEXTS(hash, slot->evidence, hour_notes_words[slot->notes]);
    }
    report_hash_number(hash, (int64_t)report->adhoc_count);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        report_hash_text(hash, booking->appointment_id);
        NUMBERS(hash, booking->date.number, booking->start_minute, booking->duration_minutes);
        TEXTS(hash, outcome_words[booking->outcome], rule_words[booking->rule]);
        NUMBERS(hash, booking->paid_minutes.minutes, rate_number(booking->hourly_rate),
                booking->taxable);
        TEXTS(hash, booking->evidence, reason_words[booking->reason]);
    }
}

/* Rows that pay nothing, but that the document tells the partner about. */
static void hash_unpaid(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->unscheduled_count);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        const struct unscheduled *found = &report->unscheduled[i];
        report_hash_text(hash, found->appointment_id);
        NUMBERS(hash, found->date.number, found->start_minute);
        report_hash_text(hash, unscheduled_reason(found));
    }
    report_hash_number(hash, (int64_t)report->not_paid_count);
    for (size_t i = 0; i < report->not_paid_count; i++) {
        report_hash_text(hash, report->not_paid[i].why);
        report_hash_number(hash, report->not_paid[i].minutes.minutes);
    }
    report_hash_number(hash, (int64_t)report->pending_count);
    for (size_t i = 0; i < report->pending_count; i++) {
        const struct pending_row *pending = &report->pending[i];
        report_hash_text(hash, pending->at.appointment_id);
        NUMBERS(hash, pending->complete_by.date.number, pending->complete_by.minute);
    }
}

void report_build_hash(struct report_build *build)
{
    struct partner_report *report = build->report;
    const struct totals *totals = &report->row.totals;
    g_autoptr(report_hash) hash = report_hash_new();
    TEXTS(hash, build->run->period_text, report->supplier.partner_id);
    /* Not ready or issued: a draft has the hash of what is then issued. */
    report_hash_number(hash, build->result->status);
    TEXTS(hash, report->row.document, report->row.reasons);
    NUMBERS(hash, totals->slots, totals->partner_minutes.minutes, totals->penalty_minutes.minutes,
            totals->adhoc_minutes.minutes, totals->partner_amount.cents, totals->adhoc_amount.cents,
            totals->gst.cents, totals->total.cents);
    /* What no month had before is not in the hash of one without it. */
    if (totals->decisions_amount.cents != 0) {
        report_hash_number(hash, totals->decisions_amount.cents);
    }
    hash_rows(hash, report);
    hash_unpaid(hash, report);
    report->result_hash = report_copy(build, report_hash_end(hash));
}

/* ---- all that would be issued ---------------------------------------------------------------- */

/* Neither the number nor ready or issued. */
#define SUPPLIER_FIELD_TEXT(field) report->supplier.field,
static void hash_month(report_hash *hash, const struct partner_report *report)
{
    TEXTS(hash, SUPPLIER_TABLE(SUPPLIER_FIELD_TEXT) report->result_hash);
    hash_texts(hash, report->line_dates, report->line_count);
    report_hash_number(hash, report->row.amounts_blank);
    TEXTS(hash, report->row.document, report->row.reasons, report->replaces);
    report_hash_number(hash, report->replaces_total.cents);
    /* What no month had before is not in the hash of one without it. */
    if (report->einvoice) {
        report_hash_text(hash, "einvoice");
    }
    if (report->voided) {
        report_hash_text(hash, report->voided->abn);
    }
    if (report->super) {
        TEXTS(hash, "super", report->super);
    }
}

#define VOIDED_FIELD_TEXT(field) adjustment->supplier.field,
static void hash_adjustment(report_hash *hash, const struct adjustment_report *adjustment)
{
    report_hash_text(hash, adjustment->period_text);
    report_hash_number(hash, adjustment->kind == DOCUMENT_ADJ);
    report_hash_text(hash, adjustment->adjusts);
    NUMBERS(hash, adjustment->adjusts_date.number, adjustment->before.total.cents,
            adjustment->after.total.cents);
    report_hash_text(hash, adjustment->result_hash);
    if (adjustment->voided) {
        TEXTS(hash, SUPPLIER_TABLE(VOIDED_FIELD_TEXT) adjustment->voided);
        report_hash_number(hash, adjustment->cancels);
    }
    report_hash_number(hash, (int64_t)adjustment->line_count);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        hash_line(hash, &adjustment->lines[i].line);
        report_hash_text(hash, adjustment->lines[i].reason);
    }
    report_hash_number(hash, (int64_t)adjustment->move_count);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        NUMBERS(hash, move->at.date.number, move->at.start_minute);
        TEXTS(hash, move->at.appointment_id, move->before, move->after);
        report_hash_number(hash, move->minutes.minutes);
        TEXTS(hash, move->because, move->source);
    }
}

/* Only what an issue of before payees did not have: its hash stays as it was. */
static void hash_payee(report_hash *hash, const struct report_payee *payee, bool other)
{
    const struct payee_debt_terms *terms = &payee->terms;
    for (size_t i = 0; i < payee->debt_count; i++) {
        report_hash_text(hash, payee->debts[i].partner_id);
        report_hash_number(hash, payee->debts[i].owed.cents);
        if (payee->debts[i].restored.cents != 0) {
            report_hash_number(hash, payee->debts[i].restored.cents);
        }
    }
    for (size_t i = 0; i < payee->repayment_count; i++) {
        const struct payee_repayment *row = &payee->repayments[i];
        TEXTS(hash, row->number, row->ticket);
        NUMBERS(hash, row->paid_seq, row->amount.cents, row->apart);
    }
    if (terms->by_instalments || terms->written_off.cents != 0 || terms->restored.cents != 0) {
        TEXTS(hash, terms->instalments_ticket, terms->write_off_ticket);
        NUMBERS(hash, terms->came_off.cents, terms->written_off.cents, terms->restored.cents,
                payee->payment.cents, payee->carried_out.cents);
    }
    if (terms->undone.cents != 0) {
        report_hash_number(hash, terms->undone.cents);
        TEXTS(hash, terms->undone_ticket, terms->ended_ticket);
    }
    if (other || payee->paid_again.cents != 0) {
        TEXTS(hash, payee->supplier.abn, payee->supplier.legal_name, payee->supplier.bsb,
              payee->supplier.account_number);
        NUMBERS(hash, payee->payment.cents, payee->carried_in.cents, payee->carried_out.cents);
    }
}

void partner_report_close(struct partner_report *report)
{
    g_autoptr(report_hash) hash = report_hash_new();
    hash_month(hash, report);
    report_hash_number(hash, (int64_t)report->adjustment_count);
    for (size_t i = 0; i < report->adjustment_count; i++) {
        hash_adjustment(hash, report->adjustments[i]);
    }
    report_hash_number(hash, (int64_t)report->late_count);
    for (size_t i = 0; i < report->late_count; i++) {
        report_hash_text(hash, report->late[i].run->period_text);
        hash_month(hash, report->late[i].report);
    }
    NUMBERS(hash, report->row.adjustments_total.cents, report->row.payment.cents,
            report->row.carried_in.cents, report->row.carried_out.cents);
    for (size_t i = 0; i < report->payee_count; i++) {
        hash_payee(hash, &report->payees[i], i > 0);
    }
    report->issue_hash = g_string_chunk_insert(report->strings, report_hash_end(hash));
}

#include "reports/value/digest.h"

#include <openssl/evp.h>
#include <string.h>

#include "engine/core/check.h"
#include "reports/text.h"
#include "reports/value/build.h"
#include "reports/value/partner_report.h"

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
        g_snprintf(hash->text + 2 * i, 3, "%02x", digest[i]);
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

static void hash_rate(report_hash *hash, struct rate_in_effect rate)
{
    report_hash_number(hash, rate.found ? rate.rate.cents_per_hour : -1);
}

static void hash_totals(report_hash *hash, const struct totals *totals)
{
    report_hash_number(hash, totals->slots);
    report_hash_number(hash, totals->partner_minutes.minutes);
    report_hash_number(hash, totals->penalty_minutes.minutes);
    report_hash_number(hash, totals->adhoc_minutes.minutes);
    report_hash_number(hash, totals->partner_amount.cents);
    report_hash_number(hash, totals->adhoc_amount.cents);
    report_hash_number(hash, totals->gst.cents);
    report_hash_number(hash, totals->total.cents);
}

static void hash_lines(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->line_count);
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        report_hash_number(hash, line->kind);
        report_hash_number(hash, line->hourly_rate.cents_per_hour);
        report_hash_number(hash, line->taxable);
        report_hash_number(hash, line->minutes.minutes);
        report_hash_number(hash, line->amount.cents);
        report_hash_number(hash, line->gst.cents);
    }
}

static void hash_slots(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->slot_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        report_hash_number(hash, slot->date.number);
        report_hash_number(hash, slot->start_minute);
        report_hash_text(hash, outcome_code(slot->outcome));
        report_hash_text(hash, rule_code(slot->rule));
        report_hash_number(hash, slot->paid_minutes.minutes);
        report_hash_number(hash, slot->penalty_minutes.minutes);
        hash_rate(hash, slot->hourly_rate);
        report_hash_number(hash, slot->taxable);
        report_hash_text(hash, slot->evidence);
        report_hash_text(hash, hour_notes(slot));
    }
}

static void hash_adhoc(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->adhoc_count);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        report_hash_text(hash, booking->appointment_id);
        report_hash_number(hash, booking->date.number);
        report_hash_number(hash, booking->start_minute);
        report_hash_number(hash, booking->duration_minutes);
        report_hash_text(hash, outcome_code(booking->outcome));
        report_hash_text(hash, rule_code(booking->rule));
        report_hash_number(hash, booking->paid_minutes.minutes);
        hash_rate(hash, booking->hourly_rate);
        report_hash_number(hash, booking->taxable);
        report_hash_text(hash, booking->evidence);
        report_hash_text(hash, booking_notes(booking));
    }
}

/* Rows that pay nothing, but that the document tells the partner about. */
static void hash_unpaid(report_hash *hash, const struct partner_report *report)
{
    report_hash_number(hash, (int64_t)report->unscheduled_count);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        const struct unscheduled *found = &report->unscheduled[i];
        report_hash_text(hash, found->appointment_id);
        report_hash_number(hash, found->date.number);
        report_hash_number(hash, found->start_minute);
        report_hash_text(hash, unscheduled_reason(found));
    }
    report_hash_number(hash, (int64_t)report->not_paid_count);
    for (size_t i = 0; i < report->not_paid_count; i++) {
        report_hash_text(hash, report->not_paid[i].why);
        report_hash_number(hash, report->not_paid[i].minutes.minutes);
    }
    report_hash_number(hash, (int64_t)report->pending_count);
    for (size_t i = 0; i < report->pending_count; i++) {
        report_hash_text(hash, report->pending[i].appointment_id);
        report_hash_number(hash, report->pending[i].complete_by.number);
        report_hash_number(hash, report->pending[i].complete_by_minute);
    }
}

void report_build_hash(struct report_build *build)
{
    struct partner_report *report = build->report;
    g_autoptr(report_hash) hash = report_hash_new();
    report_hash_text(hash, build->run->period_text);
    report_hash_text(hash, report->supplier.partner_id);
    /* Not ready or issued: a draft has the hash of what is then issued. */
    report_hash_number(hash, build->result->status);
    report_hash_text(hash, report->row.document);
    report_hash_text(hash, report->row.reasons);
    hash_totals(hash, &report->row.totals);
    hash_lines(hash, report);
    hash_slots(hash, report);
    hash_adhoc(hash, report);
    hash_unpaid(hash, report);
    report->result_hash = report_copy(build, report_hash_end(hash));
}

/* ---- all that would be issued ---------------------------------------------------------------- */

#define SUPPLIER_HASH(field) report_hash_text(hash, supplier->field);
static void hash_supplier(report_hash *hash, const struct supplier *supplier)
{
    SUPPLIER_TABLE(SUPPLIER_HASH)
}

/* Neither the number nor ready or issued. */
static void hash_month(report_hash *hash, const struct partner_report *report)
{
    hash_supplier(hash, &report->supplier);
    report_hash_text(hash, report->result_hash);
    report_hash_number(hash, report->row.amounts_blank);
    report_hash_text(hash, report->row.document);
    report_hash_text(hash, report->row.reasons);
    report_hash_text(hash, report->replaces);
    report_hash_number(hash, report->replaces_total.cents);
}

static void hash_adjustment(report_hash *hash, const struct adjustment_report *adjustment)
{
    report_hash_text(hash, adjustment->period_text);
    report_hash_number(hash, adjustment->kind);
    report_hash_text(hash, adjustment->adjusts);
    report_hash_number(hash, adjustment->adjusts_date.number);
    report_hash_number(hash, adjustment->before.total.cents);
    report_hash_number(hash, adjustment->after.total.cents);
    report_hash_text(hash, adjustment->result_hash);
    report_hash_number(hash, (int64_t)adjustment->line_count);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct adjustment_line_row *line = &adjustment->lines[i];
        report_hash_number(hash, line->kind);
        report_hash_number(hash, line->hourly_rate.cents_per_hour);
        report_hash_number(hash, line->taxable);
        report_hash_number(hash, line->minutes.minutes);
        report_hash_number(hash, line->amount.cents);
        report_hash_number(hash, line->gst.cents);
        report_hash_text(hash, line->reason);
    }
    report_hash_number(hash, (int64_t)adjustment->move_count);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        report_hash_number(hash, move->date.number);
        report_hash_number(hash, move->start_minute);
        report_hash_text(hash, move->appointment_id);
        report_hash_text(hash, move->before);
        report_hash_text(hash, move->after);
        report_hash_number(hash, move->minutes.minutes);
        report_hash_text(hash, move->because);
        report_hash_text(hash, move->source);
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
    report_hash_number(hash, report->row.adjustments_total.cents);
    report_hash_number(hash, report->row.payment.cents);
    report_hash_number(hash, report->carried_in.cents);
    report_hash_number(hash, report->carried_out.cents);
    report->issue_hash = g_string_chunk_insert(report->strings, report_hash_end(hash));
}

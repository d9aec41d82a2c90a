#include "tests/reports/pdf_sample.h"

#include <glib/gstdio.h>

static const char agreement[] =
    "The recipient and the supplier agree that the recipient may issue recipient created tax "
    "invoices for the supplies described here, and that the supplier will not issue tax invoices "
    "for them. Each party declares that it is registered for GST and will tell the other if it "
    "ceases to be registered. This agreement stands until either party ends it in writing. A "
    "supplier who does not accept this document must say so within 21 days of receiving it.";

static day date_of(int32_t number)
{
    return day_from_civil((struct civil){2026, 9, number});
}

static struct report_company company_new(void)
{
    return (struct report_company){
        .legal_name = "Example Assist Pty Ltd",
        .abn = "47555222000",
        .address_line_1 = "Level 3",
        .address_line_2 = "100 Sample Street",
        .suburb = "Sydney",
        .state = "NSW",
        .postcode = "2000",
        .email = "partners@example.com",
        .phone = "02 5550 0100",
        .dispute_url = "https://support.example.com/partner-invoice-dispute",
        .agreement_text = agreement,
        .note = "Questions about your hours are answered fastest with the appointment's id.",
        .payment_terms_days = 14,
    };
}

static struct supplier supplier_new(void)
{
    return (struct supplier){
        .partner_id = "P0001",
        .legal_name = "Margaret Whitlock",
        .trading_name = "Whitlock Counselling",
        .abn = "51824753556",
        .address_line_1 = "Suite 5",
        .address_line_2 = "14 Acacia Lane",
        .suburb = "Newtown",
        .state = "NSW",
        .postcode = "2042",
        .email = "p0001@example.com",
        .agreement_ref = "CPA-2025-001",
        .bsb = "062-901",
        .account_number = "10203037",
        .account_name = "Margaret Whitlock",
    };
}

void pdf_sample_line_add(struct pdf_sample *sample, enum rate_kind kind, int64_t rate_cents,
                         int32_t minutes, bool taxable)
{
    struct line line = {kind, {rate_cents}, taxable, {minutes}, {0}, {0}};
    line.amount = money_line_amount(line.hourly_rate, line.minutes);
    if (taxable) {
        line.gst = money_gst(line.amount);
    }
    g_array_append_val(sample->lines, line);
    struct totals *totals = &sample->report.row.totals;
    pay_minutes *paid = kind == RATE_ADHOC ? &totals->adhoc_minutes : &totals->partner_minutes;
    paid->minutes += minutes;
    totals->subtotal = money_add(totals->subtotal, line.amount);
    totals->gst = money_add(totals->gst, line.gst);
    totals->total = money_add(totals->total, line_total(&line));
    sample->report.row.payment = totals->total;
}

static void slot_add(struct pdf_sample *sample, day date, int32_t hour, enum outcome outcome)
{
    const bool unpaid = outcome == OUTCOME_HOLIDAY || outcome == OUTCOME_BLOCKED;
    struct hour slot = {
        .date = date,
        .start_minute = hour * 60,
        .outcome = outcome,
        .rule = outcome_rule(outcome),
        .paid_minutes = {unpaid ? 0 : 60},
        .hourly_rate = {true, {15000}},
        .evidence = "",
    };
    g_array_append_val(sample->slots, slot);
}

/* Paid in full, or refused for a reason. */
static void booking_add(struct pdf_sample *sample, const char *id, day date, int32_t start_minute,
                        int32_t duration_minutes, enum reason reason)
{
    const bool paid = reason == REASON_NONE;
    struct booking booking = {.appointment_id = id,
                              .date = date,
                              .start_minute = start_minute,
                              .duration_minutes = duration_minutes,
                              .outcome = paid ? OUTCOME_ADHOC_PAID : OUTCOME_ADHOC_UNAUTHORISED,
                              .rule = paid ? RULE_H4 : reason_rule(reason),
                              .reason = reason,
                              .paid_minutes = {paid ? duration_minutes : 0},
                              .taxable = true,
                              .evidence = ""};
    g_array_append_val(sample->adhoc, booking);
    g_autofree char *refused =
        paid ? NULL : g_strdup_printf("Ad hoc booking not authorised: %s", reason_text(reason));
    g_ptr_array_add(sample->adhoc_became,
                    g_string_chunk_insert(sample->strings, paid ? "Ad hoc session" : refused));
}

static void count_add(struct pdf_sample *sample, enum count_row_kind kind, const char *label,
                      const char *detail, int32_t minutes)
{
    struct count_row row = {kind, label, detail, minutes};
    g_array_append_val(sample->counts, row);
}

static void unpaid_add(struct pdf_sample *sample, day date, int32_t hour, const char *appointment,
                       enum outcome outcome, const char *why, const char *mend)
{
    struct not_paid_row row = {date, hour * 60, appointment, outcome, outcome_rule(outcome),
                               {60}, why,       mend,        "",      ""};
    g_array_append_val(sample->unpaid, row);
}

static struct pdf_sample *sample_empty_new(void)
{
    struct pdf_sample *sample = g_new0(struct pdf_sample, 1);
    sample->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    sample->slots = g_array_new(FALSE, FALSE, sizeof(struct hour));
    sample->adhoc = g_array_new(FALSE, FALSE, sizeof(struct booking));
    sample->adhoc_became = g_ptr_array_new();
    sample->unpaid = g_array_new(FALSE, FALSE, sizeof(struct not_paid_row));
    sample->pending = g_array_new(FALSE, FALSE, sizeof(struct pending_row));
    sample->counts = g_array_new(FALSE, FALSE, sizeof(struct count_row));
    sample->strings = g_string_chunk_new(4096);
    sample->run.period = period_from_month(2026, 9);
    sample->run.period_text = "2026-09";
    sample->run.issue_date = day_from_civil((struct civil){2026, 10, 12});
    sample->run.program_version = "0.1.0";
    sample->run.draft = true;
    sample->run.policy = policy_default();
    sample->run.company = company_new();
    sample->report.supplier = supplier_new();
    sample->report.document = DOCUMENT_RCTI;
    sample->report.row.status = "ready";
    sample->report.row.document = "RCTI";
    sample->report.row.number = "";
    sample->report.row.reasons = "";
    sample->report.replaces = sample->report.issue_hash = "";
    sample->report.result_hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    return sample;
}

static void september_slots_add(struct pdf_sample *sample)
{
    static const enum outcome week[] = {OUTCOME_BOOKED, OUTCOME_AVAILABLE, OUTCOME_CANCELLED};
    for (int32_t number = 1; number <= 30; number++) {
        const day date = date_of(number);
        const weekday on = day_weekday(date);
        if (on != TUE && on != FRI) {
            continue;
        }
        for (int32_t i = 0; i < 3; i++) {
            int32_t hour = on == TUE ? 10 + i + (i == 2 ? 1 : 0) : 9 + i;
            enum outcome outcome = number == 25   ? OUTCOME_HOLIDAY
                                   : number == 11 ? OUTCOME_BLOCKED
                                                  : week[i];
            slot_add(sample, date, hour, outcome);
        }
    }
    /* Tuesday 8th 10:00 was other work, Tuesday 15th 11:00 not marked in time. */
    g_array_index(sample->slots, struct hour, 6).outcome = OUTCOME_OTHER_STREAM;
    g_array_index(sample->slots, struct hour, 13).outcome = OUTCOME_BOOKED;
    g_array_index(sample->slots, struct hour, 13).penalty_minutes.minutes = 60;
}

static void september_counts_add(struct pdf_sample *sample)
{
    count_add(sample, COUNT_OFFERED, "Tuesdays", "5 x 3 hours (10:00, 11:00, 13:00)", 900);
    count_add(sample, COUNT_OFFERED, "Fridays", "4 x 3 hours (09:00, 10:00, 11:00)", 720);
    count_add(sample, COUNT_SCHEDULED, "Hours in your Partner schedule", "", 1620);
    count_add(sample, COUNT_LESS, "less public holidays",
              "Fri 25 Sep Friday before AFL Grand Final", -180);
    count_add(sample, COUNT_LESS, "less blocked", "Fri 11 Sep (block B1)", -180);
    count_add(sample, COUNT_LESS, "less other streams", "Tue 8 Sep 10:30-11:30 onsite W7", -60);
    count_add(sample, COUNT_LESS, "less not completed in 7 days",
              "Tue 15 Sep 11:00 A000123, due 22 Sep", -60);
    count_add(sample, COUNT_PAID, "Hours paid", "", 1140);
}

static void september_rows_add(struct pdf_sample *sample)
{
    september_slots_add(sample);
    september_counts_add(sample);
    for (int32_t hour = 9; hour <= 11; hour++) {
        unpaid_add(sample, date_of(11), hour, "", OUTCOME_BLOCKED, "Blocked (block B1)",
                   "not blocking this hour");
    }
    unpaid_add(sample, date_of(15), 11, "A000123", OUTCOME_BOOKED,
               "A000123 was not marked as completed by 22 Sep", "complete by 22 Sep");
    unpaid_add(
        sample, date_of(17), 14, "A000140", OUTCOME_ADHOC_UNAUTHORISED,
        "Ad hoc booking not authorised: self-referred",
        "a first booking by Customer Service or Consultant Sourcing, or pre-approval by User "
        "Support");
    booking_add(sample, "A000131", date_of(9), 15 * 60, 90, REASON_NONE);
    booking_add(sample, "A000140", date_of(17), 14 * 60, 60, REASON_SELF_REFERRAL);
    struct pending_row pending = {date_of(29), 10 * 60, "A000177",
                                  false,       {60},    day_from_civil((struct civil){2026, 10, 6}),
                                  -1};
    g_array_append_val(sample->pending, pending);
}

struct pdf_sample *pdf_sample_new(void)
{
    struct pdf_sample *sample = sample_empty_new();
    september_rows_add(sample);
    pdf_sample_line_add(sample, RATE_PARTNER, 15000, 1140, true);
    pdf_sample_line_add(sample, RATE_ADHOC, 17525, 90, true);
    return sample;
}

struct pdf_sample *pdf_sample_rci_new(void)
{
    struct pdf_sample *sample = sample_empty_new();
    sample->report.document = DOCUMENT_RCI;
    sample->report.row.document = "RCI";
    september_rows_add(sample);
    pdf_sample_line_add(sample, RATE_PARTNER, 15000, 1140, false);
    pdf_sample_line_add(sample, RATE_ADHOC, 17525, 90, false);
    return sample;
}

static const char *repeated(struct pdf_sample *sample, const char *text, int times)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    for (int i = 0; i < times; i++) {
        g_string_append(whole, text);
    }
    return g_string_chunk_insert(sample->strings, whole->str);
}

static void large_rows_add(struct pdf_sample *sample)
{
    static const enum outcome kinds[] = {OUTCOME_BOOKED,  OUTCOME_AVAILABLE, OUTCOME_CANCELLED,
                                         OUTCOME_BLOCKED, OUTCOME_HOLIDAY,   OUTCOME_OTHER_STREAM};
    for (int32_t i = 0; i < 300; i++) {
        slot_add(sample, date_of(1 + i / 10), 8 + i % 10, kinds[i % 6]);
    }
    for (int32_t i = 0; i < 60; i++) {
        char id[32];
        g_snprintf(id, sizeof id, "A%06d", (int)i);
        const char *kept = g_string_chunk_insert(sample->strings, id);
        booking_add(sample, kept, date_of(1 + i / 2), 18 * 60, 60,
                    i % 7 == 3 ? REASON_MOVED_FROM_OPEN : REASON_NONE);
        unpaid_add(sample, date_of(1 + i / 2), 18, kept, OUTCOME_ADHOC_UNAUTHORISED,
                   "Ad hoc booking not authorised: moved from the open schedule",
                   "leaving it on the open schedule, or pre-approval by User Support");
        struct pending_row pending = {date_of(1 + i / 2),
                                      600,
                                      kept,
                                      i % 2 == 0,
                                      {60},
                                      day_from_civil((struct civil){2026, 10, 6}),
                                      17 * 60};
        g_array_append_val(sample->pending, pending);
    }
    count_add(sample, COUNT_SCHEDULED, "Hours in your Partner schedule", "", 18000);
    for (int32_t i = 1; i <= 30; i++) {
        char text[64];
        g_snprintf(text, sizeof text, "%d Sep (block B%d)", (int)i, (int)i);
        count_add(sample, COUNT_LESS, "less blocked", g_string_chunk_insert(sample->strings, text),
                  -60);
    }
    count_add(sample, COUNT_PAID, "Hours paid", "", 16200);
}

struct pdf_sample *pdf_sample_large_new(void)
{
    struct pdf_sample *sample = sample_empty_new();
    large_rows_add(sample);
    sample->report.supplier.legal_name =
        repeated(sample, "Wolfeschlegelsteinhausenbergerdorff ", 6);
    sample->report.supplier.trading_name = repeated(sample, "Donaudampfschifffahrt", 12);
    sample->report.supplier.address_line_1 = repeated(sample, "1234567890 Long Street Name ", 5);
    sample->run.company.agreement_text = repeated(sample, agreement, 25);
    sample->run.draft = false;
    sample->report.row.number = "RCTI-202609-ABCDEFGHIJKLMN";
    pdf_sample_line_add(sample, RATE_PARTNER, 15000, 16200, true);
    pdf_sample_line_add(sample, RATE_ADHOC, 17525, 3060, true);
    pdf_sample_line_add(sample, RATE_ADHOC, 17525, 60, false);
    return sample;
}

void pdf_sample_free(struct pdf_sample *sample)
{
    if (sample == NULL) {
        return;
    }
    g_array_unref(sample->lines);
    g_array_unref(sample->slots);
    g_array_unref(sample->adhoc);
    g_ptr_array_unref(sample->adhoc_became);
    g_array_unref(sample->unpaid);
    g_array_unref(sample->pending);
    g_array_unref(sample->counts);
    g_string_chunk_free(sample->strings);
    g_free(sample);
}

const struct partner_report *pdf_sample_report(struct pdf_sample *sample)
{
    struct partner_report *report = &sample->report;
    report->lines = &g_array_index(sample->lines, struct line, 0);
    report->line_count = sample->lines->len;
    report->slots = &g_array_index(sample->slots, struct hour, 0);
    report->slot_count = sample->slots->len;
    report->adhoc = &g_array_index(sample->adhoc, struct booking, 0);
    report->adhoc_count = sample->adhoc->len;
    report->adhoc_became = (const char *const *)sample->adhoc_became->pdata;
    report->not_paid = &g_array_index(sample->unpaid, struct not_paid_row, 0);
    report->not_paid_count = sample->unpaid->len;
    report->pending = &g_array_index(sample->pending, struct pending_row, 0);
    report->pending_count = sample->pending->len;
    report->counts = &g_array_index(sample->counts, struct count_row, 0);
    report->count_count = sample->counts->len;
    return report;
}

bool pdf_sample_write(struct pdf_sample *sample, const document_stock *stock, const char *path,
                      GError **error)
{
    const struct document document = {.run = &sample->run, .report = pdf_sample_report(sample)};
    g_unlink(path);
    return document_write(&document, stock, path, error);
}

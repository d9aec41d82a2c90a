#include "tests/reports/pdf_sample.h"

#include <glib/gstdio.h>

#include "tests/reports/report_sample.h"

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

void pdf_sample_line_add(struct pdf_sample *sample, enum rate_kind kind, int64_t rate_cents,
                         int32_t minutes, bool taxable)
{
    struct line line = {kind, {rate_cents}, taxable, {minutes}, {0}, {0}};
    line.amount = money_line_amount(line.hourly_rate, line.minutes);
    if (taxable) {
        line.gst = money_gst(line.amount);
    }
    g_array_append_val(sample->lines, line);
    g_ptr_array_add(sample->line_dates, (char *)"September 2026");
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
        .rule = outcome_says[outcome].rule,
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
                              .rule = paid ? RULE_H4 : reason_says[reason].rule,
                              .reason = reason,
                              .paid_minutes = {paid ? duration_minutes : 0},
                              .taxable = true,
                              .evidence = ""};
    g_array_append_val(sample->adhoc, booking);
    g_autofree char *refused =
        paid ? NULL
             : g_strdup_printf("Ad hoc booking not authorised: %s", reason_says[reason].text);
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
    struct not_paid_row row = {{date, hour * 60, appointment},
                               outcome,
                               outcome_says[outcome].rule,
                               {60},
                               why,
                               mend,
                               "",
                               ""};
    g_array_append_val(sample->unpaid, row);
}

static GArray *rows_copy(const void *rows, size_t count, guint size)
{
    GArray *copy = g_array_new(FALSE, FALSE, size);
    return count > 0 ? g_array_append_vals(copy, rows, (guint)count) : copy;
}

/* What the program makes of the month, to be changed as a test needs it. Takes `month` over. */
static struct pdf_sample *sample_of(struct report_sample *month)
{
    struct pdf_sample *sample = g_new0(struct pdf_sample, 1);
    struct partner_report *made = report_sample_report(month);
    sample->made = made;
    sample->run = month->run;
    sample->report = *made;
    sample->lines = rows_copy(made->lines, made->line_count, sizeof(struct line));
    sample->line_dates = g_ptr_array_new();
    for (size_t i = 0; i < made->line_count; i++) {
        g_ptr_array_add(sample->line_dates, (void *)made->line_dates[i]);
    }
    sample->slots = rows_copy(made->slots, made->slot_count, sizeof(struct hour));
    sample->adhoc = rows_copy(made->adhoc, made->adhoc_count, sizeof(struct booking));
    sample->adhoc_became = g_ptr_array_new();
    for (size_t i = 0; i < made->adhoc_count; i++) {
        g_ptr_array_add(sample->adhoc_became, (void *)made->adhoc_became[i]);
    }
    sample->unpaid = rows_copy(made->not_paid, made->not_paid_count, sizeof(struct not_paid_row));
    sample->pending = rows_copy(made->pending, made->pending_count, sizeof(struct pending_row));
    sample->counts = rows_copy(made->counts, made->count_count, sizeof(struct count_row));
    sample->strings = g_string_chunk_new(4096);
    sample->report.result_hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    g_free(month);
    return sample;
}

static struct report_sample *month_new(void)
{
    struct report_sample *month = g_new0(struct report_sample, 1);
    report_sample_init(month);
    month->run.company.address_line_1 = "Level 3";
    month->run.company.address_line_2 = "100 Sample Street";
    month->run.company.agreement_text = agreement;
    month->run.company.note =
        "Questions about your hours are answered fastest with the appointment's id.";
    struct supplier *supplier = &month->supplier;
    supplier->legal_name = supplier->account_name = "Margaret Whitlock";
    supplier->trading_name = "Whitlock Counselling";
    supplier->address_line_1 = "Suite 5";
    supplier->address_line_2 = "14 Acacia Lane";
    supplier->agreement_ref = "CPA-2025-001";
    return month;
}

/* The documents' example, with an ad hoc session, one that is not authorised, and an hour that waits to
 * be marked. */
static struct report_sample *september_new(void)
{
    struct report_sample *month = month_new();
    month->month.rates[RATE_ADHOC].hourly_rate.cents_per_hour = 17525;
    struct appointment *session = month_sample_appointment_add(
        &month->month, "A000131", CALENDAR_ADHOC, month_sample_span(9, 15, 0, 90));
    session->status = STATUS_COMPLETED;
    session->completed_at = month_sample_stamp(9, 17, 0);
    month_sample_add_all(&month->month);
    month_sample_appointment_add(&month->month, "A000140", CALENDAR_ADHOC,
                                 month_sample_span(17, 14, 0, 60))
        ->booked_by = BOOKED_BY_CONSULTANT;
    month_sample_appointment_add(&month->month, "A000177", CALENDAR_OPEN,
                                 month_sample_span(29, 10, 0, 60));
    return month;
}

struct pdf_sample *pdf_sample_new(void)
{
    return sample_of(september_new());
}

struct pdf_sample *pdf_sample_rci_new(void)
{
    struct report_sample *month = september_new();
    month->month.facts.gst = (struct day_range){DAY_UNBOUNDED_TO, DAY_UNBOUNDED_TO};
    return sample_of(month);
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
        struct pending_row pending = {{date_of(1 + i / 2), 600, kept},
                                      i % 2 == 0,
                                      {60},
                                      {day_from_civil((struct civil){2026, 10, 6}), 17 * 60}};
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
    struct report_sample *month = month_new();
    month->month.facts.schedule_count = 0;
    struct pdf_sample *sample = sample_of(month);
    sample->report.document = DOCUMENT_RCTI;
    sample->report.row.status = "ready";
    sample->report.row.document = "RCTI";
    g_array_set_size(sample->counts, 0);
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
    g_ptr_array_unref(sample->line_dates);
    g_array_unref(sample->slots);
    g_array_unref(sample->adhoc);
    g_ptr_array_unref(sample->adhoc_became);
    g_array_unref(sample->unpaid);
    g_array_unref(sample->pending);
    g_array_unref(sample->counts);
    g_string_chunk_free(sample->strings);
    partner_report_free(sample->made);
    g_free(sample);
}

void pdf_sample_pay(struct partner_report *report, struct report_payee *payee)
{
    *payee = (struct report_payee){.supplier = report->supplier,
                                   .reference = report->row.number,
                                   .carried_in = report->row.carried_in,
                                   .payment = report->row.payment,
                                   .carried_out = report->row.carried_out};
    report->payees = payee;
    report->payee_count = 1;
}

const struct partner_report *pdf_sample_report(struct pdf_sample *sample)
{
    struct partner_report *report = &sample->report;
    report->lines = &g_array_index(sample->lines, struct line, 0);
    report->line_dates = (const char *const *)sample->line_dates->pdata;
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
    pdf_sample_pay(report, &sample->payee);
    return report;
}

bool pdf_sample_write(struct pdf_sample *sample, const document_stock *stock, const char *path,
                      GError **error)
{
    const struct document document = {.run = &sample->run, .report = pdf_sample_report(sample)};
    g_unlink(path);
    g_autoptr(GBytes) bytes = document_write(&document, stock, path, error);
    return bytes != NULL;
}

#include "tests/reports/adjustment_sample.h"

static day august(int32_t number)
{
    return day_from_civil((struct civil){2026, 8, number});
}

static struct line_sum amounts_of(int64_t subtotal_cents, bool taxable)
{
    struct line_sum amounts = {.subtotal = {subtotal_cents}};
    if (taxable) {
        amounts.gst = money_gst(amounts.subtotal);
    }
    amounts.total = money_add(amounts.subtotal, amounts.gst);
    return amounts;
}

static void line_add(struct adjustment_sample *sample, enum rate_kind kind, int64_t rate_cents,
                     int32_t minutes, const char *reason)
{
    struct adjustment_report *adjustment = &sample->adjustment;
    struct line line = {
        .kind = kind,
        .hourly_rate = {rate_cents},
        .taxable = adjustment->kind == DOCUMENT_RCAN,
        .minutes = {minutes},
    };
    line.amount = money_line_amount(line.hourly_rate, line.minutes);
    line.gst = line.taxable ? money_gst(line.amount) : (money){0};
    const struct adjustment_line row = {
        .line = line, .reason = reason, .dates = "August 2026", .cause_class = CAUSE_CORRECTION};
    g_array_append_val(sample->lines, row);
    g_array_append_val(sample->reasons, reason);
    struct line_sum *difference = &adjustment->difference;
    difference->subtotal = money_add(difference->subtotal, line.amount);
    difference->gst = money_add(difference->gst, line.gst);
    difference->total = money_add(difference->subtotal, difference->gst);
}

static void move_add(struct adjustment_sample *sample, struct adjustment_move_row move)
{
    move.taxable = sample->adjustment.kind == DOCUMENT_RCAN;
    move.told = move.because;
    g_array_append_val(sample->moves, move);
}

static struct adjustment_sample *sample_empty_new(struct pdf_sample *month)
{
    struct adjustment_sample *sample = g_new0(struct adjustment_sample, 1);
    const bool taxable = month->report.document == DOCUMENT_RCTI;
    sample->month = month;
    sample->lines = g_array_new(FALSE, FALSE, sizeof(struct adjustment_line));
    sample->moves = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    sample->reasons = g_array_new(FALSE, FALSE, sizeof(const char *));
    sample->adjustment = (struct adjustment_report){
        .kind = taxable ? DOCUMENT_RCAN : DOCUMENT_ADJ,
        .period = period_from_month(2026, 8),
        .period_text = "2026-08",
        .number = taxable ? "RCAN-202608-P0001-1" : "ADJ-202608-P0001-1",
        .file_name = taxable ? "RCAN-202608-P0001-1.pdf" : "ADJ-202608-P0001-1.pdf",
        .adjusts = taxable ? "RCTI-202608-P0001" : "RCI-202608-P0001",
        .adjusts_date = day_from_civil((struct civil){2026, 9, 10}),
        .before = amounts_of(360000, taxable),
        .result_hash = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
    };
    sample->list[0] = &sample->adjustment;
    return sample;
}

struct adjustment_sample *adjustment_sample_new(struct pdf_sample *month)
{
    struct adjustment_sample *sample = sample_empty_new(month);
    line_add(sample, RATE_PARTNER, 15000, -120,
             "block B9 was reported late; A000098 was not marked as completed by 18 Aug");
    line_add(sample, RATE_ADHOC, 17525, 90, "A000112 was marked as completed in time");
    move_add(sample, (struct adjustment_move_row){{august(4), 600, ""},
                                                  RATE_PARTNER,
                                                  "Paid",
                                                  "Blocked (block B9)",
                                                  RULE_P6,
                                                  RULE_P2,
                                                  {-60},
                                                  {15000},
                                                  false,
                                                  "block B9 was reported late",
                                                  "blocks.csv:4 (batch 7)",
                                                  "",
                                                  CAUSE_CORRECTION,
                                                  NULL,
                                                  {0},
                                                  false});
    move_add(sample, (struct adjustment_move_row){{august(11), 660, ""},
                                                  RATE_PARTNER,
                                                  "Paid, still to be marked",
                                                  "Not completed in 7 days (A000098)",
                                                  RULE_P5,
                                                  RULE_C1,
                                                  {-60},
                                                  {15000},
                                                  false,
                                                  "A000098 was not marked as completed by 18 Aug",
                                                  "",
                                                  "",
                                                  CAUSE_CORRECTION,
                                                  NULL,
                                                  {0},
                                                  false});
    move_add(sample, (struct adjustment_move_row){{august(30), 900, "A000112"},
                                                  RATE_ADHOC,
                                                  "Still to be marked",
                                                  "Ad hoc session",
                                                  RULE_C3,
                                                  RULE_H4,
                                                  {90},
                                                  {17525},
                                                  false,
                                                  "A000112 was marked as completed in time",
                                                  "appointments.csv:118 (batch 7)",
                                                  "",
                                                  CAUSE_CORRECTION,
                                                  NULL,
                                                  {0},
                                                  false});
    return sample;
}

struct adjustment_sample *adjustment_sample_increase_new(struct pdf_sample *month)
{
    struct adjustment_sample *sample = sample_empty_new(month);
    line_add(sample, RATE_PARTNER, 15000, 120, "block B3 is gone from blocks.csv");
    for (int32_t hour = 9; hour <= 10; hour++) {
        move_add(sample, (struct adjustment_move_row){{august(7), hour * 60, ""},
                                                      RATE_PARTNER,
                                                      "Blocked (block B3)",
                                                      "Paid",
                                                      RULE_P2,
                                                      RULE_P6,
                                                      {60},
                                                      {15000},
                                                      false,
                                                      "block B3 is gone from blocks.csv",
                                                      "blocks.csv (batch 7)",
                                                      "",
                                                      CAUSE_CORRECTION,
                                                      NULL,
                                                      {0},
                                                      false});
    }
    return sample;
}

struct adjustment_sample *adjustment_sample_large_new(struct pdf_sample *month, int move_count)
{
    struct adjustment_sample *sample = sample_empty_new(month);
    g_autoptr(GString) reason = g_string_new(NULL);
    for (int i = 0; i < move_count; i++) {
        g_autofree char *because =
            g_strdup_printf("M%06d was not marked as completed by %d Aug", i, 8 + i / 13);
        const char *kept = g_string_chunk_insert(month->strings, because);
        g_string_append_printf(reason, "%s%s", i > 0 ? "; " : "", because);
        move_add(sample,
                 (struct adjustment_move_row){{august(1 + i / 13), (8 + i % 13) * 60, ""},
                                              RATE_PARTNER,
                                              "Paid, still to be marked",
                                              "Not completed in 7 days",
                                              RULE_P5,
                                              RULE_C1,
                                              {-60},
                                              {15000},
                                              false,
                                              kept,
                                              i % 3 == 0 ? "appointments.csv:118 (batch 7)" : "",
                                              "",
                                              CAUSE_CORRECTION,
                                              NULL,
                                              {0},
                                              false});
    }
    sample->adjustment.before =
        amounts_of((int64_t)15000 * (move_count + 10), month->report.document == DOCUMENT_RCTI);
    line_add(sample, RATE_PARTNER, 15000, -60 * move_count,
             g_string_chunk_insert(month->strings, reason->str));
    return sample;
}

void adjustment_sample_free(struct adjustment_sample *sample)
{
    g_array_unref(sample->lines);
    g_array_unref(sample->moves);
    g_array_unref(sample->reasons);
    pdf_sample_free(sample->month);
    g_free(sample);
}

void adjustment_sample_settle(struct partner_report *report)
{
    int64_t owed = report->row.carried_in.cents + report->row.totals.total.cents -
                   report->replaces_total.cents;
    int64_t adjustments = 0;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustments += report->adjustments[i]->difference.total.cents;
    }
    for (size_t i = 0; i < report->late_count; i++) {
        const struct partner_report *late = report->late[i].report;
        adjustments += late->row.totals.total.cents - late->replaces_total.cents;
    }
    owed += adjustments;
    report->row.adjustments_total.cents = adjustments;
    report->row.payment.cents = MAX(owed, 0);
    report->row.carried_out.cents = MIN(owed, 0);
}

const struct partner_report *adjustment_sample_report(struct adjustment_sample *sample)
{
    struct adjustment_report *adjustment = &sample->adjustment;
    const struct line_sum *before = &adjustment->before;
    const struct line_sum *difference = &adjustment->difference;
    adjustment->lines = &g_array_index(sample->lines, struct adjustment_line, 0);
    adjustment->line_count = sample->lines->len;
    adjustment->moves = &g_array_index(sample->moves, struct adjustment_move_row, 0);
    adjustment->move_count = sample->moves->len;
    adjustment->reasons = (const char *const *)(const void *)sample->reasons->data;
    adjustment->reason_count = sample->reasons->len;
    adjustment->after.subtotal = money_add(before->subtotal, difference->subtotal);
    adjustment->after.gst = money_add(before->gst, difference->gst);
    adjustment->after.total = money_add(before->total, difference->total);
    pdf_sample_report(sample->month);
    struct partner_report *report = &sample->month->report;
    report->adjustments = sample->list;
    report->adjustment_count = 1;
    adjustment->supplier = report->supplier;
    adjustment_sample_settle(report);
    pdf_sample_pay(report, &sample->month->payee);
    if (report->row.number[0] == '\0') {
        sample->month->payee.reference = adjustment->number;
    }
    return report;
}

/* For whoever keeps the store: the month as a calendar, hour by hour, and the money. */
#include <inttypes.h>
#include <string.h>

#include "reports/explained/explained.h"
#include "reports/text.h"
#include "reports/value/calendar.h"

enum { DETAIL = 6 /* where what belongs to an hour begins */ };

/* ---- hour by hour ---------------------------------------------------------------------------- */

static void sentences_append(GString *out, const char *const *sentences, int indent, int width)
{
    for (; *sentences; sentences++) {
        g_autofree char *sentence = g_strconcat(*sentences, ".", NULL);
        explained_paragraph(out, sentence, indent, width);
    }
}

static enum rule row_rule(const struct explained *row)
{
    return row->slot      ? row->slot->rule
           : row->booking ? row->booking->rule
                          : outcome_says[OUTCOME_UNSCHEDULED].rule;
}

/* "Mon 7 Sep 10:00  N  0 h     C1  Booked; not marked as completed in time: A10502". */
static void head_append(GString *out, const struct explained *row, int width)
{
    const char *evidence = row->slot      ? row->slot->evidence
                           : row->booking ? row->booking->evidence
                                          : "";
    g_autoptr(GString) head = g_string_new("  ");
    g_autoptr(GString) what = g_string_new(NULL);
    g_auto(GStrv) ids = g_strsplit(evidence, ";", -1);
    g_autofree char *listed = g_strjoinv(", ", ids);
    explained_padded(head, text_date_short(TEXT_ROOM, row->at.date), 10);
    g_string_append_printf(head, " %s  %s  ", text_time(TEXT_ROOM, row->at.start_minute),
                           row->slot ? mark_says[hour_mark(row->slot)].letter : " ");
    explained_padded(head, text_hours(TEXT_ROOM, row->paid_minutes), 6);
    g_string_append_printf(head, "  %s  ", rule_words[row_rule(row)]);
    if (row->at.appointment_id[0] != '\0') {
        g_string_append_printf(what, "%s, %s: ", row->at.appointment_id,
                               text_hours(TEXT_ROOM, row->duration_minutes));
    }
    g_string_append_printf(what, "%s%s%s", row->became, listed[0] != '\0' ? ": " : "", listed);
    g_string_append(out, head->str);
    explained_wrap(out, what->str, (int)head->len, DETAIL, width);
    g_string_append_c(out, '\n');
}

static void mends_append(GString *out, const struct explained *row, int width)
{
    for (const char *const *mend = row->mends; *mend; mend++) {
        g_autofree char *text = g_strconcat("What would have made it payable: ", *mend, ".", NULL);
        explained_paragraph(out, text, DETAIL, width);
    }
    for (size_t i = 0; i < row->why_count; i++) {
        if (row->why[i].source[0] != '\0' &&
            (i == 0 || strcmp(row->why[i].source, row->why[0].source) != 0)) {
            g_autofree char *text = g_strdup_printf("(%s)", row->why[i].source);
            explained_paragraph(out, text, DETAIL, width);
        }
    }
}

/* What is plain from the head is said in full where one hour is asked for. */
static void row_append(GString *out, const struct explained *row, bool full, int width)
{
    const bool plain = row->why_count == 0 && !row->pending &&
                       !(row->slot && row->slot->notes != 0) &&
                       !(row->booking && row->booking->paid_minutes.minutes == 0);
    head_append(out, row, width);
    if (full || !plain) {
        sentences_append(out, row->sentences, DETAIL, width);
        mends_append(out, row, width);
    }
}

static void policy_append(GString *out, const struct explained *row, int width)
{
    const enum rule rule = row_rule(row);
    for (const char *const *sentence = row->policy; *sentence; sentence++) {
        g_autofree char *text = g_strdup_printf("Policy: \"%s\"", *sentence);
        explained_paragraph(out, text, DETAIL, width);
    }
    g_autofree char *reading = g_strdup_printf("%s: %s", rule_words[rule], rule_says[rule].reading);
    explained_paragraph(out, reading, DETAIL, width);
}

static void row_text(GString *out, const struct explained *row, int width)
{
    row_append(out, row, true, width);
    policy_append(out, row, width);
}

static void rows_append(GString *out, const struct explanation *explanation,
                        const struct explain_filter *filter, int width)
{
    static const char *const headings[] = {[EXPLAINED_HOUR] = "Partner schedule, hour by hour",
                                           [EXPLAINED_ADHOC] = "Ad hoc bookings",
                                           [EXPLAINED_OUTSIDE] =
                                               "Appointments outside the paid schedule"};
    for (enum explained_kind kind = EXPLAINED_HOUR; kind <= EXPLAINED_OUTSIDE; kind++) {
        bool first = true;
        for (size_t i = 0; i < explanation->row_count; i++) {
            const struct explained *row = &explanation->rows[i];
            if (row->kind != kind || !explained_passes(row, filter)) {
                continue;
            }
            if (first) {
                g_string_append_printf(out, "\n%s\n", headings[kind]);
                first = false;
            }
            if (filter->by_date) {
                row_text(out, row, width);
            } else {
                row_append(out, row, false, width);
            }
        }
    }
}

/* ---- the money ------------------------------------------------------------------------------- */

static void counts_append(GString *out, const struct partner_report *report, int width)
{
    if (report->count_count > 0) {
        g_string_append(out, "\nHow the hours were counted\n");
    }
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        const char *hours = text_hours(TEXT_ROOM, row->minutes);
        g_autofree char *label =
            g_strjoin(row->detail[0] != '\0' ? "  " : "", row->label, row->detail, NULL);
        g_autoptr(GString) lines = g_string_new("  ");
        explained_wrap(lines, label, 2, 4, width - 14);
        const char *last = strrchr(lines->str, '\n');
        const char *line = last ? last + 1 : lines->str;
        g_string_append_printf(lines, "%*s%12s\n",
                               (int)MAX(0, width - 12 - g_utf8_strlen(line, -1)), "", hours);
        g_string_append(out, lines->str);
    }
}

static void lines_append(GString *out, const struct partner_report *report, int width)
{
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        char hours[TEXT_SIZE];
        g_autofree char *what = line_description(line, report->line_dates[i]);
        g_autofree char *label =
            line->kind >= RATE_KIND_COUNT
                ? g_strdup(what)
                : g_strdup_printf("%s: %s at %s", what, text_hours(hours, line->minutes.minutes),
                                  text_rate(TEXT_ROOM, line->hourly_rate));
        explained_amount(out, label, 2, line->amount, width);
        if (line->gst.cents != 0) {
            explained_amount(out, "GST", 4, line->gst, width);
        }
    }
    if (!report->row.amounts_blank) {
        explained_amount(out, "What the month comes to by these facts", 2, report->row.totals.total,
                         width);
    }
}

static void document_append(GString *out, const struct explained_document *document, int indent,
                            int width)
{
    const bool is_void = document->void_reason[0] != '\0';
    g_autofree char *label =
        g_strdup_printf("%s%s%s%s", document->number, document->adjusts[0] ? " adjusts " : "",
                        document->adjusts, is_void ? ", void since" : "");
    explained_amount(out, label, indent, document->total, width);
    for (const char *const *reason = document->reasons; *reason; reason++) {
        explained_paragraph(out, *reason, indent + 2, width);
    }
    if (is_void) {
        explained_paragraph(out, document->void_reason, indent + 2, width);
    }
}

static void billed_append(GString *out, const struct explained_money *sums, int width)
{
    bool adjusted = false;
    if (sums->document_count > 0) {
        g_string_append(out, "\nDocuments of the month, and adjustments made since\n");
    }
    for (size_t i = 0; i < sums->document_count; i++) {
        document_append(out, &sums->documents[i], 2, width);
        adjusted = adjusted || sums->documents[i].adjusts[0] != '\0';
    }
    if (sums->issued && sums->document_count == 0) {
        g_string_append(out, "\nThe month was issued without a document.\n");
    }
    if (sums->document_count > 1) {
        explained_amount(out,
                         adjusted ? "Those that stand, adjustments included" : "Those that stand",
                         2, sums->billed, width);
    }
    if (sums->issued && sums->unbilled.cents != 0) {
        explained_amount(out, "Not billed yet: what the facts come to now, less that", 2,
                         sums->unbilled, width);
    }
}

static void payment_append(GString *out, const struct explained_payment *payment, int width)
{
    char period[TEXT_SIZE];
    g_string_append_printf(out, "  issue %d of %s, %s\n", payment->issue,
                           text_period(period, payment->period),
                           text_date_words(TEXT_ROOM, payment->issue_date));
    if (payment->brought_forward.cents != 0) {
        explained_amount(out, "brought forward: what was owed before", 4, payment->brought_forward,
                         width);
    }
    for (size_t i = 0; i < payment->document_count; i++) {
        document_append(out, &payment->documents[i], 4, width);
    }
    if (payment->settled.cents != 0) {
        explained_amount(out, "less what was settled with the document that is void", 4,
                         (money){-payment->settled.cents}, width);
    }
    if (payment->counted.cents != 0) {
        explained_amount(out, "of that, what came back from the bank", 4, payment->counted, width);
    }
    if (payment->written_off.cents != 0) {
        explained_amount(out,
                         payment->written_off.cents > 0
                             ? "written off by decision: not claimed any more"
                             : "written off before, and claimed again",
                         4, payment->written_off, width);
    }
    g_autofree char *label =
        g_strdup_printf("paid on %s", text_date_words(TEXT_ROOM, payment->payment_date));
    explained_amount(out, payment->payment.cents > 0 ? label : "paid", 4, payment->payment, width);
    if (payment->payment.cents > 0 && !payment->in_file) {
        g_string_append(out, "      left out of the payment file: no account that it can go to\n");
    }
    const money owed = {-payment->carried_forward.cents};
    if (owed.cents != 0 && payment->still_owed.cents != 0) {
        explained_amount(out, "owes; it comes off the next payments", 4, owed, width);
    } else if (owed.cents != 0) {
        g_autofree char *cleared = g_strdup_printf("owed; it came off by %s",
                                                   text_date_words(TEXT_ROOM, payment->cleared_on));
        explained_amount(out, cleared, 4, owed, width);
    }
}

void explained_text_payments(GString *out, const struct explanation *explanation, int width)
{
    const struct explained_money *sums = &explanation->money;
    g_string_append(out, sums->payment_count > 0 ? "\nPayment\n" : "");
    for (size_t i = 0; i < sums->payment_count; i++) {
        payment_append(out, &sums->payments[i], width);
    }
}

void explained_text_money(GString *out, const struct explanation *explanation, int width)
{
    counts_append(out, explanation->report, width);
    g_string_append(out, "\nThe money\n");
    lines_append(out, explanation->report, width);
    billed_append(out, &explanation->money, width);
    explained_text_payments(out, explanation, width);
}

/* ---- the month ------------------------------------------------------------------------------- */

static void exceptions_append(GString *out, const struct partner_report *report, int width)
{
    if (report->exception_count > 0) {
        g_string_append(out, "\nExceptions\n");
    }
    for (size_t i = 0; i < report->exception_count; i++) {
        const struct exception_row *row = &report->exceptions[i];
        g_autofree char *text =
            g_strdup_printf("%s %s  %s%s%s", severity_words[row->severity], row->code, row->subject,
                            row->subject[0] ? ": " : "", row->message);
        g_string_append(out, "  ");
        explained_wrap(out, text, 2, DETAIL, width);
        g_string_append_c(out, '\n');
    }
}

void explained_text(GString *out, const struct explanation *explanation,
                    const struct explain_filter *filter, const struct explained_look *look)
{
    const struct report_run *run = explanation->run;
    const struct register_row *row = &explanation->report->row;
    const struct supplier *supplier = &explanation->report->supplier;
    g_autofree char *title =
        g_strdup_printf("%s %s, %s: %s%s%s", supplier->partner_id, supplier->legal_name,
                        run->period_text, row->status, row->reasons[0] ? " " : "", row->reasons);
    g_autofree char *facts =
        g_strdup_printf("Facts as at %s, batch %" PRId64 ". Times are local: %s.",
                        explanation->as_at, run->batch, explanation->timezone);
    explained_paragraph(out, title, 0, look->width);
    explained_paragraph(out, facts, 0, look->width);
    if (!filter->by_date) {
        explained_calendar(out, explanation, look);
    }
    rows_append(out, explanation, filter, look->width);
    if (!filter->by_date) {
        explained_text_money(out, explanation, look->width);
        exceptions_append(out, explanation->report, look->width);
    }
}

/* ---- an appointment -------------------------------------------------------------------------- */

void explained_text_appointment(GString *out, const struct explanation *explanation,
                                const struct explained_appointment *appointment, int width)
{
    const struct supplier *supplier = &explanation->report->supplier;
    char time[TEXT_SIZE];
    g_autofree char *title = g_strdup_printf(
        "%s, %s, %s %s (%s), of %s %s, %s", appointment->appointment_id,
        appointment->calendar == CALENDAR_OPEN ? "open calendar" : "ad hoc calendar",
        text_date_short(TEXT_ROOM, appointment->date), text_time(time, appointment->start_minute),
        explanation->place, supplier->partner_id, supplier->legal_name,
        explanation->run->period_text);
    explained_paragraph(out, title, 0, width);
    explained_paragraph(out,
                        appointment->matters ? "It matters to what is paid."
                                             : "It does not matter to what is paid.",
                        2, width);
    sentences_append(out, appointment->sentences, 2, width);
    if (appointment->row) {
        g_string_append(out, appointment->row->kind == EXPLAINED_HOUR
                                 ? "\nThe hour of the Partner schedule that it is in\n"
                                 : "\nWhat became of it\n");
        row_text(out, appointment->row, width);
    }
}

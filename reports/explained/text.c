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

void explained_text_decisions(GString *out, const struct explained_decision *decisions,
                              size_t count, int indent, int width)
{
    for (size_t i = 0; i < count; i++) {
        const struct explained_decision *row = &decisions[i];
        g_autofree char *head =
            g_strdup_printf("%s  %s: %s", row->decision_id, row->kind, row->subject);
        g_autofree char *why =
            g_strdup_printf("%s; ticket %s: %s", row->standing, row->ticket, row->reason);
        g_autofree char *who =
            g_strdup_printf("entered by %s, approved by %s, %s, batch %" PRId64, row->entered_by,
                            row->approved_by, text_date(TEXT_ROOM, row->entered_on), row->batch);
        explained_paragraph(out, head, indent, width);
        explained_paragraph(out, why, indent + 4, width);
        explained_paragraph(out, who, indent + 4, width);
    }
}

/* Those that the verdict rests on. */
static void decisions_append(GString *out, const struct explanation *explanation,
                             const struct explained *row, int width)
{
    const struct explained_money *sums = &explanation->money;
    g_auto(GStrv) ids = g_strsplit(row->slot      ? row->slot->evidence
                                   : row->booking ? row->booking->evidence
                                                  : "",
                                   ";", -1);
    for (size_t i = 0; i < sums->decision_count; i++) {
        if (g_strv_contains((const char *const *)ids, sums->decisions[i].decision_id)) {
            explained_text_decisions(out, &sums->decisions[i], 1, DETAIL, width);
        }
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

static void row_text(GString *out, const struct explanation *explanation,
                     const struct explained *row, int width)
{
    row_append(out, row, true, width);
    policy_append(out, row, width);
    decisions_append(out, explanation, row, width);
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
                row_text(out, explanation, row, width);
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
    if (report->row.amounts_blank) {
        g_autofree char *held = g_strdup_printf(
            "held, and nothing of it is billed until that is settled: %s", report->row.reasons);
        explained_paragraph(out, held, 2, width);
    } else {
        explained_amount(out, "What the month comes to by these facts", 2, report->row.totals.total,
                         width);
    }
}

/* What was decided of the month as a whole (D4, D6). */
static void standing_append(GString *out, const struct explained_money *sums, int width)
{
    const char *id = sums->standing_id;
    const char *ticket = sums->standing_ticket;
    g_autofree char *text =
        sums->standing == STANDS_HELD
            ? g_strdup_printf("Held by decision %s (%s): no document and no payment until it is "
                              "released.",
                              id, ticket)
        : sums->standing == STANDS_SETTLED
            ? g_strdup_printf(
                  "Settled outside by decision %s (%s), at %s: never issued or trued up "
                  "again.",
                  id, ticket, text_dollars(TEXT_ROOM, sums->settled_at))
        : sums->standing == STANDS_NEVER_ISSUED
            ? g_strdup_printf("Settled outside by decision %s (%s), the whole month: never to be "
                              "issued.",
                              id, ticket)
            : NULL;
    if (text) {
        g_string_append_c(out, '\n');
        explained_paragraph(out, text, 0, width);
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

/* D7: what became of it since. */
static void events_append(GString *out, const struct explained_payment *payment, int width)
{
    for (size_t i = 0; i < payment->event_count; i++) {
        const struct explained_event *event = &payment->events[i];
        const bool decided = event->kind == EVENT_RETURNED || event->kind == EVENT_BY_HAND;
        const char *what = event->kind == EVENT_RETURNED  ? "came back"
                           : event->kind == EVENT_BY_HAND ? "paid by hand"
                           : event->kind == EVENT_COUNTED
                               ? "counts with what follows the void document"
                           : event->in_file ? "paid again on its own"
                                            : "due again on its own, left out of the payment file";
        const char *date = text_date_words(TEXT_ROOM, event->payment_date);
        g_autofree char *label =
            decided
                ? g_strdup_printf("%s: decision %s (%s)", what, event->decision_id, event->ticket)
                : g_strdup_printf("%s: issue %d of %s, payment date %s", what, event->issue,
                                  text_period(TEXT_ROOM, event->period), date);
        explained_amount(
            out, label, 4,
            event->kind == EVENT_RETURNED ? (money){-event->amount.cents} : event->amount, width);
    }
    if (payment->owed_again.cents > 0) {
        explained_amount(out, "still to be paid again: the next payment file has it", 4,
                         payment->owed_again, width);
    }
    if (payment->left_out.cents > 0 && payment->event_count > 0) {
        explained_amount(out, "still to be paid: no payment file has it", 4, payment->left_out,
                         width);
    }
}

/* D7: what is paid beside it. */
static void repayments_append(GString *out, const struct explained_payment *payment, int width)
{
    for (size_t i = 0; i < payment->repayment_count; i++) {
        const struct explained_repayment *again = &payment->repayments[i];
        g_autofree char *label =
            g_strdup_printf("beside it, what came back of the payment for %s%s", again->number,
                            again->in_file ? "" : ", left out of the payment file");
        explained_amount(out, label, 4, again->amount, width);
    }
}

/* What it left owing, and what became of that since (R5, D8, D9). */
static void left_append(GString *out, const struct explained_money *sums,
                        const struct explained_payment *payment, int width)
{
    const bool is_past = day_compare(payment->came_off_until, sums->today) <= 0;
    const char *off = is_past ? "came off by" : "is to come off by";
    const money owed = {-payment->carried_forward.cents};
    const money still = {-payment->still_owed.cents};
    const char *until = text_date_words(TEXT_ROOM, payment->came_off_until);
    const char *at_most = text_dollars(TEXT_ROOM, sums->instalment);
    g_autofree char *comes_off =
        sums->instalments_ticket[0] != '\0'
            ? g_strdup_printf("it comes off the next payments, at most %s a month (%s)", at_most,
                              sums->instalments_ticket)
            : g_strdup("it comes off the next payments");
    g_autofree char *whole = still.cents == owed.cents ? g_strdup_printf("owes; %s", comes_off)
                             : payment->later_came_off.cents == owed.cents
                                 ? g_strdup_printf("owed; it %s %s", off, until)
                                 : g_strdup("owed");
    if (owed.cents == 0) {
        return;
    }
    explained_amount(out, whole, 4, owed, width);
    if (payment->later_came_off.cents > 0 && payment->later_came_off.cents != owed.cents) {
        g_autofree char *label = g_strdup_printf("of that %s %s", off, until);
        explained_amount(out, label, 6, payment->later_came_off, width);
    }
    if (payment->later_written_off.cents > 0) {
        g_autofree char *label =
            g_strdup_printf("of that written off: decision %s", payment->later_tickets);
        explained_amount(out, label, 6, payment->later_written_off, width);
    }
    if (still.cents > 0 && still.cents != owed.cents) {
        g_autofree char *label = g_strdup_printf("of that still owes; %s", comes_off);
        explained_amount(out, label, 6, still, width);
    }
}

/* What decisions made of what was owed (D8). */
static void written_off_append(GString *out, const struct explained_payment *payment, int width)
{
    g_autofree char *label =
        payment->written_off.cents > 0
            ? g_strdup_printf("written off by decision %s: not claimed any more",
                              payment->write_off_tickets)
            : g_strdup_printf("written off before by decision %s, and claimed again",
                              payment->write_off_tickets);
    if (payment->written_off.cents != 0) {
        explained_amount(out, label, 4, payment->written_off, width);
    }
}

static void paid_append(GString *out, const struct explained_payment *payment, day today, int width)
{
    const bool is_past = day_compare(payment->payment_date, today) <= 0;
    g_autofree char *label = g_strdup_printf("%s on %s",
                                             !payment->in_file ? "due"
                                             : is_past         ? "paid"
                                                               : "to be paid",
                                             text_date_words(TEXT_ROOM, payment->payment_date));
    explained_amount(out, payment->payment.cents > 0 ? label : "paid", 4, payment->payment, width);
    if (payment->payment.cents > 0 && !payment->in_file) {
        g_string_append(out,
                        payment->has_account
                            ? "      left out of the payment file: its account does not fit\n"
                            : "      left out of the payment file: no account that it can go to\n");
    }
    if (payment->instalments_ticket[0] != '\0' &&
        (payment->carried_forward.cents != 0 || payment->came_off.cents > 0)) {
        g_autofree char *terms = g_strdup_printf(
            "by instalments, decision %s: at most %s a month; %s of what is owed came off",
            payment->instalments_ticket, text_dollars(TEXT_ROOM, payment->instalment),
            text_dollars(TEXT_ROOM, payment->came_off));
        explained_paragraph(out, terms, 6, width);
    }
}

static void payment_append(GString *out, const struct explained_money *sums,
                           const struct explained_payment *payment, int width)
{
    g_string_append_printf(out, "  issue %d of %s, %s\n", payment->issue,
                           text_period(TEXT_ROOM, payment->period),
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
    written_off_append(out, payment, width);
    paid_append(out, payment, sums->today, width);
    events_append(out, payment, width);
    repayments_append(out, payment, width);
    left_append(out, sums, payment, width);
}

void explained_text_payments(GString *out, const struct explanation *explanation, int width)
{
    const struct explained_money *sums = &explanation->money;
    g_string_append(out, sums->payment_count > 0 ? "\nPayment\n" : "");
    for (size_t i = 0; i < sums->payment_count; i++) {
        payment_append(out, sums, &sums->payments[i], width);
    }
}

void explained_text_money(GString *out, const struct explanation *explanation, int width)
{
    counts_append(out, explanation->report, width);
    g_string_append(out, "\nThe money\n");
    lines_append(out, explanation->report, width);
    billed_append(out, &explanation->money, width);
    standing_append(out, &explanation->money, width);
    explained_text_payments(out, explanation, width);
    if (explanation->money.decision_count > 0) {
        g_string_append(out, "\nDecisions\n");
    }
    explained_text_decisions(out, explanation->money.decisions, explanation->money.decision_count,
                             2, width);
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
        row_text(out, explanation, appointment->row, width);
    }
}

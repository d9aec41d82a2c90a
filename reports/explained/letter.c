/* For the partner: plain sentences to be pasted into a ticket. No rule, file, batch or code. */
#include <string.h>

#include "reports/explained/explained.h"
#include "reports/text.h"

/* ---- one hour -------------------------------------------------------------------------------- */

static const char *payable(const struct explained *row)
{
    return row->paid_minutes >= row->duration_minutes     ? "paid"
           : row->pending && row->kind == EXPLAINED_ADHOC ? "not paid yet"
           : row->paid_minutes > 0                        ? "paid in part"
                                                          : "not paid";
}

static bool same_texts(const char *const *one, const char *const *other)
{
    for (; *one && *other && strcmp(*one, *other) == 0; one++, other++) {
    }
    return !*one && !*other;
}

/* How many rows from this one on are hours of one day of which the same is told. */
static size_t alike(const struct explanation *explanation, size_t first)
{
    const struct explained *row = &explanation->rows[first];
    size_t count = 1;
    for (; row->kind == EXPLAINED_HOUR && first + count < explanation->row_count; count++) {
        const struct explained *next = &explanation->rows[first + count];
        if (next->kind != row->kind || day_compare(next->at.date, row->at.date) != 0 ||
            next->paid_minutes != row->paid_minutes ||
            !same_texts(next->sentences, row->sentences) || !same_texts(next->mends, row->mends)) {
            break;
        }
    }
    return count;
}

/* "Monday 7 September 2026, 10:00 (Melbourne time), an hour of the Partner schedule: not paid." */
static void head_append(GString *text, const struct explanation *explanation, size_t first,
                        size_t count)
{
    static const char *const what[] = {[EXPLAINED_HOUR] = "an hour of the Partner schedule",
                                       [EXPLAINED_ADHOC] = "ad hoc booking ",
                                       [EXPLAINED_OUTSIDE] = "appointment "};
    const struct explained *row = &explanation->rows[first];
    char hours[TEXT_SIZE];
    g_string_append_printf(text, "%s %s, ", text_weekday(day_weekday(row->at.date)),
                           text_date_words(TEXT_ROOM, row->at.date));
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(text, "%s%s",
                               i == 0           ? ""
                               : i + 1 == count ? " and "
                                                : ", ",
                               text_time(TEXT_ROOM, row[i].at.start_minute));
    }
    g_string_append_printf(text, " (%s time), ", explanation->place);
    if (count > 1) {
        g_string_append_printf(text, "%zu hours of the Partner schedule: %s", count, payable(row));
    } else {
        g_string_append_printf(text, "%s%s: %s", what[row->kind], row->at.appointment_id,
                               payable(row));
    }
    if (row->paid_minutes > 0 && row->paid_minutes < row->duration_minutes) {
        g_string_append_printf(text, ", %s of %s%s", text_hours(hours, row->paid_minutes),
                               text_hours(TEXT_ROOM, row->duration_minutes),
                               count > 1 ? " each" : "");
    }
    g_string_append(text, ".");
}

static void sentences_append(GString *text, const char *const *sentences)
{
    for (; *sentences; sentences++) {
        g_string_append_printf(text, "%s%s.", text->len > 0 ? " " : "", *sentences);
    }
}

/* "Nothing would have made it payable: …", or what would; of as many hours as are told together. */
static void mends_append(GString *out, const struct explained *row, size_t count, int width)
{
    static const char nothing[] = "nothing: ";
    for (const char *const *mend = row->mends; *mend; mend++) {
        const bool none = g_str_has_prefix(*mend, nothing);
        g_autofree char *text = none ? g_strdup_printf("Nothing would have made %s payable: %s.",
                                                       row->paid_minutes > 0 ? "the rest"
                                                       : count > 1           ? "them"
                                                                             : "it",
                                                       *mend + strlen(nothing))
                                     : g_strdup_printf("What would have made %s payable: %s.",
                                                       count > 1 ? "each of them" : "it", *mend);
        explained_paragraph(out, text, 0, width);
    }
}

/* Each sentence of the policy once, after the first hours that it decided. */
static void policy_append(GString *out, const struct explained *row, GPtrArray *quoted, int width)
{
    for (const char *const *sentence = row->policy; *sentence; sentence++) {
        if (!g_ptr_array_find(quoted, *sentence, NULL)) {
            g_autofree char *text = g_strdup_printf("The policy says: \"%s\"", *sentence);
            explained_paragraph(out, text, 0, width);
            g_ptr_array_add(quoted, (char *)*sentence);
        }
    }
}

static void rows_append(GString *out, const struct explanation *explanation, size_t first,
                        size_t count, GPtrArray *quoted, int width)
{
    const struct explained *row = &explanation->rows[first];
    g_autoptr(GString) text = g_string_new(NULL);
    head_append(text, explanation, first, count);
    sentences_append(text, row->sentences);
    explained_paragraph(out, text->str, 0, width);
    mends_append(out, row, count, width);
    policy_append(out, row, quoted, width);
}

void explained_letter_appointment(GString *out, const struct explanation *explanation,
                                  const struct explained_appointment *appointment, int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) quoted = g_ptr_array_new();
    sentences_append(text, appointment->sentences);
    if (text->len > 0) {
        explained_paragraph(out, text->str, 0, width);
    }
    if (appointment->row) {
        g_string_append(out, text->len > 0 ? "\n" : "");
        rows_append(out, explanation, (size_t)(appointment->row - explanation->rows), 1, quoted,
                    width);
    }
}

/* ---- the money ------------------------------------------------------------------------------- */

static void lines_append(GString *out, const struct partner_report *report, int width)
{
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        char hours[TEXT_SIZE];
        char rate[TEXT_SIZE];
        g_autofree char *what = line_description(line, report->line_dates[i]);
        g_autofree char *label = line->kind >= RATE_KIND_COUNT
                                     ? g_strdup(what)
                                     : g_strdup_printf("%s: %s at $%s an hour", what,
                                                       text_hours(hours, line->minutes.minutes),
                                                       text_rate(rate, line->hourly_rate));
        explained_amount(out, label, 2, line->amount, width);
    }
    if (report->row.totals.gst.cents != 0) {
        explained_amount(out, "GST", 2, report->row.totals.gst, width);
    }
    explained_amount(out, "Together", 2, report->row.totals.total, width);
}

static void document_append(GString *out, const struct explained_document *document, int width)
{
    const char *dollars = text_dollars(TEXT_ROOM, document->total);
    const char *date = text_date_words(TEXT_ROOM, document->issue_date);
    const bool is_void = document->void_reason[0] != '\0';
    g_autofree char *about =
        document->adjusts[0]
            ? g_strdup_printf(" changes %s", document->adjusts)
            : g_strdup_printf(" is for %s", text_month_words(TEXT_ROOM, document->period));
    g_autofree char *text = g_strdup_printf("%s of %s%s: %s%s.", document->number, date, about,
                                            dollars, is_void ? ", void since" : "");
    explained_paragraph(out, text, 0, width);
    for (const char *const *told = document->told; *told; told++) {
        g_autofree char *sentence = g_strconcat(*told, ".", NULL);
        explained_paragraph(out, sentence, 2, width);
    }
}

/* "$5.00" */
#define DOLLARS(amount) text_dollars(TEXT_ROOM, amount)

/* " (decision T-1042)"; nothing where no ticket is known. */
static void ticket_append(GString *text, const char *format, const char *tickets)
{
    if (tickets[0] != '\0') {
        g_string_append_printf(text, " (%s %s)", format, tickets);
    }
}

/* What was paid, when, and for which documents. */
static void paid_append(GString *text, const struct explained_payment *payment, bool is_past)
{
    const char *date = text_date_words(TEXT_ROOM, payment->payment_date);
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (size_t i = 0; i < payment->document_count; i++) {
        g_string_append_printf(numbers, "%s%s (%s)",
                               i == 0                             ? " for "
                               : i + 1 == payment->document_count ? " and "
                                                                  : ", ",
                               payment->documents[i].number, DOLLARS(payment->documents[i].total));
    }
    if (payment->payment.cents == 0) {
        g_string_append_printf(text, "Nothing %s paid on %s%s.", is_past ? "was" : "is to be", date,
                               numbers->str);
    } else if (payment->in_file) {
        g_string_append_printf(text, "%s %s paid on %s%s.", DOLLARS(payment->payment),
                               is_past ? "was" : "is to be", date, numbers->str);
    } else {
        g_string_append_printf(
            text, "%s%s %s due on %s; the bank was not asked to pay it, for %s.",
            DOLLARS(payment->payment), numbers->str, is_past ? "was" : "is", date,
            payment->has_account ? "its account does not fit the bank's file"
                                 : "there was no account that it could be sent to");
    }
}

static bool is_void(const struct explained_payment *payment)
{
    bool is = false;
    for (size_t i = 0; i < payment->document_count; i++) {
        is = is || payment->documents[i].void_reason[0] != '\0';
    }
    return is;
}

/* D7: what became of it since. */
static void events_append(GString *text, const struct explained_payment *payment, day today)
{
    for (size_t i = 0; i < payment->event_count; i++) {
        const struct explained_event *event = &payment->events[i];
        const bool whole = event->amount.cents == payment->payment.cents;
        const bool is_past = day_compare(event->payment_date, today) <= 0;
        g_autofree char *what =
            whole ? g_strdup("It") : g_strdup_printf("%s of it", DOLLARS(event->amount));
        const char *date = text_date_words(TEXT_ROOM, event->payment_date);
        switch (event->kind) {
        case EVENT_RETURNED:
            g_string_append_printf(text, " %s came back", what);
            break;
        case EVENT_BY_HAND:
            g_string_append_printf(text, " %s was paid by hand", what);
            break;
        case EVENT_PAID_AGAIN:
            g_string_append_printf(
                text,
                event->in_file ? " %s %s paid again on %s"
                               : " %s %s due again on %s, and the bank was not "
                                 "asked to pay it",
                what, event->in_file ? (is_past ? "was" : "is to be") : (is_past ? "was" : "is"),
                date);
            break;
        default:
            g_string_append_printf(
                text, " %s counts with what was issued after the document was voided", what);
        }
        ticket_append(text, "decision", event->ticket);
        g_string_append_c(text, '.');
    }
    if (payment->owed_again.cents > 0) {
        g_string_append_printf(text,
                               is_void(payment)
                                   ? " %s counts with what is due in place of the void "
                                     "document."
                                   : " %s is still to be paid again.",
                               DOLLARS(payment->owed_again));
    }
    if (payment->left_out.cents > 0) {
        g_string_append_printf(text, " %s is still to be paid.", DOLLARS(payment->left_out));
    }
}

/* D7: what is paid beside it. */
static void repayments_append(GString *text, const struct explained_payment *payment, bool is_past)
{
    const char *date = text_date_words(TEXT_ROOM, payment->payment_date);
    for (size_t i = 0; i < payment->repayment_count; i++) {
        const struct explained_repayment *again = &payment->repayments[i];
        g_string_append_printf(
            text,
            again->in_file ? "%s%s of the payment for %s, which had come back, %s paid again "
                             "on %s, on its own."
                           : "%s%s of the payment for %s, which had come back, %s due again "
                             "on %s; the bank was not asked to pay it.",
            text->len > 0 ? " " : "", DOLLARS(again->amount), again->number,
            again->in_file ? (is_past ? "was" : "is to be") : (is_past ? "was" : "is"), date);
    }
}

/* What was owed before, and what this payment made of it (R5, D8, D9). */
static void owed_append(GString *text, const struct explained_payment *payment)
{
    const money before = {-payment->brought_forward.cents};
    const money again = {MAX(-payment->written_off.cents, 0)};
    const money written_off = {MAX(payment->written_off.cents, 0)};
    const bool by_instalments = payment->instalments_ticket[0] != '\0';
    const bool all = payment->carried_forward.cents == 0 && written_off.cents == 0;
    const bool owed = before.cents + again.cents > 0;
    if (before.cents > 0) {
        g_string_append_printf(text, " You owed %s from before.", DOLLARS(before));
    }
    if (again.cents > 0) {
        g_string_append_printf(text, " %s that you owed, and that was not claimed for a time",
                               DOLLARS(again));
        ticket_append(text, "decision", payment->write_off_tickets);
        g_string_append(text, ", is claimed again.");
    }
    if (by_instalments && (payment->carried_forward.cents != 0 || payment->came_off.cents > 0)) {
        g_string_append_printf(
            text,
            " Of what you owe %s came off; by decision %s it is at most %s in one "
            "month.",
            payment->came_off.cents > 0 ? DOLLARS(payment->came_off) : "nothing",
            payment->instalments_ticket, DOLLARS(payment->instalment));
    } else if (owed && all) {
        g_string_append_printf(text, " %s came off what was due.",
                               again.cents > 0 && before.cents > 0 ? "Both" : "It");
    } else if (owed && payment->came_off.cents > 0) {
        g_string_append_printf(text, " %s of it came off what was due.",
                               DOLLARS(payment->came_off));
    }
    if (written_off.cents > 0) {
        g_string_append_printf(text, " %s of what you owe is not claimed any more",
                               DOLLARS(written_off));
        ticket_append(text, "decision", payment->write_off_tickets);
        g_string_append_c(text, '.');
    }
}

/* What it left owing, and what became of that since. */
static void left_append(GString *text, const struct explained_money *sums,
                        const struct explained_payment *payment)
{
    const money owed = {-payment->carried_forward.cents};
    const money still = {-payment->still_owed.cents};
    const bool moved = payment->later_came_off.cents + payment->later_written_off.cents > 0;
    const bool all = payment->later_came_off.cents == owed.cents;
    if (owed.cents == 0) {
        return;
    }
    if (moved) {
        g_string_append_printf(text, " After it you owed %s%s", DOLLARS(owed), all ? "," : ".");
    }
    if (payment->later_came_off.cents > 0) {
        const bool is_past = day_compare(payment->came_off_until, sums->today) <= 0;
        g_autofree char *part =
            all ? g_strdup("which")
                : g_strdup_printf("%s of that", DOLLARS(payment->later_came_off));
        g_string_append_printf(text, " %s %s paid up to %s.", part,
                               is_past ? "came off what was" : "comes off what is",
                               text_date_words(TEXT_ROOM, payment->came_off_until));
    }
    if (payment->later_written_off.cents > 0) {
        g_string_append_printf(text, " %s of that is not claimed any more",
                               DOLLARS(payment->later_written_off));
        ticket_append(text, "decision", payment->later_tickets);
        g_string_append_c(text, '.');
    }
    if (still.cents > 0) {
        g_string_append_printf(text, " You %sowe %s; it comes off your next payments",
                               moved ? "still " : "", DOLLARS(still));
        if (sums->instalments_ticket[0] != '\0') {
            g_string_append_printf(text, ", at most %s a month by decision %s",
                                   DOLLARS(sums->instalment), sums->instalments_ticket);
        }
        g_string_append_c(text, '.');
    }
}

static void payment_append(GString *out, const struct explained_money *sums,
                           const struct explained_payment *payment, int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const bool is_past = day_compare(payment->payment_date, sums->today) <= 0;
    const bool just_again =
        payment->payment.cents == 0 && payment->document_count == 0 && payment->repayment_count > 0;
    if (!just_again) {
        paid_append(text, payment, is_past);
    }
    events_append(text, payment, sums->today);
    if (payment->settled.cents != 0) {
        g_string_append_printf(text, " %s was settled before, with the document that is void.",
                               DOLLARS(payment->settled));
    }
    if (payment->counted.cents != 0) {
        g_string_append_printf(text,
                               payment->settled.cents != 0
                                   ? " %s of that had come back, and is paid again with it."
                                   : " %s of that had come back, and is not taken back again.",
                               DOLLARS(payment->counted));
    }
    owed_append(text, payment);
    left_append(text, sums, payment);
    repayments_append(text, payment, is_past);
    explained_paragraph(out, text->str, 0, width);
}

/* Documents of other months that were paid together with this one's. */
static void others_append(GString *out, const struct explanation *explanation,
                          const struct explained_payment *payment, int width)
{
    for (size_t i = 0; i < payment->document_count; i++) {
        if (day_compare(payment->documents[i].period.first, explanation->run->period.first) != 0) {
            document_append(out, &payment->documents[i], width);
        }
    }
}

/* Why there is no document, or why what became known since is not billed: each in the words of its code. */
static void held_append(GString *out, const struct explanation *explanation, int width)
{
    const struct partner_report *report = explanation->report;
    const struct explained_money *sums = &explanation->money;
    g_auto(GStrv) reasons = g_strsplit(report->row.reasons, ";", -1);
    explained_paragraph(out,
                        sums->standing == STANDS_SETTLED || sums->standing == STANDS_NEVER_ISSUED
                            ? "What the month comes to is not worked out:"
                        : sums->issued
                            ? "What became known since the month was issued is not billed yet:"
                            : "There is no document and no payment of the month yet:",
                        0, width);
    for (enum exception_code code = 0; code < EXCEPTION_CODE_COUNT; code++) {
        const bool by_decision = code == EXCEPTION_HELD_BY_DECISION;
        if (g_strv_contains((const char *const *)reasons, exception_words[code])) {
            g_autofree char *text =
                by_decision ? g_strdup_printf("- it is held by decision %s until it is released.",
                                              sums->standing_ticket)
                            : g_strdup_printf("- %s.", held_for_partner(code));
            explained_paragraph(out, text, 0, width);
        }
    }
}

/* D3. */
static void decided_append(GString *out, const struct explained_money *sums, int width)
{
    for (size_t i = 0; i < sums->decision_count; i++) {
        if (sums->decisions[i].told[0] != '\0') {
            g_autofree char *text = g_strconcat(sums->decisions[i].told, ".", NULL);
            explained_paragraph(out, text, 2, width);
        }
    }
}

/* What may still come of it. */
static void standing_append(GString *out, const struct explained_money *sums, int width)
{
    g_autofree char *text = NULL;
    if (sums->standing == STANDS_SETTLED) {
        text = g_strdup_printf(
            sums->issued
                ? "What the month comes to beyond that was settled outside, at %s, by "
                  "decision %s: no further document of it is made."
                : "The month was settled outside, at %s, by decision %s: no document of it "
                  "is made.",
            DOLLARS(sums->settled_at), sums->standing_ticket);
    } else if (sums->standing == STANDS_NEVER_ISSUED) {
        text =
            g_strdup_printf("The month was settled outside by decision %s: no documents of it are "
                            "made.",
                            sums->standing_ticket);
    } else if (!sums->issued && sums->standing != STANDS_HELD) {
        text = g_strdup("The month is not issued: what is told here may still change.");
    } else if (sums->unbilled.cents != 0) {
        text = g_strdup_printf("By what is known now that is %s %s than was billed; the difference "
                               "is not billed yet.",
                               DOLLARS((money){ABS(sums->unbilled.cents)}),
                               sums->unbilled.cents > 0 ? "more" : "less");
    }
    if (text) {
        explained_paragraph(out, text, 0, width);
    }
}

void explained_letter_money(GString *out, const struct explanation *explanation, int width)
{
    const struct explained_money *sums = &explanation->money;
    const struct partner_report *report = explanation->report;
    if (report->row.amounts_blank) {
        held_append(out, explanation, width);
    } else if (report->line_count > 0) {
        lines_append(out, report, width);
        decided_append(out, sums, width);
    } else {
        g_string_append(out, "Nothing is due for the month.\n");
    }
    g_string_append_c(out, '\n');
    for (size_t i = 0; i < sums->document_count; i++) {
        document_append(out, &sums->documents[i], width);
    }
    standing_append(out, sums, width);
    for (size_t i = 0; i < sums->payment_count; i++) {
        others_append(out, explanation, &sums->payments[i], width);
        payment_append(out, sums, &sums->payments[i], width);
    }
}

/* ---- the month ------------------------------------------------------------------------------- */

static void counts_append(GString *out, const struct partner_report *report, int width)
{
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        g_autofree char *text =
            g_strdup_printf("%s%s%s: %s", row->label, row->detail[0] != '\0' ? ", " : "",
                            row->detail, text_hours(TEXT_ROOM, row->minutes));
        explained_paragraph(out, text, 2, width);
    }
}

/* What the filter lets pass; without a date what was not paid, or not all of it. */
static void told_append(GString *out, const struct explanation *explanation,
                        const struct explain_filter *filter, int width)
{
    g_autoptr(GPtrArray) quoted = g_ptr_array_new();
    bool first = true;
    for (size_t i = 0, count = 1; i < explanation->row_count; i += count) {
        const struct explained *row = &explanation->rows[i];
        const bool wanted = filter->by_date ? explained_passes(row, filter)
                                            : row->paid_minutes < row->duration_minutes;
        count = filter->by_start ? 1 : alike(explanation, i);
        if (!wanted) {
            continue;
        }
        if (first && !filter->by_date) {
            g_string_append(out, "\nWhat was not paid, and why\n");
        }
        g_string_append(out, first && filter->by_date ? "" : "\n");
        rows_append(out, explanation, i, count, quoted, width);
        first = false;
    }
}

void explained_letter(GString *out, const struct explanation *explanation,
                      const struct explain_filter *filter, int width)
{
    if (filter->by_date) {
        told_append(out, explanation, filter, width);
        return;
    }
    const bool counted = explanation->report->count_count > 0;
    g_autofree char *title =
        g_strdup_printf(counted ? "How the hours of %s were counted (all times are %s time)"
                                : "No hour of a Partner schedule is in %s (all times are %s time).",
                        text_month_words(TEXT_ROOM, explanation->run->period), explanation->place);
    explained_paragraph(out, title, 0, width);
    g_string_append(out, counted ? "\n" : "");
    counts_append(out, explanation->report, width);
    told_append(out, explanation, filter, width);
    g_string_append(out, "\nThe money\n\n");
    explained_letter_money(out, explanation, width);
}

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

/* "Monday 7 September 2026, 10:00 (Melbourne time), an hour of the Partner schedule: not paid." */
static void row_head(GString *text, const struct explanation *explanation,
                     const struct explained *row)
{
    static const char *const what[] = {[EXPLAINED_HOUR] = "an hour of the Partner schedule",
                                       [EXPLAINED_ADHOC] = "ad hoc booking ",
                                       [EXPLAINED_OUTSIDE] = "appointment "};
    char time[TEXT_SIZE];
    char hours[TEXT_SIZE];
    g_string_append_printf(
        text, "%s %s, %s (%s time), %s%s: %s", text_weekday(day_weekday(row->at.date)),
        text_date_words(TEXT_ROOM, row->at.date), text_time(time, row->at.start_minute),
        explanation->place, what[row->kind], row->at.appointment_id, payable(row));
    if (row->paid_minutes > 0 && row->paid_minutes < row->duration_minutes) {
        g_string_append_printf(text, ", %s of %s", text_hours(hours, row->paid_minutes),
                               text_hours(TEXT_ROOM, row->duration_minutes));
    }
    g_string_append(text, ".");
}

static void sentences_append(GString *text, const char *const *sentences)
{
    for (; *sentences; sentences++) {
        g_string_append_printf(text, "%s%s.", text->len > 0 ? " " : "", *sentences);
    }
}

/* "Nothing would have made it payable: …", or what would. */
static void mends_append(GString *out, const struct explained *row, int width)
{
    static const char nothing[] = "nothing: ";
    for (const char *const *mend = row->mends; *mend; mend++) {
        const bool none = g_str_has_prefix(*mend, nothing);
        g_autofree char *text =
            none ? g_strdup_printf("Nothing would have made %s payable: %s.",
                                   row->paid_minutes > 0 ? "the rest" : "it",
                                   *mend + strlen(nothing))
                 : g_strdup_printf("What would have made it payable: %s.", *mend);
        explained_paragraph(out, text, 0, width);
    }
}

static void policy_append(GString *out, const char *sentence, int width)
{
    g_autofree char *text = g_strdup_printf("The policy says: \"%s\"", sentence);
    explained_paragraph(out, text, 0, width);
}

static void row_append(GString *out, const struct explanation *explanation,
                       const struct explained *row, int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    row_head(text, explanation, row);
    explained_paragraph(out, text->str, 0, width);
    g_string_truncate(text, 0);
    sentences_append(text, row->sentences);
    explained_paragraph(out, text->str, 0, width);
    mends_append(out, row, width);
    for (const char *const *sentence = row->policy; *sentence; sentence++) {
        policy_append(out, *sentence, width);
    }
}

void explained_letter_appointment(GString *out, const struct explanation *explanation,
                                  const struct explained_appointment *appointment, int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    sentences_append(text, appointment->sentences);
    explained_paragraph(out, text->str, 0, width);
    if (appointment->row) {
        g_string_append_c(out, '\n');
        row_append(out, explanation, appointment->row, width);
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
        g_autofree char *label =
            g_strdup_printf("%s: %s at $%s an hour", what, text_hours(hours, line->minutes.minutes),
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
    g_autofree char *adjusts =
        document->adjusts[0] ? g_strdup_printf(" changes %s", document->adjusts) : g_strdup("");
    g_autofree char *text = g_strdup_printf("%s of %s%s: %s%s.", document->number, date, adjusts,
                                            dollars, is_void ? ", void since" : "");
    explained_paragraph(out, text, 0, width);
    for (const char *const *reason = document->reasons; *reason; reason++) {
        g_autofree char *told = explained_reason(*reason);
        g_autofree char *sentence = g_strconcat(told, ".", NULL);
        explained_paragraph(out, sentence, 2, width);
    }
}

static void payment_append(GString *out, const struct explained_payment *payment, int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) numbers = g_string_new(NULL);
    char dollars[TEXT_SIZE];
    for (size_t i = 0; i < payment->document_count; i++) {
        g_string_append_printf(numbers, "%s%s",
                               i == 0                             ? ""
                               : i + 1 == payment->document_count ? " and "
                                                                  : ", ",
                               payment->documents[i].number);
    }
    if (payment->payment.cents > 0) {
        g_string_append_printf(text, "%s was paid on %s", text_dollars(dollars, payment->payment),
                               text_date_words(TEXT_ROOM, payment->payment_date));
    } else {
        g_string_append_printf(text, "Nothing was paid on %s",
                               text_date_words(TEXT_ROOM, payment->payment_date));
    }
    g_string_append_printf(text, "%s%s.", numbers->len > 0 ? " for " : "", numbers->str);
    if (payment->brought_forward.cents != 0) {
        g_string_append_printf(text, " %s was owed from before and came off it.",
                               text_dollars(dollars, (money){-payment->brought_forward.cents}));
    }
    if (payment->settled.cents != 0) {
        g_string_append_printf(text, " %s was settled before, with the document that is void.",
                               text_dollars(dollars, payment->settled));
    }
    if (payment->carried_forward.cents != 0) {
        g_string_append_printf(text, " You owe %s; it comes off your next payments.",
                               text_dollars(dollars, (money){-payment->carried_forward.cents}));
    }
    explained_paragraph(out, text->str, 0, width);
}

/* Why there is no document: each in the words of its code. */
static void held_append(GString *out, const struct partner_report *report, int width)
{
    g_string_append(out, "There is no document and no payment of the month yet:\n");
    for (size_t i = 0; i < report->exception_count; i++) {
        const struct exception_row *row = &report->exceptions[i];
        if (row->severity == SEVERITY_HELD) {
            g_autofree char *text = g_strdup_printf("- %s.", row->text);
            explained_paragraph(out, text, 0, width);
        }
    }
}

void explained_letter_money(GString *out, const struct explanation *explanation, int width)
{
    const struct explained_money *sums = &explanation->money;
    const struct partner_report *report = explanation->report;
    char dollars[TEXT_SIZE];
    if (report->row.amounts_blank) {
        held_append(out, report, width);
    } else if (report->line_count > 0) {
        lines_append(out, report, width);
    } else {
        g_string_append(out, "Nothing is due for the month.\n");
    }
    g_string_append_c(out, '\n');
    for (size_t i = 0; i < sums->document_count; i++) {
        document_append(out, &sums->documents[i], width);
    }
    if (!sums->issued) {
        g_string_append(out, "The month is not issued: what is told here may still change.\n");
    } else if (sums->unbilled.cents != 0) {
        g_autofree char *text = g_strdup_printf(
            "By what is known now that is %s %s than was billed; the difference is not billed yet.",
            text_dollars(dollars, (money){ABS(sums->unbilled.cents)}),
            sums->unbilled.cents > 0 ? "more" : "less");
        explained_paragraph(out, text, 0, width);
    }
    for (size_t i = 0; i < sums->payment_count; i++) {
        payment_append(out, &sums->payments[i], width);
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

/* Each sentence of the policy once, after the hours that it decided. */
static void unpaid_append(GString *out, const struct explanation *explanation, int width)
{
    g_autoptr(GPtrArray) quoted = g_ptr_array_new();
    bool first = true;
    for (size_t i = 0; i < explanation->row_count; i++) {
        const struct explained *row = &explanation->rows[i];
        g_autoptr(GString) text = g_string_new(NULL);
        if (row->paid_minutes >= row->duration_minutes) {
            continue;
        }
        g_string_append(out, first ? "\nWhat was not paid, and why\n" : "");
        first = false;
        g_string_append_c(out, '\n');
        row_head(text, explanation, row);
        sentences_append(text, row->sentences);
        explained_paragraph(out, text->str, 0, width);
        mends_append(out, row, width);
        for (const char *const *sentence = row->policy; *sentence; sentence++) {
            if (!g_ptr_array_find(quoted, *sentence, NULL)) {
                g_ptr_array_add(quoted, (char *)*sentence);
                policy_append(out, *sentence, width);
            }
        }
    }
}

void explained_letter(GString *out, const struct explanation *explanation,
                      const struct explain_filter *filter, int width)
{
    bool first = true;
    for (size_t i = 0; i < explanation->row_count && filter->by_date; i++) {
        if (explained_passes(&explanation->rows[i], filter)) {
            g_string_append(out, first ? "" : "\n");
            row_append(out, explanation, &explanation->rows[i], width);
            first = false;
        }
    }
    if (!filter->by_date) {
        g_autofree char *title = g_strdup_printf(
            "How the hours of %s were counted (all times are %s time)",
            text_month_words(TEXT_ROOM, explanation->run->period), explanation->place);
        explained_paragraph(out, title, 0, width);
        g_string_append_c(out, '\n');
        counts_append(out, explanation->report, width);
        unpaid_append(out, explanation, width);
        g_string_append(out, "\nThe money\n\n");
        explained_letter_money(out, explanation, width);
    }
}

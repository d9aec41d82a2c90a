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
    mends_append(out, row, width);
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

static void payment_append(GString *out, const struct explained_payment *payment, day today,
                           int width)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) numbers = g_string_new(NULL);
    char dollars[TEXT_SIZE];
    for (size_t i = 0; i < payment->document_count; i++) {
        g_string_append_printf(numbers, "%s%s (%s)",
                               i == 0                             ? ""
                               : i + 1 == payment->document_count ? " and "
                                                                  : ", ",
                               payment->documents[i].number,
                               text_dollars(dollars, payment->documents[i].total));
    }
    const bool is_past = day_compare(payment->payment_date, today) <= 0;
    const char *date = text_date_words(TEXT_ROOM, payment->payment_date);
    const char *paid = text_dollars(dollars, payment->payment);
    if (payment->payment.cents > 0 && !payment->in_file) {
        g_string_append_printf(text,
                               "%s is due since %s; there was no account that it could be sent to, "
                               "so the bank was not asked to pay it",
                               paid, date);
    } else if (payment->payment.cents > 0) {
        g_string_append_printf(text, "%s %s paid on %s", paid, is_past ? "was" : "is to be", date);
    } else {
        g_string_append_printf(text, "Nothing %s paid on %s", is_past ? "was" : "is to be", date);
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
    if (payment->counted.cents != 0) {
        g_string_append_printf(text, " %s of that came back from the bank and is in it again.",
                               text_dollars(dollars, payment->counted));
    }
    if (payment->written_off.cents > 0) {
        g_string_append_printf(text, " %s of what you owed is not claimed any more.",
                               text_dollars(dollars, payment->written_off));
    } else if (payment->written_off.cents < 0) {
        g_string_append_printf(text, " %s that was owed and not claimed before came off it.",
                               text_dollars(dollars, (money){-payment->written_off.cents}));
    }
    if (payment->carried_forward.cents != 0 && payment->still_owed.cents != 0) {
        g_string_append_printf(text, " You owe %s; it comes off your next payments.",
                               text_dollars(dollars, (money){-payment->still_owed.cents}));
    } else if (payment->carried_forward.cents != 0) {
        g_string_append_printf(text, " After it you owed %s, which came off what is paid up to %s.",
                               text_dollars(dollars, (money){-payment->carried_forward.cents}),
                               text_date_words(TEXT_ROOM, payment->cleared_on));
    }
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

/* Why there is no document: each in the words of its code. */
static void held_append(GString *out, const struct partner_report *report, int width)
{
    g_auto(GStrv) reasons = g_strsplit(report->row.reasons, ";", -1);
    g_string_append(out, "There is no document and no payment of the month yet:\n");
    for (enum exception_code code = 0; code < EXCEPTION_CODE_COUNT; code++) {
        if (g_strv_contains((const char *const *)reasons, exception_words[code])) {
            g_autofree char *text = g_strdup_printf("- %s.", held_for_partner(code));
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
        others_append(out, explanation, &sums->payments[i], width);
        payment_append(out, &sums->payments[i], explanation->run->issue_date, width);
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
    g_autofree char *title =
        g_strdup_printf("How the hours of %s were counted (all times are %s time)",
                        text_month_words(TEXT_ROOM, explanation->run->period), explanation->place);
    explained_paragraph(out, title, 0, width);
    g_string_append_c(out, '\n');
    counts_append(out, explanation->report, width);
    told_append(out, explanation, filter, width);
    g_string_append(out, "\nThe money\n\n");
    explained_letter_money(out, explanation, width);
}

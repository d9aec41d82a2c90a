#include "reports/value/content.h"

#include <string.h>

#include "reports/text.h"

struct document_content document_content_of(const struct document *document)
{
    const struct adjustment_report *adjustment = document->adjustment;
    struct document_content content = {.run = document->run,
                                       .report = document->report,
                                       .paying_run = document->run,
                                       .paying_report = document->report,
                                       .adjustment = adjustment};
    if (adjustment) {
        content.period = adjustment->period;
        content.with_gst = adjustment->kind == DOCUMENT_RCAN || adjustment->cancels;
        content.title = adjustment->cancels                 ? "Cancellation"
                        : adjustment->kind == DOCUMENT_RCAN ? "Recipient Created Adjustment Note"
                                                            : "Adjustment";
        content.number = adjustment->number;
        content.result_hash = adjustment->result_hash;
        content.supplier = &adjustment->supplier;
        content.payee = partner_report_find_payee(document->report, adjustment->supplier.abn);
        return content;
    }
    if (document->late) {
        content.run = document->late->run;
        content.report = document->late->report;
    }
    content.period = content.run->period;
    content.with_gst = content.report->document == DOCUMENT_RCTI;
    content.title =
        content.with_gst ? "Recipient Created Tax Invoice" : "Recipient Created Invoice";
    content.number = content.report->row.number;
    content.result_hash = content.report->result_hash;
    content.supplier = &content.report->supplier;
    content.payee = partner_report_find_payee(document->report, content.supplier->abn);
    return content;
}

const char *document_address(const struct document *document)
{
    const struct supplier *named = document_content_of(document).supplier;
    const struct supplier *now = &document->report->supplier;
    return strcmp(named->abn, now->abn) == 0 ? now->email : named->email;
}

/* ---- of a month's document ---------------------------------------------------------------------- */

/* What a document is beside the one of the run's month. The document of a month is made in the month
 * after it, and paid then: any other is late. */
char *document_standing_sentence(const struct document_content *content)
{
    const struct partner_report *report = content->report;
    const struct period usual = period_add_months(content->period, 1);
    const bool is_late = report != content->paying_report ||
                         day_compare(content->run->issue_date, period_last(usual)) > 0;
    if (content->adjustment) {
        return NULL;
    }
    if (report->replaces[0] != '\0') {
        return g_strdup_printf("Replaces %s of %s, which is void.", report->replaces,
                               text_date_words(TEXT_ROOM, report->replaces_date));
    }
    return is_late
               ? g_strdup_printf("This is a late document of %s, for which you had none before.",
                                 text_month_words(TEXT_ROOM, content->period))
               : NULL;
}

/* ---- of an adjustment --------------------------------------------------------------------------- */

static money size_of(money amount)
{
    return amount.cents < 0 ? (money){-amount.cents} : amount;
}

struct line_sum document_supplies(struct line_sum sum, money no_supply)
{
    sum.subtotal = money_subtract(sum.subtotal, no_supply);
    sum.total = money_subtract(sum.total, no_supply);
    return sum;
}

money document_no_supply_difference(const struct adjustment_report *adjustment)
{
    return money_subtract(adjustment->no_supply_after, adjustment->no_supply_before);
}

money document_supplies_difference(const struct adjustment_report *adjustment)
{
    return document_supplies(adjustment->difference, document_no_supply_difference(adjustment))
        .total;
}

char *document_effect_sentence(const struct document_content *content)
{
    const char *adjusts = content->adjustment->adjusts;
    const money difference = document_supplies_difference(content->adjustment);
    const bool is_note = content->adjustment->kind == DOCUMENT_RCAN;
    const char *document = is_note ? "This note" : "This adjustment";
    char amount[TEXT_SIZE];
    text_dollars(amount, size_of(difference));
    return content->adjustment->cancels
               ? g_strdup_printf(
                     "%s was no valid recipient created tax invoice and is cancelled: its "
                     "total of %s, GST included, is taken back.",
                     adjusts, amount)
           : difference.cents == 0
               ? g_strdup_printf("%s neither increases nor decreases the total of %s.", document,
                                 adjusts)
               : g_strdup_printf("%s %s the total of %s by %s%s.", document,
                                 difference.cents > 0 ? "increases" : "decreases", adjusts, amount,
                                 content->with_gst ? ", GST included" : "");
}

/* Whose the GST is, and which way it goes. */
static char *adjustment_gst_sentence(const struct adjustment_report *adjustment)
{
    const money difference = adjustment->difference.gst;
    char gst[TEXT_SIZE];
    char before[TEXT_SIZE];
    char after[TEXT_SIZE];
    text_dollars(gst, size_of(difference));
    text_dollars(before, adjustment->before.gst);
    text_dollars(after, adjustment->after.gst);
    g_autofree char *change =
        difference.cents == 0
            ? g_strdup_printf("does not change: it stays %s.", after)
            : g_strdup_printf("%s from %s to %s.", difference.cents > 0 ? "increases" : "decreases",
                              before, after);
    return adjustment->cancels
               ? g_strdup_printf("The GST of %s that it named is not payable by the supplier, and "
                                 "nobody may claim it.",
                                 gst)
               : g_strdup_printf("The GST of this adjustment, %s, is the supplier's. "
                                 "The GST payable by the supplier %s",
                                 gst, change);
}

/* ---- of either ---------------------------------------------------------------------------------- */

char *document_gst_sentence(const struct document_content *content)
{
    if (content->adjustment) {
        return content->with_gst ? adjustment_gst_sentence(content->adjustment) : NULL;
    }
    const struct totals *totals = &content->report->row.totals;
    const money other = lines_no_supply(content->report->lines, content->report->line_count);
    return content->with_gst
               ? g_strdup_printf("The GST payable of %s is payable by the supplier.",
                                 text_dollars(TEXT_ROOM, totals->gst))
               : g_strdup(totals->subtotal.cents == other.cents
                              ? "No supply is billed. No GST is included."
                              : "The supplier is not registered for GST. No GST is included.");
}

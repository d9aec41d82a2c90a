#include "engine/run/refused.h"

#include "reports/tables/direct_entry.h"
#include "reports/text.h"

/* Whose payment the file would not take is paid by hand: no reason to refuse. */
static void payment_take(struct refused *refused, const struct supplier *payee, money amount)
{
    if (amount.cents > 0 && direct_entry_refusal(payee, amount) == PAYMENT_REFUSAL_COUNT) {
        refused->payments++;
        refused->total = money_add(refused->total, amount);
    }
}

void refused_take(struct refused *refused, const month_run *run,
                  const struct partner_report *report)
{
    if (report->row.amounts_blank) {
        return;
    }
    refused->something = refused->something || run->states->len > 0;
    for (size_t i = 0; i < report->payee_count; i++) {
        const struct report_payee *payee = &report->payees[i];
        payment_take(refused, &payee->supplier, payee->payment);
        for (size_t k = 0; k < payee->repayment_count; k++) {
            refused->something = true;
            if (payee->repayments[k].apart) {
                payment_take(refused, &payee->supplier, payee->repayments[k].amount);
            }
        }
    }
}

static void reason_add(const char *reason, exception_list *exceptions)
{
    exception_list_add(exceptions, EXCEPTION_CANNOT_BE_ISSUED, "", "", reason, "");
}

void refused_tell(const struct refused *refused, const month_run *run, exception_list *exceptions)
{
    const struct report_run *now = &run->setup.run;
    struct direct_entry payer = run->setup.company.payer;
    payer.processing_date = now->payment_date;
    g_autoptr(GError) error = NULL;
    if (!direct_entry_fits(&payer, refused->payments, refused->total, &error)) {
        reason_add(error->message, exceptions);
    }
    if (!refused->something) {
        reason_add("every partner of the draft is held: nothing is to be issued", exceptions);
    }
    /* That the month goes on is said before all else. */
    if (run->is_over && day_compare(now->issue_date, period_last(now->period)) <= 0) {
        g_autofree char *reason =
            g_strdup_printf("the issue date, %s, is not after the month: draft it again with a "
                            "later one (--issue-date)",
                            text_date_words(TEXT_ROOM, now->issue_date));
        reason_add(reason, exceptions);
    }
}

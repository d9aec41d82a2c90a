#include "engine/run/explain/decided_told.h"

#include <string.h>

#include "engine/core/clock.h"
#include "engine/run/correct/decided.h"
#include "engine/run/decide/decide.h"
#include "reports/text.h"

/* ---- one --------------------------------------------------------------------------------------- */

/* D3, for the partner. */
static char *paid_told(const struct decision *decision)
{
    const bool less = decision->amount.cents < 0;
    const char *amount = text_dollars(TEXT_ROOM, (money){ABS(decision->amount.cents)});
    return g_strdup_printf("By decision %s the month comes to %s %s%s", decision->ticket, amount,
                           less ? "less" : "more",
                           decision->nature == NATURE_SERVICES ? ", without GST" : "");
}

struct explained_decision explained_decision_of(const struct decision *decision,
                                                GStringChunk *strings)
{
    g_autofree char *subject = decision_subject_text(decision);
    g_autofree char *standing = decision_standing_text(decision);
    const int64_t days = decision->entered_at.utc_seconds / SECONDS_PER_DAY;
    return (struct explained_decision){.decision_id = decision->decision_id,
                                       .kind = words_decision_kind[decision->kind],
                                       .subject = g_string_chunk_insert(strings, subject),
                                       .standing = g_string_chunk_insert(strings, standing),
                                       .counts = decision_in_force(decision),
                                       .ticket = decision->ticket,
                                       .reason = decision->reason,
                                       .entered_by = decision->entered_by,
                                       .approved_by = decision->approved_by,
                                       .entered_on = {(int32_t)days},
                                       .batch = decision->batch,
                                       .told = ""};
}

/* ---- those of the month ------------------------------------------------------------------------ */

static bool is_of_period(const struct decision *decision, struct period period)
{
    return day_compare(decision->period.first, period.first) == 0;
}

static bool documents_have(const struct explained_document *documents, size_t count,
                           const char *number)
{
    bool has = false;
    for (size_t i = 0; i < count; i++) {
        has = has || strcmp(documents[i].number, number) == 0;
    }
    return has;
}

/* Whether it is about a payment, or a debt, that is told. */
static bool is_of_payments(const struct decision *decision, const struct explained_money *sums)
{
    bool is = false;
    for (size_t i = 0; i < sums->payment_count; i++) {
        const struct explained_payment *payment = &sums->payments[i];
        const bool owes = payment->brought_forward.cents != 0 ||
                          payment->carried_forward.cents != 0 || payment->written_off.cents != 0 ||
                          payment->instalments_ticket[0] != '\0';
        is = is ||
             (owes &&
              (decision->kind == DECISION_WRITE_OFF || decision->kind == DECISION_INSTALMENTS)) ||
             ((decision->kind == DECISION_RETURNED || decision->kind == DECISION_PAID) &&
              documents_have(payment->documents, payment->document_count, decision->number));
    }
    return is;
}

static bool told_has(const GArray *told, const char *decision_id)
{
    bool has = false;
    for (guint i = 0; i < told->len; i++) {
        has = has || strcmp(g_array_index(told, struct explained_decision, i).decision_id,
                            decision_id) == 0;
    }
    return has;
}

void decided_tell(const GArray *decisions, const struct explanation *explanation, GArray *told,
                  GStringChunk *strings)
{
    const struct period period = explanation->run->period;
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        const bool of_revoked =
            decision->kind == DECISION_REVOKE && told_has(told, decision->revokes);
        if (!of_revoked && !is_of_period(decision, period) &&
            !is_of_payments(decision, &explanation->money)) {
            continue;
        }
        struct explained_decision row = explained_decision_of(decision, strings);
        if (decision->kind == DECISION_PAY && decision_in_force(decision) &&
            decision->batch <= explanation->run->batch) {
            g_autofree char *sentence = paid_told(decision);
            row.told = g_string_chunk_insert(strings, sentence);
        }
        g_array_append_val(told, row);
    }
}

void decided_stand(const GArray *decisions, const char *partner_id, struct period period,
                   struct explained_money *sums)
{
    const struct decision *settled = decided_settled(decisions, partner_id, period);
    const struct decision *held =
        sums->issued || settled ? NULL : decided_held(decisions, partner_id, period);
    const struct decision *by = settled ? settled : held;
    const struct decision *instalments = decided_instalments(decisions, partner_id);
    sums->standing = !by                              ? STANDS_BY_ITSELF
                     : held                           ? STANDS_HELD
                     : settled->partner_id[0] != '\0' ? STANDS_SETTLED
                                                      : STANDS_NEVER_ISSUED;
    sums->standing_id = by ? by->decision_id : "";
    sums->standing_ticket = by ? by->ticket : "";
    sums->standing_batch = by ? by->batch : 0;
    sums->settled_at = settled ? settled->amount : (money){0};
    sums->instalments_ticket = instalments ? instalments->ticket : "";
    sums->instalment = instalments ? instalments->amount : (money){0};
}

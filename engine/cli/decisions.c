#include "engine/cli/command.h"
#include "engine/run/decide/decide.h"
#include "engine/run/month/company.h"

static void decision_print(const struct decision *decision, const char *timezone)
{
    g_autofree char *at = company_moment_text(timezone, decision->entered_at);
    g_autofree char *subject = decision_subject_text(decision);
    g_autofree char *standing = decision_standing_text(decision);
    printf("%s  %s: %s\n", decision->decision_id, words_decision_kind[decision->kind], subject);
    printf("    %s; ticket %s: %s\n", standing, decision->ticket, decision->reason);
    printf("    entered by %s, %s\n    approved by %s, batch %" PRId64 "\n", decision->entered_by,
           at, decision->approved_by, decision->batch);
}

static void decision_print_json(const struct decision *decision)
{
    const bool monthly = decision->period.first.number != DAY_UNBOUNDED_FROM.number;
    const bool dated = decision->date.number != DAY_UNBOUNDED_FROM.number;
    const bool timed = decision->start_minute != NO_MINUTE;
    json_print("{'decision_id': %s, 'kind': %s, 'partner_id': %s, 'period': %s, 'date': %s, "
               "'start': %s, ",
               decision->decision_id, words_decision_kind[decision->kind], decision->partner_id,
               monthly ? text_period(TEXT_ROOM, decision->period) : NULL,
               dated ? text_date(TEXT_ROOM, decision->date) : NULL,
               timed ? text_time(TEXT_ROOM, decision->start_minute) : NULL);
    json_print("'appointment_id': %s, 'number': %s, 'revokes': %s, 'amount': %s, 'nature': %s, ",
               decision->appointment_id, decision->number, decision->revokes,
               decision->amount_given ? text_money(TEXT_ROOM, decision->amount) : NULL,
               words_nature[decision->nature]);
    json_print("'ticket': %s, 'reason': %s, 'entered_by': %s, 'approved_by': %s, "
               "'entered_at': %s, 'batch': %" PRId64 ", ",
               decision->ticket, decision->reason, decision->entered_by, decision->approved_by,
               text_stamp(TEXT_ROOM, decision->entered_at), decision->batch);
    json_print("'counts': %i, 'revoked_by': %s, 'superseded_by': %s}", decision_in_force(decision),
               decision->revoked_by, decision->superseded_by);
}

bool decisions_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                   GError **error)
{
    int64_t batch = 0;
    const char *timezone = NULL;
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    if (!store || !store_newest_batch(store, &batch, error) ||
        !company_timezone_now(store, &timezone, error) ||
        !store_decisions_load(store, batch, options->arguments[0], decisions, strings, error)) {
        return false;
    }
    if (options->json) {
        json_print("{'decisions': [");
    } else if (decisions->len == 0) {
        puts("no decisions");
    }
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        if (options->json) {
            json_next(i);
            decision_print_json(decision);
        } else {
            decision_print(decision, timezone);
        }
    }
    if (options->json) {
        json_print("]}\n");
    }
    return true;
}

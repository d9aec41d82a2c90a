#include <assert.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/core/near.h"
#include "engine/run/decide/decide.h"
#include "importers/text/instant.h"
#include "importers/text/lines.h"

/* ---- the kinds ---------------------------------------------------------------------------------- */

/* What the arguments of a kind are. */
enum argument {
    ARGUMENT_NONE,
    ARGUMENT_PARTNER,
    ARGUMENT_PERIOD,
    ARGUMENT_NUMBER,
    ARGUMENT_DECISION
};

enum { ARGUMENTS_MAX = 2 };
static const enum argument arguments[DECISION_KIND_COUNT][ARGUMENTS_MAX] = {
    [DECISION_WAIVE] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_AUTHORISE] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_PAY] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_HOLD] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_RELEASE] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_SETTLED] = {ARGUMENT_PARTNER, ARGUMENT_PERIOD},
    [DECISION_RETURNED] = {ARGUMENT_NUMBER},
    [DECISION_PAID] = {ARGUMENT_NUMBER},
    [DECISION_WRITE_OFF] = {ARGUMENT_PARTNER},
    [DECISION_INSTALMENTS] = {ARGUMENT_PARTNER},
    [DECISION_REVOKE] = {ARGUMENT_DECISION},
};
static_assert(COMMAND_DECIDE_WAIVE + (int)DECISION_REVOKE == (int)COMMAND_DECIDE_REVOKE,
              "the commands of kinds are in the order of the kinds");

/* ---- a command line as a decision --------------------------------------------------------------- */

static bool argument_take(enum argument argument, const char *text, struct decision *decision,
                          GError **error)
{
    switch (argument) {
    case ARGUMENT_PARTNER:
        decision->partner_id = text;
        break;
    case ARGUMENT_PERIOD:
        return instant_period_parse_argument("PERIOD", text, &decision->period, error);
    case ARGUMENT_NUMBER:
        decision->number = text;
        break;
    case ARGUMENT_DECISION:
        decision->revokes = text;
        break;
    case ARGUMENT_NONE:
        break;
    }
    return true;
}

/* "-150.00" */
static bool amount_take(const char *text, struct decision *decision, GError **error)
{
    const bool below = text[0] == '-';
    if (!text_cents_read(text + below, &decision->amount.cents)) {
        return command_usage_set(
            error, "--amount takes dollars with at most two decimals, like 150.00, not %s", text);
    }
    decision->amount.cents *= below ? -1 : 1;
    decision->amount_given = true;
    return true;
}

static bool options_take(const struct options *options, struct decision *decision, GError **error)
{
    const int nature = options->nature ? words_find(words_nature, options->nature) : 0;
    if (nature < 0) {
        return command_usage_set(error, "--nature takes services or no_supply, not %s",
                                 options->nature);
    }
    decision->nature = (enum decision_nature)nature;
    decision->appointment_id = options->appointment ? options->appointment : "";
    decision->number = options->number ? options->number : decision->number;
    return (!options->date ||
            instant_day_parse_argument("--date", options->date, &decision->date, error)) &&
           (!options->start || instant_minute_parse_argument("--start", options->start,
                                                             &decision->start_minute, error)) &&
           (!options->amount || amount_take(options->amount, decision, error));
}

static bool texts_take(const struct options *options, char **ret_ticket, char **ret_reason,
                       GError **error)
{
    enum { TICKET_MAX = 32 };
    *ret_ticket = approval_text("--ticket", options->ticket, error);
    *ret_reason = *ret_ticket ? approval_text("--reason", options->reason, error) : NULL;
    return *ret_reason && (g_utf8_strlen(*ret_ticket, -1) <= TICKET_MAX ||
                           command_usage_set(error, "--ticket takes at most 32 characters"));
}

static void done_print(const struct decide_done *done)
{
    const struct decision *decision = &done->decision;
    g_autofree char *subject = decision_subject_text(decision);
    printf("%s: %s, %s\n", decision->decision_id, words_decision_kind[decision->kind], subject);
    printf("ticket %s; entered by %s, approved by %s; batch %" PRId64 "\n", decision->ticket,
           decision->entered_by, decision->approved_by, done->batch);
    puts("The next run takes it along.");
    if (decision->kind != DECISION_REVOKE) {
        printf("It is never edited; another decision ends it:\n"
               "  rcti decide revoke %s --ticket T --reason WHY --approved-by NAME\n",
               decision->decision_id);
    }
}

static void done_print_json(const struct decide_done *done)
{
    const struct decision *decision = &done->decision;
    g_autofree char *subject = decision_subject_text(decision);
    json_print("{'decision_id': %s, 'kind': %s, 'subject': %s, 'ticket': %s, 'entered_by': %s, "
               "'approved_by': %s, 'batch': %" PRId64 "}\n",
               decision->decision_id, words_decision_kind[decision->kind], subject,
               decision->ticket, decision->entered_by, decision->approved_by, done->batch);
}

bool decide_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_autofree char *ticket = NULL;
    g_autofree char *reason = NULL;
    struct decide_order order = {.decision = {.partner_id = "",
                                              .period = PERIOD_NONE,
                                              .date = DAY_UNBOUNDED_FROM,
                                              .start_minute = NO_MINUTE,
                                              .number = "",
                                              .revokes = ""},
                                 .approved_by = options->approved_by,
                                 .as_at_text = options->as_at,
                                 .holidays = options->holidays};
    order.decision.kind = (enum decision_kind)(options->command - COMMAND_DECIDE_WAIVE);
    const bool whole_month =
        order.decision.kind == DECISION_SETTLED && options->arguments[0] && !options->arguments[1];
    for (size_t i = 0; i < ARGUMENTS_MAX && options->arguments[i]; i++) {
        if (!argument_take(whole_month ? ARGUMENT_PERIOD : arguments[order.decision.kind][i],
                           options->arguments[i], &order.decision, error)) {
            return false;
        }
    }
    if (!options_take(options, &order.decision, error) ||
        !texts_take(options, &ticket, &reason, error)) {
        return false;
    }
    order.decision.ticket = ticket;
    order.decision.reason = reason;
    g_auto(decide_done) done = {0};
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    if (!store || !options_store_whole(options, store, OLDER_BY_STORE, error) ||
        !decide_make(store, &order, &done, error)) {
        return false;
    }
    if (options->json) {
        done_print_json(&done);
    } else {
        done_print(&done);
    }
    options_store_added(options, store, ret_status);
    return true;
}

/* ---- without a kind ----------------------------------------------------------------------------- */

bool decide_kinds_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                      GError **error)
{
    g_autofree char *known = g_strjoinv(", ", (char **)words_decision_kind);
    const char *word = options->arguments[0];
    const char *near = near_find(word, words_decision_kind, DECISION_KIND_COUNT);
    g_autofree char *meant = near ? g_strdup_printf("; did you mean %s? The", near) : NULL;
    return command_usage_set(error, "%s is no kind of decision%s kinds are %s", word,
                             meant ? meant : "; the", known);
}

#include <string.h>

#include "engine/cli/command.h"
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

/* Names and reasons are taken as bytes: a locale without UTF-8 would refuse them. */
#define COMMON_OPTIONS                                                                             \
    {"ticket", 0, 0, G_OPTION_ARG_FILENAME, &options_given.ticket, "the ticket that asked for it", \
     "TICKET"},                                                                                    \
        {"reason",                                                                                 \
         0,                                                                                        \
         0,                                                                                        \
         G_OPTION_ARG_FILENAME,                                                                    \
         &options_given.reason,                                                                    \
         "why; kept for ever, and never shown to the partner",                                     \
         "TEXT"},                                                                                  \
    {                                                                                              \
        "approved-by", 0, 0, G_OPTION_ARG_FILENAME, &options_given.approved_by,                    \
            "who approved it: another person than the one who runs this", "NAME"                   \
    }
#define DATE_OPTION(what)                                                                          \
    {                                                                                              \
        "date", 0, 0, G_OPTION_ARG_STRING, &options_given.date, what, "DATE"                       \
    }
#define AMOUNT_OPTION(what)                                                                        \
    {                                                                                              \
        "amount", 0, 0, G_OPTION_ARG_STRING, &options_given.amount, what, "DOLLARS"                \
    }
#define APPOINTMENT_OPTION                                                                         \
    {                                                                                              \
        "appointment", 0, 0, G_OPTION_ARG_STRING, &options_given.appointment, "its id", "ID"       \
    }

static const GOptionEntry waive_options[] = {
    DATE_OPTION("the date of the hour"),
    {"start", 0, 0, G_OPTION_ARG_STRING, &options_given.start, "its start", "hh:mm"},
    APPOINTMENT_OPTION,
    COMMON_OPTIONS,
    {0}};
static const GOptionEntry authorise_options[] = {APPOINTMENT_OPTION, COMMON_OPTIONS, {0}};
static const GOptionEntry pay_options[] = {
    AMOUNT_OPTION("without GST; below zero it takes off"),
    DATE_OPTION("the date that says whether it is taxable (the month's last day)"),
    {"nature", 0, 0, G_OPTION_ARG_STRING, &options_given.nature,
     "services, or no_supply: a payment for which nothing is supplied (services)", "WORD"},
    COMMON_OPTIONS,
    {0}};
static const GOptionEntry plain_options[] = {COMMON_OPTIONS, {0}};
static const GOptionEntry settled_options[] = {
    AMOUNT_OPTION("at what, GST included, beyond what was issued of the month"),
    COMMON_OPTIONS,
    {0}};
static const GOptionEntry write_off_options[] = {
    AMOUNT_OPTION("how much"),
    {"number", 0, 0, G_OPTION_ARG_STRING, &options_given.number,
     "a document of the ABN that is meant, where the partner owes under several", "NUMBER"},
    COMMON_OPTIONS,
    {0}};
static const GOptionEntry amount_options[] = {AMOUNT_OPTION("how much"), COMMON_OPTIONS, {0}};

static bool decide_act(const struct options *options, enum exit_status *ret_status, GError **error);

enum { ARGUMENTS_MAX = 2 };
static const struct kind {
    struct command command; /* first: options name it */
    enum argument arguments[ARGUMENTS_MAX];
} kinds[DECISION_KIND_COUNT] = {
    [DECISION_WAIVE] = {{"decide waive", "[PARTNER] [PERIOD]",
                         "Takes nothing back of an hour, or for an appointment, that was not "
                         "marked as\ncompleted in time (D1).",
                         waive_options, decide_act},
                        {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_AUTHORISE] = {{"decide authorise", "[PARTNER] [PERIOD]",
                             "Authorises an ad hoc booking, or an appointment outside the paid "
                             "schedule (D2).",
                             authorise_options, decide_act},
                            {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_PAY] = {{"decide pay", "PARTNER PERIOD",
                       "Pays an amount more, or less, for the services of a month (D3).",
                       pay_options, decide_act},
                      {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_HOLD] = {{"decide hold", "PARTNER PERIOD",
                        "Pays the partner nothing in the run of that month (D4).", plain_options,
                        decide_act},
                       {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_RELEASE] = {{"decide release", "PARTNER PERIOD", "Ends such a hold (D4).",
                           plain_options, decide_act},
                          {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_SETTLED] = {{"decide settled", "[PARTNER] PERIOD",
                           "The partner's month was settled outside: it is never issued or trued "
                           "up again; without a\npartner, the whole month is never to be issued "
                           "(D6).",
                           settled_options, decide_act},
                          {ARGUMENT_PARTNER, ARGUMENT_PERIOD}},
    [DECISION_RETURNED] = {{"decide returned", "NUMBER",
                            "The payment for a document came back, whole or in part: the next "
                            "payment file has it (D7).",
                            amount_options, decide_act},
                           {ARGUMENT_NUMBER}},
    [DECISION_PAID] =
        {{"decide paid", "NUMBER",
          "A payment that a file left out, or that came back, was made by hand, whole "
          "or in part (D7).",
          amount_options, decide_act},
         {ARGUMENT_NUMBER}},
    [DECISION_WRITE_OFF] = {{"decide write_off", "PARTNER",
                             "What the partner owes is not collected, up to an amount (D8).",
                             write_off_options, decide_act},
                            {ARGUMENT_PARTNER}},
    [DECISION_INSTALMENTS] = {{"decide instalments", "PARTNER",
                               "At most that much comes off for what is owed, once a month (D9).",
                               amount_options, decide_act},
                              {ARGUMENT_PARTNER}},
    [DECISION_REVOKE] = {{"decide revoke", "DECISION", "Ends another decision.", plain_options,
                          decide_act},
                         {ARGUMENT_DECISION}},
};

const struct command *decide_kind_command(const char *word)
{
    const int kind = words_find(words_decision_kind, word);
    return kind < 0 ? NULL : &kinds[kind].command;
}

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

static bool decide_act(const struct options *options, enum exit_status *ret_status, GError **error)
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
    const struct kind *kind = (const struct kind *)(const void *)options->command;
    order.decision.kind = (enum decision_kind)(kind - kinds);
    const bool whole_month =
        order.decision.kind == DECISION_SETTLED && options->arguments[0] && !options->arguments[1];
    for (size_t i = 0; i < ARGUMENTS_MAX && options->arguments[i]; i++) {
        if (!argument_take(whole_month ? ARGUMENT_PERIOD : kind->arguments[i],
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

static bool kinds_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                      GError **error)
{
    g_autofree char *known = g_strjoinv(", ", (char **)words_decision_kind);
    return command_usage_set(error, "%s is no kind of decision; the kinds are %s",
                             options->arguments[0], known);
}

const struct command decide_command = {
    "decide", "KIND [SUBJECT] [PERIOD]",
    "Enters what people decided beside the rules; rcti decide KIND --help tells each kind.", NULL,
    kinds_act};

#include "engine/cli/deliver/deliveries.h"

#include "engine/cli/command.h"
#include "engine/run/decide/approval.h"
#include "engine/run/deliver/send.h"
#include "engine/run/month/company.h"
#include "importers/text/instant.h"

void delivery_print(const struct store_delivery *delivery, const char *instead,
                    const char *timezone)
{
    enum { NUMBER_WIDTH = 24 };
    terminal_put(delivery->number, NUMBER_WIDTH);
    printf("%s%s", delivery->is_void ? "void, " : "",
           instead ? instead : words_delivery_state[delivery->state]);
    if (delivery->address[0] != '\0') {
        printf(" %s %s", delivery->state == DELIVERY_SENT || instead ? "to" : "for",
               delivery->address);
    }
    printf(", %s\n", delivery->legal_name);
    if (delivery->at[0] != '\0') {
        g_autofree char *at = company_time_text(timezone, delivery->at);
        printf("    %s, attempt %d, by %s%s%s\n", at, delivery->attempt, delivery->by,
               delivery->answer[0] != '\0' ? ": " : "", delivery->answer);
    }
}

void delivery_print_json(const struct store_delivery *delivery, bool tried)
{
    char period[TEXT_SIZE];
    char issued_in[TEXT_SIZE];
    json_print("{'number': %s, 'partner_id': %s, 'legal_name': %s, 'period': %s, 'issued_in': %s, "
               "'issue': %d, 'void': %i, 'state': %s, 'tried': %i, ",
               delivery->number, delivery->partner_id, delivery->legal_name,
               text_period(period, delivery->period), text_period(issued_in, delivery->issued_in),
               delivery->issue, delivery->is_void, words_delivery_state[delivery->state], tried);
    json_print("'attempt': %d, 'address': %s, 'message_id': %s, 'answer': %s, 'at': %s, 'by': %s}",
               delivery->attempt, delivery->address, delivery->message_id, delivery->answer,
               delivery->at, delivery->by);
}

/* ---- the command ---- */

static bool options_check(const struct options *options, GError **error)
{
    if (options->sent && options->bounced) {
        return command_usage_set(error, "a document was --sent or --bounced: name one");
    }
    if ((options->sent || options->bounced) && options->arguments[0]) {
        return command_usage_set(error, "%s takes no PERIOD: the number says which document",
                                 options->sent ? "--sent" : "--bounced");
    }
    if (options->sent && !options->on) {
        return command_usage_set(error, "--sent NUMBER needs the day: --on DATE");
    }
    if (options->reason && !options->bounced) {
        return command_usage_set(error, "--reason goes with --bounced NUMBER");
    }
    return options->sent || !options->on ||
           command_usage_set(error, "--on goes with --sent NUMBER");
}

/* What somebody did, or heard, by other means. */
static bool record_act(store *store, const struct options *options, GError **error)
{
    struct store_delivery delivery;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autofree char *said = NULL;
    day on = DAY_UNBOUNDED_FROM;
    if (options->sent) {
        if (!instant_day_parse_argument("--on", options->on, &on, error)) {
            return false;
        }
        said = g_strdup_printf("sent by other means on %s", text_date(TEXT_ROOM, on));
    } else {
        said = g_strdup(options->reason ? options->reason : "it came back");
    }
    const char *timezone = NULL;
    g_autofree char *kept = approval_text("--reason", said, error);
    const struct store_delivery step = {.number = options->sent ? options->sent : options->bounced,
                                        .state = options->sent ? DELIVERY_SENT : DELIVERY_BOUNCED,
                                        .answer = kept};
    if (!kept || !company_timezone_now(store, &timezone, error) ||
        !delivery_record(store, options->store, &step, on, &delivery, strings, error)) {
        return false;
    }
    if (options->json) {
        json_print("{'documents': [");
        delivery_print_json(&delivery, false);
        json_print("]}\n");
    } else {
        delivery_print(&delivery, NULL, timezone);
    }
    return true;
}

static bool list_act(store *store, const struct options *options, enum exit_status *ret_status,
                     GError **error)
{
    struct period period;
    const char *text = options->arguments[0];
    const char *timezone = NULL;
    g_autoptr(GArray) list = g_array_new(FALSE, TRUE, sizeof(struct store_delivery));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if ((text && !instant_period_parse_argument("PERIOD", text, &period, error)) ||
        !company_timezone_now(store, &timezone, error) ||
        !store_deliveries_load(store, text ? &period : NULL, 0, ISSUED_NOW, list, strings, error)) {
        return false;
    }
    guint counts[DELIVERY_STATE_COUNT] = {0};
    guint left = 0;
    if (options->json) {
        json_print("{'documents': [");
    }
    for (guint i = 0; i < list->len; i++) {
        const struct store_delivery *delivery = &g_array_index(list, struct store_delivery, i);
        counts[delivery->state] += !delivery->is_void;
        left += !delivery->is_void && delivery->state != DELIVERY_SENT;
        if (options->json) {
            json_next(i);
            delivery_print_json(delivery, false);
        } else {
            delivery_print(delivery, NULL, timezone);
        }
    }
    if (options->json) {
        json_print("]}\n");
    } else if (list->len == 0) {
        puts("nothing was issued");
    }
    for (int state = 0; state < DELIVERY_STATE_COUNT && !options->json; state++) {
        if (counts[state] > 0) {
            printf("%u %s\n", counts[state], words_delivery_state[state]);
        }
    }
    *ret_status = left > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    return true;
}

bool deliveries_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_autoptr(store) store =
        options_check(options, error) ? month_store_open(options->store, "PERIOD", error) : NULL;
    return store &&
           (options->sent || options->bounced ? record_act(store, options, error)
                                              : list_act(store, options, ret_status, error));
}

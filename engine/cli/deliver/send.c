#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/deliver/deliveries.h"
#include "engine/run/decide/approval.h"
#include "engine/run/deliver/send.h"
#include "engine/run/month/company.h"
#include "importers/row.h"
#include "importers/text/instant.h"

/* ---- what became of them ---- */

static void sent_print(const struct sending *sending, bool dry_run, const char *timezone)
{
    guint tried = 0;
    guint unmade = 0;
    for (guint i = 0; i < sending->documents->len; i++) {
        const struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        tried += sent->tried;
        unmade += sent->delivery.state == DELIVERY_UNMADE;
        if (sent->tried || sent->delivery.state != DELIVERY_SENT) {
            struct store_delivery told = sent->delivery;
            told.at = told.state == DELIVERY_SENT ? "" : told.at; /* there is no more to it */
            delivery_print(&told, dry_run && sent->tried ? "would be sent" : NULL, timezone);
        }
    }
    printf("%u of %u documents %s\n", tried, sending->documents->len,
           dry_run ? "would be sent" : "were tried now");
    if (unmade > 0) {
        printf("%u without a message: no address was known, or company.ini had no [mail], when %s "
               "issued. Deliver the PDF, and record it: rcti deliveries --sent NUMBER --on DATE\n",
               unmade, unmade == 1 ? "it was" : "they were");
    }
    if (sending->stopped) {
        printf("stopped: %s\nThe rest waits for the next rcti send.\n", sending->stopped);
    }
}

static void sent_print_json(const struct sending *sending, bool dry_run)
{
    json_print("{\n  'dry_run': %i,\n  'stopped': %s,\n  'documents': [", dry_run,
               sending->stopped);
    for (guint i = 0; i < sending->documents->len; i++) {
        const struct sent *sent = &g_array_index(sending->documents, struct sent, i);
        json_next(i);
        delivery_print_json(&sent->delivery, sent->tried);
    }
    json_print("]\n}\n");
}

static bool all_arrived(const struct sending *sending)
{
    bool all = true;
    for (guint i = 0; i < sending->documents->len; i++) {
        all = all &&
              g_array_index(sending->documents, struct sent, i).delivery.state == DELIVERY_SENT;
    }
    return all;
}

/* ---- the command ---- */

static bool server_check(const struct options *options, GError **error)
{
    return !options->server || mail_server_is_formed(options->server) ||
           command_usage_set(error, "--server takes a mail server, smtp://host:587 or smtps://…, "
                                    "and no user or password: --credentials FILE has those");
}

static bool options_check(const struct options *options, GError **error)
{
    const char *period = options->arguments[0];
    if (!server_check(options, error)) {
        return false;
    }
    if (!options->again) {
        return (period || command_usage_set(error, "PERIOD is missing: rcti send 2026-09")) &&
               ((!options->address && !options->reason) ||
                command_usage_set(error, "--to and --reason go with --again NUMBER"));
    }
    if (options->address && !payee_email_is_formed(options->address)) {
        g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
        return command_usage_set(error,
                                 "--to: %s is no plain address: write it as name@example.com",
                                 issue_escape(strings, options->address));
    }
    return (!period || command_usage_set(error, "--again NUMBER takes no PERIOD: the number says "
                                                "which document")) &&
           (!options->dry_run ||
            command_usage_set(error, "--again cannot be tried with --dry-run"));
}

bool send_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct send_order order = {.store_path = options->store,
                               .issue = options->issue,
                               .partner_id = options->partner,
                               .again = options->again,
                               .to = options->address,
                               .server = options->server,
                               .credentials = options->credentials,
                               .dry_run = options->dry_run};
    g_auto(sending) sending = {0};
    if (!options_check(options, error) ||
        (!options->again &&
         !instant_period_parse_argument("PERIOD", options->arguments[0], &order.period, error))) {
        return false;
    }
    g_autofree char *reason =
        options->again ? approval_text("--reason", options->reason, error) : NULL;
    order.reason = reason;
    g_autoptr(store) store =
        options->again && !reason ? NULL : month_store_open(options->store, "PERIOD", error);
    const char *timezone = NULL;
    if (!store || !company_timezone_now(store, &timezone, error) ||
        !send_documents(store, &order, &sending, error)) {
        return false;
    }
    if (options->json) {
        sent_print_json(&sending, order.dry_run);
    } else {
        sent_print(&sending, order.dry_run, timezone);
    }
    *ret_status = order.dry_run || all_arrived(&sending) ? EXIT_ALL_DONE : EXIT_PARTNERS_HELD;
    return true;
}

#include "engine/run/disputes/at_risk.h"
#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "engine/run/month/company.h"

static struct line_sum sum_of(pay_minutes minutes, money amount, money gst)
{
    return (struct line_sum){minutes, amount, gst, money_add(amount, gst)};
}

/* ---- in words -------------------------------------------------------------------------------- */

static void appointment_print(const struct at_risk_appointment *appointment)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    g_autofree char *text = g_strdup_printf(
        "by %s %s: %s %s %s%s%s", text_date_short(date, appointment->complete_by.date),
        text_time(time, appointment->complete_by.minute),
        text_date_short(TEXT_ROOM, appointment->date),
        text_time(TEXT_ROOM, appointment->start_minute), appointment->appointment_id,
        appointment->adhoc ? ", ad hoc: not paid until it is marked" : "",
        appointment->minutes.minutes == 0 ? ", in the same hour as another of these" : "");
    fputs("    ", stdout);
    paragraph_put(text, 4, 6);
}

static void at_risk_print(const at_risk *found, int days)
{
    g_autofree char *as_at = company_moment_text(found->timezone, found->as_at);
    printf("not marked as completed, with a deadline within %d day%s of %s\n\n", days,
           days == 1 ? "" : "s", as_at);
    if (found->partners->len > 0) {
        sum_heading_put();
    }
    for (guint i = 0; i < found->partners->len; i++) {
        const struct at_risk_partner *partner =
            &g_array_index(found->partners, struct at_risk_partner, i);
        g_autofree char *who = g_strjoin(" ", partner->partner_id, partner->legal_name, NULL);
        g_autofree char *where =
            g_strdup_printf("%s; times of %s", partner->email[0] ? partner->email : "no e-mail",
                            text_place(TEXT_ROOM, partner->timezone));
        sum_put(who, sum_of(partner->minutes, partner->amount, partner->gst), SUM_WHOLE);
        fputs("  ", stdout);
        paragraph_put(where, 2, 4);
        for (guint k = partner->begin; k < partner->begin + partner->count; k++) {
            appointment_print(&g_array_index(found->appointments, struct at_risk_appointment, k));
        }
    }
    g_autofree char *all =
        g_strdup_printf("%u appointment%s of %u partner%s", found->appointments->len,
                        found->appointments->len == 1 ? "" : "s", found->partners->len,
                        found->partners->len == 1 ? "" : "s");
    if (found->partners->len > 0) {
        putchar('\n');
    }
    sum_put(all, sum_of(found->minutes, found->amount, found->gst), SUM_WHOLE);
    if (found->later > 0) {
        printf("and %" PRId64 " more with a later deadline\n", found->later);
    }
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void appointment_put_json(const struct at_risk_appointment *appointment, guint index)
{
    json_next(index);
    json_print(
        "\n      {'appointment_id': %s, 'period': %s, 'date': %s, 'start': %s, 'adhoc': %i, "
        "'hourly_rate': %s, 'deadline': %s, 'complete_by_date': %s, 'complete_by_time': %s, ",
        appointment->appointment_id, text_period(TEXT_ROOM, appointment->period),
        text_date(TEXT_ROOM, appointment->date), text_time(TEXT_ROOM, appointment->start_minute),
        appointment->adhoc, text_rate(TEXT_ROOM, appointment->hourly_rate),
        text_stamp(TEXT_ROOM, appointment->deadline),
        text_date(TEXT_ROOM, appointment->complete_by.date),
        text_time(TEXT_ROOM, appointment->complete_by.minute));
    sum_put_json(sum_of(appointment->minutes, appointment->amount, appointment->gst));
    putchar('}');
}

static void at_risk_put_json(const at_risk *found)
{
    json_print("{\n  'as_at': %s, 'until': %s, 'batch': %" PRId64 ", 'later': %" PRId64
               ",\n  'partners': [",
               text_stamp(TEXT_ROOM, found->as_at), text_stamp(TEXT_ROOM, found->until),
               found->batch, found->later);
    for (guint i = 0; i < found->partners->len; i++) {
        const struct at_risk_partner *partner =
            &g_array_index(found->partners, struct at_risk_partner, i);
        json_next(i);
        json_print("\n    {'partner_id': %s, 'legal_name': %s, 'email': %s, 'timezone': %s, ",
                   partner->partner_id, partner->legal_name, partner->email, partner->timezone);
        sum_put_json(sum_of(partner->minutes, partner->amount, partner->gst));
        fputs(",\n     \"appointments\": [", stdout);
        for (guint k = 0; k < partner->count; k++) {
            appointment_put_json(
                &g_array_index(found->appointments, struct at_risk_appointment, partner->begin + k),
                k);
        }
        fputs("]}", stdout);
    }
    fputs("],\n  ", stdout);
    sum_put_json(sum_of(found->minutes, found->amount, found->gst));
    puts("\n}");
}

/* ---- the command ----------------------------------------------------------------------------- */

bool at_risk_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                 GError **error)
{
    const struct month_order order = {.as_at_text = options->as_at,
                                      .holidays = options->holidays,
                                      .draft = true,
                                      .before_seq = ISSUED_NOW};
    const int days = options->days < 0 ? AT_RISK_DAYS : options->days;
    if (days > AT_RISK_DAYS_MAX) {
        return command_usage_set(error, "--days takes a whole number up to %d", AT_RISK_DAYS_MAX);
    }
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    g_autoptr(at_risk) found = store ? at_risk_find(store, &order, days, error) : NULL;
    if (!found || (options->csv_file && !at_risk_write(found, options->csv_file, error))) {
        return false;
    }
    if (options->json) {
        at_risk_put_json(found);
    } else {
        at_risk_print(found, days);
        if (options->csv_file) {
            printf("a row a partner is in %s\n", options->csv_file);
        }
    }
    return true;
}

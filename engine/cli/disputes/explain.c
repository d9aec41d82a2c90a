#include "engine/cli/command.h"
#include "engine/cli/disputes/explain_found.h"
#include "engine/run/explain/find.h"
#include "engine/run/standing/changes.h"
#include "importers/text/instant.h"

bool explain_filter_read(const struct options *options, struct explain_filter *ret_filter,
                         GError **error)
{
    struct explain_filter filter = {.by_date = options->date != NULL,
                                    .by_start = options->start != NULL};
    if (filter.by_start && !filter.by_date) {
        return command_usage_set(error, "--start needs --date");
    }
    bool good = (!filter.by_date ||
                 instant_day_parse_argument("--date", options->date, &filter.date, error)) &&
                (!filter.by_start || instant_minute_parse_argument("--start", options->start,
                                                                   &filter.start_minute, error));
    if (good) {
        *ret_filter = filter;
    }
    return good;
}

/* ---- --date and --start that nothing is at --------------------------------------------------- */

static bool anything_there(const struct explanation *explanation,
                           const struct explain_filter *filter)
{
    bool found = false;
    for (size_t i = 0; i < explanation->row_count; i++) {
        found = found || explained_passes(&explanation->rows[i], filter);
    }
    return found;
}

/* What there is instead, since a missing hour is the question of most disputes. */
static void nothing_there_tell(GString *out, const struct explanation *explanation,
                               const struct explain_filter *filter, bool letter, int width)
{
    const struct partner_report *report = explanation->report;
    g_autofree char *text =
        g_strdup_printf("%s%s no hour, ad hoc booking or appointment on %s%s%s.",
                        letter ? "" : report->supplier.partner_id, letter ? "There is" : " has",
                        text_date_short(TEXT_ROOM, filter->date), filter->by_start ? " at " : "",
                        filter->by_start ? text_time(TEXT_ROOM, filter->start_minute) : "");
    explained_paragraph(out, text, 0, width);
    g_string_append(out, "The Partner schedule of the month offers:\n");
    for (size_t i = 0; i < report->count_count; i++) {
        if (report->counts[i].kind == COUNT_OFFERED) {
            g_autofree char *offer =
                g_strdup_printf("%-12s %s", report->counts[i].label, report->counts[i].detail);
            explained_paragraph(out, offer, 2, width);
        }
    }
}

/* ---- a month --------------------------------------------------------------------------------- */

static bool month_print(const struct explained_month *month, const struct options *options,
                        const struct explain_filter *filter, GError **error)
{
    const struct explanation *explanation = month->explanation;
    struct explained_look look;
    g_autoptr(GString) out = g_string_new(NULL);
    if (!terminal_look(options, &look, error)) {
        return false;
    }
    if (options->json) {
        explained_json(stdout, explanation, filter);
    } else if (filter->by_date && !anything_there(explanation, filter)) {
        nothing_there_tell(out, explanation, filter, options->letter, look.width);
    } else if (options->letter) {
        explained_letter(out, explanation, filter, look.width);
    } else {
        explained_text(out, explanation, filter, &look);
        if (explanation->changes && explanation->changes->rows->len > 0 && !filter->by_date) {
            g_string_append_printf(out, "\nStanding data that changed since %s\n",
                                   explanation->changes->since);
            explained_text_changes(out, explanation->changes, look.width);
        }
    }
    print_text(out);
    return true;
}

/* Whether the month was issued to a partner whom its partners.csv has no more. */
static bool was_issued(const struct month_setup *setup, const char *partner_id, bool *ret_issued,
                       GError **error)
{
    g_autoptr(store_issued_month) month = NULL;
    if (!store_issued_month_load(setup->store, setup->view.period, partner_id, ISSUED_NOW, false,
                                 &month, error)) {
        return false;
    }
    *ret_issued = month != NULL;
    return true;
}

bool explain_partner_spell(const struct month_setup *setup, const char *text, bool beside_roster,
                           const char **ret_id, bool *ret_in_roster, GError **error)
{
    const char *other = NULL;
    bool issued = beside_roster;
    if (!store_partner_spelled(setup->store, &setup->view, text, ret_id, setup->strings, error)) {
        return false;
    }
    *ret_in_roster = *ret_id != NULL;
    if (!*ret_id && (!store_partner_spelled_anywhere(setup->store, setup->view.batch, text, &other,
                                                     setup->strings, error) ||
                     (other && !issued && !was_issued(setup, other, &issued, error)))) {
        return false;
    }
    *ret_id = *ret_id ? *ret_id : issued ? other : NULL;
    return *ret_id ||
           command_usage_set(error, "%s has no partner %s", setup->run.period_text, text);
}

struct partner_report *explain_partner(const struct month_setup *setup,
                                       const struct options *options,
                                       const struct explain_filter *filter, bool beside_roster,
                                       GError **error)
{
    const char *partner_id = NULL;
    bool in_roster = false;
    if (!explain_partner_spell(setup, options->arguments[0], beside_roster, &partner_id, &in_roster,
                               error)) {
        return NULL;
    }
    if (filter->by_date && !period_has(setup->view.period, filter->date)) {
        command_usage_set(error, "--date %s is not in %s", options->date, setup->run.period_text);
        return NULL;
    }
    g_autoptr(explained_month) month = explained_month_new(setup, partner_id, !in_roster, error);
    /* Of today's facts; rerun --explain may be of others. */
    const bool now = !options->as_issued && !options->as_of && !options->set;
    g_autoptr(change_list) changes =
        month && now ? changes_find(setup, ISSUED_NOW, partner_id, error) : NULL;
    if (!month || (now && !changes)) {
        return NULL;
    }
    month->explanation->changes = changes;
    return month_print(month, options, filter, error) ? g_steal_pointer(&month->report) : NULL;
}

/* So that the setup reads what concerns that partner alone, however the id is written. */
static bool order_only_partner(store *store, const char *text, struct month_order *order,
                               GStringChunk *strings, GError **error)
{
    struct store_view view = {.period = order->period};
    return store_newest_batch(store, &view.batch, error) &&
           store_partner_spelled(store, &view, text, &order->only_partner, strings, error);
}

static bool month_explain(const struct options *options, const struct explain_filter *filter,
                          GError **error)
{
    struct month_order order;
    g_autoptr(store) store = options_store_open(options, options->arguments[1], &order, error);
    g_auto(month_setup) setup = {0};
    const char *partner_id = NULL;
    bool in_roster = false;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
    g_autoptr(partner_report) report =
        store && order_only_partner(store, options->arguments[0], &order, strings, error) &&
                month_setup_begin(store, &order, NULL, &setup, error) &&
                explain_partner_spell(&setup, options->arguments[0], false, &partner_id, &in_roster,
                                      error) &&
                month_setup_sessions(&setup, partner_id, error)
            ? explain_partner(&setup, options, filter, false, error)
            : NULL;
    return report != NULL;
}

/* ---- the command ------------------------------------------------------------------------------ */

bool explain_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                 GError **error)
{
    struct explain_filter filter = {0};
    const bool of_month = options->arguments[1] != NULL;
    if (options->letter && options->json) {
        return command_usage_set(error, "--letter or --json, not both");
    }
    if (!of_month && (options->date || options->start)) {
        return command_usage_set(error, "--date needs a partner and a period");
    }
    return explain_filter_read(options, &filter, error) &&
           (of_month ? month_explain(options, &filter, error) : found_explain(options, error));
}

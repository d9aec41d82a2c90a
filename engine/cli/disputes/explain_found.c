#include "engine/cli/disputes/explain_found.h"

#include "engine/run/explain/find.h"
#include "importers/text/zone.h"

/* What is printed of it. */
struct found {
    const struct options *options;
    store *store;
    int64_t batch; /* the newest */
    struct explained_look look;
    GString *out;
    GStringChunk *strings;
};

/* The month of a subject's partner. *ret_month is NULL where that was never imported. */
static bool month_of(const struct found *found, const struct store_subject *subject,
                     struct period period, struct month_setup *setup,
                     struct explained_month **ret_month, GError **error)
{
    struct month_order order;
    const char *own = NULL;
    bool imported = false;
    char text[TEXT_SIZE];
    struct store_view view = {.period = period, .batch = found->batch};
    *ret_month = NULL;
    if (!options_order(found->options, text_period(text, period), &order, error) ||
        !store_period_imported(found->store, &view, &imported, error)) {
        return false;
    }
    if (!imported) {
        return true;
    }
    order.only_partner = subject->partner_id;
    return month_setup_begin(found->store, &order, NULL, setup, error) &&
           month_setup_sessions(setup, subject->partner_id, error) &&
           store_partner_spelled(found->store, &setup->view, subject->partner_id, &own,
                                 setup->strings, error) &&
           (*ret_month = explained_month_new(setup, subject->partner_id, !own, error)) != NULL;
}

/* ---- an appointment -------------------------------------------------------------------------- */

/* One of which no month tells anything. */
static void idle_print(const struct found *found, const struct store_subject *subject,
                       const char *why)
{
    if (found->options->json) {
        json_print("{'appointment_id': %s, 'partner_id': %s, 'matters': %i, 'sentences': [%s]}",
                   subject->id, subject->partner_id, false, why);
        return;
    }
    g_autofree char *text = found->options->letter
                                ? g_strdup_printf("%s: %s.", subject->id, why)
                                : g_strdup_printf("%s of %s does not matter to what is paid: %s.",
                                                  subject->id, subject->partner_id, why);
    explained_paragraph(found->out, text, 0, found->look.width);
}

static void appointment_print(const struct found *found, const struct explained_month *month,
                              size_t index)
{
    const struct explained_appointment appointment = explanation_appointment(
        month->explanation, &month->month->partner->facts, &month->month->result, index);
    const struct explanation *explanation = month->explanation;
    if (found->options->json) {
        explained_json_appointment(stdout, explanation, &appointment);
    } else if (found->options->letter) {
        explained_letter_appointment(found->out, explanation, &appointment, found->look.width);
    } else {
        explained_text_appointment(found->out, explanation, &appointment, found->look.width);
    }
    g_free((void *)appointment.sentences);
}

/* An hour may last over the end of its month: there it is told with what starts in it. *ret_month stays NULL
 * where the month beside has no such hour. */
static bool month_of_hour(const struct found *found, const struct store_subject *subject,
                          const struct explained_month *own, struct month_setup *setup,
                          struct explained_month **ret_month, size_t *index, GError **error)
{
    const struct period period =
        explanation_hour_period(own->explanation, &own->month->result, *index);
    g_autoptr(explained_month) beside = NULL;
    size_t at = 0;
    if (day_compare(period.first, own->explanation->run->period.first) == 0) {
        return true;
    }
    if (!month_of(found, subject, period, setup, &beside, error)) {
        return false;
    }
    if (beside && explained_month_find(beside, subject->id, &at)) {
        const struct period there =
            explanation_hour_period(beside->explanation, &beside->month->result, at);
        if (day_compare(there.first, period.first) == 0) {
            *index = at;
            *ret_month = g_steal_pointer(&beside);
        }
    }
    return true;
}

static bool appointment_explain(const struct found *found, const struct store_subject *subject,
                                GError **error)
{
    struct period period = {0};
    size_t index = 0;
    g_auto(month_setup) setup = {0};
    g_auto(month_setup) setup_beside = {0};
    g_autoptr(explained_month) month = NULL;
    g_autoptr(explained_month) beside = NULL;
    if (subject->gone_since != 0) {
        g_autofree char *why = g_strdup_printf(
            found->options->letter ? "it is no longer among the bookings"
                                   : "the files have it no more since batch %" PRId64,
            subject->gone_since);
        idle_print(found, subject, why);
        return true;
    }
    if (!subject_period(subject, &period)) {
        idle_print(found, subject, "no month has its partner");
        return true;
    }
    if (!month_of(found, subject, period, &setup, &month, error)) {
        return false;
    }
    if (!month) {
        g_autofree char *why = g_strdup_printf("it is of %s, which is not worked out yet",
                                               text_month_words(TEXT_ROOM, period));
        idle_print(found, subject, why);
    } else if (!explained_month_find(month, subject->id, &index)) {
        g_autofree char *why =
            g_strdup_printf("%s does not have its partner", text_month_words(TEXT_ROOM, period));
        idle_print(found, subject, why);
    } else if (month_of_hour(found, subject, month, &setup_beside, &beside, &index, error)) {
        appointment_print(found, beside ? beside : month, index);
    } else {
        return false;
    }
    return true;
}

/* ---- a case ---------------------------------------------------------------------------------- */

/* By the settings of the newest month. */
static bool case_explain(const struct found *found, const struct store_subject *subject,
                         GError **error)
{
    g_autoptr(GArray) periods = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_auto(month_setup) setup = {0};
    struct month_order order;
    struct store_case of = {0};
    char text[TEXT_SIZE];
    if (found->options->letter) {
        return command_usage_set(
            error, "--letter is for a partner: name a month, an appointment or a document");
    }
    if (!store_imported_periods(found->store, found->batch, periods, error)) {
        return false;
    }
    const struct period newest = g_array_index(periods, struct period, periods->len - 1);
    if (!options_order(found->options, text_period(text, newest), &order, error) ||
        !month_setup_begin(found->store, &order, NULL, &setup, error) ||
        !store_case_load(found->store, &setup.view, subject->id, zone_clock, found->strings, &of,
                         error)) {
        return false;
    }
    g_autoptr(GArray) appointments = of.appointments;
    g_autoptr(GArray) requests = of.requests;
    g_autofree struct session_finding *findings =
        g_new0(struct session_finding, appointments->len + 1);
    case_judge(&of.facts, &setup.run.policy, setup.run.as_at, findings);
    const struct explained_case explained = {subject->id, &of.facts, findings, &setup.run.policy,
                                             setup.run.as_at};
    if (found->options->json) {
        explained_json_case(stdout, &explained);
    } else {
        explained_text_case(found->out, &explained, found->look.width);
    }
    return true;
}

/* ---- a document ------------------------------------------------------------------------------ */

static void document_print(const struct found *found, const struct issued_document *document,
                           const struct explanation *explanation)
{
    const char *period = text_month_words(TEXT_ROOM, document->period);
    const struct explain_filter all = {0};
    if (found->options->json) {
        json_print("{'number': %s, 'partner_id': %s, 'period': %s, 'issue_date': %s, 'total': %s, "
                   "'void': %s, 'month': ",
                   document->number, document->supplier.partner_id,
                   text_period(TEXT_ROOM, document->period),
                   text_date(TEXT_ROOM, document->issue_date),
                   text_money(TEXT_ROOM, document->total), document->void_reason);
        explained_json(stdout, explanation, &all);
        fputs("}", stdout);
        return;
    }
    g_autofree char *title = g_strdup_printf(
        "%s for %s, issued on %s%s%s: %s", document->number, period,
        text_date_words(TEXT_ROOM, document->issue_date), found->options->letter ? "" : " to ",
        found->options->letter ? "" : document->supplier.partner_id,
        text_dollars(TEXT_ROOM, document->total));
    explained_paragraph(found->out, title, 0, found->look.width);
    if (found->options->letter) {
        g_string_append_c(found->out, '\n');
        explained_letter_money(found->out, explanation, found->look.width);
    } else {
        explained_text_money(found->out, explanation, found->look.width);
    }
}

static bool document_explain(const struct found *found, const struct store_subject *subject,
                             GError **error)
{
    struct issued_document document = {0};
    bool is_there = false;
    g_auto(month_setup) setup = {0};
    g_autoptr(explained_month) month = NULL;
    if (!store_document_load(found->store, subject->id, &is_there, &document, found->strings,
                             error) ||
        !month_of(found, subject, subject->period, &setup, &month, error)) {
        return false;
    }
    if (month) {
        document_print(found, &document, month->explanation);
    }
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static bool subject_explain(const struct found *found, const struct store_subject *subject,
                            GError **error)
{
    static bool (*const ways[])(const struct found *, const struct store_subject *,
                                GError **) = {[SUBJECT_IS_APPOINTMENT] = appointment_explain,
                                              [SUBJECT_IS_CASE] = case_explain,
                                              [SUBJECT_IS_DOCUMENT] = document_explain};
    return ways[subject->kind](found, subject, error);
}

static bool nothing_found(const struct found *found, const char *text, GError **error)
{
    const char *partner_id = NULL;
    if (!store_partner_spelled_anywhere(found->store, found->batch, text, &partner_id,
                                        found->strings, error)) {
        return false;
    }
    return partner_id ? command_usage_set(error, "%s is a partner: name the month too", partner_id)
                      : command_usage_set(
                            error, "the store has no appointment, case or document %s", text);
}

bool found_explain(const struct options *options, GError **error)
{
    const char *text = options->arguments[0];
    g_autoptr(store) store = month_store_open(options->store, "PERIOD", error);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) subjects = g_array_new(FALSE, TRUE, sizeof(struct store_subject));
    g_autoptr(GString) out = g_string_new(NULL);
    struct found found = {.options = options, .store = store, .out = out, .strings = strings};
    if (!store || !terminal_look(options, &found.look, error) ||
        !store_newest_batch(store, &found.batch, error) ||
        !store_subjects_find(store, found.batch, text, subjects, strings, error)) {
        return false;
    }
    if (subjects->len == 0) {
        return nothing_found(&found, text, error);
    }
    fputs(options->json ? "[" : "", stdout);
    for (guint i = 0; i < subjects->len; i++) {
        g_string_append(out, i > 0 ? "\n" : "");
        fputs(options->json && i > 0 ? ",\n" : "", stdout);
        if (!subject_explain(&found, &g_array_index(subjects, struct store_subject, i), error)) {
            return false;
        }
    }
    fputs(options->json ? "]\n" : "", stdout);
    print_text(out);
    return true;
}

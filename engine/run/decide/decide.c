#include "engine/run/decide/decide.h"

#include <string.h>

#include "engine/run/decide/decide_private.h"
#include "engine/store/sha256.h"
#include "importers/text/zone.h"
#include "reports/text.h"

void decide_done_clear(decide_done *done)
{
    g_clear_pointer(&done->strings, g_string_chunk_free);
}

bool decide_refuse(char **ret_refusal, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    *ret_refusal = g_strdup_vprintf(format, values);
    va_end(values);
    return true;
}

/* ---- what is looked at -------------------------------------------------------------------------- */

static const struct decision *find_by(const struct decide_look *look, const char *key)
{
    const guint found = GPOINTER_TO_UINT(g_hash_table_lookup(look->by_id, key));
    return found > 0 ? &g_array_index(look->decisions, struct decision, found - 1) : NULL;
}

const struct decision *decide_find(const struct decide_look *look, const char *decision_id)
{
    const struct decision *found = find_by(look, decision_id);
    return found && strcmp(found->decision_id, decision_id) == 0 ? found : NULL;
}

/* In any case of letters: ids that differ by that alone would be read as one. */
static const struct decision *decision_known(const struct decide_look *look, const char *id)
{
    g_autofree char *small = g_ascii_strdown(id, -1);
    return find_by(look, small);
}

/* By its id, and in small letters where no other has that id. */
static void look_know(struct decide_look *look, guint at)
{
    const char *id = g_array_index(look->decisions, struct decision, at).decision_id;
    char *small = g_ascii_strdown(id, -1);
    if (g_hash_table_contains(look->by_id, small)) {
        g_free(small);
    } else {
        g_hash_table_insert(look->by_id, small, GUINT_TO_POINTER(at + 1));
    }
    g_hash_table_insert(look->by_id, g_strdup(id), GUINT_TO_POINTER(at + 1));
}

static bool look_begin(struct decide_look *look, store *store, const struct decide_order *order,
                       GError **error)
{
    *look =
        (struct decide_look){.store = store,
                             .order = order,
                             .decisions = g_array_new(FALSE, FALSE, sizeof(struct decision)),
                             .by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                             .strings = g_string_chunk_new(1024),
                             .month = partner_month_new()};
    if (!store_newest_batch(store, &look->batch, error) ||
        !store_decisions_load(store, look->batch, NULL, look->decisions, look->strings, error)) {
        return false;
    }
    for (guint i = 0; i < look->decisions->len; i++) {
        look_know(look, i);
    }
    return true;
}

static void look_end(struct decide_look *look)
{
    g_array_unref(look->decisions);
    g_hash_table_unref(look->by_id);
    g_string_chunk_free(look->strings);
    partner_month_free(look->month);
    month_setup_clear(&look->setup);
}

bool decide_month(struct decide_look *look, const char *partner_id, struct period period,
                  char **ret_refusal, GError **error)
{
    const struct store_view view = {.period = period, .batch = look->batch};
    bool imported = false;
    if (look->month_of && strcmp(look->month_of, partner_id) == 0 &&
        day_compare(look->setup.view.period.first, period.first) == 0) {
        return true; /* many rows of one partner, one after another */
    }
    look->month_of = NULL;
    if (!store_period_imported(look->store, &view, &imported, error)) {
        return false;
    }
    if (!imported) {
        return decide_refuse(ret_refusal, "%s was never imported",
                             text_month_words(TEXT_ROOM, period));
    }
    month_setup_clear(&look->setup);
    look->setup = (month_setup){0};
    const struct month_order order = {.period = period,
                                      .as_at_text = look->order->as_at_text,
                                      .holidays = look->order->holidays,
                                      .draft = true};
    if (!month_setup_begin(look->store, &order, NULL, &look->setup, error) ||
        !month_setup_sessions(&look->setup, partner_id, error) ||
        !partner_month_compute(&look->setup, partner_id, false, look->month, error)) {
        return false;
    }
    const bool known = look->month->partner->row.supplier.partner_id[0] != '\0';
    look->month_of = known ? g_string_chunk_insert(look->strings, partner_id) : NULL;
    return known || decide_refuse(ret_refusal, "partners.csv of %s has no %s",
                                  text_month_words(TEXT_ROOM, period), partner_id);
}

/* ---- what it names --------------------------------------------------------------------------------- */

/* The columns of decisions.csv that say what a decision is about, in their order. */
enum part {
    PART_PARTNER,
    PART_PERIOD,
    PART_DATE,
    PART_START,
    PART_APPOINTMENT,
    PART_NUMBER,
    PART_AMOUNT,
    PART_NATURE,
    PART_COUNT
};
#define BIT(part) (1U << (part))
enum { OF_MONTH = BIT(PART_PARTNER) | BIT(PART_PERIOD) };

static bool is_dated(const struct decision *decision)
{
    return decision->date.number != DAY_UNBOUNDED_FROM.number;
}

static bool has_period(const struct decision *decision)
{
    return decision->period.first.number != DAY_UNBOUNDED_FROM.number;
}

static unsigned parts_named(const struct decision *decision)
{
    const bool named[PART_COUNT] = {
        [PART_PARTNER] = decision->partner_id[0] != '\0',
        [PART_PERIOD] = has_period(decision),
        [PART_DATE] = is_dated(decision),
        [PART_START] = decision->start_minute != NO_MINUTE,
        [PART_APPOINTMENT] = decision->appointment_id[0] != '\0',
        [PART_NUMBER] = decision->number[0] != '\0',
        [PART_AMOUNT] = decision->amount_given,
        [PART_NATURE] = decision->nature != NATURE_SERVICES,
    };
    unsigned parts = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        parts |= named[part] ? BIT(part) : 0;
    }
    return parts;
}

/* An hour is named by date and start, an appointment by its id; a whole month is settled at nothing. */
static unsigned parts_taken(const struct decision *decision)
{
    static const unsigned of_kind[DECISION_KIND_COUNT] = {
        [DECISION_WAIVE] = OF_MONTH | BIT(PART_DATE) | BIT(PART_APPOINTMENT),
        [DECISION_AUTHORISE] = OF_MONTH | BIT(PART_DATE) | BIT(PART_APPOINTMENT),
        [DECISION_PAY] = OF_MONTH | BIT(PART_DATE) | BIT(PART_AMOUNT) | BIT(PART_NATURE),
        [DECISION_HOLD] = OF_MONTH,
        [DECISION_RELEASE] = OF_MONTH,
        [DECISION_SETTLED] = OF_MONTH,
        [DECISION_RETURNED] = OF_MONTH | BIT(PART_NUMBER) | BIT(PART_AMOUNT),
        [DECISION_PAID] = OF_MONTH | BIT(PART_NUMBER) | BIT(PART_AMOUNT),
        [DECISION_WRITE_OFF] = BIT(PART_PARTNER) | BIT(PART_NUMBER) | BIT(PART_AMOUNT),
        [DECISION_INSTALMENTS] = BIT(PART_PARTNER) | BIT(PART_AMOUNT),
        [DECISION_REVOKE] = OF_MONTH,
    };
    unsigned parts = of_kind[decision->kind];
    if (decision->kind == DECISION_WAIVE && !decision->appointment_id[0]) {
        parts |= BIT(PART_START);
    }
    if (decision->kind == DECISION_SETTLED && decision->partner_id[0]) {
        parts |= BIT(PART_AMOUNT);
    }
    return parts;
}

/* What it names and its kind has no use for would be read by people, and do nothing. */
static bool parts_check(const struct decision *decision, char **ret_refusal)
{
    static const char *const words[PART_COUNT] = {"partner_id",     "period", "date",   "start",
                                                  "appointment_id", "number", "amount", "nature"};
    const unsigned foreign = parts_named(decision) & ~parts_taken(decision);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int part = 0; part < PART_COUNT; part++) {
        if (foreign & BIT(part)) {
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", words[part]);
        }
    }
    return foreign == 0 ||
           decide_refuse(ret_refusal, "no %s belongs to it: leave that blank", text->str);
}

/* Whether what it says of whose, and of which month, its subject is is so; blank is. */
static bool owner_check(const struct decision *decision, const char *partner_id,
                        struct period period, const char *subject, char **ret_refusal)
{
    if (decision->partner_id[0] && strcmp(decision->partner_id, partner_id) != 0) {
        return decide_refuse(ret_refusal, "%s is not %s's", subject, decision->partner_id);
    }
    return !has_period(decision) || day_compare(decision->period.first, period.first) == 0 ||
           decide_refuse(ret_refusal, "%s is not of %s", subject,
                         text_month_words(TEXT_ROOM, decision->period));
}

/* ---- the subject -------------------------------------------------------------------------------- */

/* The partner, and the date there, of the appointment. */
static bool appointment_locate(struct decide_look *look, struct decision *decision,
                               char **ret_refusal, GError **error)
{
    struct appointment appointment = {0};
    const char *timezone = NULL;
    bool found = false;
    if (!store_appointment_find(look->store, look->batch, decision->appointment_id, &found,
                                &appointment, &timezone, look->strings, error)) {
        return false;
    }
    if (!found) {
        return decide_refuse(ret_refusal, "there is no appointment %s", decision->appointment_id);
    }
    const day date = clock_local(zone_clock(timezone), appointment.start).date;
    const struct civil civil = day_to_civil(date);
    if (!owner_check(decision, appointment.partner_id, period_from_month(civil.year, civil.month),
                     decision->appointment_id, ret_refusal)) {
        return false;
    }
    if (!*ret_refusal && is_dated(decision) && day_compare(decision->date, date) != 0) {
        return decide_refuse(ret_refusal, "%s is on %s", decision->appointment_id,
                             text_date_words(TEXT_ROOM, date));
    }
    decision->partner_id = appointment.partner_id;
    decision->date = date;
    return true;
}

static bool document_locate(struct decide_look *look, struct decision *decision, char **ret_refusal,
                            GError **error)
{
    bool found = false;
    struct issued_document document = {0};
    if (!store_document_load(look->store, decision->number, &found, &document, look->strings,
                             error)) {
        return false;
    }
    if (!found) {
        return decide_refuse(ret_refusal, "there is no document %s", decision->number);
    }
    if (!owner_check(decision, document.supplier.partner_id, document.period, decision->number,
                     ret_refusal)) {
        return false;
    }
    decision->partner_id = document.supplier.partner_id;
    decision->period = document.period;
    return true;
}

static bool revoked_locate(struct decide_look *look, struct decision *decision, char **ret_refusal)
{
    const struct decision *other = decide_find(look, decision->revokes);
    if (!other) {
        return decide_refuse(ret_refusal, "there is no decision %s", decision->revokes);
    }
    if (other->kind == DECISION_REVOKE) {
        return decide_refuse(ret_refusal, "%s is a revocation: decide anew what it ended",
                             decision->revokes);
    }
    if (other->revoked_by[0]) {
        return decide_refuse(ret_refusal, "%s is ended already, by %s", decision->revokes,
                             other->revoked_by);
    }
    if (!owner_check(decision, other->partner_id, other->period, decision->revokes, ret_refusal)) {
        return false;
    }
    decision->partner_id = other->partner_id;
    decision->period = other->period;
    return true;
}

/* What its kind needs, and the period of what has a date. */
static bool subject_complete(struct decide_look *look, struct decision *decision,
                             char **ret_refusal, GError **error)
{
    const bool dated = is_dated(decision);
    bool monthly = false;
    switch (decision->kind) {
    case DECISION_WAIVE:
        monthly = true;
        if (!decision->appointment_id[0] && (!dated || decision->start_minute == NO_MINUTE)) {
            return decide_refuse(ret_refusal,
                                 "it needs an hour (date and start) or an appointment");
        }
        break;
    case DECISION_AUTHORISE:
        monthly = true;
        if (!decision->appointment_id[0]) {
            return decide_refuse(ret_refusal, "it needs an appointment");
        }
        break;
    case DECISION_PAY:
    case DECISION_HOLD:
    case DECISION_RELEASE:
    case DECISION_SETTLED:
        monthly = true;
        break;
    default:
        break;
    }
    if (monthly && dated && !has_period(decision)) {
        const struct civil civil = day_to_civil(decision->date);
        decision->period = period_from_month(civil.year, civil.month);
    }
    if (monthly && !has_period(decision)) {
        return decide_refuse(ret_refusal, "it needs a period");
    }
    if (monthly && dated && !period_has(decision->period, decision->date)) {
        return decide_refuse(ret_refusal, "%s is not in %s",
                             text_date_words(TEXT_ROOM, decision->date),
                             text_month_words(TEXT_ROOM, decision->period));
    }
    const bool whole_month =
        decision->kind == DECISION_SETTLED || decision->kind == DECISION_REVOKE;
    if (!decision->partner_id[0]) {
        return whole_month || decide_refuse(ret_refusal, "it needs a partner");
    }
    bool found = false;
    struct period newest;
    return store_partner_newest_period(look->store, decision->partner_id, look->batch, &found,
                                       &newest, error) &&
           (found || decide_refuse(ret_refusal, "there is no partner %s", decision->partner_id));
}

/* Fills in what the subject tells of itself; refuses where there is none. */
static bool subject_locate(struct decide_look *look, struct decision *decision, char **ret_refusal,
                           GError **error)
{
    const bool of_document = decision->kind == DECISION_RETURNED || decision->kind == DECISION_PAID;
    bool done = parts_check(decision, ret_refusal);
    if (!*ret_refusal) {
        done = decision->kind == DECISION_REVOKE ? revoked_locate(look, decision, ret_refusal)
               : of_document ? document_locate(look, decision, ret_refusal, error)
               : decision->kind == DECISION_WRITE_OFF
                   ? decide_debt_locate(look, decision, ret_refusal, error)
               : decision->appointment_id[0]
                   ? appointment_locate(look, decision, ret_refusal, error)
                   : true;
    }
    return done && (*ret_refusal || subject_complete(look, decision, ret_refusal, error));
}

/* ---- what may be -------------------------------------------------------------------------------- */

static decide_check *const checks[DECISION_KIND_COUNT] = {
    [DECISION_WAIVE] = decide_check_waive,
    [DECISION_AUTHORISE] = decide_check_authorise,
    [DECISION_PAY] = decide_check_pay,
    [DECISION_HOLD] = decide_check_hold,
    [DECISION_RELEASE] = decide_check_release,
    [DECISION_SETTLED] = decide_check_settled,
    [DECISION_RETURNED] = decide_check_payment,
    [DECISION_PAID] = decide_check_payment,
    [DECISION_WRITE_OFF] = decide_check_write_off,
    [DECISION_INSTALMENTS] = decide_check_instalments,
    [DECISION_REVOKE] = decide_check_revoke,
};

/* Locates and checks; where nothing refuses it, it may be added. */
static bool decision_judge(struct decide_look *look, struct decision *decision, char **ret_refusal,
                           GError **error)
{
    if (!subject_locate(look, decision, ret_refusal, error)) {
        return false;
    }
    return *ret_refusal || !checks[decision->kind] ||
           checks[decision->kind](look, decision, ret_refusal, error);
}

/* Adds it to the import and to what is looked at. */
static bool decision_add(struct decide_look *look, store_import *import,
                         const struct decision *decision, GError **error)
{
    if (!store_import_decision_add(import, decision, error)) {
        return false;
    }
    g_array_append_vals(look->decisions, decision, 1);
    g_array_index(look->decisions, struct decision, look->decisions->len - 1).batch =
        look->batch + 1;
    decisions_mark_last((void *)look->decisions->data, look->decisions->len);
    look_know(look, look->decisions->len - 1);
    look->month_of = NULL; /* the month is another by it */
    return true;
}

static stamp clock_now(void)
{
    return (stamp){g_get_real_time() / G_USEC_PER_SEC};
}

/* ---- in words -------------------------------------------------------------------------------- */

char *decision_subject_text(const struct decision *decision)
{
    const bool dated = is_dated(decision);
    const bool of_month = !dated && has_period(decision);
    const char *const parts[] = {
        decision->partner_id,
        of_month ? text_month_words(TEXT_ROOM, decision->period) : "",
        dated ? text_date_words(TEXT_ROOM, decision->date) : "",
        decision->start_minute != NO_MINUTE ? text_time(TEXT_ROOM, decision->start_minute) : "",
        decision->appointment_id,
        decision->number,
        decision->revokes,
        decision->amount_given ? text_dollars(TEXT_ROOM, decision->amount) : ""};
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_string_append_printf(text, "%s%s", text->len > 0 && *parts[i] ? ", " : "", parts[i]);
    }
    return g_string_free(text, FALSE);
}

char *decision_standing_text(const struct decision *decision)
{
    return decision->revoked_by[0] ? g_strdup_printf("ended by %s", decision->revoked_by)
           : decision->superseded_by[0]
               ? g_strdup_printf("does not count: %s, which is later, contradicts it",
                                 decision->superseded_by)
           : decision->kind == DECISION_REVOKE ? g_strdup_printf("ends %s", decision->revokes)
                                               : g_strdup("counts");
}

/* ---- by command --------------------------------------------------------------------------------- */

/* In which month its batch is: its own where that was imported, else the newest. */
static bool batch_period_find(const struct decide_look *look, const struct decision *decision,
                              struct period *ret_period, GError **error)
{
    g_autoptr(GArray) periods = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!store_imported_periods(look->store, look->batch, periods, error)) {
        return false;
    }
    if (periods->len == 0) {
        return run_error_set(error, RUN_ERROR_USAGE, "nothing was imported yet");
    }
    *ret_period = g_array_index(periods, struct period, periods->len - 1);
    for (guint i = 0; i < periods->len; i++) {
        const struct period period = g_array_index(periods, struct period, i);
        if (day_compare(period.first, decision->period.first) == 0) {
            *ret_period = period;
        }
    }
    return true;
}

static bool refusal_tell(const struct decision *decision, char *refusal, GError **error)
{
    g_autofree char *owned = refusal;
    return !owned || run_error_set(error, RUN_ERROR_REFUSED, "%s: %s; nothing was entered",
                                   words_decision_kind[decision->kind], owned);
}

/* The batch's own record of what came with it. */
static bool batch_file_add(store_import *import, const struct decision *decision, GError **error)
{
    g_autofree char *subject = decision_subject_text(decision);
    g_autofree char *all =
        g_strjoin("\n", decision->decision_id, words_decision_kind[decision->kind], subject,
                  decision->ticket, decision->reason, decision->approved_by, NULL);
    char hash[SHA256_TEXT_SIZE];
    sha256_of(all, strlen(all), hash);
    return store_import_file(import, INPUT_DECISIONS, hash, 1, "", error);
}

/* With the store's lock, so that nothing comes between what is looked at and what is entered. */
static bool decision_enter(struct decide_look *look, struct decision *decision,
                           struct period period, int64_t *ret_batch, GError **error)
{
    char id[DECISION_ID_SIZE];
    char *refusal = NULL;
    int64_t batch = 0;
    g_autoptr(store_import) import =
        store_import_begin(look->store, period, RCTI_VERSION, zone_clock, error);
    if (!import || !store_newest_batch(look->store, &batch, error) ||
        !store_decision_next_id(look->store, id, error)) {
        return false;
    }
    if (batch != look->batch) {
        return run_error_set(error, RUN_ERROR_REFUSED,
                             "something was imported or decided meanwhile: enter it again");
    }
    decision->decision_id = g_string_chunk_insert(look->strings, id);
    return decision_judge(look, decision, &refusal, error) &&
           refusal_tell(decision, refusal, error) && batch_file_add(import, decision, error) &&
           store_import_merge(import, &batch, error) &&
           decision_add(look, import, decision, error) &&
           store_import_decisions_end(import, ret_batch, error) &&
           store_import_commit(import, decision->entered_by, NULL, error);
}

static bool decision_make(struct decide_look *look, const struct decide_order *order,
                          const struct approval *approval, struct decide_done *done, GError **error)
{
    struct period period = PERIOD_NONE;
    char *refusal = NULL;
    struct decision *decision = &done->decision;
    *decision = order->decision;
    decision->entered_by = approval->prepared_by;
    decision->approved_by = approval->approved_by;
    decision->entered_at = clock_now();
    decision->source = (struct fact_source){.file = SOURCE_DECIDE};
    if (!subject_locate(look, decision, &refusal, error) ||
        !refusal_tell(decision, refusal, error) ||
        !batch_period_find(look, decision, &period, error) ||
        !decision_enter(look, decision, period, &done->batch, error)) {
        return false;
    }
    decision->batch = done->batch;
    return true;
}

bool decide_make(store *store, const struct decide_order *order, struct decide_done *ret_done,
                 GError **error)
{
    g_auto(approval) approval = {0};
    struct decide_look look;
    if (!approval_read(order->approved_by, &approval, error)) {
        return false;
    }
    bool done = look_begin(&look, store, order, error) &&
                decision_make(&look, order, &approval, ret_done, error);
    if (done) {
        /* What the look owns goes with it. */
        const char **const texts[] = {
            &ret_done->decision.decision_id,    &ret_done->decision.partner_id,
            &ret_done->decision.appointment_id, &ret_done->decision.number,
            &ret_done->decision.ticket,         &ret_done->decision.reason,
            &ret_done->decision.entered_by,     &ret_done->decision.approved_by,
            &ret_done->decision.revokes};
        ret_done->strings = g_string_chunk_new(256);
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
            *texts[i] = g_string_chunk_insert(ret_done->strings, *texts[i]);
        }
    }
    look_end(&look);
    return done;
}

/* ---- of a file ---------------------------------------------------------------------------------- */

/* Judged, and its approval with it. */
static bool row_judge(struct decide_look *look, struct decision *decision, const char *login,
                      char **ret_refusal, GError **error)
{
    g_auto(approval) approval = {0};
    g_autoptr(GError) own = NULL;
    if (!approval_read(decision->approved_by, &approval, &own)) {
        return approval.prepared_by
                   ? decide_refuse(ret_refusal,
                                   "approved_by %s is who imports it: somebody else has to "
                                   "approve it",
                                   decision->approved_by)
                   : decide_refuse(ret_refusal, "approved_by: write a name on one line, without "
                                                "characters that do not show");
    }
    decision->entered_by = login;
    decision->entered_at = clock_now();
    return decision_judge(look, decision, ret_refusal, error);
}

static bool row_take(struct decide_look *look, store_import *import, struct decision *decision,
                     const char *login, GPtrArray *refused, GError **error)
{
    char *refusal = NULL;
    const struct decision *known = decision_known(look, decision->decision_id);
    if (known && store_decision_same(known, decision)) {
        return true;
    }
    if (known && strcmp(known->decision_id, decision->decision_id) != 0) {
        decide_refuse(&refusal, "%s is entered already, and is the same id in other letters",
                      known->decision_id);
    } else if (known) {
        decide_refuse(&refusal, "it is entered already and says something else: a decision is "
                                "never edited; revoke it and enter another");
    } else if (!row_judge(look, decision, login, &refusal, error)) {
        return false;
    }
    if (!refusal) {
        return decision_add(look, import, decision, error);
    }
    g_ptr_array_add(refused, g_strdup_printf("%s:%u:decision_id: DECISION_REFUSED \"%s\": %s: %s",
                                             words_input_file[INPUT_DECISIONS],
                                             decision->source.line, decision->decision_id,
                                             words_decision_kind[decision->kind], refusal));
    g_free(refusal);
    return store_import_decision_refuse(import, decision, refused->pdata[refused->len - 1], error);
}

bool decide_import(store *store, store_import *import, const struct decide_order *order,
                   GPtrArray *refused, int64_t *ret_batch, GError **error)
{
    struct decide_look look;
    g_autofree char *login = run_login(error);
    g_autoptr(GArray) staged = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!login || !store_import_decisions_staged(import, staged, strings, error)) {
        return false;
    }
    bool done = look_begin(&look, store, order, error);
    for (guint i = 0; done && i < staged->len; i++) {
        done = row_take(&look, import, &g_array_index(staged, struct decision, i), login, refused,
                        error);
    }
    done = done && store_import_decisions_end(import, ret_batch, error);
    look_end(&look);
    return done;
}

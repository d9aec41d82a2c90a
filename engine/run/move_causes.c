#include "engine/run/move_causes.h"

#include <string.h>

#include "engine/run/company.h"
#include "engine/store/facts/changes.h"
#include "importers/input.h"
#include "reports/text.h"

struct move_causes {
    const struct month_setup *setup;
    const struct partner_month *month;
    const struct store_issued_month *before;
    const struct partner_report *after;
    GArray *changes;           /* struct store_change */
    struct policy policy_then; /* the period's settings as the issue had them */
    GStringChunk *strings;
};

/* What is being said of one hour: clauses and their places, each once. */
struct telling {
    GString *because;
    GString *source;
};

move_causes *move_causes_new(const struct month_setup *setup, const struct partner_month *month,
                             const struct store_issued_month *before,
                             const struct partner_report *after, GError **error)
{
    g_autoptr(move_causes) causes = g_new0(move_causes, 1);
    causes->setup = setup;
    causes->month = month;
    causes->before = before;
    causes->after = after;
    causes->changes = g_array_new(FALSE, TRUE, sizeof(struct store_change));
    causes->strings = g_string_chunk_new(1024);
    struct store_view then = setup->view;
    then.batch = before->batch;
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    if (!store_changes_load(setup->store, &setup->view, before->batch,
                            month->partner->facts.partner_id, causes->changes, causes->strings,
                            error) ||
        !store_rows_load(setup->store, &then, INPUT_POLICY, rows, causes->strings, error)) {
        return NULL;
    }
    causes->policy_then = policy_from_rows(rows, setup->view.period);
    return g_steal_pointer(&causes);
}

void move_causes_free(move_causes *causes)
{
    if (causes) {
        g_array_unref(causes->changes);
        g_string_chunk_free(causes->strings);
        g_free(causes);
    }
}

/* ---- saying it ----------------------------------------------------------------------------- */

static void say(struct telling *telling, const char *clause, const char *source)
{
    if (!strstr(telling->because->str, clause)) {
        g_string_append_printf(telling->because, "%s%s", telling->because->len > 0 ? " and " : "",
                               clause);
    }
    if (source[0] != '\0' && !strstr(telling->source->str, source)) {
        g_string_append_printf(telling->source, "%s%s", telling->source->len > 0 ? ", " : "",
                               source);
    }
}

static char *change_source(const struct store_change *change)
{
    const char *file = input_file_name(change->file);
    return change->line > 0
               ? g_strdup_printf("%s:%u (batch %" G_GINT64_FORMAT ")", file, change->line,
                                 change->batch)
               : g_strdup_printf("%s (batch %" G_GINT64_FORMAT ")", file, change->batch);
}

/* What the fact is called. */
static char *change_name(const struct store_change *change)
{
    static const char *const words[INPUT_FILE_COUNT] = {
        [INPUT_BLOCKS] = "block ",           [INPUT_CASES] = "case ",
        [INPUT_EXTRA_SESSIONS] = "request ", [INPUT_OTHER_WORK] = "other work ",
        [INPUT_HOLIDAYS] = "holiday ",       [INPUT_APPOINTMENTS] = ""};
    if (change->file == INPUT_RATES) {
        char date[TEXT_SIZE];
        return g_strdup_printf("the %s rate from %s",
                               strcmp(change->id, "adhoc") == 0 ? "ad hoc" : "partner",
                               text_date(date, change->date));
    }
    if (change->file == INPUT_SCHEDULES) {
        return g_strdup_printf("a row of the schedule (%s)", change->id);
    }
    return g_strdup_printf("%s%s", words[change->file], change->id);
}

static char *change_clause(const struct store_change *change)
{
    static const char *const became[] = {"is new", "changed", "is gone"};
    if (change->file == INPUT_PARTNERS && change->kind == CHANGE_CHANGED) {
        return g_strdup_printf("the partner's %s changed", change->id);
    }
    if (change->file == INPUT_PARTNERS) {
        return g_strdup_printf("the partner %s", became[change->kind]);
    }
    g_autofree char *name = change_name(change);
    if (change->kind != CHANGE_GONE && change->file == INPUT_RATES) {
        return g_strdup_printf("%s is now %s", name, change->value);
    }
    if (change->kind == CHANGE_CHANGED && change->file == INPUT_APPOINTMENTS) {
        return g_strdup_printf("%s changed (%s)", name, change->value);
    }
    return g_strdup_printf("%s %s", name, became[change->kind]);
}

static void say_change(struct telling *telling, const struct store_change *change)
{
    g_autofree char *clause = change_clause(change);
    g_autofree char *source = change_source(change);
    say(telling, clause, source);
}

/* ---- which facts could move the hour ------------------------------------------------------- */

static const struct paid_hour *hour_of(const struct moved_hour *moved)
{
    return moved->is ? moved->is : moved->was;
}

static bool is_slot(const struct moved_hour *moved)
{
    return hour_of(moved)->kind == RATE_PARTNER;
}

static bool either_became(const struct moved_hour *moved, enum outcome outcome)
{
    return (moved->was && moved->was->outcome == outcome) ||
           (moved->is && moved->is->outcome == outcome);
}

static struct interval hour_span(const move_causes *causes, const struct paid_hour *hour)
{
    const struct clock *clock = &causes->month->partner->facts.clock;
    instant start = clock_resolve(clock, (struct local_time){hour->date, hour->start_minute}).at;
    return (struct interval){start, instant_add(start, hour->duration_minutes)};
}

static bool evidence_has(const struct paid_hour *verdict, const char *id)
{
    if (!verdict) {
        return false;
    }
    g_auto(GStrv) ids = g_strsplit(verdict->evidence, ";", -1);
    return g_strv_contains((const char *const *)ids, id);
}

/* Whether the fact names the hour, or lies or lay over it. */
static bool concerns(const struct store_change *change, const struct moved_hour *moved,
                     struct interval span)
{
    return evidence_has(moved->was, change->id) || evidence_has(moved->is, change->id) ||
           strcmp(hour_of(moved)->appointment_id, change->id) == 0 ||
           (change->file != INPUT_HOLIDAYS && (interval_overlaps(change->span, span) ||
                                               interval_overlaps(change->span_before, span)));
}

/* Changes of one file that concern the hour. */
static void tell_file(const move_causes *causes, const struct moved_hour *moved,
                      enum input_file file, struct telling *telling)
{
    struct interval span = hour_span(causes, hour_of(moved));
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == file && !change->elsewhere && concerns(change, moved, span)) {
            say_change(telling, change);
        }
    }
}

/* What "Not paid, and why" says of the hour: a lapsed deadline most of all. */
static const struct not_paid_row *not_paid_find(const move_causes *causes,
                                                const struct moved_hour *moved)
{
    const struct paid_hour *hour = moved->is;
    for (size_t i = 0; hour && i < causes->after->not_paid_count; i++) {
        const struct not_paid_row *row = &causes->after->not_paid[i];
        bool same = hour->appointment_id[0] != '\0'
                        ? strcmp(row->appointment_id, hour->appointment_id) == 0
                        : row->appointment_id[0] == '\0' &&
                              day_compare(row->date, hour->date) == 0 &&
                              row->start_minute == hour->start_minute;
        if (same && (row->rule == RULE_C1 || hour->appointment_id[0] != '\0')) {
            return row;
        }
    }
    return NULL;
}

static bool lapsed(const struct paid_hour *verdict)
{
    return verdict && (verdict->penalised || verdict->outcome == OUTCOME_ADHOC_NOT_COMPLETED);
}

/* Appointments that changed; of one that lapsed, why it did. */
static void tell_appointments(const move_causes *causes, const struct moved_hour *moved,
                              struct telling *telling)
{
    const struct not_paid_row *row = lapsed(moved->is) ? not_paid_find(causes, moved) : NULL;
    g_autoptr(GString) clauses = g_string_new(NULL);
    g_autoptr(GString) sources = g_string_new(NULL);
    struct telling changed = {clauses, sources};
    tell_file(causes, moved, INPUT_APPOINTMENTS, &changed);
    if (row) {
        say(telling, row->why, sources->str);
    } else if (clauses->len > 0) {
        say(telling, clauses->str, sources->str);
    }
}

static void tell_holiday(const move_causes *causes, const struct moved_hour *moved,
                         struct telling *telling)
{
    tell_file(causes, moved, INPUT_HOLIDAYS, telling);
    if (telling->because->len > 0) {
        return;
    }
    /* Not of the input: the program's own holidays, which are not in the store, or the areas. */
    bool now = moved->is && moved->is->outcome == OUTCOME_HOLIDAY;
    const struct paid_hour *verdict = now ? moved->is : moved->was;
    g_autofree char *clause = g_strdup_printf("%s is %s in the holidays of the partner's area",
                                              verdict->evidence, now ? "now" : "no longer");
    const char *source = "";
    for (size_t i = 0; now && i < causes->after->holiday_count; i++) {
        const struct holiday *holiday = &causes->after->holidays[i];
        if (day_compare(holiday->date, hour_of(moved)->date) == 0) {
            g_autofree char *place =
                g_strdup_printf("%s:%u", holiday->source.file, holiday->source.line);
            source = g_string_chunk_insert_const(causes->strings, place);
        }
    }
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == INPUT_PARTNERS && strstr(change->id, "areas")) {
            say_change(telling, change);
            return;
        }
    }
    say(telling, clause, source);
}

static void tell_all_of(const move_causes *causes, enum input_file file, struct telling *telling)
{
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == file) {
            say_change(telling, change);
        }
    }
}

/* The hour came or went with the schedule, or with the dates on which the partner is active. */
static void tell_schedule(const move_causes *causes, const struct moved_hour *moved,
                          struct telling *telling)
{
    const char *weekday = text_weekday_short(day_weekday(hour_of(moved)->date));
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == INPUT_SCHEDULES && strcmp(change->id, weekday) == 0) {
            say_change(telling, change);
        }
    }
    if (telling->because->len == 0) {
        tell_all_of(causes, INPUT_PARTNERS, telling);
    }
}

static void tell_slot(const move_causes *causes, const struct moved_hour *moved,
                      struct telling *telling)
{
    if (!moved->was || !moved->is) {
        tell_schedule(causes, moved, telling);
    } else if (either_became(moved, OUTCOME_DST_GAP)) {
        tell_all_of(causes, INPUT_PARTNERS, telling);
    } else if (either_became(moved, OUTCOME_HOLIDAY)) {
        tell_holiday(causes, moved, telling);
    } else if (either_became(moved, OUTCOME_BLOCKED)) {
        tell_file(causes, moved, INPUT_BLOCKS, telling);
    } else {
        if (either_became(moved, OUTCOME_OTHER_STREAM)) {
            tell_file(causes, moved, INPUT_OTHER_WORK, telling);
        }
        if (telling->because->len == 0 || lapsed(moved->is) || lapsed(moved->was)) {
            tell_appointments(causes, moved, telling);
        }
    }
}

static const char *case_of(const move_causes *causes, const char *appointment_id)
{
    const struct partner_facts *facts = &causes->month->partner->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment_id, appointment_id) == 0) {
            return facts->appointments[i].case_id;
        }
    }
    return "";
}

/* What the authorisation of a booking hangs on: its case, and who else had sessions of it. */
static void tell_case(const move_causes *causes, const struct moved_hour *moved,
                      struct telling *telling)
{
    const char *case_id = case_of(causes, hour_of(moved)->appointment_id);
    for (guint i = 0; case_id[0] != '\0' && i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (strcmp(change->case_id, case_id) == 0) {
            say_change(telling, change);
        }
    }
}

static void tell_adhoc(const move_causes *causes, const struct moved_hour *moved,
                       struct telling *telling)
{
    tell_appointments(causes, moved, telling);
    if (telling->because->len == 0) {
        tell_case(causes, moved, telling);
    }
    if (telling->because->len == 0) {
        tell_file(causes, moved, INPUT_OTHER_WORK, telling);
        tell_file(causes, moved, INPUT_BLOCKS, telling);
    }
    if (telling->because->len == 0 && either_became(moved, OUTCOME_ADHOC_OVERLAP)) {
        say(telling, "the hours that it overlaps are paid otherwise", "");
    }
}

static void tell_rate(const move_causes *causes, const struct moved_hour *moved,
                      struct telling *telling)
{
    const char *kind = is_slot(moved) ? "partner" : "adhoc";
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == INPUT_RATES && strcmp(change->id, kind) == 0 &&
            day_compare(change->date, hour_of(moved)->date) <= 0) {
            say_change(telling, change);
        }
    }
}

/* Settings of the period that are not those of then. */
static void tell_settings(const move_causes *causes, struct telling *telling)
{
    for (size_t i = 0; i < policy_count(); i++) {
        char was[POLICY_VALUE_SIZE];
        char is[POLICY_VALUE_SIZE];
        policy_value(&causes->policy_then, i, was);
        policy_value(&causes->setup->run.policy, i, is);
        if (strcmp(was, is) == 0) {
            continue;
        }
        g_autofree char *source = g_strdup("policy.ini");
        for (guint at = 0; at < causes->changes->len; at++) {
            const struct store_change *change =
                &g_array_index(causes->changes, struct store_change, at);
            if (change->file == INPUT_POLICY && strcmp(change->id, policy_key(i)) == 0) {
                g_free(source);
                source = change_source(change);
            }
        }
        g_autofree char *clause =
            g_strdup_printf("the setting %s is %s (it was %s)", policy_key(i), is, was);
        say(telling, clause, source);
    }
}

/* No fact moved it: what had not happened yet when the month was issued. */
static void tell_time(const move_causes *causes, const struct moved_hour *moved,
                      struct telling *telling)
{
    stamp then = causes->before->as_at;
    stamp now = causes->setup->run.as_at;
    if (then.utc_seconds == now.utc_seconds) {
        return;
    }
    const struct not_paid_row *row = not_paid_find(causes, moved);
    if (row) {
        say(telling, row->why, "");
        return;
    }
    char text[TEXT_SIZE];
    g_autofree char *clause = g_strdup_printf(
        "it was judged as at %s then, when this was not known yet", text_stamp(text, then));
    say(telling, clause, "");
}

/* Whatever else changed for the partner, rather than nothing. */
static void tell_rest(const move_causes *causes, struct telling *telling)
{
    static const enum input_file files[] = {INPUT_PARTNERS, INPUT_RATES, INPUT_CASES,
                                            INPUT_EXTRA_SESSIONS};
    for (size_t i = 0; i < G_N_ELEMENTS(files) && telling->because->len == 0; i++) {
        tell_all_of(causes, files[i], telling);
    }
    if (telling->because->len == 0) {
        say(telling, "the program or its holidays are not those of then", "");
    }
}

void move_causes_find(move_causes *causes, const struct moved_hour *moved, const char **ret_because,
                      const char **ret_source)
{
    g_autoptr(GString) because = g_string_new(NULL);
    g_autoptr(GString) source = g_string_new(NULL);
    struct telling telling = {because, source};
    bool rate_moved =
        moved->was && moved->is && moved->was->minutes.minutes != 0 &&
        moved->is->minutes.minutes != 0 &&
        moved->was->hourly_rate.cents_per_hour != moved->is->hourly_rate.cents_per_hour;
    bool minutes_moved =
        !moved->was || !moved->is || moved->was->minutes.minutes != moved->is->minutes.minutes;
    if (rate_moved) {
        tell_rate(causes, moved, &telling);
    }
    if (minutes_moved && is_slot(moved)) {
        tell_slot(causes, moved, &telling);
    } else if (minutes_moved) {
        tell_adhoc(causes, moved, &telling);
    }
    if (because->len == 0) {
        tell_settings(causes, &telling);
    }
    if (because->len == 0) {
        tell_time(causes, moved, &telling);
    }
    if (because->len == 0) {
        tell_rest(causes, &telling);
    }
    *ret_because = g_string_chunk_insert_const(causes->strings, because->str);
    *ret_source = source->len > 0 ? g_string_chunk_insert_const(causes->strings, source->str) : "";
}

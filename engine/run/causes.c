#include "engine/run/causes.h"

#include <string.h>

#include "engine/store/facts/changes.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* What is being said of one hour: clauses and their places, each once. */
struct telling {
    const struct month_setup *setup;
    const struct partner_month *month;
    const struct store_issued_month *before;
    const struct partner_report *after;
    GArray *changes;           /* struct store_change */
    struct policy policy_then; /* the period's settings as the issue had them */
    const struct paid_hour *was;
    const struct paid_hour *is;
    const struct paid_hour *hour; /* either: what it is, if it is */
    GString *because;
    GString *source;
};

/* ---- saying it ----------------------------------------------------------------------------- */

static bool silent(const struct telling *telling)
{
    return telling->because->len == 0;
}

static void say(struct telling *telling, const char *clause, const char *source)
{
    if (!strstr(telling->because->str, clause)) {
        g_string_append_printf(telling->because, "%s%s", silent(telling) ? "" : " and ", clause);
    }
    if (source[0] != '\0' && !strstr(telling->source->str, source)) {
        g_string_append_printf(telling->source, "%s%s", telling->source->len > 0 ? ", " : "",
                               source);
    }
}

char *fact_source(enum input_file file, uint32_t line, int64_t batch)
{
    const char *name = words_input_file[file];
    return line > 0 ? g_strdup_printf("%s:%u (batch %" G_GINT64_FORMAT ")", name, line, batch)
                    : g_strdup_printf("%s (batch %" G_GINT64_FORMAT ")", name, batch);
}

static char *change_clause(const struct store_change *change)
{
    static const char *const became[] = {"is new", "changed", "is gone"};
    static const char *const words[INPUT_FILE_COUNT] = {
        [INPUT_BLOCKS] = "block ",           [INPUT_CASES] = "case ",
        [INPUT_EXTRA_SESSIONS] = "request ", [INPUT_OTHER_WORK] = "other work ",
        [INPUT_HOLIDAYS] = "holiday ",       [INPUT_APPOINTMENTS] = ""};
    const char *what = became[change->kind];
    bool changed = change->kind == CHANGE_CHANGED;
    if (change->file == INPUT_PARTNERS) {
        return changed ? g_strdup_printf("the partner's %s changed", change->id)
                       : g_strdup_printf("the partner %s", what);
    }
    if (change->file == INPUT_RATES) {
        bool gone = change->kind == CHANGE_GONE;
        return g_strdup_printf(
            "the %s rate from %s %s%s", strcmp(change->id, "adhoc") == 0 ? "ad hoc" : "partner",
            text_date(TEXT_ROOM, change->date), gone ? what : "is now ", gone ? "" : change->value);
    }
    if (change->file == INPUT_SCHEDULES) {
        return g_strdup_printf("a row of the schedule (%s) %s", change->id, what);
    }
    if (changed && change->file == INPUT_APPOINTMENTS) {
        return g_strdup_printf("%s%s changed (%s)", words[change->file], change->id, change->value);
    }
    if (change->kind != CHANGE_GONE && change->value[0] != '\0' &&
        (change->file == INPUT_BLOCKS || change->file == INPUT_OTHER_WORK)) {
        return g_strdup_printf("%s%s is %s", words[change->file], change->id, change->value);
    }
    return g_strdup_printf("%s%s %s", words[change->file], change->id, what);
}

/* ---- which facts could move the hour ------------------------------------------------------- */

static bool either_became(const struct telling *telling, enum outcome outcome)
{
    return (telling->was && telling->was->outcome == outcome) ||
           (telling->is && telling->is->outcome == outcome);
}

static bool evidence_has(const struct paid_hour *verdict, const char *id)
{
    g_auto(GStrv) ids = g_strsplit(verdict ? verdict->evidence : "", ";", -1);
    return g_strv_contains((const char *const *)ids, id);
}

/* Whether the fact names the hour, or lies or lay over it. */
static bool concerns(const struct telling *telling, const struct store_change *change)
{
    const struct paid_hour *hour = telling->hour;
    const struct clock *clock = &telling->month->partner->facts.clock;
    instant start = clock_resolve(clock, (struct local_time){hour->date, hour->start_minute}).at;
    struct interval span = {start, instant_add(start, hour->duration_minutes)};
    return !change->elsewhere &&
           (evidence_has(telling->was, change->id) || evidence_has(telling->is, change->id) ||
            strcmp(hour->appointment_id, change->id) == 0 ||
            (change->file != INPUT_HOLIDAYS && (interval_overlaps(change->span, span) ||
                                                interval_overlaps(change->span_before, span))));
}

/* The changes that are told, of a file or of a case; what is left out is not asked. */
struct wanted {
    enum input_file file;
    const char *case_id;
    bool concerns_hour;
    const char *id;
    const char *id_part;
    const day *until; /* of change->date */
};

static void tell(struct telling *telling, struct wanted wanted)
{
    const GArray *changes = telling->changes;
    for (guint i = 0; i < changes->len; i++) {
        const struct store_change *change = &g_array_index(changes, struct store_change, i);
        if ((wanted.case_id ? strcmp(change->case_id, wanted.case_id) == 0
                            : change->file == wanted.file) &&
            (!wanted.id || strcmp(change->id, wanted.id) == 0) &&
            (!wanted.id_part || strstr(change->id, wanted.id_part)) &&
            (!wanted.until || day_compare(change->date, *wanted.until) <= 0) &&
            (!wanted.concerns_hour || concerns(telling, change))) {
            g_autofree char *clause = change_clause(change);
            g_autofree char *source = fact_source(change->file, change->line, change->batch);
            say(telling, clause, source);
        }
    }
}

/* Changes of one file that concern the hour. */
static void tell_file(struct telling *telling, enum input_file file)
{
    tell(telling, (struct wanted){.file = file, .concerns_hour = true});
}

/* What "Not paid, and why" says of the hour: a lapsed deadline most of all. */
static const struct not_paid_row *not_paid_find(const struct telling *telling)
{
    const struct paid_hour *hour = telling->is;
    const struct partner_report *after = telling->after;
    for (size_t i = 0; hour && i < after->not_paid_count; i++) {
        const struct not_paid_row *row = &after->not_paid[i];
        bool same = hour->appointment_id[0] != '\0'
                        ? strcmp(row->at.appointment_id, hour->appointment_id) == 0
                        : row->at.appointment_id[0] == '\0' && row->rule == RULE_C1 &&
                              day_compare(row->at.date, hour->date) == 0 &&
                              row->at.start_minute == hour->start_minute;
        if (same) {
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
static void tell_appointments(struct telling *telling)
{
    const struct not_paid_row *row = lapsed(telling->is) ? not_paid_find(telling) : NULL;
    g_autoptr(GString) clauses = g_string_new(NULL);
    g_autoptr(GString) sources = g_string_new(NULL);
    struct telling changed = *telling;
    changed.because = clauses;
    changed.source = sources;
    tell_file(&changed, INPUT_APPOINTMENTS);
    if (row) {
        say(telling, row->why, sources->str);
    } else if (clauses->len > 0) {
        say(telling, clauses->str, sources->str);
    }
}

/* Not of the input: the program's own holidays, which are not in the store, or the areas. */
static void tell_holiday(struct telling *telling)
{
    bool now = telling->is && telling->is->outcome == OUTCOME_HOLIDAY;
    g_autofree char *source = g_strdup("");
    for (size_t i = 0; now && i < telling->after->holiday_count; i++) {
        const struct holiday *holiday = &telling->after->holidays[i].holiday;
        if (day_compare(holiday->date, telling->hour->date) == 0) {
            g_free(source);
            source = g_strdup_printf("%s:%u", holiday->source.file, holiday->source.line);
        }
    }
    tell(telling, (struct wanted){.file = INPUT_PARTNERS, .id_part = "areas"});
    if (silent(telling)) {
        const struct paid_hour *verdict = now ? telling->is : telling->was;
        g_autofree char *clause = g_strdup_printf("%s is %s in the holidays of the partner's area",
                                                  verdict->evidence, now ? "now" : "no longer");
        say(telling, clause, source);
    }
}

static void tell_slot(struct telling *telling)
{
    if (!telling->was || !telling->is) {
        /* It came or went with the schedule, or with the dates on which the partner is active. */
        g_autofree char *weekday = g_strndup(text_weekday(day_weekday(telling->hour->date)), 3);
        tell(telling, (struct wanted){.file = INPUT_SCHEDULES, .id = weekday});
        if (silent(telling)) {
            tell(telling, (struct wanted){.file = INPUT_PARTNERS});
        }
    } else if (either_became(telling, OUTCOME_DST_GAP)) {
        tell(telling, (struct wanted){.file = INPUT_PARTNERS});
    } else if (either_became(telling, OUTCOME_HOLIDAY)) {
        tell_file(telling, INPUT_HOLIDAYS);
        if (silent(telling)) {
            tell_holiday(telling);
        }
    } else if (either_became(telling, OUTCOME_BLOCKED)) {
        tell_file(telling, INPUT_BLOCKS);
    } else {
        if (either_became(telling, OUTCOME_OTHER_STREAM)) {
            tell_file(telling, INPUT_OTHER_WORK);
        }
        if (silent(telling) || lapsed(telling->is) || lapsed(telling->was)) {
            tell_appointments(telling);
        }
    }
}

/* What the authorisation of a booking hangs on: its case, and who else had sessions of it. */
static void tell_case(struct telling *telling)
{
    const struct partner_facts *facts = &telling->month->partner->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        if (strcmp(appointment->appointment_id, telling->hour->appointment_id) == 0 &&
            appointment->case_id[0] != '\0') {
            tell(telling, (struct wanted){.case_id = appointment->case_id});
            return;
        }
    }
}

static void tell_adhoc(struct telling *telling)
{
    tell_appointments(telling);
    if (silent(telling)) {
        tell_case(telling);
    }
    if (silent(telling)) {
        tell_file(telling, INPUT_OTHER_WORK);
        tell_file(telling, INPUT_BLOCKS);
    }
    if (silent(telling) && either_became(telling, OUTCOME_ADHOC_OVERLAP)) {
        say(telling, "the hours that it overlaps are paid otherwise", "");
    }
}

/* Settings of the period that are not those of then. */
static void tell_settings(struct telling *telling)
{
    for (size_t i = 0; i < policy_count(); i++) {
        char was[POLICY_VALUE_SIZE];
        char is[POLICY_VALUE_SIZE];
        policy_value(&telling->policy_then, i, was);
        policy_value(&telling->setup->run.policy, i, is);
        if (strcmp(was, is) == 0) {
            continue;
        }
        g_autofree char *source = g_strdup("policy.ini");
        for (guint at = 0; at < telling->changes->len; at++) {
            const struct store_change *change =
                &g_array_index(telling->changes, struct store_change, at);
            if (change->file == INPUT_POLICY && strcmp(change->id, policy_key(i)) == 0) {
                g_free(source);
                source = fact_source(INPUT_POLICY, change->line, change->batch);
            }
        }
        g_autofree char *clause =
            g_strdup_printf("the setting %s is %s (it was %s)", policy_key(i), is, was);
        say(telling, clause, source);
    }
}

/* No fact moved it: what had not happened yet when the month was issued. */
static void tell_time(struct telling *telling)
{
    stamp then = telling->before->as_at;
    const struct not_paid_row *row = not_paid_find(telling);
    if (then.utc_seconds == telling->setup->run.as_at.utc_seconds) {
        return;
    }
    g_autofree char *clause = g_strdup_printf(
        "it was judged as at %s then, when this was not known yet", text_stamp(TEXT_ROOM, then));
    say(telling, row ? row->why : clause, "");
}

/* Whatever else changed for the partner, rather than nothing. */
static void tell_rest(struct telling *telling)
{
    static const enum input_file files[] = {INPUT_PARTNERS, INPUT_RATES, INPUT_CASES,
                                            INPUT_EXTRA_SESSIONS};
    for (size_t i = 0; i < G_N_ELEMENTS(files) && silent(telling); i++) {
        tell(telling, (struct wanted){.file = files[i]});
    }
    if (silent(telling)) {
        say(telling, "the program or its holidays are not those of then", "");
    }
}

static void tell_all(struct telling *telling)
{
    static void (*const otherwise[])(struct telling *) = {tell_settings, tell_time, tell_rest};
    const struct paid_hour *was = telling->was;
    const struct paid_hour *is = telling->is;
    bool of_slot = telling->hour->kind == RATE_PARTNER;
    if (was && is && was->minutes.minutes != 0 && is->minutes.minutes != 0 &&
        was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour) {
        tell(telling, (struct wanted){.file = INPUT_RATES,
                                      .id = of_slot ? "partner" : "adhoc",
                                      .until = &telling->hour->date});
    }
    if (!was || !is || was->minutes.minutes != is->minutes.minutes) {
        (of_slot ? tell_slot : tell_adhoc)(telling);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(otherwise) && silent(telling); i++) {
        otherwise[i](telling);
    }
}

/* ---- which hours moved, and why ------------------------------------------------------------- */

void hour_moves_clear(hour_moves *moves)
{
    g_clear_pointer(&moves->rows, g_array_unref);
    g_clear_pointer(&moves->strings, g_string_chunk_free);
}

/* What it was, or is, in words; with its rate where that moved. */
static const char *verdict_words(const struct hour_moves *moves, const struct paid_hour *hour,
                                 enum rate_kind kind, bool with_rate)
{
    g_autofree char *text = adjustment_verdict_text(hour, kind);
    g_autofree char *rated =
        with_rate ? g_strdup_printf("%s at %s", text, text_rate(TEXT_ROOM, hour->hourly_rate))
                  : NULL;
    return g_string_chunk_insert_const(moves->strings, rated ? rated : text);
}

static void row_add(struct hour_moves *moves, struct adjustment_move_row row, int32_t minutes,
                    const struct paid_hour *line)
{
    row.minutes.minutes = minutes;
    row.hourly_rate = line->hourly_rate;
    row.taxable = line->taxable;
    g_array_append_val(moves->rows, row);
}

static void move_add(struct hour_moves *moves, struct telling *telling,
                     const struct hour_move *move)
{
    const struct paid_hour *was = telling->was = move->was;
    const struct paid_hour *is = telling->is = move->is;
    const struct paid_hour *hour = telling->hour = is ? is : was;
    CHECK(hour != NULL);
    g_string_truncate(telling->because, 0);
    g_string_truncate(telling->source, 0);
    tell_all(telling);
    int32_t was_minutes = was ? was->minutes.minutes : 0;
    int32_t is_minutes = is ? is->minutes.minutes : 0;
    bool other_line = was_minutes != 0 && is_minutes != 0 &&
                      (was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour ||
                       was->taxable != is->taxable);
    struct adjustment_move_row row = {
        .at = {hour->date, hour->start_minute, hour->appointment_id},
        .kind = hour->kind,
        .before = verdict_words(moves, was, hour->kind, other_line),
        .after = verdict_words(moves, is, hour->kind, other_line),
        .rule_before = was ? was->rule : RULE_S1,
        .rule_after = is ? is->rule : RULE_S1,
        .because = g_string_chunk_insert_const(moves->strings, telling->because->str),
        .source = g_string_chunk_insert_const(moves->strings, telling->source->str),
    };
    if (other_line) {
        row_add(moves, row, -was_minutes, was);
        row_add(moves, row, is_minutes, is);
    } else {
        row_add(moves, row, is_minutes - was_minutes, is_minutes != 0 || !was ? hour : was);
    }
}

bool hour_moves_find(const struct month_setup *setup, const struct partner_month *month,
                     const struct store_issued_month *before, const struct partner_report *after,
                     struct hour_moves *moves, GError **error)
{
    const struct issued_month *issued = &before->month;
    size_t was_most = issued->slot_count + issued->adhoc_count;
    size_t is_most = after->slot_count + after->adhoc_count;
    g_autofree struct paid_hour *was = g_new(struct paid_hour, was_most + 1);
    g_autofree struct paid_hour *is = g_new(struct paid_hour, is_most + 1);
    g_autofree struct hour_move *hours = g_new(struct hour_move, was_most + is_most + 1);
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(struct store_change));
    g_autoptr(GString) because = g_string_new(NULL);
    g_autoptr(GString) source = g_string_new(NULL);
    struct telling telling = {.setup = setup,
                              .month = month,
                              .before = before,
                              .after = after,
                              .changes = changes,
                              .because = because,
                              .source = source};
    struct store_view then = setup->view;
    then.batch = before->batch;
    moves->rows = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    moves->strings = g_string_chunk_new(1024);
    if (!store_changes_load(setup->store, &setup->view, before->batch,
                            month->partner->facts.partner_id, changes, moves->strings, error) ||
        !policy_load(setup->store, &then, &telling.policy_then, error)) {
        return false;
    }
    size_t was_count = adjustment_hours(issued->slots, issued->slot_count, issued->adhoc,
                                        issued->adhoc_count, was);
    size_t is_count =
        adjustment_hours(after->slots, after->slot_count, after->adhoc, after->adhoc_count, is);
    size_t count = adjustment_moves(was, was_count, is, is_count, hours);
    for (size_t i = 0; i < count; i++) {
        move_add(moves, &telling, &hours[i]);
        moves->taxability_changed |= hours[i].taxability_changed;
    }
    return true;
}

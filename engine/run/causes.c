#include "engine/run/causes.h"

#include <string.h>

#include "engine/store/facts/changes.h"
#include "importers/text/zone.h"
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
    const struct move_causes *causes;
    const struct paid_hour *was;
    const struct paid_hour *is;
    const struct paid_hour *hour; /* either: what it is, if it is */
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
    if (!store_changes_load(setup->store, &setup->view, before->batch,
                            month->partner->facts.partner_id, causes->changes, causes->strings,
                            error) ||
        !policy_load(setup->store, &then, &causes->policy_then, error)) {
        return NULL;
    }
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

/* "blocks.csv:4 (batch 7)"; a row that is gone (line 0) has no line. */
static char *fact_source(enum input_file file, uint32_t line, int64_t batch)
{
    const char *name = words_input_file[file];
    return line > 0 ? g_strdup_printf("%s:%u (batch %" G_GINT64_FORMAT ")", name, line, batch)
                    : g_strdup_printf("%s (batch %" G_GINT64_FORMAT ")", name, batch);
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
    if (change->kind != CHANGE_GONE && change->value[0] != '\0' &&
        (change->file == INPUT_BLOCKS || change->file == INPUT_OTHER_WORK)) {
        return g_strdup_printf("%s is %s", name, change->value);
    }
    if (change->kind == CHANGE_CHANGED && change->file == INPUT_APPOINTMENTS) {
        return g_strdup_printf("%s changed (%s)", name, change->value);
    }
    return g_strdup_printf("%s %s", name, became[change->kind]);
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
    const struct clock *clock = &telling->causes->month->partner->facts.clock;
    instant start = clock_resolve(clock, (struct local_time){hour->date, hour->start_minute}).at;
    struct interval span = {start, instant_add(start, hour->duration_minutes)};
    return !change->elsewhere &&
           (evidence_has(telling->was, change->id) || evidence_has(telling->is, change->id) ||
            strcmp(hour->appointment_id, change->id) == 0 ||
            (change->file != INPUT_HOLIDAYS && (interval_overlaps(change->span, span) ||
                                                interval_overlaps(change->span_before, span))));
}

/* The changes of a file that are told; what is left out is not asked. */
struct wanted {
    enum input_file file;
    bool any_file;
    bool concerns_hour;
    const char *id;
    const char *id_part;
    const char *case_id;
    const day *until; /* of change->date */
};

static void tell(struct telling *telling, struct wanted wanted)
{
    const GArray *changes = telling->causes->changes;
    for (guint i = 0; i < changes->len; i++) {
        const struct store_change *change = &g_array_index(changes, struct store_change, i);
        if ((wanted.any_file || change->file == wanted.file) &&
            (!wanted.id || strcmp(change->id, wanted.id) == 0) &&
            (!wanted.id_part || strstr(change->id, wanted.id_part)) &&
            (!wanted.case_id || strcmp(change->case_id, wanted.case_id) == 0) &&
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
    const struct partner_report *after = telling->causes->after;
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
    const struct move_causes *causes = telling->causes;
    bool now = telling->is && telling->is->outcome == OUTCOME_HOLIDAY;
    g_autofree char *source = g_strdup("");
    for (size_t i = 0; now && i < causes->after->holiday_count; i++) {
        const struct holiday *holiday = &causes->after->holidays[i].holiday;
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
        const char *weekday = text_weekday_short(day_weekday(telling->hour->date));
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
    const struct partner_facts *facts = &telling->causes->month->partner->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        if (strcmp(appointment->appointment_id, telling->hour->appointment_id) == 0 &&
            appointment->case_id[0] != '\0') {
            tell(telling, (struct wanted){.any_file = true, .case_id = appointment->case_id});
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
    const struct move_causes *causes = telling->causes;
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
    stamp then = telling->causes->before->as_at;
    const struct not_paid_row *row = not_paid_find(telling);
    if (then.utc_seconds == telling->causes->setup->run.as_at.utc_seconds) {
        return;
    }
    char text[TEXT_SIZE];
    g_autofree char *clause = g_strdup_printf(
        "it was judged as at %s then, when this was not known yet", text_stamp(text, then));
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

void move_causes_find(move_causes *causes, const struct paid_hour *was, const struct paid_hour *is,
                      const char **ret_because, const char **ret_source)
{
    g_autoptr(GString) because = g_string_new(NULL);
    g_autoptr(GString) source = g_string_new(NULL);
    struct telling telling = {causes, was, is, is ? is : was, because, source};
    bool of_slot = telling.hour->kind == RATE_PARTNER;
    if (was && is && was->minutes.minutes != 0 && is->minutes.minutes != 0 &&
        was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour) {
        tell(&telling, (struct wanted){.file = INPUT_RATES,
                                       .id = of_slot ? "partner" : "adhoc",
                                       .until = &telling.hour->date});
    }
    if (!was || !is || was->minutes.minutes != is->minutes.minutes) {
        (of_slot ? tell_slot : tell_adhoc)(&telling);
    }
    static void (*const otherwise[])(struct telling *) = {tell_settings, tell_time, tell_rest};
    for (size_t i = 0; i < G_N_ELEMENTS(otherwise) && silent(&telling); i++) {
        otherwise[i](&telling);
    }
    *ret_because = g_string_chunk_insert_const(causes->strings, because->str);
    *ret_source = g_string_chunk_insert_const(causes->strings, source->str);
}

/* ---- facts that are too late ------------------------------------------------------------------- */

/* Of each partner and period, the first fact and how many there are. */
struct late_telling {
    const struct store_late_fact *first;
    struct period period;
    size_t count;
};

bool late_fact_period(const GArray *issued, struct period oldest,
                      const struct store_late_fact *fact, struct period *ret_period)
{
    const char *zone = fact->timezone[0] != '\0' ? fact->timezone : "Australia/Sydney";
    day date =
        fact->of_period ? fact->period.first : clock_local(zone_clock(zone), fact->start).date;
    for (guint i = 0; i < issued->len; i++) {
        *ret_period = g_array_index(issued, struct period, i);
        if (day_compare(ret_period->first, oldest.first) < 0 && period_has(*ret_period, date)) {
            return true;
        }
    }
    return false;
}

/* Facts come by partner. */
static void late_count(GArray *tellings, const struct store_late_fact *fact, struct period period)
{
    for (guint i = tellings->len; i > 0; i--) {
        struct late_telling *telling = &g_array_index(tellings, struct late_telling, i - 1);
        if (strcmp(telling->first->partner_id, fact->partner_id) != 0) {
            break;
        }
        if (day_compare(telling->period.first, period.first) == 0) {
            telling->count++;
            return;
        }
    }
    struct late_telling telling = {fact, period, 1};
    g_array_append_val(tellings, telling);
}

bool late_facts_tell(const struct month_setup *setup, const GArray *issued, int64_t before_seq,
                     exception_list *list, GError **error)
{
    int64_t issued_batch = 0;
    struct period oldest = period_add_months(setup->run.period, -setup->run.policy.retro_months);
    if (issued->len == 0 ||
        day_compare(g_array_index(issued, struct period, 0).first, oldest.first) >= 0) {
        return true; /* nothing that was issued is too old */
    }
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    g_autoptr(GArray) tellings = g_array_new(FALSE, TRUE, sizeof(struct late_telling));
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(setup->store, NULL, heads, strings, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        /* What came after the newest issue is late, and told of once. */
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        issued_batch = head->seq < before_seq ? head->batch : issued_batch;
    }
    if (!store_late_facts_load(setup->store, oldest, issued_batch, setup->view.batch, facts,
                               strings, error)) {
        return false;
    }
    for (guint i = 0; i < facts->len; i++) {
        struct period period;
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        if (late_fact_period(issued, oldest, fact, &period)) {
            late_count(tellings, fact, period);
        }
    }
    for (guint i = 0; i < tellings->len; i++) {
        const struct late_telling *telling = &g_array_index(tellings, struct late_telling, i);
        const struct store_late_fact *fact = telling->first;
        char period[TEXT_SIZE];
        g_autofree char *more = telling->count > 1
                                    ? g_strdup_printf(" and %zu more", telling->count - 1)
                                    : g_strdup("");
        g_autofree char *detail = g_strdup_printf("%s%s%s%s", fact->id, fact->id[0] ? " in " : "",
                                                  words_input_file[fact->file], more);
        g_autofree char *source = fact_source(fact->file, fact->line, fact->batch);
        exception_list_add(list, EXCEPTION_BEYOND_RETRO, fact->partner_id,
                           text_period(period, telling->period), detail, source);
    }
    return true;
}

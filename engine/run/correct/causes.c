#include "engine/run/correct/causes.h"

#include <string.h>

#include "engine/run/correct/change_words.h"
#include "engine/store/facts/changes.h"
#include "engine/store/facts/decisions.h"
#include "importers/text/zone.h"
#include "reports/text.h"

struct move_causes {
    const struct month_setup *setup;
    const struct partner_month *month;
    const struct store_issued_month *before;
    const struct partner_report *after;
    GArray *changes;           /* struct store_change */
    GArray *decisions;         /* struct decision: all of the partner */
    struct policy policy_then; /* the period's settings as the issue had them */
    GStringChunk *strings;
};

/* What is being said of one hour: its causes, each once. */
struct telling {
    const struct move_causes *causes;
    const struct paid_hour *was;
    const struct paid_hour *is;
    const struct paid_hour *hour; /* either: what it is, if it is */
    GPtrArray *clauses;           /* for those who keep the store: "block B9 is new" */
    GPtrArray *sentences; /* for the partner: "Leave on 4 August, reported on 2 September" */
    GPtrArray *sources;
    day known_since; /* the last reported; DAY_UNBOUNDED_TO: nothing was */
};

static void telling_init(struct telling *telling, const struct move_causes *causes,
                         const struct paid_hour *was, const struct paid_hour *is)
{
    *telling = (struct telling){causes,
                                was,
                                is,
                                is ? is : was,
                                g_ptr_array_new_with_free_func(g_free),
                                g_ptr_array_new_with_free_func(g_free),
                                g_ptr_array_new_with_free_func(g_free),
                                DAY_UNBOUNDED_TO};
}

static void telling_clear(struct telling *telling)
{
    g_ptr_array_unref(telling->clauses);
    g_ptr_array_unref(telling->sentences);
    g_ptr_array_unref(telling->sources);
}

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
    causes->decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    causes->strings = g_string_chunk_new(1024);
    struct store_view then = setup->view;
    then.batch = before->batch;
    if (!store_changes_load(setup->store, &setup->view, before->batch,
                            month->partner->facts.partner_id, causes->changes, causes->strings,
                            error) ||
        !store_decisions_load(setup->store, setup->view.batch, month->partner->facts.partner_id,
                              causes->decisions, causes->strings, error) ||
        !policy_load(setup->store, &then, &causes->policy_then, error)) {
        return NULL;
    }
    return g_steal_pointer(&causes);
}

void move_causes_free(move_causes *causes)
{
    if (causes) {
        g_array_unref(causes->changes);
        g_array_unref(causes->decisions);
        g_string_chunk_free(causes->strings);
        g_free(causes);
    }
}

static const struct clock *partner_clock(const struct move_causes *causes)
{
    return &causes->month->partner->facts.clock;
}

/* ---- saying it ----------------------------------------------------------------------------- */

static bool silent(const struct telling *telling)
{
    return telling->clauses->len == 0;
}

static void add_once(GPtrArray *texts, const char *text)
{
    if (text[0] != '\0' && !g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL)) {
        g_ptr_array_add(texts, g_strdup(text));
    }
}

static const char *joined(const struct telling *telling, GPtrArray *texts, const char *joint)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? joint : "",
                               (const char *)g_ptr_array_index(texts, i));
    }
    return g_string_chunk_insert_const(telling->causes->strings, text->str);
}

/* sentence: NULL where the clause is one for the partner as well; reported: NULL where nobody did. No
 * document says that something was reported after its own date. */
static void say(struct telling *telling, const char *clause, const char *sentence,
                const stamp *reported, const char *source)
{
    char date[TEXT_SIZE];
    g_autoptr(GString) told = g_string_new(sentence ? sentence : clause);
    told->str[0] = g_ascii_toupper(told->str[0]);
    if (reported) {
        const struct report_run *run = &telling->causes->setup->run;
        const char *zone = company_timezone(&run->company);
        day day = clock_local(zone_clock(zone), stamp_minute(*reported)).date;
        day = day_compare(day, run->issue_date) > 0 ? run->issue_date : day;
        g_string_append_printf(told, ", reported on %s", text_day_month(date, day));
        if (!day_valid(telling->known_since) || day_compare(day, telling->known_since) > 0) {
            telling->known_since = day;
        }
    }
    add_once(telling->clauses, clause);
    add_once(telling->sentences, told->str);
    add_once(telling->sources, source);
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
    const struct clock *clock = partner_clock(telling->causes);
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
            g_autofree char *clause = change_clause(partner_clock(telling->causes), change);
            g_autofree char *sentence = change_sentence(partner_clock(telling->causes), change);
            g_autofree char *source = fact_source(telling->causes->setup->store, change->file,
                                                  change->line, change->batch);
            say(telling, clause, sentence, &change->reported_at, source);
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
    if (!row) {
        tell_file(telling, INPUT_APPOINTMENTS);
        return;
    }
    struct telling changed;
    telling_init(&changed, telling->causes, telling->was, telling->is);
    tell_file(&changed, INPUT_APPOINTMENTS);
    say(telling, row->why, NULL, NULL, joined(telling, changed.sources, ", "));
    telling_clear(&changed);
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
        say(telling, clause, NULL, NULL, source);
    }
}

static bool became(const struct telling *telling, enum outcome outcome)
{
    return telling->is && telling->is->outcome == outcome;
}

static bool cancelled_unpaid(const struct paid_hour *verdict)
{
    return verdict && verdict->outcome == OUTCOME_CANCELLED && verdict->minutes.minutes == 0;
}

/* What was decided of it since, or ended: what the verdict rests on, or no longer does. */
static void tell_decisions(struct telling *telling)
{
    const struct move_causes *causes = telling->causes;
    for (guint i = 0; i < causes->decisions->len; i++) {
        const struct decision *decision = &g_array_index(causes->decisions, struct decision, i);
        const bool ends = decision->kind == DECISION_REVOKE;
        const char *id = ends ? decision->revokes : decision->decision_id;
        const struct paid_hour *verdict = ends ? telling->was : telling->is;
        const struct paid_hour *other = ends ? telling->is : telling->was;
        if (decision->batch <= causes->before->batch || !evidence_has(verdict, id) ||
            evidence_has(other, id)) {
            continue;
        }
        g_autofree char *clause = decision_clause(decision);
        g_autofree char *sentence = decision_sentence(
            decision, (const void *)causes->decisions->data, causes->decisions->len);
        g_autofree char *source = fact_source(causes->setup->store, INPUT_DECISIONS,
                                              decision->source.line, decision->batch);
        say(telling, clause, sentence, NULL, source);
    }
}

/* What took the hour, or takes it no longer, and then what has it now: each of them may have moved it. What
 * takes it now decides alone. */
static void tell_slot(struct telling *telling)
{
    const bool taken = became(telling, OUTCOME_HOLIDAY) || became(telling, OUTCOME_BLOCKED);
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
    }
    if (either_became(telling, OUTCOME_BLOCKED) && !became(telling, OUTCOME_HOLIDAY)) {
        tell_file(telling, INPUT_BLOCKS);
    }
    if (either_became(telling, OUTCOME_OTHER_STREAM) && !taken) {
        tell_file(telling, INPUT_OTHER_WORK);
    }
    if (!taken && (silent(telling) || lapsed(telling->is) || lapsed(telling->was) ||
                   cancelled_unpaid(telling->is) || cancelled_unpaid(telling->was))) {
        tell_appointments(telling);
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

static bool of_case(const struct paid_hour *verdict)
{
    return verdict &&
           (verdict->reason == REASON_OVER_ALLOCATION || verdict->reason == REASON_CASE_UNKNOWN);
}

static void tell_adhoc(struct telling *telling)
{
    tell_appointments(telling);
    if (silent(telling) || of_case(telling->was) || of_case(telling->is)) {
        tell_case(telling);
    }
    if (silent(telling) || either_became(telling, OUTCOME_ADHOC_OVERLAP)) {
        tell_file(telling, INPUT_OTHER_WORK);
        tell_file(telling, INPUT_BLOCKS);
    }
    if (silent(telling) && either_became(telling, OUTCOME_ADHOC_OVERLAP)) {
        say(telling, "the hours that it overlaps are paid otherwise", NULL, NULL, "");
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
                source =
                    fact_source(causes->setup->store, INPUT_POLICY, change->line, change->batch);
            }
        }
        g_autofree char *clause =
            g_strdup_printf("the setting %s is %s (it was %s)", policy_key(i), is, was);
        say(telling, clause, NULL, NULL, source);
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
    const char *zone = company_timezone(&telling->causes->setup->run.company);
    const day date = clock_local(zone_clock(zone), stamp_minute(then)).date;
    g_autofree char *clause = g_strdup_printf(
        "it was judged as at %s then, when this was not known yet", text_stamp(TEXT_ROOM, then));
    g_autofree char *sentence = g_strdup_printf("On %s, when it was judged, this was not known yet",
                                                text_day_month(TEXT_ROOM, date));
    say(telling, row ? row->why : clause, row ? NULL : sentence, NULL, "");
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
        say(telling, "the program or its holidays are not those of then", NULL, NULL, "");
    }
}

/* Whether what had lapsed is marked now: where the hour is, or the booking was. */
static bool marked_there(const struct telling *telling, const struct store_change *change)
{
    const struct partner_facts *facts = &telling->causes->month->partner->facts;
    const bool of_slot = telling->was->kind == RATE_PARTNER;
    const instant start =
        clock_resolve(&facts->clock,
                      (struct local_time){telling->was->date, telling->was->start_minute})
            .at;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        if (strcmp(appointment->appointment_id, change->id) == 0) {
            const int64_t after = appointment->start.utc_minutes - start.utc_minutes;
            return (appointment->status == STATUS_COMPLETED ||
                    appointment->status == STATUS_NO_SHOW) &&
                   (appointment->calendar == CALENDAR_OPEN) == of_slot && after >= 0 &&
                   after < (of_slot ? MINUTES_PER_HOUR : 1);
        }
    }
    return false;
}

const char *move_penalty_undone(move_causes *causes, const struct paid_hour *was,
                                const struct paid_hour *is)
{
    g_autoptr(GPtrArray) clauses = g_ptr_array_new_with_free_func(g_free);
    struct telling telling = {.causes = causes, .was = was, .is = is, .clauses = clauses};
    if (!is || !lapsed(was) || is->minutes.minutes <= was->minutes.minutes) {
        return NULL;
    }
    for (guint i = 0; i < causes->changes->len; i++) {
        const struct store_change *change = &g_array_index(causes->changes, struct store_change, i);
        if (change->file == INPUT_APPOINTMENTS && !change->elsewhere &&
            (evidence_has(was, change->id) || strcmp(was->appointment_id, change->id) == 0)) {
            g_autofree char *clause = change_clause(partner_clock(causes), change);
            if (marked_there(&telling, change)) {
                return NULL;
            }
            add_once(clauses, clause);
        }
    }
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    g_autofree char *told =
        g_strdup_printf("%s %s: %s", text_date_short(date, was->date),
                        text_time(time, was->start_minute), joined(&telling, clauses, " and "));
    return clauses->len > 0 ? g_string_chunk_insert_const(causes->strings, told) : NULL;
}

static void decided_add(const struct move_causes *causes, const struct decision *decision,
                        const struct decision *pays, GArray *rows)
{
    const struct decision *all = (const void *)causes->decisions->data;
    const bool ended = decision != pays;
    const bool supply = pays->nature == NATURE_SERVICES;
    const day date = decision_tax_date(pays);
    g_autofree char *clause = decision_clause(decision);
    g_autofree char *sentence = decision_sentence(decision, all, causes->decisions->len);
    g_autofree char *source =
        fact_source(causes->setup->store, INPUT_DECISIONS, decision->source.line, decision->batch);
    g_autofree char *amount = g_strdup_printf("%s decided", text_dollars(TEXT_ROOM, pays->amount));
    const char *paid = g_string_chunk_insert_const(causes->strings, amount);
    const struct adjustment_move_row row = {
        .at = {date, 0, ""},
        .kind = supply ? LINE_DECISION : LINE_NO_SUPPLY,
        .before = ended ? paid : "nothing decided",
        .after = ended ? "nothing decided" : paid,
        .rule_before = RULE_D3,
        .rule_after = RULE_D3,
        .taxable = supply && day_range_has(causes->month->partner->facts.gst, date),
        .because = g_string_chunk_insert_const(causes->strings, clause),
        .sentences = g_string_chunk_insert_const(causes->strings, sentence),
        .amount = {ended ? -pays->amount.cents : pays->amount.cents},
        .source = g_string_chunk_insert_const(causes->strings, source)};
    g_array_append_val(rows, row);
}

void move_causes_decided(move_causes *causes, GArray *rows)
{
    const int64_t then = causes->before->batch;
    const struct period period = causes->setup->view.period;
    for (guint i = 0; i < causes->decisions->len; i++) {
        const struct decision *decision = &g_array_index(causes->decisions, struct decision, i);
        if (decision->batch <= then) {
            continue;
        }
        if (decision_pays(decision, period) && decision_in_force(decision)) {
            decided_add(causes, decision, decision, rows);
        }
        for (guint k = 0; decision->kind == DECISION_REVOKE && k < i; k++) {
            const struct decision *pays = &g_array_index(causes->decisions, struct decision, k);
            if (strcmp(pays->decision_id, decision->revokes) == 0 && pays->batch <= then &&
                decision_pays(pays, period)) {
                decided_add(causes, decision, pays, rows);
            }
        }
    }
}

void move_causes_find(move_causes *causes, const struct paid_hour *was, const struct paid_hour *is,
                      struct move_told *ret_told)
{
    struct telling telling;
    telling_init(&telling, causes, was, is);
    bool of_slot = telling.hour->kind == RATE_PARTNER;
    if (was && is && was->minutes.minutes != 0 && is->minutes.minutes != 0 &&
        was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour) {
        tell(&telling, (struct wanted){.file = INPUT_RATES,
                                       .id = of_slot ? "partner" : "adhoc",
                                       .until = &telling.hour->date});
    }
    tell_decisions(&telling);
    if (silent(&telling) && (!was || !is || was->minutes.minutes != is->minutes.minutes)) {
        (of_slot ? tell_slot : tell_adhoc)(&telling);
    }
    static void (*const otherwise[])(struct telling *) = {tell_settings, tell_time, tell_rest};
    for (size_t i = 0; i < G_N_ELEMENTS(otherwise) && silent(&telling); i++) {
        otherwise[i](&telling);
    }
    *ret_told = (struct move_told){joined(&telling, telling.clauses, " and "),
                                   joined(&telling, telling.sentences, "\n"),
                                   joined(&telling, telling.sources, ", "), telling.known_since};
    telling_clear(&telling);
}

#include <string.h>

#include "tests/engine/core/example_world.h"

/* Facts about the partner and their time: the lines of an example that are not about bookings,
 * cases or areas. */

static const char *const rate_words[] = {"partner", "adhoc", NULL};
static const char *const weekday_words[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL};
static const char *const stream_words[] = {"rapid_response", "onsite", "other", NULL};

/* ---- the run and the partner --------------------------------------------------------------------- */

/* as-at 2026-10-20 09:00 */
static bool as_at_read(example_world *world, struct words *words)
{
    bool ambiguous = false;
    world->as_at_given = true;
    return words_stamp(words, &world->question.as_at, &ambiguous);
}

/* issue-date 2026-10-20 */
static bool issue_date_read(example_world *world, struct words *words)
{
    return words_day(words, &world->question.issue_date);
}

/* set other_stream_overlap slot */
static bool setting_read(example_world *world, struct words *words)
{
    const char *key = words_next(words);
    if (policy_set(&world->policy, key, words_peek(words)) != POLICY_SET) {
        return words_fail(words, policy_expected(key) ? policy_expected(key) : "a setting");
    }
    words_next(words);
    return true;
}

/* An amount with its sign. */
static bool amount_read(const example_world *world, struct words *words, int64_t *ret_cents)
{
    bool negative = words_peek(words)[0] == '-';
    const char *text = words_next(words) + negative;
    g_auto(example_words) amount = words_new(text, world->zone);
    if (!words_cents(&amount, ret_cents)) {
        return words_fail(words, "an amount");
    }
    *ret_cents = negative ? -*ret_cents : *ret_cents;
    return true;
}

/* adjustments 165.00: of earlier periods */
static bool adjustments_read(example_world *world, struct words *words)
{
    int64_t cents = 0;
    bool read = amount_read(world, words, &cents);
    world->settled.earned.cents += MAX(cents, 0);
    world->settled.taken.cents -= MIN(cents, 0);
    return read;
}

/* carried -660.00 */
static bool carried_read(example_world *world, struct words *words)
{
    int64_t cents = 0;
    bool read = amount_read(world, words, &cents);
    world->settled.brought.cents -= cents;
    return read;
}

/* instalments 220.00 */
static bool instalments_read(example_world *world, struct words *words)
{
    world->settled.by_instalments = true;
    return amount_read(world, words, &world->settled.instalment.cents);
}

/* write-off 660.00: from now on */
static bool write_off_read(example_world *world, struct words *words)
{
    return amount_read(world, words, &world->settled.write_off.cents);
}

/* written-off 660.00: before */
static bool written_off_read(example_world *world, struct words *words)
{
    return amount_read(world, words, &world->settled.written_off.cents);
}

/* abn 51 824 753 556 */
static bool abn_read(example_world *world, struct words *words)
{
    g_autofree char *spaced = words_join(words, NULL);
    g_auto(GStrv) groups = g_strsplit(spaced, " ", -1);
    g_autofree char *abn = g_strjoinv("", groups);
    world->facts.abn = world_string(world, abn);
    return true;
}

static bool range_or_never(struct words *words, struct day_range *range)
{
    if (words_take(words, "never")) {
        *range = (struct day_range){DAY_UNBOUNDED_TO, DAY_UNBOUNDED_TO};
        return true;
    }
    return words_range(words, range);
}

/* active from 2026-09-10 to 2026-09-20 */
static bool active_read(example_world *world, struct words *words)
{
    return words_range(words, &world->facts.active);
}

/* gst never; gst from 2026-09-15 */
static bool gst_read(example_world *world, struct words *words)
{
    return range_or_never(words, &world->facts.gst);
}

static bool agreement_read(example_world *world, struct words *words)
{
    return range_or_never(words, &world->facts.agreement);
}

/* bank none */
static bool bank_read(example_world *world, struct words *words)
{
    world->facts.bank_details = false;
    return words_take(words, "none") || words_fail(words, "none");
}

/* rejected rates.csv:4 */
static bool rejected_read(example_world *world, struct words *words)
{
    world->facts.hold.bad_input = world_string(world, words_next(words));
    return true;
}

/* no-glyph U+4E2D */
static bool no_glyph_read(example_world *world, struct words *words)
{
    world->facts.hold.no_glyph = world_string(world, words_next(words));
    return true;
}

/* rate partner 150.00 from 2026-09-15; rate adhoc none */
static bool rate_read(example_world *world, struct words *words)
{
    int kind = 0;
    struct rate_row row = {0};
    if (!words_choice(words, rate_words, &kind)) {
        return false;
    }
    world->rates_given[kind] = true;
    if (words_take(words, "none")) {
        return true;
    }
    row.kind = (enum rate_kind)kind;
    if (!words_cents(words, &row.hourly_rate.cents_per_hour) ||
        !(words_take(words, "from") || words_fail(words, "from")) ||
        !words_day(words, &row.effective_from)) {
        return false;
    }
    g_array_append_val(world->rates, row);
    return true;
}

static struct decision *decision_begin(example_world *world, enum decision_kind kind)
{
    const struct decision decision = {.kind = kind,
                                      .partner_id = "P0001",
                                      .period = PERIOD_NONE,
                                      .date = DAY_UNBOUNDED_FROM,
                                      .start_minute = NO_MINUTE,
                                      .decision_id = "",
                                      .appointment_id = "",
                                      .number = "",
                                      .ticket = "T-1",
                                      .reason = "",
                                      .entered_by = "clerk",
                                      .approved_by = "Ann",
                                      .revokes = "",
                                      .batch = 1 + (int64_t)world->decisions->len};
    g_array_append_val(world->decisions, decision);
    return &g_array_index(world->decisions, struct decision, world->decisions->len - 1);
}

/* pay -50.00 on 2026-09-04, no supply */
static bool decision_pay_read(example_world *world, struct words *words, struct decision *decision)
{
    const bool below = words_peek(words)[0] == '-';
    const char *text = words_next(words) + below;
    g_auto(example_words) amount = words_new(text, world->zone);
    if (!words_cents(&amount, &decision->amount.cents)) {
        return words_fail(words, "an amount");
    }
    decision->amount.cents *= below ? -1 : 1;
    decision->period = world->question.period;
    if (words_take(words, "on") && !words_day(words, &decision->date)) {
        return false;
    }
    if (words_take(words, ",")) {
        decision->nature = NATURE_NO_SUPPLY;
        return (words_take(words, "no") && words_take(words, "supply")) ||
               words_fail(words, "no supply");
    }
    return true;
}

/* decision D-1 waive 2026-09-04 09:00; decision D-1 waive A1; decision D-1 authorise A1; decision D-1 pay … */
static bool decision_read(example_world *world, struct words *words)
{
    static const char *const kinds[] = {"waive", "authorise", "pay", NULL};
    const char *id = world_string(world, words_next(words));
    int kind = 0;
    if (!words_choice(words, kinds, &kind)) {
        return false;
    }
    struct decision *decision = decision_begin(world, (enum decision_kind)kind);
    decision->decision_id = id;
    if (kind == DECISION_PAY) {
        return decision_pay_read(world, words, decision);
    }
    if (!g_ascii_isdigit(words_peek(words)[0])) {
        decision->appointment_id = world_string(world, words_next(words));
        return true;
    }
    int32_t end = 0;
    return words_day(words, &decision->date) && words_hours(words, &decision->start_minute, &end);
}

/* revoke D-1 */
static bool revoke_read(example_world *world, struct words *words)
{
    struct decision *decision = decision_begin(world, DECISION_REVOKE);
    decision->decision_id = "its end";
    decision->revokes = world_string(world, words_next(words));
    return true;
}

const struct world_word world_partner_words[] = {
    {"as-at", as_at_read},
    {"issue-date", issue_date_read},
    {"set", setting_read},
    {"abn", abn_read},
    {"active", active_read},
    {"gst", gst_read},
    {"agreement", agreement_read},
    {"bank", bank_read},
    {"rejected", rejected_read},
    {"no-glyph", no_glyph_read},
    {"rate", rate_read},
    {"carried", carried_read},
    {"adjustments", adjustments_read},
    {"instalments", instalments_read},
    {"write-off", write_off_read},
    {"written-off", written_off_read},
    {"decision", decision_read},
    {"revoke", revoke_read},
    {NULL, NULL},
};

/* ---- hours offered and taken --------------------------------------------------------------------- */

/* schedule Tue 10:00 11:00 13:00-15:00 every 2 from 2026-09-10: each is a row of schedules.csv. */
static bool schedule_read(example_world *world, struct words *words)
{
    int weekday_number = 0;
    guint first = world->schedules->len;
    if (!words_choice(words, weekday_words, &weekday_number)) {
        return false;
    }
    do {
        struct schedule_row row = {.weekday = (weekday)weekday_number};
        if (!words_hours(words, &row.start_minute, &row.end_minute)) {
            return false;
        }
        words_take(words, ",");
        g_array_append_val(world->schedules, row);
    } while (words_hours_follow(words));
    struct day_range effective;
    int32_t every = 0;
    if (words_take(words, "every") && !words_number(words, &every)) {
        return false;
    }
    if (!words_range(words, &effective)) {
        return false;
    }
    for (guint i = first; i < world->schedules->len; i++) {
        struct schedule_row *row = &g_array_index(world->schedules, struct schedule_row, i);
        row->effective = effective;
        row->every = every;
    }
    return true;
}

/* [, cancelled] */
static enum taken_status taken_read(struct words *words)
{
    if (words_take(words, ",") && !words_take(words, "cancelled")) {
        words_fail(words, "cancelled");
    }
    return words->at > 0 && strcmp(words->list[words->at - 1], "cancelled") == 0 ? TAKEN_CANCELLED
                                                                                 : TAKEN_STANDS;
}

/* block B1 2026-09-18 09:00-12:00, cancelled */
static bool block_read(example_world *world, struct words *words)
{
    struct block row = {.reason = "", .block_id = world_string(world, words_next(words))};
    if (!words_span(words, &row.span, &row.ambiguous_local_time)) {
        return false;
    }
    row.status = taken_read(words);
    g_array_append_val(world->blocks, row);
    return !words->problem;
}

/* work W1 onsite 2026-09-18 09:30-11:00 */
static bool work_read(example_world *world, struct words *words)
{
    int stream = 0;
    struct other_work row = {.work_id = world_string(world, words_next(words))};
    if (!words_choice(words, stream_words, &stream) ||
        !words_span(words, &row.span, &row.ambiguous_local_time)) {
        return false;
    }
    row.stream = (enum stream)stream;
    row.status = taken_read(words);
    g_array_append_val(world->works, row);
    return !words->problem;
}

const struct world_word world_time_words[] = {
    {"schedule", schedule_read},
    {"block", block_read},
    {"work", work_read},
    {NULL, NULL},
};

/* A month of everyone: what moved since it was issued, by what takes or took an hour, and by decision. */
#include "engine/run/compare/rows.h"
#include "engine/run/correct/correct.h"

struct everyone {
    comparison *causes;
    GPtrArray *decided; /* const struct adjustment_move_row: D3 */
    money subtotal;     /* of hours */
    money gst;
    money whole; /* of months without an adjustment, GST included */
};

/* By the rule that takes an hour, or took it: what each partner's facts say is for the partner's own. */
static const char *kind_of_move(comparison *causes, const struct adjustment_move_row *move)
{
    const bool less = move->minutes.minutes < 0;
    const enum rule rule = less ? move->rule_after : move->rule_before;
    if (!less && (move->rule_after == RULE_D1 || move->rule_after == RULE_D2)) {
        g_auto(GStrv) sentences = g_strsplit(move->sentences, "\n", -1);
        g_autofree char *joined = g_strjoinv("; ", sentences);
        return comparison_keep(causes, joined);
    }
    if (move->rule_before == move->rule_after) {
        return "Another rate, or minutes by the same rule";
    }
    if (rule == RULE_S1) {
        return less ? "No longer in the schedule" : "New in the schedule, or a new booking";
    }
    const char *text = rule_says[rule].reading;
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        text = outcome_says[outcome].rule == rule ? outcome_says[outcome].text : text;
    }
    return less ? text : comparison_format(causes, "No longer: %s", text);
}

static void adjustment_take(struct everyone *everyone, const struct adjustment_report *adjustment)
{
    everyone->subtotal = money_add(everyone->subtotal, adjustment->difference.subtotal);
    everyone->gst = money_add(everyone->gst, adjustment->difference.gst);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        if (move->kind >= RATE_KIND_COUNT) {
            everyone->subtotal = money_subtract(everyone->subtotal, move->amount);
            g_ptr_array_add(everyone->decided, (gpointer)move);
            continue;
        }
        struct compare_row *row =
            comparison_row(everyone->causes, COMPARE_FACTS, kind_of_move(everyone->causes, move));
        row->minutes += move->minutes.minutes;
        row->sixtieths += (int64_t)move->minutes.minutes * move->hourly_rate.cents_per_hour;
    }
}

static void partner_take(struct everyone *everyone, const struct partner_true_up *found)
{
    for (guint i = 0; i < found->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(found->months, i);
        comparison *causes = everyone->causes;
        causes->difference = money_add(causes->difference, moved->change);
        if (moved->adjustment && !moved->adjustment->voided) {
            adjustment_take(everyone, moved->adjustment);
        } else {
            everyone->whole = money_add(everyone->whole, moved->change);
        }
    }
}

comparison *comparison_of_everyone(GHashTable *found_by_id)
{
    g_autoptr(GPtrArray) decided = g_ptr_array_new();
    struct everyone everyone = {.causes = comparison_new(""), .decided = decided};
    GHashTableIter at;
    gpointer found;
    g_hash_table_iter_init(&at, found_by_id);
    while (g_hash_table_iter_next(&at, NULL, &found)) {
        partner_take(&everyone, found);
    }
    comparison_share(everyone.causes, everyone.subtotal);
    for (guint i = 0; i < decided->len; i++) {
        const struct adjustment_move_row *move = g_ptr_array_index(decided, i);
        comparison_add(everyone.causes, COMPARE_DECISION, move->sentences, move->amount);
    }
    comparison_add(everyone.causes, COMPARE_GST, "GST", everyone.gst);
    comparison_add(everyone.causes, COMPARE_OTHER,
                   "Months of which no document stands, GST included", everyone.whole);
    comparison_finish(everyone.causes);
    return everyone.causes;
}
